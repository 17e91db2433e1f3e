// Problem: a scan of five million names takes a tenth of a second, and nearly all of them have
// nothing to do with what was typed.
//
// Approach: planes of bits (signature.h), 64 blocks a word. A substring needs all of its pairs of
// characters. Letters in order need only the letters, but each of them scores only if it follows the one
// before it directly (the pair) or starts a word: a letter that does neither anywhere in a block is
// weak there. Counters of bits, added as numbers are by hand, count the weak letters of 64 blocks at
// once, and the fewer there are, the more a name of the block may score; so blocks are looked at
// in the order of what they may be worth, and a search that has its page stops.
//
// Rejected: a character mask for every name (40 MB); an order of letters (it fits most blocks).
#include "query/name_blocks.h"

#include "base/array.h"
#include "base/codec.h"
#include "format/signature.h"
#include "query/fuzzy.h"

enum {
  COUNTER_BITS = 4,
  COUNTER_MAX = (1 << COUNTER_BITS) - 1, // where counters stop
  BUCKETS = 4096,
  SUBSTRING_PAIRS = 32, // of a target; more do not help
  // What letters lose against one in a run, apart from the byte that is left out before them:
  LOSS_WEAK = FUZZY_RUN - FUZZY_GAP + FUZZY_TRAILING_GAP,
  LOSS_START = FUZZY_RUN - FUZZY_BONUS_WORD - FUZZY_GAP + FUZZY_TRAILING_GAP,
};

typedef struct {
  const char *pair, *start; // pair: NULL for the first letter
} LetterPlanes;

// ---- blocks without signatures ------------------------------------------------------------------

static void add_by_mask(const Segment *segment, uint32_t part, uint64_t mask, NameBlocks *out) {
  uint32_t blocks = (segment_name_count(segment) + NAME_BLOCK - 1) / NAME_BLOCK;
  for (uint32_t b = 0; b < blocks; b++) {
    if ((segment_name_block_mask(segment, b) & mask) != mask) continue;
    array_push(out, ((NameBlock){.part = part, .block = b}));
  }
}

// ---- planes -------------------------------------------------------------------------------------

static uint64_t word_of(const char *plane, size_t w) { return le_get_u64(plane + w * 8); }

static size_t class_planes(const Segment *segment, Str text, const char *planes[NAME_CLASSES]) {
  uint64_t classes = 0;
  size_t count = 0;
  for (size_t i = 0; i < text.len; i++) classes |= (uint64_t)1 << name_class(text.ptr[i]);
  for (unsigned c = 0; c < NAME_CLASSES; c++) {
    if (classes >> c & 1) planes[count++] = segment_signature_class(segment, c);
  }
  return count;
}

static uint64_t and_words(const char *const *planes, size_t count, size_t w) {
  uint64_t all = ~(uint64_t)0;
  for (size_t i = 0; i < count && all; i++) all &= word_of(planes[i], w);
  return all;
}

static void add_with_pairs(const Segment *segment, uint32_t part, Str folded, NameBlocks *out) {
  const char *planes[NAME_CLASSES + SUBSTRING_PAIRS];
  size_t count = 0, words = segment_signature_words(segment);
  for (size_t i = 1; i < folded.len && i <= SUBSTRING_PAIRS; i++) {
    unsigned before = name_class(folded.ptr[i - 1]), behind = name_class(folded.ptr[i]);
    planes[count++] = segment_signature_pair(segment, before, behind);
  }
  count += class_planes(segment, folded, planes + count);
  for (size_t w = 0; w < words; w++) {
    for (uint64_t all = and_words(planes, count, w); all; all &= all - 1) {
      uint32_t block = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(all);
      uint32_t shortest = segment_name_block_shortest(segment, block);
      array_push(out, ((NameBlock){.part = part, .block = block, .shortest = shortest}));
    }
  }
}

// ---- counting letters ---------------------------------------------------------------------------

// 64 counters, bit k of all of them in word k.
typedef struct {
  uint64_t bits[COUNTER_BITS];
} Counters;

static void counters_add(Counters *counters, uint64_t ones) {
  for (int k = 0; k < COUNTER_BITS; k++) {
    uint64_t carry = counters->bits[k] & ones;
    counters->bits[k] ^= ones;
    ones = carry;
  }
  for (int k = 0; k < COUNTER_BITS; k++) counters->bits[k] |= ones; // the largest stay so
}

static uint64_t counters_equal(const Counters *counters, unsigned value) {
  uint64_t equal = ~(uint64_t)0;
  for (int k = 0; k < COUNTER_BITS; k++) {
    equal &= value >> k & 1 ? counters->bits[k] : ~counters->bits[k];
  }
  return equal;
}

static unsigned counters_get(const Counters *counters, unsigned i) {
  unsigned value = 0;
  for (int k = 0; k < COUNTER_BITS; k++) value |= (unsigned)(counters->bits[k] >> i & 1) << k;
  return value;
}

// Adds to `weak` the blocks of `all` where a letter is weak, to `starts` those where it only starts
// words.
static void count_letters(const LetterPlanes *letters, size_t count, size_t w, uint64_t all,
                          Counters *weak, Counters *starts) {
  for (size_t i = 0; i < count; i++) {
    uint64_t start = word_of(letters[i].start, w);
    uint64_t pair = letters[i].pair ? word_of(letters[i].pair, w) : 0;
    counters_add(weak, all & ~pair & ~start);
    if (i > 0) counters_add(starts, all & ~pair & start);
  }
}

// Adds the blocks that have all letters, just `level` of them weak.
static void add_level(const Segment *segment, uint32_t part, Str folded, unsigned level,
                      NameBlocks *out) {
  const char *required[NAME_CLASSES];
  LetterPlanes letters[FUZZY_NEEDLE_MAX];
  size_t required_count = class_planes(segment, folded, required);
  size_t words = segment_signature_words(segment);
  for (size_t i = 0; i < folded.len; i++) {
    unsigned class = name_class(folded.ptr[i]);
    letters[i].start = segment_signature_start(segment, class);
    letters[i].pair = NULL;
    if (i == 0) continue;
    letters[i].pair = segment_signature_pair(segment, name_class(folded.ptr[i - 1]), class);
  }
  for (size_t w = 0; w < words; w++) {
    uint64_t all = and_words(required, required_count, w);
    if (!all) continue;
    Counters weak = {0}, starts = {0};
    count_letters(letters, folded.len, w, all, &weak, &starts);
    for (all &= counters_equal(&weak, level); all; all &= all - 1) {
      unsigned bit = (unsigned)__builtin_ctzll(all);
      NameBlock c = {.part = part, .block = (uint32_t)(w * 64) + bit};
      c.loss = level * LOSS_WEAK + counters_get(&starts, bit) * LOSS_START;
      c.shortest = segment_name_block_shortest(segment, c.block);
      array_push(out, c);
    }
  }
}

// ---- order --------------------------------------------------------------------------------------

static uint32_t fuzzy_bucket(const NameBlock *c, size_t needle_length) {
  size_t left_out = c->shortest > needle_length ? c->shortest - needle_length : 0;
  size_t bucket = (c->loss + left_out * (size_t)-FUZZY_TRAILING_GAP) / 2;
  return bucket < BUCKETS ? (uint32_t)bucket : BUCKETS - 1;
}

// A counting sort, which keeps the order within a bucket. `needle_length` 0: by length alone.
static void sort_blocks(NameBlocks *list, size_t needle_length) {
  size_t *starts = xcalloc(BUCKETS + 1, sizeof *starts);
  NameBlocks sorted = {0};
  if (list->count) array_reserve(&sorted, list->count);
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < list->count; i++) {
      const NameBlock *c = &list->items[i];
      uint32_t bucket = needle_length ? fuzzy_bucket(c, needle_length) : c->shortest;
      if (pass == 0) {
        starts[bucket + 1]++;
      } else {
        sorted.items[starts[bucket]++] = *c;
      }
    }
    for (size_t b = 0; b < BUCKETS && pass == 0; b++) starts[b + 1] += starts[b];
  }
  free(starts);
  sorted.count = list->count;
  array_free(list);
  *list = sorted;
}

int32_t name_block_best_score(const NameBlock *c, const SymbolTarget *t, size_t length) {
  size_t left_out = length > t->name.len ? length - t->name.len : 0;
  return fuzzy_best(t->name.len) - (int32_t)c->loss + (int32_t)left_out * FUZZY_TRAILING_GAP;
}

// ---- all segments -------------------------------------------------------------------------------

void name_blocks_substring(const Snapshot *snapshot, const SymbolTarget *target, NameBlocks *out) {
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    if (!segment_has_symbols(segment)) continue;
    if (segment_has_signatures(segment)) {
      add_with_pairs(segment, part, target->folded, out);
    } else {
      add_by_mask(segment, part, target->mask, out);
    }
  }
  sort_blocks(out, 0);
}

bool name_blocks_fuzzy(const Snapshot *snapshot, const SymbolTarget *target, bool limited,
                       NameBlocks *out) {
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    bool by_mask = segment_has_symbols(segment) && !segment_has_signatures(segment);
    if (by_mask) add_by_mask(segment, part, target->mask, out);
  }
  size_t most = limited ? out->count + NAME_BLOCKS_FUZZY_MAX : SIZE_MAX;
  unsigned level = 0;
  for (; level <= target->folded.len && level <= COUNTER_MAX && out->count <= most; level++) {
    for (uint32_t part = 0; part < snapshot->parts.count; part++) {
      const Segment *segment = snapshot->parts.items[part].segment;
      if (!segment_has_signatures(segment)) continue;
      add_level(segment, part, target->folded, level, out);
    }
  }
  sort_blocks(out, target->name.len);
  if (out->count <= most) return false;
  out->count = most;
  return true;
}
