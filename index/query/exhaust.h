// Exhaustive search: every occurrence in the snapshot, in order of path and position.
#ifndef TREELINE_QUERY_EXHAUST_H
#define TREELINE_QUERY_EXHAUST_H

#include "query/delivery.h"
#include "query/match.h"
#include "query/plan.h"

// All borrowed. Of the request count what it says of hits: limits, files_only, count_only, paths_only,
// context, and where to start.
typedef struct {
  const SearchRequest *request;
  const Matcher *matcher;
  const PlanInput *plan;
} ExhaustJob;

// Delivers on this thread; returns how many files were read.
uint64_t exhaust_run(const QueryContext *context, const ExhaustJob *job, Delivery *delivery);

#endif
