// The compiled scopes.scm of a language: what each capture means, and what a pattern sets.
// grammars/queries/README.md says what may be written. Immutable once made, shared by all threads, kept
// as long as the process lives.
#ifndef TREELINE_INTAKE_SCOPE_QUERY_H
#define TREELINE_INTAKE_SCOPE_QUERY_H

#include "base/err.h"
#include "intake/language.h"

#include <tree_sitter/api.h>

typedef enum {
  SCOPE_BLOCK,
  SCOPE_FUNCTION,  // hoisted bindings stop here
  SCOPE_CLOSED,    // a function that sees no locals around it
  SCOPE_CLASS,     // its names are not seen from functions in it
  SCOPE_TYPE,      // its names are seen from functions in it
  SCOPE_NAMESPACE, // what is bound in it is no local
  SCOPE_OUTER,     // what is in it belongs to what encloses the scope around it
} ScopeKind;

typedef enum {
  MARK_NONE, // used by predicates only
  MARK_SCOPE,
  MARK_BINDING,  // a name that is bound
  MARK_BINDINGS, // every name in it is bound, but for ...
  MARK_USES,     // ... those in such a node
  MARK_AFTER,    // behind it the bindings of the match hold
  MARK_MEMBER,   // a name reached through a value, or one that no scope can bind
  MARK_VALUE,    // a use of a variable, although the grammar may take it for a type
  MARK_GLOBAL,   // in the scope around, the name is no local
  MARK_NONLOCAL, // in the scope around, the name is the one around that
  MARK_WRITE,
  MARK_CALL,
  MARK_IMPORT,     // a file or module, quotes around it are stripped
  MARK_IMPORT_ALL, // the statement it stands in
} MarkRole;

enum {
  BINDING_HOISTED = 1 << 0, // bound in the function around
  BINDING_SOFT = 1 << 1,    // an assignment: bound where no scope around binds it already
  BINDING_SHADOW = 1 << 2,  // a second one in the scope is another variable
  BINDING_FILE = 1 << 3,    // at the top of a file it is a local of the file
  BINDING_TYPE = 1 << 4,    // it names a type
  BINDING_DEFINES = 1 << 5, // each one defines, the second, too: functions, types
  BINDING_ORDERED = 1 << 6, // it holds from its name on, not before
  BINDING_LOWER = 1 << 8,   // in patterns: a name with a capital is a constant, and used
  BINDING_IMPORT = 1 << 7,  // it hides locals of that name, and means what is defined elsewhere
};

typedef struct {
  MarkRole role;
  ScopeKind kind; // of MARK_SCOPE
  uint16_t flags; // of MARK_BINDING and MARK_BINDINGS
} ScopeCapture;

typedef struct ScopeQuery ScopeQuery;

// NULL in *query if the language has none. Any thread; the first call compiles.
MUST_USE Status scope_query_of(LanguageId language, const ScopeQuery **query, Error *error);
const TSQuery *scope_query_compiled(const ScopeQuery *query);
ScopeCapture scope_query_capture(const ScopeQuery *query, uint32_t capture);
// What #set! says of the bindings of a pattern: BINDING_HOISTED ...
uint16_t scope_query_flags(const ScopeQuery *query, uint32_t pattern);
// Whether the predicates of the match's pattern hold on `text`.
bool scope_query_holds(const ScopeQuery *query, const TSQueryMatch *match, Str text);

#endif
