// What a document must contain to be able to match: a boolean expression over grams (see
// intake/grams.h), made from a query's text and evaluated over posting lists. It may admit
// documents that do not match; it never excludes one that does.
#ifndef TREELINE_QUERY_GRAMS_H
#define TREELINE_QUERY_GRAMS_H

#include "base/arena.h"
#include "base/buf.h"

typedef enum {
  GRAMS_ALL,
  GRAMS_ONE,
  GRAMS_PAIR, // two bytes in a row, of which no gram is known
  GRAMS_AND,
  GRAMS_OR
} GramsKind;

enum { GRAM_PAIR = 1 << 24 };

// Immutable; lives in the arena it was made in. GRAMS_ALL: every document may match.
typedef struct GramExpr GramExpr;
struct GramExpr {
  GramsKind kind;
  uint32_t gram; // GRAMS_ONE; GRAMS_PAIR: GRAM_PAIR | first << 8 | second
  const GramExpr *const
      *items; // GRAMS_AND, GRAMS_OR: at least two, none of them ALL or of the same kind
  size_t count;
  bool apart; // of a text that may span lines: its grams need not be within one unit
};

const GramExpr *grams_all(void);
const GramExpr *grams_one(Arena *arena, uint32_t gram);
// The items are flattened, and repeated ones dropped. NULL items count as ALL. What all items of an OR
// require stands outside of it: (a b|a c) is made a (b|c).
const GramExpr *grams_and(Arena *arena, const GramExpr *const *items, size_t count);
const GramExpr *grams_or(Arena *arena, const GramExpr *const *items, size_t count);
// The same of a text that may span lines.
const GramExpr *grams_apart(Arena *arena, const GramExpr *expr);
// All grams of a text as it stands, ASCII-folded; of two bytes, their pair; ALL if there are none.
const GramExpr *grams_of_text(Arena *arena, Str text);

// Whether a document that contains the grams, and pairs, for which `has` is true may match.
typedef bool (*GramsHas)(const void *user, uint32_t gram);
bool grams_satisfied(const GramExpr *expr, GramsHas has, const void *user);
// For people: `"abc" "bcd" ("xyz"|"xyw")`.
void grams_print(const GramExpr *expr, Buf *out);

#endif
