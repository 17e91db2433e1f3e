#include "query/names.h"

#include "format/signature.h"
#include "query/definitions.h"
#include "query/fuzzy.h"
#include "query/typo.h"

enum {
  CLASS_SHIFT = 60,
  CASE_SHIFT = 59,
  SCORE_SHIFT = 39,
  SCORE_MAX = (1 << 20) - 1,
  SCORE_ZERO = SCORE_MAX / 2, // gaps may make a score negative
  SHORTEST = 2047,
  QUALITY_MAX = (1 << 23) - 1,
  WORTH_SHOWING = 13, // kinds of symbols for who has typed nothing
  // What a letter must be worth on average:
  STARTS_LEAST = 45,
  LETTERS_LEAST = 35,
};

NameClass names_loosest(SymbolMatch match) {
  switch (match) {
  case SYMBOL_MATCH_EXACT: return NAME_EXACT;
  case SYMBOL_MATCH_PREFIX: return NAME_PREFIX;
  case SYMBOL_MATCH_SUBSTRING: return NAME_SUBSTRING;
  default: return NAME_SCATTERED;
  }
}

bool names_in_one_piece(const SymbolTarget *target, SymbolMatch match) {
  return match == SYMBOL_MATCH_SUBSTRING || target->glob.len > 0
         || target->name.len > FUZZY_NEEDLE_MAX;
}

// ---- keys ---------------------------------------------------------------------------------------

static uint64_t shortness(size_t length) { return length < SHORTEST ? SHORTEST - length : 0; }

uint64_t names_key_make(NameClass class, bool same_case, int32_t score, size_t length) {
  score += SCORE_ZERO;
  uint64_t bounded = score < 0 ? 0 : score > SCORE_MAX ? SCORE_MAX : (uint64_t)score;
  return (uint64_t) class << CLASS_SHIFT | (uint64_t)same_case << CASE_SHIFT
         | bounded << SCORE_SHIFT | shortness(length) << NAMES_BELOW_BITS;
}

NameClass names_class(uint64_t key) { return (NameClass)(key >> CLASS_SHIFT); }
bool names_same_case(uint64_t key) { return key >> CASE_SHIFT & 1; }
int32_t names_score(uint64_t key) { return (int32_t)(key >> SCORE_SHIFT & SCORE_MAX) - SCORE_ZERO; }

uint64_t names_symbol_key(bool targeted, uint64_t name_key, uint64_t rank,
                          const StoredSymbol *symbol) {
  uint64_t kind = definition_kind_weight(symbol->kind);
  uint64_t definition = !(symbol->flags & SYMBOL_DECLARATION);
  uint64_t quality = rank < QUALITY_MAX ? QUALITY_MAX - rank : 0;
  if (targeted) return name_key | kind << 24 | definition << 23 | quality;
  uint64_t worth = kind >= WORTH_SHOWING && definition;
  return name_key | worth << 38 | quality << 15 | kind << 11;
}

// ---- classes ------------------------------------------------------------------------------------

static bool passes_glob(const SymbolTarget *t, Str name) {
  return !t->glob.len || symbol_glob(t->glob, name);
}

uint64_t names_prefix_key(const SymbolTarget *t, Str name) {
  if (name.len < t->folded.len || ascii_lower(name.ptr[0]) != t->folded.ptr[0]) return 0;
  if (!str_equal_fold(str_slice(name, 0, t->folded.len), t->folded)) return 0;
  if (!passes_glob(t, name)) return 0;
  NameClass class = name.len == t->folded.len ? NAME_EXACT : NAME_PREFIX;
  return names_key_make(class, str_starts_with(name, t->name), 0, name.len);
}

// Bit i of `any`: the first i + 1 letters can end at or before this byte, each at the start of a
// word or in the word of the one before it; of `word`: in this word.
static bool is_by_starts(const SymbolTarget *t, Str name) {
  uint64_t word = 0, any = 0;
  for (size_t j = 0; j < name.len; j++) {
    bool starts = name_starts_word(name, j);
    uint64_t may = starts ? any << 1 | 1 : word << 1;
    uint64_t here = may & t->places[(unsigned char)name.ptr[j]];
    any |= here;
    word = starts ? here : word | here;
  }
  return any >> (t->folded.len - 1) & 1;
}

// Where the target stands in one piece: at the start of a word if it does anywhere. SIZE_MAX: nowhere.
static size_t find_piece(const SymbolTarget *t, Str name) {
  size_t first = scan_find(&t->needle, name, 0);
  for (size_t at = first; at != SIZE_MAX; at = scan_find(&t->needle, name, at + 1)) {
    if (name_starts_word(name, at)) return at;
  }
  return first;
}

bool names_is_substring(const SymbolTarget *t, Str name) {
  size_t at = find_piece(t, name);
  if (at == SIZE_MAX || name_starts_word(name, at)) return false;
  return t->folded.len > FUZZY_NEEDLE_MAX || !is_by_starts(t, name);
}

NameClass names_class_by_score(const SymbolTarget *t, Str name, int32_t score) {
  int32_t letters = (int32_t)t->folded.len;
  if (score >= letters * STARTS_LEAST && is_by_starts(t, name)) return NAME_STARTS;
  size_t at = score < letters * STARTS_LEAST ? find_piece(t, name) : SIZE_MAX;
  if (at != SIZE_MAX && name_starts_word(name, at)) return NAME_STARTS;
  return score >= letters * LETTERS_LEAST ? NAME_LETTERS : NAME_SCATTERED;
}

static uint64_t piece_key(const SymbolTarget *t, Str name, size_t at) {
  if (name_starts_word(name, at) && t->name.len <= FUZZY_NEEDLE_MAX) {
    return names_key_make(NAME_STARTS, false, fuzzy_score(t->name, name), name.len);
  }
  bool same_case = str_equal(str_slice(name, at, at + t->name.len), t->name);
  return names_key_make(NAME_SUBSTRING, same_case, 0, name.len);
}

uint64_t names_loose_key(const SymbolTarget *t, Str name, bool in_one_piece) {
  if (!passes_glob(t, name)) return 0;
  if (in_one_piece) {
    size_t at = find_piece(t, name);
    return at == SIZE_MAX ? 0 : piece_key(t, name, at);
  }
  if (!fuzzy_contains(t->folded, name)) return 0;
  if (names_is_substring(t, name)) return piece_key(t, name, scan_find(&t->needle, name, 0));
  int32_t score = fuzzy_score(t->name, name);
  return names_key_make(names_class_by_score(t, name, score), false, score, name.len);
}

uint64_t names_typo_key(const SymbolTarget *t, Str name) {
  if (t->folded.len < TYPO_NEEDLE_MIN || t->folded.len > FUZZY_NEEDLE_MAX) return 0;
  int32_t score = typo_find(t->folded, name, NULL, NULL);
  return score == TYPO_NONE ? 0 : names_key_make(NAME_TYPO, false, score, name.len);
}

uint64_t names_key(const SymbolTarget *t, Str name, SymbolMatch match) {
  if (!t) return (uint64_t)NAME_EXACT << CLASS_SHIFT | shortness(name.len);
  NameClass loosest = names_loosest(match);
  uint64_t key = names_prefix_key(t, name);
  if (key || loosest >= NAME_PREFIX) return key && names_class(key) >= loosest ? key : 0;
  bool in_one_piece = names_in_one_piece(t, match);
  key = names_loose_key(t, name, in_one_piece);
  return key || in_one_piece ? key
                             : names_typo_key(t, name); // with the letters in order none is a slip
}

// ---- where the letters stand --------------------------------------------------------------------

static uint32_t run_of_places(size_t from, size_t count, uint32_t *places) {
  if (count > FUZZY_NEEDLE_MAX) count = FUZZY_NEEDLE_MAX;
  for (size_t i = 0; i < count; i++) places[i] = (uint32_t)(from + i);
  return (uint32_t)count;
}

uint32_t names_matched(const SymbolTarget *t, Str name, uint32_t *places) {
  if (names_prefix_key(t, name)) return run_of_places(0, t->name.len, places);
  size_t at = find_piece(t, name);
  if (at != SIZE_MAX) return run_of_places(at, t->name.len, places);
  if (fuzzy_align(t->name, name, places) != FUZZY_NONE) return (uint32_t)t->name.len;
  uint32_t count = 0;
  bool slip = t->folded.len >= TYPO_NEEDLE_MIN && t->folded.len <= FUZZY_NEEDLE_MAX;
  if (slip) typo_find(t->folded, name, places, &count);
  return count;
}
