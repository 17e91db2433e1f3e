// The comment that documents a definition, by where it stands and without the marks that make it one. Spans
// say where comments and strings are; lines say which of them belongs to the definition.
#include "intake/structure_comment.h"
#include "base/buf.h"

enum { MAX_COMMENT = 16384, MAX_HEAD_LINES = 32 };

typedef struct {
  LanguageId language;
  Str text;
  const Symbol *symbol;
  const Span *spans;
  size_t count;
} Documented;

static size_t line_start(Str text, size_t at) {
  while (at > 0 && text.ptr[at - 1] != '\n') at--;
  return at;
}

static size_t first_in_line(Str text, size_t at) {
  at = line_start(text, at);
  while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t')) at++;
  return at;
}

// The number of spans that end at or before `at`.
static size_t spans_before(const Documented *d, size_t at) {
  size_t low = 0, high = d->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (d->spans[middle].end <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static bool is_gap(Str text, size_t from, size_t to) {
  size_t lines = 0;
  for (size_t at = from; at < to; at++) {
    if (!ascii_is_space(text.ptr[at])) return false;
    lines += text.ptr[at] == '\n';
  }
  // A line comment's span may or may not hold its line's end.
  bool ended = from > 0 && text.ptr[from - 1] == '\n';
  return lines + ended <= 1;
}

// ---- without marks ------------------------------------------------------------------------------

static const char *const openers[] = {
    "/**<", "/*!<", "///<", "//!<", "/**",  "/*!", "/*",   "///",  "//!",    "//",  "<!--",
    "(**",  "(*",   "{-|",  "{-",   "--[[", "---", "-- |", "-- ^", "--",     ";;;", ";;",
    ";",    "##",   "#!",   "#:",   "#",    "%%%", "%%",   "%",    "\"\"\"", "'''", "\""};
static const char *const closers[] = {"**/", "*/", "-->", "*)", "-}", "]]", "\"\"\"", "'''", "\""};

static Str without_opener(Str s) {
  for (size_t i = 0; i < COUNT_OF(openers); i++) {
    Str opener = str_from_c(openers[i]);
    if (str_starts_with(s, opener)) return str_slice(s, opener.len, s.len);
  }
  return s;
}

static Str without_closer(Str s) {
  for (size_t i = 0; i < COUNT_OF(closers); i++) {
    Str closer = str_from_c(closers[i]);
    if (str_ends_with(s, closer)) return str_slice(s, 0, s.len - closer.len);
  }
  return s;
}

static Str trim_right(Str s) {
  while (s.len && ascii_is_space(s.ptr[s.len - 1])) s.len--;
  return s;
}

static size_t indent_of(Str line) {
  size_t at = 0;
  while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t')) at++;
  return at;
}

// Whether every line behind the first starts with a star: then stars are marks.
static bool has_stars(Str body) {
  Str line;
  bool any = false;
  if (!str_next_field(&body, '\n', &line)) return false;
  while (str_next_field(&body, '\n', &line)) {
    Str trimmed = str_trim(line);
    if (trimmed.len && trimmed.ptr[0] != '*') return false;
    any = any || trimmed.len;
  }
  return any;
}

// The least indentation behind the first line.
static size_t common_indent(Str body) {
  Str line;
  size_t least = SIZE_MAX;
  if (!str_next_field(&body, '\n', &line)) return 0;
  while (str_next_field(&body, '\n', &line)) {
    if (str_trim(line).len && indent_of(line) < least) least = indent_of(line);
  }
  return least == SIZE_MAX ? 0 : least;
}

// Appends a block (a comment of many lines, a docstring) without marks.
static void put_block(Buf *out, Str block) {
  Str body = trim_right(without_closer(trim_right(without_opener(block))));
  bool stars = has_stars(body);
  size_t indent = stars ? 0 : common_indent(body), number = 0;
  Str line;
  while (str_next_field(&body, '\n', &line)) {
    line = trim_right(line);
    if (stars && number) {
      line = str_trim(line);
      line = str_slice(line, line.len > 0, line.len);
      if (line.len && line.ptr[0] == ' ') line = str_slice(line, 1, line.len);
    } else {
      size_t cut = number == 0                ? indent_of(line)
                   : indent_of(line) < indent ? indent_of(line)
                                              : indent;
      line = str_slice(line, cut, line.len);
    }
    if (number++ || line.len) {
      buf_str_put(out, line);
      buf_byte(out, '\n');
    }
  }
}

static bool is_block(Str comment) {
  static const char *const blocks[] = {"/*", "<!--", "(*", "{-", "--[[", "\"\"\"", "'''"};
  for (size_t i = 0; i < COUNT_OF(blocks); i++) {
    if (str_starts_with(comment, str_from_c(blocks[i]))) return true;
  }
  return false;
}

static bool is_region_mark(Str line) {
  return str_starts_with(line, STR("region")) || str_starts_with(line, STR("endregion"))
         || str_find(line, STR("{{{")) != SIZE_MAX;
}

// Appends a comment that may be a run of line comments.
static void put_comment(Buf *out, Str comment) {
  if (is_block(comment)) {
    put_block(out, comment);
    return;
  }
  Str line;
  while (str_next_field(&comment, '\n', &line)) {
    line = without_opener(str_trim(line));
    if (line.len && line.ptr[0] == ' ') line = str_slice(line, 1, line.len);
    if (is_region_mark(line)) continue;
    buf_str_put(out, trim_right(line));
    buf_byte(out, '\n');
  }
}

// ---- which one ----------------------------------------------------------------------------------

static bool is_alone(Str text, const Span *span) {
  return first_in_line(text, span->start) == span->start;
}

static bool ends_statement(Str line) {
  char last = line.ptr[line.len - 1];
  return last == ';' || last == '{' || last == '}' || last == ':' || last == ',';
}

// Whether the line belongs to the definition's head although its range starts behind: an annotation, a
// template, an attribute.
static bool is_head_line(Str line) {
  static const char *const heads[] = {"@",      "#[",     "[",       "template",  "__attribute__",
                                      "export", "public", "private", "protected", "static",
                                      "extern", "async",  "const",   "inline",    "abstract"};
  line = str_trim(line);
  if (line.len == 0 || ends_statement(line)) return false;
  for (size_t i = 0; i < COUNT_OF(heads); i++) {
    if (str_starts_with(line, str_from_c(heads[i]))) return true;
  }
  return false;
}

// Where the lines of the definition's head begin.
static size_t head_start(const Documented *d) {
  size_t at = first_in_line(d->text, d->symbol->start);
  for (int i = 0; i < MAX_HEAD_LINES && at > 0; i++) {
    size_t start = line_start(d->text, at);
    if (start == 0) break;
    size_t before = line_start(d->text, start - 1);
    if (!is_head_line(str_slice(d->text, before, start - 1))) break;
    at = first_in_line(d->text, before);
  }
  return at;
}

static void put_before(const Documented *d, Buf *out) {
  size_t next = head_start(d), last = spans_before(d, next), first = last;
  while (first > 0) {
    const Span *span = &d->spans[first - 1];
    bool wanted =
        span->kind == SPAN_COMMENT || (d->language == LANGUAGE_julia && span->kind == SPAN_STRING);
    if (!wanted || !is_gap(d->text, span->end, next) || !is_alone(d->text, span)) break;
    Str comment = str_slice(d->text, span->start, span->end);
    // Blocks stand alone: of several the last counts.
    if (is_block(comment) && first < last) break;
    next = span->start;
    first--;
    if (is_block(comment)) break;
  }
  for (size_t i = first; i < last && out->len < MAX_COMMENT; i++) {
    Str comment = str_slice(d->text, d->spans[i].start, d->spans[i].end);
    if (str_starts_with(comment, STR("#!"))) continue;
    put_comment(out, comment);
  }
}

static bool may_stand_behind(SymbolKind kind) {
  return kind == SYMBOL_FIELD || kind == SYMBOL_ENUMERATOR || kind == SYMBOL_VARIABLE
         || kind == SYMBOL_CONSTANT || kind == SYMBOL_PROPERTY || kind == SYMBOL_MACRO
         || kind == SYMBOL_KEY || kind == SYMBOL_TYPE;
}

// On the line that the definition ends on, and its continuations.
static void put_behind(const Documented *d, Buf *out) {
  if (!may_stand_behind(d->symbol->kind)) return;
  size_t end = d->symbol->end, line_end = str_find_byte(d->text, end, '\n');
  if (d->symbol->kind == SYMBOL_MACRO) end = d->symbol->name_end;
  size_t next = spans_before(d, end);
  while (next < d->count && d->spans[next].kind == SPAN_STRING && d->spans[next].start < line_end)
    next++;
  if (next == d->count || d->spans[next].kind != SPAN_COMMENT) return;
  if (d->spans[next].start >= line_end) return;
  put_comment(out, str_slice(d->text, d->spans[next].start, d->spans[next].end));
  size_t column = d->spans[next].start - line_start(d->text, d->spans[next].start);
  // Line comments right below, in the same column, go on with it.
  for (size_t i = next + 1; i < d->count && d->spans[i].kind == SPAN_COMMENT; i++) {
    const Span *span = &d->spans[i];
    bool below = is_gap(d->text, d->spans[i - 1].end, span->start)
                 && span->start - line_start(d->text, span->start) == column;
    if (!below || !is_alone(d->text, span)) break;
    put_comment(out, str_slice(d->text, span->start, span->end));
  }
}

// Python's first statement, Emacs' and Clojure's string behind the parameters.
static void put_docstring(const Documented *d, Buf *out) {
  bool python = d->language == LANGUAGE_python;
  if (!python && d->language != LANGUAGE_elisp && d->language != LANGUAGE_clojure) return;
  size_t at = d->symbol->name_end;
  for (size_t i = spans_before(d, at); i < d->count && d->spans[i].start < d->symbol->end; i++) {
    const Span *span = &d->spans[i];
    if (span->kind != SPAN_STRING) continue;
    Str between = str_trim(str_slice(d->text, at, span->start));
    bool first = python ? str_ends_with(between, STR(":")) && is_alone(d->text, span)
                        : between.len == 0 || strchr("()]", between.ptr[between.len - 1]);
    if (python && !first) continue;
    if (first) {
      Str text = str_slice(d->text, span->start, span->end);
      while (text.len && is_word_byte(text.ptr[0])) text = str_slice(text, 1, text.len);
      put_block(out, text);
    }
    return;
  }
}

static Str take(Arena *arena, const Buf *out) {
  Str found = trim_right(buf_str(out));
  while (found.len && found.ptr[0] == '\n') found = str_slice(found, 1, found.len);
  return arena_dup(arena, str_slice(found, 0, MAX_COMMENT));
}

void structure_comment(LanguageId language, Str text, const Symbol *symbol, const Span *spans,
                       size_t span_count, Arena *arena, Str *comment) {
  *comment = (Str){0};
  if (symbol->end > text.len || symbol->start > symbol->name_start) return;
  Documented d = {language, text, symbol, spans, span_count};
  Buf out = {0};
  put_docstring(&d, &out);
  if (out.len == 0) put_before(&d, &out);
  if (out.len == 0) put_behind(&d, &out);
  *comment = take(arena, &out);
  buf_release(&out);
}

// ---- of a file ----------------------------------------------------------------------------------

// What heads of files say that is not about what is in them: a line, or a licence up to the next empty line.
typedef enum { SAYS_SOMETHING, SAYS_NOTHING, SAYS_LICENCE } Saying;

static bool has_any(Str text, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (str_find(text, str_from_c(words[i])) != SIZE_MAX) return true;
  }
  return false;
}

static Saying saying_of(Str comment) {
  static const char *const formal[] = {
      "copyright", "spdx-",    "all rights reserved", "-*- ", "coding:", "vim:", "eslint",
      "@ts-",      "generated"};
  static const char *const legal[] = {"license", "licence", "warrant", "copyright notice"};
  Buf lower = {0};
  for (size_t i = 0; i < comment.len; i++) buf_byte(&lower, ascii_lower(comment.ptr[i]));
  Str text = buf_str(&lower);
  bool spdx = str_find(text, STR("spdx-")) != SIZE_MAX;
  Saying saying = text.len ? SAYS_SOMETHING : SAYS_NOTHING;
  if (has_any(text, formal, COUNT_OF(formal))) saying = SAYS_NOTHING;
  if (!spdx && has_any(text, legal, COUNT_OF(legal))) saying = SAYS_LICENCE;
  buf_release(&lower);
  return saying;
}

static bool is_before_code(Str text, size_t from, size_t to) {
  Str between = str_trim(str_slice(text, from, to));
  if (str_starts_with(between, STR("#!")))
    between = str_trim(str_slice(between, str_find_byte(between, 0, '\n'), between.len));
  return between.len == 0 || str_equal(between, STR("<?php"));
}

// Appends a comment that is a line of several; what says nothing takes those before it away.
static Saying put_line(Buf *out, Str comment, Saying before) {
  size_t start = out->len;
  put_comment(out, comment);
  Str added = str_slice(buf_str(out), start, out->len);
  if (added.len == 0) return before;
  Saying saying = saying_of(added);
  if (before == SAYS_LICENCE && str_trim(added).len) saying = SAYS_LICENCE;
  if (saying != SAYS_SOMETHING) buf_clear(out);
  return saying;
}

// One comment: a block, or lines that follow one another, of which no more is read than is shown. Returns the
// number of the span behind it.
static size_t put_run(const Documented *d, size_t at, Buf *out) {
  Str comment = str_slice(d->text, d->spans[at].start, d->spans[at].end);
  bool string = d->spans[at].kind == SPAN_STRING;
  while (comment.len && string && is_word_byte(comment.ptr[0]))
    comment = str_slice(comment, 1, comment.len);
  if (string || is_block(comment)) {
    put_comment(out, comment);
    return at + 1;
  }
  Saying saying = SAYS_NOTHING;
  if (!str_starts_with(comment, STR("#!"))) saying = put_line(out, comment, saying);
  for (at++; at < d->count && d->spans[at].kind == SPAN_COMMENT; at++) {
    comment = str_slice(d->text, d->spans[at].start, d->spans[at].end);
    if (is_block(comment) || !is_gap(d->text, d->spans[at - 1].end, d->spans[at].start)) break;
    if (out->len <= MAX_COMMENT) saying = put_line(out, comment, saying);
  }
  return at;
}

void structure_head_comment(LanguageId language, Str text, const Span *spans, size_t span_count,
                            Arena *arena, Str *comment) {
  Documented d = {language, text, NULL, spans, span_count};
  Buf out = {0};
  size_t end = 0;
  bool python = language == LANGUAGE_python;
  *comment = (Str){0};
  for (size_t i = 0; i < span_count && is_before_code(text, end, spans[i].start);) {
    bool string = spans[i].kind == SPAN_STRING;
    if (string && !python) break;
    buf_clear(&out);
    i = put_run(&d, i, &out);
    end = spans[i - 1].end;
    if (!string && saying_of(buf_str(&out)) != SAYS_SOMETHING) continue;
    if (comment->len == 0 || string) *comment = take(arena, &out);
    if (!python || string) break;
  }
  buf_release(&out);
}
