// Problem: scoring takes a dozen operations for each letter of the needle and byte of the name, ten times
// what it takes to find that the letters are there.
//
// Approach: sixteen names side by side, 16 bits each (inter-sequence vectors, as Rognes has them for
// protein searches: "Faster Smith-Waterman database searches with inter-sequence SIMD parallelisation",
// 2011). A step is then a dozen instructions for all of them, without a branch. What is impossible is a
// number so low that no gain lifts it over NEVER; additions saturate.
//
// Rejected: vectors along the name, as a letter's score depends on the one before it in the same row.
#include "query/fuzzy_batch.h"

#include "base/simd.h"

void fuzzy_batch_clear(FuzzyBatch *batch) { memset(batch, 0, sizeof *batch); }

void fuzzy_batch_add(FuzzyBatch *batch, Str name) {
  size_t lane = batch->count++;
  for (size_t j = 0; j < name.len; j++) batch->columns[j][lane] = (uint8_t)name.ptr[j];
  batch->lengths[lane] = (uint8_t)name.len;
  if (name.len > batch->longest) batch->longest = name.len;
}

void fuzzy_batch_score_scalar(const FuzzyBatch *batch, Str needle, int32_t scores[FUZZY_LANES]) {
  for (size_t lane = 0; lane < batch->count; lane++) {
    char name[FUZZY_BATCH_NAME_MAX];
    size_t length = batch->lengths[lane];
    for (size_t j = 0; j < length; j++) name[j] = (char)batch->columns[j][lane];
    scores[lane] = fuzzy_score(needle, str_make(name, length));
  }
}

#if SIMD_X86
enum {
  LOWEST = -16384, // impossible
  NEVER = -8192,   // no possible score is below it, and nothing impossible gets above it
};

// ---- letters, sixteen at a time: all ones where it is so ----------------------------------------

AVX2 static inline __m128i is_between(__m128i bytes, char low, char high) {
  __m128i from_low = _mm_sub_epi8(bytes, _mm_set1_epi8(low));
  __m128i most = _mm_set1_epi8((char)(high - low));
  return _mm_cmpeq_epi8(_mm_min_epu8(from_low, most), from_low);
}

AVX2 static inline __m128i is_any_separator(__m128i bytes) {
  static const char all[] = "_-.:/ $#@~";
  __m128i found = _mm_setzero_si128();
  for (size_t i = 0; i + 1 < sizeof all; i++) {
    found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(all[i])));
  }
  return found;
}

AVX2 static inline __m128i folded(__m128i bytes) {
  __m128i upper = is_between(bytes, 'A', 'Z');
  return _mm_or_si128(bytes, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
}

AVX2 static inline __m128i pick(__m128i where, char value, __m128i otherwise) {
  return _mm_blendv_epi8(otherwise, _mm_set1_epi8(value), where);
}

AVX2 static inline __m128i column_of(const FuzzyBatch *batch, size_t j) {
  return _mm_loadu_si128((const __m128i *)(const void *)batch->columns[j]);
}

// As fuzzy_bonus; all of them fit in a byte.
AVX2 static inline __m128i bonus_of(const FuzzyBatch *batch, size_t j) {
  if (j == 0) return _mm_set1_epi8(FUZZY_BONUS_START);
  const __m128i zero = _mm_setzero_si128();
  __m128i here = column_of(batch, j), before = column_of(batch, j - 1);
  __m128i behind = j + 1 < batch->longest ? column_of(batch, j + 1) : zero;
  __m128i ends_capitals = is_between(behind, 'a', 'z');
  __m128i inside_capitals = _mm_andnot_si128(ends_capitals, is_between(before, 'A', 'Z'));
  __m128i camel = _mm_andnot_si128(inside_capitals, is_between(here, 'A', 'Z'));
  __m128i number = _mm_andnot_si128(is_between(before, '0', '9'), is_between(here, '0', '9'));
  __m128i bonus = pick(number, FUZZY_BONUS_DIGIT, zero);
  bonus = pick(camel, FUZZY_BONUS_CAMEL, bonus);
  return pick(is_any_separator(before), FUZZY_BONUS_WORD, bonus);
}

// ---- the recurrence -----------------------------------------------------------------------------

typedef struct {
  __m256i at[FUZZY_BATCH_NAME_MAX], to[FUZZY_BATCH_NAME_MAX]; // of the letter before, then of this
  __m256i word[FUZZY_BATCH_NAME_MAX];
  __m256i bonus[FUZZY_BATCH_NAME_MAX];
} Rows;

AVX2 static inline __m256i lowest_unless(__m256i possible, __m256i scores) {
  return _mm256_blendv_epi8(_mm256_set1_epi16(LOWEST), scores, possible);
}

// One letter of the needle. The rows of the letter before it are overwritten a step behind their use.
AVX2 static void score_letter(const FuzzyBatch *batch, char typed, bool first, Rows *rows) {
  const __m256i lowest = _mm256_set1_epi16(LOWEST), never = _mm256_set1_epi16(NEVER);
  const __m256i gap = _mm256_set1_epi16(FUZZY_GAP), run = _mm256_set1_epi16(FUZZY_RUN);
  const __m256i in_word = _mm256_set1_epi16(FUZZY_SAME_WORD), zero = _mm256_setzero_si256();
  const __m256i same_case = _mm256_set1_epi16((short)fuzzy_case(typed, typed));
  const __m128i wanted = _mm_set1_epi8(ascii_lower(typed)), exact = _mm_set1_epi8(typed);
  __m256i to = lowest, word = lowest, before_at = lowest, before_to = lowest, before_word = lowest;
  for (size_t j = 0; j < batch->longest; j++) {
    __m128i bytes = column_of(batch, j);
    __m256i is_letter = _mm256_cvtepi8_epi16(_mm_cmpeq_epi8(folded(bytes), wanted));
    __m256i is_exact = _mm256_cvtepi8_epi16(_mm_cmpeq_epi8(bytes, exact));
    __m256i inside = _mm256_cmpeq_epi16(rows->bonus[j], zero); // of a word, not at its start
    __m256i apart = first ? _mm256_set1_epi16((short)((int)j * FUZZY_LEADING_GAP)) : before_to;
    __m256i here = _mm256_adds_epi16(apart, rows->bonus[j]);
    if (!first) {
      here = _mm256_max_epi16(here, _mm256_adds_epi16(before_at, run));
      __m256i near = _mm256_adds_epi16(before_word, in_word);
      here = _mm256_max_epi16(here, lowest_unless(inside, near));
    }
    here = _mm256_adds_epi16(here, _mm256_and_si256(is_exact, same_case));
    here = lowest_unless(_mm256_and_si256(is_letter, _mm256_cmpgt_epi16(here, never)), here);
    before_at = rows->at[j];
    before_to = rows->to[j];
    before_word = rows->word[j];
    to = _mm256_max_epi16(here, _mm256_adds_epi16(to, gap));
    to = lowest_unless(_mm256_cmpgt_epi16(to, never), to);
    word = _mm256_max_epi16(here, lowest_unless(inside, _mm256_adds_epi16(word, gap)));
    word = lowest_unless(_mm256_cmpgt_epi16(word, never), word);
    rows->at[j] = here;
    rows->to[j] = to;
    rows->word[j] = word;
  }
}

// What is left out behind the last letter is paid.
AVX2 static __m256i best_ends(const FuzzyBatch *batch, const Rows *rows) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)batch->lengths);
  __m256i all =
      _mm256_mullo_epi16(_mm256_cvtepu8_epi16(bytes), _mm256_set1_epi16(FUZZY_TRAILING_GAP));
  __m256i best = _mm256_set1_epi16(LOWEST);
  for (size_t j = 0; j < batch->longest; j++) {
    __m256i used = _mm256_set1_epi16((short)(((int)j + 1) * -FUZZY_TRAILING_GAP));
    __m256i left_out = _mm256_adds_epi16(all, used); // of names that end before j: positive, and
    __m256i here = _mm256_adds_epi16(rows->at[j], left_out); // impossible there all the same
    best = _mm256_max_epi16(best, here);
  }
  return best;
}

AVX2 static void score_avx2(const FuzzyBatch *batch, Str needle, int32_t scores[FUZZY_LANES]) {
  Rows rows;
  int16_t best[FUZZY_LANES];
  for (size_t j = 0; j < batch->longest; j++) {
    rows.bonus[j] = _mm256_cvtepi8_epi16(bonus_of(batch, j));
    rows.at[j] = rows.to[j] = rows.word[j] = _mm256_set1_epi16(LOWEST);
  }
  for (size_t i = 0; i < needle.len; i++) score_letter(batch, needle.ptr[i], i == 0, &rows);
  _mm256_storeu_si256((__m256i *)(void *)best, best_ends(batch, &rows));
  for (size_t k = 0; k < batch->count; k++) scores[k] = best[k] > NEVER ? best[k] : FUZZY_NONE;
}

// ---- letters in order ---------------------------------------------------------------------------

AVX2 static inline unsigned equal_in(__m256i text, char letter) {
  return (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(text, _mm256_set1_epi8(letter)));
}

AVX2 static inline __m256i folded_32(const char *at) {
  __m256i text = _mm256_loadu_si256((const __m256i *)(const void *)at);
  __m256i from_a = _mm256_sub_epi8(text, _mm256_set1_epi8('A'));
  __m256i upper = _mm256_cmpeq_epi8(_mm256_min_epu8(from_a, _mm256_set1_epi8(25)), from_a);
  return _mm256_or_si256(text, _mm256_and_si256(upper, _mm256_set1_epi8(0x20)));
}

// Each letter is looked for behind the one before it, in 32 bytes at once.
AVX2 static bool has_letters_avx2(Str folded, Str name) {
  size_t i = 0;
  for (size_t from = 0; from < name.len; from += 32) {
    char last[32] = {0};
    const char *at = name.ptr + from;
    if (name.len - from < 32) at = memcpy(last, at, name.len - from);
    __m256i text = folded_32(at);
    unsigned left = name.len - from < 32 ? (1u << (name.len - from)) - 1 : ~0u;
    while (i < folded.len) {
      unsigned found = equal_in(text, folded.ptr[i]) & left;
      if (!found) break;
      left &= ~(found ^ (found - 1)); // what is behind the first of them
      i++;
    }
    if (i == folded.len) return true;
  }
  return folded.len == 0;
}
#endif

bool fuzzy_has_letters(Str folded, Str name) {
#if SIMD_X86
  if (simd_level() >= SIMD_AVX2) return has_letters_avx2(folded, name);
#endif
  return fuzzy_contains(folded, name);
}

void fuzzy_batch_score(const FuzzyBatch *batch, Str needle, int32_t scores[FUZZY_LANES]) {
#if SIMD_X86
  bool usable = needle.len > 0 && needle.len <= FUZZY_NEEDLE_MAX && batch->longest > 0;
  if (usable && simd_level() >= SIMD_AVX2) {
    score_avx2(batch, needle, scores);
    return;
  }
#endif
  fuzzy_batch_score_scalar(batch, needle, scores);
}
