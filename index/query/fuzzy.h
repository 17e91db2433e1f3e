// How well a name fits what someone typed of it: the letters must occur in order, and score by
// where. The recurrence is that of fzy (ALGORITHM.md of jhawthorn/fzy), an affine-gap alignment
// after Gotoh (1982); the bonuses follow what VS Code's quick pick rewards.
#ifndef TREELINE_QUERY_FUZZY_H
#define TREELINE_QUERY_FUZZY_H

#include "base/str.h"

enum { FUZZY_NEEDLE_MAX = 63, FUZZY_NAME_MAX = 1024, FUZZY_NONE = INT32_MIN };

// Whether the bytes of `needle` occur in `name` in order, ASCII case ignored.
bool fuzzy_contains(Str needle, Str name);
// Higher is better; FUZZY_NONE if the name does not contain the needle so, or one of them is longer
// than its maximum. An empty needle scores 0.
int32_t fuzzy_score(Str needle, Str name);
// As fuzzy_score, and where the letters of the best alignment stand: offsets in the name,
// ascending, as many as the needle has bytes. The same one of equally good alignments is taken
// every time.
int32_t fuzzy_align(Str needle, Str name, uint32_t *places);
// The best score that any name can have for the needle.
int32_t fuzzy_best(Str needle);

// What a letter of the needle is worth at name.ptr[at], apart from the run it is in and from case.
int32_t fuzzy_bonus(Str name, size_t at);
// What the case of a letter is worth: a capital is typed on purpose.
static inline int32_t fuzzy_case(char typed, char found) {
  enum { SAME_SMALL = 4, SAME_CAPITAL = 12 };
  if (typed != found) return 0;
  return ascii_is_upper(typed) ? SAME_CAPITAL : SAME_SMALL;
}

enum {
  FUZZY_RUN = 100,         // follows the letter before it directly
  FUZZY_BONUS_START = 110, // is the first byte of the name
  FUZZY_BONUS_WORD = 90,   // starts a word behind _ - . : / space $ # @ ~: other words give no more
  FUZZY_BONUS_CAMEL = 80,  // is a capital behind a small letter, or before one
  FUZZY_BONUS_DIGIT = 30,  // is the first digit of a number
  FUZZY_SAME_WORD = 55,    // is in the word of the letter before it: mtx for mutex
  FUZZY_GAP = -6,          // each byte of the name left out between letters
  FUZZY_LEADING_GAP = -4,  // each byte left out before the first
  FUZZY_TRAILING_GAP = -2, // each byte left out behind the last: the least of the three
  // A letter that neither follows the one before it nor has a bonus is worth less by this at least, the
  // bytes left out counted as trailing ones.
  FUZZY_LOSS_WEAK = FUZZY_RUN - FUZZY_SAME_WORD - FUZZY_GAP + FUZZY_TRAILING_GAP,
};

// Bytes of a name behind which a word starts.
static inline bool fuzzy_is_separator(char c) {
  switch (c) {
  case '_':
  case '-':
  case '.':
  case ':':
  case '/':
  case ' ':
  case '$':
  case '#':
  case '@':
  case '~': return true;
  default: return false;
  }
}

#endif
