// Exhaustive search: every occurrence in the snapshot, in order of path and position.
#ifndef TREELINE_QUERY_EXHAUST_H
#define TREELINE_QUERY_EXHAUST_H

#include "query/delivery.h"
#include "query/match.h"

// Delivers on this thread; returns how many files were read.
uint64_t exhaust_run(const QueryContext *context, const Query *query, const Matcher *matcher,
                     Delivery *delivery);

#endif
