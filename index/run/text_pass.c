#include "run/text_pass.h"
#include "base/scan.h"
#include "base/trace.h"
#include "intake/chunker.h"
#include "intake/decode.h"
#include "intake/grams.h"
#include "intake/language.h"
#include "intake/quality.h"
#include "intake/words.h"
#include "run/bulk.h"
#include "run/state.h"

enum {
  BATCH_BYTES = 256 << 10,     // what a worker takes at once
  SEGMENT_BYTES = 128 << 20,   // source bytes of a full segment: bounds its symbols' memory
  FIRST_PUBLISH_NS = 30000000, // the first segment is not waited for until it is full
  SMALL_TREE_BYTES = 4 << 20,  // below this one worker makes one segment
  BUILDER_SHARE = 60,          // percent of the memory limit that builders may hold together
  SEGMENT_UNITS = 1 << 19,     // of a full segment: half of what a builder can take
  WINDOW_BYTES = 8 << 20,      // of a large file, held at a time
};

typedef struct {
  Index *index;
  PassPlan *plan;
  FoundFile **files; // pending, best first
  size_t count;
  uv_mutex_t mutex; // guards next
  size_t next;
  uint64_t builder_bytes; // most a worker's builder may hold
  int64_t started_ns;
  atomic_bool published; // any segment of this pass
  atomic_bool none_left; // to be taken
} TextPass;

typedef struct {
  TextPass *pass;
  TextBuilder *builder;
  ARRAY(FoundFile *) taken; // files in the builder
  GramSet *grams;
  WordSet *words;
  GramList gram_list; // of one document
  WordList word_list;
  Buf raw, scratch;
  Arena arena; // absolute paths, for one file
} TextWorker;

// ---- publishing ---------------------------------------------------------------------------------

// What was touched after this pass began was looked at since: what it read counts no more, and what is
// there now stays. mutex held.
static bool is_overtaken(const TextWorker *worker, Str path) {
  const TextPass *pass = worker->pass;
  return !pass->plan->urgent && changes_noted(&pass->index->changes, path);
}

// The files' former documents do not count any more.
static void kill_former(TextWorker *worker, Catalog *catalog) {
  for (size_t i = 0; i < worker->taken.count; i++) {
    const FoundFile *file = worker->taken.items[i];
    CatalogSegment *old = catalog_find(catalog, file->old_segment);
    if (!old || is_overtaken(worker, file->path)) continue;
    for (uint32_t k = 0; k < file->old_documents; k++) {
      catalog_kill(catalog, old->id,
                   segment_by_path(shared_segment(old->shared), file->old_position + k));
    }
  }
}

static void kill_overtaken(TextWorker *worker, Catalog *catalog, uint64_t id) {
  for (size_t i = 0; i < worker->taken.count; i++) {
    Str path = worker->taken.items[i]->path;
    if (is_overtaken(worker, path)) catalog_kill_path(catalog, id, path);
  }
}

static SegmentPlace next_place(TextWorker *worker) {
  Index *index = worker->pass->index;
  uv_mutex_lock(&index->mutex);
  bool memory = worker->pass->plan->in_memory || index->disk_failed;
  SegmentPlace place =
      memory ? catalog_memory_place(&index->catalog) : catalog_next_place(&index->catalog);
  uv_mutex_unlock(&index->mutex);
  return place;
}

// Writes the worker's segment; where the disk refuses, it stays in memory.
static bool write_segment(TextWorker *worker, uint64_t *id, SharedSegment **shared, bool *on_disk) {
  Index *index = worker->pass->index;
  Error error;
  SegmentPlace place = next_place(worker);
  Status status = segment_file_write_text(&place, worker->builder, shared, on_disk, &error);
  if (status != STATUS_OK && place.directory.len) {
    index_disk_failed(index, error.message);
    place = next_place(worker);
    status = segment_file_write_text(&place, worker->builder, shared, on_disk, &error);
  }
  if (status != STATUS_OK) index_set_message(index, error.message);
  *id = place.id;
  return status == STATUS_OK;
}

// Never all of it: that is said when the pass has ended.
static double share_covered(const Counters *counters) {
  double found = (double)counter_get(&counters->files_found);
  double pending = (double)counter_get(&counters->files_pending);
  return found > pending ? (found - pending) / (found + 1) : 0;
}

static void add_segment(TextWorker *worker, uint64_t id, SharedSegment *shared, bool on_disk) {
  Index *index = worker->pass->index;
  PassPlan *plan = worker->pass->plan;
  catalog_add(&index->catalog, id, shared, on_disk);
  kill_former(worker, &index->catalog);
  kill_overtaken(worker, &index->catalog, id);
  counter_sub(&plan->counters->files_pending, worker->taken.count);
  counter_add(&plan->counters->symbols_pending, worker->taken.count);
  counter_add(&plan->counters->symbol_bytes_wanted, text_builder_source_bytes(worker->builder));
  if (plan->gradual) {
    index->covered = share_covered(plan->counters);
    index_publish(index);
  } else {
    array_push(&plan->segments, id);
  }
}

static void flush(TextWorker *worker) {
  if (worker->taken.count == 0) return;
  int64_t traced = trace_begin();
  Index *index = worker->pass->index;
  SharedSegment *shared;
  uint64_t id;
  bool on_disk;
  if (text_builder_documents(worker->builder) == 0) { // all of them are gone by now
    uv_mutex_lock(&index->mutex);
    kill_former(worker, &index->catalog);
    counter_sub(&worker->pass->plan->counters->files_pending, worker->taken.count);
    uv_mutex_unlock(&index->mutex);
  } else if (write_segment(worker, &id, &shared, &on_disk)) {
    uv_mutex_lock(&index->mutex);
    add_segment(worker, id, shared, on_disk);
    uv_mutex_unlock(&index->mutex);
    if (worker->pass->plan->gradual) index_commit(index);
  }
  atomic_store(&worker->pass->published, true);
  worker->taken.count = 0;
  text_builder_free(worker->builder);
  worker->builder = text_builder_new();
  trace_end("index", "text segment", traced);
}

static bool must_flush(const TextWorker *worker) {
  TextPass *pass = worker->pass;
  if (text_builder_memory(worker->builder) > pass->builder_bytes) return true;
  if (text_builder_source_bytes(worker->builder) > SEGMENT_BYTES) return true;
  if (text_builder_units(worker->builder) > SEGMENT_UNITS) return true;
  return pass->plan->gradual && !atomic_load_explicit(&pass->published, memory_order_relaxed)
         && os_monotonic_ns() - pass->started_ns > FIRST_PUBLISH_NS;
}

// ---- reading ------------------------------------------------------------------------------------

// A chunk of a file in UTF-16 has no text: cuts are at line ends of one byte.
static Status decode_chunk(const Document *document, Str raw, Buf *scratch, DecodedText *out) {
  *out = (DecodedText){.encoding = (Encoding)document->encoding};
  out->binary = (document->flags & DOCUMENT_BINARY) != 0;
  return decode_part(raw, ENCODING_UTF8, scratch, &out->text, NULL);
}

// Whether offsets in the text are those of the file, or the chunk: only then can a stretch of it be read.
static bool can_be_cut(const DecodedText *decoded, Str raw) {
  return decoded->text.ptr == raw.ptr && decoded->text.len == raw.len
         && !str_starts_with(raw, STR("\xEF\xBB\xBF"));
}

// The units behind the first one, which ends at `at`.
static void add_units(TextWorker *worker, Str text, size_t at) {
  if (at == text.len) return; // as of nearly all: one unit
  size_t bytes = (size_t)worker->pass->index->options.unit_bytes;
  uint32_t line = (uint32_t)scan_count_byte(str_slice(text, 0, at), '\n');
  while (at < text.len) {
    Str left = str_slice(text, at, text.len);
    Str unit = str_slice(left, 0, unit_first(left, bytes));
    gram_set_collect(worker->grams, unit, &worker->gram_list);
    text_builder_add_unit(worker->builder, at, line, worker->gram_list.items,
                          worker->gram_list.count);
    line += (uint32_t)scan_count_byte(unit, '\n');
    at += unit.len;
  }
}

static void add_document(TextWorker *worker, Document *document, Str raw, bool whole) {
  DecodedText decoded = {.binary = true};
  Status status = whole ? decode(raw, &worker->scratch, &decoded, NULL)
                        : decode_chunk(document, raw, &worker->scratch, &decoded);
  document->hash = str_hash(raw);
  document->encoding = (uint8_t)decoded.encoding;
  worker->gram_list.count = worker->word_list.count = 0;
  Str text = STR(""), first = text; // its first unit
  if (status != STATUS_OK || decoded.binary) {
    document->flags |= DOCUMENT_BINARY;
  } else {
    text = decoded.text;
    size_t tail = text.len > 4096 ? text.len - 4096 : 0;
    document->language = (uint8_t)language_detect(document->path, str_slice(text, 0, 4096),
                                                  str_slice(text, tail, text.len));
    document->line_count = (uint32_t)scan_count_byte(text, '\n');
    if (whole && text.len > worker->pass->index->options.symbol_limit
        && !language_is_c_family((LanguageId)document->language)) {
      document->flags |= DOCUMENT_TEXT_ONLY;
    }
    first = text;
    if (text.len && can_be_cut(&decoded, raw)) {
      first.len = unit_first(text, (size_t)worker->pass->index->options.unit_bytes);
    }
    gram_set_collect(worker->grams, first, &worker->gram_list);
    word_set_collect(worker->words, text, &worker->word_list);
  }
  text_builder_add(worker->builder, document, worker->gram_list.items, worker->gram_list.count);
  add_units(worker, text, first.len);
  text_builder_add_words(worker->builder, worker->word_list.items, worker->word_list.count);
}

// A stamp that was seen a while ago, and is still the same, cannot be that of a later write: so even a
// stamp from the future does not make a file racy for ever.
static Document document_of(FoundFile *file, const FileInfo *info) {
  Document document = {.path = file->path, .stamp = info->stamp};
  document.chunk_size = info->stamp.size;
  bool settled = file->settled && stamp_equal(&file->stamp, &info->stamp);
  file->racy = !settled && stamp_is_racy(&info->stamp, os_wall_ns());
  if (file->racy) document.flags |= DOCUMENT_RACY;
  return document;
}

static void add_unreadable(TextWorker *worker, const Document *of) {
  Document document = {.path = of->path, .stamp = of->stamp, .flags = DOCUMENT_UNREADABLE};
  document.chunk_start = of->chunk_start;
  text_builder_add(worker->builder, &document, NULL, 0);
}

// A large file, window by window; each chunk is a document. Where reading fails, one more stands for
// the rest.
static void add_chunks(TextWorker *worker, OsFile *file, const Document *whole) {
  uint64_t at = 0, size = whole->stamp.size;
  uint32_t line = 0;
  DecodedText head = {0};
  Status status = STATUS_OK;
  buf_clear(&worker->raw);
  while (status == STATUS_OK && at + worker->raw.len < size) {
    uint64_t left = size - at - worker->raw.len;
    size_t room = WINDOW_BYTES - worker->raw.len;
    status = os_read_at(file, at + worker->raw.len, left < room ? (size_t)left : room, &worker->raw,
                        NULL);
    bool last = at + worker->raw.len >= size || worker->raw.len < WINDOW_BYTES;
    size_t used = 0;
    while (status == STATUS_OK && worker->raw.len - used > (last ? 0 : (size_t)CHUNK_MAX_BYTES)) {
      Str window = str_slice(buf_str(&worker->raw), used, worker->raw.len);
      Str chunk = str_slice(window, 0, chunk_first(window));
      Document document = *whole;
      document.flags |= DOCUMENT_CHUNK;
      if (at + used == 0) decode_probe(chunk, &head);
      document.encoding = (uint8_t)head.encoding;
      bool utf16 = head.encoding == ENCODING_UTF16LE || head.encoding == ENCODING_UTF16BE;
      if (head.binary || utf16) document.flags |= DOCUMENT_BINARY;
      document.chunk_start = at + used;
      document.chunk_size = chunk.len;
      document.first_line = line;
      add_document(worker, &document, chunk, false);
      line += (uint32_t)scan_count_byte(chunk, '\n');
      used += chunk.len;
    }
    at += used;
    memmove(worker->raw.data, worker->raw.data + used, worker->raw.len - used);
    worker->raw.len -= used;
    if (last) break; // also where the file has shrunk
  }
  if (status == STATUS_OK) return;
  Document rest = *whole;
  rest.chunk_start = at;
  add_unreadable(worker, &rest);
}

static void take_file(TextWorker *worker, FoundFile *found) {
  Index *index = worker->pass->index;
  arena_reset(&worker->arena);
  Str path = arena_join_path(&worker->arena, index->catalog.root, found->path);
  OsFile *file;
  FileInfo info;
  Error error;
  Status status = os_open_read(path.ptr, &file, &info, &error);
  if (status == STATUS_OK) {
    Document document = document_of(found, &info);
    if (info.stamp.size > index->options.chunk_limit) {
      add_chunks(worker, file, &document);
    } else {
      buf_clear(&worker->raw);
      status = os_read_at(file, 0, (size_t)info.stamp.size, &worker->raw, &error);
      if (status == STATUS_OK) add_document(worker, &document, buf_str(&worker->raw), true);
    }
    os_file_close(file);
  }
  Document unreadable = {.path = found->path, .stamp = found->stamp};
  if (status != STATUS_OK && status != STATUS_NOT_FOUND) add_unreadable(worker, &unreadable);
  array_push(&worker->taken, found);
  counter_add(&worker->pass->plan->counters->text_bytes_done, found->stamp.size);
}

// ---- the pass -----------------------------------------------------------------------------------

// The next files, about BATCH_BYTES of them; false when there are no more.
static bool take_batch(TextPass *pass, size_t *from, size_t *to) {
  uv_mutex_lock(&pass->mutex);
  *from = *to = pass->next;
  uint64_t bytes = 0;
  while (*to < pass->count && bytes < BATCH_BYTES) bytes += pass->files[(*to)++]->stamp.size + 512;
  pass->next = *to;
  uv_mutex_unlock(&pass->mutex);
  return *from < *to && !atomic_load(pass->plan->stop);
}

static void take_files(TextWorker *worker, size_t number) {
  TextPass *pass = worker->pass;
  size_t from, to;
  while (take_batch(pass, &from, &to)) {
    for (size_t k = from; k < to && !atomic_load(pass->plan->stop); k++) {
      take_file(worker, pass->files[k]);
      if (must_flush(worker)) flush(worker);
    }
    if (pass->plan->urgent) continue;
    index_progress(pass->index, false);
    bulk_give_way(pass->index, number, &pass->none_left);
  }
  if (!pass->plan->urgent) bulk_end_waiting(pass->index, &pass->none_left);
  if (!atomic_load(&pass->index->closing)) flush(worker);
}

static void work(void *user, size_t i) {
  TextPass *pass = user;
  TextWorker worker = {.pass = pass,
                       .builder = text_builder_new(),
                       .grams = gram_set_new(),
                       .words = word_set_new()};
  take_files(&worker, i);
  text_builder_free(worker.builder);
  gram_set_free(worker.grams);
  word_set_free(worker.words);
  array_free(&worker.gram_list);
  array_free(&worker.word_list);
  array_free(&worker.taken);
  buf_release(&worker.raw);
  buf_release(&worker.scratch);
  arena_release(&worker.arena);
}

static int by_quality(const void *a, const void *b) {
  const FoundFile *x = *(FoundFile *const *)a, *y = *(FoundFile *const *)b;
  return quality_compare(x->quality, x->path, y->quality, y->path);
}

static uint64_t choose_files(TextPass *pass, Found *found) {
  uint64_t bytes = 0;
  pass->files = xcalloc(found->files.count, sizeof(FoundFile *));
  for (size_t i = 0; i < found->files.count; i++) {
    FoundFile *file = &found->files.items[i];
    if (!file->pending) continue;
    file->quality = quality_of(file->path, file->stamp.size);
    pass->files[pass->count++] = file;
    bytes += file->stamp.size;
  }
  if (pass->count) qsort(pass->files, pass->count, sizeof *pass->files, by_quality);
  return bytes;
}

void text_pass_run(Index *index, Found *found, PassPlan *plan) {
  TextPass pass = {.index = index, .plan = plan, .started_ns = os_monotonic_ns()};
  int64_t traced = trace_begin();
  uint64_t bytes = choose_files(&pass, found);
  counter_set(&plan->counters->files_pending, pass.count);
  counter_set(&plan->counters->text_bytes_wanted, bytes);
  unsigned workers = bytes < SMALL_TREE_BYTES ? 1 : pool_workers(index->pool);
  pass.builder_bytes = index->options.memory_bytes / 100 * BUILDER_SHARE / workers;
  uv_mutex_init(&pass.mutex);
  if (plan->urgent) {
    work(&pass, 0);
  } else {
    bulk_run(index, workers, work, &pass, true);
  }
  uv_mutex_destroy(&pass.mutex);
  free(pass.files);
  trace_end("index", "text pass", traced);
}
