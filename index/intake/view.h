// The text as the parser should see it: of the same length, with what a grammar cannot take made
// blank.
#ifndef TREELINE_INTAKE_VIEW_H
#define TREELINE_INTAKE_VIEW_H

#include "base/arena.h"
#include "intake/language.h"

// `text` itself where nothing is to be hidden, else a copy in `arena`. A pure function of each
// line, so that an edit changes the view of the lines it touches only.
// Of whole lines (with their ends) the view is a part of the whole text's.
Str view_for_parser(LanguageId language, Str text, Arena *arena);
// Whether there is a language's view that may differ from the text.
bool view_may_differ(LanguageId language);

#endif
