// Texts of a query in the one spelling that canonical printing can write down and read again.
#ifndef TREELINE_QUERY_SPELLING_H
#define TREELINE_QUERY_SPELLING_H

#include "base/arena.h"

// An expression as typed, between its slashes or whole: \/ becomes a slash, what \Q and \E enclose is escaped
// byte by byte, and neither white space nor a star stands at an end. Matches the same. false if a backslash
// at its end escapes nothing.
bool spelling_of_regex(Str typed, Arena *arena, Str *out);
// A literal with line ends as an expression: in a file each may be one of two.
Str spelling_of_lines(Str literal, Arena *arena);

#endif
