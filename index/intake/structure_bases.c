// The head of a type is read by its letters, which is the same work in most languages: names outside of
// brackets, from behind the type's own to its body, but for words that say how. `class A(B, m.C, meta=D):`
// has its list in brackets; elsewhere these hold arguments.
#include "intake/structure_bases.h"

enum { HEAD_MAX = 4096 };

static bool is_type(SymbolKind kind) {
  return kind == SYMBOL_CLASS || kind == SYMBOL_STRUCT || kind == SYMBOL_INTERFACE
         || kind == SYMBOL_TRAIT || kind == SYMBOL_ENUM || kind == SYMBOL_UNION;
}

static const Symbol *type_around(const Symbol *symbols, size_t count, uint32_t offset) {
  const Symbol *innermost = NULL;
  for (size_t i = 0; i < count && symbols[i].start <= offset; i++) {
    if (is_type(symbols[i].kind) && offset < symbols[i].end) innermost = &symbols[i];
  }
  return innermost;
}

// Of a member that is written outside of its type, the container says which it is.
static Str container_around(const Symbol *symbols, size_t count, uint32_t offset) {
  Str container = {0};
  for (size_t i = 0; i < count && symbols[i].start <= offset; i++) {
    if (offset < symbols[i].end && symbols[i].container.len) container = symbols[i].container;
  }
  size_t start = container.len;
  while (start > 0 && is_word_byte(container.ptr[start - 1])) start--;
  return str_slice(container, start, container.len);
}

static bool says_how(Str word) {
  static const char *const words[] = {"extends",  "implements", "public", "private", "protected",
                                      "internal", "virtual",    "with",   "final",   "where",
                                      "typename", "class",      "struct", "new",     "permits",
                                      "override", "abstract",   "open",   "sealed",  "by"};
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    if (str_equal(word, str_from_c(words[i]))) return true;
  }
  return false;
}

static void add_base(OwnType *own, Str word) {
  if (word.len == 0 || ascii_is_digit(word.ptr[0]) || says_how(word)) return;
  if (own->count < BASES_MAX) own->bases[own->count++] = word;
}

// Names of a list, of each that is qualified the last. `a.b` and `a::b` are one; `m=b` is an argument.
static void read_list(OwnType *own, Str list) {
  int depth = 0;
  Str word = {0};
  bool named = false; // an argument, up to the next comma
  for (size_t i = 0; i < list.len; i++) {
    char c = list.ptr[i];
    if (strchr("<([{", c)) depth++;
    if (strchr(">)]}", c) && depth > 0) depth--;
    if (depth > 0 || strchr(">)]}", c)) continue;
    if (is_word_byte(c)) {
      size_t end = i;
      while (end < list.len && is_word_byte(list.ptr[end])) end++;
      Str next = str_slice(list, i, end);
      bool joined =
          i > 0 && (list.ptr[i - 1] == '.' || list.ptr[i - 1] == ':' || list.ptr[i - 1] == '\\');
      if (!joined && !named) add_base(own, word);
      word = next;
      i = end - 1;
    } else if (c == '=') {
      named = true;
      word = (Str){0};
    } else if (c == ',') {
      if (!named) add_base(own, word);
      named = false;
      word = (Str){0};
    }
  }
  if (!named) add_base(own, word);
}

static size_t close_of(Str text, size_t open) {
  int depth = 0;
  for (size_t at = open; at < text.len; at++) {
    depth += text.ptr[at] == '(';
    depth -= text.ptr[at] == ')';
    if (depth == 0) return at;
  }
  return text.len;
}

static Str head_of(LanguageId language, Str text, const Symbol *type) {
  size_t end = type->end < text.len ? type->end : text.len;
  if (end > type->name_end + (size_t)HEAD_MAX) end = type->name_end + (size_t)HEAD_MAX;
  Str head = str_slice(text, type->name_end, end);
  if (language == LANGUAGE_python) {
    if (!str_starts_with(head, STR("("))) return STR("");
    return str_slice(head, 1, close_of(head, 0));
  }
  bool line = language == LANGUAGE_ruby || language == LANGUAGE_scala; // may have no body
  size_t to = str_find_byte(head, 0, '{');
  if (line && str_find_byte(head, 0, '\n') < to) to = str_find_byte(head, 0, '\n');
  return str_slice(head, 0, to);
}

void structure_own_type(LanguageId language, Str text, const Symbol *symbols, size_t count,
                        uint32_t offset, OwnType *out) {
  *out = (OwnType){.count = 0};
  const Symbol *type = type_around(symbols, count, offset);
  if (!type) {
    out->name = container_around(symbols, count, offset);
    for (size_t i = 0; i < count && !type && out->name.len; i++) {
      if (is_type(symbols[i].kind) && str_equal(symbols[i].name, out->name)) type = &symbols[i];
    }
  }
  if (!type || type->end > text.len || type->name_end > type->end) return;
  out->name = type->name;
  read_list(out, head_of(language, text, type));
}
