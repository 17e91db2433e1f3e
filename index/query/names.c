// Problem: a tree has millions of names, and the person wants the best hundred within two
// milliseconds.
//
// Approach: exact and prefix matches are ranges of the sorted names, here; looser ones are found
// by loose.c. Each range keeps its best hits in a heap; a name that cannot enter the heap is
// dropped before its symbols are looked at. Ranges are scanned in parallel, and their heaps merged.
//
// A key, from the highest bit: class (2), same case as typed (1), fuzzy score (20), shorter name
// (11), kind (4), definition (1), document quality (21). Without a target: class, worth showing
// (1), quality (21), kind (4), shorter name (11).
#include "query/names.h"

#include "base/array.h"
#include "format/signature.h"
#include "query/definitions.h"
#include "query/fuzzy.h"
#include "query/loose.h"

enum {
  RANGE_NAMES = 32768,
  SMALL_SCAN = 16384,   // names: not worth the pool
  SAMPLED_BLOCKS = 512, // over all segments, for a query that names nothing
  SAMPLE_GROWTH = 4,
  ADMITTED_MAX = 16, // symbols of a name that are looked at for its key
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
  size_t sample;          // blocks to look at over all segments; 0: all
  _Atomic uint64_t floor; // the worst of any full heap: below it nothing is wanted
  ARRAY(Range) ranges;
} Scan;

// ---- keys ---------------------------------------------------------------------------------------

static bool starts_with_fold(Str name, Str folded) {
  return name.len >= folded.len && str_equal_fold(str_slice(name, 0, folded.len), folded);
}

static uint64_t shortness(size_t length) { return length < 2047 ? 2047 - length : 0; }

static uint64_t key_of(SymbolMatch match, bool same_case, uint64_t score, size_t length) {
  return (uint64_t)match << CLASS_SHIFT | (uint64_t)same_case << 57 | score << 37
         | shortness(length) << NAME_SHIFT;
}

uint64_t names_fuzzy_key(int32_t score, size_t length) {
  score += SCORE_MAX / 2; // gaps may make it negative
  uint64_t bounded = score < 0 ? 0 : score > SCORE_MAX ? SCORE_MAX : (uint64_t)score;
  return key_of(SYMBOL_MATCH_FUZZY, false, bounded, length);
}

// Exact or prefix; 0: neither.
static uint64_t prefix_key(const SymbolTarget *t, Str name) {
  if (name.len == 0 || ascii_lower(name.ptr[0]) != t->folded.ptr[0]) return 0;
  if (!starts_with_fold(name, t->folded)) return 0;
  bool exact = name.len == t->folded.len;
  return key_of(exact ? SYMBOL_MATCH_EXACT : SYMBOL_MATCH_PREFIX, str_starts_with(name, t->name), 0,
                name.len);
}

uint64_t names_substring_key(bool same_case, size_t length) {
  return key_of(SYMBOL_MATCH_SUBSTRING, same_case, 0, length);
}

static uint64_t substring_key(const SymbolTarget *t, Str name) {
  size_t at = scan_find(&t->needle, name, 0);
  if (at == SIZE_MAX) return 0;
  Str found = str_slice(name, at, at + t->name.len);
  return names_substring_key(str_equal(found, t->name), name.len);
}

uint64_t names_key(const SymbolTarget *t, Str name) {
  if (!t) return (uint64_t)SYMBOL_MATCH_EXACT << CLASS_SHIFT | shortness(name.len);
  uint64_t key = prefix_key(t, name);
  if (key || !fuzzy_contains(t->folded, name)) return key;
  key = substring_key(t, name);
  if (key || t->name.len < 2) return key; // one letter is no fuzzy match
  int32_t score = fuzzy_score(t->name, name);
  return score == FUZZY_NONE ? 0 : names_fuzzy_key(score, name.len);
}

static uint32_t run_of_places(size_t from, size_t count, uint32_t *places) {
  if (count > FUZZY_NEEDLE_MAX) count = FUZZY_NEEDLE_MAX;
  for (size_t i = 0; i < count; i++) places[i] = (uint32_t)(from + i);
  return (uint32_t)count;
}

uint32_t names_matched(const SymbolTarget *t, Str name, uint32_t *places) {
  if (prefix_key(t, name)) return run_of_places(0, t->name.len, places);
  size_t at = scan_find(&t->needle, name, 0);
  if (at != SIZE_MAX) return run_of_places(at, t->name.len, places);
  bool aligned = fuzzy_align(t->name, name, places) != FUZZY_NONE;
  return aligned ? (uint32_t)t->name.len : 0;
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

// ---- scanning a range ---------------------------------------------------------------------------

uint64_t names_best_symbol_key(const NameScan *scan, uint32_t part, uint32_t number,
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

// The name's key if its class counts.
static uint64_t key_in_scan(const NameScan *scan, Str name) {
  if (!scan->target) return names_key(NULL, name);
  uint64_t key = prefix_key(scan->target, name);
  return key && names_class(key) >= scan->least ? key : 0;
}

static uint64_t floor_of(Scan *s, const Range *range) {
  uint64_t own = name_hits_worst(&range->hits, s->scan->limit);
  uint64_t all = atomic_load_explicit(&s->floor, memory_order_relaxed);
  while (own > all && !atomic_compare_exchange_weak(&s->floor, &all, own)) {
  }
  return own > all ? own : all;
}

static void consider(const NameScan *scan, Range *range, const NameCursor *cursor, uint64_t floor) {
  uint64_t below_name = scan->target ? NAMES_BELOW_NAME : ((uint64_t)1 << CLASS_SHIFT) - 1;
  uint64_t name_key = key_in_scan(scan, cursor->name);
  if (name_key == 0) return;
  if ((name_key | below_name) < floor) {
    range->more = true;
    return;
  }
  uint64_t key = names_best_symbol_key(scan, range->part, cursor->number, name_key);
  if (key == 0) return;
  NameHit hit = {key, range->part, cursor->number};
  range->more |= name_hits_offer(&range->hits, scan->limit, hit);
}

// Whether a name of the block may enter the heap, as far as the length of its names tells.
static bool block_may_enter(const NameScan *scan, const Segment *segment, uint32_t block,
                            uint64_t floor) {
  if (!scan->target || !floor) return true;
  uint32_t shortest = segment_name_block_shortest(segment, block);
  bool exact = shortest <= scan->target->name.len;
  uint64_t most = key_of(exact ? SYMBOL_MATCH_EXACT : SYMBOL_MATCH_PREFIX, true, 0, shortest);
  return (most | NAMES_BELOW_NAME) >= floor;
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
    NameCursor cursor;
    uint64_t floor = floor_of(s, range);
    bool may = block_may_enter(scan, segment, block, floor);
    range->more |= !may;
    bool at = may && name_cursor_open(&cursor, segment, number);
    for (; at && number < end; number++) {
      consider(scan, range, &cursor, floor);
      if (number + 1 < end) at = name_cursor_next(&cursor);
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
  uint32_t stride = s->sample ? (uint32_t)(all_blocks(scan) / s->sample) + 1 : 1;
  size_t names = 0;
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    if (!segment_has_symbols(segment)) continue;
    uint32_t from = 0, to = segment_name_count(segment);
    if (scan->target) {
      from = segment_name_lower_bound_fold(segment, scan->target->folded);
      to = end_of_prefix(segment, scan->target->folded);
    }
    names += (to > from ? to - from : 0) / stride;
    add_ranges(s, part, from, to, stride);
  }
  return names;
}

// Scans all ranges or a sample of them.
static void scan_ranges(const NameScan *scan, size_t sample, NameHits *out, bool *more) {
  Scan s = {.scan = scan, .sample = sample};
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
      *more |= name_hits_offer(out, scan->limit, range->hits.items[k]);
    }
    array_free(&range->hits);
  }
  array_free(&s.ranges);
}

void names_scan(const NameScan *scan, NameHits *out, bool *more) {
  if (scan->target && scan->best < SYMBOL_MATCH_PREFIX) {
    loose_scan(scan, out, more);
    return;
  }
  bool sampled = !scan->target && scan->limit;
  size_t sample = sampled ? SAMPLED_BLOCKS : 0, blocks = all_blocks(scan);
  scan_ranges(scan, sample, out, more);
  // Filters may leave too little of a sample: then a larger one, in the end all.
  while (sample && sample < blocks && out->count < scan->limit && !query_cancelled(scan->context)) {
    sample = sample * SAMPLE_GROWTH < blocks ? sample * SAMPLE_GROWTH : 0;
    *more = false;
    scan_ranges(scan, sample, out, more);
  }
  if (sample && sample < blocks) *more = true;
  name_hits_sort(out);
}
