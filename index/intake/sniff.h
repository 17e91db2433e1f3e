// What a file's text says about its language, where its name does not say enough. All of it looks
// at a bounded number of bytes, and at nothing but bytes: no file is too strange.
#ifndef TREELINE_INTAKE_SNIFF_H
#define TREELINE_INTAKE_SNIFF_H

#include "intake/language.h"

// The program of a #! line without its folder and version: "python" of
// "#!/usr/bin/env -S python3.11 -u". Borrowed from head; empty if there is none.
Str sniff_interpreter(Str head);
// The language that an editor's modeline names (Emacs or Vim, in the first or last lines), as
// written there but for a "-mode" at its end. Borrowed; empty if there is none.
Str sniff_modeline(Str head, Str tail);

// The language of a file whose extension (lower case) several languages share. `usual` is what the
// extension means most often: the answer where the text does not tell.
bool sniff_is_shared(Str extension);
LanguageId sniff_shared(Str extension, Str head, LanguageId usual);
// By the document type at the text's start (XML, HTML, PHP); LANGUAGE_text if there is none.
LanguageId sniff_markup(Str head);

#endif
