// What the letters around a name say of it, without a parser: the identifier at an offset, its qualifier,
// all its occurrences, whether it is called or written. Exact for the name and its occurrences as whole
// words; a good guess, by the habits of the language, for what it is there.
#ifndef TREELINE_INTAKE_SCOPE_LETTERS_H
#define TREELINE_INTAKE_SCOPE_LETTERS_H

#include "format/record.h"
#include "intake/language.h"
#include "intake/scope_map.h"

// The identifier at `offset` or right before it, as bytes [*start, *end); false if there is none.
bool scope_letters_name(LanguageId language, Str text, uint32_t offset, uint32_t *start,
                        uint32_t *end);
// Appends to map->places every whole-word occurrence of `name` within bytes [from, to).
void scope_letters_places(LanguageId language, Str text, Str name, uint32_t from, uint32_t to,
                          ScopeMap *map);
// What stands before the name at `start` and its `.`, `->`, `::`: a slice of `text`, or empty. `member`
// says whether that is a value's, as far as the separator tells.
Str scope_letters_qualifier(LanguageId language, Str text, uint32_t start, bool *member);
// Read, write, call, import, definition or declaration, of a name in code.
OccurrenceKind scope_letters_kind(LanguageId language, Str text, uint32_t start, uint32_t end);
bool scope_letters_called(LanguageId language, Str text, uint32_t end);
// Whether a local scope may be what binds the name here. A superset: false is certain but in strange layouts.
bool scope_letters_may_bind(LanguageId language, Str text, uint32_t start, uint32_t end);
// Whether the name is a label of C: behind `goto`, or *defines it: before a `:` where a statement begins.
bool scope_letters_label(Str text, uint32_t start, uint32_t end, bool *defines);
// The type whose member a designated initializer of C sets: `ops` at the `open` of
// `struct ops x = {.open = f}`; or empty.
Str scope_letters_initialized(Str text, uint32_t start);
// The type that the nearest declaration before byte `before` gives to `name`, in C: `rq` of
// `struct rq *p`; or empty. By letters, so a good guess.
Str scope_letters_type(Str text, Str name, uint32_t before);
// The path of the C include or import on the line of `offset`; or empty.
Str scope_letters_include(Str text, uint32_t offset);

#endif
