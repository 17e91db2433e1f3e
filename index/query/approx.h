// Whole words that differ from a given one by a few edits: a letter inserted, deleted or replaced, or two
// neighbours swapped, no letter being edited twice (optimal string alignment, the restricted form of
// Damerau's distance). Letters are Unicode characters; case is that of ASCII. An Approx is immutable and
// shared by threads.
#ifndef TREELINE_QUERY_APPROX_H
#define TREELINE_QUERY_APPROX_H

#include "base/err.h"
#include "query/grams.h"

typedef struct Approx Approx;

enum { APPROX_EDITS_MAX = 2, APPROX_LETTERS_MAX = 64 };

// `edits` is 1 .. APPROX_EDITS_MAX. STATUS_INVALID, with words for people, if `word` is not one word
// (is_word_byte, all of it) or has more than APPROX_LETTERS_MAX letters. It is copied.
MUST_USE Status approx_new(Str word, unsigned edits, bool fold, Approx **out, Error *error);
void approx_free(Approx *approx); // NULL is allowed

// What a document with such a word contains; ALL if the word is too short to say.
const GramExpr *approx_grams(Arena *arena, const Approx *approx);
// How many edits lead from the word to this one; more than asked for count as one more than that.
unsigned approx_distance(const Approx *approx, Str word);

// Walks the occurrences in a text, in order. Each takes the text once more at memory speed, and looks at the
// words that have a part of the word in them.
enum { APPROX_NEEDLES_MAX = 2 * APPROX_EDITS_MAX + 1 };
typedef struct {
  size_t at;                       // no occurrence starts before
  size_t until;                    // the walk pauses here; SIZE_MAX at first
  size_t next[APPROX_NEEDLES_MAX]; // where each needle occurs next
} ApproxCursor;
ApproxCursor approx_cursor(const Approx *approx, Str text);
// false: there is none, or, with `at` before the text's end, the walk has paused.
bool approx_next(const Approx *approx, Str text, ApproxCursor *cursor, size_t *start, size_t *end);

#endif
