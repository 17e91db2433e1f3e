// A language's compiled query: tree-sitter's pattern matcher plus what tree-sitter leaves to its
// caller, the meaning of captures and the evaluation of predicates. Immutable once made and shared
// by all threads; lives as long as the process.
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
  ROLE_DECLARATOR, // contains the name, see declarator.h
  ROLE_CONTAINER,
  ROLE_SCOPE,
  ROLE_SCOPE_NAME,
  ROLE_COMMENT,
  ROLE_STRING,
  ROLE_MARK, // sets or clears a flag of the definition whose name it is
  ROLE_INJECTION,
  ROLE_PROSE,  // running text with code spans in backticks
  ROLE_OPAQUE, // what is defined inside does not count
} CaptureRole;

typedef struct {
  CaptureRole role;
  SymbolKind kind;     // of ROLE_DEFINITION
  uint8_t flags;       // of ROLE_MARK: what it sets
  uint8_t clears;      // of ROLE_MARK: what it takes away
  bool at_start;       // of ROLE_MARK: it is on the start of a definition, not on its name
  LanguageId language; // of ROLE_INJECTION
} Capture;

// What #set! says of a pattern.
typedef struct {
  uint8_t flags;      // SYMBOL_DECLARATION ...
  bool name_selector; // the name is Objective-C's: its keywords, with a colon for each parameter
  bool name_text;     // the name is the text of an element, without tags
  Str name_prefix;    // put before the name
  Str name_strip;     // bytes not wanted at the start of the name
  Str name_after;     // the name starts behind the last of these bytes
  Str name_until;     // the name ends before the first of these bytes
  DefinitionRules rules;
} PatternSettings;

typedef struct Tags Tags;

// The query of `language`, compiled at the first call (10-80 ms for some grammars) and kept. NULL
// in *tags if the language has none. Any thread; two that come first at once both compile, one is
// kept.
MUST_USE Status tags_for_language(LanguageId language, const Tags **tags, Error *error);

// The grammar's field `declarator`, or 0.
TSFieldId tags_declarator_field(const Tags *tags);
const TSQuery *tags_query(const Tags *tags);
Capture tags_capture(const Tags *tags, uint32_t capture_id);
const PatternSettings *tags_settings(const Tags *tags, uint32_t pattern);
// Whether a pattern is one node, whatever is in it and around it.
bool tags_is_bare(const Tags *tags, uint32_t pattern);
// The node that contains all that the match looked at, its captured nodes and others: nothing outside
// has a say in it, but for the types of that node's ancestors. Of siblings without a node around them
// in the pattern, their parent; null if they have none.
TSNode tags_match_root(const Tags *tags, const TSQueryMatch *match);
// Whether the predicates of the match's pattern hold on `text`.
bool tags_match_holds(const Tags *tags, const TSQueryMatch *match, Str text);

#endif
