// What encloses a place: ranges from many sources, of which those are kept that lie in one another. The tree
// says most; brackets, strings and lines say it where there is no tree, or a broken one.
#include "intake/structure_enclosing.h"
#include "base/array.h"
#include "intake/reading.h"
#include "intake/scope_c.h"
#include "intake/scope_letters.h"
#include "intake/structure_read.h"
#include "intake/scope_read.h"
#include "intake/view.h"

enum { FAR_BYTES = 1 << 20 }; // how far brackets are looked for

typedef struct {
  uint32_t start, end;
} Range;

typedef struct {
  LanguageId language;
  Str text;
  uint32_t offset;
  const ExtractOptions *options;
  Arena *arena;
  ARRAY(Range) ranges;
} Enclosing;

static void add_range(Enclosing *e, size_t start, size_t end) {
  if (start > e->offset || end < e->offset || start >= end || end > e->text.len) return;
  Range range = {(uint32_t)start, (uint32_t)end};
  array_push(&e->ranges, range);
}

// Without the blanks at both ends.
static void add_trimmed(Enclosing *e, size_t start, size_t end) {
  while (start < end && ascii_is_space(e->text.ptr[start])) start++;
  while (end > start && ascii_is_space(e->text.ptr[end - 1])) end--;
  add_range(e, start, end);
}

// ---- lines, words, strings ----------------------------------------------------------------------

static bool is_blank_line(Str text, size_t start, size_t end) {
  return str_trim(str_slice(text, start, end)).len == 0;
}

static size_t line_start(Str text, size_t at) {
  while (at > 0 && text.ptr[at - 1] != '\n') at--;
  return at;
}

static void add_lines(Enclosing *e) {
  size_t start = line_start(e->text, e->offset);
  size_t end = str_find_byte(e->text, e->offset, '\n');
  add_trimmed(e, start, end);
  if (is_blank_line(e->text, start, end)) return;
  // The block of lines around it.
  while (start > 0) {
    size_t before = line_start(e->text, start - 1);
    if (is_blank_line(e->text, before, start - 1)) break;
    start = before;
  }
  while (end < e->text.len) {
    size_t next = str_find_byte(e->text, end + 1, '\n');
    if (is_blank_line(e->text, end, next)) break;
    end = next;
  }
  add_range(e, start, end);
}

static void add_spans(Enclosing *e, const Extraction *found) {
  for (size_t i = 0; i < found->spans.count; i++) {
    Span span = found->spans.items[i];
    if (span.start > e->offset) break;
    if (span.end < e->offset) continue;
    add_range(e, span.start, span.end);
    size_t start = span.start, end = span.end;
    const char *marks = span.kind == SPAN_STRING ? "\"'`" : "/*#-;<!>";
    while (start < end && !strchr(marks, e->text.ptr[start]) && is_word_byte(e->text.ptr[start])
           && span.kind == SPAN_STRING)
      start++; // a prefix
    while (start < end && e->text.ptr[start] && strchr(marks, e->text.ptr[start])) start++;
    while (end > start && e->text.ptr[end - 1] && strchr(marks, e->text.ptr[end - 1])) end--;
    if (start < end && span.kind == SPAN_STRING) add_range(e, start, end);
    if (start < end && span.kind == SPAN_COMMENT) add_trimmed(e, start, end);
  }
}

static void add_symbols(Enclosing *e, const Extraction *found) {
  for (size_t i = 0; i < found->symbols.count; i++) {
    const Symbol *symbol = &found->symbols.items[i];
    add_range(e, symbol->start, symbol->end);
  }
}

// ---- brackets -----------------------------------------------------------------------------------

static bool is_in_span(const Extraction *found, uint32_t at) {
  size_t low = 0, high = found->spans.count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (found->spans.items[middle].end <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < found->spans.count && found->spans.items[low].start <= at;
}

static bool is_bracket(const Extraction *found, Str text, size_t at) {
  return memchr("()[]{}", text.ptr[at], 6) && !is_in_span(found, (uint32_t)at);
}

static bool opens(char c) { return c == '(' || c == '[' || c == '{'; }

// The next bracket from *at on that closes more than was opened since; false if there is none.
static bool next_close(const Enclosing *e, const Extraction *found, size_t *at) {
  size_t depth = 0, stop = e->offset + (size_t)FAR_BYTES;
  for (; *at < e->text.len && *at < stop; ++*at) {
    if (!is_bracket(found, e->text, *at)) continue;
    if (opens(e->text.ptr[*at])) {
      depth++;
    } else if (depth-- == 0) {
      return true;
    }
  }
  return false;
}

// The item of a list around the place: between commas of the brackets [open, close].
static void add_item(Enclosing *e, const Extraction *found, size_t open, size_t close) {
  size_t start = open + 1;
  int depth = 0;
  for (size_t at = open + 1; at <= close; at++) {
    char c = e->text.ptr[at];
    bool ends = at == close || ((c == ',' || c == ';') && depth == 0);
    if (!ends && !memchr("()[]{}", c, 6)) continue;
    if (at < close && is_in_span(found, (uint32_t)at)) continue;
    if (ends) {
      if (at >= e->offset) {
        if (start <= e->offset) add_trimmed(e, start, at);
        return;
      }
      start = at + 1;
    } else {
      depth += c == '(' || c == '[' || c == '{' ? 1 : -1;
    }
  }
}

// Brackets that open before the place and close behind it, from the inside out: one way back, and one
// forward.
static void add_brackets(Enclosing *e, const Extraction *found) {
  size_t depth = 0, close = e->offset, stop = e->offset > FAR_BYTES ? e->offset - FAR_BYTES : 0;
  bool item = true;
  for (size_t at = e->offset; at > stop; at--) {
    if (!is_bracket(found, e->text, at - 1)) continue;
    if (!opens(e->text.ptr[at - 1])) {
      depth++;
    } else if (depth > 0) {
      depth--;
    } else {
      if (!next_close(e, found, &close)) return;
      if (item && e->text.ptr[at - 1] != '{') add_item(e, found, at - 1, close);
      item = false;
      add_trimmed(e, at, close);
      add_range(e, at - 1, close + 1);
      close++;
    }
  }
}

// ---- the tree -----------------------------------------------------------------------------------

static void add_ancestors(Enclosing *e, const TSTree *tree) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  for (;;) {
    TSNode node = ts_tree_cursor_current_node(&cursor);
    if (ts_node_is_named(node)) add_trimmed(e, ts_node_start_byte(node), ts_node_end_byte(node));
    if (!ts_tree_cursor_goto_first_child(&cursor)) break;
    bool inside = true;
    while (inside && ts_node_end_byte(ts_tree_cursor_current_node(&cursor)) <= e->offset) {
      inside = ts_tree_cursor_goto_next_sibling(&cursor);
    }
    if (!inside || ts_node_start_byte(ts_tree_cursor_current_node(&cursor)) > e->offset) break;
  }
  ts_tree_cursor_delete(&cursor);
}

static void add_parsed(Enclosing *e, Reading *reading, const TSRange *range, Str view) {
  Part part = {.language = e->language, .text = e->text, .range = range};
  if (reading_is_too_large(reading, &part)) return;
  TSTree *tree = reading_parse(reading, &part, view, NULL);
  if (!tree) return;
  add_ancestors(e, tree);
  ts_tree_delete(tree);
}

static void add_tree(Enclosing *e, const Extraction *found) {
  CDialect dialect;
  Reading reading;
  if (!language_grammar(e->language)) return;
  reading_init(&reading);
  reading_start(&reading, e->options, e->arena);
  if (!cmask_applies(e->language, &dialect)) {
    add_parsed(e, &reading, NULL, view_for_parser(e->language, e->text, e->arena));
  } else {
    ScopeUnits units = {0};
    scope_c_units(e->text, found->symbols.items, found->symbols.count, &units);
    for (size_t i = 0; i < units.count; i++) {
      ScopeUnit unit = units.items[i];
      if (e->offset < unit.start || e->offset > unit.end || unit.kind == SCOPE_UNIT_MACRO) continue;
      Str view = scope_c_view(dialect, e->text, &unit, e->arena);
      TSRange range = {.start_byte = unit.start, .end_byte = unit.end};
      range.end_point.row = unit.end - unit.start; // no more than order matters
      add_parsed(e, &reading, &range, view);
    }
    array_free(&units);
  }
  reading_release(&reading);
}

// ---- the whole ----------------------------------------------------------------------------------

static int compare_ranges(const void *left, const void *right) {
  const Range *a = left, *b = right;
  uint32_t a_length = a->end - a->start, b_length = b->end - b->start;
  if (a_length != b_length) return a_length < b_length ? -1 : 1;
  return (a->start > b->start) - (a->start < b->start);
}

// Those that each contain the one before, as pairs in the arena.
static void keep_nested(Enclosing *e, const uint32_t **out, size_t *count) {
  qsort(e->ranges.items, e->ranges.count, sizeof *e->ranges.items, compare_ranges);
  uint32_t *pairs = arena_array(e->arena, uint32_t, 2 * e->ranges.count);
  size_t kept = 0;
  for (size_t i = 0; i < e->ranges.count; i++) {
    Range range = e->ranges.items[i];
    if (kept) {
      uint32_t start = pairs[2 * kept - 2], end = pairs[2 * kept - 1];
      bool same = range.start == start && range.end == end;
      if (same || range.start > start || range.end < end) continue;
    }
    pairs[2 * kept] = range.start;
    pairs[2 * kept + 1] = range.end;
    kept++;
  }
  *out = pairs;
  *count = kept;
}

Status structure_enclosing(LanguageId language, Str text, uint32_t offset,
                           const ExtractOptions *options, Arena *arena, const uint32_t **out,
                           size_t *count, Error *error) {
  *out = NULL;
  *count = 0;
  Extraction found = {0};
  Status status = structure_read(language, text, options, arena, &found, error);
  if (status == STATUS_OK) {
    Enclosing e = {.language = language,
                   .text = text,
                   .offset = offset < text.len ? offset : (uint32_t)text.len,
                   .options = options,
                   .arena = arena};
    uint32_t start, end;
    if (scope_letters_name(language, text, e.offset, &start, &end)) add_range(&e, start, end);
    add_lines(&e);
    add_spans(&e, &found);
    add_symbols(&e, &found);
    add_brackets(&e, &found);
    add_tree(&e, &found);
    add_range(&e, 0, text.len);
    if (e.ranges.count) keep_nested(&e, out, count);
    array_free(&e.ranges);
  }
  extraction_release(&found);
  return status;
}
