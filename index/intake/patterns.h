// Definitions, comments and strings in languages that have no grammar, by patterns on lines. One
// table, patterns.def, drives it.
#ifndef TREELINE_INTAKE_PATTERNS_H
#define TREELINE_INTAKE_PATTERNS_H

#include "intake/nest.h"

// Appends what the language's patterns find to `definitions` and `out->spans`; nothing if it has
// none. Beside a grammar their priority is low: what the grammar named keeps its kind. Any thread.
void patterns_extract(LanguageId language, Str text, Arena *arena, Definitions *definitions,
                      Extraction *out);

// A part of the text, in bytes, that is in another language.
typedef struct {
  uint32_t start, end;
  LanguageId language;
} Section;

enum { MAX_SECTIONS = 8 };

// The sections of a file of tags (Vue: what script and style elements hold); returns how many.
size_t patterns_sections(LanguageId language, Str text, Section sections[MAX_SECTIONS]);

// Whether every pattern of `language` compiles, with words about the one that does not: for tests.
MUST_USE Status patterns_check(LanguageId language, Error *error);

#endif
