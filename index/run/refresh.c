#include "run/refresh.h"
#include "base/log.h"
#include "run/checksums.h"
#include "run/follow.h"
#include "run/found.h"
#include "run/state.h"
#include "run/symbol_pass.h"
#include "run/text_pass.h"

static void set_covered(Index *index, double covered, bool text_complete, bool symbols_complete) {
  uv_mutex_lock(&index->mutex);
  index->covered = covered;
  index->text_complete = text_complete;
  index->symbols_complete = symbols_complete;
  index_publish(index);
  uv_mutex_unlock(&index->mutex);
}

static void report_failures(Index *index, const WalkResult *result) {
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

static Status walk(Index *index, Found *found, Error *error) {
  WalkOptions options = {.hidden = index->options.hidden,
                         .no_ignore = index->options.no_ignore,
                         .cancelled = &index->closing};
  Status status = found_walk(index->pool, index->catalog.root.ptr, &options, found, error);
  if (status != STATUS_OK) return status;
  uint64_t bytes = 0;
  for (size_t i = 0; i < found->files.count; i++) bytes += found->files.items[i].stamp.size;
  counter_set(&index->counters.files_found, found->files.count);
  counter_set(&index->counters.bytes_found, bytes);
  counter_set(&index->counters.text_bytes_done, 0);
  counter_set(&index->counters.symbol_bytes_done, 0);
  report_failures(index, &found->result);
  return STATUS_OK;
}

// Marks what is gone or stale. Returns how many files are to be read.
static size_t compare(Index *index, Found *found) {
  size_t pending = found_compare(found, &index->catalog);
  pending += found_retry_unreadable(found, index->catalog.root);
  uv_mutex_lock(&index->mutex);
  size_t killed = found_kill_gone(found, &index->catalog);
  index->verified = true;
  index->catalog.complete = index->catalog.complete && pending == 0;
  index->covered = found->files.count ? 1.0 - (double)pending / (double)found->files.count : 1.0;
  index->text_complete = pending == 0;
  index->symbols_complete = index->symbols_complete && pending == 0;
  index_publish(index);
  uv_mutex_unlock(&index->mutex);
  counter_set(&index->counters.files_pending, pending);
  return pending + killed;
}

static void finish(Index *index, bool changed) {
  uv_mutex_lock(&index->mutex);
  index->ended_ns = os_monotonic_ns();
  changed = changed || index->catalog.left_out;
  uv_mutex_unlock(&index->mutex);
  if (changed) index_commit(index);
  uv_mutex_lock(&index->mutex);
  // Where a commit has failed, the manifest still names what is no longer ours.
  if (!index->disk_failed) catalog_sweep(&index->catalog);
  uv_mutex_unlock(&index->mutex);
  os_give_back_memory();
  index_set_phase(index, PHASE_READY);
}

static bool lacks_symbols(Index *index) {
  uv_mutex_lock(&index->mutex);
  bool lacks = index_lacks_symbols(index);
  uv_mutex_unlock(&index->mutex);
  return lacks;
}

static void refresh(Index *index) {
  Found found;
  Error error;
  follow_before_refresh(index);
  checksums_verify(index);
  index_set_phase(index, PHASE_WALKING);
  Status status = walk(index, &found, &error);
  if (status != STATUS_OK) {
    if (status != STATUS_CANCELLED) {
      index_set_message(index, error.message);
      index_set_phase(index, PHASE_FAILED);
    }
    return;
  }
  bool changed = compare(index, &found) > 0;
  if (counter_get(&index->counters.files_pending)) {
    index_set_phase(index, PHASE_TEXT);
    text_pass_run(index, &found);
  }
  found_release(&found);
  if (atomic_load(&index->closing)) return;
  bool symbols = lacks_symbols(index);
  uv_mutex_lock(&index->mutex);
  index->catalog.complete = true;
  uv_mutex_unlock(&index->mutex);
  set_covered(index, 1.0, true, !symbols);
  if (symbols) {
    index_set_phase(index, PHASE_SYMBOLS);
    follow_before_symbols(index);
    if (changed) index_commit(index); // text is complete on disk before symbols begin
    symbol_pass_run(index);
    if (lacks_symbols(index)) symbol_pass_run(index); // the disk refused: once more, into memory
    if (atomic_load(&index->closing)) return;
    set_covered(index, 1.0, true, true);
  }
  finish(index, changed || symbols);
}

static bool wait_for_work(Index *index) {
  uv_mutex_lock(&index->mutex);
  while (!index->refresh_wanted && !atomic_load(&index->closing)) {
    uv_cond_wait(&index->changed, &index->mutex);
  }
  index->refresh_wanted = false;
  index->refreshing = true;
  if (!index->message_stays) index->message[0] = '\0';
  index->phase = PHASE_WALKING; // who waits must not take the last refresh's end for this one's
  index->started_ns = os_monotonic_ns();
  index->ended_ns = 0;
  uv_mutex_unlock(&index->mutex);
  return !atomic_load(&index->closing);
}

void refresh_thread(void *user) {
  Index *index = user;
  if (!index->options.foreground) os_lower_priority();
  while (wait_for_work(index)) {
    refresh(index);
    uv_mutex_lock(&index->mutex);
    index->refreshing = false;
    uv_cond_broadcast(&index->changed);
    uv_mutex_unlock(&index->mutex);
    index_progress(index, true);
  }
}
