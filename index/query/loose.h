// Names that contain a target elsewhere than at their beginning, or its letters in order.
#ifndef TREELINE_QUERY_LOOSE_H
#define TREELINE_QUERY_LOOSE_H

#include "query/names.h"

// As names_scan, for a scan with a target whose best and least are both SYMBOL_MATCH_SUBSTRING or both
// SYMBOL_MATCH_FUZZY. With a limit, a fuzzy scan, and one with filters or a container, look at the
// most promising blocks alone (name_blocks.h), and say *more if there were others.
void loose_scan(const NameScan *scan, NameHits *out, bool *more);

#endif
