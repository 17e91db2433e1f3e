// The best names for a target, of some classes of match, over all segments: the scan behind
// symbol search.
#ifndef TREELINE_QUERY_NAME_SCAN_H
#define TREELINE_QUERY_NAME_SCAN_H

#include "query/context.h"
#include "query/name_hits.h"
#include "query/names.h"

typedef struct {
  const QueryContext *context;
  const SymbolQuery *query;
  const SymbolTarget *target; // NULL: every name, by its best symbol
  SymbolMatch match;
  size_t limit;          // 0: all
  const uint32_t *ranks; // for each part, how many documents are better than its first
} NameScan;

typedef enum {
  SCAN_BEGINNINGS, // exact names and prefixes
  SCAN_WITHIN,     // starts, substrings and letters in order, as far as the match goes
  SCAN_SLIPS,      // typos
  SCAN_ALL,        // without a target
} ScanStage;

// The hits, best first (array_free when done). *more: others were left out. With a limit only the most
// promising blocks are looked at (name_blocks.h), some thousands, fewer with filters or a container.
// What the open documents have is there in any case, beside the limit.
void name_scan(const NameScan *scan, ScanStage stage, NameHits *out, bool *more);

// The key of a symbol of a part, from that of its name.
uint64_t name_scan_symbol_key(const NameScan *scan, uint64_t name_key, uint32_t part,
                              const StoredSymbol *symbol);

#endif
