// Detection asks the cheapest witness first: exact name, extension (the longest known one), name
// with a wildcard. Only if these are silent or ambiguous is the text asked: #! line, modeline, then
// content. An extension that one language owns is believed without a look at the text, so a walk of
// a hundred thousand files spends 20 ms here.
//
// The words of the table are found by a hash built at first use and published with one
// compare-and-swap: threads that come at the same time build it too and drop theirs.
#include "intake/language.h"
#include "base/compiler.h"
#include "base/err.h"
#include "intake/sniff.h"

#include <stdatomic.h>
#include <stdlib.h>

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

// ---- the words of the table ---------------------------------------------------------------------

typedef enum { WORD_EXTENSION, WORD_NAME, WORD_INTERPRETER, WORD_ALIAS } WordKind;

typedef struct {
  Str text; // ptr is NULL in a free slot
  WordKind kind;
  LanguageId language;
} Word;

enum { SLOTS = 2048, WILDCARDS_MAX = 64, WORD_MAX = 64 };

typedef struct {
  Word slots[SLOTS];             // open addressing; less than half full
  Word wildcards[WILDCARDS_MAX]; // names, without the '*' at their end
  size_t used, wildcard_count;
} Words;

// What Emacs and Vim call languages, where the table has no such name.
static const struct {
  Str name;
  LanguageId language;
} editor_names[] = {
    {{"js2", 3}, LANGUAGE_javascript},
    {{"cperl", 5}, LANGUAGE_perl},
    {{"shell-script", 12}, LANGUAGE_bash},
    {{"nxml", 4}, LANGUAGE_xml},
    {{"makefile-gmake", 14}, LANGUAGE_make},
    {{"gnumakefile", 11}, LANGUAGE_make},
    {{"conf", 4}, LANGUAGE_text},
    {{"fundamental", 11}, LANGUAGE_text},
    {{"objcpp", 6}, LANGUAGE_objc},
    {{"tuareg", 6}, LANGUAGE_ocaml},
};

// Without ASCII case, except for names: `BUILD` is a build file, `build` may be anything.
static bool same_word(WordKind kind, Str a, Str b) {
  return kind == WORD_NAME ? str_equal(a, b) : str_equal_fold(a, b);
}

static size_t first_slot(WordKind kind, Str text) {
  uint32_t hash = 2166136261u + (uint32_t)kind * 97;
  for (size_t i = 0; i < text.len; i++) {
    hash = (hash ^ (unsigned char)ascii_lower(text.ptr[i])) * 16777619u;
  }
  return (hash ^ hash >> 15) % SLOTS;
}

// The first row that has a word keeps it.
static void add_word(Words *words, WordKind kind, Str text, LanguageId language) {
  size_t at = first_slot(kind, text);
  for (; words->slots[at].text.ptr; at = (at + 1) % SLOTS) {
    if (words->slots[at].kind == kind && same_word(kind, words->slots[at].text, text)) return;
  }
  if (++words->used > SLOTS / 2) abort(); // the table has outgrown SLOTS: raise it
  words->slots[at] = (Word){text, kind, language};
}

static void add_list(Words *words, WordKind kind, Str list, LanguageId language) {
  Str text;
  while (str_next_field(&list, ' ', &text)) {
    if (text.len == 0) continue;
    if (kind != WORD_NAME || text.ptr[text.len - 1] != '*') {
      add_word(words, kind, text, language);
      continue;
    }
    if (words->wildcard_count == WILDCARDS_MAX) abort(); // as above
    text.len--;
    words->wildcards[words->wildcard_count++] = (Word){text, kind, language};
  }
}

static Words *words_new(void) {
  Words *words = xcalloc(1, sizeof *words);
  for (int i = 0; i < LANGUAGE_COUNT; i++) {
    LanguageId language = (LanguageId)i;
    add_list(words, WORD_EXTENSION, languages[i].extensions, language);
    add_list(words, WORD_NAME, languages[i].names, language);
    add_list(words, WORD_INTERPRETER, languages[i].interpreters, language);
    add_word(words, WORD_ALIAS, languages[i].name, language);
  }
  for (int i = 0; i < LANGUAGE_COUNT; i++) { // a language's own name wins over another's alias
    add_list(words, WORD_ALIAS, languages[i].aliases, (LanguageId)i);
  }
  return words;
}

static const Words *words_get(void) {
  static _Atomic(Words *) published;
  Words *words = atomic_load_explicit(&published, memory_order_acquire);
  if (words) return words;
  Words *mine = words_new();
  if (atomic_compare_exchange_strong(&published, &words, mine)) return mine;
  free(mine);
  return words;
}

static bool find_word(WordKind kind, Str text, LanguageId *language) {
  if (text.len == 0 || text.len > WORD_MAX) return false;
  const Words *words = words_get();
  for (size_t at = first_slot(kind, text); words->slots[at].text.ptr; at = (at + 1) % SLOTS) {
    if (words->slots[at].kind != kind || !same_word(kind, words->slots[at].text, text)) continue;
    *language = words->slots[at].language;
    return true;
  }
  return false;
}

bool language_from_name(Str name, LanguageId *language) {
  return find_word(WORD_ALIAS, name, language);
}

// ---- by path ------------------------------------------------------------------------------------

// What the name says. `shared` is the extension if only the text can tell, empty otherwise.
typedef struct {
  LanguageId language;
  bool known;
  Str shared;
} NameVerdict;

static NameVerdict by_extension(Str extension) {
  NameVerdict verdict = {.shared = STR("")};
  // Capitals mean C++ by an old convention; all other extensions are alike in either case.
  if (str_equal(extension, STR("C")) || str_equal(extension, STR("H"))) {
    return (NameVerdict){LANGUAGE_cpp, true, STR("")};
  }
  verdict.known = find_word(WORD_EXTENSION, extension, &verdict.language);
  if (str_equal(extension, STR("h"))) {
    verdict.language = LANGUAGE_c;
    verdict.known = true;
  }
  if (verdict.known && sniff_is_shared(extension)) verdict.shared = extension;
  if (verdict.known && str_equal(extension, STR("R"))) verdict.shared = STR("r");
  return verdict;
}

// From the first dot that is not the first byte on, so that `a.d.ts` asks for "d.ts" before "ts".
static NameVerdict by_extensions(Str name) {
  NameVerdict verdict = {.shared = STR("")};
  for (size_t at = 1; at < name.len && !verdict.known; at++) {
    if (name.ptr[at - 1] != '.' || at == 1) continue;
    verdict = by_extension(str_slice(name, at, name.len));
  }
  return verdict;
}

static bool by_wildcard(Str name, LanguageId *language) {
  const Words *words = words_get();
  for (size_t i = 0; i < words->wildcard_count; i++) {
    if (!str_starts_with(name, words->wildcards[i].text)) continue;
    *language = words->wildcards[i].language;
    return true;
  }
  return false;
}

// Without an extension that says "made into, or kept beside, the file of this name"; same if none.
static Str without_template_suffix(Str name) {
  static const Str suffixes[] = {{".in", 3},   {".tmpl", 5},    {".tpl", 4}, {".template", 9},
                                 {".dist", 5}, {".sample", 7},  {".j2", 3},  {".example", 8},
                                 {".orig", 5}, {".default", 8}, {".bak", 4}, {".erb", 4}};
  for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
    if (name.len > suffixes[i].len && str_ends_with(name, suffixes[i])) {
      return str_slice(name, 0, name.len - suffixes[i].len);
    }
  }
  return name;
}

static NameVerdict by_name(Str name) {
  for (;;) {
    NameVerdict verdict = {.known = true, .shared = STR("")};
    if (find_word(WORD_NAME, name, &verdict.language)) return verdict;
    verdict = by_extensions(name);
    if (verdict.known) return verdict;
    verdict.known = by_wildcard(name, &verdict.language);
    Str shorter = without_template_suffix(name);
    if (verdict.known || shorter.len == name.len) return verdict;
    name = shorter;
  }
}

// ---- by text ------------------------------------------------------------------------------------

static bool by_declaration(Str head, Str tail, LanguageId *language) {
  if (find_word(WORD_INTERPRETER, sniff_interpreter(head), language)) return true;
  Str mode = sniff_modeline(head, tail);
  if (mode.len == 0) return false;
  if (language_from_name(mode, language)) return true;
  for (size_t i = 0; i < COUNT_OF(editor_names); i++) {
    if (!str_equal_fold(editor_names[i].name, mode)) continue;
    *language = editor_names[i].language;
    return true;
  }
  return false;
}

LanguageId language_detect(Str path, Str head, Str tail) {
  NameVerdict verdict = by_name(str_base_name(path));
  bool sure = verdict.known && verdict.shared.len == 0 && verdict.language != LANGUAGE_text;
  if (sure || (head.len == 0 && tail.len == 0)) {
    return verdict.known ? verdict.language : LANGUAGE_text;
  }
  LanguageId declared;
  if (by_declaration(head, tail, &declared)) return declared;
  if (verdict.shared.len) return sniff_shared(verdict.shared, head, verdict.language);
  return verdict.known ? verdict.language : sniff_markup(head);
}

bool language_is_c_family(LanguageId language) {
  return language == LANGUAGE_c || language == LANGUAGE_cpp || language == LANGUAGE_objc;
}
