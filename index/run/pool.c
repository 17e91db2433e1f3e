// Rejected: libuv's own thread pool (one queue without priorities, four threads by default, shared with
// file events); one lane that polls for urgent work between files (a query would wait for a file's parse).
#include "run/pool.h"
#include "base/err.h"
#include "base/os.h"
#include "base/trace.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

typedef struct QueuedJob QueuedJob;
struct QueuedJob {
  PoolJob job;
  void *user;
  QueuedJob *next;
};

typedef struct {
  uv_mutex_t mutex; // guards first, last, closing
  uv_cond_t wake;
  QueuedJob *first, *last;
  bool closing;
  bool low_priority;
  const char *name;
  uv_thread_t *threads;
} Lane;

struct Pool {
  unsigned workers;
  Lane lanes[LANE_COUNT];
};

// ---- lanes --------------------------------------------------------------------------------------

static QueuedJob *lane_take(Lane *lane) {
  uv_mutex_lock(&lane->mutex);
  while (!lane->first && !lane->closing) uv_cond_wait(&lane->wake, &lane->mutex);
  QueuedJob *taken = lane->first;
  if (taken) {
    lane->first = taken->next;
    if (!lane->first) lane->last = NULL;
  }
  uv_mutex_unlock(&lane->mutex);
  return taken;
}

static void lane_thread(void *user) {
  Lane *lane = user;
  trace_thread(lane->name);
  if (lane->low_priority) os_lower_priority();
  QueuedJob *taken;
  while ((taken = lane_take(lane))) {
    taken->job(taken->user);
    free(taken);
  }
}

static void lane_open(Lane *lane, unsigned workers, bool low_priority) {
  uv_mutex_init(&lane->mutex);
  uv_cond_init(&lane->wake);
  lane->low_priority = low_priority;
  lane->threads = xcalloc(workers, sizeof *lane->threads);
  for (unsigned i = 0; i < workers; i++) {
    if (uv_thread_create(&lane->threads[i], lane_thread, lane) != 0) die_out_of_memory(0);
  }
}

static void lane_close(Lane *lane, unsigned workers) {
  uv_mutex_lock(&lane->mutex);
  lane->closing = true;
  uv_cond_broadcast(&lane->wake);
  uv_mutex_unlock(&lane->mutex);
  for (unsigned i = 0; i < workers; i++) uv_thread_join(&lane->threads[i]);
  free(lane->threads);
  uv_cond_destroy(&lane->wake);
  uv_mutex_destroy(&lane->mutex);
}

Pool *pool_new(unsigned workers, bool foreground) {
  Pool *pool = xcalloc(1, sizeof *pool);
  pool->workers = workers;
  pool->lanes[LANE_QUERY].name = "query worker";
  pool->lanes[LANE_BULK].name = "bulk worker";
  for (int i = 0; i < LANE_COUNT; i++)
    lane_open(&pool->lanes[i], workers, i == LANE_BULK && !foreground);
  return pool;
}

void pool_free(Pool *pool) {
  if (!pool) return;
  for (int i = 0; i < LANE_COUNT; i++) lane_close(&pool->lanes[i], pool->workers);
  free(pool);
}

unsigned pool_workers(const Pool *pool) { return pool->workers; }

void pool_run(Pool *pool, PoolLane which, PoolJob job, void *user) {
  Lane *lane = &pool->lanes[which];
  QueuedJob *queued = xmalloc(sizeof *queued);
  *queued = (QueuedJob){.job = job, .user = user};
  uv_mutex_lock(&lane->mutex);
  if (lane->last) {
    lane->last->next = queued;
  } else {
    lane->first = queued;
  }
  lane->last = queued;
  uv_cond_signal(&lane->wake);
  uv_mutex_unlock(&lane->mutex);
}

// ---- parallel loops -----------------------------------------------------------------------------

// Shared by the caller and its helpers; freed by the last to leave, as a helper may come when all is done.
typedef struct {
  atomic_size_t next;
  size_t count;
  PoolItem item;
  void *user;
  PoolJob at_end; // where nobody waits
  void *at_end_user;
  uv_mutex_t mutex; // guards done and references
  uv_cond_t finished;
  size_t done;
  unsigned references;
} ParallelLoop;

static void loop_leave(ParallelLoop *loop, size_t items_done) {
  uv_mutex_lock(&loop->mutex);
  loop->done += items_done;
  if (loop->done == loop->count) uv_cond_signal(&loop->finished);
  bool last = --loop->references == 0;
  uv_mutex_unlock(&loop->mutex);
  if (!last) return;
  if (loop->at_end) loop->at_end(loop->at_end_user);
  uv_cond_destroy(&loop->finished);
  uv_mutex_destroy(&loop->mutex);
  free(loop);
}

static size_t loop_work(ParallelLoop *loop) {
  size_t items_done = 0;
  for (;;) {
    size_t i = atomic_fetch_add_explicit(&loop->next, 1, memory_order_relaxed);
    if (i >= loop->count) return items_done;
    loop->item(loop->user, i);
    items_done++;
  }
}

static void loop_help(void *user) {
  ParallelLoop *loop = user;
  loop_leave(loop, loop_work(loop));
}

static ParallelLoop *loop_new(size_t count, PoolItem item, void *user, size_t references) {
  ParallelLoop *loop = xcalloc(1, sizeof *loop);
  loop->count = count;
  loop->item = item;
  loop->user = user;
  loop->references = (unsigned)references;
  uv_mutex_init(&loop->mutex);
  uv_cond_init(&loop->finished);
  return loop;
}

void pool_spread(Pool *pool, PoolLane lane, size_t count, PoolItem item, void *user, PoolJob done,
                 void *done_user) {
  size_t helpers = count < pool->workers ? count : pool->workers;
  if (helpers == 0) helpers = 1; // who calls `done`
  ParallelLoop *loop = loop_new(count, item, user, helpers);
  loop->at_end = done;
  loop->at_end_user = done_user;
  for (size_t i = 0; i < helpers; i++) pool_run(pool, lane, loop_help, loop);
}

void pool_parallel(Pool *pool, PoolLane lane, size_t count, PoolItem item, void *user) {
  size_t helpers = count > 1 ? count - 1 : 0;
  if (helpers > pool->workers - 1) helpers = pool->workers - 1;
  if (helpers == 0) {
    for (size_t i = 0; i < count; i++) item(user, i);
    return;
  }
  ParallelLoop *loop = loop_new(count, item, user, helpers + 1);
  for (size_t i = 0; i < helpers; i++) pool_run(pool, lane, loop_help, loop);
  size_t mine = loop_work(loop);
  uv_mutex_lock(&loop->mutex);
  loop->done += mine;
  while (loop->done < loop->count) uv_cond_wait(&loop->finished, &loop->mutex);
  uv_mutex_unlock(&loop->mutex);
  loop_leave(loop, 0);
}
