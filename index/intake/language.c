#include "intake/language.h"
#include "base/compiler.h"

#define LANGUAGE(id, grammar, extensions, names, interpreters, aliases)                            \
  extern const void *tree_sitter_##grammar(void);
#include "languages.def"
#undef LANGUAGE

typedef struct {
  Str name;
  GrammarFunction grammar;
  Str extensions, names, interpreters, aliases; // space-separated
} LanguageRow;

#define tree_sitter_NO_GRAMMAR NULL
#define LANGUAGE(id, grammar, extensions, names, interpreters, aliases)                            \
  {{#id, sizeof #id - 1},                                                                          \
   tree_sitter_##grammar,                                                                          \
   {extensions, sizeof extensions - 1},                                                            \
   {names, sizeof names - 1},                                                                      \
   {interpreters, sizeof interpreters - 1},                                                        \
   {aliases, sizeof aliases - 1}},
static const LanguageRow languages[LANGUAGE_COUNT] = {
#include "languages.def"
};
#undef LANGUAGE

Str language_name(LanguageId language) { return languages[language].name; }

GrammarFunction language_grammar(LanguageId language) { return languages[language].grammar; }

static bool list_has(Str list, Str word) {
  Str item;
  while (str_next_field(&list, ' ', &item)) {
    if (str_equal_fold(item, word)) return true;
  }
  return false;
}

bool language_from_name(Str name, LanguageId *language) {
  for (int i = 0; i < LANGUAGE_COUNT; i++) {
    if (!str_equal_fold(languages[i].name, name) && !list_has(languages[i].aliases, name)) continue;
    *language = (LanguageId)i;
    return true;
  }
  return false;
}

LanguageId language_detect(Str path, Str head, Str tail) {
  (void)head;
  (void)tail;
  Str extension = str_extension(path);
  for (int i = 0; i < LANGUAGE_COUNT; i++) {
    if (extension.len && list_has(languages[i].extensions, extension)) return (LanguageId)i;
  }
  return LANGUAGE_text;
}

bool language_is_c_family(LanguageId language) {
  return language == LANGUAGE_c || language == LANGUAGE_cpp || language == LANGUAGE_objc;
}
