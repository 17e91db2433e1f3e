// Where occurrences count: what `in:` and `kind:` say of the texts beside them. An occurrence lies in
// code, in a comment or in a string, one of the three, and in the name of a definition or not; a scope
// is a set of these six cases, and of kinds of definitions.
#ifndef TREELINE_QUERY_SCOPE_H
#define TREELINE_QUERY_SCOPE_H

#include "query/query.h"

// All zero: anywhere.
typedef struct {
  uint8_t places, not_places; // as in QueryText
  bool definition;            // kind: was said
  uint64_t kinds;
} Scope;

enum { PLACES = 4 };
// "code", "comment", "string", "def": the name of bit `i`.
const char *scope_place_name(int i);

// Narrows the scope; false if that leaves nothing. `negated`: none of them.
bool scope_add_places(Scope *scope, uint8_t places, bool negated);
bool scope_add_kinds(Scope *scope, uint64_t kinds, bool negated);
// Narrows all texts below the node; false if that leaves one of them no place.
bool scope_apply(const Scope *scope, QueryNode *node);

bool scope_is_anywhere(const Scope *scope);
bool scope_equal(const Scope *a, const Scope *b);
// What brought the text where it is, told as briefly as it can be.
Scope scope_of_text(const QueryText *text);
// Each part with a space behind it: `in:code -in:def `.
void scope_print(const Scope *scope, Buf *out);

// Whether an occurrence at such a place counts: `place` is PLACE_CODE, PLACE_COMMENT or PLACE_STRING.
static inline bool scope_admits(const QueryText *text, unsigned place, bool in_definition) {
  unsigned bits = place | (in_definition ? PLACE_DEFINITION : 0u);
  return (text->places == 0 || (text->places & bits)) && !(text->not_places & bits);
}

#endif
