// Kotlin: the grammar wants a line's end or a semicolon after every member of a class, which the
// language does not before the closing brace; from `class A { val b = 1 }` on it loses the rest of
// the file. So the space before a brace that its own line opened becomes a line's end. Which
// element the brace closes does not matter: white space is white space, except in a string, which
// an odd number of quotes betrays. Context parameters, which it does not know, become blank; so does
// the @ of an annotation that nothing follows, at which its scanner hangs.
//
// C#: the grammar takes `#if` only around whole members and statements, and loses what is around
// one inside a modifier list or an expression. Conditions become blank; both branches are read.
//
// Swift: the grammar has no `#if` among the members of a type and loses the type. Conditions become
// blank as in C#. Words of ownership and isolation that it does not know (`sending`,
// `throws(E)`, `unsafe x`) become blank too; macros as default values, and names in backticks that
// are no words, become identifiers.
//
// TypeScript: the grammar has no type arguments on an imported type (`import("vue").Prop<string>`),
// which compilers write into many declaration files, and loses the rest of the file.
// `import("vue").` becomes blank: the type keeps its name.
#include "intake/view.h"

#include <string.h>

// The copy to change, made at the first change.
static char *writable(char **copy, Str text, Arena *arena) {
  if (!*copy) {
    *copy = arena_alloc(arena, text.len);
    memcpy(*copy, text.ptr, text.len);
  }
  return *copy;
}

// Is `word` at `at`, whole?
static bool is_word_at(Str text, size_t at, Str word) {
  if (at > 0 && is_word_byte(text.ptr[at - 1])) return false;
  if (!str_starts_with(str_slice(text, at, text.len), word)) return false;
  return at + word.len == text.len || !is_word_byte(text.ptr[at + word.len]);
}

// A line of conditional compilation that starts at `hash`, but for white space?
static bool is_condition(Str text, size_t hash) {
  static const char *const words[] = {"#if", "#elif", "#elseif", "#else", "#endif"};
  size_t start = hash;
  while (start > 0 && (text.ptr[start - 1] == ' ' || text.ptr[start - 1] == '\t')) start--;
  if (start > 0 && text.ptr[start - 1] != '\n') return false;
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    if (is_word_at(text, hash, str_from_c(words[i]))) return true;
  }
  return false;
}

// Makes the condition at `hash` blank, up to a comment; returns where to go on.
static size_t hide_condition(Str text, size_t hash, char **copy, Arena *arena) {
  size_t end = str_find_byte(text, hash, '\n');
  Str line = str_slice(text, hash, end < text.len ? end : text.len);
  size_t comment = str_find(line, STR("//"));
  size_t length = comment < line.len ? comment : line.len;
  memset(writable(copy, text, arena) + hash, ' ', length);
  return hash + line.len;
}

// `context(log: Log)`, alone on a line or before a declaration; 0 if there is none.
static size_t kotlin_context_length(Str text, size_t at) {
  if (!is_word_at(text, at, STR("context"))) return 0;
  if (at + 7 == text.len || text.ptr[at + 7] != '(') return 0;
  for (size_t i = at; i > 0 && text.ptr[i - 1] != '\n'; i--) {
    if (text.ptr[i - 1] != ' ') return 0;
  }
  size_t close = str_find_byte(text, at, ')');
  if (close >= str_find_byte(text, at, '\n') || close >= text.len) return 0;
  size_t next = close + 1;
  while (next < text.len && text.ptr[next] == ' ') next++;
  bool ends = next == text.len || text.ptr[next] == '\n' || is_word_byte(text.ptr[next]);
  return ends ? close + 1 - at : 0;
}

// Whether the grammar's scanner, which passes an annotation to the next white space (in parentheses: to
// the line's end), would run off the end of the text and never come back.
static bool kotlin_runs_off(Str text, size_t at) {
  bool parens = false, blank = false, stops = false;
  for (size_t i = at + 1; i < text.len && !(blank && stops); i++) {
    char c = text.ptr[i];
    parens = c == '(' || (parens && c != ')');
    blank = blank || ascii_is_space(c);
    stops = stops || c == '\n' || (!parens && ascii_is_space(c));
  }
  return !blank || !stops;
}

static void hide_last_annotations(Str text, char **copy, Arena *arena) {
  for (size_t at = text.len; at > 0 && text.ptr[at - 1] != '\n'; at--) {
    if (text.ptr[at - 1] == '@' && kotlin_runs_off(text, at - 1)) {
      writable(copy, text, arena)[at - 1] = ' ';
    }
  }
}

static char *view_kotlin(Str text, Arena *arena) {
  char *copy = NULL;
  hide_last_annotations(text, &copy, arena);
  bool opened = false, quoted = false; // of the line so far
  for (size_t i = 0; i < text.len; i++) {
    switch (text.ptr[i]) {
    case '\n': opened = quoted = false; break;
    case '\\': i += i + 1 < text.len && text.ptr[i + 1] != '\n'; break;
    case '"': quoted = !quoted; break;
    case '/':
      // A line's end in a comment of one line would make code of the rest.
      if (!quoted && i + 1 < text.len && text.ptr[i + 1] == '/') {
        size_t end = str_find_byte(text, i, '\n');
        i = end < text.len ? end - 1 : text.len;
      }
      break;
    case 'c': {
      size_t length = kotlin_context_length(text, i);
      if (length) memset(writable(&copy, text, arena) + i, ' ', length);
      break;
    }
    case '{': opened = true; break;
    case '}':
      if (opened && !quoted && text.ptr[i - 1] == ' ') writable(&copy, text, arena)[i - 1] = '\n';
      break;
    default: break;
    }
  }
  return copy;
}

// Makes a condition blank and `#isolation` an identifier; returns where to go on.
static size_t view_swift_hash(Str text, size_t at, char **copy, Arena *arena) {
  if (is_condition(text, at)) return hide_condition(text, at, copy, arena);
  bool is_macro = is_word_at(text, at, STR("#isolation")) //
                  || is_word_at(text, at, STR("#_sourceLocation"));
  if (is_macro) writable(copy, text, arena)[at] = '_';
  return at + 1;
}

// `func `reads a file`()`: the name without its spaces.
static size_t view_swift_backtick(Str text, size_t at, char **copy, Arena *arena) {
  static const char *const words[] = {"func ", "struct ", "class ", "enum "};
  Str before = str_slice(text, 0, at);
  bool is_name = false;
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    is_name = is_name || str_ends_with(before, str_from_c(words[i]));
  }
  size_t end = at + 1;
  while (end < text.len && text.ptr[end] != '`' && text.ptr[end] != '\n') end++;
  if (!is_name || end == text.len || text.ptr[end] == '\n') return at + 1;
  for (size_t i = at + 1; i < end; i++) {
    if (!is_word_byte(text.ptr[i])) writable(copy, text, arena)[i] = '_';
  }
  return end + 1;
}

// The byte before `at` that is no space, on its line; 0 if there is none.
static char last_before(Str text, size_t at) {
  while (at > 0 && text.ptr[at - 1] == ' ') at--;
  return at > 0 && text.ptr[at - 1] != '\n' ? text.ptr[at - 1] : 0;
}

// How much of the text at `at`, the start of a word, the grammar cannot take.
static size_t swift_word_length(Str text, size_t at) {
  static const struct {
    const char *word;
    const char *after; // one of these bytes stands before it; NULL: anything
    bool operand;      // an operand must follow
  } rows[] = {{"__owned", NULL, false},   {"__shared", NULL, false}, {"__consuming", NULL, false},
              {"sending", ":>", false},   {"isolated", ":>", false}, {"unsafe", NULL, true},
              {"consume", "=([,:&", true}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Str word = str_from_c(rows[i].word);
    if (!is_word_at(text, at, word)) continue;
    Str rest = str_slice(text, at + word.len, text.len);
    char before = last_before(text, at);
    if (rows[i].after && (!before || !strchr(rows[i].after, before))) return 0;
    if (rest.len < 2 || rest.ptr[0] != ' ') return 0;
    bool operand =
        (is_word_byte(rest.ptr[1]) || rest.ptr[1] == '$') && !str_starts_with(rest, STR(" in "));
    return rows[i].operand && !operand ? 0 : word.len;
  }
  return 0;
}

// `nonisolated(unsafe)`, `throws(Failure)`: what is in the parentheses.
static size_t swift_argument_length(Str text, size_t at) {
  if (!is_word_at(text, at, STR("nonisolated")) && !is_word_at(text, at, STR("throws"))) return 0;
  size_t open = at;
  while (open < text.len && is_word_byte(text.ptr[open])) open++;
  if (open == text.len || text.ptr[open] != '(') return 0;
  size_t close = str_find_byte(text, open, ')');
  size_t line = str_find_byte(text, open, '\n');
  return close < line && close < text.len ? close + 1 - open : 0;
}

static size_t view_swift_word(Str text, size_t at, char **copy, Arena *arena) {
  size_t start = at, end = at;
  while (end < text.len && is_word_byte(text.ptr[end])) end++;
  size_t length = swift_word_length(text, at);
  if (!length && (length = swift_argument_length(text, at))) start = end;
  if (length) memset(writable(copy, text, arena) + start, ' ', length);
  return end > start + length ? end : start + length;
}

static char *view_swift(Str text, Arena *arena) {
  char *copy = NULL;
  size_t i = 0;
  while (i < text.len) {
    switch (text.ptr[i]) {
    case '#': i = view_swift_hash(text, i, &copy, arena); break;
    case '`': i = view_swift_backtick(text, i, &copy, arena); break;
    case '_':
    case 's':
    case 'i':
    case 'u':
    case 'c':
    case 'n':
    case 't': i = view_swift_word(text, i, &copy, arena); break;
    default: i++;
    }
  }
  return copy;
}

static char *view_csharp(Str text, Arena *arena) {
  char *copy = NULL;
  size_t hash = str_find_byte(text, 0, '#');
  while (hash < text.len) {
    size_t next = is_condition(text, hash) ? hide_condition(text, hash, &copy, arena) : hash + 1;
    hash = str_find_byte(text, next, '#');
  }
  return copy;
}

static bool is_type_byte(char c) { return is_word_byte(c) || c == '$' || c == '.'; }

// Where the name starts in `import("module").Name.Space<` at `at`, or `at` if it is not that.
static size_t imported_type(Str text, size_t at) {
  Str line = str_slice(text, at, str_find_byte(text, at, '\n'));
  if (!str_starts_with(line, STR("import(\"")) && !str_starts_with(line, STR("import('")))
    return at;
  size_t close = str_find_byte(line, 8, line.ptr[7]);
  if (!str_starts_with(str_slice(line, close + 1, line.len), STR(")."))) return at;
  size_t name = close + 3, end = name;
  while (end < line.len && is_type_byte(line.ptr[end])) end++;
  return end > name && end < line.len && line.ptr[end] == '<' ? at + name : at;
}

static char *view_typescript(Str text, Arena *arena) {
  char *copy = NULL;
  for (size_t at = 0; at < text.len;) {
    size_t found = str_find(str_slice(text, at, text.len), STR("import("));
    if (found == SIZE_MAX) break;
    at += found;
    size_t name = imported_type(text, at);
    if (name > at) memset(writable(&copy, text, arena) + at, ' ', name - at);
    at = name > at ? name : at + 1;
  }
  return copy;
}

Str view_for_parser(LanguageId language, Str text, Arena *arena) {
  char *copy = NULL;
  if (language == LANGUAGE_kotlin) copy = view_kotlin(text, arena);
  if (language == LANGUAGE_csharp) copy = view_csharp(text, arena);
  if (language == LANGUAGE_swift) copy = view_swift(text, arena);
  if (language == LANGUAGE_typescript || language == LANGUAGE_tsx) {
    copy = view_typescript(text, arena);
  }
  return copy ? str_make(copy, text.len) : text;
}

bool view_may_differ(LanguageId language) {
  switch (language) {
  case LANGUAGE_kotlin:
  case LANGUAGE_csharp:
  case LANGUAGE_swift:
  case LANGUAGE_typescript:
  case LANGUAGE_tsx: return true;
  default: return false;
  }
}
