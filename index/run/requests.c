// Queries and open documents: what callers ask of an Index.
#include "index.h"
#include "intake/decode.h"
#include "intake/extract.h"
#include "query/search.h"
#include "query/symbols.h"
#include "run/state.h"
#include "store/verify.h"

#include <stdio.h>

enum { SYMBOL_WAIT_NS = 100 * 1000 * 1000 }; // how long a query waits for open documents' symbols

// ---- open documents -----------------------------------------------------------------------------

typedef struct {
  Index *index;
  Str path, text;
  LanguageId language;
  uint64_t version;
  SharedSegment *shared; // keeps `text` alive
} ExtractJob;

static Status extract_overlay(const ExtractJob *job, SharedSegment **out, Error *error) {
  Extractor *extractor = extractor_new();
  Extraction found = {0};
  Arena arena = {0};
  ExtractOptions options = {.timeout_ns = job->index->options.parse_timeout_ns,
                            .parse_limit = job->index->options.symbol_limit,
                            .cancelled = &job->index->closing};
  Status status =
      extractor_run(extractor, job->language, job->text, &options, &arena, &found, error);
  if (status == STATUS_OK) {
    OverlayDocument document = {.path = job->path,
                                .text = job->text,
                                .language = job->language,
                                .symbols = found.symbols.items,
                                .symbol_count = found.symbols.count,
                                .spans = found.spans.items,
                                .span_count = found.spans.count,
                                .with_symbols = true};
    status = overlay_segment(&document, out, error);
  }
  extraction_release(&found);
  arena_release(&arena);
  extractor_free(extractor);
  return status;
}

static void run_extract(void *user) {
  ExtractJob *job = user;
  Index *index = job->index;
  SharedSegment *with_symbols = NULL;
  Status status = extract_overlay(job, &with_symbols, NULL);
  if (status != STATUS_OK) with_symbols = shared_segment_ref(job->shared); // its text alone
  uv_mutex_lock(&index->mutex);
  if (overlay_set_extracted(&index->overlay, job->path, job->version, with_symbols)) {
    index_publish(index);
  }
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
  shared_segment_unref(job->shared);
  free((char *)(uintptr_t)job->path.ptr);
  free(job);
}

static Str heap_str(Str s) {
  char *copy = xmalloc(s.len + 1);
  if (s.len) memcpy(copy, s.ptr, s.len);
  copy[s.len] = '\0';
  return str_make(copy, s.len);
}

Status index_document_set(Index *index, Str path, Str language, Str text, Error *error) {
  OverlayDocument document = {.path = path, .text = text};
  if (!language_from_name(language, &document.language)) {
    document.language = language_detect(path, str_slice(text, 0, 4096), STR(""));
  }
  SharedSegment *shared;
  Status status = overlay_segment(&document, &shared, error);
  if (status != STATUS_OK) return status;
  ExtractJob *job = xcalloc(1, sizeof *job);
  *job = (ExtractJob){.index = index,
                      .path = heap_str(path),
                      .language = document.language,
                      .shared = shared_segment_ref(shared)};
  job->text = shared_segment_texts(shared)[0];
  uv_mutex_lock(&index->mutex);
  job->version = overlay_set(&index->overlay, path, document.language, shared);
  index_publish(index);
  uv_mutex_unlock(&index->mutex);
  pool_run(index->pool, LANE_QUERY, run_extract, job);
  return STATUS_OK;
}

Status index_document_edit(Index *index, Str path, Str text, const TextEdit *edits, size_t count,
                           Error *error) {
  (void)edits, (void)count;
  return index_document_set(index, path, STR(""), text, error);
}

void index_hide(Index *index, const Str *directories, size_t count) {
  (void)index, (void)directories, (void)count;
}

void index_document_clear(Index *index, Str path) {
  uv_mutex_lock(&index->mutex);
  if (overlay_remove(&index->overlay, path)) {
    index_publish(index);
    uv_cond_broadcast(&index->changed);
  }
  uv_mutex_unlock(&index->mutex);
}

// ---- queries ------------------------------------------------------------------------------------

static void parallel(void *pool, size_t count, ParallelItem item, void *user) {
  pool_parallel(pool, LANE_QUERY, count, item, user);
}

// The snapshot that answers now. With `symbols`, first waits a little for open documents to be parsed.
static Snapshot *take_snapshot(Index *index, bool symbols) {
  int64_t deadline = os_monotonic_ns() + SYMBOL_WAIT_NS;
  uv_mutex_lock(&index->mutex);
  while (symbols && index->overlay.unextracted) {
    int64_t left = deadline - os_monotonic_ns();
    if (left <= 0) break;
    uv_cond_timedwait(&index->changed, &index->mutex, (uint64_t)left);
  }
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  return snapshot;
}

static QueryContext context_of(Index *index, Snapshot *snapshot, const atomic_bool *cancelled) {
  return (QueryContext){
      .snapshot = snapshot, .cancelled = cancelled, .parallel = parallel, .pool = index->pool};
}

Status index_search(Index *index, const SearchRequest *request, SearchFn fn, void *user,
                    QuerySummary *summary, Error *error) {
  Snapshot *snapshot = take_snapshot(index, false);
  QueryContext context = context_of(index, snapshot, request->cancelled);
  Status status = search_run(&context, request, fn, user, summary, error);
  snapshot_unref(snapshot);
  return status;
}

Status index_explain(Index *index, const SearchRequest *request, ExplainFn fn, void *user,
                     Error *error) {
  Snapshot *snapshot = take_snapshot(index, false);
  QueryContext context = context_of(index, snapshot, request->cancelled);
  Status status = search_explain(&context, request, fn, user, error);
  snapshot_unref(snapshot);
  return status;
}

Status index_symbols(Index *index, const SymbolRequest *request, SymbolFn fn, void *user,
                     QuerySummary *summary, Error *error) {
  Snapshot *snapshot = take_snapshot(index, true);
  QueryContext context = context_of(index, snapshot, request->cancelled);
  Status status = symbols_run(&context, request, fn, user, summary, error);
  snapshot_unref(snapshot);
  return status;
}

// ---- outlines -----------------------------------------------------------------------------------

typedef struct {
  SharedSegment *open; // keeps the text alive, if the document is open
  Str text;
  LanguageId language;
  Buf raw, scratch;
} OutlineText;

static bool outline_open_text(Index *index, Str path, OutlineText *out) {
  uv_mutex_lock(&index->mutex);
  OpenDocument *document = overlay_find(&index->overlay, path);
  if (document) {
    out->open = shared_segment_ref(document->shared);
    out->text = shared_segment_texts(document->shared)[0];
    out->language = document->language;
  }
  uv_mutex_unlock(&index->mutex);
  return document != NULL;
}

static Status outline_file_text(Index *index, Str path, OutlineText *out, Error *error) {
  Arena arena = {0};
  Str absolute = arena_join_path(&arena, index->catalog.root, path);
  out->raw.max = index->options.chunk_limit;
  DecodedText decoded;
  Status status = os_read_file(absolute.ptr, &out->raw, NULL, error);
  if (status == STATUS_OK) status = decode(buf_str(&out->raw), &out->scratch, &decoded, error);
  if (status == STATUS_OK && decoded.binary) {
    status = error_set(error, STATUS_INVALID, "%.*s: a binary file", STR_ARGS(path));
  }
  if (status == STATUS_OK) {
    Str tail = str_slice(decoded.text, decoded.text.len > 4096 ? decoded.text.len - 4096 : 0,
                         decoded.text.len);
    out->text = decoded.text;
    out->language = language_detect(path, str_slice(decoded.text, 0, 4096), tail);
  }
  arena_release(&arena);
  return status;
}

Status index_outline(Index *index, Str path, const atomic_bool *cancelled, OutlineFn fn, void *user,
                     Error *error) {
  OutlineText source = {0};
  Status status = STATUS_OK;
  if (!outline_open_text(index, path, &source)) {
    status = outline_file_text(index, path, &source, error);
  }
  if (status == STATUS_OK) {
    Extractor *extractor = extractor_new();
    Extraction found = {0};
    Arena arena = {0};
    ExtractOptions options = {.timeout_ns = index->options.parse_timeout_ns,
                              .parse_limit = index->options.symbol_limit,
                              .cancelled = cancelled};
    status =
        extractor_run(extractor, source.language, source.text, &options, &arena, &found, error);
    if (status == STATUS_OK) fn(user, source.text, found.symbols.items, found.symbols.count);
    extraction_release(&found);
    arena_release(&arena);
    extractor_free(extractor);
  }
  shared_segment_unref(source.open);
  buf_release(&source.raw);
  buf_release(&source.scratch);
  return status;
}

// ---- work and upkeep ----------------------------------------------------------------------------

void index_run(Index *index, IndexJob job, void *user) {
  pool_run(index->pool, LANE_QUERY, job, user);
}

// What answers now and never reached the disk: open documents, and all of it where the disk refuses.
static Status verify_memory(Index *index, ExplainFn fn, void *user, Error *error) {
  uv_mutex_lock(&index->mutex);
  bool built = index->verified; // then an empty index is that of an empty tree
  uv_mutex_unlock(&index->mutex);
  Snapshot *snapshot = take_snapshot(index, false);
  Status worst = built || snapshot->parts.count ? STATUS_OK : STATUS_NOT_FOUND;
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    const Segment *segment = snapshot->parts.items[i].segment;
    Error found;
    char line[768];
    Status status = segment_verify(segment, &found);
    int length =
        snprintf(line, sizeof line, "in memory: %u documents: %s", segment_documents(segment),
                 status == STATUS_OK ? "sound" : found.message);
    fn(user, str_make(line, (size_t)length));
    if (status != STATUS_OK) worst = error_set(error, status, "in memory: %s", found.message);
  }
  snapshot_unref(snapshot);
  return worst;
}

Status index_check(Index *index, ExplainFn fn, void *user, Error *error) {
  Str directory = index->catalog.directory; // set once, at opening
  Status status = error_set(error, STATUS_NOT_FOUND, "nothing of this index is on disk");
  if (directory.len) status = verify_directory(directory, fn, user, error);
  if (status == STATUS_OK || status == STATUS_CORRUPT) return status;
  return verify_memory(index, fn, user, error);
}

typedef struct {
  Str names[64]; // static strings
  uint64_t bytes[64];
  size_t count;
} SectionSums;

static void add_section(void *user, Str name, uint64_t bytes) {
  SectionSums *sums = user;
  size_t i = 0;
  while (i < sums->count && !str_equal(sums->names[i], name)) i++;
  if (i == COUNT_OF(sums->names)) return;
  if (i == sums->count) {
    sums->names[i] = name;
    sums->bytes[i] = 0;
    sums->count++;
  }
  sums->bytes[i] += bytes;
}

void index_sections(Index *index, void (*fn)(void *user, Str name, uint64_t bytes), void *user) {
  SectionSums sums = {.count = 0};
  Snapshot *snapshot = take_snapshot(index, false);
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    segment_sections(snapshot->parts.items[i].segment, add_section, &sums);
  }
  snapshot_unref(snapshot);
  for (size_t i = 0; i < sums.count; i++) fn(user, sums.names[i], sums.bytes[i]);
}
