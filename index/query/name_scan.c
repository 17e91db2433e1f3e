// Problem: a tree has millions of names, and the person wants the best hundred within two milliseconds.
//
// Approach: blocks of names are taken best first by a few lanes, each with a heap of its best
// hits. The worst of any full heap is a floor for all: what cannot be above it is not wanted,
// neither a name nor a block. What is kept does not depend on which lane was faster.
//
// Names of a block share their beginnings, so the search for letters, an automaton whose states fit in
// a word, goes on where the name differs from the one before it. Names that have them are scored sixteen
// at a time (fuzzy_batch.h); a bound of each score that is tighter than its block's costs more than that.
#include "query/name_scan.h"

#include "base/array.h"
#include "query/fuzzy_batch.h"
#include "query/name_blocks.h"

enum {
  LANES = 4,
  TAKEN_AT_ONCE = 16, // blocks
  SMALL_LIST = 64,    // blocks: not worth the pool
  ADMITTED_MAX = 16,  // symbols of a name that are looked at for its key
  // Blocks, with a limit, of all readings of the query together:
  SAMPLED = 256, // of a query that names nothing
  SAMPLED_MAX = 8192,
  WITHIN_MAX = 5120,
  SLIPS_MAX = 1024,
  // When filters or a container may refuse every name after its symbols were looked at:
  SELECTIVE_BEGINNINGS_MAX = 2048,
  SELECTIVE_WITHIN_MAX = 1536,
  SELECTIVE_SLIPS_MAX = 512,
  OPEN_NAMES_MAX = 4096, // of one open document
};

// A name that waits for its score.
typedef struct {
  uint32_t part, number;
} Waiting;

typedef struct {
  NameHits hits;
  bool more;
  FuzzyBatch batch;
  Waiting waiting[FUZZY_LANES];
  // Of the block that is looked at: symbols of one of its names.
  SymbolCursor symbols;
  uint32_t symbols_of;
  bool symbols_open;
} Lane;

typedef struct {
  const NameScan *scan;
  ScanStage stage;
  bool in_one_piece;
  uint64_t last; // the bit of a name that has the letters
  NameBlocks list;
  atomic_size_t next; // of the list
  _Atomic uint64_t floor;
  Lane lanes[LANES];
} Scan;

// ---- symbols of a name --------------------------------------------------------------------------

uint64_t name_scan_symbol_key(const NameScan *scan, uint64_t name_key, uint32_t part,
                              const StoredSymbol *symbol) {
  uint64_t rank = (uint64_t)scan->ranks[part] + symbol->document;
  return names_symbol_key(scan->target != NULL, name_key, rank, symbol);
}

// The best of the keys of the name's first symbols that count; 0 if none does.
static uint64_t best_of_symbols(const NameScan *scan, SymbolCursor *cursor, uint32_t part, Str name,
                                uint64_t name_key) {
  const Snapshot *snapshot = scan->context->snapshot;
  StoredSymbol symbol;
  uint64_t best = 0;
  for (int admitted = 0; admitted < ADMITTED_MAX && symbol_cursor_next(cursor, &symbol);) {
    if (!symbol_query_admits(scan->query, scan->target, snapshot, part, name, &symbol)) continue;
    uint64_t key = name_scan_symbol_key(scan, name_key, part, &symbol);
    if (key > best) best = key;
    admitted++;
  }
  return best;
}

// Sets the lane's cursor on the symbols of a name; names of one block come in their order.
static bool find_symbols(Lane *lane, const Segment *segment, uint32_t number) {
  bool behind = lane->symbols_open && lane->symbols.segment == segment && number > lane->symbols_of
                && number / NAME_BLOCK == lane->symbols_of / NAME_BLOCK;
  if (!behind) {
    lane->symbols_open = symbol_cursor_open(&lane->symbols, segment, number);
  } else {
    while (lane->symbols_open && lane->symbols_of < number) {
      lane->symbols_open = symbol_cursor_step(&lane->symbols, ++lane->symbols_of);
    }
  }
  lane->symbols_of = number;
  return lane->symbols_open;
}

// ---- one name -----------------------------------------------------------------------------------

static uint64_t floor_of(Scan *s, const Lane *lane) {
  uint64_t own = name_hits_worst(&lane->hits, s->scan->limit);
  uint64_t all = atomic_load_explicit(&s->floor, memory_order_relaxed);
  return own > all ? own : all;
}

static void raise_floor(Scan *s, const Lane *lane) {
  uint64_t own = name_hits_worst(&lane->hits, s->scan->limit), now = atomic_load(&s->floor);
  while (own > now && !atomic_compare_exchange_weak(&s->floor, &now, own)) {
  }
}

// Whether something with this key, as far as the name decides it, may be wanted.
static bool is_wanted(Scan *s, Lane *lane, uint64_t name_key) {
  uint64_t below = s->scan->target ? NAMES_BELOW_NAME : UINT64_MAX;
  bool wanted = (name_key | below) >= floor_of(s, lane);
  lane->more |= !wanted;
  return wanted;
}

static void offer(Scan *s, Lane *lane, uint32_t part, uint32_t number, Str name,
                  uint64_t name_key) {
  const Segment *segment = s->scan->context->snapshot->parts.items[part].segment;
  if (!is_wanted(s, lane, name_key) || !find_symbols(lane, segment, number)) return;
  uint64_t key = best_of_symbols(s->scan, &lane->symbols, part, name, name_key);
  if (key == 0) return;
  lane->more |= name_hits_offer(&lane->hits, s->scan->limit, (NameHit){key, part, number});
}

static void score_waiting(Scan *s, Lane *lane) {
  int32_t scores[FUZZY_LANES];
  char bytes[FUZZY_BATCH_NAME_MAX];
  fuzzy_batch_score(&lane->batch, s->scan->target->name, scores);
  for (size_t k = 0; k < lane->batch.count; k++) {
    const Waiting *w = &lane->waiting[k];
    size_t length = lane->batch.lengths[k];
    uint64_t most = names_key_make(NAME_STARTS, false, scores[k], length);
    if (!is_wanted(s, lane, most)) continue;
    for (size_t j = 0; j < length; j++) bytes[j] = (char)lane->batch.columns[j][k];
    Str name = str_make(bytes, length);
    NameClass class = names_class_by_score(s->scan->target, name, scores[k]);
    offer(s, lane, w->part, w->number, name, names_key_make(class, false, scores[k], length));
  }
  fuzzy_batch_clear(&lane->batch);
}

// A name with the letters in order.
static void wait_for_score(Scan *s, Lane *lane, const NameBlock *b, const NameCursor *cursor) {
  Str name = cursor->name;
  if (name.len > FUZZY_BATCH_NAME_MAX) {
    uint64_t key = names_loose_key(s->scan->target, name, false);
    if (key) offer(s, lane, b->part, cursor->number, name, key);
    return;
  }
  lane->waiting[lane->batch.count] = (Waiting){b->part, cursor->number};
  fuzzy_batch_add(&lane->batch, name);
  if (lane->batch.count == FUZZY_LANES) score_waiting(s, lane);
}

static void look_within(Scan *s, Lane *lane, const NameBlock *b, const NameCursor *cursor) {
  const SymbolTarget *t = s->scan->target;
  Str name = cursor->name;
  if (names_prefix_key(t, name)) return; // it came before
  if (!is_wanted(s, lane, name_block_best_key(b, t, name.len))) return;
  if (!s->in_one_piece && !names_is_substring(t, name)) {
    wait_for_score(s, lane, b, cursor);
    return;
  }
  uint64_t key = names_loose_key(t, name, s->in_one_piece);
  if (key) offer(s, lane, b->part, cursor->number, name, key);
}

static void look_at(Scan *s, Lane *lane, const NameBlock *b, const NameCursor *cursor) {
  uint64_t key = 0;
  switch (s->stage) {
  case SCAN_WITHIN: look_within(s, lane, b, cursor); return;
  case SCAN_BEGINNINGS:
    key = names_prefix_key(s->scan->target, cursor->name);
    if (key && names_class(key) < names_loosest(s->scan->match)) key = 0;
    break;
  case SCAN_SLIPS:
    if (!is_wanted(s, lane, name_block_best_key(b, s->scan->target, cursor->name.len))) break;
    key = names_typo_key(s->scan->target, cursor->name);
    if (key && fuzzy_has_letters(s->scan->target->folded, cursor->name)) key = 0; // it came before
    break;
  case SCAN_ALL: key = names_key(NULL, cursor->name, s->scan->match); break;
  }
  if (key) offer(s, lane, b->part, cursor->number, cursor->name, key);
}

// ---- a block ------------------------------------------------------------------------------------

// The one bit is the number of letters found; `states` has it for every byte of the name before.
// Whether all are there.
static bool has_letters(const Scan *s, const NameCursor *cursor, uint64_t *states) {
  const unsigned char *bytes = (const unsigned char *)cursor->name.ptr;
  const uint64_t *places = s->scan->target->places;
  uint64_t state = states[cursor->shared];
  for (size_t i = cursor->shared; i < cursor->name.len; i++) {
    state += state & places[bytes[i]];
    states[i + 1] = state;
  }
  return state >= s->last;
}

static void scan_block(Scan *s, Lane *lane, const NameBlock *b) {
  const Segment *segment = s->scan->context->snapshot->parts.items[b->part].segment;
  NameCursor cursor;
  uint64_t states[NAME_MAX_BYTES + 1]; // before each byte of the name, and behind the last
  bool letters = s->stage == SCAN_WITHIN;
  states[0] = 1;
  bool at = name_cursor_open(&cursor, segment, b->block * NAME_BLOCK);
  for (int i = 0; at; i++) {
    if (!letters || has_letters(s, &cursor, states)) look_at(s, lane, b, &cursor);
    at = i + 1 < NAME_BLOCK && name_cursor_next(&cursor);
  }
}

// Blocks lie all over the index: without this most of the time goes to waiting for memory.
static void prefetch(const Snapshot *snapshot, const NameBlock *const *blocks, size_t count) {
  for (size_t k = 0; k < count; k++) {
    const SnapshotPart *part = &snapshot->parts.items[blocks[k]->part];
    segment_prefetch_name_entry(part->segment, blocks[k]->block);
  }
  for (size_t k = 0; k < count; k++) {
    const SnapshotPart *part = &snapshot->parts.items[blocks[k]->part];
    segment_prefetch_names(part->segment, blocks[k]->block);
  }
}

// The next few blocks of the list; false: there are none.
static bool scan_some(Scan *s, Lane *lane) {
  const NameBlock *wanted[TAKEN_AT_ONCE];
  size_t from = atomic_fetch_add(&s->next, TAKEN_AT_ONCE), to = from + TAKEN_AT_ONCE, count = 0;
  if (from >= s->list.count) return false;
  if (to > s->list.count) to = s->list.count;
  for (size_t k = from; k < to; k++) {
    const NameBlock *b = &s->list.items[k];
    if (name_block_best_key(b, s->scan->target, b->shortest) >= floor_of(s, lane)) {
      wanted[count++] = b;
    }
  }
  lane->more |= count < to - from;
  prefetch(s->scan->context->snapshot, wanted, count);
  for (size_t k = 0; k < count; k++) scan_block(s, lane, wanted[k]);
  raise_floor(s, lane);
  return true;
}

static void work(void *user, size_t i) {
  Scan *s = user;
  Lane lane; // on this thread's stack, where no other writes beside it
  memset(&lane, 0, sizeof lane);
  while (!query_cancelled(s->scan->context) && scan_some(s, &lane)) {
  }
  if (lane.batch.count) score_waiting(s, &lane);
  s->lanes[i].hits = lane.hits;
  s->lanes[i].more = lane.more;
}

// ---- all ----------------------------------------------------------------------------------------

static void find_blocks(Scan *s, size_t sample) {
  const NameScan *scan = s->scan;
  const Snapshot *snapshot = scan->context->snapshot;
  bool selective = symbol_query_is_selective(scan->query, scan->target);
  size_t most = 0, readings = scan->query->target_count ? scan->query->target_count : 1;
  switch (s->stage) {
  case SCAN_BEGINNINGS:
    name_blocks_prefix(snapshot, scan->target, &s->list);
    most = selective ? SELECTIVE_BEGINNINGS_MAX / readings : 0;
    if (scan->limit && most && s->list.count > most) {
      s->list.count = most;
      s->list.left_out = true;
    }
    break;
  case SCAN_WITHIN:
    if (scan->limit) most = (selective ? SELECTIVE_WITHIN_MAX : WITHIN_MAX) / readings;
    name_blocks_loose(snapshot, scan->target, s->in_one_piece, most, &s->list);
    break;
  case SCAN_SLIPS:
    if (scan->limit) most = (selective ? SELECTIVE_SLIPS_MAX : SLIPS_MAX) / readings;
    name_blocks_typo(snapshot, scan->target, most, &s->list);
    break;
  case SCAN_ALL: {
    size_t blocks = name_blocks_all(snapshot);
    uint32_t stride = sample && sample < blocks ? (uint32_t)(blocks / sample) + 1 : 1;
    name_blocks_sample(snapshot, stride, &s->list);
    s->list.left_out = stride > 1;
  }
  }
}

static void scan_blocks(const NameScan *scan, ScanStage stage, size_t sample, NameHits *out,
                        bool *more) {
  const QueryContext *context = scan->context;
  Scan s = {.scan = scan, .stage = stage};
  if (scan->target) {
    size_t letters = scan->target->name.len;
    s.in_one_piece = names_in_one_piece(scan->target, scan->match);
    s.last = (uint64_t)1 << (letters < FUZZY_NEEDLE_MAX ? letters : FUZZY_NEEDLE_MAX);
  }
  find_blocks(&s, sample);
  *more = s.list.left_out;
  out->count = 0;
  if (context->parallel && s.list.count > SMALL_LIST) {
    context->parallel(context->pool, LANES, work, &s);
  } else {
    work(&s, 0);
  }
  for (size_t i = 0; i < LANES; i++) {
    Lane *lane = &s.lanes[i];
    *more |= lane->more;
    for (size_t k = 0; k < lane->hits.count && !query_cancelled(context); k++) {
      *more |= name_hits_offer(out, scan->limit, lane->hits.items[k]);
    }
    array_free(&lane->hits);
  }
  array_free(&s.list);
}

static void scan_sample(const NameScan *scan, NameHits *out, bool *more) {
  size_t sample = scan->limit ? SAMPLED : 0, blocks = name_blocks_all(scan->context->snapshot);
  scan_blocks(scan, SCAN_ALL, sample, out, more);
  // Filters may leave too little of a sample: then a larger one, all if they are not too many.
  while (sample && sample < blocks && sample < SAMPLED_MAX && out->count < scan->limit
         && !query_cancelled(scan->context)) {
    size_t growth = 2 * scan->limit / (out->count + 1) + 1;
    sample *= growth;
    if (sample > SAMPLED_MAX) sample = SAMPLED_MAX;
    if (sample >= blocks) sample = 0;
    scan_blocks(scan, SCAN_ALL, sample, out, more);
  }
}

// ---- open documents -----------------------------------------------------------------------------

static bool is_of_stage(ScanStage stage, NameClass class) {
  switch (stage) {
  case SCAN_BEGINNINGS: return class >= NAME_PREFIX;
  case SCAN_WITHIN: return class < NAME_PREFIX && class != NAME_TYPO;
  case SCAN_SLIPS: return class == NAME_TYPO;
  default: return true;
  }
}

static bool has_hit(const NameHits *hits, size_t count, uint32_t part, uint32_t number) {
  for (size_t i = 0; i < count; i++) {
    if (hits->items[i].part == part && hits->items[i].number == number) return true;
  }
  return false;
}

// The person is at work there: what is among many others must not be lost.
static void add_open(const NameScan *scan, ScanStage stage, uint32_t part, NameHits *out) {
  const SnapshotPart *p = &scan->context->snapshot->parts.items[part];
  size_t count = out->count;
  NameCursor cursor;
  bool at = name_cursor_open(&cursor, p->segment, 0);
  for (uint32_t i = 0; at && i < OPEN_NAMES_MAX; i++, at = name_cursor_next(&cursor)) {
    uint64_t name_key = names_key(scan->target, cursor.name, scan->match);
    SymbolCursor symbols;
    if (!name_key || !is_of_stage(stage, names_class(name_key))) continue;
    if (has_hit(out, count, part, i)) continue;
    if (!symbol_cursor_open(&symbols, p->segment, i)) continue;
    uint64_t key = best_of_symbols(scan, &symbols, part, cursor.name, name_key);
    if (key) array_push(out, ((NameHit){key, part, i}));
  }
}

// ---- the same names elsewhere -------------------------------------------------------------------

// The name was found in one segment; in another its block may not have been promising, for what
// else is in it.
static void add_elsewhere(const NameScan *scan, NameHit hit, NameHits *out) {
  const Snapshot *snapshot = scan->context->snapshot;
  NameCursor found, cursor;
  if (!name_cursor_open(&found, snapshot->parts.items[hit.part].segment, hit.number)) return;
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    SymbolCursor symbols;
    if (part == hit.part || !segment_has_symbols(segment)) continue;
    uint32_t number = segment_name_lower_bound(segment, found.name);
    bool same = name_cursor_open(&cursor, segment, number) && str_equal(cursor.name, found.name);
    if (!same || has_hit(out, out->count, part, number)) continue;
    if (!symbol_cursor_open(&symbols, segment, number)) continue;
    uint64_t name_key = hit.key & ~NAMES_BELOW_NAME;
    uint64_t key = best_of_symbols(scan, &symbols, part, found.name, name_key);
    if (key) array_push(out, ((NameHit){key, part, number}));
  }
}

static void add_all_elsewhere(const NameScan *scan, NameHits *out) {
  enum { COMPLETED = 8 }; // names that are likely to be shown first
  NameHit first[COMPLETED];
  size_t count = out->count < COMPLETED ? out->count : COMPLETED;
  for (size_t i = 0; i < count; i++) first[i] = out->items[i];
  for (size_t i = 0; i < count; i++) add_elsewhere(scan, first[i], out);
}

void name_scan(const NameScan *scan, ScanStage stage, NameHits *out, bool *more) {
  if (stage == SCAN_ALL) {
    scan_sample(scan, out, more);
  } else {
    scan_blocks(scan, stage, 0, out, more);
  }
  const Snapshot *snapshot = scan->context->snapshot;
  for (uint32_t part = 0; scan->limit && part < snapshot->parts.count; part++) {
    if (query_cancelled(scan->context)) break;
    if (*more && snapshot->parts.items[part].texts) add_open(scan, stage, part, out);
  }
  name_hits_sort(out);
  if (scan->limit && *more && (stage == SCAN_WITHIN || stage == SCAN_SLIPS)) {
    add_all_elsewhere(scan, out);
    name_hits_sort(out);
  }
}
