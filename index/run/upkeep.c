// Rejected: building again from the files what is to be merged, which reads and parses them once more and
// couples merging to the state of the tree (measured: ARCHITECTURE.md); writing each save at once,
// which syncs four times a save and leaves a file for each.
#include "run/upkeep.h"
#include "base/log.h"
#include "run/bulk.h"
#include "run/state.h"
#include "run/upkeep_job.h"
#include "store/merge.h"

#include <stdio.h>

static const int64_t SECOND_NS = 1000000000;
enum {
  FLUSH_BYTES = 4 << 20,    // in memory, that are not kept waiting
  FLUSH_COUNT = 32,         // segments, the same
  FLUSH_AS_IT_IS = 4 << 20, // a segment of so many bytes is worth a file of its own
  BATCH_SHARE = 2,          // of the memory limit: source of a batch, whose image is a fifth of it
  BATCH_BESIDE = 16 << 20,  // in memory already, when a batch is to join it
  CLOSING_BYTES = 4 << 20,  // that are written when the index is closed
  CLOSING_NS = 100 * 1000000, // if the last flush took no longer
};

static int64_t or_default(int64_t value, int64_t seconds) {
  return value ? value : seconds * SECOND_NS;
}

void upkeep_set_delays(Index *index, const UpkeepDelays *delays) {
  uv_mutex_lock(&index->mutex);
  index->upkeep.delays = *delays;
  index->upkeep.retry_ns = 0;
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
}

// ---- what is due: all of this with the mutex held -----------------------------------------------

static bool writes(const Index *index) { return index->catalog.lock && !index->disk_failed; }

static bool fails(const Index *index) {
  return index->disk_failed || catalog_lacks_directory(&index->catalog);
}

// Whether it may be an input of a merge: what has not been verified could be damaged, and merging would
// give the damage a right checksum. What is dead altogether goes with a commit to come, once nothing that it
// holds is the newest that the disk has; chosen, it would leave nothing and be chosen again for ever.
static bool may_merge(const Index *index, const CatalogSegment *segment) {
  const Segment *read = shared_segment(segment->shared);
  return segment->verified && !index->upkeep.distrusted
         && segment->dead_count < segment_documents(read) && merger_takes(read);
}

static MergeSegment size_of(const CatalogSegment *segment) {
  const Segment *read = shared_segment(segment->shared);
  uint64_t bytes = segment_image_bytes(read), source = segment_source_bytes(read);
  double dead = source ? (double)segment->dead_bytes / (double)source
                       : (double)segment->dead_count / segment_documents(read);
  return (MergeSegment){bytes, bytes - (uint64_t)((double)bytes * (dead < 1 ? dead : 1))};
}

typedef struct {
  uint64_t bytes;
  size_t count;
  int64_t first_ns, last_ns; // when they came
} Unsaved;

static Unsaved count_unsaved(const Index *index) {
  Unsaved unsaved = {.first_ns = INT64_MAX};
  for (size_t i = 0; i < index->catalog.segments.count; i++) {
    const CatalogSegment *segment = &index->catalog.segments.items[i];
    if (!catalog_is_unsaved(segment)) continue;
    unsaved.count++;
    unsaved.bytes += segment_image_bytes(shared_segment(segment->shared));
    if (segment->added_ns < unsaved.first_ns) unsaved.first_ns = segment->added_ns;
    if (segment->added_ns > unsaved.last_ns) unsaved.last_ns = segment->added_ns;
  }
  return unsaved;
}

static int64_t flush_due_ns(Index *index) {
  Unsaved unsaved = count_unsaved(index);
  const UpkeepDelays *delays = &index->upkeep.delays;
  int64_t longest = or_default(delays->longest, 60), due = INT64_MAX;
  if (unsaved.count > FLUSH_COUNT || unsaved.bytes > FLUSH_BYTES) return 0;
  if (unsaved.count) {
    due = unsaved.last_ns + or_default(delays->rest, 3);
    if (due > unsaved.first_ns + longest) due = unsaved.first_ns + longest;
  }
  if (!catalog_has_new_deaths(&index->catalog)) {
    index->upkeep.deaths_ns = 0;
  } else if (!index->upkeep.deaths_ns) {
    index->upkeep.deaths_ns = os_monotonic_ns();
  }
  if (index->upkeep.deaths_ns && due > index->upkeep.deaths_ns + longest) {
    due = index->upkeep.deaths_ns + longest;
  }
  return due;
}

// Image bytes of a merge, which holds less than those beside its inputs; but in memory the image as well,
// and while it grows once more.
static uint64_t merge_most(const Index *index, bool in_memory) {
  uint64_t most = index->options.memory_bytes / (in_memory ? 16 : 4);
  return most < MERGE_MOST ? most : MERGE_MOST;
}

// The next merge of those on disk, or of those in memory; NULL if there is none. The catalogue's places,
// to be freed by the caller.
static bool *choose_merge(const Index *index, size_t *chosen_count) {
  size_t total = index->catalog.segments.count, count = 0;
  MergeSegment *sizes = xcalloc(total, sizeof *sizes);
  size_t *places = xcalloc(total, sizeof *places);
  bool *chosen = xcalloc(total, sizeof *chosen), *at = xcalloc(total, sizeof *at);
  bool in_memory = !writes(index);
  for (size_t i = 0; i < total; i++) {
    const CatalogSegment *segment = &index->catalog.segments.items[i];
    bool fits = in_memory ? !segment->on_disk : !catalog_is_unsaved(segment);
    if (!fits || !may_merge(index, segment)) continue;
    places[count] = i;
    sizes[count++] = size_of(segment);
  }
  *chosen_count = merge_choose(sizes, count, merge_most(index, in_memory), chosen);
  for (size_t i = 0; i < count; i++) at[places[i]] = chosen[i];
  free(sizes);
  free(places);
  free(chosen);
  if (*chosen_count) return at;
  free(at);
  return NULL;
}

static bool wants_merge(const Index *index) {
  size_t count;
  bool *chosen = choose_merge(index, &count);
  free(chosen);
  return count > 0;
}

int64_t upkeep_due_ns(Index *index) {
  UpkeepState *state = &index->upkeep;
  if (state->job) return atomic_load(&state->job->done) ? 0 : INT64_MAX;
  uv_mutex_lock(&index->mutex);
  int64_t due = INT64_MAX;
  if (writes(index)) due = flush_due_ns(index);
  if (fails(index)) due = state->backoff_ns ? state->retry_ns : 0;
  if (due > 0 && wants_merge(index)) due = 0;
  uv_mutex_unlock(&index->mutex);
  return due;
}

// ---- starting -----------------------------------------------------------------------------------

static bool is_small(const Index *index, const CatalogSegment *segment) {
  return may_merge(index, segment) && size_of(segment).live < FLUSH_AS_IT_IS;
}

static void add_as_it_is(UpkeepJob *job, const CatalogSegment *segment) {
  UpkeepTask *task = upkeep_job_add(job, catalog_next_place(&job->index->catalog));
  upkeep_task_take(task, segment);
  task->as_it_is = true;
}

// Small ones become one file, the others one each. mutex held.
static UpkeepJob *plan_flush(Index *index) {
  UpkeepJob *job = upkeep_job_new(index);
  job->flush = true;
  uint64_t bytes = 0;
  size_t group = SIZE_MAX; // number of the task of small ones
  for (size_t i = 0; i < index->catalog.segments.count; i++) {
    const CatalogSegment *segment = &index->catalog.segments.items[i];
    if (!catalog_is_unsaved(segment)) continue;
    if (!is_small(index, segment)) {
      add_as_it_is(job, segment);
      continue;
    }
    if (group == SIZE_MAX || bytes > merge_most(index, false) / 2) {
      upkeep_job_add(job, catalog_next_place(&index->catalog));
      group = job->tasks.count - 1;
      bytes = 0;
    }
    upkeep_task_take(&job->tasks.items[group], segment);
    bytes += size_of(segment).live;
  }
  return job;
}

// NULL if there is none. mutex held.
static UpkeepJob *plan_merge(Index *index) {
  size_t count;
  bool *chosen = choose_merge(index, &count);
  if (!chosen) return NULL;
  UpkeepJob *job = upkeep_job_new(index);
  Catalog *catalog = &index->catalog;
  bool to_disk = writes(index);
  SegmentPlace place = to_disk ? catalog_next_place(catalog) : catalog_memory_place(catalog);
  UpkeepTask *task = upkeep_job_add(job, place);
  for (size_t i = 0; i < catalog->segments.count; i++) {
    if (chosen[i]) upkeep_task_take(task, &catalog->segments.items[i]);
  }
  free(chosen);
  return job;
}

static UpkeepJob *plan(Index *index) {
  uv_mutex_lock(&index->mutex);
  uint64_t first_id = index->catalog.next_id;
  bool flush = writes(index) && flush_due_ns(index) <= os_monotonic_ns();
  UpkeepJob *job = flush ? plan_flush(index) : plan_merge(index);
  if (job) index->catalog.spared = first_id;
  uv_mutex_unlock(&index->mutex);
  return job;
}

// ---- taking in ----------------------------------------------------------------------------------

static CatalogSegment *find_shared(Catalog *catalog, const SharedSegment *shared) {
  for (size_t i = 0; i < catalog->segments.count; i++) {
    if (catalog->segments.items[i].shared == shared) return &catalog->segments.items[i];
  }
  return NULL;
}

static bool is_dead(const CatalogSegment *segment, uint32_t document) {
  return !segment || document_set_has(segment->dead, document);
}

// Which of the merged documents have died since the merge began: those of segments that are gone, too.
static bool *find_died(Catalog *catalog, const UpkeepTask *task) {
  bool *died = xcalloc(task->documents, sizeof *died);
  for (size_t i = 0; i < task->inputs.count; i++) {
    const CatalogSegment *segment = find_shared(catalog, task->inputs.items[i].shared);
    for (uint32_t n = 0; n < task->documents; n++) {
      if (task->order[n].input == i) died[n] = is_dead(segment, task->order[n].document);
    }
  }
  return died;
}

static void take_in_merged(Index *index, UpkeepTask *task, uint64_t id, bool on_disk) {
  Catalog *catalog = &index->catalog;
  uint64_t *ids = xcalloc(task->inputs.count, sizeof *ids);
  size_t count = 0;
  for (size_t i = 0; i < task->inputs.count; i++) {
    const CatalogSegment *segment = find_shared(catalog, task->inputs.items[i].shared);
    if (segment) ids[count++] = segment->id;
  }
  if (count) {
    bool *died = find_died(catalog, task);
    catalog_merged(catalog, ids, count, id, task->out, on_disk);
    for (uint32_t n = 0; n < task->documents; n++) {
      if (died[n]) catalog_kill(catalog, id, n);
    }
    task->out = NULL;
    free(died);
  }
  free(ids);
}

// mutex held.
static void take_in_task(Index *index, UpkeepTask *task) {
  if (!task->out) return;
  Catalog *catalog = &index->catalog;
  // Where the directory was lost meanwhile the file is, too; it is mapped.
  bool on_disk = task->on_disk && catalog->lock;
  uint64_t id = on_disk || !task->on_disk ? task->place.id : catalog_memory_place(catalog).id;
  if (!task->as_it_is) {
    take_in_merged(index, task, id, on_disk);
    return;
  }
  const CatalogSegment *segment = find_shared(catalog, task->inputs.items[0].shared);
  if (!segment || !on_disk) return;
  catalog_persisted(catalog, segment->id, id, task->out);
  task->out = NULL;
}

// A merge that found its input malformed: the damaged segment is dropped, and its files are read again.
static void blame(Index *index, const UpkeepJob *job) {
  bool found = false;
  log_write(LOG_WARNING, "merging: %s", job->error.message);
  for (size_t t = 0; t < job->tasks.count; t++) {
    const UpkeepTask *task = &job->tasks.items[t];
    for (size_t i = 0; i < task->inputs.count; i++) {
      SharedSegment *shared = task->inputs.items[i].shared;
      if (segment_verify(shared_segment(shared), NULL) == STATUS_OK) continue;
      uv_mutex_lock(&index->mutex);
      const CatalogSegment *segment = find_shared(&index->catalog, shared);
      if (segment) catalog_drop(&index->catalog, segment->id);
      uv_mutex_unlock(&index->mutex);
      found = true;
    }
  }
  if (found) {
    index_refresh(index);
  } else {
    index->upkeep.distrusted = true; // ours is the mistake: better many segments than wrong ones
  }
}

// The disk works, or is another process's concern. mutex held.
static void note_success(Index *index) {
  if (!index->upkeep.backoff_ns) return;
  index->upkeep.backoff_ns = 0;
  index->message_stays = false;
  index->message[0] = '\0';
}

static void commit(Index *index) {
  if (atomic_load(&index->closing)) { // no saves are taken in any more
    index_commit(index);
    index_sweep(index);
  } else {
    bulk_commit(index, true);
  }
  uv_mutex_lock(&index->mutex);
  changes_resume(&index->changes, os_monotonic_ns());
  if (!index->disk_failed) {
    index->upkeep.deaths_ns = 0;
    note_success(index);
  }
  uv_mutex_unlock(&index->mutex);
}

static void count_job(UpkeepState *state, const UpkeepJob *job) {
  if (job->flush) state->flushes++;
  if (!job->flush) state->merges++;
  for (size_t i = 0; i < job->tasks.count; i++) {
    const SharedSegment *out = job->tasks.items[i].out;
    if (out) state->bytes_written += segment_image_bytes(shared_segment(out));
  }
}

// Takes in what was written, whole tasks also of a job that failed.
static void take_in(Index *index, UpkeepJob *job) {
  int64_t began = os_monotonic_ns();
  bool to_disk = job->flush;
  uv_mutex_lock(&index->mutex);
  count_job(&index->upkeep, job);
  for (size_t i = 0; i < job->tasks.count; i++) {
    UpkeepTask *task = &job->tasks.items[i];
    to_disk = to_disk || task->on_disk;
    take_in_task(index, task);
  }
  catalog_drop_emptied(&index->catalog);
  index->catalog.spared = 0;
  if (job->tasks.count) index_publish(index);
  uv_mutex_unlock(&index->mutex);
  if (job->status == STATUS_CORRUPT || job->status == STATUS_INVALID) {
    blame(index, job);
  } else if (job->status != STATUS_OK && job->status != STATUS_CANCELLED) {
    index_disk_failed(index, job->error.message);
  } else if (to_disk) {
    commit(index);
    if (job->flush) {
      index->upkeep.last_cost_ns = job->took_ns + os_monotonic_ns() - began;
    }
  }
  upkeep_job_free(job);
}

// ---- a disk that refuses ------------------------------------------------------------------------

static void put_off(UpkeepState *state) {
  int64_t most = or_default(state->delays.retry_most, 300);
  int64_t next = state->backoff_ns ? state->backoff_ns * 2 : or_default(state->delays.retry, 15);
  state->backoff_ns = next < most ? next : most;
  state->retry_ns = os_monotonic_ns() + state->backoff_ns;
}

// Finds out whether writing may succeed now; if so, all that is not on disk is due. A failure of a lost
// directory is tried again at once, any other only when it has been waited for.
static bool tries_again(Index *index) {
  UpkeepState *state = &index->upkeep;
  Error error = {.message = ""};
  uv_mutex_lock(&index->mutex);
  bool waited = state->backoff_ns != 0;
  bool hope = catalog_recover(&index->catalog, &error);
  bool follows = !index->catalog.lock && index->catalog.writable;
  bool tries = index->catalog.lock && (hope || waited);
  put_off(state);
  if (tries || follows) index->disk_failed = false;
  if (follows) note_success(index); // another process has the directory now: it writes
  if (catalog_lacks_directory(&index->catalog)) {
    snprintf(index->message, sizeof index->message, "%s", error.message);
    index->message_stays = true;
  }
  uv_mutex_unlock(&index->mutex);
  return tries;
}

static UpkeepJob *plan_retry(Index *index) {
  uv_mutex_lock(&index->mutex);
  uint64_t first_id = index->catalog.next_id;
  UpkeepJob *job = plan_flush(index);
  index->catalog.spared = first_id;
  uv_mutex_unlock(&index->mutex);
  return job;
}

bool upkeep_takes_in_memory(Index *index, uint64_t source_bytes) {
  uv_mutex_lock(&index->mutex);
  bool room = !index->catalog.lock || count_unsaved(index).bytes <= BATCH_BESIDE;
  uv_mutex_unlock(&index->mutex);
  return room && source_bytes <= index->options.memory_bytes / BATCH_SHARE;
}

void upkeep_run(Index *index) {
  UpkeepState *state = &index->upkeep;
  UpkeepJob *job = state->job;
  if (job) {
    if (!atomic_load(&job->done)) return;
    state->job = NULL;
    take_in(index, job);
    os_give_back_memory(); // the job's thread would hold the heap's locks at low priority
    return;
  }
  uv_mutex_lock(&index->mutex);
  bool retry = fails(index) && (!state->backoff_ns || state->retry_ns <= os_monotonic_ns());
  uv_mutex_unlock(&index->mutex);
  if (retry && tries_again(index)) job = plan_retry(index);
  if (!job) job = plan(index);
  if (!job) return;
  state->job = job;
  upkeep_job_start(job);
}

// ---- closing ------------------------------------------------------------------------------------

static bool is_worth_flushing(Index *index) {
  uv_mutex_lock(&index->mutex);
  Unsaved unsaved = count_unsaved(index);
  bool any = unsaved.count || catalog_has_new_deaths(&index->catalog);
  bool worth = writes(index) && any && unsaved.bytes <= CLOSING_BYTES
               && index->upkeep.last_cost_ns < CLOSING_NS;
  uv_mutex_unlock(&index->mutex);
  return worth;
}

void upkeep_end(Index *index) {
  UpkeepState *state = &index->upkeep;
  UpkeepJob *job = state->job;
  state->job = NULL;
  if (job) {
    if (job->threaded) uv_thread_join(&job->thread);
    job->threaded = false;
    if (job->status == STATUS_OK) {
      take_in(index, job);
    } else {
      upkeep_job_free(job);
    }
  }
  if (!is_worth_flushing(index)) return;
  job = plan_retry(index);
  job->hurried = true;
  upkeep_job_run(job);
  take_in(index, job);
}
