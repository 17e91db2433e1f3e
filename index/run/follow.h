// Several processes on one index: one writes, the others follow what it commits, and one of them takes
// its place when it is gone. Called by the coordinator only, except where said.
#ifndef TREELINE_RUN_FOLLOW_H
#define TREELINE_RUN_FOLLOW_H

#include "index.h"

typedef struct {
  int64_t looked_ns; // when the writer was last looked at
} FollowState;

// Before a refresh: takes the lock if it is free, else takes over what the writer has committed,
// waiting while it builds the whole tree's first index.
void follow_before_refresh(Index *index);
// When to look at the writer again, monotonic time; INT64_MAX for the writer itself.
int64_t follow_due_ns(Index *index);
// Looks whether the writer has committed or is gone. Asks for what is then to be done (index_touch,
// index_refresh) and publishes what it has taken over.
void follow_look(Index *index);

#endif
