// Queries: what callers ask of an Index.
#include "index.h"
#include "intake/decode.h"
#include "intake/extract.h"
#include "query/search.h"
#include "query/symbols.h"
#include "run/state.h"
#include "store/verify.h"

#include <stdio.h>

// ---- queries ------------------------------------------------------------------------------------

static void parallel(void *pool, size_t count, ParallelItem item, void *user) {
  pool_parallel(pool, LANE_QUERY, count, item, user);
}

// The snapshot that answers now.
static Snapshot *take_snapshot(Index *index) {
  uv_mutex_lock(&index->mutex);
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  return snapshot;
}

// A request on its way: what it asks of, and what is measured and kept of it.
typedef struct {
  Index *index;
  Snapshot *snapshot;
  QueryContext context;
  Measured measured;
  FactsUse facts;
  Buf key;            // of its answer; empty: not to be kept
  bool unsettled;     // some change is known of, and not looked at yet
  atomic_bool unread; // a file could not be read that may be readable for the next who asks
} Ask;

// `symbols`: those of open documents are waited for, if that takes only a little.
static void ask_begin(Ask *ask, Index *index, IndexRequest kind, const atomic_bool *cancelled) {
  *ask = (Ask){.index = index, .facts = {.kept = index->facts}, .measured = measured_begin(kind)};
  index_note_activity(index);
  uv_mutex_lock(&index->mutex);
  if (kind == REQUEST_SYMBOLS) reparse_wait_symbols(index, cancelled);
  ask->snapshot = snapshot_ref(index->snapshot);
  ask->unsettled = changes_pending(&index->changes) > 0;
  uv_mutex_unlock(&index->mutex);
  ask->facts.snapshot = ask->snapshot;
  ask->context = (QueryContext){.snapshot = ask->snapshot,
                                .cancelled = cancelled,
                                .parallel = parallel,
                                .pool = index->pool,
                                .unread = &ask->unread,
                                .meter = &ask->measured.meter};
}

static void ask_end(Ask *ask) {
  snapshot_unref(ask->snapshot);
  facts_use_end(&ask->facts);
  buf_release(&ask->key);
  measured_end(&ask->measured, &ask->index->monitor);
}

// ---- kept answers -------------------------------------------------------------------------------

static const int64_t ANSWER_AGE_NS = 10000000000; // where changes may go unnoticed

// How old an answer may be: as old as it likes where every change is noticed.
static int64_t kept_since(const Ask *ask) {
  const IndexOptions *options = &ask->index->options;
  if (ask->unsettled) return INT64_MAX;
  if (options->documents_only) return 0;
  WatchCounts counts = {.state = WATCH_OFF};
  if (ask->index->watch) watch_counts(ask->index->watch, &counts);
  int64_t since = atomic_load(&ask->index->answers_since_ns);
  int64_t oldest = counts.state == WATCH_ALL ? 0 : ask->measured.began_ns - ANSWER_AGE_NS;
  return since > oldest ? since : oldest;
}

static Answer *find_answer(const Ask *ask) {
  if (!ask->key.len) return NULL;
  uint64_t generation = ask->snapshot->generation;
  return answers_find(ask->index->answers, buf_str(&ask->key), generation, kept_since(ask));
}

// `summary` NULL: the query failed.
static void keep_answer(const Ask *ask, Recorder *recorder, const QuerySummary *summary) {
  Answer *answer = recorder_finish(recorder, summary);
  if (!answer) return;
  if (ask->key.len && !atomic_load(&ask->unread)) {
    answers_keep(ask->index->answers, buf_str(&ask->key), ask->snapshot->generation, answer);
  }
  answer_unref(answer);
}

static size_t largest_answer(const Ask *ask) {
  return ask->key.len ? answers_largest(ask->index->answers) : 1;
}

void requests_status(Index *index, IndexStatus *out) {
  AnswersStatus kept;
  answers_status(index->answers, &kept);
  out->answers_asked = kept.asked;
  out->answers_hit = kept.hit;
  out->answers_bytes = kept.bytes;
  monitor_fill(&index->monitor, out);
}

// ---- searches -----------------------------------------------------------------------------------

static Status search_anew(Ask *ask, const SearchRequest *request, SearchFn fn, void *user,
                          QuerySummary *summary, Error *error) {
  Recorder recorder = recorder_make(largest_answer(ask), fn, NULL, user);
  TypingTurn turn = typing_begin(ask->index->typing, request, ask->snapshot, kept_since(ask));
  ask->context.misses = turn.misses;
  if (turn.made_ns < recorder.made_ns)
    recorder.made_ns = turn.made_ns; // as old as what it rests on
  Status status = search_run(&ask->context, request, recorder_take_hit, &recorder, summary, error);
  typing_end(&turn, status != STATUS_OK || query_cancelled(&ask->context));
  keep_answer(ask, &recorder, status == STATUS_OK ? summary : NULL);
  return status;
}

// Only a query that may ask for facts is given them: having some costs a look at the disk.
static void use_facts(QueryContext *context, FactsUse *use, Str query) {
  if (!answers_names_facts(query)) return;
  context->facts = facts_use;
  context->facts_user = use;
}

Status index_search(Index *index, const SearchRequest *request, SearchFn fn, void *user,
                    QuerySummary *summary, Error *error) {
  Ask ask;
  QuerySummary own;
  Status status = STATUS_OK;
  if (!summary) summary = &own;
  ask_begin(&ask, index, request->all ? REQUEST_SEARCH_ALL : REQUEST_SEARCH, request->cancelled);
  if (request->timeout_ns) {
    ask.context.deadline_ns = ask.measured.began_ns + request->timeout_ns;
  }
  use_facts(&ask.context, &ask.facts, request->query);
  if (!answers_search_key(request, &ask.key)) buf_clear(&ask.key);
  Answer *kept = find_answer(&ask);
  if (kept) {
    ReplayLimits limits = {request->cancelled, ask.context.deadline_ns};
    answer_replay_hits(kept, &limits, fn, user, summary);
    answer_unref(kept);
  } else {
    status = search_anew(&ask, request, fn, user, summary, error);
  }
  ask_end(&ask);
  return status;
}

Status index_explain(Index *index, const SearchRequest *request, ExplainFn fn, void *user,
                     Error *error) {
  index_note_activity(index);
  Snapshot *snapshot = take_snapshot(index);
  FactsUse facts = {.kept = index->facts, .snapshot = snapshot};
  QueryContext context = {.snapshot = snapshot,
                          .cancelled = request->cancelled,
                          .parallel = parallel,
                          .pool = index->pool};
  use_facts(&context, &facts, request->query);
  Status status = search_explain(&context, request, fn, user, error);
  facts_use_end(&facts);
  snapshot_unref(snapshot);
  return status;
}

static Status symbols_anew(const Ask *ask, const SymbolRequest *request, SymbolFn fn, void *user,
                           QuerySummary *summary, Error *error) {
  Recorder recorder = recorder_make(largest_answer(ask), NULL, fn, user);
  Status status =
      symbols_run(&ask->context, request, recorder_take_symbol, &recorder, summary, error);
  keep_answer(ask, &recorder, status == STATUS_OK ? summary : NULL);
  return status;
}

Status index_symbols(Index *index, const SymbolRequest *request, SymbolFn fn, void *user,
                     QuerySummary *summary, Error *error) {
  Ask ask;
  QuerySummary own;
  Status status = STATUS_OK;
  if (!summary) summary = &own;
  ask_begin(&ask, index, REQUEST_SYMBOLS, request->cancelled);
  use_facts(&ask.context, &ask.facts, request->query);
  if (!answers_symbols_key(request, &ask.key)) buf_clear(&ask.key);
  Answer *kept = find_answer(&ask);
  if (kept) {
    ReplayLimits limits = {request->cancelled, 0};
    answer_replay_symbols(kept, &limits, fn, user, summary);
    answer_unref(kept);
  } else {
    status = symbols_anew(&ask, request, fn, user, summary, error);
  }
  ask_end(&ask);
  return status;
}

// ---- outlines -----------------------------------------------------------------------------------

// *out: what was found in an open document's present text; NULL if it is not open.
static Status open_outline(Index *index, Str path, const atomic_bool *cancelled, Outline **out,
                           Error *error) {
  Retired old = {0};
  Status status = STATUS_OK;
  *out = NULL;
  uv_mutex_lock(&index->mutex);
  OpenDocument *document = overlay_find(&index->documents.overlay, path);
  if (document) {
    open_document_ref(document);
    status = reparse_wait(index, document, cancelled, error);
    if (document->closed)
      status = STATUS_OK; // meanwhile: the file it is
    else if (status == STATUS_OK)
      *out = outline_ref(document->outline);
    open_document_unref(document, &old);
  }
  uv_mutex_unlock(&index->mutex);
  retired_release(&old);
  return status;
}

typedef struct {
  Str text;
  LanguageId language;
  Buf raw, scratch;
} FileText;

static Status read_file_text(Index *index, Str path, FileText *out, Error *error) {
  Arena arena = {0};
  Str absolute = arena_join_path(&arena, index->catalog.root, path);
  out->raw.max = (size_t)index->options.chunk_limit;
  DecodedText decoded;
  Status status = os_read_file(absolute.ptr, &out->raw, NULL, error);
  if (status == STATUS_OK) status = decode(buf_str(&out->raw), &out->scratch, &decoded, error);
  if (status == STATUS_OK && decoded.binary) {
    status = error_set(error, STATUS_NOT_FOUND, "%.*s: a binary file", STR_ARGS(path));
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

static Status outline_file(Index *index, Str path, const atomic_bool *cancelled, OutlineFn fn,
                           void *user, Error *error) {
  FileText source = {0};
  Status status = read_file_text(index, path, &source, error);
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
  buf_release(&source.raw);
  buf_release(&source.scratch);
  return status;
}

Status index_outline(Index *index, Str path, const atomic_bool *cancelled, OutlineFn fn, void *user,
                     Error *error) {
  Outline *open;
  Measured measured = measured_begin(REQUEST_OUTLINE);
  index_note_activity(index);
  Status status = open_outline(index, path, cancelled, &open, error);
  if (status == STATUS_OK && !open) {
    status = outline_file(index, path, cancelled, fn, user, error);
  } else if (status == STATUS_OK) {
    const Symbol *symbols = open->found.symbols.items;
    fn(user, shared_segment_texts(open->text)[0], symbols, open->found.symbols.count);
    outline_unref(open);
  }
  measured_end(&measured, &index->monitor);
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
  Snapshot *snapshot = take_snapshot(index);
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
  uv_mutex_lock(&index->mutex);
  Str directory = index->catalog.directory; // its bytes live as long as the catalogue
  uv_mutex_unlock(&index->mutex);
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
  Snapshot *snapshot = take_snapshot(index);
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    segment_sections(snapshot->parts.items[i].segment, add_section, &sums);
  }
  snapshot_unref(snapshot);
  for (size_t i = 0; i < sums.count; i++) fn(user, sums.names[i], sums.bytes[i]);
}
