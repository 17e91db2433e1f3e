// Bulk work: run by the bulk lane's threads at low priority, while the coordinator waits and takes in, at
// its own priority, the few paths that are touched meanwhile.
#ifndef TREELINE_RUN_BULK_H
#define TREELINE_RUN_BULK_H

#include "run/pool.h"

#include "index.h"

// Runs item(user, 0 .. count-1) and returns when all are done. With `touches`, small batches of touched
// paths are taken in meanwhile: for items that only add to the catalogue what changes_noted allows.
// Coordinator only.
void bulk_run(Index *index, size_t count, PoolItem item, void *user, bool touches);

// The same for items beside which nothing can be taken in, and which share their work among themselves:
// once a few touched paths are due, the coordinator runs item(user, count), so that a save does not wait for
// low priority on a busy machine. Coordinator only.
void bulk_run_helped(Index *index, size_t count, PoolItem item, void *user);

// Commits and, with `sweep`, removes the files that nobody needs any more: the disk is what takes the time,
// and a save does not wait for it. What is put off meanwhile is for the caller to resume. Coordinator only,
// while no pass is under way.
void bulk_commit(Index *index, bool sweep);

// Called by worker number `worker` between two pieces of work: while a person is at work, half of the
// workers wait here, at least one goes on. Returns at once when the work is to end, or none is left.
void bulk_give_way(Index *index, size_t worker, const atomic_bool *none_left);
// There is no more work to take: who gives way need not any longer.
void bulk_end_waiting(Index *index, atomic_bool *none_left);

#endif
