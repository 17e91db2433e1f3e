// Ranked search: the best occurrences first, without reading the whole tree for a common word.
#ifndef TREELINE_QUERY_RANK_H
#define TREELINE_QUERY_RANK_H

#include "query/delivery.h"
#include "query/match.h"

// Delivers on this thread, best first; without a limit all hits, page by page, each page in order
// of rank. Returns how many files were read.
uint64_t rank_run(const QueryContext *context, const Query *query, const Matcher *matcher,
                  Delivery *delivery);

#endif
