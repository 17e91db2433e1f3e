// Bringing the index up to date with the whole tree: walk, compare, read, extract, commit.
#ifndef TREELINE_RUN_REFRESH_H
#define TREELINE_RUN_REFRESH_H

#include "intake/walk.h"

#include "index.h"

// Coordinator only. Ends early when the index's `stop` is set: what is left is told by the status, and
// asked for again by the changes, which hold it until the next call.
void refresh_run(Index *index);
// The first of the failures of a walk, to the log and the status.
void index_report_failures(Index *index, const WalkResult *result);

#endif
