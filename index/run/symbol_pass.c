#include "run/symbol_pass.h"
#include "base/log.h"
#include "base/trace.h"
#include "intake/decode.h"
#include "intake/extract.h"
#include "run/bulk.h"
#include "run/state.h"

enum {
  BATCH_BYTES = 128 << 10, // of source, that a worker takes at once
  KEEP_TEXT_BUFFER = 4 << 20,
  LARGE_BYTES = 1 << 20, // of a text whose tree is so large that one at a time must do
};

typedef enum { JOB_NEW, JOB_OPENING, JOB_OPEN } JobState;

// One segment being worked on.
typedef struct {
  uint64_t id;
  SharedSegment *text; // our reference
  uint64_t *dead;      // as it was when the pass began, and what was copied: these are not parsed
  uint64_t *bare;      // see CatalogSegment: dead when the pass began, or given up. By its guard
  uint32_t documents;
  uint32_t next; // document to be taken
  uint32_t left; // documents not finished yet
  JobState state;
  SymbolBuilder *builder; // made when it is opened
} SymbolJob;

typedef struct {
  Index *index;
  const PassPlan *plan;
  ARRAY(SymbolJob) jobs;
  uv_mutex_t mutex;      // guards the jobs' next, left and state, and current
  uv_cond_t opened;      // a job has been
  size_t current;        // before it are jobs that have given out all their documents
  uv_mutex_t large;      // held while a large text is parsed: a tree takes 17 bytes a byte
  uv_mutex_t *builders;  // one a job: guards its builder
  atomic_bool none_left; // to be taken
  bool refused;          // by the disk: once more, into memory
} SymbolPass;

typedef struct {
  SymbolPass *pass;
  Extractor *extractor;
  Extraction extraction;
  Buf raw, scratch;
  Arena arena; // of one document
} SymbolWorker;

// ---- one document -------------------------------------------------------------------------------

static bool wants_symbols(const Document *document) {
  const unsigned without = DOCUMENT_BINARY | DOCUMENT_TEXT_ONLY | DOCUMENT_UNREADABLE;
  if (document->flags & without) return false;
  // A chunk may begin anywhere, which only the C family's reader is made for.
  return !(document->flags & DOCUMENT_CHUNK)
         || language_is_c_family((LanguageId)document->language);
}

// The document's text. STATUS_NOT_FOUND if the file has been written since: its stamp differs for ever, and
// whoever looks at it next takes it. STATUS_IO if that is not sure: it cannot be read, is not there, or is
// another one, and the one that was indexed may come back as it was (a directory moved away and back).
static Status read_document(SymbolWorker *worker, const Document *document, Str *text) {
  Index *index = worker->pass->index;
  Str path = arena_join_path(&worker->arena, index->catalog.root, document->path);
  OsFile *file;
  FileInfo info;
  Status status = os_open_read(path.ptr, &file, &info, NULL);
  if (status != STATUS_OK) return STATUS_IO;
  buf_clear(&worker->raw);
  bool another = info.stamp.inode != document->stamp.inode;
  uint64_t size = document->chunk_size; // an index is not to be trusted with memory
  if (size > info.stamp.size) size = info.stamp.size;
  status = os_read_at(file, document->chunk_start, (size_t)size, &worker->raw, NULL);
  os_file_close(file);
  if (status != STATUS_OK) return status;
  // Its stamp may differ and its content be the same, or the reverse for a moment.
  if (str_hash(buf_str(&worker->raw)) != document->hash) {
    return another ? STATUS_IO : STATUS_NOT_FOUND;
  }
  if (document->flags & DOCUMENT_CHUNK) {
    return decode_part(buf_str(&worker->raw), ENCODING_UTF8, &worker->scratch, text, NULL);
  }
  DecodedText decoded;
  status = decode(buf_str(&worker->raw), &worker->scratch, &decoded, NULL);
  *text = decoded.text;
  return status;
}

// A document must not pass for one without symbols: who looks at its path next finds that it is missing.
// Nothing is lost meanwhile, as no query could read it either.
static void give_up_document(SymbolPass *pass, const SymbolJob *job, uint32_t number, Str path) {
  log_write(LOG_INFO, "%.*s: cannot be read any more", STR_ARGS(path));
  uv_mutex_t *guard = &pass->builders[job - pass->jobs.items];
  uv_mutex_lock(guard);
  job->bare[number / 64] |= (uint64_t)1 << (number % 64);
  uv_mutex_unlock(guard);
  uv_mutex_lock(&pass->index->mutex);
  catalog_kill_path(&pass->index->catalog, job->id, path);
  uv_mutex_unlock(&pass->index->mutex);
}

static void move_to_file_lines(Extraction *extraction, uint32_t first_line) {
  for (size_t i = 0; i < extraction->symbols.count; i++) {
    extraction->symbols.items[i].line += first_line;
    extraction->symbols.items[i].end_line += first_line;
  }
}

// Of the C family the parser sees a small part only.
static bool is_large(const Document *document) {
  return document->chunk_size > LARGE_BYTES
         && !language_is_c_family((LanguageId)document->language);
}

// Fills worker->extraction. False, with words where they help, if there is none.
static bool run_extractor(SymbolWorker *worker, const Document *document, Str text) {
  Index *index = worker->pass->index;
  ExtractOptions options = {.timeout_ns = index->options.parse_timeout_ns,
                            .parse_limit = index->options.symbol_limit,
                            .cancelled = worker->pass->plan->stop};
  Error error;
  bool large = is_large(document);
  if (large) uv_mutex_lock(&worker->pass->large);
  Status status = extractor_run(worker->extractor, (LanguageId)document->language, text, &options,
                                &worker->arena, &worker->extraction, &error);
  if (large) {
    os_give_back_memory();
    uv_mutex_unlock(&worker->pass->large);
  }
  if (status != STATUS_OK && status != STATUS_CANCELLED) {
    log_write(LOG_WARNING, "%.*s: %s", STR_ARGS(document->path), error.message);
  }
  if (status == STATUS_OK && worker->extraction.timed_out) {
    counter_add(&index->counters.timed_out, 1);
    log_write(LOG_INFO, "%.*s: parsing took too long; it stays searchable as text",
              STR_ARGS(document->path));
  }
  return status == STATUS_OK;
}

static void extract_document(SymbolWorker *worker, SymbolJob *job, uint32_t number) {
  Document document;
  Str text;
  arena_reset(&worker->arena);
  if (segment_document(shared_segment(job->text), number, &document) != STATUS_OK) return;
  counter_add(&worker->pass->plan->counters->symbol_bytes_done, document.chunk_size);
  if (!wants_symbols(&document)) return;
  Status status = read_document(worker, &document, &text);
  if (status == STATUS_IO) give_up_document(worker->pass, job, number, document.path);
  if (status != STATUS_OK || !run_extractor(worker, &document, text)) return;
  move_to_file_lines(&worker->extraction, document.first_line);
  uv_mutex_t *guard = &worker->pass->builders[job - worker->pass->jobs.items];
  uv_mutex_lock(guard);
  symbol_builder_add(job->builder, number, worker->extraction.symbols.items,
                     worker->extraction.symbols.count, worker->extraction.spans.items,
                     worker->extraction.spans.count);
  uv_mutex_unlock(guard);
}

// ---- one segment --------------------------------------------------------------------------------

static void job_release(SymbolJob *job) {
  symbol_builder_free(job->builder);
  shared_segment_unref(job->text);
  free(job->dead);
  free(job->bare);
  job->builder = NULL;
  job->text = NULL;
  job->dead = job->bare = NULL;
}

static void finish_job(SymbolPass *pass, SymbolJob *job) {
  int64_t traced = trace_begin();
  Index *index = pass->index;
  Error error;
  SharedSegment *with_symbols;
  uv_mutex_lock(&index->mutex);
  CatalogSegment *segment = catalog_find(&index->catalog, job->id);
  SegmentPlace place = {STR(""), job->id};
  if (segment && !index->disk_failed && !pass->plan->in_memory)
    place = catalog_place(&index->catalog, segment);
  uv_mutex_unlock(&index->mutex);
  Status status =
      segment_file_write_symbols(&place, job->builder, job->text, &with_symbols, &error);
  uv_mutex_lock(&index->mutex);
  if (status == STATUS_OK) {
    catalog_upgrade(&index->catalog, job->id, with_symbols, place.directory.len > 0, job->bare);
    if (pass->plan->gradual) index_publish(index);
  } else {
    pass->refused = true;
  }
  uv_mutex_unlock(&index->mutex);
  if (status != STATUS_OK) {
    index_disk_failed(index, error.message);
  } else if (pass->plan->gradual) {
    index_commit(index);
  }
  job_release(job);
  trace_end("index", "symbol segment", traced);
}

// ---- the pass -----------------------------------------------------------------------------------

typedef struct {
  SymbolJob *job;
  uint32_t from, to;
} Batch;

// What needs no extraction is there from the start.
static void open_job(SymbolPass *pass, SymbolJob *job) {
  const Segment *segment = shared_segment(job->text);
  job->builder = symbol_builder_new(segment_documents(segment));
  uint64_t saved = reuse_copy(pass->plan->reuse, segment, job->dead, job->builder);
  counter_add(&pass->plan->counters->symbol_bytes_done, saved);
  counter_add(&pass->index->counters.reused_bytes, saved);
}

static bool has_more(const SymbolJob *job) { return job->next < job->documents; }

static bool may_be_taken(const SymbolJob *job) {
  return has_more(job) && job->state != JOB_OPENING;
}

// Gradually, the first jobs are to be done first, all workers at one. Of a batch each worker has one of its
// own while there are enough, so that the last images are written side by side.
static size_t choose_job(const SymbolPass *pass, size_t worker) {
  size_t own = pass->plan->gradual ? pass->current : worker;
  for (size_t i = 0; i < pass->jobs.count; i++) {
    size_t at = (own + i) % pass->jobs.count;
    if (may_be_taken(&pass->jobs.items[at])) return at;
  }
  return pass->jobs.count;
}

// A job with documents to be taken, opened by this thread if nobody does: copying takes a while, and the
// others open what comes next. NULL if there is none. pass->mutex held, and released meanwhile.
static SymbolJob *next_job(SymbolPass *pass, size_t worker) {
  for (;;) {
    while (pass->current < pass->jobs.count && !has_more(&pass->jobs.items[pass->current])) {
      pass->current++;
    }
    size_t at = choose_job(pass, worker);
    if (at == pass->jobs.count && pass->current == pass->jobs.count) return NULL;
    if (at == pass->jobs.count) {
      uv_cond_wait(&pass->opened, &pass->mutex);
      continue;
    }
    SymbolJob *job = &pass->jobs.items[at];
    if (job->state == JOB_OPEN) return job;
    job->state = JOB_OPENING;
    uv_mutex_unlock(&pass->mutex);
    open_job(pass, job);
    uv_mutex_lock(&pass->mutex);
    job->state = JOB_OPEN;
    uv_cond_broadcast(&pass->opened);
  }
}

static bool take_batch(SymbolPass *pass, size_t worker, Batch *batch) {
  uv_mutex_lock(&pass->mutex);
  SymbolJob *job = atomic_load(pass->plan->stop) ? NULL : next_job(pass, worker);
  if (job) {
    const Segment *segment = shared_segment(job->text);
    uint64_t bytes = 0;
    Document document;
    *batch = (Batch){job, job->next, job->next};
    while (batch->to < job->documents && bytes < BATCH_BYTES) {
      uint32_t number = batch->to++;
      bool dead = document_set_has(job->dead, number);
      if (!dead && segment_document(segment, number, &document) == STATUS_OK) {
        bytes += document.chunk_size + 512;
      }
    }
    job->next = batch->to;
  }
  uv_mutex_unlock(&pass->mutex);
  return job && !atomic_load(pass->plan->stop);
}

static bool leave_batch(SymbolPass *pass, const Batch *batch) {
  uv_mutex_lock(&pass->mutex);
  batch->job->left -= batch->to - batch->from;
  counter_sub(&pass->plan->counters->symbols_pending, batch->to - batch->from);
  bool last = batch->job->left == 0;
  uv_mutex_unlock(&pass->mutex);
  return last;
}

static void trim(Buf *buf) {
  if (buf->capacity > KEEP_TEXT_BUFFER) buf_release(buf);
}

static void run_batch(SymbolWorker *worker, const Batch *batch) {
  SymbolPass *pass = worker->pass;
  const atomic_bool *stop = pass->plan->stop;
  for (uint32_t d = batch->from; d < batch->to && !atomic_load(stop); d++) {
    if (!document_set_has(batch->job->dead, d)) extract_document(worker, batch->job, d);
  }
  trim(&worker->raw);
  trim(&worker->scratch);
  extraction_trim(&worker->extraction);
  if (leave_batch(pass, batch) && !atomic_load(stop)) finish_job(pass, batch->job);
}

static void work(void *user, size_t i) {
  SymbolPass *pass = user;
  SymbolWorker worker = {.pass = pass, .extractor = extractor_new()};
  Batch batch;
  while (take_batch(pass, i, &batch)) {
    run_batch(&worker, &batch);
    if (pass->plan->urgent) continue;
    index_progress(pass->index, false);
    bulk_give_way(pass->index, i, &pass->none_left);
  }
  if (!pass->plan->urgent) bulk_end_waiting(pass->index, &pass->none_left);
  extractor_free(worker.extractor);
  extraction_release(&worker.extraction);
  buf_release(&worker.raw);
  buf_release(&worker.scratch);
  arena_release(&worker.arena);
}

static bool is_wanted(const PassPlan *plan, const CatalogSegment *segment) {
  if (segment_has_symbols(shared_segment(segment->shared))) return false;
  for (size_t i = 0; i < plan->segments.count; i++) {
    if (plan->segments.items[i] == segment->id) return true;
  }
  return plan->gradual;
}

static void collect_jobs(SymbolPass *pass) {
  Index *index = pass->index;
  uint64_t files = 0, bytes = 0;
  uv_mutex_lock(&index->mutex);
  for (size_t i = 0; i < index->catalog.segments.count; i++) {
    const CatalogSegment *segment = &index->catalog.segments.items[i];
    const Segment *read = shared_segment(segment->shared);
    if (!is_wanted(pass->plan, segment)) continue;
    size_t words = ((size_t)segment_documents(read) + 63) / 64;
    SymbolJob job = {.id = segment->id,
                     .text = shared_segment_ref(segment->shared),
                     .dead = xcalloc(words, sizeof *job.dead),
                     .bare = xcalloc(words, sizeof *job.bare),
                     .documents = segment_documents(read),
                     .left = segment_documents(read)};
    memcpy(job.dead, segment->dead, words * sizeof *job.dead);
    memcpy(job.bare, segment->dead, words * sizeof *job.bare);
    array_push(&pass->jobs, job);
    files += segment_documents(read);
    bytes += segment_source_bytes(read);
  }
  uv_mutex_unlock(&index->mutex);
  counter_set(&pass->plan->counters->symbols_pending, files);
  counter_set(&pass->plan->counters->symbol_bytes_wanted, bytes);
  counter_set(&pass->plan->counters->symbol_bytes_done, 0);
}

static bool run_once(Index *index, PassPlan *plan) {
  SymbolPass pass = {.index = index, .plan = plan};
  collect_jobs(&pass);
  pass.builders = xcalloc(pass.jobs.count, sizeof *pass.builders);
  for (size_t i = 0; i < pass.jobs.count; i++) uv_mutex_init(&pass.builders[i]);
  uv_mutex_init(&pass.mutex);
  uv_cond_init(&pass.opened);
  uv_mutex_init(&pass.large);
  if (pass.jobs.count && plan->urgent) {
    work(&pass, 0);
  } else if (pass.jobs.count) {
    bulk_run(index, pool_workers(index->pool), work, &pass, true);
  }
  for (size_t i = 0; i < pass.jobs.count; i++) {
    job_release(&pass.jobs.items[i]);
    uv_mutex_destroy(&pass.builders[i]);
  }
  uv_cond_destroy(&pass.opened);
  uv_mutex_destroy(&pass.mutex);
  uv_mutex_destroy(&pass.large);
  free(pass.builders);
  array_free(&pass.jobs);
  return !pass.refused;
}

void symbol_pass_run(Index *index, PassPlan *plan) {
  int64_t traced = trace_begin();
  if (!run_once(index, plan) && !atomic_load(plan->stop)) run_once(index, plan);
  trace_end("index", "symbol pass", traced);
}
