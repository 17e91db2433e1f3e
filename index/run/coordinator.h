// The thread that decides what is done next, one thing at a time: touched paths, refreshes, following the
// writer, upkeep. It reads a few files itself; bulk work is the bulk lane's (bulk.h), at low priority.
#ifndef TREELINE_RUN_COORDINATOR_H
#define TREELINE_RUN_COORDINATOR_H

#include "index.h"

// Runs until the index closes. `user` is the Index.
void coordinator_thread(void *user);

#endif
