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
// Batches grow: a search with a small limit reads little.
#include "query/exhaust.h"

#include "base/array.h"
#include "intake/language.h"
#include "query/candidates.h"
#include "query/workspace.h"

enum {
  ITEM_DOCUMENTS = 8,
  BATCH_ITEMS = 256,      // at most
  FIRST_BATCH = 2,        // items
  RECORDS_MAX = 8192,     // of one document that are held
  WAITING_MAX = 32 << 20, // bytes of records and lines that wait to be delivered
  POLL_HITS = 1024,       // cancelling is polled between so many
};

// One hit, its line at text_at of the item's text.
typedef struct {
  uint32_t line, column, length;
  uint32_t text_at, text_len;
} Record;

typedef struct {
  size_t records;   // how many of the item's
  size_t resume_at; // in the document's text; SIZE_MAX: all hits are in the records
} DocumentHits;

typedef enum { ITEM_WAITING, ITEM_READY, ITEM_LEFT } ItemState;

typedef struct {
  size_t first, count; // of the candidates
  atomic_int state;
  ARRAY(Record) records;
  Buf text;
  DocumentHits documents[ITEM_DOCUMENTS];
} Item;

typedef struct {
  const QueryContext *context;
  const Matcher *matcher;
  Delivery *delivery;
  Candidates candidates;
  Workspaces *workspaces;
  Item *items;       // BATCH_ITEMS
  size_t item_count; // in this batch
  size_t next_to_deliver;
  Str last_path;         // of the last hit delivered
  atomic_size_t waiting; // bytes
  atomic_uint_fast64_t read;
  atomic_bool stopped;
  atomic_bool gave_up;
} Run;

// Marks the calling thread, which alone may deliver, while it takes part in a batch.
static _Thread_local const Run *delivering;

static bool read_candidate(Run *run, Workspace *workspace, size_t number, Content *content) {
  Candidate c = run->candidates.items[number];
  const SnapshotPart *part = &run->context->snapshot->parts.items[c.part];
  atomic_fetch_add_explicit(&run->read, 1, memory_order_relaxed);
  return content_read(&workspace->reader, run->context->snapshot, part, c.document, content);
}

static void note_miss(const Run *run, size_t number) {
  Candidate c = run->candidates.items[number];
  query_note_miss(run->context, c.part, c.document);
}

// ---- filling items ------------------------------------------------------------------------------

static bool may_go_on(const Run *run) {
  return !atomic_load_explicit(&run->stopped, memory_order_relaxed)
         && !query_cancelled(run->context);
}

static void fill_document(Run *run, Workspace *workspace, Item *item, size_t i) {
  DocumentHits *hits = &item->documents[i];
  *hits = (DocumentHits){0, SIZE_MAX};
  Content content;
  MeterSample sample = meter_sample(run->context->meter, STAGE_READ);
  bool there = read_candidate(run, workspace, item->first + i, &content);
  meter_sample_lap(run->context->meter, STAGE_READ, &sample);
  if (!there) return;
  MatchScratch *scratch = workspace->scratch;
  bool open = match_open(scratch, run->matcher, &content);
  if (!open) note_miss(run, item->first + i);
  Match match;
  const char *line = NULL; // the last one copied
  while (open && match_next(scratch, &match)) {
    if (line != match.text.ptr) buf_str_put(&item->text, match.text);
    line = match.text.ptr;
    array_push(&item->records,
               ((Record){match.line, match.column, match.length,
                         (uint32_t)(item->text.len - match.text.len), (uint32_t)match.text.len}));
    if (++hits->records == RECORDS_MAX) {
      hits->resume_at = match.end;
      break;
    }
    if (hits->records % POLL_HITS == 0 && !may_go_on(run)) break;
  }
  meter_sample_lap(run->context->meter, STAGE_MATCH, &sample);
  if (match_gave_up(scratch)) atomic_store(&run->gave_up, true);
}

static size_t item_bytes(const Item *item) {
  return item->text.len + item->records.count * sizeof(Record);
}

static void fill_item(Run *run, Item *item) {
  item->records.count = 0;
  buf_clear(&item->text);
  if (atomic_load_explicit(&run->waiting, memory_order_relaxed) > WAITING_MAX) {
    atomic_store_explicit(&item->state, ITEM_LEFT, memory_order_release);
    return;
  }
  Workspace *workspace = workspace_take(run->workspaces);
  for (size_t i = 0; i < item->count; i++) {
    item->documents[i] = (DocumentHits){0, SIZE_MAX};
    if (may_go_on(run)) fill_document(run, workspace, item, i);
  }
  workspace_give(run->workspaces, workspace);
  atomic_fetch_add(&run->waiting, item_bytes(item));
  atomic_store_explicit(&item->state, ITEM_READY, memory_order_release);
}

// ---- delivering ---------------------------------------------------------------------------------

static bool deliver_hit(Run *run, const SearchHit *hit) {
  bool new_document = !str_equal(hit->path, run->last_path);
  run->last_path = hit->path;
  if (delivery_put(run->delivery, hit, new_document)) return true;
  atomic_store(&run->stopped, true);
  return false;
}

static SearchHit hit_in(const Run *run, size_t number) {
  Candidate c = run->candidates.items[number];
  const Segment *segment = run->context->snapshot->parts.items[c.part].segment;
  Document record = {.language = 0};
  (void)!segment_document(segment, c.document, &record);
  return (SearchHit){.path = record.path, .language = language_name((LanguageId)record.language)};
}

// Searches a document and delivers its hits from `resume_at` on, holding none of them.
static void deliver_by_searching(Run *run, size_t number, size_t resume_at) {
  Workspace *workspace = workspace_take(run->workspaces);
  Content content;
  SearchHit hit = hit_in(run, number);
  if (read_candidate(run, workspace, number, &content)
      && match_open(workspace->scratch, run->matcher, &content)) {
    match_resume(workspace->scratch, resume_at);
    Match match;
    while (match_next(workspace->scratch, &match)) {
      hit.line = match.line;
      hit.column = match.column;
      hit.length = match.length;
      hit.text = match.text;
      if (!deliver_hit(run, &hit)) break;
    }
  }
  workspace_give(run->workspaces, workspace);
}

static void deliver_records(Run *run, Item *item) {
  const Record *record = item->records.items;
  for (size_t i = 0; i < item->count && !run->delivery->stopped; i++) {
    DocumentHits *hits = &item->documents[i];
    if (hits->records == 0) continue;
    SearchHit hit = hit_in(run, item->first + i);
    for (size_t k = 0; k < hits->records; k++, record++) {
      hit.line = record->line;
      hit.column = record->column;
      hit.length = record->length;
      hit.text = str_make(item->text.data + record->text_at, record->text_len);
      if (!deliver_hit(run, &hit)) return;
    }
    if (hits->resume_at != SIZE_MAX) deliver_by_searching(run, item->first + i, hits->resume_at);
  }
}

// Delivers what is ready at the head of the batch.
static void deliver_ready(Run *run) {
  while (run->next_to_deliver < run->item_count && delivery_goes_on(run->delivery)) {
    Item *item = &run->items[run->next_to_deliver];
    int state = atomic_load_explicit(&item->state, memory_order_acquire);
    if (state == ITEM_WAITING) return;
    run->next_to_deliver++;
    if (state == ITEM_READY) {
      deliver_records(run, item);
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

uint64_t exhaust_run(const QueryContext *context, const Query *query, const Matcher *matcher,
                     Delivery *delivery) {
  Run run = {.context = context,
             .matcher = matcher,
             .delivery = delivery,
             .workspaces = workspaces_new(matcher, context->cancelled),
             .items = xcalloc(BATCH_ITEMS, sizeof(Item))};
  PlanInput input = {query, matcher_grams(matcher)};
  int64_t began = meter_begin(context->meter);
  candidates_by_path(context, &input, &run.candidates);
  meter_end(context->meter, STAGE_CANDIDATES, began);
  size_t first = 0, items = FIRST_BATCH;
  while (first < run.candidates.count && delivery_goes_on(delivery)) {
    prepare_batch(&run, first, items);
    run_batch(&run);
    first += items * ITEM_DOCUMENTS;
    if (items < BATCH_ITEMS) items *= 2;
  }
  delivery_goes_on(delivery); // notices a cancel during the last batch
  if (atomic_load(&run.gave_up)) delivery_note(delivery, DELIVERY_GAVE_UP);
  for (size_t i = 0; i < BATCH_ITEMS; i++) {
    array_free(&run.items[i].records);
    buf_release(&run.items[i].text);
  }
  free(run.items);
  array_free(&run.candidates);
  workspaces_free(run.workspaces);
  return atomic_load(&run.read);
}
