#include "run/refresh.h"
#include "base/log.h"
#include "base/trace.h"
#include "run/bulk.h"
#include "run/checksums.h"
#include "run/follow.h"
#include "run/found.h"
#include "run/pass.h"
#include "run/state.h"
#include "run/symbol_pass.h"
#include "run/text_pass.h"
#include "run/touch.h"

typedef struct {
  Index *index;
  Found found;
  PassPlan plan;
  ReuseSources sources;
  int64_t started_ns;
  atomic_bool comparing; // somebody compares, or has
  bool changed;
} Refresh;

static bool is_stopped(const Index *index) { return atomic_load(&index->stop); }

static void set_covered(Index *index, double covered, bool text_complete, bool symbols_complete) {
  uv_mutex_lock(&index->mutex);
  index->covered = covered;
  index->text_whole = index->text_complete = text_complete;
  index->symbols_complete = symbols_complete;
  index_publish(index);
  uv_mutex_unlock(&index->mutex);
}

void index_report_failures(Index *index, const WalkResult *result) {
  for (int i = 0; i < WALK_MESSAGES && (uint64_t)i < result->failures; i++) {
    log_write(LOG_WARNING, "%s", result->messages[i]);
  }
  if (result->failures) {
    char message[128];
    snprintf(message, sizeof message, "%llu directories or files could not be read",
             (unsigned long long)result->failures);
    index_set_message(index, message);
  }
}

// ---- finding out --------------------------------------------------------------------------------

static Status walk(Refresh *refresh, Error *error) {
  Index *index = refresh->index;
  WalkOptions options = {.hidden = index->options.hidden,
                         .no_ignore = index->options.no_ignore,
                         .cancelled = &index->stop};
  Walker *walker;
  Status status = walker_open(index->catalog.root.ptr, &options, &walker, error);
  if (status != STATUS_OK) return status;
  WalkTasks tasks = {0};
  array_push(&tasks, walker_root_task(walker));
  status = found_walk(index, walker, &tasks, &refresh->found, error);
  array_free(&tasks);
  walker_close(walker);
  if (status != STATUS_OK) return status;
  const Found *found = &refresh->found;
  uint64_t bytes = 0;
  for (size_t i = 0; i < found->files.count; i++) bytes += found->files.items[i].stamp.size;
  counter_set(&index->counters.files_found, found->files.count);
  counter_set(&index->counters.bytes_found, bytes);
  counter_set(&index->counters.text_bytes_done, 0);
  counter_set(&index->counters.symbol_bytes_done, 0);
  index_report_failures(index, &found->result);
  return STATUS_OK;
}

static void compare_item(void *user, size_t i) {
  (void)i;
  Refresh *refresh = user;
  Index *index = refresh->index;
  if (atomic_exchange(&refresh->comparing, true)) return;
  found_compare(&refresh->found, &index->catalog, touch_since_racy_ns(index));
  found_retry_unreadable(&refresh->found, index->catalog.root);
}

// Marks what is gone or stale. Returns how many files are to be read.
static size_t compare(Refresh *refresh) {
  Index *index = refresh->index;
  Found *found = &refresh->found;
  bulk_run_helped(index, 1, compare_item, refresh);
  size_t pending = 0;
  for (size_t i = 0; i < found->files.count; i++) pending += found->files.items[i].pending;
  uv_mutex_lock(&index->mutex);
  reuse_sources_take(&index->catalog, &refresh->sources);
  size_t killed = found_kill_gone(found, &index->catalog);
  index->verified = true;
  index->verified_ns = os_monotonic_ns();
  index->compare_cost_ns = index->verified_ns - refresh->started_ns;
  index->catalog.complete = index->catalog.complete && pending == 0;
  index->covered = found->files.count ? 1.0 - (double)pending / (double)found->files.count : 1.0;
  index->text_whole = index->text_complete = pending == 0;
  index->symbols_complete = index->symbols_complete && pending == 0;
  changes_begin_noting(&index->changes);
  index_publish(index);
  uv_mutex_unlock(&index->mutex);
  counter_set(&index->counters.files_pending, pending);
  return pending + killed;
}

// All in one set: what a set leaves out is forgotten, and told as new when it is added again.
static void tell_watch(Refresh *refresh) {
  Index *index = refresh->index;
  Found *found = &refresh->found;
  if (!index->watch) return;
  watch_set(index->watch, found->directories.items, found->directories.count);
}

// ---- reading ------------------------------------------------------------------------------------

static void finish(Refresh *refresh) {
  Index *index = refresh->index;
  uv_mutex_lock(&index->mutex);
  index->ended_ns = os_monotonic_ns();
  bool changed = refresh->changed || index->catalog.left_out;
  uv_mutex_unlock(&index->mutex);
  atomic_store(&index->answers_since_ns, os_monotonic_ns()); // see touch.c
  if (changed) {
    bulk_commit(index, true);
  } else {
    index_sweep(index);
  }
  index_set_phase(index, PHASE_READY);
}

static bool lacks_symbols(Index *index) {
  uv_mutex_lock(&index->mutex);
  bool lacks = index_lacks_symbols(index);
  uv_mutex_unlock(&index->mutex);
  return lacks;
}

static void read_texts(Refresh *refresh) {
  Index *index = refresh->index;
  if (!counter_get(&index->counters.files_pending)) return;
  index_set_phase(index, PHASE_TEXT);
  text_pass_run(index, &refresh->found, &refresh->plan);
  touch_look_again(index, &refresh->found, os_monotonic_ns() - refresh->started_ns);
}

static void read_symbols(Refresh *refresh) {
  Index *index = refresh->index;
  index_set_phase(index, PHASE_SYMBOLS);
  follow_before_symbols(index);
  if (refresh->changed) bulk_commit(index, false); // text is complete on disk before symbols begin
  symbol_pass_run(index, &refresh->plan);
}

// What the comparison has found is read: texts, then symbols.
static void read_all(Refresh *refresh) {
  Index *index = refresh->index;
  read_texts(refresh);
  found_release(&refresh->found);
  if (is_stopped(index)) return;
  bool symbols = lacks_symbols(index);
  uv_mutex_lock(&index->mutex);
  index->catalog.complete = true;
  index->catalog.unsaved = 0;
  uv_mutex_unlock(&index->mutex);
  set_covered(index, 1.0, true, !symbols);
  if (!symbols) return;
  read_symbols(refresh);
  if (is_stopped(index)) return;
  refresh->changed = true;
  set_covered(index, 1.0, true, true);
}

static void fail(Index *index, const Error *error) {
  if (error->status == STATUS_CANCELLED) return;
  index_set_message(index, error->message);
  index_set_phase(index, PHASE_FAILED);
}

static void run(Refresh *refresh) {
  Index *index = refresh->index;
  Error error;
  follow_before_refresh(index);
  checksums_verify(index);
  index_set_phase(index, PHASE_WALKING);
  refresh->started_ns = os_monotonic_ns();
  int64_t traced = trace_begin();
  Status walked = walk(refresh, &error);
  trace_end("index", "walk", traced);
  if (walked != STATUS_OK) {
    fail(index, &error);
    return;
  }
  traced = trace_begin();
  refresh->changed = compare(refresh) > 0;
  trace_end("index", "compare", traced);
  tell_watch(refresh);
  read_all(refresh);
  uv_mutex_lock(&index->mutex);
  changes_end_noting(&index->changes);
  uv_mutex_unlock(&index->mutex);
  bool stopped = is_stopped(index);
  if (!stopped) finish(refresh);
  uv_mutex_lock(&index->mutex);
  changes_resume(&index->changes, os_monotonic_ns());
  uv_mutex_unlock(&index->mutex);
  if (!stopped) documents_settled(index, STR(""));
}

void refresh_run(Index *index) {
  Refresh refresh = {.index = index};
  refresh.plan = (PassPlan){.gradual = true,
                            .stop = &index->stop,
                            .counters = &index->counters,
                            .reuse = &refresh.sources};
  touch_forget_rules(index);
  int64_t traced = trace_begin();
  run(&refresh);
  trace_end("index", "refresh", traced);
  found_release(&refresh.found);
  reuse_sources_release(&refresh.sources);
}
