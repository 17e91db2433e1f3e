// Bringing the index up to date with the tree: walk, compare, read, extract, commit. One at a time, on
// the coordinator's thread, with the pool's bulk lane.
#ifndef TREELINE_RUN_REFRESH_H
#define TREELINE_RUN_REFRESH_H

#include "index.h"

// The coordinator's thread: refreshes whenever one is wanted, until the index closes. `user` is the Index.
void refresh_thread(void *user);

#endif
