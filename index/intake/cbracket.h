// What brackets enclose, and preprocessor lines on the way. A part of the masked reader.
#ifndef TREELINE_INTAKE_CBRACKET_H
#define TREELINE_INTAKE_CBRACKET_H

#include "intake/creader.h"

// At an opening bracket: passes all up to behind the one that closes it. False if a rewind went
// back to before it: then everything the caller knows is void.
bool cbracket_pass(CMask *m, CStop stop);
void cbracket_group(CMask *m, CTokenKind kind); // makes one token of the group
bool cbracket_less(CMask *m);      // at a `<`: passes template arguments, or the sign alone
void cbracket_value(CMask *m);     // behind `=`: to the `;`, `,` or `}` that ends the value
void cbracket_directive(CMask *m); // at the # of a preprocessor line
// A later branch is about to close what was open before it: takes it back and passes its rest.
void cbracket_abandon(CMask *m);

#endif
