// NameBlock blocks are taken best first by a few lanes, each with a heap of its best hits. The worst of any
// full heap is a floor for all: what cannot be above it is not wanted. As blocks come in order of what
// they may be worth, the first one below the floor ends the scan. What is kept does not depend on
// which lane was faster.
//
// Names of a block share their beginnings, so the search for letters goes on where the name before it
// differs.
#include "query/loose.h"

#include "base/array.h"
#include "query/name_blocks.h"
#include "query/fuzzy.h"

enum { LANES = 4, TAKEN_AT_ONCE = 16, SMALL_LIST = 64 };

typedef struct {
  NameHits hits;
  bool more;
} Lane;

typedef struct {
  const NameScan *scan;
  NameBlocks list;
  atomic_size_t next; // of the list
  _Atomic uint64_t floor;
  Lane lanes[LANES];
} LooseScan;

// How far the letters of a target were found in the names of a block: the first k of them lie in the
// first ends[k] bytes.
typedef struct {
  size_t found;
  size_t ends[FUZZY_NEEDLE_MAX + 1];
} Letters;

// ---- one name -----------------------------------------------------------------------------------

static bool letters_follow(Letters *letters, Str folded, const NameCursor *cursor) {
  Str name = cursor->name;
  size_t k = letters->found;
  while (k > 0 && letters->ends[k] > cursor->shared) k--;
  for (size_t i = cursor->shared; i < name.len && k < folded.len; i++) {
    if (ascii_lower(name.ptr[i]) == folded.ptr[k]) letters->ends[++k] = i + 1;
  }
  letters->found = k;
  return k == folded.len;
}

// The key that the name alone decides; 0: it does not match, or cannot be above the floor: *dropped.
static uint64_t fuzzy_name_key(const SymbolTarget *t, const NameBlock *block, Str name,
                               uint64_t floor, bool *dropped) {
  uint64_t most = names_fuzzy_key(name_block_best_score(block, t, name.len), name.len);
  if ((most | NAMES_BELOW_NAME) < floor) {
    *dropped = true;
    return 0;
  }
  if (scan_find(&t->needle, name, 0) != SIZE_MAX) return 0; // it came before
  int32_t score = fuzzy_score(t->name, name);
  return score == FUZZY_NONE ? 0 : names_fuzzy_key(score, name.len);
}

static uint64_t substring_name_key(const SymbolTarget *t, Str name, uint64_t floor, bool *dropped) {
  if (name.len <= t->name.len) return 0;
  if ((names_substring_key(true, name.len) | NAMES_BELOW_NAME) < floor) {
    *dropped = true;
    return 0;
  }
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
  if ((name_key | NAMES_BELOW_NAME) < floor_of(s, lane)) {
    lane->more = true;
    return;
  }
  uint64_t key = names_best_symbol_key(s->scan, c->part, cursor->number, name_key);
  if (key == 0) return;
  NameHit hit = {key, c->part, cursor->number};
  lane->more |= name_hits_offer(&lane->hits, s->scan->limit, hit);
}

static void scan_block(LooseScan *s, Lane *lane, const NameBlock *c) {
  const SymbolTarget *t = s->scan->target;
  const Segment *segment = s->scan->context->snapshot->parts.items[c->part].segment;
  bool fuzzy = s->scan->best == SYMBOL_MATCH_FUZZY;
  NameCursor cursor;
  Letters letters;
  letters.found = letters.ends[0] = 0;
  bool at = name_cursor_open(&cursor, segment, c->block * NAME_BLOCK);
  for (int i = 0; at; i++) {
    uint64_t key = 0;
    if (!fuzzy) {
      key = substring_name_key(t, cursor.name, floor_of(s, lane), &lane->more);
    } else if (letters_follow(&letters, t->folded, &cursor)) {
      key = fuzzy_name_key(t, c, cursor.name, floor_of(s, lane), &lane->more);
    }
    if (key) offer_name(s, lane, c, &cursor, key);
    at = i + 1 < NAME_BLOCK && name_cursor_next(&cursor);
  }
}

// What a name of the block, or of any that comes behind it in the list, may be worth.
static uint64_t best_key(const NameScan *scan, const NameBlock *c) {
  uint64_t key = scan->best == SYMBOL_MATCH_FUZZY
                     ? names_fuzzy_key(name_block_best_score(c, scan->target, c->shortest), 0)
                     : names_substring_key(true, c->shortest);
  return key | NAMES_BELOW_NAME;
}

static void work(void *user, size_t i) {
  LooseScan *s = user;
  Lane *lane = &s->lanes[i];
  while (!query_cancelled(s->scan->context)) {
    size_t from = atomic_fetch_add(&s->next, TAKEN_AT_ONCE), to = from + TAKEN_AT_ONCE;
    if (from >= s->list.count) return;
    if (to > s->list.count) to = s->list.count;
    if (best_key(s->scan, &s->list.items[from]) < floor_of(s, lane)) {
      lane->more = true;
      return;
    }
    for (size_t k = from; k < to; k++) scan_block(s, lane, &s->list.items[k]);
    raise_floor(s, lane);
  }
}

// ---- all ----------------------------------------------------------------------------------------

// Whether some were left out.
static bool find_blocks(LooseScan *s) {
  const NameScan *scan = s->scan;
  const Snapshot *snapshot = scan->context->snapshot;
  if (scan->best == SYMBOL_MATCH_SUBSTRING) {
    name_blocks_substring(snapshot, scan->target, &s->list);
    return false;
  }
  size_t length = scan->target->name.len; // one letter is no fuzzy match
  if (length < 2 || length > FUZZY_NEEDLE_MAX) return false;
  return name_blocks_fuzzy(snapshot, scan->target, scan->limit > 0, &s->list);
}

void loose_scan(const NameScan *scan, NameHits *out, bool *more) {
  const QueryContext *context = scan->context;
  LooseScan s = {.scan = scan};
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
