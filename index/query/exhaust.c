// Problem: hits must come in order and on one thread, while files are read by all; a common word
// has millions of hits; memory is bounded.
//
// Approach: candidates in path order are cut into items of a few documents, items into batches.
// Threads fill items with records (and copies of the lines they are in); the calling thread, which
// works on items too, delivers whatever is ready at the head of the batch after each item of its
// own. When too much waits to be delivered, an item is left for the calling thread, which then
// searches its documents while delivering them, holding nothing. So is the rest of a document with
// very many hits.
//
// Batches grow if there is a limit, so that a search for little reads little. Who only counts gets numbers:
// no record is made and nothing copied. Files are what limits a file has are about: the chunks of a
// large one are put together where they are delivered. Who wants files and no places in them is answered from
// the index where that proves enough (proof.h), with a look at the file's stamp instead of its bytes.
#include "query/exhaust.h"

#include "base/array.h"
#include "base/trace.h"
#include "intake/language.h"
#include "query/candidates.h"
#include "query/margin.h"
#include "query/proof.h"
#include "query/workspace.h"

enum {
  ITEM_DOCUMENTS = 4,     // so that an item takes a tenth of a millisecond
  BATCH_ITEMS = 512,      // at most
  FIRST_BATCH = 4,        // items, if there is a limit
  RECORDS_MAX = 8192,     // of one document that are held
  WAITING_MAX = 32 << 20, // bytes of records and lines that wait to be delivered
  POLL_HITS = 1024,       // cancelling and the deadline are polled between so many
};

// One hit, its line at text_at of the item's text.
typedef struct {
  uint32_t line, column, length;
  uint32_t end_line, end_column;
  uint32_t text_at, text_len;
} Record;

// The lines around one hit, in the item's arena.
typedef struct {
  const Str *before, *after;
  uint32_t before_count, after_count;
} Around;

typedef struct {
  uint64_t hits;    // so many records of the item, or what was counted
  size_t resume_at; // in the document's text; SIZE_MAX: these are all
} DocumentHits;

typedef enum { ITEM_WAITING, ITEM_READY, ITEM_LEFT } ItemState;

typedef struct {
  size_t first, count; // of the candidates
  atomic_int state;
  ARRAY(Record) records;
  ARRAY(Around) around; // one a record, if lines around are wanted
  Buf text;
  Arena arena;
  DocumentHits documents[ITEM_DOCUMENTS];
} Item;

typedef struct {
  const QueryContext *context;
  const ExhaustJob *job;
  Delivery *delivery;
  uint64_t file_limit; // most hits of one file; UINT64_MAX: no limit
  bool counts;         // nothing but numbers
  bool lines_around;
  bool proves;      // hits need not be looked for where the index proves them
  bool fields_only; // and every candidate is one
  bool heads;       // nor in all of a large file, if its first lines have one
  Proof proof;
  Candidates candidates;
  Workspaces *workspaces;
  Item *items;
  size_t item_count; // in this batch
  size_t next_to_deliver;
  Str last_path;         // of the last hit delivered
  uint64_t file_hits;    // delivered of it
  atomic_size_t waiting; // bytes
  atomic_uint_fast64_t read;
  atomic_bool stopped;
  atomic_bool gave_up;
} Run;

// Marks the calling thread, which alone may deliver, while it takes part in a batch.
static _Thread_local const Run *delivering;

// ---- where the time goes ------------------------------------------------------------------------

// Read and matched in turns: one look at the clock for each change.
typedef struct {
  int64_t since;
  int64_t read, match;
} Times;

static void add_time(const Run *run, Times *times, int64_t *sum) {
  if (!run->context->meter) return;
  int64_t now = os_monotonic_ns();
  *sum += now - times->since;
  times->since = now;
}

static void tell_times(const Run *run, const Times *times) {
  meter_add(run->context->meter, STAGE_READ, times->read);
  meter_add(run->context->meter, STAGE_MATCH, times->match);
}

// ---- filling items ------------------------------------------------------------------------------

static bool read_candidate(Run *run, Workspace *workspace, size_t number, Content *content) {
  Candidate c = run->candidates.items[number];
  const SnapshotPart *part = &run->context->snapshot->parts.items[c.part];
  atomic_fetch_add_explicit(&run->read, 1, memory_order_relaxed);
  if (content_read(&workspace->reader, run->context->snapshot, part, c.document, content)) {
    return true;
  }
  if (workspace->reader.unread) query_note_unread(run->context);
  return false;
}

static bool may_go_on(const Run *run) {
  return !atomic_load_explicit(&run->stopped, memory_order_relaxed)
         && !query_cancelled(run->context);
}

static void count_document(Run *run, MatchScratch *scratch, DocumentHits *hits) {
  while (hits->hits < run->file_limit && match_pass(scratch)) {
    if (++hits->hits % POLL_HITS == 0 && !may_go_on(run)) break;
  }
}

static const Str *keep_lines(Arena *arena, const Str *lines, uint32_t count) {
  Str *kept = arena_array(arena, Str, (size_t)count + 1);
  for (uint32_t i = 0; i < count; i++) kept[i] = arena_dup(arena, lines[i]);
  return kept;
}

static void record_around(Run *run, Workspace *workspace, Item *item, const Content *content,
                          const Match *match) {
  SearchHit hit = {.line = match->line};
  lines_around(content->text, match->text, run->job->request, &item->arena, &hit);
  hit.before = keep_lines(&item->arena, hit.before, hit.before_count);
  hit.after = keep_lines(&item->arena, hit.after, hit.after_count);
  margin_extend(&workspace->reader, content, run->job->request, &item->arena, &hit);
  Around around = {.before = hit.before,
                   .after = hit.after,
                   .before_count = hit.before_count,
                   .after_count = hit.after_count};
  array_push(&item->around, around);
}

static void record_document(Run *run, Workspace *workspace, const Content *content, Item *item,
                            DocumentHits *hits) {
  Match match;
  Str line = STR(""); // the last one copied, or lines
  while (hits->hits < run->file_limit && match_next(workspace->scratch, &match)) {
    bool copied = line.ptr == match.text.ptr && line.len == match.text.len;
    if (!copied) buf_str_put(&item->text, match.text);
    line = match.text;
    Record record = {.line = match.line,
                     .column = match.column,
                     .length = match.length,
                     .end_line = match.end_line,
                     .end_column = match.end_column,
                     .text_at = (uint32_t)(item->text.len - match.text.len),
                     .text_len = (uint32_t)match.text.len};
    array_push(&item->records, record);
    if (run->lines_around) record_around(run, workspace, item, content, &match);
    if (++hits->hits == RECORDS_MAX) {
      hits->resume_at = match.end;
      return;
    }
    if (hits->hits % POLL_HITS == 0 && !may_go_on(run)) return;
  }
}

static void note_miss(const Run *run, size_t number) {
  Candidate c = run->candidates.items[number];
  query_note_miss(run->context, c.part, c.document);
}

// Whether there is a hit in the file as it stands, as far as that is known without reading it.
static bool is_proven(Run *run, Workspace *workspace, size_t number) {
  Candidate c = run->candidates.items[number];
  const Snapshot *snapshot = run->context->snapshot;
  if (!run->proves) return false;
  if (run->fields_only) return true;
  return proof_holds(&run->proof, c.part, c.document)
         && content_is_indexed(&workspace->reader, snapshot, &snapshot->parts.items[c.part],
                               c.document);
}

static bool head_has_hit(Run *run, Workspace *workspace, size_t number, Times *times) {
  Candidate c = run->candidates.items[number];
  const Snapshot *snapshot = run->context->snapshot;
  const SnapshotPart *part = &snapshot->parts.items[c.part];
  Content head;
  if (!run->heads) return false;
  bool there = content_read_head(&workspace->reader, snapshot, part, c.document, &head);
  add_time(run, times, &times->read);
  bool found = there && match_open(workspace->scratch, run->job->matcher, &head);
  if (found) atomic_fetch_add_explicit(&run->read, 1, memory_order_relaxed);
  add_time(run, times, &times->match);
  return found;
}

static void fill_document(Run *run, Workspace *workspace, Item *item, size_t i, Times *times) {
  Content content;
  MatchScratch *scratch = workspace->scratch;
  if (is_proven(run, workspace, item->first + i)
      || head_has_hit(run, workspace, item->first + i, times)) {
    item->documents[i].hits = 1;
    if (!run->counts) array_push(&item->records, ((Record){.text_at = (uint32_t)item->text.len}));
    return;
  }
  bool there = read_candidate(run, workspace, item->first + i, &content);
  add_time(run, times, &times->read);
  if (!there) return;
  if (match_open(scratch, run->job->matcher, &content)) {
    if (run->counts)
      count_document(run, scratch, &item->documents[i]);
    else
      record_document(run, workspace, &content, item, &item->documents[i]);
  } else if (!match_gave_up(scratch)) {
    note_miss(run, item->first + i);
  }
  if (match_gave_up(scratch)) atomic_store(&run->gave_up, true);
  add_time(run, times, &times->match);
}

static Str path_of(const Run *run, size_t number) {
  Candidate c = run->candidates.items[number];
  return segment_path(run->context->snapshot->parts.items[c.part].segment, c.document);
}

static size_t item_bytes(const Item *item) {
  return item->text.len + item->records.count * sizeof(Record) + item->around.count * sizeof(Around)
         + item->arena.total;
}

static void clear_item(Item *item) {
  item->records.count = item->around.count = 0;
  buf_clear(&item->text);
  arena_reset(&item->arena);
  for (size_t i = 0; i < ITEM_DOCUMENTS; i++) item->documents[i] = (DocumentHits){0, SIZE_MAX};
}

static void fill_item(Run *run, Item *item) {
  clear_item(item);
  if (atomic_load_explicit(&run->waiting, memory_order_relaxed) > WAITING_MAX) {
    atomic_store_explicit(&item->state, ITEM_LEFT, memory_order_release);
    return;
  }
  Workspace *workspace = workspace_take(run->workspaces);
  Times times = {.since = meter_begin(run->context->meter)};
  int64_t began = trace_begin();
  Str done = STR(""); // a file of which no more is wanted
  for (size_t i = 0; i < item->count && may_go_on(run); i++) {
    if (done.len && str_equal(done, path_of(run, item->first + i))) continue;
    fill_document(run, workspace, item, i, &times);
    bool enough = item->documents[i].hits >= run->file_limit;
    if (enough) done = path_of(run, item->first + i);
  }
  trace_end("query", "read and match", began);
  tell_times(run, &times);
  workspace_give(run->workspaces, workspace);
  atomic_fetch_add(&run->waiting, item_bytes(item));
  atomic_store_explicit(&item->state, ITEM_READY, memory_order_release);
}

// ---- delivering ---------------------------------------------------------------------------------

// Whether the path is another file's than that of the hit before.
static bool begin_file(Run *run, Str path) {
  if (str_equal(path, run->last_path)) return false;
  run->last_path = path;
  run->file_hits = 0;
  return true;
}

// false: no more of this file, or at all.
static bool deliver_hit(Run *run, const SearchHit *hit) {
  bool new_file = begin_file(run, hit->path);
  if (run->file_hits == run->file_limit) return false;
  run->file_hits++;
  if (delivery_put_quickly(run->delivery, hit, new_file)) return true;
  atomic_store(&run->stopped, true);
  return false;
}

static void deliver_count(Run *run, Str path, uint64_t hits) {
  bool new_file = begin_file(run, path);
  if (hits > run->file_limit - run->file_hits) hits = run->file_limit - run->file_hits;
  run->file_hits += hits;
  if (hits && !delivery_count(run->delivery, hits, new_file)) atomic_store(&run->stopped, true);
}

static SearchHit hit_in(const Run *run, size_t number) {
  Candidate c = run->candidates.items[number];
  const Segment *segment = run->context->snapshot->parts.items[c.part].segment;
  Document record = {.language = 0};
  (void)!segment_document(segment, c.document, &record);
  return (SearchHit){.path = record.path, .language = language_name((LanguageId)record.language)};
}

static void fill_hit(const Run *run, const Content *content, const Match *match, Arena *arena,
                     SearchHit *hit) {
  hit->line = match->line;
  hit->column = match->column;
  hit->length = match->length;
  hit->end_line = match->end_line;
  hit->end_column = match->end_column;
  hit->text = match->text;
  arena_reset(arena);
  if (run->lines_around) {
    lines_around(content->text, match->text, run->job->request, arena, hit);
  }
}

// Searches a document and delivers its hits from `resume_at` on, holding none of them. What the caller's
// function takes counts as matching here.
static void deliver_by_searching(Run *run, size_t number, size_t resume_at) {
  Workspace *workspace = workspace_take(run->workspaces);
  Times times = {.since = meter_begin(run->context->meter)};
  Arena arena = {0};
  Content content;
  SearchHit hit = hit_in(run, number);
  bool proven = is_proven(run, workspace, number);
  if (proven) deliver_hit(run, &hit);
  bool there = !proven && read_candidate(run, workspace, number, &content);
  add_time(run, &times, &times.read);
  if (there && match_open(workspace->scratch, run->job->matcher, &content)) {
    match_resume(workspace->scratch, resume_at);
    Match match;
    for (uint64_t hits = 1; match_next(workspace->scratch, &match); hits++) {
      fill_hit(run, &content, &match, &arena, &hit);
      if (run->lines_around) {
        margin_extend(&workspace->reader, &content, run->job->request, &arena, &hit);
      }
      if (!deliver_hit(run, &hit)) break;
      if (hits % POLL_HITS == 0 && !delivery_goes_on(run->delivery)) break;
    }
  }
  add_time(run, &times, &times.match);
  tell_times(run, &times);
  arena_release(&arena);
  workspace_give(run->workspaces, workspace);
}

static void deliver_records_of(Run *run, const Item *item, size_t first, uint64_t count,
                               SearchHit *hit) {
  for (size_t k = first; k < first + count; k++) {
    const Record *record = &item->records.items[k];
    hit->line = record->line;
    hit->column = record->column;
    hit->length = record->length;
    hit->end_line = record->end_line;
    hit->end_column = record->end_column;
    hit->text = str_make(item->text.data + record->text_at, record->text_len);
    if (run->lines_around) {
      const Around *around = &item->around.items[k];
      hit->before = around->before;
      hit->after = around->after;
      hit->before_count = around->before_count;
      hit->after_count = around->after_count;
    }
    if (!deliver_hit(run, hit)) return;
  }
}

static void deliver_item(Run *run, const Item *item) {
  int64_t began = meter_begin(run->context->meter);
  size_t first = 0; // record of the document
  for (size_t i = 0; i < item->count && !run->delivery->stopped; i++) {
    const DocumentHits *hits = &item->documents[i];
    if (hits->hits == 0) continue;
    SearchHit hit = hit_in(run, item->first + i);
    if (run->counts) {
      deliver_count(run, hit.path, hits->hits);
      continue;
    }
    deliver_records_of(run, item, first, hits->hits, &hit);
    first += (size_t)hits->hits;
    if (hits->resume_at != SIZE_MAX && !run->delivery->stopped)
      deliver_by_searching(run, item->first + i, hits->resume_at);
  }
  meter_end(run->context->meter, STAGE_DELIVER, began);
}

// Delivers what is ready at the head of the batch.
static void deliver_ready(Run *run) {
  while (run->next_to_deliver < run->item_count && delivery_goes_on(run->delivery)) {
    Item *item = &run->items[run->next_to_deliver];
    int state = atomic_load_explicit(&item->state, memory_order_acquire);
    if (state == ITEM_WAITING) return;
    run->next_to_deliver++;
    if (state == ITEM_READY) {
      deliver_item(run, item);
      atomic_fetch_sub(&run->waiting, item_bytes(item));
      continue;
    }
    for (size_t i = 0; i < item->count && delivery_goes_on(run->delivery); i++) {
      deliver_by_searching(run, item->first + i, 0);
    }
  }
}

static void run_item(void *user, size_t i) {
  Run *run = user;
  if (!may_go_on(run)) return;
  fill_item(run, &run->items[i]);
  if (delivering == run) deliver_ready(run);
}

// ---- batches ------------------------------------------------------------------------------------

static void prepare_batch(Run *run, size_t first, size_t items) {
  run->item_count = 0;
  run->next_to_deliver = 0;
  while (first < run->candidates.count && run->item_count < items) {
    Item *item = &run->items[run->item_count++];
    size_t left = run->candidates.count - first;
    item->first = first;
    item->count = left < ITEM_DOCUMENTS ? left : ITEM_DOCUMENTS;
    atomic_store(&item->state, ITEM_WAITING);
    first += item->count;
  }
}

static void run_batch(Run *run) {
  const QueryContext *context = run->context;
  const Run *outer = delivering; // a search may run inside another's callback
  delivering = run;
  if (context->parallel && run->item_count > 1) {
    context->parallel(context->pool, run->item_count, run_item, run);
  } else {
    for (size_t i = 0; i < run->item_count; i++) run_item(run, i);
  }
  deliver_ready(run);
  delivering = outer;
  atomic_store(&run->waiting, 0);
}

// The first candidate that is not before the path at which the request starts.
static size_t first_wanted(const Run *run) {
  Str start = run->job->request->start_path;
  size_t low = 0, high = start.len ? run->candidates.count : 0;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (str_compare(path_of(run, middle), start) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void run_batches(Run *run) {
  size_t needed = (run->candidates.count + ITEM_DOCUMENTS - 1) / ITEM_DOCUMENTS;
  size_t most = needed < BATCH_ITEMS ? needed : BATCH_ITEMS;
  size_t items = run->delivery->limit && FIRST_BATCH < most ? FIRST_BATCH : most;
  run->items = xcalloc(most + 1, sizeof *run->items);
  for (size_t first = first_wanted(run);
       first < run->candidates.count && delivery_goes_on(run->delivery);) {
    prepare_batch(run, first, items);
    run_batch(run);
    first += items * ITEM_DOCUMENTS;
    items = items * 2 < most ? items * 2 : most;
  }
  for (size_t i = 0; i < most; i++) {
    arena_release(&run->items[i].arena);
    array_free(&run->items[i].records);
    array_free(&run->items[i].around);
    buf_release(&run->items[i].text);
  }
  free(run->items);
}

static Run run_of(const QueryContext *context, const ExhaustJob *job, Delivery *delivery) {
  const SearchRequest *request = job->request;
  bool fields_only = job->plan->query->text_count == 0;
  uint64_t file_limit = request->files_only ? 1 : request->document_limit;
  return (Run){
      .context = context,
      .job = job,
      .delivery = delivery,
      .file_limit = file_limit ? file_limit : UINT64_MAX,
      .counts = request->count_only,
      .lines_around = (request->before || request->after) && !request->paths_only && !fields_only,
      .fields_only = fields_only,
      .workspaces = workspaces_new(job->matcher, lines_wanted(request), context->cancelled)};
}

uint64_t exhaust_run(const QueryContext *context, const ExhaustJob *job, Delivery *delivery) {
  const SearchRequest *request = job->request;
  Run run = run_of(context, job, delivery);
  int64_t began = meter_begin(context->meter);
  candidates_by_path(context, job->plan, &run.candidates);
  bool places = !request->files_only || !(request->count_only || request->paths_only);
  if (run.fields_only || !places) run.proves = proof_open(&run.proof, context, job->plan);
  run.heads = !places && proof_by_first_lines(job->plan->query->root);
  meter_end(context->meter, STAGE_CANDIDATES, began);
  run_batches(&run);
  delivery_goes_on(delivery); // notices a cancel during the last batch
  if (atomic_load(&run.gave_up)) delivery_note(delivery, DELIVERY_GAVE_UP);
  array_free(&run.candidates);
  proof_close(&run.proof);
  workspaces_free(run.workspaces);
  return atomic_load(&run.read);
}
