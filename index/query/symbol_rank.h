// The order of the symbols of a page. Which names are worth looking at is decided by their
// letters and a few bits of their symbols (names.h); what is left is some hundred symbols, about
// which more can be asked: what they are, where they are, and whether they are there twice.
#ifndef TREELINE_QUERY_SYMBOL_RANK_H
#define TREELINE_QUERY_SYMBOL_RANK_H

#include "base/array.h"
#include "query/names.h"
#include "store/snapshot.h"

typedef struct {
  uint64_t key; // names_symbol_key
  uint32_t part;
  StoredSymbol symbol;
  Str name;                   // in the arena
  const SymbolTarget *target; // that it was found by; NULL: nothing was typed
  double score;               // symbol_rank's: the class, and below it what else counts
} SymbolResult;

typedef ARRAY(SymbolResult) SymbolResults;

// Orders them, best first, and leaves out what the page does not need: with a limit all but the best few
// hundred; declarations whose definition is there; the same symbol in a
// vendored or generated file of the same content.
void symbol_rank(const Snapshot *snapshot, const SymbolRequest *request, const SymbolQuery *query,
                 SymbolResults *results);

#endif
