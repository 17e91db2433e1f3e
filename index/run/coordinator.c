#include "run/coordinator.h"
#include "base/trace.h"
#include "run/follow.h"
#include "run/refresh.h"
#include "run/state.h"
#include "run/touch.h"
#include "run/upkeep.h"

// Where changes are not told, the tree is compared from time to time: so seldom that it costs little.
static const int64_t COMPARE_SHARE = 50; // of the time
static const int64_t COMPARE_LEAST_NS = 2000000000, COMPARE_MOST_NS = 60000000000;
static const int64_t COMPARE_WATCHED_NS =
    600000000000; // where they are told, as long as somebody asks

// ---- comparing from time to time ----------------------------------------------------------------

static bool misses_changes(Index *index) {
  if (!index->options.watch) return false; // as the client wants it: it says what changes
  WatchCounts counts;
  if (!index->watch) return true;
  watch_counts(index->watch, &counts);
  return counts.state == WATCH_PARTIAL;
}

// When the tree is to be compared without anybody asking, monotonic time. mutex held.
static int64_t compare_due_ns(Index *index) {
  if (index->options.foreground || !index->verified_ns || index->changes.all_held) return INT64_MAX;
  if (misses_changes(index)) {
    int64_t interval = index->compare_cost_ns * COMPARE_SHARE;
    if (interval < COMPARE_LEAST_NS) interval = COMPARE_LEAST_NS;
    if (interval > COMPARE_MOST_NS) interval = COMPARE_MOST_NS;
    return index->verified_ns + interval;
  }
  int64_t asked = atomic_load(&index->activity_ns);
  return asked > index->verified_ns ? index->verified_ns + COMPARE_WATCHED_NS : INT64_MAX;
}

// ---- what is next -------------------------------------------------------------------------------

typedef enum { WORK_END, WORK_TOUCH, WORK_REFRESH, WORK_FOLLOW, WORK_UPKEEP } Work;

static void begin_refresh(Index *index) {
  index->refreshing = true;
  index->refreshing_for = index->changes.begun;
  if (!index->message_stays) index->message[0] = '\0';
  index->phase = PHASE_WALKING; // who waits must not take the last refresh's end for this one's
  index->started_ns = os_monotonic_ns();
  index->ended_ns = 0;
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

// Waits until there is something to do.
static Work next_work(Index *index, TouchBatch *batch) {
  for (;;) {
    // These may take the mutex.
    int64_t follow = follow_due_ns(index), upkeep = upkeep_due_ns(index);
    uv_mutex_lock(&index->mutex);
    int64_t now = os_monotonic_ns(), compare = compare_due_ns(index);
    Work work = WORK_END;
    if (!atomic_load(&index->closing)) {
      if (compare <= now) changes_touch_all(&index->changes, now);
      if (changes_take(&index->changes, now, false, batch)) {
        work = batch->all ? WORK_REFRESH : WORK_TOUCH;
        if (batch->all) begin_refresh(index);
      } else if (follow <= now) {
        work = WORK_FOLLOW;
      } else if (upkeep <= now) {
        work = WORK_UPKEEP;
      }
    }
    if (work == WORK_END && !atomic_load(&index->closing)) {
      int64_t due =
          least(least(follow, upkeep), least(compare, changes_due_ns(&index->changes, false)));
      if (due == INT64_MAX) {
        uv_cond_wait(&index->changed, &index->mutex);
      } else {
        uv_cond_timedwait(&index->changed, &index->mutex, (uint64_t)(due - now));
      }
      uv_mutex_unlock(&index->mutex);
      continue;
    }
    uv_mutex_unlock(&index->mutex);
    return work;
  }
}

// ---- doing it -----------------------------------------------------------------------------------

static void refresh(Index *index, TouchBatch *batch) {
  refresh_run(index);
  uv_mutex_lock(&index->mutex);
  bool finished = index->phase == PHASE_READY || index->phase == PHASE_FAILED;
  index_end_work(index, finished);
  if (!finished) {
    index->phase = PHASE_IDLE;
    index_publish(index);
  }
  changes_finish(&index->changes, batch);
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
  touch_batch_release(batch);
  os_give_back_memory(); // when nobody waits any more
}

void coordinator_thread(void *user) {
  Index *index = user;
  TouchBatch batch;
  Work work;
  trace_thread("coordinator");
  while ((work = next_work(index, &batch)) != WORK_END) {
    switch (work) {
    case WORK_TOUCH: touch_take_in(index, &batch, false); break;
    case WORK_REFRESH: refresh(index, &batch); break;
    case WORK_FOLLOW: follow_look(index); break;
    case WORK_UPKEEP: upkeep_run(index); break;
    case WORK_END: break;
    }
    uv_mutex_lock(&index->mutex);
    if (!atomic_load(&index->closing)) atomic_store(&index->stop, false);
    uv_mutex_unlock(&index->mutex);
    if (work == WORK_REFRESH) index_progress(index, true);
  }
  touch_release(index);
}
