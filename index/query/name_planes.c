// A slip changes at most three pairs that stand together, so what is before them and what is behind them is
// as typed: the ANDs of all beginnings and of all ends are made once, and each place of a slip combines two of
// them with the pairs that come instead.
#include "query/name_planes.h"

#include "base/codec.h"

#include <string.h>

static uint64_t word_of(const char *plane, size_t w) { return le_get_u64(plane + w * 8); }

// ---- counting letters ---------------------------------------------------------------------------

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

uint64_t counters_at_most(const Counters *counters, unsigned value) {
  uint64_t less = 0, equal = ~(uint64_t)0;
  for (int k = COUNTER_BITS - 1; k >= 0; k--) {
    if (value >> k & 1) {
      less |= equal & ~counters->bits[k];
      equal &= counters->bits[k];
    } else {
      equal &= ~counters->bits[k];
    }
  }
  return less | equal;
}

unsigned counters_get(const Counters *counters, unsigned i) {
  unsigned value = 0;
  for (int k = 0; k < COUNTER_BITS; k++) value |= (unsigned)(counters->bits[k] >> i & 1) << k;
  return value;
}

// Bits of the blocks 64w .. 64w+63 that lie in from .. to-1.
static uint64_t bits_in_range(size_t w, uint32_t from, uint32_t to) {
  uint64_t first = w * 64, below_from = 0, below_to = 0;
  if (from > first)
    below_from = from - first < 64 ? ((uint64_t)1 << (from - first)) - 1 : UINT64_MAX;
  if (to > first) below_to = to - first < 64 ? ((uint64_t)1 << (to - first)) - 1 : UINT64_MAX;
  return below_to & ~below_from;
}

static size_t class_planes(const Segment *segment, Str text, const char *planes[NAME_CLASSES]) {
  uint64_t classes = 0;
  size_t count = 0;
  for (size_t i = 0; i < text.len; i++) classes |= (uint64_t)1 << name_class(text.ptr[i]);
  for (unsigned c = 0; c < NAME_CLASSES; c++) {
    if (classes >> c & 1) planes[count++] = segment_signature_class(segment, c);
  }
  return count;
}

void name_planes_letters(const Segment *segment, Str folded, LetterPlanes *out) {
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
    for (size_t v = 0; v < VOWELS; v++) {
      unsigned vowel = name_class("aeiou"[v]);
      out->into_vowel[i][v] = segment_signature_pair(segment, before, vowel);
      out->from_vowel[i][v] = segment_signature_pair(segment, vowel, class);
    }
  }
}

// Of the blocks `weak`, those where letter i may follow the one before it but for a vowel.
static uint64_t over_vowel(const LetterPlanes *planes, size_t i, size_t w, uint64_t weak) {
  enum { SHORT = 9 }; // what is longer was not made by leaving out vowels
  uint64_t found = 0;
  if (i == 0 || planes->letters > SHORT) return 0;
  for (size_t v = 0; v < VOWELS && weak; v++) {
    found |= word_of(planes->into_vowel[i][v], w) & word_of(planes->from_vowel[i][v], w);
  }
  return found & weak;
}

void name_planes_count(const LetterPlanes *planes, size_t w, bool in_one_piece, LetterCounts *out) {
  uint64_t all = ~(uint64_t)0, paired;
  for (size_t i = 0; i < planes->required_count && all; i++) all &= word_of(planes->required[i], w);
  paired = all;
  for (size_t i = 1; i < planes->letters && paired; i++) paired &= word_of(planes->pairs[i], w);
  if (in_one_piece) all = paired;
  *out = (LetterCounts){.all = all, .paired = paired};
  if (!all) return;
  uint64_t outside = ~bits_in_range(w, planes->from, planes->to) & word_of(planes->starts[0], w);
  counters_add(&out->misfit, all & outside, 0); // where the first letter is weak, that counts
  for (size_t i = 0; i < planes->letters; i++) {
    uint64_t start = word_of(planes->starts[i], w);
    uint64_t pair = i ? word_of(planes->pairs[i], w) : 0;
    uint64_t weak = all & ~start & ~pair;
    counters_add(&out->weak, weak, 0);
    uint64_t near = over_vowel(planes, i, w, weak);
    counters_add(&out->misfit, weak & ~near, 1);
    counters_add(&out->misfit, near, 0);
    if (i > 0) counters_add(&out->misfit, all & start & ~pair, 0);
  }
  out->started = all & word_of(planes->starts[0], w);
}

void name_planes_tally(const LetterCounts *c, size_t most, size_t tally[3][COUNTER_MAX + 1]) {
  uint64_t left = c->all;
  for (unsigned m = 0; left && m <= most && m <= COUNTER_MAX; m++) {
    uint64_t equal = left & counters_equal(&c->misfit, m);
    if (!equal) continue;
    left &= ~equal;
    tally[2][m] += (size_t)__builtin_popcountll(equal & c->started);
    tally[1][m] += (size_t)__builtin_popcountll(equal & ~c->started & c->paired);
    tally[0][m] += (size_t)__builtin_popcountll(equal & ~c->started & ~c->paired);
  }
}

// ---- slips --------------------------------------------------------------------------------------

void name_planes_slips(const Segment *segment, Str folded, SlipPlanes *out) {
  *out = (SlipPlanes){.letters = folded.len};
  for (size_t i = 0; i < folded.len; i++) {
    unsigned class = name_class(folded.ptr[i]);
    if (i < 3) out->starts[i] = segment_signature_start(segment, class);
    if (i >= 1) {
      unsigned before = name_class(folded.ptr[i - 1]);
      out->pairs[i] = segment_signature_pair(segment, before, class);
      out->turned[i] = segment_signature_pair(segment, class, before);
    }
    if (i >= 2) {
      out->skipped[i] = segment_signature_pair(segment, name_class(folded.ptr[i - 2]), class);
    }
  }
}

// Letter i is wrong, or too many, or stands in the place of the one behind it. `head`: the pairs up to letter
// i - 1 are there; tail[k]: those from letter k on, without the one before it.
static void find_at(const SlipPlanes *p, size_t i, size_t w, uint64_t head, const uint64_t *tail,
                    uint64_t found[TYPO_KINDS]) {
  size_t n = p->letters;
  uint64_t wrong = head & tail[i + 1], extra = wrong;
  if (i == 0) extra &= word_of(p->starts[1], w);
  if (i > 0 && i + 1 < n) extra &= word_of(p->skipped[i + 1], w);
  found[TYPO_WRONG] |= wrong;
  found[TYPO_EXTRA] |= extra;
  if (i + 1 == n) return;
  uint64_t exchanged = head & tail[i + 2] & word_of(p->turned[i + 1], w);
  if (i == 0) exchanged &= word_of(p->starts[1], w);
  if (i > 0) exchanged &= word_of(p->skipped[i + 1], w);
  if (i + 2 < n) exchanged &= word_of(p->skipped[i + 2], w);
  found[TYPO_EXCHANGED] |= exchanged;
}

void name_planes_find_slips(const SlipPlanes *p, size_t w, uint64_t found[TYPO_KINDS]) {
  uint64_t tail[FUZZY_NEEDLE_MAX + 2];
  size_t n = p->letters;
  for (int kind = 0; kind < TYPO_KINDS; kind++) found[kind] = 0;
  tail[n] = tail[n + 1] = ~(uint64_t)0;
  for (size_t k = n; k-- > 0;) {
    tail[k] = tail[k + 1] & (k + 1 < n ? word_of(p->pairs[k + 1], w) : ~(uint64_t)0);
  }
  uint64_t head = word_of(p->starts[0], w); // but if the first letter is not the right one
  find_at(p, 0, w, ~(uint64_t)0, tail, found);
  for (size_t i = 1; i < n && head; i++) {
    find_at(p, i, w, head, tail, found);
    head &= word_of(p->pairs[i], w);
  }
}
