// The masked reader of C, C++ and Objective-C: makes of a text the skeleton that tree-sitter parses
// in its place, with the declarations and without what hides them (comments, preprocessor lines,
// function bodies, initialisers, parameters, attribute macros), and finds by itself what needs no
// parser: comments, strings, macros, and definitions made by macros. A pure function of the text.
#ifndef TREELINE_INTAKE_CMASK_H
#define TREELINE_INTAKE_CMASK_H

#include "intake/ctext.h"
#include "intake/nest.h"
#include "intake/skeleton.h"
#include "intake/text_changes.h"

// Memory that is used again from text to text: one per thread.
typedef struct CMask CMask;
CMask *cmask_new(void);
void cmask_free(CMask *mask);

// Whether texts of this language are read through the mask, and how.
bool cmask_applies(LanguageId language, CDialect *dialect);

// Reads `text`. Spans are appended to out->spans in order, definitions to `definitions`; the
// skeleton lives until the next run.
const Skeleton *cmask_run(CMask *mask, CDialect dialect, Str text, Definitions *definitions,
                          Extraction *out);

// As cmask_run, for a text that `change` made of the text of the last call of this (NULL: none, or nobody
// knows): reads only what it may have touched. `dialect` must be the same.
const Skeleton *cmask_follow(CMask *mask, CDialect dialect, Str text, const TextChange *change,
                             Definitions *definitions, Extraction *out);
size_t cmask_memory(const CMask *mask); // bytes of what it keeps to follow a text, roughly

#endif
