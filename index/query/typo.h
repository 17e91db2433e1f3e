// Names that contain what was typed but for one slip: two letters exchanged, one letter wrong, or
// one too many. (A letter too few is none: the rest stand in order, which fuzzy.h finds.) What
// was meant begins where a word of the name does; ASCII case is ignored. Only letters are taken
// for others: another number is another name. The distance is Damerau's (1964), at most one.
#ifndef TREELINE_QUERY_TYPO_H
#define TREELINE_QUERY_TYPO_H

#include "base/str.h"

enum { TYPO_NEEDLE_MIN = 4, TYPO_NONE = INT32_MIN };

typedef enum {
  TYPO_WRONG,
  TYPO_EXTRA,
  TYPO_EXCHANGED,
  TYPO_KINDS
} TypoKind; // the least likely first

// How well the name fits; higher is better; TYPO_NONE if it does not. `places` (may be NULL)
// receives where the letters that are right stand, ascending; *count how many, needle.len at
// most. `folded` has at least TYPO_NEEDLE_MIN bytes and no capitals.
int32_t typo_find(Str folded, Str name, uint32_t *places, uint32_t *count);
// The best that a name of that length can have with a slip of that kind.
int32_t typo_best(TypoKind kind, size_t needle_length, size_t name_length);

#endif
