// The innermost loop of the masked reader: most bytes of C are inside function bodies, where
// nothing but braces, quotes, comments and directives matters. One table lookup a byte finds those;
// the ends of comments are found by memchr. Rejected: testing every byte for the start of a line to
// find `#`; a `#` is rare enough to look back from it.
#include "intake/ctext.h"

// How far to look back; how often to look for the end of a raw string in vain.
enum { MAX_NUMBER = 64, MAX_INDENTATION = 512, MAX_RAW_FAILURES = 16 };
enum { LITERAL = C_STOP_BODY | C_STOP_GROUP | C_STOP_VALUE | C_STOP_ANGLE | C_STOP_DROPPED };
enum { ANGLES = C_STOP_ANGLE | C_STOP_VALUE };
enum { BRACKETS = C_STOP_GROUP | C_STOP_VALUE | C_STOP_ANGLE };

static const unsigned char stops[256] = {
    ['"'] = LITERAL,
    ['\''] = LITERAL,
    ['/'] = LITERAL,
    ['#'] = LITERAL,
    ['{'] = BRACKETS | C_STOP_BODY,
    ['}'] = BRACKETS | C_STOP_BODY,
    ['('] = BRACKETS,
    [')'] = BRACKETS,
    ['['] = BRACKETS,
    [']'] = BRACKETS,
    [';'] = ANGLES | C_STOP_GROUP,
    ['<'] = ANGLES,
    [','] = C_STOP_VALUE,
    ['>'] = C_STOP_ANGLE,
};

bool c_is_word_byte(char byte) { return is_word_byte(byte) || byte == '$'; }

void ctext_add_span(CText *c, uint32_t start, SpanKind kind) {
  if (!c->out) return;
  Span span = {start, c->at, kind};
  array_push(&c->out->spans, span);
}

// Whether the newline at `newline` is taken back by a backslash.
static bool is_continued(Str text, uint32_t newline, uint32_t from) {
  uint32_t at = newline;
  if (at > from && text.ptr[at - 1] == '\r') at--;
  return at > from && text.ptr[at - 1] == '\\';
}

bool ctext_pass_comment(CText *c) {
  uint32_t start = c->at, length = (uint32_t)c->text.len;
  char second = ctext_peek(c, 1);
  if (second == '*') {
    size_t slash = str_find_byte(c->text, c->at + 3 < length ? c->at + 3 : length, '/');
    while (slash < length && c->text.ptr[slash - 1] != '*') {
      slash = str_find_byte(c->text, slash + 1, '/');
    }
    c->at = slash < length ? (uint32_t)slash + 1 : length;
  } else if (second == '/') {
    size_t newline = str_find_byte(c->text, c->at, '\n');
    while (newline < length && is_continued(c->text, (uint32_t)newline, start)) {
      newline = str_find_byte(c->text, newline + 1, '\n');
    }
    c->at = (uint32_t)newline;
    if (newline > start && newline < length && c->text.ptr[newline - 1] == '\r') c->at--;
  } else {
    return false;
  }
  ctext_add_span(c, start, SPAN_COMMENT);
  return true;
}

// ---- literals -----------------------------------------------------------------------------------

// Behind the closing quote, or at the line's end.
static void pass_quoted(CText *c, char quote) {
  uint32_t at = c->at + 1, length = (uint32_t)c->text.len;
  const char *bytes = c->text.ptr;
  while (at < length && bytes[at] != quote && bytes[at] != '\n') {
    if (bytes[at] == '\\' && at + 1 < length) {
      at++;
      if (bytes[at] == '\r' && at + 1 < length && bytes[at + 1] == '\n') at++;
    }
    at++;
  }
  if (at > length) at = length;
  c->at = at < length && bytes[at] == quote ? at + 1 : at;
}

// Whether the quote at the cursor has a prefix that makes it raw: R, u8R, uR, UR, LR.
static bool has_raw_prefix(const CText *c) {
  uint32_t at = c->at;
  const char *bytes = c->text.ptr;
  if (c->dialect != C_DIALECT_CPP || at == 0 || bytes[at - 1] != 'R') return false;
  at--;
  if (at > 0 && bytes[at - 1] == '8') at--;
  if (at > 0 && (bytes[at - 1] == 'u' || bytes[at - 1] == 'U' || bytes[at - 1] == 'L')) at--;
  return at == 0 || !c_is_word_byte(bytes[at - 1]);
}

// At the quote of R"tag( ... )tag". False, without moving, if no such literal ends in the text.
static bool pass_raw(CText *c) {
  enum { MAX_TAG = 16 };
  char closing[MAX_TAG + 2] = {')'};
  uint32_t at = c->at + 1, size = 0;
  while (at < c->text.len && size < MAX_TAG && c->text.ptr[at] != '(') {
    closing[++size] = c->text.ptr[at++];
  }
  if (at >= c->text.len || c->text.ptr[at] != '(') return false;
  closing[++size] = '"';
  Str rest = str_slice(c->text, at, c->text.len);
  size_t found = str_find(rest, str_make(closing, size + 1));
  if (found == SIZE_MAX) {
    c->raw_failures++;
    return false;
  }
  c->at = (uint32_t)(at + found + size + 1);
  return true;
}

// 1'000'000: a quote between digits of a number, which starts with a digit.
static bool is_digit_separator(const CText *c) {
  if (!c_is_word_byte(ctext_peek(c, 1))) return false;
  uint32_t at = c->at, first = at > MAX_NUMBER ? at - MAX_NUMBER : 0;
  while (at > first && (c_is_word_byte(c->text.ptr[at - 1]) || c->text.ptr[at - 1] == '\'')) at--;
  return at < c->at && ascii_is_digit(c->text.ptr[at]);
}

// Where a literal begins whose quote is at `quote`: L, u, U, u8, R and their like, Objective-C's @.
static uint32_t prefix_start(const CText *c, uint32_t quote) {
  uint32_t at = quote;
  while (at > 0 && quote - at < 3 && strchr("LuU8R", c->text.ptr[at - 1]) && c->text.ptr[at - 1])
    at--;
  if (at > 0 && c_is_word_byte(c->text.ptr[at - 1])) return quote;
  return at == quote && at > 0 && c->text.ptr[at - 1] == '@' ? at - 1 : at;
}

void ctext_pass_literal(CText *c) {
  uint32_t start = c->at;
  if (c->text.ptr[start] == '\'') {
    if (start > 0 && c_is_word_byte(c->text.ptr[start - 1]) && is_digit_separator(c)) {
      c->at++;
    } else {
      pass_quoted(c, '\'');
      ctext_add_span(c, prefix_start(c, start), SPAN_STRING);
    }
    return;
  }
  bool raw = has_raw_prefix(c) && c->raw_failures < MAX_RAW_FAILURES;
  if (!raw || !pass_raw(c)) pass_quoted(c, '"');
  ctext_add_span(c, prefix_start(c, start), SPAN_STRING);
}

// ---- finding ------------------------------------------------------------------------------------

static uint32_t skip_plain(Str text, uint32_t at, unsigned stop) {
  const unsigned char *bytes = (const unsigned char *)text.ptr;
  size_t length = text.len;
  while (at + 4 <= length) {
    if (stops[bytes[at]] & stop) return at;
    if (stops[bytes[at + 1]] & stop) return at + 1;
    if (stops[bytes[at + 2]] & stop) return at + 2;
    if (stops[bytes[at + 3]] & stop) return at + 3;
    at += 4;
  }
  while (at < length && !(stops[bytes[at]] & stop)) at++;
  return at;
}

int ctext_find(CText *c, CStop stop) {
  for (;;) {
    c->at = skip_plain(c->text, c->at, stop);
    if (c->at >= c->text.len) return C_TEXT_END;
    char byte = c->text.ptr[c->at];
    if (byte == '/') {
      if (!ctext_pass_comment(c)) c->at++;
    } else if (byte == '"' || byte == '\'') {
      ctext_pass_literal(c);
    } else {
      return (unsigned char)byte;
    }
  }
}

bool ctext_at_line_start(const CText *c) {
  uint32_t at = c->at, first = at > MAX_INDENTATION ? at - MAX_INDENTATION : 0;
  while (at > first && (c->text.ptr[at - 1] == ' ' || c->text.ptr[at - 1] == '\t')) at--;
  if (at == 0 || c->text.ptr[at - 1] == '\n' || c->text.ptr[at - 1] == '\r') return true;
  // A comment may stand before the #, if the line starts with it.
  if (at < 4 || c->text.ptr[at - 1] != '/' || c->text.ptr[at - 2] != '*') return false;
  while (at > first && c->text.ptr[at - 1] != '\n') at--;
  while (at < c->at && (c->text.ptr[at] == ' ' || c->text.ptr[at] == '\t')) at++;
  return c->text.ptr[at] == '/' || c->text.ptr[at] == '*';
}

bool ctext_in_column_0(const CText *c) { return c->at == 0 || c->text.ptr[c->at - 1] == '\n'; }
