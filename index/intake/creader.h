// The inside of the masked reader (cmask.h): what its parts share. Only they include this.
#ifndef TREELINE_INTAKE_CREADER_H
#define TREELINE_INTAKE_CREADER_H

#include "intake/cfollow.h"
#include "intake/clocal.h"
#include "intake/cmarks.h"
#include "intake/cmask.h"
#include "intake/cwrite.h"

enum { MAX_TOKENS = 2048, MAX_ANGLE_FAILURES = 1000 };

typedef struct {
  CScopeKind kind;
  Str name;
} CScope;

struct CMask {
  CText c;
  Definitions *macros;
  Skeleton skeleton;
  CWriter writer;   // to `skeleton`
  Definitions made; // by macros, and in bodies; taken back by a rewind, unlike `macros`
  CLocals locals;   // types that are open in the body being passed
  CTokens tokens;   // of the declaration being read
  ARRAY(CScope) scopes;
  CConditionals conditionals;
  uint32_t inner;          // brackets open in the body, value or group being passed
  uint32_t rewinds;        // how many there were: tells loops that their ground is gone
  uint32_t angle_failures; // how many `<` opened no template arguments
  bool has_type;           // the declaration goes on behind a `}`
  bool may_cut, cut;       // a group may end, has ended, where the next definition starts
  bool by_column;          // second reading
  uint32_t uneven;         // how many brackets were closed that are not open, or left open
  CMarks *marks;           // where the state is noted; NULL: nowhere
  CFollowed *followed;     // what cmask_follow keeps; or NULL
};

// Reads the text from the beginning, or from where the state was restored to. False if it ended at a
// mark from which all is as it was.
bool creader_read(CMask *m);
void creader_start(CMask *m, bool by_column);

static inline CScopeKind creader_scope(const CMask *m) {
  return m->scopes.count ? m->scopes.items[m->scopes.count - 1].kind : SCOPE_FILE;
}

static inline CContext creader_context(const CMask *m) {
  CContext context = {.text = m->c.text, .dialect = m->c.dialect, .has_type = m->has_type};
  if (m->scopes.count) {
    context.scope = m->scopes.items[m->scopes.count - 1].kind;
    context.class_name = m->scopes.items[m->scopes.count - 1].name;
  }
  return context;
}

// Brackets and scopes that are open.
static inline uint32_t creader_depth(const CMask *m) {
  return (uint32_t)m->scopes.count + m->inner;
}

static inline void creader_forget(CMask *m) {
  m->tokens.count = 0;
  m->has_type = false;
}

static inline void creader_push(CMask *m, CToken token) {
  if (m->tokens.count < MAX_TOKENS) array_push(&m->tokens, token);
}

// Sets up a reading of `text`: it appends to `macros` and to `out`.
void creader_open(CMask *m, CDialect dialect, Str text, Definitions *macros, Extraction *out);

#endif
