// Problem: a scan of five million names takes a tenth of a second, and nearly all of them have
// nothing to do with what was typed.
//
// Approach: planes of bits (signature.h), 64 blocks a word. A substring needs all of its pairs of
// characters. Letters in order need only the letters, but each of them scores only if it follows the one
// before it directly (the pair) or starts a word: a letter that does neither anywhere in a block is
// weak there. Counters of bits, added as numbers are by hand, count such letters for 64 blocks at
// once. The fewer there are, the more a name of the block may score, which tells a search that has its
// page what to skip; and the better they fit, the sooner a block is looked at. Pairs count for more in
// that order than in the score, as nearly every block has words that start with any common letter.
//
// Rejected: a character mask for every name (40 MB); an order of letters (it fits most blocks).
#include "query/name_blocks.h"

#include "base/array.h"
#include "base/codec.h"
#include "format/signature.h"
#include "query/fuzzy.h"

enum {
  COUNTER_BITS = 5,
  COUNTER_MAX = (1 << COUNTER_BITS) - 1, // where counters stop
  BUCKETS = 4096,
  SUBSTRING_PAIRS = 32, // of a target; more do not help
  // What letters lose against one in a run, apart from the byte that is left out before them:
  LOSS_START = FUZZY_RUN - FUZZY_BONUS_WORD - FUZZY_GAP + FUZZY_TRAILING_GAP,
};

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
      array_push(out, ((NameBlock){.part = part, .block = block, .shortest = (uint8_t)shortest}));
    }
  }
}

// ---- counting letters ---------------------------------------------------------------------------

// 64 counters, bit k of all of them in word k.
typedef struct {
  uint64_t bits[COUNTER_BITS];
} Counters;

// Adds 1 << from where `ones` has a bit.
static void counters_add(Counters *counters, uint64_t ones, int from) {
  for (int k = from; k < COUNTER_BITS; k++) {
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

// The planes of a segment that tell of a target's letters.
typedef struct {
  const char *required[NAME_CLASSES];
  size_t required_count;
  const char *pairs[FUZZY_NEEDLE_MAX], *starts[FUZZY_NEEDLE_MAX];
  size_t letters;
  uint32_t from, to; // blocks with names that begin with the first letter
} LetterPlanes;

// 64 blocks: which have all letters, how many are weak there, and how badly they fit: 2 for a weak
// letter, 1 for one that only starts words, 1 if no name begins with the first.
typedef struct {
  uint64_t all;
  Counters weak, misfit;
} LetterCounts;

// Bits of the blocks 64w .. 64w+63 that lie in from .. to-1.
static uint64_t bits_in_range(size_t w, uint32_t from, uint32_t to) {
  uint64_t first = w * 64, below_from = 0, below_to = 0;
  if (from > first)
    below_from = from - first < 64 ? ((uint64_t)1 << (from - first)) - 1 : UINT64_MAX;
  if (to > first) below_to = to - first < 64 ? ((uint64_t)1 << (to - first)) - 1 : UINT64_MAX;
  return below_to & ~below_from;
}

static void find_planes(const Segment *segment, Str folded, LetterPlanes *out) {
  out->required_count = class_planes(segment, folded, out->required);
  out->letters = folded.len;
  char behind = (char)(folded.ptr[0] + 1);
  out->from = segment_name_lower_bound_fold(segment, str_slice(folded, 0, 1)) / NAME_BLOCK;
  out->to = UINT32_MAX;
  if (behind) {
    out->to = segment_name_lower_bound_fold(segment, str_make(&behind, 1)) / NAME_BLOCK + 1;
  }
  for (size_t i = 0; i < folded.len; i++) {
    unsigned class = name_class(folded.ptr[i]);
    unsigned before = name_class(folded.ptr[i ? i - 1 : 0]);
    out->starts[i] = segment_signature_start(segment, class);
    out->pairs[i] = segment_signature_pair(segment, before, class); // of no use for the first
  }
}

static void count_letters(const LetterPlanes *planes, size_t w, LetterCounts *out) {
  *out = (LetterCounts){.all = and_words(planes->required, planes->required_count, w)};
  if (!out->all) return;
  uint64_t outside = ~bits_in_range(w, planes->from, planes->to) & word_of(planes->starts[0], w);
  counters_add(&out->misfit, out->all & outside, 0); // where the first letter is weak, that counts
  for (size_t i = 0; i < planes->letters; i++) {
    uint64_t start = word_of(planes->starts[i], w);
    uint64_t pair = i ? word_of(planes->pairs[i], w) : 0;
    uint64_t weak = out->all & ~start & ~pair;
    counters_add(&out->weak, weak, 0);
    counters_add(&out->misfit, weak, 1);
    if (i > 0) counters_add(&out->misfit, out->all & start & ~pair, 0);
  }
}

// Adds to counts[m] the blocks whose misfit is m.
static void count_blocks(const Segment *segment, Str folded, size_t counts[COUNTER_MAX + 1]) {
  LetterPlanes planes;
  LetterCounts c;
  find_planes(segment, folded, &planes);
  for (size_t w = 0; w < segment_signature_words(segment); w++) {
    count_letters(&planes, w, &c);
    if (!c.all) continue;
    for (unsigned m = 0; m <= 2 * folded.len + 1 && m <= COUNTER_MAX; m++) {
      counts[m] += (size_t)__builtin_popcountll(c.all & counters_equal(&c.misfit, m));
    }
  }
}

// Adds the blocks whose misfit is at most `most`.
static void add_fitting(const Segment *segment, uint32_t part, Str folded, unsigned most,
                        NameBlocks *out) {
  LetterPlanes planes;
  LetterCounts c;
  find_planes(segment, folded, &planes);
  for (size_t w = 0; w < segment_signature_words(segment); w++) {
    uint64_t fitting = 0;
    count_letters(&planes, w, &c);
    for (unsigned m = 0; c.all && m <= most; m++) fitting |= counters_equal(&c.misfit, m);
    for (fitting &= c.all; fitting; fitting &= fitting - 1) {
      unsigned bit = (unsigned)__builtin_ctzll(fitting);
      NameBlock b = {.part = part, .block = (uint32_t)(w * 64) + bit};
      b.weak = (uint8_t)counters_get(&c.weak, bit);
      b.misfit = (uint8_t)counters_get(&c.misfit, bit);
      b.shortest = (uint8_t)segment_name_block_shortest(segment, b.block);
      array_push(out, b);
    }
  }
}

// ---- order --------------------------------------------------------------------------------------

static uint32_t fuzzy_bucket(const NameBlock *b, size_t needle_length) {
  size_t left_out = b->shortest > needle_length ? b->shortest - needle_length : 0;
  size_t bucket = (size_t)b->misfit * FUZZY_LOSS_WEAK / 4 + left_out; // in units of 2
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

int32_t name_block_best_score(const NameBlock *b, const SymbolTarget *t, size_t length) {
  int32_t left_out = length > t->name.len ? (int32_t)(length - t->name.len) : 0;
  int32_t starts = b->misfit > 2 * b->weak ? b->misfit - 2 * b->weak : 0;
  return fuzzy_best(t->name) - b->weak * FUZZY_LOSS_WEAK - starts * LOSS_START
         + left_out * FUZZY_TRAILING_GAP;
}

// ---- all segments -------------------------------------------------------------------------------

size_t name_blocks_substring(const Snapshot *snapshot, const SymbolTarget *target,
                             NameBlocks *out) {
  size_t unsigned_count = 0;
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    size_t before = out->count;
    if (segment_has_signatures(segment)) {
      add_with_pairs(segment, part, target->folded, out);
    } else if (segment_has_symbols(segment)) {
      add_by_mask(segment, part, target->mask, out);
      unsigned_count += out->count - before;
    }
  }
  sort_blocks(out, 0);
  return unsigned_count;
}

// The least misfit up to which there are `wanted` blocks, or the largest.
static unsigned misfit_of(const Snapshot *snapshot, Str folded, size_t wanted) {
  size_t counts[COUNTER_MAX + 1] = {0}, found = 0;
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    if (segment_has_signatures(segment)) count_blocks(segment, folded, counts);
  }
  for (unsigned m = 0; m < COUNTER_MAX; m++) {
    found += counts[m];
    if (found > wanted) return m;
  }
  return COUNTER_MAX;
}

size_t name_blocks_fuzzy(const Snapshot *snapshot, const SymbolTarget *target, bool limited,
                         NameBlocks *out) {
  unsigned misfit =
      limited ? misfit_of(snapshot, target->folded, NAME_BLOCKS_FUZZY_MAX) : COUNTER_MAX;
  size_t unsigned_count = 0;
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    size_t before = out->count;
    if (segment_has_signatures(segment)) {
      add_fitting(segment, part, target->folded, misfit, out);
    } else if (segment_has_symbols(segment)) {
      add_by_mask(segment, part, target->mask, out);
      unsigned_count += out->count - before;
    }
  }
  sort_blocks(out, target->name.len);
  return unsigned_count;
}
