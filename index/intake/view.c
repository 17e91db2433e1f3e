// Kotlin: the grammar wants a line's end or a semicolon after every member of a class, which the
// language does not before the closing brace; from `class A { val b = 1 }` on it loses the rest of
// the file. So the space before a brace that its own line opened becomes a line's end. Which
// element the brace closes does not matter: white space is white space, except in a string, which
// an odd number of quotes betrays.
//
// Swift: the grammar has no `#if` among the members of a type and loses the type. Conditions become
// blank; both branches are read.
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

static char *view_kotlin(Str text, Arena *arena) {
  char *copy = NULL;
  bool opened = false, quoted = false; // of the line so far
  for (size_t i = 0; i < text.len; i++) {
    switch (text.ptr[i]) {
    case '\n': opened = quoted = false; break;
    case '\\': i += i + 1 < text.len && text.ptr[i + 1] != '\n'; break;
    case '"': quoted = !quoted; break;
    case '{': opened = true; break;
    case '}':
      if (opened && !quoted && text.ptr[i - 1] == ' ') writable(&copy, text, arena)[i - 1] = '\n';
      break;
    default: break;
    }
  }
  return copy;
}

static bool is_condition(Str line) {
  return str_starts_with(line, STR("#if ")) || str_starts_with(line, STR("#elseif "))
         || str_starts_with(line, STR("#else")) || str_starts_with(line, STR("#endif"));
}

static char *view_swift(Str text, Arena *arena) {
  char *copy = NULL;
  for (size_t hash = str_find_byte(text, 0, '#'); hash < text.len;
       hash = str_find_byte(text, hash + 1, '#')) {
    size_t start = hash;
    while (start > 0 && (text.ptr[start - 1] == ' ' || text.ptr[start - 1] == '\t')) start--;
    if (start > 0 && text.ptr[start - 1] != '\n') continue;
    size_t end = str_find_byte(text, hash, '\n');
    if (end > text.len) end = text.len;
    if (!is_condition(str_slice(text, hash, end))) continue;
    memset(writable(&copy, text, arena) + hash, ' ', end - hash);
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
  if (language == LANGUAGE_swift) copy = view_swift(text, arena);
  if (language == LANGUAGE_typescript || language == LANGUAGE_tsx) {
    copy = view_typescript(text, arena);
  }
  return copy ? str_make(copy, text.len) : text;
}
