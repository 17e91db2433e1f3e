// What a regular expression requires of a document, found from its tree (see pattern.h): the grams that
// one with a match contains; necessary, not sufficient. After the analysis described by Russ Cox for
// Google Code Search ("Regular Expression Matching with a Trigram Index", 2012): sets of exact texts,
// prefixes and suffixes, combined bottom up.
#ifndef TREELINE_QUERY_REGEX_H
#define TREELINE_QUERY_REGEX_H

#include "query/grams.h"
#include "query/pattern.h"

// The grams of every text that the pattern matches; GRAMS_ALL if nothing is required.
const GramExpr *regex_grams(Arena *arena, const Pattern *pattern);

// The grams of a literal searched without regard to case, beyond ASCII too (letters.h): `k` also matches
// the Kelvin sign, in line with PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP.
const GramExpr *regex_grams_of_folded(Arena *arena, Str literal);

#endif
