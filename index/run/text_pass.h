// The first pass of indexing: files become searchable as text. Workers take files in order of static
// quality, each fills a segment of its own and publishes it when it is full; the first one is published
// early, so that first answers come from partial data at once.
#ifndef TREELINE_RUN_TEXT_PASS_H
#define TREELINE_RUN_TEXT_PASS_H

#include "run/found.h"
#include "run/pass.h"

#include "index.h"

// Reads the pending files of `found` into segments, which replace their former documents, and says of
// each whether it was read too early to be sure of it. Returns early when the plan says stop: what was
// read by then is kept, but not while closing. Coordinator only.
void text_pass_run(Index *index, Found *found, PassPlan *plan);

#endif
