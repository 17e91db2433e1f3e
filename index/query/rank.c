// Problem: the first page must come within a few milliseconds, however many documents match.
//
// Approach: the documents that define what is asked for are known from the symbol tables and read
// first. Then candidates are read in order of static quality until a page of good hits (whole words
// or better) is held, or a fair number of documents has given a page of any; a worse document
// further on could only add hits of the same class. Held hits are ordered by: class (definition,
// whole word, part of a word), then the round in which their document is visited (the third hit of
// a file comes after the first of another), the file's name, the document's quality, the position.
//
// Rejected for now: BM25 over term frequencies; there is no term dictionary yet.
#include "query/rank.h"

#include "base/array.h"
#include "intake/language.h"
#include "query/candidates.h"
#include "query/definitions.h"
#include "query/workspace.h"

enum {
  PAGE_HITS = 1000,        // of a page, when there is no limit
  DOCUMENT_HITS_MAX = 256, // taken of one document, when there is a limit
  GOOD_PER_DOCUMENT = 3,   // counted of one document towards a full page
  ENOUGH_DOCUMENTS = 256,  // read before a page of poor hits will do
  FIRST_BATCH = 8,
  BATCH_MAX = 256, // documents
  DEFINITIONS_MAX = 4096,
};

typedef struct {
  uint32_t sequence; // of its document in the order of reading
  uint32_t tier;     // class and weight: more is better
  uint32_t round;    // how many hits of this class its document has before it
  bool file_name;    // the file is named like the text
  uint32_t line, column, length;
  Str text; // in the arena of its document
  Candidate at;
} Held;

// One document's turn. Arenas and lists are its own, so that threads share nothing.
typedef struct {
  Candidate candidate;
  uint32_t sequence;
  Arena arena;
  ARRAY(Held) hits;
  bool more;    // hits were left out
  bool gave_up; // the expression took too long on some lines
} Turn;

typedef struct {
  const QueryContext *context;
  const Query *query;
  const Matcher *matcher;
  Delivery *delivery;
  Workspaces *workspaces;
  Definitions definitions;
  uint64_t **seen;   // for each part, a bit for each document that has had its turn
  ARRAY(Turn) turns; // of this page
  size_t turns_done;
  Candidates candidates;
  size_t next_candidate;
  uint32_t sequence;
  size_t page, good, all; // hits: wanted, good ones held, all held
  bool more;              // hits were left out
  uint64_t read;
} Ranking;

// ---- one document -------------------------------------------------------------------------------

enum { TIER_PART = 0, TIER_WORD = 100, TIER_DEFINITION = 200 };

static uint32_t tier_of(const Ranking *r, Candidate at, const Match *match) {
  uint32_t weight = definitions_weight(&r->definitions, at, match->line, match->column);
  if (weight) return TIER_DEFINITION + weight;
  size_t end = match->column + match->length;
  bool starts = match->column == 0 || !is_word_byte(match->text.ptr[match->column - 1]);
  bool ends = end >= match->text.len || !is_word_byte(match->text.ptr[end]);
  return starts && ends ? TIER_WORD : TIER_PART;
}

// The file's name without its extension is, without case, what was found.
static bool is_file_name(Str path, const Match *match) {
  Str name = str_base_name(path), extension = str_extension(path);
  if (extension.len) name.len -= extension.len + 1;
  return str_equal_fold(name, str_slice(match->text, match->column, match->column + match->length));
}

static void hold(const Ranking *r, Turn *turn, const Content *content, const Match *match,
                 uint32_t counts[3]) {
  uint32_t tier = tier_of(r, turn->candidate, match);
  Held held = {.sequence = turn->sequence,
               .tier = tier,
               .round = counts[tier / 100]++,
               .file_name = is_file_name(content->path, match),
               .line = match->line,
               .column = match->column,
               .length = match->length,
               .text = arena_dup(&turn->arena, match->text),
               .at = turn->candidate};
  array_push(&turn->hits, held);
}

// Line of the last definition in the document that is looked for, or 0.
static uint32_t last_definition(const Ranking *r, Candidate c) {
  uint32_t line = 0;
  for (size_t i = 0; i < r->definitions.count; i++) {
    const Definition *d = &r->definitions.items[i];
    if (d->at.part == c.part && d->at.document == c.document) line = d->line;
  }
  return line;
}

static void hold_matches(const Ranking *r, Turn *turn, MatchScratch *scratch,
                         const Content *content) {
  uint32_t counts[3] = {0, 0, 0}, last = last_definition(r, turn->candidate);
  Match match;
  while (match_next(scratch, &match)) {
    bool full = r->delivery->limit && turn->hits.count >= DOCUMENT_HITS_MAX;
    if (full) turn->more = true;
    if (full && match.line > last) break;
    if (!full || tier_of(r, turn->candidate, &match) >= TIER_DEFINITION) {
      hold(r, turn, content, &match, counts);
    }
  }
}

static void take_turn(void *user, size_t i) {
  Ranking *r = user;
  Turn *turn = &r->turns.items[r->turns_done + i];
  if (query_cancelled(r->context)) return;
  Workspace *workspace = workspace_take(r->workspaces);
  const Snapshot *snapshot = r->context->snapshot;
  const SnapshotPart *part = &snapshot->parts.items[turn->candidate.part];
  Content content;
  if (content_read(&workspace->reader, snapshot, part, turn->candidate.document, &content)) {
    if (match_open(workspace->scratch, r->matcher, &content)) {
      hold_matches(r, turn, workspace->scratch, &content);
    } else {
      query_note_miss(r->context, turn->candidate.part, turn->candidate.document);
    }
    turn->gave_up = match_gave_up(workspace->scratch);
  }
  workspace_give(r->workspaces, workspace);
}

// ---- reading a page -----------------------------------------------------------------------------

static bool mark_seen(Ranking *r, Candidate c) {
  uint64_t *word = &r->seen[c.part][c.document / 64], bit = (uint64_t)1 << (c.document % 64);
  if (*word & bit) return false;
  *word |= bit;
  return true;
}

static bool add_turn(Ranking *r, Candidate c) {
  if (!mark_seen(r, c)) return false;
  array_push(&r->turns, ((Turn){.candidate = c, .sequence = r->sequence++}));
  return true;
}

// Lets all new turns be taken, and counts what they found.
static void take_turns(Ranking *r) {
  size_t count = r->turns.count - r->turns_done;
  const QueryContext *context = r->context;
  if (context->parallel && count > 2) {
    context->parallel(context->pool, count, take_turn, r);
  } else {
    for (size_t i = 0; i < count; i++) take_turn(r, i);
  }
  for (; r->turns_done < r->turns.count; r->turns_done++) {
    const Turn *turn = &r->turns.items[r->turns_done];
    size_t good = 0;
    for (size_t i = 0; i < turn->hits.count; i++) good += turn->hits.items[i].tier >= TIER_WORD;
    r->good += good < GOOD_PER_DOCUMENT ? good : GOOD_PER_DOCUMENT;
    r->all += turn->hits.count;
    r->more |= turn->more;
    if (turn->gave_up) delivery_note(r->delivery, DELIVERY_GAVE_UP);
  }
  r->read += count;
}

static int compare_definitions(const void *a, const void *b) {
  const Definition *x = *(const Definition *const *)a, *y = *(const Definition *const *)b;
  if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
  if (x->at.part != y->at.part) return x->at.part < y->at.part ? -1 : 1;
  return (x->at.document > y->at.document) - (x->at.document < y->at.document);
}

static void read_definitions(Ranking *r) {
  definitions_find(r->context, r->query, DEFINITIONS_MAX, &r->definitions);
  size_t count = r->definitions.count;
  if (count == 0) return;
  const Definition **best = xmalloc(count * sizeof *best);
  for (size_t i = 0; i < count; i++) best[i] = &r->definitions.items[i];
  qsort(best, count, sizeof *best, compare_definitions);
  size_t added = 0;
  for (size_t i = 0; i < count && added < r->page; i++) added += add_turn(r, best[i]->at);
  free(best);
  take_turns(r);
}

static bool page_is_full(const Ranking *r) {
  if (r->good >= r->page) return true;
  return r->all >= r->page && r->turns.count >= ENOUGH_DOCUMENTS;
}

static void read_candidates(Ranking *r) {
  size_t batch = FIRST_BATCH;
  while (!page_is_full(r) && r->next_candidate < r->candidates.count
         && delivery_goes_on(r->delivery)) {
    for (size_t added = 0; added < batch && r->next_candidate < r->candidates.count;) {
      added += add_turn(r, r->candidates.items[r->next_candidate++]);
    }
    take_turns(r);
    if (batch < BATCH_MAX) batch *= 2;
  }
}

// ---- delivering a page --------------------------------------------------------------------------

static int compare_held(const void *a, const void *b) {
  const Held *x = *(const Held *const *)a, *y = *(const Held *const *)b;
  if (x->tier != y->tier) return x->tier > y->tier ? -1 : 1;
  if (x->round != y->round) return x->round < y->round ? -1 : 1;
  if (x->file_name != y->file_name) return x->file_name ? -1 : 1;
  if (x->sequence != y->sequence) return x->sequence < y->sequence ? -1 : 1;
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  return (x->column > y->column) - (x->column < y->column);
}

static void deliver_page(Ranking *r) {
  const Held **order = xmalloc((r->all + 1) * sizeof *order);
  size_t count = 0;
  for (size_t i = 0; i < r->turns.count; i++) {
    const Turn *turn = &r->turns.items[i];
    for (size_t k = 0; k < turn->hits.count; k++) order[count++] = &turn->hits.items[k];
  }
  qsort(order, count, sizeof *order, compare_held);
  uint64_t *shown = xcalloc(r->sequence / 64 + 1, sizeof *shown);
  for (size_t i = 0; i < count && !r->delivery->stopped; i++) {
    const Held *held = order[i];
    Document record;
    const Segment *segment = r->context->snapshot->parts.items[held->at.part].segment;
    if (segment_document(segment, held->at.document, &record) != STATUS_OK) continue;
    SearchHit hit = {.path = record.path,
                     .language = language_name((LanguageId)record.language),
                     .line = held->line,
                     .column = held->column,
                     .length = held->length,
                     .text = held->text};
    uint64_t *word = &shown[held->sequence / 64], bit = (uint64_t)1 << (held->sequence % 64);
    delivery_put(r->delivery, &hit, !(*word & bit));
    *word |= bit;
  }
  free(shown);
  free(order);
}

static void clear_page(Ranking *r) {
  for (size_t i = 0; i < r->turns.count; i++) {
    arena_release(&r->turns.items[i].arena);
    array_free(&r->turns.items[i].hits);
  }
  r->turns.count = r->turns_done = r->good = r->all = 0;
}

static void open_ranking(Ranking *r) {
  const Snapshot *snapshot = r->context->snapshot;
  r->workspaces = workspaces_new(r->matcher, r->context->cancelled);
  r->page = r->delivery->limit ? (size_t)r->delivery->limit : PAGE_HITS;
  r->seen = xcalloc(snapshot->parts.count + 1, sizeof *r->seen);
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    uint32_t documents = segment_documents(snapshot->parts.items[i].segment);
    r->seen[i] = xcalloc((size_t)documents / 64 + 1, sizeof **r->seen);
  }
}

static void close_ranking(Ranking *r) {
  for (size_t i = 0; i < r->context->snapshot->parts.count; i++) free(r->seen[i]);
  free(r->seen);
  array_free(&r->turns);
  array_free(&r->candidates);
  array_free(&r->definitions);
  workspaces_free(r->workspaces);
}

uint64_t rank_run(const QueryContext *context, const Query *query, const Matcher *matcher,
                  Delivery *delivery) {
  Ranking r = {.context = context, .query = query, .matcher = matcher, .delivery = delivery};
  open_ranking(&r);
  read_definitions(&r);
  if (!page_is_full(&r)) {
    PlanInput input = {query, matcher_grams(matcher)};
    candidates_by_quality(context, &input, &r.candidates);
  } else {
    r.more = true;
  }
  do {
    read_candidates(&r);
    if (delivery_goes_on(delivery)) deliver_page(&r);
    clear_page(&r);
  } while (delivery->limit == 0 && !delivery->stopped && r.next_candidate < r.candidates.count);
  if (!delivery->stopped && (r.more || r.next_candidate < r.candidates.count)) {
    delivery_stop(delivery, "limit");
  }
  close_ranking(&r);
  return r.read;
}
