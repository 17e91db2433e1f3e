// A slip changes at most three pairs that stand together, so what is before them and what is
// behind them is as typed: the ANDs of all beginnings and of all ends are made once, and each
// place of a slip combines two of them with the pairs that come instead.
#include "query/name_planes.h"

#include "base/bits.h"
#include "base/codec.h"
#include "base/simd.h"

#include <string.h>

static uint64_t word_of(const char *plane, size_t w) { return le_get_u64(plane + w * 8); }

// ---- a group ------------------------------------------------------------------------------------

// Always inlined: also into what is compiled for AVX2.
#define EACH_WORD(k) for (size_t k = 0; k < GROUP_WORDS; k++)

static ALWAYS_INLINE Bits bits_of(const char *plane, size_t w, size_t words) {
  Bits bits;
  if (w + GROUP_WORDS <= words) {
    EACH_WORD(k) bits.words[k] = word_of(plane, w + k);
  } else {
    EACH_WORD(k) bits.words[k] = w + k < words ? word_of(plane, w + k) : 0;
  }
  return bits;
}

static ALWAYS_INLINE Bits bits_and(Bits a, Bits b) {
  EACH_WORD(k) a.words[k] &= b.words[k];
  return a;
}

static ALWAYS_INLINE Bits bits_or(Bits a, Bits b) {
  EACH_WORD(k) a.words[k] |= b.words[k];
  return a;
}

static ALWAYS_INLINE Bits bits_without(Bits a, Bits b) {
  EACH_WORD(k) a.words[k] &= ~b.words[k];
  return a;
}

static ALWAYS_INLINE bool bits_any(Bits a) {
  uint64_t any = 0;
  EACH_WORD(k) any |= a.words[k];
  return any != 0;
}

// ---- counting letters ---------------------------------------------------------------------------

// Adds 1 << from where `ones` has a bit.
static ALWAYS_INLINE void counters_add(Counters *counters, Bits ones, int from) {
  for (int c = from; c < COUNTER_BITS; c++) {
    Bits carry = bits_and(counters->bits[c], ones);
    EACH_WORD(k) counters->bits[c].words[k] ^= ones.words[k];
    ones = carry;
  }
  for (int c = 0; c < COUNTER_BITS; c++) { // the largest stay so
    counters->bits[c] = bits_or(counters->bits[c], ones);
  }
}

static ALWAYS_INLINE uint64_t counters_equal(const Counters *counters, size_t w, unsigned value) {
  uint64_t equal = ~(uint64_t)0;
  for (int c = 0; c < COUNTER_BITS; c++) {
    uint64_t bits = counters->bits[c].words[w];
    equal &= value >> c & 1 ? bits : ~bits;
  }
  return equal;
}

uint64_t counters_at_most(const Counters *counters, size_t w, unsigned value) {
  uint64_t less = 0, equal = ~(uint64_t)0;
  for (int c = COUNTER_BITS - 1; c >= 0; c--) {
    uint64_t bits = counters->bits[c].words[w];
    if (value >> c & 1) {
      less |= equal & ~bits;
      equal &= bits;
    } else {
      equal &= ~bits;
    }
  }
  return less | equal;
}

unsigned counters_get(const Counters *counters, size_t w, unsigned i) {
  unsigned value = 0;
  for (int c = 0; c < COUNTER_BITS; c++) {
    value |= (unsigned)(counters->bits[c].words[w] >> i & 1) << c;
  }
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

enum { SHORT = 9 }; // what is longer was not made by leaving out vowels

static bool is_consonant(char c) { return ascii_is_lower(c) && !memchr("aeiou", c, VOWELS); }

void name_planes_letters(const Segment *segment, Str folded, LetterPlanes *out) {
  out->required_count = class_planes(segment, folded, out->required);
  out->letters = folded.len;
  out->words = segment_signature_words(segment);
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
    out->over_vowel[i] = folded.len <= SHORT && i > 0 && is_consonant(folded.ptr[i - 1])
                         && is_consonant(folded.ptr[i]);
    for (size_t v = 0; v < VOWELS && out->over_vowel[i]; v++) {
      unsigned vowel = name_class("aeiou"[v]);
      out->into_vowel[i][v] = segment_signature_pair(segment, before, vowel);
      out->from_vowel[i][v] = segment_signature_pair(segment, vowel, class);
    }
  }
}

// Of the blocks `weak`, those where letter i may follow the one before it but for a vowel.
static ALWAYS_INLINE Bits over_vowel(const LetterPlanes *p, size_t i, size_t w, Bits weak) {
  Bits found = {{0}};
  if (!p->over_vowel[i] || !bits_any(weak)) return found;
  for (size_t v = 0; v < VOWELS; v++) {
    Bits into = bits_of(p->into_vowel[i][v], w, p->words);
    found = bits_or(found, bits_and(into, bits_of(p->from_vowel[i][v], w, p->words)));
  }
  return bits_and(found, weak);
}

static ALWAYS_INLINE bool count_group(const LetterPlanes *p, size_t w, bool in_one_piece,
                                      LetterCounts *out) {
  Bits all = bits_of(p->required[0], w, p->words), outside = bits_of(p->starts[0], w, p->words);
  for (size_t i = 1; i < p->required_count && bits_any(all); i++) {
    all = bits_and(all, bits_of(p->required[i], w, p->words));
  }
  Bits paired = all;
  for (size_t i = 1; i < p->letters && bits_any(paired); i++) {
    paired = bits_and(paired, bits_of(p->pairs[i], w, p->words));
  }
  if (in_one_piece) all = paired;
  if (!bits_any(all)) return false;
  *out = (LetterCounts){.all = all, .paired = paired, .started = bits_and(all, outside)};
  EACH_WORD(k) outside.words[k] &= ~bits_in_range(w + k, p->from, p->to);
  outside = bits_and(all, outside); // a weak first letter counts anyway
  counters_add(&out->misfit, bits_and(outside, paired), 1);
  counters_add(&out->misfit, bits_without(outside, paired), 2);
  for (size_t i = 0; i < p->letters; i++) {
    Bits start = bits_and(all, bits_of(p->starts[i], w, p->words));
    Bits pair = {{0}};
    if (i > 0) pair = bits_of(p->pairs[i], w, p->words);
    Bits weak = bits_without(bits_without(all, start), pair);
    Bits near = over_vowel(p, i, w, weak);
    counters_add(&out->weak, weak, 0);
    counters_add(&out->misfit, bits_without(weak, near), 1);
    counters_add(&out->misfit, near, 0);
    if (i > 0) counters_add(&out->misfit, bits_without(start, pair), 0);
  }
  return true;
}

static ALWAYS_INLINE void tally_group(const LetterCounts *c, size_t most,
                                      size_t tally[3][COUNTER_MAX + 1]) {
  EACH_WORD(k) {
    uint64_t left = c->all.words[k], started = c->started.words[k], paired = c->paired.words[k];
    for (unsigned m = 0; left && m <= most && m <= COUNTER_MAX; m++) {
      uint64_t equal = left & counters_equal(&c->misfit, k, m);
      if (!equal) continue;
      left &= ~equal;
      tally[2][m] += bits_count(equal & started);
      tally[1][m] += bits_count(equal & ~started & paired);
      tally[0][m] += bits_count(equal & ~started & ~paired);
    }
  }
}

#if SIMD_X86
AVX2 static bool count_avx2(const LetterPlanes *planes, size_t w, bool in_one_piece,
                            LetterCounts *out) {
  return count_group(planes, w, in_one_piece, out);
}

AVX2 static void tally_avx2(const LetterCounts *counts, size_t most,
                            size_t tally[3][COUNTER_MAX + 1]) {
  tally_group(counts, most, tally);
}
#endif

bool name_planes_count(const LetterPlanes *planes, size_t w, bool in_one_piece, LetterCounts *out) {
#if SIMD_X86
  if (simd_level() >= SIMD_AVX2) return count_avx2(planes, w, in_one_piece, out);
#endif
  return count_group(planes, w, in_one_piece, out);
}

void name_planes_tally(const LetterCounts *counts, size_t most, size_t tally[3][COUNTER_MAX + 1]) {
#if SIMD_X86
  if (simd_level() >= SIMD_AVX2) {
    tally_avx2(counts, most, tally);
    return;
  }
#endif
  tally_group(counts, most, tally);
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

// Letter i is wrong, or too many, or stands in the place of the one behind it. `head`: the pairs
// up to letter i - 1 are there; tail[k]: those from letter k on, without the one before it.
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
