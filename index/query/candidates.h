// The documents of a snapshot that may satisfy a query, over all its segments.
#ifndef TREELINE_QUERY_CANDIDATES_H
#define TREELINE_QUERY_CANDIDATES_H

#include "query/context.h"
#include "query/plan.h"

typedef struct {
  uint32_t part;     // of the snapshot
  uint32_t document; // of that part's segment
} Candidate;

typedef struct {
  Candidate *items;
  size_t count, capacity;
} Candidates;

// All live candidates in order of path, chunks of a file in order of position. Cancelling leaves
// some out. array_free when done.
void candidates_by_path(const QueryContext *context, const PlanInput *input, Candidates *out);

#endif
