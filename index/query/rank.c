// Problem: the first page must come within a few milliseconds, however many documents match, and be
// the page that a full scan would give.
//
// Approach: documents have an order that the index alone decides (rank_part.c), so it is known
// before any file is read. They take turns in that order, those first in which a definition is that
// the query asks for; what their hits are is known when they have been read. Hits come in this
// order:
//
//   1. the block of their document: those with definitions and the first REACH with hits, the next REACH ...
//   2. what they are: definition, declaration, whole word, part of a word
//   3. the round: the first two hits of each document, then the next two ... (chunks of a file take turns)
//   4. what stands with them, if several texts are looked for: all on the line, all within a few
//      lines, not all; a text that the file's path has counts as on every line
//   5. the score, which is the document's, and for a definition also what it is worth
//   6. the document's quality and path, and the hit's place in the document
//
// So no hit of a document that has not been read comes before one that the next document in turn
// could have, at its best: a definition of known worth, or, in this block, a whole word on a line with
// all texts, or nothing at all. Reading ends when the page is full of hits that come before that, and it
// is known whether there is one more. It is the page of a full scan; tests/property/query_rank.c says so.
// Where that takes hundreds of documents, those hits go out on the way: they are the page's beginning,
// whatever follows.
//
// Blocks are what makes this cheap where the index cannot know of whole words: of text that is only
// ever a part of words (`kmal`, as typed) every document has to be read before it is clear that
// none holds it as a word. Whole words outrank parts within a block only, and a block is a few
// milliseconds of reading. Of several texts nearly every document has whole words, and the index does not
// know either of which stand together: there a block is what a page takes, read in any case.
//
// Where a query asks for so many names that some are left out (definition_set.h), a page is made of what the
// others find, and what all of them find comes behind that: so a page of any length begins as a shorter one.
//
// Rejected: a bonus on the score for what stands together (the same files first as without it, or, where
// it is large, as many read as for a class); classes for it before the rounds (a page of few files);
// the document's score from its text (order would be known only after reading); a class
// that outranks all scores over all documents (a full scan for every prefix).
#include "query/rank.h"

#include "base/array.h"
#include "intake/language.h"
#include "query/fold.h"
#include "query/given.h"
#include "query/rank_hits.h"
#include "query/together.h"

enum {
  REACH = 128,         // documents of a block
  REACH_TOGETHER = 25, // of a query for several texts: what a page of 50 hits takes
  BATCH_MIN = 8,       // documents read before it is asked again whether the page is full
  BATCH_MAX = 128,
  BATCH_SHARE = 8, // or one for so many that were read: to ask costs a look at each
  EARLY = 64, // documents read before hits go out that are certain; then twice as many, and so on
};

// A document with a definition that the query asks for, and the best that it may be.
typedef struct {
  Ranked at;
  RankTier tier;
  float score;
} Claim;

// A document that had its turn, for others with the same content.
typedef struct {
  bool gone;      // it could not be read
  size_t instead; // who took the turn then; SIZE_MAX: nobody yet
} Keeper;

// A document whose turn another has taken with the same content.
typedef struct {
  Ranked at;
  size_t keeper;
} Skipped;

// A large file, of whose documents several may match.
typedef struct {
  Str path;
  uint32_t chunks; // with hits
  uint64_t shown;  // hits
  uint64_t put;    // hits that have gone out
  bool told;       // it has been counted among the files with hits
} LargeFile;

typedef struct {
  const QueryContext *context;
  const RankJob *job;
  Delivery *delivery;
  RankInput input;
  RankWords words;
  Arena arena;
  RankPart *parts;
  size_t part_count;
  RankOrder order;
  ARRAY(Claim) claims;
  size_t next_claim;
  RankReader reader;
  ARRAY(RankTurn *) turns; // that are held
  size_t turns_done;       // have been read
  size_t reach;            // documents of a block
  size_t with_hits;        // documents
  bool foldable;
  Folds folds;
  ARRAY(Keeper) keepers; // one a turn
  ARRAY(Skipped) skipped;
  ARRAY(LargeFile) files;
  uint64_t file_limit; // hits of a file; 0: none
  size_t early_at;     // so many documents read, what is certain goes out; SIZE_MAX: at the end
  bool more;           // hits were left out
  const Given
      *before; // hits that went out before names were added; NULL: all names are there, or none yet
  Given *record; // where those that go out are written down; or NULL
} Ranking;

// ---- taking turns -------------------------------------------------------------------------------

static bool is_taken(const Ranked *at) {
  return at->part->taken[at->candidate / 64] >> (at->candidate % 64) & 1;
}

static size_t large_file(Ranking *r, Str path) {
  for (size_t i = 0; i < r->files.count; i++) {
    if (str_equal(r->files.items[i].path, path)) return i;
  }
  array_push(&r->files, ((LargeFile){.path = path}));
  return r->files.count - 1;
}

static void add_turn(Ranking *r, const Ranked *at) {
  RankTurn *turn = xcalloc(1, sizeof *turn);
  turn->at = *at;
  turn->sequence = r->keepers.count;
  turn->file = SIZE_MAX;
  if (at->part->standing[at->document].flags & STANDING_CHUNK) {
    turn->file = large_file(r, at->path);
  }
  array_push(&r->turns, turn);
  array_push(&r->keepers, ((Keeper){.instead = SIZE_MAX}));
}

// Who has been read for this keeper's content, or is about to be; SIZE_MAX: it is gone, and nobody
// has.
static size_t stand_in(const Ranking *r, size_t keeper) {
  while (r->keepers.items[keeper].gone) {
    keeper = r->keepers.items[keeper].instead;
    if (keeper == SIZE_MAX) break;
  }
  return keeper;
}

// A turn for `at`, in the place of one that turned out to be gone.
static void add_turn_instead(Ranking *r, const Ranked *at, size_t keeper) {
  while (r->keepers.items[keeper].instead != SIZE_MAX) keeper = r->keepers.items[keeper].instead;
  r->keepers.items[keeper].instead = r->keepers.count;
  add_turn(r, at);
}

// Gives a document its turn, unless another with the same content had it.
static bool offer(Ranking *r, const Ranked *at) {
  size_t keeper = r->keepers.count;
  if (!r->foldable || folds_meet(&r->folds, at, &keeper)) {
    add_turn(r, at);
    return true;
  }
  if (stand_in(r, keeper) == SIZE_MAX) {
    add_turn_instead(r, at, keeper);
    return true;
  }
  array_push(&r->skipped, ((Skipped){*at, keeper}));
  return false;
}

// The next document's turn; false if there is no other.
static bool take_next(Ranking *r) {
  while (r->next_claim < r->claims.count) {
    const Ranked *at = &r->claims.items[r->next_claim++].at;
    at->part->taken[at->candidate / 64] |= (uint64_t)1 << (at->candidate % 64);
    if (offer(r, at)) return true;
  }
  for (const Ranked *next; (next = rank_order_next(&r->order));) {
    Ranked at = *next;
    rank_order_take(&r->order);
    if (!is_taken(&at) && offer(r, &at)) return true;
  }
  return false;
}

static void read_turn(void *user, size_t i) {
  Ranking *r = user;
  rank_turn_read(r->turns.items[r->turns_done + i], &r->reader);
}

// What the places of a document's hits depend on beside it. Only documents with hits count, so that it
// does not matter how many others the index could not exclude.
static void place_hits(Ranking *r, RankTurn *turn) {
  if (turn->hits.count == 0) return;
  // Those taken out of turn have definitions.
  turn->block = is_taken(&turn->at) ? 0 : r->with_hits / r->reach;
  r->with_hits++;
  if (turn->file == SIZE_MAX) return;
  // The chunks of a file take turns as documents do: the second one begins with the second round.
  uint32_t before = r->files.items[turn->file].chunks++;
  for (size_t i = 0; i < turn->hits.count; i++) turn->hits.items[i].round += before;
}

// Lets all new turns be taken.
static void read_turns(Ranking *r) {
  size_t count = r->turns.count - r->turns_done;
  const QueryContext *context = r->context;
  if (context->parallel && count > 2) {
    context->parallel(context->pool, count, read_turn, r);
  } else {
    for (size_t i = 0; i < count; i++) read_turn(r, i);
  }
  for (; r->turns_done < r->turns.count; r->turns_done++) {
    RankTurn *turn = r->turns.items[r->turns_done];
    place_hits(r, turn);
    r->more |= turn->more && r->reader.keep != r->file_limit;
    r->keepers.items[turn->sequence].gone = turn->gone;
    if (turn->gave_up) delivery_note(r->delivery, DELIVERY_GAVE_UP);
  }
}

// Reads so many documents, and, where one was gone, another with the same content.
static void read_batch(Ranking *r, size_t wanted) {
  r->skipped.count = 0;
  size_t taken = 0;
  while (taken < wanted && take_next(r)) taken++;
  read_turns(r);
  for (size_t i = 0; i < r->skipped.count; i++) {
    Skipped skipped = r->skipped.items[i];
    if (stand_in(r, skipped.keeper) != SIZE_MAX) continue;
    add_turn_instead(r, &skipped.at, skipped.keeper);
    read_turns(r);
  }
}

// ---- the order of hits --------------------------------------------------------------------------

typedef struct {
  const RankTurn *turn;
  const RankHit *hit;
  size_t place; // among the turn's hits
} Held;

static int compare_held(const void *a, const void *b) {
  const Held *x = a, *y = b;
  if (x->turn->block != y->turn->block) return x->turn->block < y->turn->block ? -1 : 1;
  if (x->hit->tier != y->hit->tier) return x->hit->tier > y->hit->tier ? -1 : 1;
  if (x->hit->round != y->hit->round) return x->hit->round < y->hit->round ? -1 : 1;
  if (x->hit->together != y->hit->together) return x->hit->together > y->hit->together ? -1 : 1;
  if (x->hit->score != y->hit->score) return x->hit->score > y->hit->score ? -1 : 1;
  int order = ranked_compare(&x->turn->at, &y->turn->at);
  return order ? order : (x->place > y->place) - (x->place < y->place);
}

// The best hit that a document could have which has not been read.
typedef struct {
  RankTurn turn;
  RankHit hit;
} Bound;

// false: there is no other document.
static bool next_bound(const Ranking *r, Bound *bound) {
  *bound = (Bound){.turn.block = 0};
  if (r->next_claim < r->claims.count) {
    const Claim *claim = &r->claims.items[r->next_claim];
    bound->turn.at = claim->at;
    bound->hit = (RankHit){.tier = claim->tier, .score = claim->score};
    return true;
  }
  const Ranked *next = rank_order_next(&r->order);
  if (!next) return false;
  bound->turn.block = r->with_hits / r->reach;
  bound->turn.at = *next;
  bound->hit = (RankHit){.tier = TIER_WORD,
                         .together = r->reader.together ? TOGETHER_ON_LINE : TOGETHER_NOT,
                         .score = next->score};
  return true;
}

static uint64_t *shown_of(Ranking *r, const RankTurn *turn, uint64_t *own) {
  return turn->file == SIZE_MAX ? own : &r->files.items[turn->file].shown;
}

// How many hits of a page are certain: no document that has not been read can change them.
static uint64_t certain_hits(Ranking *r) {
  Bound bound;
  bool any = next_bound(r, &bound);
  uint64_t certain = 0;
  Held least = {&bound.turn, &bound.hit, 0};
  for (size_t i = 0; i < r->files.count; i++) r->files.items[i].shown = 0;
  for (size_t i = 0; i < r->turns.count; i++) {
    const RankTurn *turn = r->turns.items[i];
    uint64_t own = 0, *shown = shown_of(r, turn, &own);
    for (size_t k = 0; k < turn->hits.count; k++) {
      Held held = {turn, &turn->hits.items[k], k};
      if (any && compare_held(&held, &least) > 0) break; // and so do the turn's others
      if (r->file_limit && *shown == r->file_limit) break;
      ++*shown;
      certain++;
    }
  }
  return certain;
}

// ---- delivering ---------------------------------------------------------------------------------

typedef ARRAY(Held) HeldList;

// Among the turns that are held.
static size_t place_of_turn(const Ranking *r, const RankTurn *turn) {
  return turn->sequence - r->turns.items[0]->sequence;
}

static void sink(Held *heap, size_t count, size_t i) {
  Held moved = heap[i];
  for (size_t child; (child = 2 * i + 1) < count; i = child) {
    child += child + 1 < count && compare_held(&heap[child + 1], &heap[child]) < 0;
    if (compare_held(&moved, &heap[child]) < 0) break;
    heap[i] = heap[child];
  }
  heap[i] = moved;
}

// The hits that are shown, in order: `limit` of them (0: all), as many of a file as may be. Each turn's are
// in order, so a heap of the turns' next hits merges them, and no more is merged than is shown. Returns
// whether there are more.
static bool choose(Ranking *r, uint64_t limit, HeldList *out) {
  bool more = false;
  Held *heap = xcalloc(r->turns.count + 1, sizeof *heap);
  uint64_t *own = xcalloc(r->turns.count + 1, sizeof *own);
  size_t count = 0;
  for (size_t i = 0; i < r->turns.count; i++) {
    const RankTurn *turn = r->turns.items[i];
    if (turn->hits.count) heap[count++] = (Held){turn, turn->hits.items, 0};
  }
  for (size_t i = count / 2; i > 0; i--) sink(heap, count, i - 1);
  for (size_t i = 0; limit && i < r->files.count; i++) r->files.items[i].shown = 0;
  while (count > 0) {
    Held next = heap[0];
    uint64_t *shown = shown_of(r, next.turn, &own[place_of_turn(r, next.turn)]);
    bool wanted = !r->file_limit || *shown < r->file_limit;
    if (wanted && limit && out->count == limit) {
      more = true;
      break;
    }
    if (wanted) array_push(out, next);
    *shown += wanted;
    if (++heap[0].place == next.turn->hits.count) {
      heap[0] = heap[--count];
    } else {
      heap[0].hit++;
    }
    if (count) sink(heap, count, 0);
  }
  free(heap);
  free(own);
  return more;
}

typedef struct {
  const Ranked **documents;
  uint32_t *counts; // of others with the same content
  size_t count;
  size_t
      *of_turn; // place in `documents` of each turn that is shown, by its place among the held ones
} Shown;

// The documents of the hits that have not gone out, each once, with how many others are the same.
static Shown shown_documents(const Ranking *r, const HeldList *hits) {
  Shown shown = {.documents = xcalloc(r->turns.count + 1, sizeof *shown.documents),
                 .counts = xcalloc(r->turns.count + 1, sizeof *shown.counts),
                 .of_turn = xcalloc(r->turns.count + 1, sizeof *shown.of_turn)};
  for (size_t i = 0; i < r->turns.count; i++) shown.of_turn[i] = SIZE_MAX;
  for (size_t i = 0; i < hits->count; i++) {
    size_t *place = &shown.of_turn[place_of_turn(r, hits->items[i].turn)];
    if (hits->items[i].hit->out || *place != SIZE_MAX) continue;
    *place = shown.count;
    shown.documents[shown.count++] = &hits->items[i].turn->at;
  }
  if (r->foldable) {
    folds_count(shown.documents, shown.count, r->parts, r->part_count, shown.counts);
  }
  return shown;
}

static void release_shown(Shown *shown) {
  free(shown->documents);
  free(shown->counts);
  free(shown->of_turn);
}

// Whether the hit went out before names were added, or as many of its file as are wanted.
static bool went_before(const Ranking *r, const RankTurn *turn, const SearchHit *hit,
                        uint64_t put) {
  if (given_has(r->before, hit->path, hit->line, hit->column)) return true;
  return r->file_limit && given_of_file(r->before, turn->at.path) + put >= r->file_limit;
}

// The hits that have not gone out, told by a mark, not by their number: if a segment from disk has its
// documents in another order than it should, none goes out twice. `early`: there is time for more, and for
// what is held then.
static void put_hits(Ranking *r, const HeldList *hits, const Shown *shown, bool early) {
  for (size_t i = 0; i < hits->count && !r->delivery->stopped; i++) {
    RankTurn *turn = r->turns.items[place_of_turn(r, hits->items[i].turn)];
    RankHit *held = &turn->hits.items[hits->items[i].place];
    if (held->out) continue;
    uint8_t language = turn->at.part->standing[turn->at.document].language;
    SearchHit hit = held->shown;
    hit.path = turn->at.path;
    hit.language = language_name((LanguageId)language);
    hit.folded = shown->counts[shown->of_turn[place_of_turn(r, turn)]];
    LargeFile *file = turn->file == SIZE_MAX ? NULL : &r->files.items[turn->file];
    bool *told = file ? &file->told : &turn->told;
    uint64_t *put = file ? &file->put : &turn->put;
    if (r->file_limit && *put >= r->file_limit) continue;
    if (r->before && went_before(r, turn, &hit, *put)) continue;
    if (r->before && !*told) *told = given_of_file(r->before, hit.path) > 0;
    if (r->record) given_add(r->record, hit.path, hit.line, hit.column);
    ++*put;
    held->out = true;
    if (early)
      delivery_put_quickly(r->delivery, &hit, !*told);
    else
      delivery_put(r->delivery, &hit, !*told);
    *told = true;
  }
}

// Delivers the best `limit` hits of those that are held (0: all), but for those that have gone out.
static void deliver(Ranking *r, uint64_t limit, bool early) {
  HeldList hits = {0};
  int64_t began = meter_begin(r->context->meter);
  bool more = choose(r, limit, &hits);
  r->more |= more && !early;
  Shown shown = shown_documents(r, &hits);
  began = meter_lap(r->context->meter, STAGE_RANK, began);
  put_hits(r, &hits, &shown, early);
  if (early) meter_end(r->context->meter, STAGE_DELIVER, began);
  release_shown(&shown);
  array_free(&hits);
}

// ---- the whole ----------------------------------------------------------------------------------

// Of which at least one more than are wanted has not gone out before names were added.
static uint64_t whole_page(const Delivery *delivery) {
  return delivery->limit + (delivery->limit < UINT64_MAX);
}

static bool has_next(Ranking *r) {
  if (r->next_claim < r->claims.count) return true;
  const Ranked *next;
  while ((next = rank_order_next(&r->order)) && is_taken(next)) rank_order_take(&r->order);
  return next != NULL;
}

static void clear_turns(Ranking *r) {
  for (size_t i = 0; i < r->turns.count; i++) {
    rank_turn_release(r->turns.items[i]);
    free(r->turns.items[i]);
  }
  r->turns.count = r->turns_done = 0;
}

// How many documents to read for so many hits that are missing.
static size_t batch_for(const Ranking *r, uint64_t missing) {
  uint64_t documents = (missing + HITS_A_ROUND - 1) / HITS_A_ROUND;
  size_t batch = documents < BATCH_MAX ? (size_t)documents : BATCH_MAX;
  if (batch < BATCH_MIN) batch = BATCH_MIN;
  size_t share = r->turns.count / BATCH_SHARE;
  return share > batch ? share : batch;
}

// What is certain so far goes out, if many documents were read since the last time.
static void deliver_early(Ranking *r, uint64_t certain) {
  if (r->turns.count < r->early_at) return;
  r->early_at = 2 * r->turns.count;
  if (certain > r->delivery->hits) deliver(r, certain, true);
}

// Reads until a page of `limit` hits is certain.
static void read_page(Ranking *r, uint64_t limit) {
  while (has_next(r) && !query_cancelled(r->context) && !r->delivery->stopped) {
    uint64_t certain = r->job->read_all ? 0 : certain_hits(r);
    if (certain >= limit) return;
    deliver_early(r, certain);
    read_batch(r, batch_for(r, limit - certain));
  }
}

// Reads and delivers everything, as many blocks at once as have to be: one, but for those with
// definitions.
static void deliver_blocks(Ranking *r) {
  while (has_next(r) && !query_cancelled(r->context)) {
    size_t room = r->reach - r->with_hits % r->reach;
    read_batch(r, room < BATCH_MAX ? room : BATCH_MAX);
    if (r->next_claim < r->claims.count || r->with_hits % r->reach) continue;
    if (!delivery_closes(r->delivery)) return;
    deliver(r, 0, false);
    clear_turns(r);
    if (r->delivery->stopped) return;
  }
}

// The page is full: whether a document that was not read has one more hit. Time may be over before that is
// known.
static void look_for_more(Ranking *r, uint64_t limit) {
  while (!r->more && has_next(r) && !r->delivery->stopped && !query_cancelled(r->context)) {
    HeldList hits = {0};
    read_batch(r, batch_for(r, 1));
    r->more |= choose(r, limit, &hits);
    array_free(&hits);
    if (!r->more) (void)delivery_goes_on(r->delivery);
  }
}

static void deliver_all(Ranking *r) {
  uint64_t limit = r->delivery->limit;
  if (!limit) deliver_blocks(r);
  if (!delivery_closes(r->delivery)) return;
  if (limit && r->before) limit = whole_page(r->delivery);
  if (r->turns.count) deliver(r, limit, false);
  if (limit) look_for_more(r, limit);
  if (!r->delivery->stopped && (r->more || has_next(r))) delivery_stop(r->delivery, "limit");
}

static int compare_claims(const void *a, const void *b) {
  const Claim *x = a, *y = b;
  if (x->tier != y->tier) return x->tier > y->tier ? -1 : 1;
  if (x->score != y->score) return x->score > y->score ? -1 : 1;
  return ranked_compare(&x->at, &y->at);
}

static void find_claims_in_part(Ranking *r, RankPart *part) {
  const Definitions *all = &part->definitions;
  for (size_t i = 0; i < all->count; i++) {
    uint32_t document = all->items[i].document;
    if (i > 0 && all->items[i - 1].document == document) continue;
    size_t candidate = rank_part_find(part, document);
    if (candidate == SIZE_MAX) continue;
    Claim claim = {.at = ranked_make(part, candidate)};
    claim.tier = rank_claim(&claim.at, &r->words, &claim.score);
    if (claim.tier > TIER_WORD) array_push(&r->claims, claim);
  }
}

static void gather_part(void *user, size_t i) {
  Ranking *r = user;
  rank_part_gather(&r->parts[i], &r->input);
}

static void score_part(void *user, size_t i) {
  Ranking *r = user;
  rank_part_score(&r->parts[i], &r->input);
}

static void each_part(Ranking *r, ParallelItem item) {
  const QueryContext *context = r->context;
  if (context->parallel && r->part_count > 1) {
    context->parallel(context->pool, r->part_count, item, r);
  } else {
    for (size_t i = 0; i < r->part_count; i++) item(r, i);
  }
}

// Everything that is known without reading a file.
static void open_ranking(Ranking *r) {
  const Snapshot *snapshot = r->context->snapshot;
  r->part_count = snapshot->parts.count;
  r->parts = xcalloc(r->part_count + 1, sizeof *r->parts);
  for (size_t i = 0; i < r->part_count; i++) {
    r->parts[i].part = &snapshot->parts.items[i];
    r->parts[i].number = (uint32_t)i;
  }
  each_part(r, gather_part);
  rank_shares(&r->input, r->parts, r->part_count);
  each_part(r, score_part);
  int64_t began = meter_begin(r->context->meter);
  for (size_t i = 0; i < r->part_count; i++) find_claims_in_part(r, &r->parts[i]);
  if (r->claims.count) qsort(r->claims.items, r->claims.count, sizeof(Claim), compare_claims);
  rank_order_open(&r->order, r->parts, r->part_count);
  meter_end(r->context->meter, STAGE_RANK, began);
}

static void close_ranking(Ranking *r) {
  clear_turns(r);
  for (size_t i = 0; i < r->part_count; i++) rank_part_release(&r->parts[i]);
  free(r->parts);
  rank_order_release(&r->order);
  folds_release(&r->folds);
  array_free(&r->claims);
  array_free(&r->turns);
  array_free(&r->keepers);
  array_free(&r->skipped);
  array_free(&r->files);
  arena_release(&r->arena);
  workspaces_free(r->reader.workspaces);
}

// `before`: what has gone out of the page; NULL: nothing.
static void begin(Ranking *r, const QueryContext *context, const RankJob *job, Delivery *delivery,
                  const Given *before) {
  const SearchRequest *request = job->request;
  *r = (Ranking){.context = context, .job = job, .delivery = delivery, .before = before};
  r->file_limit = request->files_only ? 1 : request->document_limit;
  uint64_t page = before ? whole_page(delivery) : delivery->limit;
  bool anew = before || matcher_is_partial(job->matcher); // or all may begin anew
  r->early_at = anew ? SIZE_MAX : job->early ? job->early : EARLY;
  if (page && page < MATCHER_PAGE && matcher_is_partial(job->matcher)) page = MATCHER_PAGE;
  size_t keep = (size_t)page;
  if (r->file_limit && (keep == 0 || r->file_limit < keep)) keep = (size_t)r->file_limit;
  bool together = together_says_something(job->query);
  r->reach = job->reach ? job->reach : together ? REACH_TOGETHER : REACH;
  r->foldable = fold_possible(job->query);
  rank_words_find(job->query, &r->arena, &r->words);
  rank_words_add_near(job->query, context->snapshot, &r->arena, &r->words);
  r->input = (RankInput){.context = context,
                         .plan = job->plan,
                         .words = &r->words,
                         .near = request->near,
                         .recent = request->recent,
                         .recent_count = request->recent_count};
  if (request->near.len) {
    r->input.near_language = (uint8_t)language_detect(request->near, STR(""), STR(""));
  }
  r->reader = (RankReader){
      .context = context,
      .request = request,
      .matcher = job->matcher,
      .words = &r->words,
      .workspaces = workspaces_new(job->matcher, lines_wanted(request), context->cancelled),
      .query = job->query,
      .keep = keep,
      .together = together};
  open_ranking(r);
  if (page) read_page(r, page);
}

// Whether everything was read that the matcher knows of, and more would be needed: for a page of a fixed
// size, so that the order of the first hits is the same whatever many are asked for.
static bool falls_short(Ranking *r) {
  return matcher_is_partial(r->job->matcher) && !query_cancelled(r->context) && !has_next(r)
         && certain_hits(r) < MATCHER_PAGE;
}

static void begin_whole(Ranking *r, const QueryContext *context, const RankJob *job,
                        Delivery *delivery, const Given *before) {
  close_ranking(r);
  matcher_prepare(job->matcher, context);
  begin(r, context, job, delivery, before);
}

// What some names have found has gone out, and there is room for more. Time may be over.
static bool ends_early(Ranking *r) {
  if (!matcher_is_partial(r->job->matcher) || r->delivery->stopped) return false;
  if (query_cancelled(r->context)) delivery_stop(r->delivery, "limit");
  return !r->delivery->stopped;
}

uint64_t rank_run(const QueryContext *context, const RankJob *job, Delivery *delivery) {
  Ranking r;
  uint64_t read = 0;
  Given given = {0};
  QueryContext some = *context;
  some.misses = NULL; // where names are left out, what has none of the others is not missing
  begin(&r, matcher_is_partial(job->matcher) ? &some : context, job, delivery, NULL);
  if (falls_short(&r)) {
    read += r.keepers.count;
    begin_whole(&r, context, job, delivery, NULL);
  }
  if (matcher_is_partial(job->matcher)) r.record = &given;
  deliver_all(&r);
  if (ends_early(&r)) {
    read += r.keepers.count;
    given_close(&given);
    begin_whole(&r, context, job, delivery, &given);
    deliver_all(&r);
  }
  read += r.keepers.count;
  close_ranking(&r);
  given_release(&given);
  return read;
}
