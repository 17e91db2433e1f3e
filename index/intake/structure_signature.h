// The head of a definition.
#ifndef TREELINE_INTAKE_STRUCTURE_SIGNATURE_H
#define TREELINE_INTAKE_STRUCTURE_SIGNATURE_H

#include "intake/extract.h"

// The head of a definition as it is written, without its body, in one line where it has few: of a variable
// with its value if that is short, of a macro and a heading its first line. Annotations are left out.
// A slice of the text, or the arena's.
void structure_signature(LanguageId language, Str text, const Symbol *symbol, Arena *arena,
                         Str *signature);

#endif
