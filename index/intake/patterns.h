// Definitions, comments and strings in languages that have no grammar, by patterns on lines. One table,
// in patterns.c, drives it.
#ifndef TREELINE_INTAKE_PATTERNS_H
#define TREELINE_INTAKE_PATTERNS_H

#include "intake/nest.h"

// Appends what the language's patterns find to `definitions` and `out->spans`; nothing if it has none.
void patterns_extract(LanguageId language, Str text, Arena *arena, Definitions *definitions,
                      Extraction *out);

#endif
