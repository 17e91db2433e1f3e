// Names that begin as typed are a range of the sorted names and come first; only if they do not
// fill the limit are those looked for that contain what was typed, and only then those that contain
// its letters. Each of the three stages gives the best names (names.h); their symbols are then
// ordered and delivered, so that nothing of a worse class comes before something of a better one.
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
  Str name;                   // in the arena
  const SymbolTarget *target; // that it was found by
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
  uint32_t *ranks; // for each part, how many documents are better than its first
  uint64_t hits, documents;
  bool more;          // names were left out that might be hits
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
  uint64_t name_key = names_key(scan->target, name);
  size_t most = scan->limit ? SYMBOLS_PER_NAME : SIZE_MAX, admitted = 0;
  while (symbol_cursor_next(&symbols, &symbol)) {
    if (!symbol_query_admits(scan->query, scan->target, part, &symbol)) continue;
    if (admitted++ == most) return false;
    uint64_t key = names_symbol_key(scan, name_key, hit.part, &symbol);
    array_push(out, ((Result){key, hit.part, symbol, name, scan->target}));
  }
  return true;
}

// With two readings of the query, a symbol that both find comes by the one it fits better.
static bool comes_by_the_other(const Run *run, const Result *result) {
  if (run->query.target_count < 2) return false;
  bool second = result->target == &run->query.targets[1];
  const SymbolTarget *other = &run->query.targets[second ? 0 : 1];
  const SnapshotPart *part = &run->context->snapshot->parts.items[result->part];
  uint64_t own_key = names_key(result->target, result->name);
  uint64_t other_key = names_key(other, result->name);
  bool better = second ? other_key >= own_key : other_key > own_key;
  return better && names_class(other_key) >= run->request->match
         && symbol_query_admits(&run->query, other, part, &result->symbol);
}

// ---- delivering ---------------------------------------------------------------------------------

static void count_document(Run *run, const Result *result) {
  uint32_t d = result->symbol.document;
  uint64_t *word = &run->seen[result->part][d / 64], bit = (uint64_t)1 << (d % 64);
  run->documents += !(*word & bit);
  *word |= bit;
}

static void deliver(Run *run, const Result *result) {
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
                   .score = names_score(result->key)};
  run->hits++;
  count_document(run, result);
  if (!run->fn(run->user, &hit)) run->reason = "stopped";
}

static void deliver_all(Run *run, const Results *results) {
  for (size_t i = 0; i < results->count && !run->reason; i++) {
    const Result *result = &results->items[i];
    if (i % 256 == 0 && query_cancelled(run->context)) run->reason = "cancelled";
    if (!run->reason && !comes_by_the_other(run, result)) deliver(run, result);
  }
}

// ---- stages -------------------------------------------------------------------------------------

static bool gather(Run *run, const NameScan *scan, Results *out) {
  NameHits names = {0};
  bool more = false;
  names_scan(scan, &names, &more);
  for (size_t i = 0; i < names.count && !query_cancelled(run->context); i++) {
    more |= !expand_name(run, scan, names.items[i], out);
  }
  array_free(&names);
  return more;
}

static void run_stage(Run *run, SymbolMatch best, SymbolMatch least) {
  NameScan scan = {.context = run->context,
                   .query = &run->query,
                   .best = best,
                   .least = least,
                   .limit = (size_t)run->request->limit,
                   .ranks = run->ranks};
  Results results = {0};
  bool more = false;
  for (size_t i = 0; i < run->query.target_count; i++) {
    scan.target = &run->query.targets[i];
    more |= gather(run, &scan, &results);
  }
  if (run->query.target_count == 0) more = gather(run, &scan, &results);
  if (query_cancelled(run->context))
    run->reason = "cancelled";
  else if (results.count)
    qsort(results.items, results.count, sizeof *results.items, compare_results);
  deliver_all(run, &results);
  run->more |= more;
  array_free(&results);
}

static void run_stages(Run *run) {
  SymbolMatch least = run->request->match;
  bool starts = least > SYMBOL_MATCH_PREFIX;
  run_stage(run, SYMBOL_MATCH_EXACT, starts ? least : SYMBOL_MATCH_PREFIX);
  if (run->query.target_count == 0) return;
  for (int match = SYMBOL_MATCH_SUBSTRING; match >= (int)least && !run->reason; match--) {
    if (run->request->limit && run->hits >= run->request->limit) {
      run->reason = "limit"; // looser classes may hold more, and nobody looked
    } else {
      run_stage(run, (SymbolMatch)match, (SymbolMatch)match);
    }
  }
}

static void open_run(Run *run) {
  const Snapshot *snapshot = run->context->snapshot;
  run->seen = xcalloc(snapshot->parts.count + 1, sizeof *run->seen);
  run->ranks = xcalloc(snapshot->parts.count + 1, sizeof *run->ranks);
  uint32_t before = 0;
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    uint32_t documents = segment_documents(snapshot->parts.items[i].segment);
    run->seen[i] = xcalloc((size_t)documents / 64 + 1, sizeof **run->seen);
    if (snapshot->parts.items[i].texts) continue; // open documents are as good as the best
    run->ranks[i] = before;
    before += documents;
  }
}

static void close_run(Run *run) {
  for (size_t i = 0; i < run->context->snapshot->parts.count; i++) free(run->seen[i]);
  free(run->seen);
  free(run->ranks);
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
  if (context->facts) run.query.facts = context->facts(context->facts_user);
  open_run(&run);
  run_stages(&run);
  if (run.more && !run.reason) run.reason = "limit";
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
