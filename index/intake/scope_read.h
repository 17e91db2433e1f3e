// From a syntax tree and the language's scopes.scm to a ScopeMap: what is around the occurrences of a name,
// and what they are there. Only what touches an occurrence is looked at.
#ifndef TREELINE_INTAKE_SCOPE_READ_H
#define TREELINE_INTAKE_SCOPE_READ_H

#include "base/arena.h"
#include "intake/reading.h"
#include "intake/scope_map.h"

typedef struct {
  Reading *reading; // its cursor is used
  const ScopeQuery *query;
  LanguageId language;
  Str text;
  uint32_t offset; // a place whose import is wanted, or UINT32_MAX
  Str import;      // result: what the import around `offset` names, or empty
} ScopeSource;

// Fills scopes and regions of `map`, and what its places are.
void scope_read_map(ScopeSource *source, const TSTree *tree, ScopeMap *map);

typedef void (*ScopeMarkFn)(void *user, uint32_t start, uint32_t end);
// Every node captured as `role` within bytes [start, end), in the order of the matches.
void scope_read_marks(ScopeSource *source, const TSTree *tree, MarkRole role, uint32_t start,
                      uint32_t end, ScopeMarkFn fn, void *user);
// Bytes [*start, *end) of a string without its quotes and brackets.
void scope_strip_quotes(Str text, uint32_t *start, uint32_t *end);

// Whether the grammar's name of a node says that it is a comment, or a string, or a character.
bool scope_is_comment_type(const char *type);
bool scope_is_string_type(const char *type);

#endif
