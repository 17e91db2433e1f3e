// One pass; a table of the bytes that can start something keeps the rest at a lookup a byte. Time
// is linear in the text: a delimiter that its line does not close is not tried again on that line.
#include "intake/lexical.h"

typedef struct {
  const LexicalRules *rules;
  Str text;
  char *blanked;
  Extraction *out;
  bool starts[256]; // bytes that may start a comment or a string
  size_t unclosed_until[MAX_STRING_RULES];
} Lexer;

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool lexical_first_on_line(Str text, size_t at) {
  while (at > 0 && is_blank(text.ptr[at - 1])) at--;
  return at == 0 || text.ptr[at - 1] == '\n';
}

static bool has_at(Str text, size_t at, const char *prefix) {
  size_t length = strlen(prefix);
  return length <= text.len - at && memcmp(text.ptr + at, prefix, length) == 0;
}

static void mark_bytes(Lexer *lexer, const char *bytes) {
  for (; bytes && *bytes; bytes++) lexer->starts[(unsigned char)*bytes] = true;
}

static void mark_first(Lexer *lexer, const char *prefix) {
  if (prefix) lexer->starts[(unsigned char)*prefix] = true;
}

static void mark_starts(Lexer *lexer) {
  const LexicalRules *rules = lexer->rules;
  for (int i = 0; i < MAX_COMMENT_RULES; i++) mark_first(lexer, rules->line[i]);
  for (int i = 0; i < MAX_STRING_RULES; i++) mark_first(lexer, rules->strings[i].open);
  mark_first(lexer, rules->block_open);
  mark_bytes(lexer, rules->line_first);
  mark_bytes(lexer, rules->test_bytes);
  if (rules->char_prefix) lexer->starts[(unsigned char)rules->char_prefix] = true;
}

static void blank(Lexer *lexer, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    if (lexer->blanked[i] != '\n') lexer->blanked[i] = ' ';
  }
}

static size_t take(Lexer *lexer, SpanKind kind, size_t from, size_t to) {
  Span span = {(uint32_t)from, (uint32_t)to, kind};
  array_push(&lexer->out->spans, span);
  return to;
}

static size_t take_comment(Lexer *lexer, size_t from, size_t to) {
  blank(lexer, from, to);
  return take(lexer, SPAN_COMMENT, from, to);
}

static bool starts_line_comment(const Lexer *lexer, size_t at) {
  const LexicalRules *rules = lexer->rules;
  for (int i = 0; i < MAX_COMMENT_RULES && rules->line[i]; i++) {
    if (has_at(lexer->text, at, rules->line[i])) return true;
  }
  if (rules->line_first && strchr(rules->line_first, lexer->text.ptr[at])
      && lexical_first_on_line(lexer->text, at)) {
    return true;
  }
  return rules->starts_comment && strchr(rules->test_bytes, lexer->text.ptr[at])
         && rules->starts_comment(lexer->text, at);
}

// Offset behind the string that starts at `at`, or SIZE_MAX if nothing closes it.
static size_t string_end(const Lexer *lexer, const StringRule *rule, size_t at) {
  Str text = lexer->text;
  size_t i = at + strlen(rule->open);
  while (i < text.len) {
    char c = text.ptr[i];
    if (c == '\n' && !rule->multiline) return SIZE_MAX;
    if (c == '\\' && rule->escapes) {
      i += 2;
    } else if (c == rule->close[0] && has_at(text, i, rule->close)) {
      return i + strlen(rule->close);
    } else {
      i++;
    }
  }
  return rule->multiline && !rule->must_close ? text.len : SIZE_MAX;
}

// Offset behind what starts at `at` with the string rule, or `at` if it starts nothing.
static size_t take_string(Lexer *lexer, int index, size_t at) {
  const StringRule *rule = &lexer->rules->strings[index];
  if (at < lexer->unclosed_until[index] || !has_at(lexer->text, at, rule->open)) return at;
  size_t end = string_end(lexer, rule, at);
  if (end == SIZE_MAX) {
    size_t line_end = str_find_byte(lexer->text, at, '\n');
    if (rule->else_comment) return take_comment(lexer, at, line_end);
    lexer->unclosed_until[index] = rule->multiline ? lexer->text.len : line_end;
    return at;
  }
  if (end > lexer->text.len) end = lexer->text.len;
  size_t inside = at + strlen(rule->open), close = strlen(rule->close);
  bool closed = end >= inside + close && has_at(lexer->text, end - close, rule->close);
  blank(lexer, inside, closed ? end - close : end);
  return take(lexer, SPAN_STRING, at, end);
}

// Offset behind what starts at `at`, which is a byte that may start something.
static size_t step(Lexer *lexer, size_t at) {
  const LexicalRules *rules = lexer->rules;
  Str text = lexer->text;
  if (rules->char_prefix && text.ptr[at] == rules->char_prefix) {
    return at + 1 < text.len && text.ptr[at + 1] == '\\' ? at + 3 : at + 2;
  }
  if (rules->block_open && has_at(text, at, rules->block_open)) {
    size_t inside = at + strlen(rules->block_open);
    Str rest = str_slice(text, inside, text.len);
    size_t close = str_find(rest, str_from_c(rules->block_close));
    size_t end = close == SIZE_MAX ? text.len : inside + close + strlen(rules->block_close);
    return take_comment(lexer, at, end);
  }
  if (starts_line_comment(lexer, at)) {
    return take_comment(lexer, at, str_find_byte(text, at, '\n'));
  }
  for (int i = 0; i < MAX_STRING_RULES && rules->strings[i].open; i++) {
    size_t end = take_string(lexer, i, at);
    if (end > at) return end;
  }
  return at + 1;
}

Str lexical_blank(const LexicalRules *rules, Str text, Arena *arena, Extraction *out) {
  Lexer lexer = {.rules = rules, .text = text, .out = out};
  lexer.blanked = arena_alloc(arena, text.len + 1);
  if (text.len) memcpy(lexer.blanked, text.ptr, text.len);
  mark_starts(&lexer);
  for (size_t i = 0; i < text.len;) {
    i = lexer.starts[(unsigned char)text.ptr[i]] ? step(&lexer, i) : i + 1;
  }
  return str_make(lexer.blanked, text.len);
}
