// Worker threads in two lanes. The query lane has threads at normal priority and runs what people wait
// for; the bulk lane has threads at low priority and runs indexing. A full bulk lane never delays a query.
//
// In the query lane, work that has had little service goes before work that has had much (turns.h): the
// items of pool_parallel are where a long query lets shorter ones run.
#ifndef TREELINE_RUN_POOL_H
#define TREELINE_RUN_POOL_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Pool Pool;
typedef enum { LANE_QUERY, LANE_BULK, LANE_COUNT } PoolLane;
typedef void (*PoolJob)(void *user);
typedef void (*PoolItem)(void *user, size_t i);

// `workers` > 0 jobs of a lane run at once. With `foreground` the bulk lane has normal priority too.
Pool *pool_new(unsigned workers, bool foreground);
// Runs what is queued, then joins the threads. No job may be added meanwhile.
void pool_free(Pool *pool); // NULL is allowed
unsigned pool_workers(const Pool *pool);

// Runs job(user) on a thread of the lane, begun in order of coming. Any thread.
void pool_run(Pool *pool, PoolLane lane, PoolJob job, void *user);

// Runs item(user, 0 .. count-1), several at once, and returns when all are done. The caller works too, so it
// may itself be a worker: it never waits for a thread to become free. Between two items of a job of the
// query lane that has had much service, its thread may sleep while others run: hold no lock.
// Items should take a millisecond or less.
void pool_parallel(Pool *pool, PoolLane lane, size_t count, PoolItem item, void *user);

// The same without the caller, who goes on at once: when all are done, the last of the lane's threads to
// leave calls done(done_user).
void pool_spread(Pool *pool, PoolLane lane, size_t count, PoolItem item, void *user, PoolJob done,
                 void *done_user);

#endif
