// Names by their letters. Two tables say where languages differ: which bytes an identifier may have
// beside letters, and which words stand before the name of what is being defined. The rest is common to all
// that look like C or Python, which is nearly everything.
#include "intake/scope_letters.h"
#include "base/scan.h"

enum { LOOK_FAR = 4096, LOOK_NEAR = 128 }; // bytes, so that no text makes this slow

typedef struct {
  LanguageId language;
  const char *inside; // beside letters, digits and _
  const char *last;   // may end a name
} NameLetters;

static const NameLetters name_letters[] = {
    {LANGUAGE_javascript, "$", ""},
    {LANGUAGE_typescript, "$", ""},
    {LANGUAGE_tsx, "$", ""},
    {LANGUAGE_java, "$", ""},
    {LANGUAGE_c, "$", ""},
    {LANGUAGE_cpp, "$", ""},
    {LANGUAGE_objc, "$", ""},
    {LANGUAGE_vue, "$", ""},
    {LANGUAGE_svelte, "$", ""},
    {LANGUAGE_swift, "$", ""},
    {LANGUAGE_ruby, "", "?!"},
    {LANGUAGE_elixir, "", "?!"},
    {LANGUAGE_julia, "", "!"},
    {LANGUAGE_haskell, "'", ""},
    {LANGUAGE_ocaml, "'", ""},
    {LANGUAGE_elm, "'", ""},
    {LANGUAGE_nix, "-'", ""},
    {LANGUAGE_css, "-", ""},
    {LANGUAGE_scss, "-", ""},
    {LANGUAGE_html, "-", ""},
    {LANGUAGE_xml, "-", ""},
    {LANGUAGE_yaml, "-", ""},
    {LANGUAGE_toml, "-", ""},
    {LANGUAGE_hcl, "-", ""},
    {LANGUAGE_powershell, "-", ""},
    {LANGUAGE_r, ".", ""},
    {LANGUAGE_cmake, "-", ""},
    {LANGUAGE_clojure, "-*+?!<>=", ""},
    {LANGUAGE_elisp, "-*+?!<>=/:", ""},
    {LANGUAGE_ocaml_interface, "'", ""},
};

static const NameLetters *letters_of(LanguageId language) {
  static const NameLetters plain = {LANGUAGE_text, "", ""};
  for (size_t i = 0; i < COUNT_OF(name_letters); i++) {
    if (name_letters[i].language == language) return &name_letters[i];
  }
  return &plain;
}

static bool is_one_of(char byte, const char *bytes) { return byte && strchr(bytes, byte); }

static bool is_inside(const NameLetters *letters, char byte) {
  return is_word_byte(byte) || is_one_of(byte, letters->inside);
}

// Whether the byte at `at` ends the name before it: Ruby's `empty?`, but not `a != b`.
static bool is_last(const NameLetters *letters, Str text, size_t at) {
  if (at >= text.len || !is_one_of(text.ptr[at], letters->last)) return false;
  char next = at + 1 < text.len ? text.ptr[at + 1] : 0;
  return next != '=' && !is_inside(letters, next);
}

bool scope_letters_name(LanguageId language, Str text, uint32_t offset, uint32_t *start,
                        uint32_t *end) {
  const NameLetters *letters = letters_of(language);
  size_t from = offset < text.len ? offset : text.len, to = from;
  if (from > 0 && is_last(letters, text, from)) to = --from;
  if (from > 1 && !is_inside(letters, from < text.len ? text.ptr[from] : 0)
      && is_last(letters, text, from - 1)) {
    to = from -= 1;
  }
  while (from > 0 && is_inside(letters, text.ptr[from - 1])) from--;
  while (to < text.len && is_inside(letters, text.ptr[to])) to++;
  if (to == from) return false;
  if (is_last(letters, text, to)) to++;
  bool dashes = language == LANGUAGE_css || language == LANGUAGE_scss; // --name
  while (from < to && is_one_of(text.ptr[from], dashes ? "'" : "-'<>=")) from++;
  if (from == to || from > offset || ascii_is_digit(text.ptr[from])) return false;
  *start = (uint32_t)from;
  *end = (uint32_t)to;
  return true;
}

// ---- occurrences --------------------------------------------------------------------------------

static char sigil_before(LanguageId language, Str text, size_t at) {
  bool counts = language == LANGUAGE_php || language == LANGUAGE_rust;
  return counts && at > 0 && text.ptr[at - 1] == '$' ? '$' : 0;
}

void scope_letters_places(LanguageId language, Str text, Str name, uint32_t from, uint32_t to,
                          ScopeMap *map) {
  if (name.len == 0) return;
  const NameLetters *letters = letters_of(language);
  ScanNeedle needle = scan_needle_make(name, false);
  Str part = str_slice(text, 0, to);
  for (size_t at = scan_find(&needle, part, from); at != SIZE_MAX;
       at = scan_find(&needle, part, at + 1)) {
    size_t end = at + name.len;
    if (at > 0 && is_inside(letters, text.ptr[at - 1]) && !is_one_of(text.ptr[at - 1], "-'"))
      continue;
    if (end < text.len && is_inside(letters, text.ptr[end])) continue;
    if (is_last(letters, text, end)) continue;
    ScopePlace place = {.start = (uint32_t)at,
                        .end = (uint32_t)end,
                        .order = UINT32_MAX,
                        .capital = ascii_is_upper(name.ptr[0]),
                        .sigil = sigil_before(language, text, at),
                        .variable = NO_VARIABLE,
                        .next = NO_VARIABLE,
                        .kind = OCCURRENCE_READ};
    array_push(&map->places, place);
  }
}

// ---- looking around -----------------------------------------------------------------------------

static size_t skip_blanks(Str text, size_t at) {
  while (at < text.len && ascii_is_space(text.ptr[at])) at++;
  return at;
}

static size_t skip_spaces(Str text, size_t at) {
  while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t')) at++;
  return at;
}

// Where what ends at `at` ends without the blanks behind it.
static size_t skip_blanks_back(Str text, size_t at) {
  while (at > 0 && ascii_is_space(text.ptr[at - 1])) at--;
  return at;
}

// Of a very long line, a place in it.
static size_t line_start(Str text, size_t at) {
  size_t stop = at > LOOK_FAR ? at - LOOK_FAR : 0;
  while (at > stop && text.ptr[at - 1] != '\n') at--;
  return at;
}

static Str word_before(Str text, size_t end) {
  size_t start = end;
  while (start > 0 && end - start < LOOK_NEAR && is_word_byte(text.ptr[start - 1])) start--;
  return str_slice(text, start, end);
}

static Str word_behind(Str text, size_t start) {
  size_t end = start;
  while (end < text.len && end - start < LOOK_NEAR && is_word_byte(text.ptr[end])) end++;
  return str_slice(text, start, end);
}

// Behind the bracket that closes the one at `at`, or 0. Knows no strings: a guess.
static size_t pass_brackets(Str text, size_t at, size_t far) {
  size_t depth = 0, end = text.len - at < far ? text.len : at + far;
  for (; at < end; at++) {
    char c = text.ptr[at];
    depth += c == '(' || c == '[' || c == '{' || c == '<';
    if (c == '>' && at > 0 && (text.ptr[at - 1] == '-' || text.ptr[at - 1] == '=')) continue;
    if ((c == ')' || c == ']' || c == '}' || c == '>') && --depth == 0) return at + 1;
  }
  return 0;
}

// Where the brackets open that close before `end`, or `end`.
static size_t pass_brackets_back(Str text, size_t end) {
  size_t depth = 0, stop = end > LOOK_NEAR ? end - LOOK_NEAR : 0;
  for (size_t at = end; at > stop; at--) {
    char c = text.ptr[at - 1];
    depth += c == ')' || c == ']';
    if ((c == '(' || c == '[') && --depth == 0) return at - 1;
    if (depth == 0) return end;
  }
  return end;
}

// The length of the separator that ends before `end`; *member: a value's.
static size_t separator_before(LanguageId language, Str text, size_t end, bool *member) {
  static const struct {
    const char *text;
    bool member;
  } rows[] = {{"?->", true}, {"->", true}, {"?.", true}, {"::", false},
              {"&.", true},  {"!.", true}, {".", true},  {"\\", false}};
  Str head = str_slice(text, end > 3 ? end - 3 : 0, end);
  if (language == LANGUAGE_php && str_ends_with(head, STR("."))) return 0;
  if (str_ends_with(head, STR("..")) && !str_ends_with(head, STR("?.."))) return 0;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Str separator = str_from_c(rows[i].text);
    if (!str_ends_with(head, separator)) continue;
    *member = rows[i].member;
    return separator.len;
  }
  bool colon = language == LANGUAGE_lua && str_ends_with(head, STR(":"));
  if (colon) *member = true;
  return colon ? 1 : 0;
}

Str scope_letters_qualifier(LanguageId language, Str text, uint32_t start, bool *member) {
  const NameLetters *letters = letters_of(language);
  *member = false;
  size_t from = start;
  if (from > 0 && is_one_of(text.ptr[from - 1], "$@#")) from--; // sigils
  size_t end = skip_blanks_back(text, from);
  size_t length = separator_before(language, text, end, member);
  if (length == 0) return STR("");
  end = skip_blanks_back(text, end - length);
  size_t at = end, stop = end > LOOK_NEAR ? end - LOOK_NEAR : 0;
  while (at > stop) {
    size_t before = at;
    while (at > stop && (text.ptr[at - 1] == ')' || text.ptr[at - 1] == ']')) {
      size_t open = pass_brackets_back(text, at);
      if (open == at) break;
      at = open;
    }
    while (at > stop && (is_inside(letters, text.ptr[at - 1]) || text.ptr[at - 1] == '$')) at--;
    if (at == before) break;
    bool ignored;
    size_t part = separator_before(language, text, at, &ignored);
    if (part == 0) break;
    at -= part;
  }
  return str_slice(text, at, end);
}

// ---- calls and writes ---------------------------------------------------------------------------

// Behind type arguments `<A, B>` or `::<A>` at `at`, or `at`.
static size_t pass_type_arguments(Str text, size_t at) {
  size_t open = str_starts_with(str_slice(text, at, at + 3), STR("::<")) ? at + 2 : at;
  if (open >= text.len || text.ptr[open] != '<') return at;
  size_t end = pass_brackets(text, open, LOOK_NEAR);
  for (size_t i = open; i < end; i++) {
    if (!is_word_byte(text.ptr[i]) && !is_one_of(text.ptr[i], "<>, :.*&?[]'()")) return at;
  }
  return end ? end : at;
}

bool scope_letters_called(LanguageId language, Str text, uint32_t end) {
  size_t at = pass_type_arguments(text, end);
  if (language == LANGUAGE_rust && at < text.len && text.ptr[at] == '!') {
    at = skip_spaces(text, at + 1);
    return at < text.len && is_one_of(text.ptr[at], "([{");
  }
  if (str_starts_with(str_slice(text, at, at + 2), STR("?."))) at += 2;
  if (language != LANGUAGE_bash && language != LANGUAGE_python) at = skip_spaces(text, at);
  return at < text.len && text.ptr[at] == '(' && language != LANGUAGE_bash;
}

static bool is_written(LanguageId language, Str text, size_t start, size_t end) {
  size_t at = skip_spaces(text, end);
  char c[3] = {0};
  for (size_t i = 0; i < 3 && at + i < text.len; i++) c[i] = text.ptr[at + i];
  if (c[0] == '=') {
    bool spaced = language == LANGUAGE_bash && at > end;
    return c[1] != '=' && c[1] != '>' && c[1] != '~' && !spaced;
  }
  if (c[0] == ':' && c[1] == '=') return true;
  if ((c[0] == '+' && c[1] == '+') || (c[0] == '-' && c[1] == '-')) return true;
  if (is_one_of(c[0], "+-*/%&|^.?") && c[1] == '=' && c[2] != '=') return true;
  if (is_one_of(c[0], "<>*&|?/") && c[1] == c[0] && c[2] == '=') return true;
  Str head = str_slice(text, start > 2 ? start - 2 : 0, start);
  return str_equal(head, STR("++")) || str_equal(head, STR("--"));
}

// ---- definitions and imports --------------------------------------------------------------------

static bool is_any(Str word, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (str_equal(word, str_from_c(words[i]))) return true;
  }
  return false;
}

static bool is_defining_word(Str word) {
  static const char *const words[] = {
      "def",       "function", "func", "fn",    "fun",       "sub",    "class",     "struct",
      "interface", "trait",    "enum", "type",  "module",    "record", "object",    "protocol",
      "macro",     "define",   "defn", "defun", "namespace", "union",  "typealias", "extension",
      "val",       "var",      "let",  "const", "static",    "mod",    "package",   "macro_rules"};
  return is_any(word, words, COUNT_OF(words));
}

// Words before which no type stands: `return f(x)` is a call.
static bool is_statement_word(Str word) {
  static const char *const words[] = {
      "return",   "else",  "case",       "goto",  "sizeof", "do",     "throw",     "new",
      "delete",   "await", "yield",      "in",    "and",    "or",     "not",       "is",
      "if",       "elif",  "while",      "until", "when",   "then",   "assert",    "typeof",
      "raise",    "defer", "go",         "print", "echo",   "unless", "co_return", "co_await",
      "co_yield", "of",    "instanceof", "for",   "range",  "with",   "lambda",    "from",
      "import",   "match", "switch",     "as"};
  return is_any(word, words, COUNT_OF(words));
}

static bool is_import_line(LanguageId language, Str text, size_t start) {
  size_t at = skip_spaces(text, line_start(text, start));
  if (at < text.len && text.ptr[at] == '#' && language_is_c_family(language)) {
    Str word = word_behind(text, skip_spaces(text, at + 1));
    return str_starts_with(word, STR("include")) || str_equal(word, STR("import"));
  }
  static const char *const words[] = {"import",  "from",         "use",          "using", "require",
                                      "include", "require_once", "include_once", "source"};
  Str word = word_behind(text, at);
  if (str_equal(word, STR("export")))
    return str_find(str_slice(text, start, start + 256), STR(" from ")) < 200;
  if (str_equal(word, STR("pub"))) word = word_behind(text, skip_spaces(text, at + 4));
  if (language_is_c_family(language)) return str_equal(word, STR("using"));
  return at < start && is_any(word, words, COUNT_OF(words));
}

static bool has_braces(LanguageId language) {
  switch (language) {
  case LANGUAGE_c:
  case LANGUAGE_cpp:
  case LANGUAGE_objc:
  case LANGUAGE_java:
  case LANGUAGE_csharp:
  case LANGUAGE_javascript:
  case LANGUAGE_typescript:
  case LANGUAGE_tsx:
  case LANGUAGE_dart:
  case LANGUAGE_php: return true;
  default: return false;
  }
}

// `int f(int x) {` and `f(x) {` at a line's start: the first line of a function; with `;` a prototype.
static OccurrenceKind kind_of_head(LanguageId language, Str text, size_t start, size_t open) {
  size_t before = skip_blanks_back(text, start);
  while (before > 0 && is_one_of(text.ptr[before - 1], "*&")) {
    before = skip_blanks_back(text, before - 1);
  }
  size_t line = line_start(text, start);
  bool first = skip_spaces(text, line) == start;
  Str word = word_before(text, before);
  bool typed = (word.len > 0 && !is_statement_word(word))
               || (before > 0 && is_one_of(text.ptr[before - 1], ">]:~"));
  bool c = language_is_c_family(language);
  if (first && c && line != start)
    typed = typed && before > 0 && !is_one_of(text.ptr[before - 1], ":");
  if (!typed && !first) return OCCURRENCE_CALL;
  size_t end = pass_brackets(text, open, LOOK_FAR);
  if (end == 0) return OCCURRENCE_CALL;
  size_t behind = skip_blanks(text, end);
  // Attributes, `const`, `throws X`, a return type.
  for (int words = 0; words < 6 && behind < text.len; words++) {
    if (!is_word_byte(text.ptr[behind]) && !is_one_of(text.ptr[behind], ":,.<>[]&")) break;
    if (text.ptr[behind] == ':' && c) break;
    size_t next = behind;
    while (next < text.len
           && (is_word_byte(text.ptr[next]) || is_one_of(text.ptr[next], ":,.<>[]&")))
      next++;
    behind = skip_blanks(text, next);
  }
  char stop = behind < text.len ? text.ptr[behind] : 0;
  if (stop == '{' || (stop == ':' && c)) return OCCURRENCE_DEFINITION;
  if (!typed || first) return OCCURRENCE_CALL;
  return c && stop == ';' && !is_one_of(text.ptr[line], " \t") ? OCCURRENCE_DECLARATION
                                                               : OCCURRENCE_CALL;
}

OccurrenceKind scope_letters_kind(LanguageId language, Str text, uint32_t start, uint32_t end) {
  if (is_import_line(language, text, start)) return OCCURRENCE_IMPORT;
  size_t before = skip_blanks_back(text, start);
  Str word = word_before(text, before);
  bool c = language_is_c_family(language);
  size_t behind = skip_spaces(text, end);
  char next = behind < text.len ? text.ptr[behind] : 0;
  if (before < start && is_defining_word(word)) {
    // `struct foo` is a use in C, but for `struct foo {`.
    bool body = next == '{'
                || (next == '\n' && skip_blanks(text, behind) < text.len
                    && text.ptr[skip_blanks(text, behind)] == '{');
    if (!c || body || str_equal(word, STR("define"))) return OCCURRENCE_DEFINITION;
  }
  if (scope_letters_called(language, text, end)) {
    if (!has_braces(language)) return OCCURRENCE_CALL;
    size_t open = str_find_byte(text, end, '(');
    return kind_of_head(language, text, start, open);
  }
  return is_written(language, text, start, end) ? OCCURRENCE_WRITE : OCCURRENCE_READ;
}

// ---- bindings -----------------------------------------------------------------------------------

// Whether the name at `start`, behind a `(` or a comma, is an argument of a call: in parentheses that are not
// those of a loop's head, nor of a function's head or a macro's, which start at the left margin.
static bool is_c_argument(Str text, size_t start) {
  size_t at = start, stop = start > LOOK_FAR ? start - LOOK_FAR : 0, depth = 0;
  for (; at > stop; at--) {
    char c = text.ptr[at - 1];
    if (c == ';' || c == '{' || c == '}') return false;
    depth += c == ')';
    if (c == '(' && depth-- == 0) break;
  }
  if (at == stop) return false;
  size_t open = at - 1, line = line_start(text, open);
  Str word = word_before(text, skip_blanks_back(text, open));
  if (word.len == 0 || str_equal(word, STR("for"))) return false;
  if (is_one_of(text.ptr[line], " \t")) return true;
  size_t close = pass_brackets(text, open, LOOK_FAR);
  return text.ptr[line] != '#' && close > 0 && skip_blanks(text, close) < text.len
         && text.ptr[skip_blanks(text, close)] == ';';
}

bool scope_letters_may_bind(LanguageId language, Str text, uint32_t start, uint32_t end) {
  bool member;
  if (scope_letters_qualifier(language, text, start, &member).len) return false;
  size_t behind = skip_blanks(text, end);
  char next = behind < text.len ? text.ptr[behind] : 0;
  size_t before = skip_blanks_back(text, start);
  char last = before > 0 ? text.ptr[before - 1] : 0;
  Str word = word_before(text, before);
  size_t line = line_start(text, start);
  // At the left margin stands what is no local, unless a list of parameters is broken there.
  Str first = word_behind(text, line);
  if (is_defining_word(first) && word.ptr == first.ptr && next == '(') return false;
  if (is_import_line(language, text, start) && !is_one_of(text.ptr[line], " \t")) return false;
  if (next == '.' && language != LANGUAGE_rust) return false;
  if (!language_is_c_family(language)) {
    // Called, or the head of a function in a function.
    bool typed = has_braces(language) && word.len > 0 && !is_statement_word(word);
    return next != '(' || is_defining_word(word) || typed;
  }
  if (language == LANGUAGE_objc) return true; // (id)name, name in, ^name
  Str attribute = word_behind(text, behind);  // int name __attribute
  if (str_starts_with(attribute, STR("__"))) next = ';';
  if (next && !is_one_of(next, "=;,)[:({}>&")) return false;
  if (is_one_of(last, "(,") && is_c_argument(text, start)) return false;
  bool typed = (word.len > 0 && !is_statement_word(word)) || is_one_of(last, "*&>],([.{");
  if (next == '(') return typed && (last == '*' || is_one_of(text.ptr[line], " \t"));
  return typed;
}

Str scope_letters_include(Str text, uint32_t offset) {
  size_t line = line_start(text, offset < text.len ? offset : text.len);
  size_t at = skip_spaces(text, line);
  if (at >= text.len || text.ptr[at] != '#') return STR("");
  Str word = word_behind(text, skip_spaces(text, at + 1));
  if (!str_starts_with(word, STR("include")) && !str_equal(word, STR("import"))) return STR("");
  size_t open = skip_spaces(text, (size_t)(word.ptr + word.len - text.ptr));
  if (open >= text.len || !is_one_of(text.ptr[open], "\"<")) return STR("");
  size_t end = str_find_byte(text, open, '\n');
  size_t close =
      str_find_byte(str_slice(text, 0, end), open + 1, text.ptr[open] == '<' ? '>' : '"');
  return close < end ? str_slice(text, open + 1, close) : STR("");
}

// ---- labels and initializers of C ---------------------------------------------------------------

bool scope_letters_label(Str text, uint32_t start, uint32_t end, bool *defines) {
  size_t before = skip_blanks_back(text, start), behind = skip_spaces(text, end);
  *defines = false;
  if (before < start && str_equal(word_before(text, before), STR("goto"))) return true;
  bool colon = behind < text.len && text.ptr[behind] == ':'
               && !(behind + 1 < text.len && text.ptr[behind + 1] == ':');
  char last = before > 0 ? text.ptr[before - 1] : 0;
  *defines =
      colon && (is_one_of(last, ";{}:/)") || skip_spaces(text, line_start(text, start)) == start);
  return *defines;
}

// Where the innermost bracket that is open at `at` stands, at most LOOK_FAR before it; or SIZE_MAX.
static size_t open_before(Str text, size_t at) {
  size_t stop = at > LOOK_FAR ? at - LOOK_FAR : 0, depth = 0;
  while (at > stop) {
    char c = text.ptr[--at];
    if (is_one_of(c, ")}]")) depth++;
    if (is_one_of(c, "({[") && depth-- == 0) return at;
  }
  return SIZE_MAX;
}

// The last name before `end` but brackets: the type of `type *const name[3]` once the name is taken off.
static Str declared_type(Str text, size_t end) {
  for (int names = 0; end > 0; names++) {
    size_t at = skip_blanks_back(text, end);
    if (at > 0 && text.ptr[at - 1] == ']') at = pass_brackets_back(text, at);
    at = skip_blanks_back(text, at);
    while (at > 0 && text.ptr[at - 1] == '*') at = skip_blanks_back(text, at - 1);
    Str word = word_before(text, at);
    if (word.len == 0) return STR("");
    bool qualifies = str_equal(word, STR("const")) || str_starts_with(word, STR("__"));
    if (names > 0 && !qualifies) return word;
    end = at - word.len;
  }
  return STR("");
}

Str scope_letters_initialized(Str text, uint32_t start) {
  size_t dot = skip_blanks_back(text, start);
  if (dot == 0 || text.ptr[dot - 1] != '.') return STR("");
  size_t before = skip_blanks_back(text, dot - 1);
  if (before == 0 || !is_one_of(text.ptr[before - 1], "{,/")) return STR("");
  size_t open = open_before(text, dot - 1);
  for (int depth = 0; open != SIZE_MAX && text.ptr[open] == '{' && depth < 8; depth++) {
    size_t at = skip_blanks_back(text, open);
    char last = at > 0 ? text.ptr[at - 1] : 0;
    if (last == '=') return declared_type(text, at - 1);
    if (last == ')') return word_before(text, skip_blanks_back(text, at - 1)); // (struct ops){
    if (!is_one_of(last, "{,")) return STR("");
    open = open_before(text, open); // an array's element
  }
  return STR("");
}

// Whether a name at [start, end) is being declared: a type stands before it, and no operator.
static bool is_c_declaration(Str text, size_t start, size_t end) {
  size_t behind = skip_blanks(text, end), at = skip_blanks_back(text, start);
  if (behind >= text.len || !is_one_of(text.ptr[behind], "=;,)[")) return false;
  bool equals = behind + 1 < text.len && text.ptr[behind] == '=' && text.ptr[behind + 1] == '=';
  Str type = word_before(text, at);
  while (at > 0 && (text.ptr[at - 1] == '*' || str_equal(type, STR("const")))) {
    at = skip_blanks_back(text, at - (text.ptr[at - 1] == '*' ? 1 : type.len));
    type = word_before(text, at);
  }
  bool tag = str_equal(type, STR("struct")) || str_equal(type, STR("union"))
             || str_equal(type, STR("enum")); // what follows is a type
  if (equals || tag || type.len == 0 || is_statement_word(type) || ascii_is_digit(type.ptr[0]))
    return false;
  size_t before = skip_blanks_back(text, at - type.len);
  char last = before > 0 ? text.ptr[before - 1] : ';';
  return is_word_byte(last) || is_one_of(last, ";{}(,)/:");
}

Str scope_letters_type(Str text, Str name, uint32_t before) {
  enum { LOOK_BACK = 32 << 10 };
  size_t stop = before > LOOK_BACK ? before - LOOK_BACK : 0, best = SIZE_MAX;
  if (name.len == 0) return STR("");
  ScanNeedle needle = scan_needle_make(name, false);
  Str part = str_slice(text, 0, before);
  for (size_t at = scan_find(&needle, part, stop); at != SIZE_MAX;
       at = scan_find(&needle, part, at + 1)) {
    size_t end = at + name.len;
    bool whole = (at == 0 || !is_word_byte(text.ptr[at - 1])) && !is_word_byte(text.ptr[end]);
    if (whole && is_c_declaration(text, at, end)) best = end;
  }
  return best == SIZE_MAX ? STR("") : declared_type(text, best);
}
