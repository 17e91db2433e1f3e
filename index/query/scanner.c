#include "query/scanner.h"

size_t scanner_column(Str text, size_t at) {
  size_t count = 1;
  for (size_t i = 0; i < at && i < text.len; i++) count += (text.ptr[i] & 0xC0) != 0x80;
  return count;
}

void scanner_skip_space(Scanner *s) {
  while (s->at < s->text.len && ascii_is_space(s->text.ptr[s->at])) s->at++;
}

bool scanner_is_boundary(const Scanner *s, size_t at) {
  if (at >= s->text.len || ascii_is_space(s->text.ptr[at])) return true;
  return s->text.ptr[at] == ')' && s->depth > 0;
}

static size_t space_from(const Scanner *s, size_t at) {
  while (at < s->text.len && !ascii_is_space(s->text.ptr[at])) at++;
  return at;
}

size_t scanner_word_end(const Scanner *s, size_t from) {
  size_t end = space_from(s, from);
  int excess = 0; // closing parentheses without an opening one in the word
  for (size_t i = from; i < end; i++) {
    if (s->text.ptr[i] == '(') excess--;
    if (s->text.ptr[i] == ')') excess++;
  }
  for (int open = s->depth; open > 0 && excess > 0 && end > from && s->text.ptr[end - 1] == ')';) {
    end--, open--, excess--;
  }
  return end;
}

Str scanner_word(const Scanner *s) { return str_slice(s->text, s->at, scanner_word_end(s, s->at)); }

// ---- quotes and slashes -------------------------------------------------------------------------

size_t scanner_closing(const Scanner *s, size_t open) {
  char mark = scanner_char(s, open), before = '\0'; // NUL: the mark that opened, or an escaped byte
  for (size_t i = open + 1; i < s->text.len; i++) {
    char c = s->text.ptr[i];
    bool loose = mark == '/' && (before == '/' || ascii_is_space(before));
    if (c == mark && i > open + 1 && !loose && scanner_is_boundary(s, i + 1)) return i;
    before = c == '\\' ? '\0' : c;
    if (c == '\\') i++;
  }
  return SIZE_MAX;
}

bool scanner_starts_regex(const Scanner *s, size_t at, size_t *close) {
  char next = scanner_char(s, at + 1);
  if (scanner_char(s, at) != '/' || next == '/' || next == '*' || ascii_is_space(next))
    return false;
  *close = scanner_closing(s, at);
  return *close != SIZE_MAX;
}

size_t scanner_skip_item(const Scanner *s, size_t at) {
  size_t value_at, close = SIZE_MAX;
  if (scanner_field(str_slice(s->text, at, space_from(s, at)), &value_at)) at += value_at;
  if (scanner_char(s, at) == '"')
    close = scanner_closing(s, at);
  else
    scanner_starts_regex(s, at, &close);
  return close == SIZE_MAX ? space_from(s, at) : close + 1;
}

Str scanner_unescaped(Arena *arena, Str quoted) {
  char *out = arena_alloc(arena, quoted.len + 1);
  size_t len = 0;
  for (size_t i = 0; i < quoted.len; i++) {
    char next = i + 1 < quoted.len ? quoted.ptr[i + 1] : '\0';
    if (quoted.ptr[i] == '\\' && (next == '"' || next == '\\')) i++;
    out[len++] = quoted.ptr[i];
  }
  return str_make(out, len);
}

// ---- words that are more than text --------------------------------------------------------------

Operator scanner_operator(Str word) {
  if (str_equal(word, STR("AND"))) return OPERATOR_AND;
  if (str_equal(word, STR("OR"))) return OPERATOR_OR;
  if (str_equal(word, STR("NOT"))) return OPERATOR_NOT;
  if (str_starts_with(word, STR("ONEAR/"))) word = str_slice(word, 1, word.len);
  bool near = str_starts_with(word, STR("NEAR/")) && word.len > 5 && ascii_is_digit(word.ptr[5]);
  return near ? OPERATOR_NEAR : OPERATOR_NONE;
}

bool scanner_is_minus(const Scanner *s, size_t at) {
  char next = scanner_char(s, at + 1);
  return scanner_char(s, at) == '-' && next && !ascii_is_digit(next)
         && (is_word_byte(next) || next == '"' || next == '/' || next == '(');
}

static const char *const field_names[FIELDS] = {"",     "file", "dir",     "ext", "lang",
                                                "repo", "size", "changed", "sym", "kind",
                                                "in",   "case", "word"};

Field scanner_field(Str word, size_t *value_at) {
  size_t colon = str_find_byte(word, 0, ':');
  if (colon == word.len || (colon + 1 < word.len && word.ptr[colon + 1] == ':')) return FIELD_NONE;
  Str name = str_slice(word, 0, colon);
  for (int field = FIELD_NONE + 1; field < FIELDS; field++) {
    if (!str_equal(name, str_from_c(field_names[field]))) continue;
    *value_at = colon + 1;
    return (Field)field;
  }
  return FIELD_NONE;
}

const char *scanner_field_name(Field field) { return field_names[field]; }

bool scanner_is_wildcard(Str word, size_t i) {
  return (word.ptr[i] == '*' || word.ptr[i] == '?') && i > 0 && i + 1 < word.len
         && is_word_byte(word.ptr[i - 1]) && is_word_byte(word.ptr[i + 1]);
}

size_t scanner_tilde(Str word) {
  size_t tilde = word.len;
  while (tilde > 0 && ascii_is_digit(word.ptr[tilde - 1])) tilde--;
  bool is_one = tilde >= 2 && word.ptr[tilde - 1] == '~' && is_word_byte(word.ptr[tilde - 2]);
  return is_one ? tilde - 1 : SIZE_MAX;
}
