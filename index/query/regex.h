// What a regular expression requires of a text, found from its tree (see pattern.h): the grams that
// a matching document contains, and a literal that every matching line contains. Both are
// necessary, not sufficient. After the analysis described by Russ Cox for Google Code Search
// ("Regular Expression Matching with a Trigram Index", 2012): sets of exact texts, prefixes and
// suffixes, combined bottom up.
#ifndef TREELINE_QUERY_REGEX_H
#define TREELINE_QUERY_REGEX_H

#include "query/grams.h"
#include "query/pattern.h"

// The grams of every text that the pattern matches; GRAMS_ALL if nothing is required.
const GramExpr *regex_grams(Arena *arena, const Pattern *pattern);

// The grams of a literal searched without regard to case, beyond ASCII too: `k` also matches the
// Kelvin sign and `s` the long s, in line with PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP.
const GramExpr *regex_grams_of_folded(Arena *arena, Str literal);

typedef struct {
  Str text;  // empty: no literal is required. Lower case if `fold`
  bool fold; // its ASCII letters may stand in either case
} RequiredLiteral;

// The most telling literal that every matching line contains. With `fold` this holds for ASCII
// lines only: elsewhere `k` and `s` have other forms.
RequiredLiteral regex_required_literal(Arena *arena, const Pattern *pattern);

// Sets of bytes that stand side by side in every match, the most telling ones. Holds for ASCII
// texts only.
typedef struct {
  size_t count;              // 0: none are required
  unsigned char member[256]; // bit i: the byte is in set i
  double share;              // roughly, of the positions of a source text where they would be found
} RequiredSets;
void regex_required_sets(const Pattern *pattern, RequiredSets *out);

#endif
