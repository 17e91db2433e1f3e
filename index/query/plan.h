// From a query to an iterator over the documents of one segment that may satisfy it: every document
// that does is among them, and content decides about the rest.
#ifndef TREELINE_QUERY_PLAN_H
#define TREELINE_QUERY_PLAN_H

#include "query/context.h"
#include "query/grams.h"
#include "query/iter.h"
#include "query/query.h"

// The documents of `segment` outside which text `number` of the query cannot occur, for reasons other than
// its grams: those with a definition of that name, with a comment at all. NULL: nothing is known. Called
// once a text and plan; the node lives in `arena`, and what it borrows as long as the plan.
typedef Iter *(*PlanSource)(const void *user, size_t number, const Segment *segment, Arena *arena);

// What each text of the query requires: grams[i] for query->texts[i].
typedef struct {
  const Query *query;
  const GramExpr *const *grams;
  const Facts *facts; // may be NULL
  PlanSource source;  // may be NULL
  const void *source_user;
  const QueryContext *context; // cancelled, the plan comes soon, and says anything. May be NULL
} PlanInput;

// The documents of the segment that the fields leave which the whole query requires (bit d%64 of word d/64);
// NULL: it requires none. In `arena`. Of the input only query and facts are used.
const uint64_t *plan_required_fields(const PlanInput *input, const Segment *segment, Arena *arena);

// The tree lives in `arena` and borrows input and segment.
Iter *plan_segment(const PlanInput *input, const Segment *segment, Arena *arena);

#endif
