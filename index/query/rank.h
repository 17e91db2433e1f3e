// Ranked search: the best occurrences first, without reading the whole tree for a common word.
#ifndef TREELINE_QUERY_RANK_H
#define TREELINE_QUERY_RANK_H

#include "query/delivery.h"
#include "query/match.h"
#include "query/plan.h"

// All borrowed. The matcher is prepared, of a limited request for a page at least; it is prepared
// anew if that is too little for one.
typedef struct {
  const SearchRequest *request;
  const Query *query;
  Matcher *matcher;
  const PlanInput *plan;
  // For tests: documents of a block, and those read before anything is delivered, instead of what rank.c
  // says; and to read every candidate before.
  size_t reach, early;
  bool read_all;
} RankJob;

// Delivers on this thread, best first, what is certain while it still reads; without a limit all hits.
// Returns how many files were read.
uint64_t rank_run(const QueryContext *context, const RankJob *job, Delivery *delivery);

#endif
