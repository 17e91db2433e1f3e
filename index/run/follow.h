// Several processes on one index: one writes, the others follow what it commits, and one of them takes
// its place when it is gone. Called by the coordinator only.
#ifndef TREELINE_RUN_FOLLOW_H
#define TREELINE_RUN_FOLLOW_H

#include "base/os.h"
#include "index.h"

typedef struct {
  int64_t looked_ns;   // when the writer was last looked at
  Stamp manifest;      // the manifest's at that time
  int64_t patience_ns; // with a writer that commits nothing; 0: the default
} FollowState;

// Before a refresh: takes the lock if it is free, else takes over what the writer has committed,
// waiting while it builds the whole tree's first index; small batches of touched paths are taken in
// meanwhile, here and below. A directory that was removed is made again, and a
// disk that has refused is given another chance.
void follow_before_refresh(Index *index);
// Before symbols are extracted: waits while the writer commits those of its own segments, which need not
// be extracted here then.
void follow_before_symbols(Index *index);
// When to look at the writer again, monotonic time; INT64_MAX for the writer itself.
int64_t follow_due_ns(Index *index);
// Looks whether the writer has committed or is gone: microseconds if neither. Asks for what is then to be
// done (index_touch, index_refresh) and publishes what it has taken over.
void follow_look(Index *index);

#endif
