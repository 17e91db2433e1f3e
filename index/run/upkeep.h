// Looking after the index while nothing else is to be done: segments in memory go to disk, small ones and
// mostly dead ones are merged. Called by the coordinator only, between refreshes.
#ifndef TREELINE_RUN_UPKEEP_H
#define TREELINE_RUN_UPKEEP_H

#include "index.h"

typedef struct {
  int64_t last_ns; // when it last ran
} UpkeepState;

// When upkeep should next run, monotonic time: 0 now, INT64_MAX if there is nothing to do. Cheap.
int64_t upkeep_due_ns(Index *index);
// Does what is due: at most a few hundred milliseconds of low-priority work at once, so that what comes
// meanwhile is not held up for long; upkeep_due_ns tells whether there is more.
void upkeep_run(Index *index);

#endif
