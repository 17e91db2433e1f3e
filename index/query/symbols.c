// Names that begin as typed come first; only if they do not fill the page are those looked for
// that contain what was typed, or its letters, or, if nothing has it in one piece, contain it but
// for a slip. Each stage gives the best names (name_scan.h), more than the page needs; their
// symbols are then ordered by all that is known of them (symbol_rank.h) and delivered, so that
// nothing of a worse class comes before something of a better one.
#include "query/symbols.h"

#include "base/os.h"
#include "intake/language.h"
#include "query/fuzzy.h"
#include "query/name_scan.h"
#include "query/symbol_rank.h"
#include "query/typo.h"

enum {
  SYMBOLS_PER_NAME = 1024, // that are ordered, when there is a limit
  NAMES_LEAST = 384,       // that are wanted: some lose their place by what their symbols are
};

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

// Appends the symbols of a name that count. false: there were more than a limited search looks at.
static bool expand_name(Run *run, const NameScan *scan, NameHit hit, SymbolResults *out) {
  const SnapshotPart *part = &run->context->snapshot->parts.items[hit.part];
  NameCursor names;
  SymbolCursor symbols;
  StoredSymbol symbol;
  if (!name_cursor_open(&names, part->segment, hit.number)) return true;
  if (!symbol_cursor_open(&symbols, part->segment, hit.number)) return true;
  Str name = arena_dup(&run->arena, names.name);
  uint64_t name_key = scan->target ? hit.key & ~NAMES_BELOW_NAME : names_key(NULL, name, 0);
  size_t most = scan->limit ? SYMBOLS_PER_NAME : SIZE_MAX, admitted = 0;
  while (symbol_cursor_next(&symbols, &symbol)) {
    bool admits = symbol_query_admits(scan->query, scan->target, run->context->snapshot, hit.part,
                                      name, &symbol);
    if (!admits) continue;
    if (admitted++ == most) return false;
    uint64_t key = name_scan_symbol_key(scan, name_key, hit.part, &symbol);
    SymbolResult result = {
        .key = key, .part = hit.part, .symbol = symbol, .name = name, .target = scan->target};
    array_push(out, result);
  }
  return true;
}

// With several readings of the query, a symbol that more than one finds comes by the one it fits best.
static bool comes_by_another(const Run *run, const SymbolResult *result) {
  uint64_t own = result->key & ~NAMES_BELOW_NAME;
  bool behind = false; // the reading is a later one
  for (size_t i = 0; i < run->query.target_count && run->query.target_count > 1; i++) {
    const SymbolTarget *other = &run->query.targets[i];
    if (other == result->target) {
      behind = true;
      continue;
    }
    uint64_t key = names_key(other, result->name, run->request->match);
    if (!key || (behind ? key <= own : key < own)) continue;
    bool admits = symbol_query_admits(&run->query, other, run->context->snapshot, result->part,
                                      result->name, &result->symbol);
    if (admits) return true;
  }
  return false;
}

// ---- delivering ---------------------------------------------------------------------------------

static void count_document(Run *run, const SymbolResult *result) {
  uint32_t d = result->symbol.document;
  uint64_t *word = &run->seen[result->part][d / 64], bit = (uint64_t)1 << (d % 64);
  run->documents += !(*word & bit);
  *word |= bit;
}

static void deliver(Run *run, const SymbolResult *result) {
  const SnapshotPart *part = &run->context->snapshot->parts.items[result->part];
  const StoredSymbol *symbol = &result->symbol;
  Document document;
  uint32_t matched[FUZZY_NEEDLE_MAX];
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
                   .score = result->score,
                   .matched = matched};
  if (result->target) hit.matched_count = names_matched(result->target, result->name, matched);
  run->hits++;
  count_document(run, result);
  if (!run->fn(run->user, &hit)) run->reason = "stopped";
}

static void deliver_all(Run *run, const SymbolResults *results) {
  for (size_t i = 0; i < results->count && !run->reason; i++) {
    const SymbolResult *result = &results->items[i];
    if (i % 256 == 0 && query_cancelled(run->context)) run->reason = "cancelled";
    if (!run->reason && !comes_by_another(run, result)) deliver(run, result);
  }
}

// ---- stages -------------------------------------------------------------------------------------

static bool gather(Run *run, const NameScan *scan, ScanStage stage, SymbolResults *out) {
  NameHits names = {0};
  bool more = false;
  name_scan(scan, stage, &names, &more);
  for (size_t i = 0; i < names.count && !query_cancelled(run->context); i++) {
    more |= !expand_name(run, scan, names.items[i], out);
  }
  array_free(&names);
  return more;
}

// Appends what all readings of the query find.
static void gather_all(Run *run, ScanStage stage, SymbolResults *out) {
  uint64_t limit = run->request->limit;
  NameScan scan = {.context = run->context,
                   .query = &run->query,
                   .match = run->request->match,
                   .limit = (size_t)(limit && limit < NAMES_LEAST ? NAMES_LEAST : limit),
                   .ranks = run->ranks};
  for (size_t i = 0; i < run->query.target_count; i++) {
    scan.target = &run->query.targets[i];
    run->more |= gather(run, &scan, stage, out);
  }
  if (run->query.target_count == 0) run->more |= gather(run, &scan, stage, out);
}

// Whether something was found that has what was typed in one piece, so that nobody has made a
// slip; or so much that is better than a slip that none would be shown.
static bool needs_no_slips(const Run *run, const SymbolResults *results) {
  uint64_t better = 0;
  for (size_t i = 0; i < results->count; i++) {
    const SymbolResult *r = &results->items[i];
    NameClass class = names_class(r->key);
    better += class > NAME_TYPO;
    if (class == NAME_SUBSTRING) return true;
    if (class == NAME_STARTS && scan_find(&r->target->needle, r->name, 0) != SIZE_MAX) return true;
  }
  enum { FOLDED = 2 }; // some may turn out to be copies
  return run->request->limit && better > FOLDED * run->request->limit;
}

// Whether allowance is made for slips in any reading.
static bool forgives_slips(const Run *run) {
  for (size_t i = 0; i < run->query.target_count; i++) {
    const SymbolTarget *t = &run->query.targets[i];
    if (!names_in_one_piece(t, run->request->match) && t->name.len >= TYPO_NEEDLE_MIN) return true;
  }
  return false;
}

static void run_stage(Run *run, ScanStage stage) {
  SymbolResults results = {0};
  gather_all(run, stage, &results);
  bool slips = stage == SCAN_WITHIN && run->hits == 0 && forgives_slips(run);
  if (slips && !needs_no_slips(run, &results)) gather_all(run, SCAN_SLIPS, &results);
  if (query_cancelled(run->context))
    run->reason = "cancelled";
  else
    symbol_rank(run->context->snapshot, run->request, &run->query, &results);
  deliver_all(run, &results);
  array_free(&results);
}

static void run_stages(Run *run) {
  if (run->query.target_count == 0) {
    symbol_query_filter_documents(&run->query, run->context->snapshot, &run->arena);
    run_stage(run, SCAN_ALL);
    return;
  }
  run_stage(run, SCAN_BEGINNINGS);
  if (run->reason || names_loosest(run->request->match) >= NAME_PREFIX) return;
  if (run->request->limit && run->hits >= run->request->limit) {
    run->reason = "limit"; // looser classes may hold more, and nobody looked
  } else {
    run_stage(run, SCAN_WITHIN);
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
  Status status =
      symbol_query_parse(request->query, request->typing, &run.arena, &run.query, error);
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
