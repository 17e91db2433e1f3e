// The documents of a snapshot that may satisfy a query, over all its segments.
#ifndef TREELINE_QUERY_CANDIDATES_H
#define TREELINE_QUERY_CANDIDATES_H

#include "base/array.h"
#include "query/context.h"
#include "query/plan.h"

typedef ARRAY(uint32_t) CandidateDocuments;
// Fills `out`, empty before, with the live candidates of one part, ascending, and notes that the part has no
// other. array_free when done.
void candidates_in_part(const QueryContext *context, const PlanInput *input, uint32_t part,
                        CandidateDocuments *out);

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
