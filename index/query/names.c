// Problem: a tree has millions of names, and the person wants the best hundred within two
// milliseconds.
//
// Approach: exact and prefix matches are ranges of the sorted names; the rest is a scan in which
// blocks of names are skipped by the characters they hold. Each range keeps its best hits in a
// heap; a name that cannot enter the heap is dropped before its symbols are looked at. Ranges are
// scanned in parallel, and their heaps merged.
//
// A key, from the highest bit: class (2), same case as typed (1), fuzzy score (20), shorter name
// (11), kind (4), definition (1), document quality (21). Without a target: class, worth showing
// (1), quality (21), kind (4), shorter name (11).
#include "query/names.h"

#include "base/array.h"
#include "query/definitions.h"
#include "query/fuzzy.h"

enum {
  RANGE_NAMES = 32768,
  SMALL_SCAN = 16384,   // names: not worth the pool
  SAMPLED_BLOCKS = 512, // over all segments, for a query that names nothing
  ADMITTED_MAX = 16,    // symbols of a name that are looked at for its key
  POLL_NAMES = 1024,
  QUALITY_MAX = (1 << 21) - 1,
  SCORE_MAX = (1 << 20) - 1,
  NAME_SHIFT = 26, // what the name alone decides stands above
  CLASS_SHIFT = 58,
};

// A run of names to scan.
typedef struct {
  uint32_t part, from, to; // numbers
  uint32_t stride;         // of blocks; 1: all
  NameHits hits;           // a heap, the worst on top, once it has `limit`
  bool more;
} Range;

typedef struct {
  const NameScan *scan;
  ARRAY(Range) ranges;
} Scan;

// ---- keys ---------------------------------------------------------------------------------------

static bool starts_with_fold(Str name, Str folded) {
  return name.len >= folded.len && str_equal_fold(str_slice(name, 0, folded.len), folded);
}

static uint64_t shortness(Str name) { return name.len < 2047 ? 2047 - name.len : 0; }

static uint64_t key_of(SymbolMatch match, bool same_case, uint64_t score, Str name) {
  return (uint64_t)match << CLASS_SHIFT | (uint64_t)same_case << 57 | score << 37
         | shortness(name) << NAME_SHIFT;
}

static uint64_t fuzzy_key(int32_t score, Str name) {
  score += SCORE_MAX / 2; // gaps may make it negative
  uint64_t bounded = score < 0 ? 0 : score > SCORE_MAX ? SCORE_MAX : (uint64_t)score;
  return key_of(SYMBOL_MATCH_FUZZY, false, bounded, name);
}

// Exact or prefix; 0: neither.
static uint64_t prefix_key(const SymbolTarget *t, Str name) {
  if (name.len == 0 || ascii_lower(name.ptr[0]) != t->folded.ptr[0]) return 0;
  if (!starts_with_fold(name, t->folded)) return 0;
  bool exact = name.len == t->folded.len;
  return key_of(exact ? SYMBOL_MATCH_EXACT : SYMBOL_MATCH_PREFIX, str_starts_with(name, t->name), 0,
                name);
}

static uint64_t substring_key(const SymbolTarget *t, Str name) {
  size_t at = scan_find(&t->needle, name, 0);
  if (at == SIZE_MAX) return 0;
  Str found = str_slice(name, at, at + t->name.len);
  return key_of(SYMBOL_MATCH_SUBSTRING, str_equal(found, t->name), 0, name);
}

// The key of a name that contains the target's letters in order, and is worth no less than `least`.
static uint64_t loose_key(const SymbolTarget *t, Str name, uint64_t least) {
  uint64_t key = substring_key(t, name);
  if (key || t->name.len < 2) return key; // one letter is no fuzzy match
  int32_t most = fuzzy_best(t->name.len);
  most += FUZZY_TRAILING_GAP * (int32_t)(name.len - t->name.len);
  if (fuzzy_key(most, name) < least) return 0;
  int32_t score = fuzzy_score(t->name, name);
  return score == FUZZY_NONE ? 0 : fuzzy_key(score, name);
}

uint64_t names_key(const SymbolTarget *t, Str name) {
  if (!t) return (uint64_t)SYMBOL_MATCH_EXACT << CLASS_SHIFT | shortness(name);
  uint64_t key = prefix_key(t, name);
  if (key || !fuzzy_contains(t->folded, name)) return key;
  return loose_key(t, name, 0);
}

SymbolMatch names_class(uint64_t key) { return (SymbolMatch)(key >> CLASS_SHIFT); }

double names_score(uint64_t key) {
  uint64_t rest = key & (((uint64_t)1 << CLASS_SHIFT) - 1);
  return (double)names_class(key)
         + (double)(rest >> 6) / (double)((uint64_t)1 << (CLASS_SHIFT - 6));
}

uint64_t names_symbol_key(const NameScan *scan, uint64_t name_key, uint32_t part,
                          const StoredSymbol *symbol) {
  uint64_t kind = definition_kind_weight(symbol->kind);
  uint64_t definition = !(symbol->flags & SYMBOL_DECLARATION);
  uint64_t rank = (uint64_t)scan->ranks[part] + symbol->document;
  uint64_t quality = rank < QUALITY_MAX ? QUALITY_MAX - rank : 0;
  if (!scan->target) {
    uint64_t worth = kind >= 13 && definition;
    return name_key | worth << 36 | quality << 15 | kind << 11;
  }
  return name_key | kind << 22 | definition << 21 | quality;
}

// ---- the heap -----------------------------------------------------------------------------------

// Equal keys: the earlier name is better, so that answers do not depend on who scanned first.
static bool is_worse(const NameHit *a, const NameHit *b) {
  if (a->key != b->key) return a->key < b->key;
  if (a->part != b->part) return a->part > b->part;
  return a->number > b->number;
}

static void sift_down(NameHits *heap, size_t at) {
  for (;;) {
    size_t worst = at, left = 2 * at + 1;
    for (size_t child = left; child < left + 2 && child < heap->count; child++) {
      if (is_worse(&heap->items[child], &heap->items[worst])) worst = child;
    }
    if (worst == at) return;
    NameHit hit = heap->items[at];
    heap->items[at] = heap->items[worst];
    heap->items[worst] = hit;
    at = worst;
  }
}

// Keeps the best `limit` hits (0: all). Returns whether one was left out.
static bool offer(NameHits *heap, size_t limit, NameHit hit) {
  if (limit == 0 || heap->count < limit) {
    array_push(heap, hit);
    if (heap->count == limit) {
      for (size_t i = limit / 2 + 1; i > 0; i--) sift_down(heap, i - 1);
    }
    return false;
  }
  if (is_worse(&heap->items[0], &hit)) {
    heap->items[0] = hit;
    sift_down(heap, 0);
  }
  return true;
}

// ---- scanning a range ---------------------------------------------------------------------------

// The key of the best of the name's first symbols that count; 0 if none does.
static uint64_t best_symbol_key(const NameScan *scan, uint32_t part, uint32_t number,
                                uint64_t name_key) {
  const SnapshotPart *p = &scan->context->snapshot->parts.items[part];
  SymbolCursor cursor;
  StoredSymbol symbol;
  uint64_t best = 0;
  if (!symbol_cursor_open(&cursor, p->segment, number)) return 0;
  for (int admitted = 0; admitted < ADMITTED_MAX && symbol_cursor_next(&cursor, &symbol);) {
    if (!symbol_query_admits(scan->query, scan->target, p, &symbol)) continue;
    uint64_t key = names_symbol_key(scan, name_key, part, &symbol);
    if (key > best) best = key;
    admitted++;
  }
  return best;
}

// The name's key if its class counts; 0 also if it cannot be worth `least`: *dropped then.
static uint64_t key_in_scan(const NameScan *scan, Str name, uint64_t least, bool *dropped) {
  const SymbolTarget *t = scan->target;
  if (!t) return names_key(NULL, name);
  uint64_t key = prefix_key(t, name);
  if (!key && scan->least < SYMBOL_MATCH_PREFIX && fuzzy_contains(t->folded, name)) {
    key = loose_key(t, name, least);
    *dropped |= key == 0 && least > 0;
  }
  SymbolMatch match = names_class(key);
  return key && match >= scan->least && match <= scan->best ? key : 0;
}

static void consider(const NameScan *scan, Range *range, const NameCursor *cursor) {
  bool full = scan->limit && range->hits.count >= scan->limit;
  uint64_t worst = full ? range->hits.items[0].key : 0;
  uint64_t below_name = ((uint64_t)1 << (scan->target ? NAME_SHIFT : CLASS_SHIFT)) - 1;
  uint64_t name_key = key_in_scan(scan, cursor->name, worst & ~below_name, &range->more);
  if (name_key == 0) return;
  if ((name_key | below_name) < worst) {
    range->more = true;
    return;
  }
  uint64_t key = best_symbol_key(scan, range->part, cursor->number, name_key);
  if (key == 0) return;
  range->more |= offer(&range->hits, scan->limit, (NameHit){key, range->part, cursor->number});
}

// Whether a block may hold a name that contains the target's characters.
static bool block_may_match(const NameScan *scan, const Segment *segment, uint32_t block) {
  if (!scan->target) return true;
  uint64_t mask = scan->target->mask;
  return (segment_name_block_mask(segment, block) & mask) == mask;
}

static void scan_range(void *user, size_t i) {
  Scan *s = user;
  const NameScan *scan = s->scan;
  Range *range = &s->ranges.items[i];
  const Segment *segment = scan->context->snapshot->parts.items[range->part].segment;
  uint32_t number = range->from;
  while (number < range->to && !query_cancelled(scan->context)) {
    uint32_t block = number / NAME_BLOCK, end = (block + 1) * NAME_BLOCK;
    if (end > range->to) end = range->to;
    if (block_may_match(scan, segment, block)) {
      NameCursor cursor;
      bool at = name_cursor_open(&cursor, segment, number);
      for (; at && number < end; number++) {
        consider(scan, range, &cursor);
        if (number + 1 < end) at = name_cursor_next(&cursor);
      }
    }
    number = (block + range->stride) * NAME_BLOCK;
  }
}

// ---- ranges -------------------------------------------------------------------------------------

static void add_ranges(Scan *s, uint32_t part, uint32_t from, uint32_t to, uint32_t stride) {
  while (from < to) {
    uint32_t end = to - from > RANGE_NAMES ? (from / RANGE_NAMES + 1) * RANGE_NAMES : to;
    if (stride > 1) end = to;
    array_push(&s->ranges, ((Range){.part = part, .from = from, .to = end, .stride = stride}));
    from = end;
  }
}

// Number of the first name behind all that begin with the folded prefix, or a little later.
static uint32_t end_of_prefix(const Segment *segment, Str folded) {
  char bytes[NAME_MAX_BYTES];
  if (folded.len >= sizeof bytes) return segment_name_count(segment);
  memcpy(bytes, folded.ptr, folded.len);
  size_t len = folded.len;
  while (len > 0 && (unsigned char)bytes[len - 1] == 0xFF) len--;
  if (len == 0) return segment_name_count(segment);
  bytes[len - 1]++;
  return segment_name_lower_bound_fold(segment, str_make(bytes, len));
}

static size_t all_blocks(const NameScan *scan) {
  size_t blocks = 0;
  const Snapshot *snapshot = scan->context->snapshot;
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    blocks += segment_name_count(snapshot->parts.items[i].segment) / NAME_BLOCK + 1;
  }
  return blocks;
}

static size_t make_ranges(Scan *s) {
  const NameScan *scan = s->scan;
  const Snapshot *snapshot = scan->context->snapshot;
  bool sampled = !scan->target && scan->limit && !scan->query->filtered;
  uint32_t stride = sampled ? (uint32_t)(all_blocks(scan) / SAMPLED_BLOCKS) + 1 : 1;
  bool sorted = scan->target && scan->least >= SYMBOL_MATCH_PREFIX;
  size_t names = 0;
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    if (!segment_has_symbols(segment)) continue;
    uint32_t from = 0, to = segment_name_count(segment);
    if (sorted) {
      from = segment_name_lower_bound_fold(segment, scan->target->folded);
      to = end_of_prefix(segment, scan->target->folded);
    }
    names += (to > from ? to - from : 0) / stride;
    add_ranges(s, part, from, to, stride);
  }
  return names;
}

static int compare_hits(const void *a, const void *b) {
  const NameHit *x = a, *y = b;
  return is_worse(x, y) ? 1 : is_worse(y, x) ? -1 : 0;
}

void names_scan(const NameScan *scan, NameHits *out, bool *more) {
  Scan s = {.scan = scan};
  size_t names = make_ranges(&s);
  const QueryContext *context = scan->context;
  if (context->parallel && names > SMALL_SCAN && s.ranges.count > 1) {
    context->parallel(context->pool, s.ranges.count, scan_range, &s);
  } else {
    for (size_t i = 0; i < s.ranges.count; i++) scan_range(&s, i);
  }
  bool cancelled = query_cancelled(context); // then nobody wants them merged and sorted
  out->count = 0;
  for (size_t i = 0; i < s.ranges.count; i++) {
    Range *range = &s.ranges.items[i];
    *more |= range->more;
    for (size_t k = 0; k < range->hits.count && !cancelled; k++) {
      *more |= offer(out, scan->limit, range->hits.items[k]);
    }
    array_free(&range->hits);
  }
  array_free(&s.ranges);
  if (out->count) qsort(out->items, out->count, sizeof *out->items, compare_hits);
}
