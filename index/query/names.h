// The best names for a target, of one class of match, over all segments: the scan behind symbol
// search.
#ifndef TREELINE_QUERY_NAMES_H
#define TREELINE_QUERY_NAMES_H

#include "index.h"
#include "query/context.h"
#include "query/name_hits.h"
#include "query/symbol_query.h"

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
// Where the target's letters stand in a name that matches: offsets, ascending, FUZZY_NEEDLE_MAX at most.
// Returns how many.
uint32_t names_matched(const SymbolTarget *target, Str name, uint32_t *places);
// The key of one symbol of a name whose own key is `name_key`; orders like NameHit.key.
uint64_t names_symbol_key(const NameScan *scan, uint64_t name_key, uint32_t part,
                          const StoredSymbol *symbol);
// The best of the keys of the name's first symbols that count; 0 if none does.
uint64_t names_best_symbol_key(const NameScan *scan, uint32_t part, uint32_t number,
                               uint64_t name_key);
// What names_key gives to a name of that length in a class, from what else it depends on.
uint64_t names_substring_key(bool same_case, size_t length);
uint64_t names_fuzzy_key(int32_t score, size_t length);
// With a target, the bits of a key that a name's symbols decide.
#define NAMES_BELOW_NAME (((uint64_t)1 << 26) - 1)
// A key as a number, in the same order; its whole part is the class.
double names_score(uint64_t key);

#endif
