#include "query/spelling.h"

#include "base/buf.h"

// Appends the byte, or the escaped pair, at typed.ptr[i] as it is outside of \Q and \E; returns its length.
static size_t put_plain(Str typed, size_t i, Buf *out) {
  char c = typed.ptr[i];
  if (c != '\\' || i + 1 == typed.len) {
    buf_byte(out, (uint8_t)c);
    return 1;
  }
  if (typed.ptr[i + 1] != '/') buf_byte(out, '\\');
  buf_byte(out, (uint8_t)typed.ptr[i + 1]);
  return 2;
}

static void put_quoted(char c, Buf *out) {
  if (!is_word_byte(c) && c != '/') buf_byte(out, '\\');
  buf_byte(out, (uint8_t)c);
}

static bool stands_alone(Str regex) {
  return regex.len && regex.ptr[0] != '*' && !ascii_is_space(regex.ptr[0])
         && !ascii_is_space(regex.ptr[regex.len - 1]);
}

bool spelling_of_regex(Str typed, Arena *arena, Str *out) {
  Buf regex = {0};
  bool quoted = false, dangling = false;
  for (size_t i = 0; i < typed.len;) {
    char c = typed.ptr[i], next = i + 1 < typed.len ? typed.ptr[i + 1] : '\0';
    if (c == '\\' && (next == 'E' || (next == 'Q' && !quoted))) {
      quoted = next == 'Q';
      i += 2;
    } else if (quoted) {
      put_quoted(typed.ptr[i++], &regex);
    } else {
      dangling |= c == '\\' && i + 1 == typed.len;
      i += put_plain(typed, i, &regex);
    }
  }
  Buf grouped = {0};
  bool alone = stands_alone(buf_str(&regex));
  if (!alone) buf_printf(&grouped, "(?:");
  buf_str_put(&grouped, buf_str(&regex));
  if (!alone) buf_byte(&grouped, ')');
  *out = arena_dup(arena, buf_str(&grouped));
  buf_release(&grouped);
  buf_release(&regex);
  return !dangling;
}

Str spelling_of_lines(Str literal, Arena *arena) {
  Buf regex = {0};
  for (size_t i = 0; i < literal.len; i++) {
    char c = literal.ptr[i];
    bool before_line_end = i + 1 < literal.len && literal.ptr[i + 1] == '\n';
    if (c == '\r' && before_line_end) continue;
    if (c == '\n')
      buf_printf(&regex, "\\r?\\n");
    else
      put_quoted(c, &regex);
  }
  Str text = arena_dup(arena, buf_str(&regex));
  buf_release(&regex);
  return text;
}
