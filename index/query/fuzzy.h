// How well a name fits what someone typed of it: the letters must occur in order, and score by
// where. The recurrence is that of fzy (ALGORITHM.md of jhawthorn/fzy), an affine-gap alignment
// after Gotoh (1982); the bonuses follow what VS Code's quick pick rewards.
#ifndef TREELINE_QUERY_FUZZY_H
#define TREELINE_QUERY_FUZZY_H

#include "base/str.h"

enum { FUZZY_NEEDLE_MAX = 64, FUZZY_NAME_MAX = 1024, FUZZY_NONE = INT32_MIN };

// Whether the bytes of `needle` occur in `name` in order, ASCII case ignored.
bool fuzzy_contains(Str needle, Str name);
// Higher is better; FUZZY_NONE if the name does not contain the needle so, or one of them is longer
// than its maximum. An empty needle scores 0.
int32_t fuzzy_score(Str needle, Str name);
// As fuzzy_score, and where the letters of the best alignment stand: offsets in the name, ascending, as many
// as the needle has bytes. The same one of equally good alignments is taken every time.
int32_t fuzzy_align(Str needle, Str name, uint32_t *places);
// The best score that any name can have for a needle of that length.
int32_t fuzzy_best(size_t needle_length);

// What a letter of the needle is worth at name.ptr[at], apart from the run it is in.
int32_t fuzzy_bonus(Str name, size_t at);
enum {
  FUZZY_RUN = 100,         // follows the letter before it directly
  FUZZY_BONUS_WORD = 90,   // starts a word other than the first: fuzzy_bonus gives no more
  FUZZY_SAME_CASE = 4,     // is in the same case as typed
  FUZZY_GAP = -6,          // each byte of the name left out between letters
  FUZZY_LEADING_GAP = -4,  // each byte left out before the first
  FUZZY_TRAILING_GAP = -2, // each byte left out behind the last: the least of the three
  // A letter that neither follows the one before it nor has a bonus is worth less by this at least, the
  // bytes left out counted as trailing ones.
  FUZZY_LOSS_WEAK = FUZZY_RUN - FUZZY_GAP + FUZZY_TRAILING_GAP,
};

#endif
