// Comments and strings without a parser, for the languages with a scopes.scm: good enough to tell where an
// occurrence of a name stands, in a thousandth of the time. Heredocs, regular expressions and nested
// interpolation are told apart in the plain cases only.
#ifndef TREELINE_INTAKE_SCOPE_LEXICAL_H
#define TREELINE_INTAKE_SCOPE_LEXICAL_H

#include "intake/extract.h"

// Appends the spans of bytes [0, end) of `text`, in order; false if nothing is known of the language.
bool scope_lexical_spans(LanguageId language, Str text, uint32_t end, Extraction *out);

#endif
