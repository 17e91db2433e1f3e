// What the index alone proves of a query, so that who asks for files, and not for places in them, need not
// have them read: fields are in the record, and a literal of two or three bytes of which no case counts is
// a gram or a few, whose posting lists name exactly the documents that have it. Says nothing of what a file
// has become since: see content_is_indexed.
#ifndef TREELINE_QUERY_PROOF_H
#define TREELINE_QUERY_PROOF_H

#include "query/context.h"
#include "query/plan.h"

// Whether a text of which the first lines satisfy the query does so as a whole: nothing is negated, and
// nothing asks what comes behind.
bool proof_by_first_lines(const QueryNode *node);

// Filled by one thread, then read by any.
typedef struct {
  const PlanInput *input;
  const Snapshot *snapshot;
  Arena arena;
  const uint64_t **texts; // documents with text t in part p: texts[p * text_count + t]
} Proof;

// Whether anything can be proven of this query; if so, looks it up. Borrows both while the proof is used.
bool proof_open(Proof *proof, const QueryContext *context, const PlanInput *input);
void proof_close(Proof *proof); // all zero is allowed
// Whether the document, as it was indexed, satisfies the query and has an occurrence. false: not known.
bool proof_holds(const Proof *proof, uint32_t part, uint32_t document);

#endif
