// Rejected: the pool's bulk lane, where a merge that waits for a refresh to end would hold a thread that the
// refresh needs.
#include "run/upkeep_job.h"
#include "base/trace.h"
#include "intake/quality.h"
#include "run/state.h"

enum { GIVE_WAY_MS = 5 };

UpkeepJob *upkeep_job_new(Index *index) {
  UpkeepJob *job = xcalloc(1, sizeof *job);
  job->index = index;
  job->started_ns = os_monotonic_ns();
  return job;
}

UpkeepTask *upkeep_job_add(UpkeepJob *job, SegmentPlace place) {
  UpkeepTask task = {.place = place};
  array_push(&job->tasks, task);
  return &job->tasks.items[job->tasks.count - 1];
}

void upkeep_task_take(UpkeepTask *task, const CatalogSegment *segment) {
  size_t words = ((size_t)segment_documents(shared_segment(segment->shared)) + 63) / 64;
  UpkeepInput input = {.shared = shared_segment_ref(segment->shared)};
  input.dead =
      memcpy(xcalloc(words, sizeof *input.dead), segment->dead, words * sizeof *input.dead);
  array_push(&task->inputs, input);
}

static void task_release(UpkeepTask *task) {
  for (size_t i = 0; i < task->inputs.count; i++) {
    shared_segment_unref(task->inputs.items[i].shared);
    free(task->inputs.items[i].dead);
  }
  array_free(&task->inputs);
  free(task->order);
  shared_segment_unref(task->out);
}

void upkeep_job_free(UpkeepJob *job) {
  if (!job) return;
  if (job->threaded) uv_thread_join(&job->thread);
  for (size_t i = 0; i < job->tasks.count; i++) task_release(&job->tasks.items[i]);
  array_free(&job->tasks);
  free(job);
}

// ---- the order of a merged segment --------------------------------------------------------------

typedef struct {
  Str path;
  uint64_t chunk_start;
  Quality quality;
  MergedDocument document;
} Ranked;

static int by_rank(const void *a, const void *b) {
  const Ranked *x = a, *y = b;
  int order = quality_compare(x->quality, x->path, y->quality, y->path);
  if (order) return order;
  return (x->chunk_start > y->chunk_start) - (x->chunk_start < y->chunk_start);
}

static void add_living(const UpkeepInput *input, uint32_t number, Ranked *ranked, uint32_t *count) {
  const Segment *segment = shared_segment(input->shared);
  for (uint32_t d = 0; d < segment_documents(segment); d++) {
    Document document;
    if (document_set_has(input->dead, d)) continue;
    if (segment_document(segment, d, &document) != STATUS_OK) continue;
    ranked[(*count)++] = (Ranked){.path = document.path,
                                  .chunk_start = document.chunk_start,
                                  .quality = quality_of(document.path, document.stamp.size),
                                  .document = {number, d}};
  }
}

// The living documents of all inputs, best first, as a builder would have been given them.
static void make_order(UpkeepTask *task) {
  size_t total = 0;
  for (size_t i = 0; i < task->inputs.count; i++) {
    total += segment_documents(shared_segment(task->inputs.items[i].shared));
  }
  Ranked *ranked = xmalloc(total * sizeof *ranked);
  for (size_t i = 0; i < task->inputs.count; i++) {
    add_living(&task->inputs.items[i], (uint32_t)i, ranked, &task->documents);
  }
  if (task->documents) qsort(ranked, task->documents, sizeof *ranked, by_rank);
  task->order = xmalloc(task->documents * sizeof *task->order);
  for (uint32_t n = 0; n < task->documents; n++) task->order[n] = ranked[n].document;
  free(ranked);
}

// ---- writing ------------------------------------------------------------------------------------

// A refresh needs the processor and the memory more: a merge waits until it is over.
static bool proceed(void *user) {
  UpkeepJob *job = user;
  Index *index = job->index;
  while (!job->hurried) {
    if (atomic_load(&index->closing)) return false;
    uv_mutex_lock(&index->mutex);
    bool refreshing = index->refreshing;
    uv_mutex_unlock(&index->mutex);
    if (!refreshing) break;
    uv_sleep(GIVE_WAY_MS);
  }
  return true;
}

static Status merge(UpkeepJob *job, UpkeepTask *task, Error *error) {
  make_order(task);
  if (task->documents == 0) return STATUS_OK;
  const Segment **segments = xmalloc(task->inputs.count * sizeof *segments);
  for (size_t i = 0; i < task->inputs.count; i++) {
    segments[i] = shared_segment(task->inputs.items[i].shared);
  }
  Merge merge = {.inputs = segments,
                 .input_count = (uint32_t)task->inputs.count,
                 .order = task->order,
                 .documents = task->documents,
                 .proceed = proceed,
                 .user = job};
  Status status =
      segment_file_write_merged(&task->place, &merge, &task->out, &task->on_disk, error);
  free(segments);
  return status;
}

static Status copy(UpkeepTask *task, Error *error) {
  Status status =
      segment_file_persist(&task->place, task->inputs.items[0].shared, &task->out, error);
  task->on_disk = status == STATUS_OK;
  return status;
}

void upkeep_job_run(UpkeepJob *job) {
  for (size_t i = 0; i < job->tasks.count && job->status == STATUS_OK; i++) {
    UpkeepTask *task = &job->tasks.items[i];
    if (!proceed(job)) job->status = STATUS_CANCELLED;
    if (job->status != STATUS_OK) break;
    int64_t traced = trace_begin();
    job->status = task->as_it_is ? copy(task, &job->error) : merge(job, task, &job->error);
    trace_end("index", task->as_it_is ? "flush" : "merge", traced);
  }
  job->took_ns = os_monotonic_ns() - job->started_ns;
  atomic_store(&job->done, true);
}

static void job_thread(void *user) {
  UpkeepJob *job = user;
  Index *index = job->index;
  trace_thread("upkeep");
  os_lower_priority();
  upkeep_job_run(job);
  uv_mutex_lock(&index->mutex);
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
}

void upkeep_job_start(UpkeepJob *job) {
  job->threaded = uv_thread_create(&job->thread, job_thread, job) == 0;
  if (!job->threaded) upkeep_job_run(job);
}
