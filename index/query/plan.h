// From a query to an iterator over the documents of one segment that may satisfy it: every document
// that does is among them, and content decides about the rest.
#ifndef TREELINE_QUERY_PLAN_H
#define TREELINE_QUERY_PLAN_H

#include "query/grams.h"
#include "query/iter.h"
#include "query/query.h"

// What each text of the query requires: grams[i] for query->texts[i].
typedef struct {
  const Query *query;
  const GramExpr *const *grams;
  const Facts *facts; // may be NULL
} PlanInput;

// The tree lives in `arena` and borrows input and segment.
Iter *plan_segment(const PlanInput *input, const Segment *segment, Arena *arena);

#endif
