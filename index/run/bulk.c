#include "run/bulk.h"
#include "run/state.h"
#include "run/touch.h"

enum {
  ACTIVITY_NS = 300 * 1000 * 1000
}; // a person pauses for longer than this between two thoughts

// ---- running ------------------------------------------------------------------------------------

typedef struct {
  Index *index;
  bool done; // guarded by the Index's mutex
} BulkRun;

static void end_run(void *user) {
  BulkRun *run = user;
  Index *index = run->index;
  uv_mutex_lock(&index->mutex);
  run->done = true; // from here on `run` may be gone
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
}

// Until something is due, or `changed` is signalled. mutex held.
static void wait_until(Index *index, int64_t due_ns, int64_t now) {
  if (due_ns == INT64_MAX) {
    uv_cond_wait(&index->changed, &index->mutex);
  } else if (due_ns > now) {
    uv_cond_timedwait(&index->changed, &index->mutex, (uint64_t)(due_ns - now));
  }
}

void bulk_run(Index *index, size_t count, PoolItem item, void *user, bool touches) {
  BulkRun run = {.index = index};
  pool_spread(index->pool, LANE_BULK, count, item, user, end_run, &run);
  uv_mutex_lock(&index->mutex);
  while (!run.done) {
    TouchBatch batch;
    int64_t now = os_monotonic_ns();
    if (touches && changes_take(&index->changes, now, true, &batch)) {
      uv_mutex_unlock(&index->mutex);
      touch_take_in(index, &batch, true);
      uv_mutex_lock(&index->mutex);
      continue;
    }
    wait_until(index, touches ? changes_due_ns(&index->changes, true) : INT64_MAX, now);
  }
  uv_mutex_unlock(&index->mutex);
}

void bulk_run_helped(Index *index, size_t count, PoolItem item, void *user) {
  BulkRun run = {.index = index};
  bool helped = false;
  pool_spread(index->pool, LANE_BULK, count, item, user, end_run, &run);
  uv_mutex_lock(&index->mutex);
  while (!run.done) {
    int64_t now = os_monotonic_ns();
    int64_t due = helped ? INT64_MAX : changes_due_ns(&index->changes, true);
    if (due > now) {
      wait_until(index, due, now);
      continue;
    }
    uv_mutex_unlock(&index->mutex);
    item(user, count);
    helped = true;
    uv_mutex_lock(&index->mutex);
  }
  uv_mutex_unlock(&index->mutex);
}

static void commit(void *user, size_t i) {
  (void)i;
  index_commit(user);
}

static void commit_and_sweep(void *user, size_t i) {
  Index *index = user;
  commit(index, i);
  index_sweep(index);
}

void bulk_commit(Index *index, bool sweep) {
  bulk_run(index, 1, sweep ? commit_and_sweep : commit, index, true);
}

// ---- giving way ---------------------------------------------------------------------------------

static int64_t activity_left_ns(Index *index) {
  return atomic_load_explicit(&index->activity_ns, memory_order_relaxed) + ACTIVITY_NS
         - os_monotonic_ns();
}

void bulk_give_way(Index *index, size_t worker, const atomic_bool *none_left) {
  unsigned workers = pool_workers(index->pool);
  if (index->options.foreground || worker < (workers + 1) / 2) return;
  if (activity_left_ns(index) <= 0) return;
  uv_mutex_lock(&index->mutex);
  for (;;) {
    int64_t left = activity_left_ns(index);
    if (left <= 0 || atomic_load(&index->stop) || atomic_load(none_left)) break;
    uv_cond_timedwait(&index->changed, &index->mutex, (uint64_t)left);
  }
  uv_mutex_unlock(&index->mutex);
}

void bulk_end_waiting(Index *index, atomic_bool *none_left) {
  uv_mutex_lock(&index->mutex);
  atomic_store(none_left, true);
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
}
