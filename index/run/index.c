// The library's front: opening, closing, publishing, status. Queries and open documents: requests.c.
#include "index.h"
#include "base/log.h"
#include "base/trace.h"
#include "run/coordinator.h"
#include "run/state.h"

#include <stdio.h>

enum { PROGRESS_EVERY_NS = 100 * 1000 * 1000 };

Str index_phase_name(IndexPhase phase) {
  static const char *const names[] = {"idle", "walking", "text", "symbols", "ready", "failed"};
  return str_from_c((size_t)phase < COUNT_OF(names) ? names[phase] : "unknown");
}

Str index_watch_name(WatchState state) {
  static const char *const names[] = {"off", "placing", "all", "partial"};
  return str_from_c((size_t)state < COUNT_OF(names) ? names[state] : "unknown");
}

// ---- committing ---------------------------------------------------------------------------------

void index_commit(Index *index) {
  int64_t traced = trace_begin();
  Buf image = {0};
  Error error;
  uv_mutex_lock(&index->commit_mutex);
  uv_mutex_lock(&index->mutex);
  Status status = catalog_encode(&index->catalog, &image, &error);
  bool writes = !index->disk_failed;
  uv_mutex_unlock(&index->mutex);
  if (status == STATUS_OK && writes) {
    status = catalog_write(&index->catalog, buf_str(&image), &error);
  }
  uv_mutex_unlock(&index->commit_mutex);
  buf_release(&image);
  trace_end("index", "commit", traced);
  if (status != STATUS_OK) index_disk_failed(index, error.message);
}

void index_sweep(Index *index) {
  uv_mutex_lock(&index->mutex);
  bool failed = index->disk_failed; // then the manifest still names what is no longer ours
  CatalogLiving living = catalog_living(&index->catalog);
  uv_mutex_unlock(&index->mutex);
  if (failed) {
    array_free(&living.ids);
  } else {
    catalog_sweep_but(&index->catalog, &living);
  }
}

void index_disk_failed(Index *index, const char *message) {
  uv_mutex_lock(&index->mutex);
  snprintf(index->message, sizeof index->message, "%s", message);
  index->disk_failed = index->message_stays = true;
  uv_mutex_unlock(&index->mutex);
}

static uint64_t documents_without_symbols(const Index *index) {
  uint64_t count = 0;
  for (size_t i = 0; i < index->catalog.segments.count; i++) {
    const CatalogSegment *segment = &index->catalog.segments.items[i];
    const Segment *read = shared_segment(segment->shared);
    if (!segment_has_symbols(read)) count += segment_documents(read) - segment->dead_count;
  }
  return count;
}

void index_end_work(Index *index, bool finished) {
  index->refreshing = false;
  index->ended_ns = os_monotonic_ns();
  if (finished) {
    // By count: what a writer's commit has replaced meanwhile is not ours to read any more.
    counter_set(&index->counters.symbols_pending, documents_without_symbols(index));
    changes_let_go(&index->changes); // cancelled too late
    return;
  }
  uint64_t texts = counter_get(&index->counters.files_pending);
  uint64_t files = counter_get(&index->counters.files_found);
  uint64_t symbols = documents_without_symbols(index) + texts;
  counter_set(&index->counters.symbols_pending, symbols);
  index->text_complete = index->text_whole && texts == 0;
  index->symbols_complete = index->text_complete && symbols == 0;
  if (texts) {
    index->covered = files > texts ? (double)(files - texts) / (double)files : 0;
    index->catalog.complete = false;
  }
}

void index_set_phase(Index *index, IndexPhase phase) {
  uv_mutex_lock(&index->mutex);
  index->phase = phase;
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
  index_progress(index, true);
}

void index_set_message(Index *index, const char *message) {
  uv_mutex_lock(&index->mutex);
  if (!index->message_stays) snprintf(index->message, sizeof index->message, "%s", message);
  uv_mutex_unlock(&index->mutex);
}

void index_progress(Index *index, bool now) {
  if (!index->options.on_progress) return;
  int64_t time = os_monotonic_ns();
  int_fast64_t due = atomic_load(&index->next_progress_ns);
  if (!now && time < due) return;
  if (!atomic_compare_exchange_strong(&index->next_progress_ns, &due, time + PROGRESS_EVERY_NS)) {
    if (!now) return; // another worker tells
  }
  index->options.on_progress(index->options.user, index);
}

bool index_lacks_symbols(const Index *index) {
  for (size_t i = 0; i < index->catalog.segments.count; i++) {
    const SharedSegment *shared = index->catalog.segments.items[i].shared;
    if (!segment_has_symbols(shared_segment(shared))) return true;
  }
  return false;
}

// ---- opening ------------------------------------------------------------------------------------

static uint64_t default_memory(void) {
  uint64_t quarter = os_memory_limit() / 4, usual = (uint64_t)200 << 20;
  return quarter < usual ? quarter : usual;
}

static void fill_options(Index *index, const IndexOptions *given) {
  IndexOptions *options = &index->options;
  *options = *given;
  options->cache_dir = arena_dup(&index->arena, given->cache_dir);
  if (!options->workers) options->workers = os_cpu_count();
  if (options->workers > 64) options->workers = 64;
  if (!options->memory_bytes) options->memory_bytes = default_memory();
  if (!options->parse_timeout_ns) options->parse_timeout_ns = 2000000000;
  if (!options->symbol_limit) options->symbol_limit = 4 << 20;
  if (!options->chunk_limit) options->chunk_limit = 8 << 20;
  if (!options->unit_bytes) options->unit_bytes = 32 << 10;
}

// What must be equal for an index on disk to be used: which files count, and how they are read.
static uint64_t options_hash(const IndexOptions *options) {
  char text[128];
  int length =
      snprintf(text, sizeof text, "%s 3 %d %d %llu %llu %llu", TREELINE_VERSION, options->hidden,
               options->no_ignore, (unsigned long long)options->symbol_limit,
               (unsigned long long)options->chunk_limit, (unsigned long long)options->unit_bytes);
  return str_hash(str_make(text, (size_t)length));
}

// CACHE/treeline/NAME-HASH, NAME for people and HASH of the whole path.
static Status index_directory(Index *index, Str root, Str *directory, Error *error) {
  Str cache = index->options.cache_dir;
  if (cache.len == 0) {
    Status status = os_cache_dir("treeline", &index->arena, &cache, error);
    if (status != STATUS_OK) return status;
  }
  Str name = str_base_name(root);
  *directory = arena_printf(&index->arena, "%.*s/%.*s-%016llx", STR_ARGS(cache), STR_ARGS(name),
                            (unsigned long long)str_hash(root));
  return STATUS_OK;
}

static Status resolve_root(Index *index, Str given, Str *root, Error *error) {
  Str path = arena_dup(&index->arena, given.len ? given : STR("."));
  FileInfo info;
  Status status = os_stat(path.ptr, &info, error);
  if (status == STATUS_OK && info.kind != FILE_DIRECTORY) {
    status = error_set(error, STATUS_INVALID, "%s: not a directory", path.ptr);
  }
  return status == STATUS_OK ? os_real_path(path.ptr, &index->arena, root, error) : status;
}

static void take_touched(void *user, const Str *paths, size_t count) {
  index_touch(user, paths, count);
}

// Without a watch the tree is compared from time to time.
static void open_watch(Index *index) {
  WatchSink sink = {.user = index, .touched = take_touched};
  Error error;
  if (watch_open(index->catalog.root, 0, &sink, &index->watch, &error) == STATUS_OK) return;
  index->watch = NULL;
  log_write(LOG_WARNING, "the tree is not watched: %s", error.message);
}

static void start(Index *index, Str directory, Str root) {
  Error trouble = {.message = ""};
  uv_mutex_init(&index->commit_mutex);
  uv_mutex_init(&index->mutex);
  uv_cond_init(&index->changed);
  documents_init(index);
  index->answers = answers_new(ANSWERS_BYTES);
  index->typing = typing_new();
  index->facts = facts_kept_new();
  catalog_open(&index->catalog, directory, root, options_hash(&index->options),
               index->options.read_only, &trouble);
  if (trouble.status != STATUS_OK) {
    snprintf(index->message, sizeof index->message, "%s", trouble.message);
  }
  index->message_stays = index->message[0] != '\0';
  if (index->options.documents_only) index->catalog.complete = true; // nothing else is to come
  index->covered = catalog_covered(&index->catalog);
  index->text_whole = index->text_complete = index->catalog.complete && !index->catalog.unsaved;
  index->touch.racy_ns = os_monotonic_ns();
  index->symbols_complete = index->catalog.complete && !index_lacks_symbols(index);
  index_publish(index);
  index->pool = pool_new(index->options.workers, index->options.foreground);
  if (index->options.watch) open_watch(index);
  warmup_start(index);
  if (uv_thread_create(&index->coordinator, coordinator_thread, index) != 0) die_out_of_memory(0);
}

Status index_open(const IndexOptions *options, Index **out, Error *error) {
  Index *index = xcalloc(1, sizeof *index);
  Str root, directory = STR("");
  fill_options(index, options);
  Status status = resolve_root(index, options->root, &root, error);
  if (status != STATUS_OK) {
    arena_release(&index->arena);
    free(index);
    return status;
  }
  Error no_cache;
  bool kept = !index->options.documents_only; // else nothing to write, and nothing to read
  if (kept && index_directory(index, root, &directory, &no_cache) != STATUS_OK) {
    snprintf(index->message, sizeof index->message, "%s", no_cache.message);
  }
  start(index, directory, root);
  *out = index;
  return STATUS_OK;
}

void index_close(Index *index) {
  if (!index) return;
  uv_mutex_lock(&index->mutex);
  atomic_store(&index->closing, true);
  atomic_store(&index->stop, true);
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
  uv_thread_join(&index->coordinator);
  watch_close(index->watch); // the coordinator asked it, and it touches what is freed below
  upkeep_end(index);
  warmup_end(index);
  documents_stop(index);
  pool_free(index->pool);
  snapshot_unref(index->snapshot);
  documents_end(index);
  answers_free(index->answers);
  typing_free(index->typing);
  facts_kept_free(index->facts);
  changes_release(&index->changes);
  catalog_close(&index->catalog);
  uv_cond_destroy(&index->changed);
  uv_mutex_destroy(&index->mutex);
  uv_mutex_destroy(&index->commit_mutex);
  arena_release(&index->arena);
  free(index);
}

// ---- asking -------------------------------------------------------------------------------------

void index_refresh(Index *index) {
  if (index->options.documents_only) return;
  uv_mutex_lock(&index->mutex);
  changes_touch_all(&index->changes, os_monotonic_ns());
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
}

void index_touch(Index *index, const Str *paths, size_t count) {
  if (index->options.documents_only) return;
  uv_mutex_lock(&index->mutex);
  changes_touch(&index->changes, paths, count, os_monotonic_ns());
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
}

void index_cancel(Index *index) {
  uv_mutex_lock(&index->mutex);
  if (index->refreshing) {
    atomic_store(&index->stop, true);
    changes_hold(&index->changes);
  } else if (index->changes.all) { // not begun
    changes_hold(&index->changes);
    index->phase = PHASE_IDLE;
  }
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
}

void index_note_activity(Index *index) {
  atomic_store_explicit(&index->activity_ns, os_monotonic_ns(), memory_order_relaxed);
}

// Whether all that was asked for until `asked` has come so far.
static bool has_come_to(const Index *index, IndexPhase phase, uint64_t asked) {
  if (index->changes.done >= asked) return true;
  return phase < PHASE_READY && index->refreshing && index->refreshing_for >= asked
         && index->phase >= phase && index->phase != PHASE_FAILED;
}

bool index_wait(Index *index, IndexPhase phase, int64_t timeout_ns) {
  int64_t deadline = timeout_ns ? os_monotonic_ns() + timeout_ns : INT64_MAX;
  bool reached = false;
  uv_mutex_lock(&index->mutex);
  uint64_t asked = index->changes.asked;
  while (!(reached = has_come_to(index, phase, asked))) {
    if (index->changes.all_held && !index->refreshing) break; // cancelled: it will not come
    int64_t left = deadline - os_monotonic_ns();
    if (left <= 0) break;
    if (deadline == INT64_MAX) {
      uv_cond_wait(&index->changed, &index->mutex);
    } else {
      uv_cond_timedwait(&index->changed, &index->mutex, (uint64_t)left);
    }
  }
  if (index->phase == PHASE_FAILED || index->changes.all_held) reached = false;
  uv_mutex_unlock(&index->mutex);
  return reached;
}

// ---- status -------------------------------------------------------------------------------------

static PartCounts count_part(const SnapshotPart *part) {
  PartCounts counts = {.known = true};
  for (uint32_t d = 0; d < segment_documents(part->segment); d++) {
    Document document;
    if (snapshot_part_is_dead(part, d)) continue;
    if (segment_document(part->segment, d, &document) != STATUS_OK) continue;
    counts.documents++;
    counts.source_bytes += document.chunk_size;
    if (document.chunk_start) continue;
    counts.files++;
    counts.binary += (document.flags & DOCUMENT_BINARY) != 0;
    counts.unreadable += (document.flags & DOCUMENT_UNREADABLE) != 0;
    counts.text_only += (document.flags & DOCUMENT_TEXT_ONLY) != 0;
  }
  return counts;
}

// Some ask fifty times a second, while work goes on that needs the processor.
static PartCounts *count_parts(Index *index, const Snapshot *snapshot) {
  const Publisher *publisher = &index->documents.publisher;
  PartCounts *counts = xcalloc(snapshot->parts.count, sizeof *counts);
  uv_mutex_lock(&index->mutex);
  bool present = index->snapshot == snapshot;
  for (size_t i = 0; present && i < publisher->parts.count; i++) {
    counts[i] = publisher->parts.items[i].counts;
  }
  uv_mutex_unlock(&index->mutex);
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    if (!counts[i].known) counts[i] = count_part(&snapshot->parts.items[i]);
  }
  uv_mutex_lock(&index->mutex);
  present = index->snapshot == snapshot;
  for (size_t i = 0; present && i < publisher->parts.count; i++) {
    publisher->parts.items[i].counts = counts[i];
  }
  uv_mutex_unlock(&index->mutex);
  return counts;
}

static void count_snapshot(Index *index, const Snapshot *snapshot, IndexStatus *out) {
  PartCounts *counts = count_parts(index, snapshot);
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    const SnapshotPart *part = &snapshot->parts.items[i];
    out->symbols += segment_symbol_count(part->segment);
    out->names += segment_name_count(part->segment);
    out->documents += counts[i].documents;
    out->source_bytes += counts[i].source_bytes;
    out->files += counts[i].files;
    out->binary += counts[i].binary;
    out->unreadable += counts[i].unreadable;
    out->text_only += counts[i].text_only;
  }
  free(counts);
}

static void copy_text(char *to, size_t size, Str from) {
  size_t length = from.len < size - 1 ? from.len : size - 1;
  if (length) memcpy(to, from.ptr, length);
  to[length] = '\0';
}

static void watch_status(Index *index, IndexStatus *out) {
  WatchCounts counts = {.state = index->options.watch ? WATCH_PARTIAL : WATCH_OFF};
  if (index->watch) watch_counts(index->watch, &counts);
  out->watch = counts.state;
  out->watched_directories = counts.watched;
  out->unwatched_directories = counts.unwatched;
}

// The snapshot that it speaks of, referenced.
static Snapshot *fill_figures(Index *index, IndexStatus *out) {
  *out = (IndexStatus){.timed_out = counter_get(&index->counters.timed_out)};
  uv_mutex_lock(&index->mutex);
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  out->phase = index->phase;
  out->verified = index->verified;
  out->verified_ago_ns = index->verified_ns ? os_monotonic_ns() - index->verified_ns : -1;
  out->touched = changes_pending(&index->changes);
  for (size_t i = 0; i < index->catalog.segments.count; i++) {
    out->memory_segments += !index->catalog.segments.items[i].on_disk;
  }
  out->writer = index->catalog.lock != NULL;
  out->disk_bytes = catalog_disk_bytes(&index->catalog);
  if (index->started_ns) {
    out->elapsed_ns = (index->ended_ns ? index->ended_ns : os_monotonic_ns()) - index->started_ns;
  }
  copy_text(out->root, sizeof out->root, index->catalog.root);
  copy_text(out->directory, sizeof out->directory, index->catalog.directory);
  copy_text(out->message, sizeof out->message, str_from_c(index->message));
  uv_mutex_unlock(&index->mutex);
  out->segments = snapshot->parts.count;
  out->generation = snapshot->generation;
  out->covered = snapshot->covered;
  documents_fill_status(index, out);
  watch_status(index, out);
  requests_status(index, out);
  out->files_found = counter_get(&index->counters.files_found);
  out->files_pending = counter_get(&index->counters.files_pending);
  out->symbols_pending = counter_get(&index->counters.symbols_pending);
  out->bytes_found = counter_get(&index->counters.bytes_found);
  out->text_bytes_done = counter_get(&index->counters.text_bytes_done);
  out->symbol_bytes_done = counter_get(&index->counters.symbol_bytes_done);
  return snapshot;
}

void index_status(Index *index, IndexStatus *out) {
  Snapshot *snapshot = fill_figures(index, out);
  count_snapshot(index, snapshot, out);
  snapshot_unref(snapshot);
}

void index_figures(Index *index, IndexStatus *out) { snapshot_unref(fill_figures(index, out)); }
