// What becomes of a declaration when it ends: it goes to the skeleton, or is a definition that a macro
// makes, or nothing. A part of the masked reader.
#ifndef TREELINE_INTAKE_CFINISH_H
#define TREELINE_INTAKE_CFINISH_H

#include "intake/creader.h"

// All that the tokens hold, ended by what stands at `end`.
void cfinish_declarations(CMask *m, uint32_t end);
// The declarations that were kept back because they might have been a K&R definition's parameters.
void cfinish_kept_back(CMask *m);
bool cfinish_has_kept_back(const CMask *m);
void cfinish_enumerator(CMask *m, uint32_t end); // `name [= value]` in an enum
// What a macro defines: `start` is the declaration's first byte, `word` the macro's name.
void cfinish_made(CMask *m, const CMacro *macro, uint32_t start, const CToken *word, uint32_t end);

#endif
