// Preprocessor lines of C text: every #define becomes a definition, conditionals are told to the
// caller, who knows where they stand; all other lines are passed.
#ifndef TREELINE_INTAKE_CPREPROC_H
#define TREELINE_INTAKE_CPREPROC_H

#include "intake/ctext.h"
#include "intake/nest.h"

typedef enum { DIRECTIVE_OTHER, DIRECTIVE_IF, DIRECTIVE_ELSE, DIRECTIVE_ENDIF } DirectiveKind;

typedef struct {
  DirectiveKind kind; // #elif counts as DIRECTIVE_ELSE
  bool zero;          // #if 0: nothing in the branch is meant to be seen
  bool never;         // the branch is for another language (__cplusplus in C, __ASSEMBLY__)
  bool never_else;    // all other branches are
} Directive;

// At a `#` that starts a line: passes the line, its continuations and comments that begin on it;
// adds a macro to `macros` (NULL: does not). The cursor ends at the newline.
Directive cpreproc_pass_line(CText *c, Definitions *macros);

// Passes the rest of a branch, nested conditionals included, behind the line that ends it, which is
// returned: DIRECTIVE_ELSE or _ENDIF, or _OTHER at the end of the text. `open` more conditionals
// than the branch's own are open at the cursor.
Directive cpreproc_skip_branch(CText *c, Definitions *macros, uint32_t open);

#endif
