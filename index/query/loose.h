// Names that contain a target elsewhere than at their beginning, or its letters in order.
#ifndef TREELINE_QUERY_LOOSE_H
#define TREELINE_QUERY_LOOSE_H

#include "query/names.h"

// As names_scan, for a scan with a target whose best and least are both SYMBOL_MATCH_SUBSTRING or both
// SYMBOL_MATCH_FUZZY. With a limit, only the most promising blocks are looked at (name_blocks.h), some
// thousands, fewer with filters or a container; *more says so if there were others.
void loose_scan(const NameScan *scan, NameHits *out, bool *more);

#endif
