// NameBlock blocks are taken best first by a few lanes, each with a heap of its best hits. The worst of any
// full heap is a floor for all: what cannot be above it is not wanted, neither a name nor a block. What is
// kept does not depend on which lane was faster.
//
// Names of a block share their beginnings, so the search for letters, an automaton whose states fit in
// a word, goes on where the name differs from the one before it.
#include "query/loose.h"

#include "base/array.h"
#include "format/signature.h"
#include "query/name_blocks.h"
#include "query/fuzzy.h"

enum {
  LANES = 4,
  TAKEN_AT_ONCE = 16,    // blocks
  SMALL_LIST = 64,       // blocks: not worth the pool
  AUTOMATON_MAX = 63,    // letters
  SUBSTRING_MAX = 16384, // blocks, with a limit
  // Blocks, when filters or a container may refuse every name after its symbols were looked at:
  SELECTIVE_SUBSTRING_MAX = 8192,
  SELECTIVE_FUZZY_MAX = 2048,
};

typedef struct {
  NameHits hits;
  bool more;
} Lane;

// Finds the letters of a target in names; see run_automaton.
typedef struct {
  uint64_t places[256]; // bit i: the target's letter i, in either case
  uint64_t last;        // the bit of a name that matches
  bool fuzzy;
} Automaton;

typedef struct {
  const NameScan *scan;
  Automaton automaton;
  NameBlocks list;
  atomic_size_t next; // of the list
  _Atomic uint64_t floor;
  Lane lanes[LANES];
} LooseScan;

// ---- the letters of a name ----------------------------------------------------------------------

static void make_automaton(Automaton *automaton, Str folded, bool fuzzy) {
  *automaton = (Automaton){.fuzzy = fuzzy};
  size_t length = folded.len < AUTOMATON_MAX ? folded.len : AUTOMATON_MAX;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)folded.ptr[i];
    automaton->places[c] |= (uint64_t)1 << i;
    if (ascii_is_lower((char)c)) automaton->places[c - 'a' + 'A'] |= (uint64_t)1 << i;
  }
  automaton->last = (uint64_t)1 << length;
}

// The state behind the name, whose first `shared` bytes are those of the name before it. Letters in
// order: the one bit is the number of letters found. Substrings: bit i says that the first i + 1
// letters end here; the last one stays.
static uint64_t run_automaton(const Automaton *automaton, const NameCursor *cursor,
                              uint64_t *states) {
  const unsigned char *bytes = (const unsigned char *)cursor->name.ptr;
  uint64_t state = states[cursor->shared], last = automaton->last;
  if (automaton->fuzzy) {
    for (size_t i = cursor->shared; i < cursor->name.len; i++) {
      state += state & automaton->places[bytes[i]];
      states[i + 1] = state;
    }
    return state & last;
  }
  for (size_t i = cursor->shared; i < cursor->name.len; i++) {
    uint64_t ended = (state << 1 | state) & last;
    state = ((state << 1 | 1) & automaton->places[bytes[i]]) | ended;
    states[i + 1] = state;
  }
  return (state << 1 | state) & last;
}

// The most that a name can score which has the letters in order: of them, no more can be at the start
// of a word or behind the letter before them than there are such places in the name.
static int32_t best_score(const Automaton *automaton, const SymbolTarget *t, Str name) {
  if (t->name.len > AUTOMATON_MAX) return fuzzy_best(t->name);
  uint64_t letters = 0, before = 0;
  uint32_t places = 0;
  for (size_t i = 0; i < name.len; i++) {
    uint64_t here = automaton->places[(unsigned char)name.ptr[i]];
    uint64_t strong = here & before << 1;
    if (here != strong && name_starts_word(name, i)) strong = here;
    letters |= strong;
    places += strong != 0;
    before = here;
  }
  uint32_t strong = (uint32_t)__builtin_popcountll(letters);
  uint32_t weak = (uint32_t)t->name.len - (strong < places ? strong : places);
  return fuzzy_best(t->name) - (int32_t)(weak * FUZZY_LOSS_WEAK)
         + (int32_t)(name.len - t->name.len) * FUZZY_TRAILING_GAP;
}

// ---- one name -----------------------------------------------------------------------------------

static bool is_below(uint64_t name_key, uint64_t floor) {
  return (name_key | NAMES_BELOW_NAME) < floor;
}

// The key that the name alone decides; 0: it does not match, or cannot be above the floor: *dropped.
static uint64_t fuzzy_name_key(const LooseScan *s, const NameBlock *block, Str name, uint64_t floor,
                               bool *dropped) {
  const SymbolTarget *t = s->scan->target;
  int32_t most = name_block_best_score(block, t, name.len);
  *dropped |= is_below(names_fuzzy_key(most, name.len), floor);
  if (is_below(names_fuzzy_key(most, name.len), floor)) return 0;
  most = best_score(&s->automaton, t, name);
  *dropped |= is_below(names_fuzzy_key(most, name.len), floor);
  if (is_below(names_fuzzy_key(most, name.len), floor)) return 0;
  if (scan_find(&t->needle, name, 0) != SIZE_MAX) return 0; // it came before
  int32_t score = fuzzy_score(t->name, name);
  return score == FUZZY_NONE ? 0 : names_fuzzy_key(score, name.len);
}

static uint64_t substring_name_key(const SymbolTarget *t, Str name, uint64_t floor, bool *dropped) {
  *dropped |= is_below(names_substring_key(true, name.len), floor);
  if (is_below(names_substring_key(true, name.len), floor)) return 0;
  size_t at = scan_find(&t->needle, name, 0);
  if (at == SIZE_MAX || at == 0) return 0; // a name that begins so came before
  Str found = str_slice(name, at, at + t->name.len);
  return names_substring_key(str_equal(found, t->name), name.len);
}

// ---- a block ------------------------------------------------------------------------------------

static uint64_t floor_of(LooseScan *s, const Lane *lane) {
  uint64_t own = name_hits_worst(&lane->hits, s->scan->limit);
  uint64_t all = atomic_load_explicit(&s->floor, memory_order_relaxed);
  return own > all ? own : all;
}

static void raise_floor(LooseScan *s, const Lane *lane) {
  uint64_t own = name_hits_worst(&lane->hits, s->scan->limit), now = atomic_load(&s->floor);
  while (own > now && !atomic_compare_exchange_weak(&s->floor, &now, own)) {
  }
}

static void offer_name(LooseScan *s, Lane *lane, const NameBlock *c, const NameCursor *cursor,
                       uint64_t name_key) {
  if (is_below(name_key, floor_of(s, lane))) {
    lane->more = true;
    return;
  }
  uint64_t key = names_best_symbol_key(s->scan, c->part, cursor->number, name_key);
  if (key == 0) return;
  NameHit hit = {key, c->part, cursor->number};
  lane->more |= name_hits_offer(&lane->hits, s->scan->limit, hit);
}

static void scan_block(LooseScan *s, Lane *lane, const NameBlock *b) {
  const Segment *segment = s->scan->context->snapshot->parts.items[b->part].segment;
  const Automaton *automaton = &s->automaton;
  NameCursor cursor;
  uint64_t states[NAME_MAX_BYTES + 1]; // before each byte of the name, and behind the last
  states[0] = automaton->fuzzy;
  bool at = name_cursor_open(&cursor, segment, b->block * NAME_BLOCK);
  for (int i = 0; at; i++) {
    uint64_t key = 0;
    if (run_automaton(automaton, &cursor, states)) {
      uint64_t floor = floor_of(s, lane);
      key = automaton->fuzzy ? fuzzy_name_key(s, b, cursor.name, floor, &lane->more)
                             : substring_name_key(s->scan->target, cursor.name, floor, &lane->more);
    }
    if (key) offer_name(s, lane, b, &cursor, key);
    at = i + 1 < NAME_BLOCK && name_cursor_next(&cursor);
  }
}

// What a name of the block may be worth.
static uint64_t best_key(const NameScan *scan, const NameBlock *c) {
  uint64_t key = scan->best == SYMBOL_MATCH_FUZZY
                     ? names_fuzzy_key(name_block_best_score(c, scan->target, c->shortest), 0)
                     : names_substring_key(true, c->shortest);
  return key | NAMES_BELOW_NAME;
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
static bool scan_some(LooseScan *s, Lane *lane) {
  const NameBlock *wanted[TAKEN_AT_ONCE];
  size_t from = atomic_fetch_add(&s->next, TAKEN_AT_ONCE), to = from + TAKEN_AT_ONCE, count = 0;
  if (from >= s->list.count) return false;
  if (to > s->list.count) to = s->list.count;
  for (size_t k = from; k < to; k++) {
    const NameBlock *b = &s->list.items[k];
    if (best_key(s->scan, b) >= floor_of(s, lane)) wanted[count++] = b;
  }
  lane->more |= count < to - from;
  prefetch(s->scan->context->snapshot, wanted, count);
  for (size_t k = 0; k < count; k++) scan_block(s, lane, wanted[k]);
  raise_floor(s, lane);
  return true;
}

static void work(void *user, size_t i) {
  LooseScan *s = user;
  Lane lane = {0}; // on this thread's stack, where no other writes beside it
  while (!query_cancelled(s->scan->context) && scan_some(s, &lane)) {
  }
  s->lanes[i] = lane;
}

// ---- all ----------------------------------------------------------------------------------------

// Whether some were left out.
static bool find_blocks(LooseScan *s) {
  const NameScan *scan = s->scan;
  const Snapshot *snapshot = scan->context->snapshot;
  bool fuzzy = scan->best == SYMBOL_MATCH_FUZZY;
  size_t unsigned_count = 0;
  size_t length = scan->target->name.len;
  if (!fuzzy) {
    unsigned_count = name_blocks_substring(snapshot, scan->target, &s->list);
  } else if (length >= 2 && length <= FUZZY_NEEDLE_MAX) { // one letter is no fuzzy match
    unsigned_count = name_blocks_fuzzy(snapshot, scan->target, scan->limit > 0, &s->list);
  }
  bool selective = scan->query->filtered || scan->target->container.len;
  size_t most = fuzzy ? NAME_BLOCKS_FUZZY_MAX : SUBSTRING_MAX;
  if (selective) most = fuzzy ? SELECTIVE_FUZZY_MAX : SELECTIVE_SUBSTRING_MAX;
  most += unsigned_count;
  if (!scan->limit || s->list.count <= most) return false;
  s->list.count = most;
  return true;
}

void loose_scan(const NameScan *scan, NameHits *out, bool *more) {
  const QueryContext *context = scan->context;
  LooseScan s = {.scan = scan};
  make_automaton(&s.automaton, scan->target->folded, scan->best == SYMBOL_MATCH_FUZZY);
  *more |= find_blocks(&s);
  bool spread = context->parallel && s.list.count > SMALL_LIST;
  if (spread) {
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
  name_hits_sort(out);
}
