// A language's compiled query: tree-sitter's pattern matcher plus what tree-sitter leaves to its
// caller, the meaning of captures and the evaluation of predicates. Immutable once made and shared by
// all threads; lives as long as the process.
#ifndef TREELINE_INTAKE_TAGS_H
#define TREELINE_INTAKE_TAGS_H

#include "base/err.h"
#include "format/record.h"
#include "intake/nest.h"

#include <tree_sitter/api.h>

typedef enum {
  ROLE_NONE, // used by predicates only
  ROLE_DEFINITION,
  ROLE_NAME,
  ROLE_CONTAINER,
  ROLE_SCOPE,
  ROLE_SCOPE_NAME,
  ROLE_COMMENT,
  ROLE_STRING,
  ROLE_INJECTION,
} CaptureRole;

typedef struct {
  CaptureRole role;
  SymbolKind kind;     // of ROLE_DEFINITION
  LanguageId language; // of ROLE_INJECTION
} Capture;

typedef struct {
  uint8_t flags;   // SYMBOL_DECLARATION ..., from #set!
  Str name_prefix; // from #set! name.prefix
  Str name_strip;  // from #set! name.strip: bytes not wanted at the start of the name
  Str name_after;  // from #set! name.after: the name starts behind the last of these bytes
  Str name_until;  // from #set! name.until: the name ends before the first of these bytes
  DefinitionRules rules;
} PatternSettings;

typedef struct Tags Tags;

// The query of `language`, compiled at the first call (10-80 ms for some grammars) and kept. NULL in
// *tags if the language has none. Any thread; two that come first at once both compile, one is kept.
MUST_USE Status tags_for_language(LanguageId language, const Tags **tags, Error *error);

const TSQuery *tags_query(const Tags *tags);
Capture tags_capture(const Tags *tags, uint32_t capture_id);
PatternSettings tags_settings(const Tags *tags, uint32_t pattern);
// Whether the predicates of the match's pattern hold on `text`.
bool tags_match_holds(const Tags *tags, const TSQueryMatch *match, Str text);

#endif
