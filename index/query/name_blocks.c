// Problem: a scan of five million names takes a tenth of a second, and nearly all of them have
// nothing to do with what was typed.
//
// Approach: planes of bits (signature.h), 64 blocks a word. A substring needs all of its pairs of
// characters. Letters in order need only the letters, but each of them scores only if it follows
// the one before it directly (the pair) or starts a word: a letter that does neither anywhere in
// a block is weak there: it is worth less, in the word of the letter before it, and next to
// nothing elsewhere. Counters of bits, added as numbers are by hand, count such letters for 64
// blocks at once. So each block has a class that none of its names is better than, and a number
// for how badly it fits, and the best are taken first. Pairs count for more in that order than in
// the score, as nearly every block has words that start with any common letter. A slip leaves
// nearly all pairs as they are and says which others come instead: name_planes.c.
//
// How far down to go is told by a sample of the planes.
//
// Rejected: a character mask for every name (40 MB); an order of letters (it fits most blocks); counting
// all planes before picking, which reads them twice, or keeping the counts, half a megabyte a query.
#include "query/name_blocks.h"

#include "base/array.h"
#include "base/bits.h"
#include "format/signature.h"
#include "query/fuzzy.h"
#include "query/name_planes.h"

enum {
  CLASSES = NAME_STARTS - NAME_LETTERS + 1, // that letters in order can be of
  BUCKETS_OF_CLASS = 1024,
  BUCKETS = CLASSES * BUCKETS_OF_CLASS,
};

static uint32_t block_count(const Segment *segment) {
  return (segment_name_count(segment) + NAME_BLOCK - 1) / NAME_BLOCK;
}

static void push_block(const Segment *segment, NameBlock block, NameBlocks *out) {
  block.shortest = (uint8_t)segment_name_block_shortest(segment, block.block);
  array_push(out, block);
}

// ---- order --------------------------------------------------------------------------------------

static uint32_t bucket_of(const NameBlock *b, size_t needle_length) {
  if (b->class == NAME_TYPO) {
    return (uint32_t)(TYPO_KINDS - 1 - b->slip) * (UINT8_MAX + 1) + b->shortest;
  }
  size_t left_out = b->shortest > needle_length ? b->shortest - needle_length : 0;
  size_t bucket = (size_t)b->misfit * FUZZY_LOSS_WEAK / 4 + left_out; // in units of 2
  if (bucket >= BUCKETS_OF_CLASS) bucket = BUCKETS_OF_CLASS - 1;
  size_t class = b->class >= NAME_STARTS ? 0 : b->class == NAME_SUBSTRING ? 1 : 2;
  return (uint32_t)(class * BUCKETS_OF_CLASS + bucket);
}

// A counting sort, which keeps the order within a bucket.
static void sort_blocks(NameBlocks *list, size_t needle_length) {
  size_t *starts = xcalloc(BUCKETS + 1, sizeof *starts);
  NameBlocks sorted = {.left_out = list->left_out};
  if (list->count) array_reserve(&sorted, list->count);
  for (size_t i = 0; i < list->count; i++) starts[bucket_of(&list->items[i], needle_length) + 1]++;
  for (size_t b = 0; b < BUCKETS; b++) starts[b + 1] += starts[b];
  for (size_t i = 0; i < list->count; i++) {
    sorted.items[starts[bucket_of(&list->items[i], needle_length)]++] = list->items[i];
  }
  free(starts);
  sorted.count = list->count;
  array_free(list);
  *list = sorted;
}

static void cut(NameBlocks *list, size_t most) {
  if (!most || list->count <= most) return;
  list->count = most;
  list->left_out = true;
}

static uint64_t with_symbols(uint64_t name_key) { return name_key | NAMES_BELOW_NAME; }

uint64_t name_block_best_key(const NameBlock *b, const SymbolTarget *t, size_t length) {
  size_t more = t && length > t->name.len ? length - t->name.len : 0;
  switch ((NameClass)b->class) {
  case NAME_TYPO: {
    int32_t most = typo_best((TypoKind)b->slip, t->name.len, length);
    return with_symbols(names_key_make(NAME_TYPO, false, most, 0));
  }
  case NAME_SUBSTRING: return with_symbols(names_key_make(NAME_SUBSTRING, true, 0, length));
  case NAME_PREFIX:
    return with_symbols(names_key_make(more ? NAME_PREFIX : NAME_EXACT, true, 0, length));
  case NAME_EXACT: return UINT64_MAX;
  default: break;
  }
  int32_t most =
      fuzzy_best(t->name) - b->weak * FUZZY_LOSS_WEAK + (int32_t)more * FUZZY_TRAILING_GAP;
  return with_symbols(names_key_make((NameClass)b->class, false, most, length));
}

// ---- beginnings ---------------------------------------------------------------------------------

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

void name_blocks_prefix(const Snapshot *snapshot, const SymbolTarget *target, NameBlocks *out) {
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    if (!segment_has_symbols(segment)) continue;
    uint32_t from = segment_name_lower_bound_fold(segment, target->folded);
    uint32_t to = end_of_prefix(segment, target->folded);
    for (uint32_t b = from / NAME_BLOCK; from < to && b <= (to - 1) / NAME_BLOCK; b++) {
      push_block(segment, (NameBlock){.part = part, .block = b, .class = NAME_PREFIX}, out);
    }
  }
  sort_blocks(out, target->name.len);
}

void name_blocks_sample(const Snapshot *snapshot, uint32_t stride, NameBlocks *out) {
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    if (!segment_has_symbols(segment)) continue;
    for (uint32_t b = 0; b < block_count(segment); b += stride) {
      array_push(out, ((NameBlock){.part = part, .block = b, .class = NAME_EXACT}));
    }
  }
}

size_t name_blocks_all(const Snapshot *snapshot) {
  size_t blocks = 0;
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    blocks += block_count(snapshot->parts.items[i].segment);
  }
  return blocks;
}

// ---- letters ------------------------------------------------------------------------------------

// All blocks with the characters, of a segment without signatures.
static void add_by_mask(const Segment *segment, NameBlock block, uint64_t mask, NameBlocks *out) {
  for (uint32_t b = 0; b < block_count(segment); b++) {
    if ((segment_name_block_mask(segment, b) & mask) != mask) continue;
    block.block = b;
    array_push(out, block);
  }
}

// How many blocks of each class have each misfit, roughly: every so-manieth group of the planes
// is looked at.
typedef size_t Tally[CLASSES][COUNTER_MAX + 1];

enum { SAMPLED_GROUPS = 64 }; // of all segments, or more

static size_t count_words(const Snapshot *snapshot) {
  size_t words = 0;
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    if (segment_has_signatures(segment)) words += segment_signature_words(segment);
  }
  return words;
}

static void tally_sample(const Snapshot *snapshot, Str folded, bool in_one_piece, Tally tally) {
  size_t step = count_words(snapshot) / (SAMPLED_GROUPS * GROUP_WORDS) + 1;
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    LetterPlanes planes;
    LetterCounts counts;
    if (!segment_has_signatures(segment)) continue;
    name_planes_letters(segment, folded, &planes);
    for (size_t w = part % step * GROUP_WORDS; w < planes.words; w += step * GROUP_WORDS) {
      if (!name_planes_count(&planes, w, in_one_piece, &counts)) continue;
      name_planes_tally(&counts, 2 * planes.letters + 4, tally);
    }
  }
  for (int class = 0; class < CLASSES; class ++) {
    for (unsigned m = 0; m <= COUNTER_MAX; m++) tally[class][m] *= step;
  }
}

// For each class one more than the largest misfit that is wanted; 0: nothing of it. Whether all are
// wanted. The last one may bring more than is wanted: then its shortest names stay. If it brings far
// more, it is left out, unless there is little without it.
static bool find_limits(Tally tally, size_t most, unsigned limits[CLASSES]) {
  size_t found = 0;
  bool full = false;
  for (int class = CLASSES - 1; class >= 0; class --) {
    limits[class] = 0;
    for (unsigned m = 0; m <= COUNTER_MAX && !full; m++) {
      size_t here = tally[class][m];
      full = most && here && (found >= most || (found + here > 4 * most && found > most / 4));
      if (full) break;
      found += here;
      limits[class] = m + 1;
    }
  }
  return !full;
}

static void add_word(const Segment *segment, NameBlock b, const LetterCounts *c, size_t k,
                     const unsigned limits[CLASSES], NameBlocks *out) {
  uint64_t all = c->all.words[k], paired = c->paired.words[k], started = c->started.words[k];
  const uint64_t of_class[CLASSES] = {all & ~started & ~paired, paired & ~started, started};
  uint32_t first = b.block;
  for (int class = 0; class < CLASSES && all; class ++) {
    uint64_t left = limits[class] ? of_class[class] : 0;
    if (left) left &= counters_at_most(&c->misfit, k, limits[class] - 1);
    for (; left; left &= left - 1) {
      unsigned i = bits_lowest(left);
      b.block = first + i;
      b.class = (uint8_t)(NAME_LETTERS + class);
      b.weak = (uint8_t)counters_get(&c->weak, k, i);
      b.misfit = (uint8_t)counters_get(&c->misfit, k, i);
      push_block(segment, b, out);
    }
  }
}

static void add_fitting(const Segment *segment, uint32_t part, Str folded, bool in_one_piece,
                        const unsigned limits[CLASSES], NameBlocks *out) {
  LetterPlanes planes;
  LetterCounts counts;
  name_planes_letters(segment, folded, &planes);
  for (size_t w = 0; w < planes.words; w += GROUP_WORDS) {
    if (!name_planes_count(&planes, w, in_one_piece, &counts)) continue;
    for (size_t k = 0; k < GROUP_WORDS; k++) {
      NameBlock b = {.part = part, .block = (uint32_t)(w + k) * 64};
      add_word(segment, b, &counts, k, limits, out);
    }
  }
}

void name_blocks_loose(const Snapshot *snapshot, const SymbolTarget *target, bool in_one_piece,
                       size_t most, NameBlocks *out) {
  Tally tally = {{0}};
  unsigned limits[CLASSES];
  size_t unsigned_count = 0;
  Str folded = str_slice(target->folded, 0, FUZZY_NEEDLE_MAX);
  if (most) tally_sample(snapshot, folded, in_one_piece, tally);
  out->left_out = !find_limits(tally, most, limits);
  for (uint32_t part = 0; part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    if (!segment_has_signatures(segment)) {
      size_t before = out->count;
      NameBlock any = {.part = part, .class = NAME_STARTS};
      if (segment_has_symbols(segment)) add_by_mask(segment, any, target->mask, out);
      unsigned_count += out->count - before;
      continue;
    }
    add_fitting(segment, part, folded, in_one_piece, limits, out);
  }
  sort_blocks(out, target->name.len);
  cut(out, most ? most + unsigned_count : 0);
}

// ---- slips --------------------------------------------------------------------------------------

void name_blocks_typo(const Snapshot *snapshot, const SymbolTarget *target, size_t most,
                      NameBlocks *out) {
  size_t unsigned_count = 0;
  bool possible = target->folded.len >= TYPO_NEEDLE_MIN && target->folded.len <= FUZZY_NEEDLE_MAX;
  for (uint32_t part = 0; possible && part < snapshot->parts.count; part++) {
    const Segment *segment = snapshot->parts.items[part].segment;
    NameBlock block = {.part = part, .class = NAME_TYPO, .slip = TYPO_EXCHANGED};
    if (!segment_has_signatures(segment)) {
      size_t before = out->count;
      if (segment_has_symbols(segment)) add_by_mask(segment, block, 0, out);
      unsigned_count += out->count - before;
      continue;
    }
    SlipPlanes planes;
    name_planes_slips(segment, target->folded, &planes);
    for (size_t w = 0; w < segment_signature_words(segment); w++) {
      uint64_t found[TYPO_KINDS], seen = 0;
      name_planes_find_slips(&planes, w, found);
      for (int kind = TYPO_KINDS - 1; kind >= 0; kind--) {
        for (uint64_t left = found[kind] & ~seen; left; left &= left - 1) {
          block.block = (uint32_t)(w * 64) + bits_lowest(left);
          block.slip = (uint8_t)kind;
          push_block(segment, block, out);
        }
        seen |= found[kind];
      }
    }
  }
  sort_blocks(out, target->name.len);
  cut(out, most ? most + unsigned_count : 0);
}
