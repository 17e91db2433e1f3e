// Classes of match are tried from the best to the loosest, each only if the better ones have not
// filled the limit. A class gives the best names (names.h); their symbols are then ordered and
// delivered, so that nothing of a worse class comes before something of a better one.
#include "query/symbols.h"

#include "base/array.h"
#include "base/os.h"
#include "intake/language.h"
#include "query/names.h"

enum { SYMBOLS_PER_NAME = 4096 }; // that are ordered, when there is a limit

typedef struct {
  uint64_t key;
  uint32_t part;
  StoredSymbol symbol;
  Str name; // in the arena
} Result;

typedef ARRAY(Result) Results;

typedef struct {
  const QueryContext *context;
  const SymbolRequest *request;
  SymbolFn fn;
  void *user;
  SymbolQuery query;
  Arena arena;
  uint64_t **seen; // for each part, a bit for each document with a hit
  uint64_t hits, documents;
  const char *reason; // why not all was delivered; NULL: all was
} Run;

// ---- from names to symbols ----------------------------------------------------------------------

static int compare_results(const void *a, const void *b) {
  const Result *x = a, *y = b;
  if (x->key != y->key) return x->key > y->key ? -1 : 1;
  if (x->part != y->part) return x->part < y->part ? -1 : 1;
  if (x->symbol.document != y->symbol.document) {
    return x->symbol.document < y->symbol.document ? -1 : 1;
  }
  if (x->symbol.line != y->symbol.line) return x->symbol.line < y->symbol.line ? -1 : 1;
  return (x->symbol.column > y->symbol.column) - (x->symbol.column < y->symbol.column);
}

// Appends the symbols of a name that count. false: there were more than a limited search looks at.
static bool expand_name(Run *run, const NameScan *scan, NameHit hit, Results *out) {
  const SnapshotPart *part = &run->context->snapshot->parts.items[hit.part];
  NameCursor names;
  SymbolCursor symbols;
  StoredSymbol symbol;
  if (!name_cursor_open(&names, part->segment, hit.number)) return true;
  if (!symbol_cursor_open(&symbols, part->segment, hit.number)) return true;
  Str name = arena_dup(&run->arena, names.name);
  uint64_t name_key = names_key(scan, name);
  size_t most = scan->limit ? SYMBOLS_PER_NAME : SIZE_MAX, admitted = 0;
  while (symbol_cursor_next(&symbols, &symbol)) {
    if (!symbol_query_admits(scan->query, scan->target, part, &symbol)) continue;
    if (admitted++ == most) return false;
    uint64_t key = names_symbol_key(scan, name_key, &symbol);
    array_push(out, ((Result){key, hit.part, symbol, name}));
  }
  return true;
}

// With two readings of the query, whether the other one has delivered the symbol before. Both are
// tried in each class, the first one first.
static bool was_delivered(const Run *run, const NameScan *scan, const Result *result) {
  if (run->query.target_count < 2) return false;
  bool second = scan->target == &run->query.targets[1];
  const SymbolTarget *other = &run->query.targets[second ? 0 : 1];
  const SnapshotPart *part = &run->context->snapshot->parts.items[result->part];
  int class = (int)scan->match + (second ? 0 : 1);
  return class <= SYMBOL_MATCH_EXACT
         && names_match_at_least(other, result->name, (SymbolMatch) class)
         && symbol_query_admits(&run->query, other, part, &result->symbol);
}

// ---- delivering ---------------------------------------------------------------------------------

static void count_document(Run *run, const Result *result) {
  uint32_t d = result->symbol.document;
  uint64_t *word = &run->seen[result->part][d / 64], bit = (uint64_t)1 << (d % 64);
  run->documents += !(*word & bit);
  *word |= bit;
}

// Above all of a worse class, and in the order of keys.
static double score_of(SymbolMatch match, uint64_t key) {
  return (double)match + (double)(key >> 4) / (double)((uint64_t)1 << 53);
}

static void deliver(Run *run, SymbolMatch match, const Result *result) {
  const SnapshotPart *part = &run->context->snapshot->parts.items[result->part];
  const StoredSymbol *symbol = &result->symbol;
  Document document;
  if (segment_document(part->segment, symbol->document, &document) != STATUS_OK) return;
  if (run->request->limit && run->hits == run->request->limit) {
    run->reason = "limit"; // one more was there
    return;
  }
  SymbolHit hit = {.name = result->name,
                   .container = symbol->container,
                   .path = document.path,
                   .language = language_name((LanguageId)document.language),
                   .kind = symbol->kind,
                   .flags = symbol->flags,
                   .line = symbol->line,
                   .column = symbol->column,
                   .column_utf16 = symbol->column_utf16,
                   .end_line = symbol->end_line,
                   .score = score_of(match, result->key)};
  run->hits++;
  count_document(run, result);
  if (!run->fn(run->user, &hit)) run->reason = "stopped";
}

static void deliver_all(Run *run, const NameScan *scan, const Results *results) {
  for (size_t i = 0; i < results->count && !run->reason; i++) {
    const Result *result = &results->items[i];
    if (i % 256 == 0 && query_cancelled(run->context)) run->reason = "cancelled";
    if (!run->reason && !was_delivered(run, scan, result)) deliver(run, scan->match, result);
  }
}

// ---- stages -------------------------------------------------------------------------------------

static void run_stage(Run *run, const SymbolTarget *target, SymbolMatch match) {
  NameScan scan = {.context = run->context,
                   .query = &run->query,
                   .target = target,
                   .match = match,
                   .limit = (size_t)run->request->limit};
  NameHits names = {0};
  Results results = {0};
  bool more = false;
  names_scan(&scan, &names, &more);
  for (size_t i = 0; i < names.count && !query_cancelled(run->context); i++) {
    more |= !expand_name(run, &scan, names.items[i], &results);
  }
  if (results.count) qsort(results.items, results.count, sizeof *results.items, compare_results);
  if (query_cancelled(run->context)) run->reason = "cancelled";
  deliver_all(run, &scan, &results);
  if (more && !run->reason) run->reason = "limit";
  array_free(&results);
  array_free(&names);
}

static bool is_full(const Run *run) {
  return run->request->limit && run->hits >= run->request->limit;
}

static void run_stages(Run *run) {
  if (run->query.target_count == 0) {
    run_stage(run, NULL, SYMBOL_MATCH_EXACT);
    return;
  }
  for (int match = SYMBOL_MATCH_EXACT; match >= (int)run->request->match; match--) {
    for (size_t i = 0; i < run->query.target_count && !run->reason; i++) {
      const SymbolTarget *target = &run->query.targets[i];
      if (match == SYMBOL_MATCH_FUZZY && target->name.len < 2) continue; // one letter: a substring
      run_stage(run, target, (SymbolMatch)match);
    }
    if (run->reason) return;
    if (is_full(run) && match > (int)run->request->match) {
      run->reason = "limit"; // worse classes may hold more, and nobody looked
      return;
    }
  }
}

static void open_run(Run *run) {
  const Snapshot *snapshot = run->context->snapshot;
  run->seen = xcalloc(snapshot->parts.count + 1, sizeof *run->seen);
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    uint32_t documents = segment_documents(snapshot->parts.items[i].segment);
    run->seen[i] = xcalloc((size_t)documents / 64 + 1, sizeof **run->seen);
  }
}

static void close_run(Run *run) {
  for (size_t i = 0; i < run->context->snapshot->parts.count; i++) free(run->seen[i]);
  free(run->seen);
  arena_release(&run->arena);
}

Status symbols_run(const QueryContext *context, const SymbolRequest *request, SymbolFn fn,
                   void *user, QuerySummary *summary, Error *error) {
  int64_t started_ns = os_monotonic_ns();
  Run run = {.context = context, .request = request, .fn = fn, .user = user};
  Status status = symbol_query_parse(request->query, &run.arena, &run.query, error);
  if (status != STATUS_OK) {
    arena_release(&run.arena);
    return status;
  }
  open_run(&run);
  run_stages(&run);
  const Snapshot *snapshot = context->snapshot;
  bool complete = snapshot->text_complete && snapshot->symbols_complete;
  const char *reason = run.reason ? run.reason : complete ? "" : "indexing";
  if (summary) {
    *summary = (QuerySummary){.hits = run.hits,
                              .documents = run.documents,
                              .generation = snapshot->generation,
                              .covered = snapshot->covered,
                              .truncated = run.reason != NULL,
                              .reason = reason,
                              .elapsed_ns = os_monotonic_ns() - started_ns};
  }
  close_run(&run);
  return STATUS_OK;
}
