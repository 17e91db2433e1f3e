// The head of a definition by its letters: from where it starts to where its body does. What a body
// starts with is a matter of the language's family: a brace, a colon, the line's end. No parser, so that a
// hover costs microseconds and broken code has signatures, too.
#include "intake/structure_signature.h"
#include "base/buf.h"

enum { MAX_HEAD = 4096, MAX_VALUE = 80, JOINED_LINES = 12, MAX_WORDS_BEFORE = 120 };

typedef enum { HEAD_BRACE, HEAD_COLON, HEAD_LINE } HeadStyle;

static HeadStyle style_of(LanguageId language) {
  switch (language) {
  case LANGUAGE_python: return HEAD_COLON;
  case LANGUAGE_ruby:
  case LANGUAGE_lua:
  case LANGUAGE_elixir:
  case LANGUAGE_julia:
  case LANGUAGE_haskell:
  case LANGUAGE_ocaml:
  case LANGUAGE_ocaml_interface:
  case LANGUAGE_elm:
  case LANGUAGE_clojure:
  case LANGUAGE_elisp:
  case LANGUAGE_make:
  case LANGUAGE_markdown:
  case LANGUAGE_toml:
  case LANGUAGE_yaml:
  case LANGUAGE_fortran:
  case LANGUAGE_vim:
  case LANGUAGE_vhdl:
  case LANGUAGE_erlang:
  case LANGUAGE_cmake:
  case LANGUAGE_text: return HEAD_LINE;
  default: return HEAD_BRACE;
  }
}

static bool is_value(SymbolKind kind) {
  return kind == SYMBOL_VARIABLE || kind == SYMBOL_CONSTANT || kind == SYMBOL_FIELD
         || kind == SYMBOL_PROPERTY || kind == SYMBOL_ENUMERATOR || kind == SYMBOL_KEY
         || kind == SYMBOL_EVENT;
}

// ---- where it starts ----------------------------------------------------------------------------

static size_t skip_blanks(Str text, size_t at) {
  while (at < text.len && ascii_is_space(text.ptr[at])) at++;
  return at;
}

// The quote that closes the one at `at`, or `at`: in Rust a single one may be a lifetime's.
static size_t pass_quoted(LanguageId language, Str text, size_t at) {
  size_t close = at + 1;
  while (close < text.len && text.ptr[close] != text.ptr[at] && text.ptr[close] != '\n') {
    close += text.ptr[close] == '\\' ? 2 : 1;
  }
  bool closes = close < text.len && text.ptr[close] == text.ptr[at];
  bool lifetime = language == LANGUAGE_rust && text.ptr[at] == '\'' && close - at > 2
                  && text.ptr[at + 1] != '\\';
  return closes && !lifetime ? close : at;
}

// Behind the bracket that closes the one at `at`; strings are passed. text.len if nothing closes it.
static size_t pass_group(LanguageId language, Str text, size_t at) {
  size_t depth = 0;
  for (; at < text.len; at++) {
    char c = text.ptr[at];
    if (c == '"' || c == '\'') {
      at = pass_quoted(language, text, at);
    } else if (c == '(' || c == '[' || c == '{') {
      depth++;
    } else if ((c == ')' || c == ']' || c == '}') && --depth == 0) {
      return at + 1;
    }
  }
  return text.len;
}

// Behind annotations, decorators and attributes at `at`: `@Override`, `#[test]`, `[Obsolete]`.
static size_t pass_annotations(LanguageId language, Str text, size_t at) {
  for (;;) {
    size_t next = at;
    char c = next < text.len ? text.ptr[next] : 0;
    char second = next + 1 < text.len ? text.ptr[next + 1] : 0;
    if (c == '@' && language != LANGUAGE_objc && is_word_byte(second)) {
      if (str_starts_with(str_slice(text, at, at + 10), STR("@interface"))) return at;
      for (next++; next < text.len && (is_word_byte(text.ptr[next]) || text.ptr[next] == '.');)
        next++;
      if (next < text.len && text.ptr[next] == '(') next = pass_group(language, text, next);
    } else if ((c == '#' && second == '[') || (c == '[' && language == LANGUAGE_csharp)) {
      next = pass_group(language, text, at);
    } else {
      return at;
    }
    at = skip_blanks(text, next);
  }
}

// The definition's own start, or that of the words before it on its line: `export default`, `static const`.
static size_t head_start(LanguageId language, Str text, const Symbol *symbol) {
  size_t at = pass_annotations(language, text, symbol->start);
  if (at > symbol->name_start) at = symbol->start;
  size_t start = at;
  while (start > 0 && at - start < MAX_WORDS_BEFORE) {
    char c = text.ptr[start - 1];
    bool word = is_word_byte(c) || c == ' ' || c == '\t' || c == '*' || c == '&' || c == ':';
    if (!word) break;
    start--;
  }
  bool whole = start == 0 || text.ptr[start - 1] == '\n';
  return whole ? skip_blanks(text, start) : at;
}

// ---- where it ends ------------------------------------------------------------------------------

static bool ends_with_any(Str s, const char *bytes) {
  Str trimmed = str_trim(s);
  return trimmed.len && strchr(bytes, trimmed.ptr[trimmed.len - 1]) != NULL;
}

// Behind the value at `=`, if it is short and on its line; else before the `=`.
static size_t pass_value(Str head, size_t equals) {
  size_t end = str_find_byte(head, equals, '\n');
  Str value = str_trim(str_slice(head, equals, end));
  size_t ticks = 0;
  for (size_t i = 0; i < value.len; i++) ticks += value.ptr[i] == '`';
  bool fits = value.len <= MAX_VALUE && !ends_with_any(value, "{[(=") && ticks % 2 == 0
              && !str_ends_with(value, STR("\"\"\""));
  if (!fits) return equals;
  while (end > equals && (ascii_is_space(head.ptr[end - 1]) || strchr(";,", head.ptr[end - 1])))
    end--;
  return end;
}

// Of a function that is a value, behind its parameters: `f = (a, b) =>`, `f = function (a)`.
static size_t pass_function_value(LanguageId language, Str head, size_t equals) {
  size_t at = equals + 1;
  while (at < head.len) {
    char c = head.ptr[at];
    if (c == '(') {
      at = pass_group(language, head, at);
    } else if (c == '{' || c == ';') {
      return at;
    } else if (c == '=' && at + 1 < head.len && head.ptr[at + 1] == '>') {
      return at;
    } else {
      at++;
    }
  }
  return equals;
}

typedef struct {
  LanguageId language;
  SymbolKind kind;
  HeadStyle style;
  Str head; // from the head's start to the definition's end
} Head;

// Whether the head ends at `at`; *end is then where.
static bool ends_here(const Head *h, size_t at, size_t *end) {
  char c = h->head.ptr[at], next = at + 1 < h->head.len ? h->head.ptr[at + 1] : 0;
  char last = at > 0 ? h->head.ptr[at - 1] : 0;
  *end = at;
  if (c == '{' || c == ';') return true;
  if (c == ',' && is_value(h->kind)) return true;
  if (c == ':' && h->style == HEAD_COLON && !is_value(h->kind)) return true;
  if (c == ':' && language_is_c_family(h->language) && next != ':' && last != ':'
      && h->kind == SYMBOL_CONSTRUCTOR)
    return true;
  if (c == '\n' && h->style == HEAD_LINE) return !ends_with_any(str_slice(h->head, 0, at), ",\\=");
  if (c == '\n' && is_value(h->kind)) {
    return !ends_with_any(str_slice(h->head, 0, at), ",\\=:&*")
           && str_trim(str_slice(h->head, 0, at)).len;
  }
  if (c != '=' || next == '=' || strchr("=!<>:+-*/", last) || h->kind == SYMBOL_TYPE) return false;
  if (is_value(h->kind)) {
    *end = pass_value(h->head, at);
  } else if (h->style != HEAD_LINE) {
    *end = next == '>' ? at : pass_function_value(h->language, h->head, at);
  }
  return h->style != HEAD_LINE || is_value(h->kind);
}

// Whether the brace at `at` belongs to a type in the head, and not to the body.
static bool opens_type(const Head *h, size_t at) {
  Str before = str_slice(h->head, 0, at);
  if (h->style != HEAD_BRACE || language_is_c_family(h->language)) return false;
  if (ends_with_any(before, ":|&")) return true;
  bool short_type = h->head.len <= MAX_VALUE && memchr(h->head.ptr, '\n', h->head.len) == NULL;
  return h->kind == SYMBOL_TYPE && short_type && ends_with_any(before, "=");
}

static size_t head_end(const Head *h, size_t from) {
  for (size_t at = from; at < h->head.len;) {
    char c = h->head.ptr[at];
    size_t end;
    if (c == '(' || c == '[') {
      at = pass_group(h->language, h->head, at);
    } else if (c == '{' && opens_type(h, at)) {
      at = pass_group(h->language, h->head, at);
    } else if (ends_here(h, at, &end)) {
      return end;
    } else {
      at++;
    }
  }
  return h->head.len;
}

// ---- as people read it --------------------------------------------------------------------------

static bool starts_comment(LanguageId language, Str head, size_t at) {
  bool hash =
      language == LANGUAGE_python || language == LANGUAGE_ruby || language == LANGUAGE_julia;
  Str rest = str_slice(head, at, at + 2);
  return str_equal(rest, STR("//")) || (hash && str_starts_with(rest, STR("#")));
}

// Appends `head` in one line: every run of blanks is one space, none behind an opening bracket. Comments
// are left out.
static void put_joined(Buf *out, LanguageId language, Str head) {
  for (size_t at = 0; at < head.len;) {
    Str rest = str_slice(head, at, head.len);
    if (str_starts_with(rest, STR("/*"))) {
      size_t end = str_find(rest, STR("*/"));
      at = end == SIZE_MAX ? head.len : at + end + 2;
      continue;
    }
    if (starts_comment(language, head, at)) {
      at = str_find_byte(head, at, '\n');
      continue;
    }
    if (!ascii_is_space(head.ptr[at]) && head.ptr[at] != '\\') {
      buf_byte(out, head.ptr[at++]);
      continue;
    }
    while (at < head.len && (ascii_is_space(head.ptr[at]) || head.ptr[at] == '\\')) at++;
    char last = out->len ? out->data[out->len - 1] : '(';
    bool tight = strchr("([ ", last) || (at < head.len && strchr(")],;", head.ptr[at]));
    if (!tight && at < head.len) buf_byte(out, ' ');
  }
}

static size_t count_lines(Str s) {
  size_t lines = 1;
  for (size_t i = 0; i < s.len; i++) lines += s.ptr[i] == '\n';
  return lines;
}

// `typedef struct { ... } name`: the body is left out.
static Str join_around_body(LanguageId language, Str text, size_t start, const Symbol *symbol,
                            Arena *arena) {
  size_t open = str_find_byte(text, start, '{'), close = symbol->name_start;
  while (close > open && text.ptr[close - 1] != '}') close--;
  if (open >= symbol->name_start || close <= open) return (Str){0};
  Buf out = {0};
  put_joined(&out, language, str_trim(str_slice(text, start, open)));
  buf_str_put(&out, STR(" { ... } "));
  put_joined(&out, language, str_trim(str_slice(text, close, symbol->name_end)));
  Str result = arena_dup(arena, buf_str(&out));
  buf_release(&out);
  return result;
}

static Str first_line(Str s) {
  Str line = str_trim(str_slice(s, 0, str_find_byte(s, 0, '\n')));
  if (str_ends_with(line, STR("\\"))) line = str_trim(str_slice(line, 0, line.len - 1));
  return line;
}

void structure_signature(LanguageId language, Str text, const Symbol *symbol, Arena *arena,
                         Str *signature) {
  *signature = (Str){0};
  if (symbol->name_end > text.len || symbol->start > symbol->name_start) return;
  size_t start = head_start(language, text, symbol);
  if (start > symbol->name_start) start = symbol->name_start;
  size_t far = symbol->end > start + MAX_HEAD ? start + MAX_HEAD : symbol->end;
  if (far < symbol->name_end) far = symbol->name_end;
  Str all = str_slice(text, start, far);
  if (symbol->kind == SYMBOL_MACRO || symbol->kind == SYMBOL_HEADING) {
    *signature = first_line(all);
    return;
  }
  *signature = join_around_body(language, text, start, symbol, arena);
  if (signature->len) return;
  Head head = {language, symbol->kind, style_of(language), all};
  Str found = str_trim(str_slice(all, 0, head_end(&head, symbol->name_end - start)));
  while (found.len && strchr(";,=", found.ptr[found.len - 1])) {
    found = str_trim(str_slice(found, 0, found.len - 1));
  }
  if (count_lines(found) > JOINED_LINES || memchr(found.ptr, '\n', found.len) == NULL) {
    *signature = found;
    return;
  }
  Buf out = {0};
  put_joined(&out, language, found);
  *signature = arena_dup(arena, buf_str(&out));
  buf_release(&out);
}
