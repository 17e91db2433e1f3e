// Which language a file is in: by name, extension, #! line, editor modeline and, for `.h`, content.
// The table is grammars/languages.def.
#ifndef TREELINE_INTAKE_LANGUAGE_H
#define TREELINE_INTAKE_LANGUAGE_H

#include "base/str.h"

typedef enum {
#define LANGUAGE(id, grammar, extensions, names, interpreters, aliases) LANGUAGE_##id,
#include "languages.def"
#undef LANGUAGE
  LANGUAGE_COUNT
} LanguageId;

// Canonical name, as in `lang:` filters and JSON.
Str language_name(LanguageId language);
// By canonical name, other name or LSP language id, without case; false if unknown.
bool language_from_name(Str name, LanguageId *language);
// `head` is the start of the file's text (a few KiB suffice), `tail` its last bytes (for
// modelines); both may be empty: then only the path decides. Never fails: LANGUAGE_text is the
// fallback.
LanguageId language_detect(Str path, Str head, Str tail);

// The tree-sitter grammar as its C entry point (a `const TSLanguage *(*)(void)` in disguise, so
// that this header stays free of tree-sitter), or NULL.
typedef const void *(*GrammarFunction)(void);
GrammarFunction language_grammar(LanguageId language);
// C, C++, Objective-C: languages whose text the parser sees through a mask (cmask.h).
bool language_is_c_family(LanguageId language);

#endif
