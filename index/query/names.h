// The best names for a target, of one class of match, over all segments: the scan behind symbol
// search.
#ifndef TREELINE_QUERY_NAMES_H
#define TREELINE_QUERY_NAMES_H

#include "index.h"
#include "query/context.h"
#include "query/symbol_query.h"

// A name that matches; more of `key` is better. See names.c for what it is made of.
typedef struct {
  uint64_t key;
  uint32_t part, number;
} NameHit;

typedef struct {
  NameHit *items;
  size_t count, capacity;
} NameHits;

typedef struct {
  const QueryContext *context;
  const SymbolQuery *query;
  const SymbolTarget *target; // NULL: every name, by its best symbol
  SymbolMatch best, least;    // classes of match that count
  size_t limit;               // 0: all
  const uint32_t *ranks;      // for each part, how many documents are better than its first
} NameScan;

// The hits, best first (array_free when done). *more: others were left out.
void names_scan(const NameScan *scan, NameHits *out, bool *more);

// The part of a key that the name alone decides; 0: the name does not match. Without a target every
// name does.
uint64_t names_key(const SymbolTarget *target, Str name);
SymbolMatch names_class(uint64_t key);
// The key of one symbol of a name whose own key is `name_key`; orders like NameHit.key.
uint64_t names_symbol_key(const NameScan *scan, uint64_t name_key, uint32_t part,
                          const StoredSymbol *symbol);
// A key as a number, in the same order; its whole part is the class.
double names_score(uint64_t key);

#endif
