// Problem: queries are functions that run to their end on a thread, and take from microseconds to seconds;
// a hundred may come at once, on two processors.
//
// Approach: a lane has a number of permits to run, one for each worker, and more threads than that if need
// be. What waits for a permit is a job that has not begun, or the thread of one that let others go first
// (turns.h says who is next). A thread gives its permit back when its job ends, or between two items of a
// loop when another's turn has come: it sleeps then, and goes on where it was. Helpers of loops get permits
// that nobody else wants, and leave after the item at hand when somebody does: they hold nothing. Threads
// beyond the workers leave when there is nothing for them to do.
//
// Rejected: libuv's own thread pool (one queue without priorities, four threads by default, shared with file
// events); one lane that polls for urgent work between files (a query would wait for a file's parse); running
// what waits on top of the stack of what gives way (that could go on only after it).
#include "run/pool.h"
#include "base/err.h"
#include "base/os.h"
#include "base/trace.h"
#include "run/turns.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

enum { THREADS_MAX = 128 }; // of a lane: beyond, nobody gives way

typedef struct Lane Lane;

typedef enum { SLOT_FREE, SLOT_TAKEN, SLOT_LEFT } SlotState;

// A thread, or room for one. One that has left is still to be joined.
typedef struct {
  Lane *lane;
  uv_thread_t thread;
  SlotState state;
} Slot;

struct Lane {
  uv_mutex_t mutex; // guards what follows
  uv_cond_t wake;
  Turns turns;         // jobs and threads: Waiter
  Turns help;          // loops: ParallelLoop
  atomic_uint waiting; // how many are in `turns`; written under the mutex
  unsigned workers;    // permits
  unsigned running;    // permits given out
  unsigned idle;       // threads that wait for work
  unsigned called;     // threads that were woken or started and have not come yet
  unsigned thread_count;
  Slot slots[THREADS_MAX];
  bool closing, low_priority;
  const char *name;
};

struct Pool {
  unsigned workers;
  Lane lanes[LANE_COUNT];
};

// A job that has not begun, or the thread of one that sleeps.
typedef struct {
  Turn turn;   // first
  PoolJob job; // NULL: a thread
  void *user;
  uv_cond_t granted_wake; // a thread's, with what follows
  bool granted;
} Waiter;

typedef struct {
  Turn turn; // first
  atomic_size_t next;
  size_t count;
  PoolItem item;
  void *user;
  atomic_int_fast64_t *service; // of the job that it belongs to
  unsigned helpers, wanted;     // guarded by the lane's mutex
  uv_cond_t alone;              // the last helper has left
} ParallelLoop;

// A thread of a lane.
typedef struct {
  Lane *lane;
  atomic_int_fast64_t service; // of the job at hand, by all threads
  int64_t slice_began, counted_to;
} Worker;

static _Thread_local Worker *current; // NULL: no thread of a lane

// ---- permits; all with the mutex held -----------------------------------------------------------

static void lane_thread(void *user);

static void put_waiter(Lane *lane, Waiter *waiter, int64_t service) {
  turns_wait(&lane->turns, &waiter->turn, service, os_monotonic_ns());
  atomic_fetch_add_explicit(&lane->waiting, 1, memory_order_relaxed);
}

static void take_waiter(Lane *lane, Waiter *waiter) {
  turns_leave(&lane->turns, &waiter->turn);
  atomic_fetch_sub_explicit(&lane->waiting, 1, memory_order_relaxed);
}

static bool has_permit(const Lane *lane) { return lane->running + lane->called < lane->workers; }

// Threads go on as soon as there is a permit; a job needs a thread that comes for it. NULL: no permit, or
// no job is next.
static Waiter *next_job(Lane *lane) {
  int64_t now = os_monotonic_ns();
  while (has_permit(lane)) {
    Waiter *next = (Waiter *)turns_next(&lane->turns, now);
    if (!next || next->job) return next;
    take_waiter(lane, next);
    lane->running++;
    next->granted = true;
    uv_cond_signal(&next->granted_wake);
  }
  return NULL;
}

static ParallelLoop *next_loop(Lane *lane) {
  return has_permit(lane) ? (ParallelLoop *)turns_next(&lane->help, 0) : NULL;
}

static bool thread_is_free(const Lane *lane) {
  return lane->idle > lane->called || lane->thread_count < THREADS_MAX;
}

static void start_thread(Lane *lane) {
  Slot *slot = lane->slots, *end = slot + THREADS_MAX;
  // While the lane closes, lane_close is who joins.
  while (slot < end && (slot->state == SLOT_TAKEN || (slot->state == SLOT_LEFT && lane->closing)))
    slot++;
  if (slot == end) return;
  if (slot->state == SLOT_LEFT) uv_thread_join(&slot->thread);
  slot->lane = lane;
  slot->state = uv_thread_create(&slot->thread, lane_thread, slot) == 0 ? SLOT_TAKEN : SLOT_FREE;
  if (slot->state == SLOT_TAKEN) {
    lane->thread_count++;
    lane->called++;
  } else if (lane->thread_count == 0) {
    die_out_of_memory(0);
  }
}

// Sees to it that permits that are free are used.
static void hand_out(Lane *lane) {
  if (!next_job(lane) && !next_loop(lane)) return;
  if (lane->idle > lane->called) {
    lane->called++;
    uv_cond_signal(&lane->wake);
  } else if (lane->thread_count < THREADS_MAX) {
    start_thread(lane);
  }
}

// The calling thread sleeps until its turn comes.
static void wait_for_turn(Lane *lane, int64_t service) {
  Waiter self = {.job = NULL};
  uv_cond_init(&self.granted_wake);
  put_waiter(lane, &self, service);
  lane->running--;
  hand_out(lane);
  while (!self.granted) uv_cond_wait(&self.granted_wake, &lane->mutex);
  uv_cond_destroy(&self.granted_wake);
}

// ---- items; the mutex not held ------------------------------------------------------------------

static int64_t count_service(Worker *worker, atomic_int_fast64_t *service) {
  int64_t now = os_monotonic_ns(), more = now - worker->counted_to;
  worker->counted_to = now;
  return atomic_fetch_add_explicit(service, more, memory_order_relaxed) + more;
}

static bool somebody_waits(const Lane *lane) {
  return atomic_load_explicit(&lane->waiting, memory_order_relaxed) > 0;
}

static void let_others_run(Worker *worker, int64_t service) {
  Lane *lane = worker->lane;
  int64_t now = worker->counted_to, slice = now - worker->slice_began;
  if (turns_level(service) == 0 || slice < TURN_SLICE_NS) return;
  uv_mutex_lock(&lane->mutex);
  if (turns_give_way(&lane->turns, service, slice, now)) {
    Waiter *next = (Waiter *)turns_next(&lane->turns, now);
    if (!next->job || thread_is_free(lane)) {
      wait_for_turn(lane, service);
      worker->slice_began = worker->counted_to = os_monotonic_ns();
    }
  }
  uv_mutex_unlock(&lane->mutex);
}

// A helper's part of a loop.
static void help_with(Worker *worker, ParallelLoop *loop) {
  for (;;) {
    size_t i = atomic_fetch_add_explicit(&loop->next, 1, memory_order_relaxed);
    if (i >= loop->count) return;
    loop->item(loop->user, i);
    count_service(worker, loop->service);
    if (somebody_waits(worker->lane)) return;
  }
}

// The part of who asked for it. `worker` is NULL for who is no thread of the lane.
static void work_on(Worker *worker, ParallelLoop *loop) {
  for (;;) {
    size_t i = atomic_fetch_add_explicit(&loop->next, 1, memory_order_relaxed);
    if (i >= loop->count) return;
    loop->item(loop->user, i);
    if (!worker) continue;
    int64_t service = count_service(worker, loop->service);
    if (somebody_waits(worker->lane)) let_others_run(worker, service);
  }
}

// ---- threads; the mutex held --------------------------------------------------------------------

static void run_job(Lane *lane, Worker *worker, Waiter *job) {
  take_waiter(lane, job);
  lane->running++;
  hand_out(lane); // to others what is left
  uv_mutex_unlock(&lane->mutex);
  atomic_store_explicit(&worker->service, 0, memory_order_relaxed);
  worker->slice_began = worker->counted_to = os_monotonic_ns();
  job->job(job->user);
  free(job);
  uv_mutex_lock(&lane->mutex);
  lane->running--;
}

static void wait_for_help(Lane *lane, ParallelLoop *loop) {
  int64_t service = atomic_load_explicit(loop->service, memory_order_relaxed);
  if (!loop->turn.waits) turns_wait(&lane->help, &loop->turn, service, os_monotonic_ns());
}

static void run_help(Lane *lane, Worker *worker, ParallelLoop *loop) {
  turns_leave(&lane->help, &loop->turn);
  loop->helpers++;
  if (--loop->wanted) wait_for_help(lane, loop);
  lane->running++;
  hand_out(lane);
  uv_mutex_unlock(&lane->mutex);
  worker->counted_to = os_monotonic_ns();
  help_with(worker, loop);
  uv_mutex_lock(&lane->mutex);
  lane->running--;
  if (atomic_load_explicit(&loop->next, memory_order_relaxed) < loop->count) { // left early
    loop->wanted++;
    wait_for_help(lane, loop);
  }
  if (--loop->helpers == 0) uv_cond_signal(&loop->alone);
}

// Runs one thing that waits; false if there is none, or no permit for it.
static bool run_next(Lane *lane, Worker *worker) {
  Waiter *job = next_job(lane);
  ParallelLoop *loop = job ? NULL : next_loop(lane);
  if (job) run_job(lane, worker, job);
  if (loop) run_help(lane, worker, loop);
  return job || loop;
}

// Waits to be called; false: this thread is one too many, or there will be no more work.
static bool wait_for_call(Lane *lane) {
  if (lane->closing && !somebody_waits(lane)) return false;
  if (lane->idle >= lane->workers && !lane->called) return false;
  lane->idle++;
  while (!lane->called && !(lane->closing && !somebody_waits(lane)))
    uv_cond_wait(&lane->wake, &lane->mutex);
  lane->idle--;
  if (lane->called) lane->called--;
  return true;
}

static void lane_thread(void *user) {
  Slot *slot = user;
  Lane *lane = slot->lane;
  trace_thread(lane->name);
  if (lane->low_priority) os_lower_priority();
  Worker worker = {.lane = lane};
  current = &worker;
  uv_mutex_lock(&lane->mutex);
  if (lane->called) lane->called--; // one that was idle may have come sooner
  while (run_next(lane, &worker) || wait_for_call(lane)) continue;
  if (!lane->closing && lane->thread_count == lane->workers + 1) { // the last of many leaves
    uv_mutex_unlock(&lane->mutex);
    os_give_back_memory();
    uv_mutex_lock(&lane->mutex);
  }
  if (lane->closing) uv_cond_broadcast(&lane->wake); // who waited for the end
  slot->state = SLOT_LEFT;
  lane->thread_count--;
  uv_mutex_unlock(&lane->mutex); // the last of it: start_thread may join now
}

// ---- the pool -----------------------------------------------------------------------------------

static void lane_open(Lane *lane, unsigned workers, bool low_priority) {
  uv_mutex_init(&lane->mutex);
  uv_cond_init(&lane->wake);
  lane->workers = workers;
  lane->low_priority = low_priority;
  uv_mutex_lock(&lane->mutex);
  for (unsigned i = 0; i < workers && i < THREADS_MAX; i++) start_thread(lane);
  uv_mutex_unlock(&lane->mutex);
}

static void lane_close(Lane *lane) {
  uv_mutex_lock(&lane->mutex);
  lane->closing = true;
  uv_cond_broadcast(&lane->wake);
  for (Slot *slot = lane->slots; slot < lane->slots + THREADS_MAX;) {
    if (slot->state == SLOT_FREE) {
      slot++;
      continue;
    }
    uv_thread_t thread = slot->thread;
    uv_mutex_unlock(&lane->mutex);
    uv_thread_join(&thread);
    uv_mutex_lock(&lane->mutex);
    slot->state = SLOT_FREE;
    slot = lane->slots; // a job that still ran may have started another
  }
  uv_mutex_unlock(&lane->mutex);
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
  for (int i = 0; i < LANE_COUNT; i++) lane_close(&pool->lanes[i]);
  free(pool);
}

unsigned pool_workers(const Pool *pool) { return pool->workers; }

void pool_run(Pool *pool, PoolLane which, PoolJob job, void *user) {
  Lane *lane = &pool->lanes[which];
  Waiter *waiter = xmalloc(sizeof *waiter);
  *waiter = (Waiter){.job = job, .user = user};
  uv_mutex_lock(&lane->mutex);
  put_waiter(lane, waiter, 0);
  hand_out(lane);
  uv_mutex_unlock(&lane->mutex);
}

// ---- parallel loops -----------------------------------------------------------------------------

void pool_parallel(Pool *pool, PoolLane which, size_t count, PoolItem item, void *user) {
  Lane *lane = &pool->lanes[which];
  Worker *worker = current && current->lane == lane ? current : NULL;
  atomic_int_fast64_t outside = 0; // the service of who is no worker
  ParallelLoop loop = {
      .count = count, .item = item, .user = user, .service = worker ? &worker->service : &outside};
  loop.wanted = count < lane->workers ? (unsigned)count : lane->workers;
  if (loop.wanted > 0) loop.wanted--;
  bool with_help = loop.wanted > 0;
  if (with_help) {
    uv_cond_init(&loop.alone);
    uv_mutex_lock(&lane->mutex);
    wait_for_help(lane, &loop);
    hand_out(lane);
    uv_mutex_unlock(&lane->mutex);
  }
  work_on(worker, &loop);
  if (!with_help) return;
  uv_mutex_lock(&lane->mutex);
  turns_leave(&lane->help, &loop.turn);
  while (loop.helpers) uv_cond_wait(&loop.alone, &lane->mutex);
  uv_mutex_unlock(&lane->mutex);
  uv_cond_destroy(&loop.alone);
}

// A loop that nobody waits for: a job for each of its threads.
typedef struct {
  atomic_size_t next;
  size_t count;
  PoolItem item;
  void *user;
  PoolJob done;
  void *done_user;
  atomic_size_t threads; // that have not left
} SpreadLoop;

static void spread_work(void *user) {
  SpreadLoop *loop = user;
  for (;;) {
    size_t i = atomic_fetch_add_explicit(&loop->next, 1, memory_order_relaxed);
    if (i >= loop->count) break;
    loop->item(loop->user, i);
  }
  if (atomic_fetch_sub(&loop->threads, 1) != 1) return;
  loop->done(loop->done_user);
  free(loop);
}

void pool_spread(Pool *pool, PoolLane lane, size_t count, PoolItem item, void *user, PoolJob done,
                 void *done_user) {
  size_t threads = count < pool->workers ? count : pool->workers;
  if (threads == 0) threads = 1; // who calls `done`
  SpreadLoop *loop = xcalloc(1, sizeof *loop);
  loop->count = count;
  loop->item = item;
  loop->user = user;
  loop->done = done;
  loop->done_user = done_user;
  atomic_init(&loop->threads, threads);
  for (size_t i = 0; i < threads; i++) pool_run(pool, lane, spread_work, loop);
}
