// What stands in every line that a regular expression matches, so that lines without it need not be
// tried: a literal, or sets of bytes side by side. Necessary, not sufficient.
#ifndef TREELINE_QUERY_REQUIRED_H
#define TREELINE_QUERY_REQUIRED_H

#include "query/pattern.h"

typedef struct {
  Str text;  // empty: no literal is required. Lower case if `fold`
  bool fold; // its ASCII letters may stand in either case
} RequiredLiteral;

// The most telling literal that every match contains. With `fold` this holds for ASCII texts only:
// elsewhere `k` and `s` have other forms.
RequiredLiteral required_literal(Arena *arena, const Pattern *pattern);

// Sets of bytes that stand side by side in every match, the most telling ones. Holds for ASCII
// texts only.
typedef struct {
  size_t count;              // 0: none are required
  unsigned char member[256]; // bit i: the byte is in set i
  double share;              // roughly, of the positions of a source text where they would be found
} RequiredSets;
void required_sets(const Pattern *pattern, RequiredSets *out);

#endif
