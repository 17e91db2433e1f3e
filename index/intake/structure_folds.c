// Folds by what every text has: lines, brackets outside of comments and strings, indentation; and by what the
// extractor finds. Rejected: the tree's nodes by a query a language, which is lost where code is broken or
// macros are, and says of 46 grammars one by one what brackets and indentation say of all.
#include "intake/structure_folds.h"
#include "base/array.h"
#include "intake/structure_read.h"

enum { MAX_DEPTH = 512, MAX_MARK = 64 };

typedef struct {
  uint32_t start, end; // without the line's end
  uint32_t text;       // where its first byte is that is no blank; `end` if there is none
  uint32_t indent;     // in columns
  bool comment;        // it starts in a comment, or with one
  bool inside;         // it starts inside a comment or a string
} Line;

typedef struct {
  LanguageId language;
  Str text;
  const Extraction *found;
  ARRAY(Line) lines;
  ARRAY(SourceFold) folds;
} Folding;

// ---- lines --------------------------------------------------------------------------------------

static void add_line(Folding *f, uint32_t start, uint32_t end) {
  enum { TAB = 8 };
  if (end > start && f->text.ptr[end - 1] == '\r') end--;
  Line line = {.start = start, .end = end, .text = start};
  while (line.text < end && (f->text.ptr[line.text] == ' ' || f->text.ptr[line.text] == '\t')) {
    line.indent += f->text.ptr[line.text] == '\t' ? TAB - line.indent % TAB : 1;
    line.text++;
  }
  array_push(&f->lines, line);
}

static void read_lines(Folding *f) {
  uint32_t length = (uint32_t)f->text.len;
  for (uint32_t at = 0; at <= length;) {
    uint32_t end = (uint32_t)str_find_byte(f->text, at, '\n');
    add_line(f, at, end);
    at = end + 1;
  }
  size_t next = 0;
  const Span *spans = f->found->spans.items;
  for (size_t i = 0; i < f->lines.count; i++) {
    Line *line = &f->lines.items[i];
    while (next < f->found->spans.count && spans[next].end <= line->text) next++;
    if (next == f->found->spans.count || spans[next].start > line->text) continue;
    line->comment = spans[next].kind == SPAN_COMMENT;
    line->inside = spans[next].start < line->start;
  }
}

static size_t line_of(const Folding *f, uint32_t offset) {
  size_t low = 0, high = f->lines.count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (f->lines.items[middle].start <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 0 ? low - 1 : 0;
}

static bool is_blank(const Line *line) { return line->text == line->end; }

static void add_fold(Folding *f, uint32_t start, uint32_t end, FoldKind kind) {
  if (end <= start || line_of(f, start) >= line_of(f, end)) return;
  SourceFold fold = {start, end, kind};
  array_push(&f->folds, fold);
}

// From `start` to the end of the last line before line `index` that is not blank.
static void add_fold_before(Folding *f, uint32_t start, size_t index, FoldKind kind) {
  while (index > 0 && is_blank(&f->lines.items[index - 1])) index--;
  if (index > 0) add_fold(f, start, f->lines.items[index - 1].end, kind);
}

static Str line_text(const Folding *f, const Line *line) {
  return str_slice(f->text, line->text, line->end);
}

// ---- brackets -----------------------------------------------------------------------------------

typedef struct {
  char byte;
  uint32_t at;
} Open;

typedef struct {
  Open items[MAX_DEPTH];
  size_t count;
  size_t saved[MAX_DEPTH]; // depths at the #if that are open
  size_t saved_count;
} Brackets;

static char opening_of(char close) { return close == ')' ? '(' : close == ']' ? '[' : '{'; }

// A closing bracket takes with it what was opened inside and is not closed.
static void close_bracket(Folding *f, Brackets *open, uint32_t at) {
  size_t depth = open->count;
  while (depth > 0 && open->items[depth - 1].byte != opening_of(f->text.ptr[at])) depth--;
  if (depth == 0) return;
  uint32_t start = open->items[depth - 1].at + 1;
  open->count = depth - 1;
  size_t index = line_of(f, at);
  if (f->lines.items[index].text == at) {
    add_fold_before(f, start, index, FOLD_CODE);
  } else {
    add_fold(f, start, at, FOLD_CODE);
  }
}

static void pass_bracket(Folding *f, Brackets *open, uint32_t at) {
  char c = f->text.ptr[at];
  if (c == ')' || c == ']' || c == '}') {
    close_bracket(f, open, at);
  } else if ((c == '(' || c == '[' || c == '{') && open->count < MAX_DEPTH) {
    open->items[open->count++] = (Open){c, at};
  }
}

// Of a conditional's branches the last says how deep it goes on.
static void pass_conditional(const Folding *f, Brackets *open, const Line *line) {
  Str word = str_trim(str_slice(line_text(f, line), 1, SIZE_MAX));
  if (str_starts_with(word, STR("if")) && open->saved_count < MAX_DEPTH) {
    open->saved[open->saved_count++] = open->count;
  } else if (str_starts_with(word, STR("el")) && open->saved_count) {
    size_t depth = open->saved[open->saved_count - 1];
    if (open->count > depth) open->count = depth;
  } else if (str_starts_with(word, STR("endif")) && open->saved_count) {
    open->saved_count--;
  }
}

static bool has_conditionals(LanguageId language) {
  return language_is_c_family(language) || language == LANGUAGE_csharp;
}

static void fold_brackets(Folding *f) {
  Brackets open = {.count = 0};
  const Span *spans = f->found->spans.items;
  size_t span = 0, line = 0;
  for (uint32_t at = 0; at < f->text.len; at++) {
    while (line + 1 < f->lines.count && f->lines.items[line + 1].start <= at) line++;
    while (span < f->found->spans.count && spans[span].end <= at) span++;
    if (span < f->found->spans.count && spans[span].start <= at) {
      at = spans[span].end - 1;
      continue;
    }
    char c = f->text.ptr[at];
    if (c == '#' && f->lines.items[line].text == at && has_conditionals(f->language)) {
      pass_conditional(f, &open, &f->lines.items[line]);
    } else {
      pass_bracket(f, &open, at);
    }
  }
}

// ---- indentation --------------------------------------------------------------------------------

// Whether blocks are told by indentation, or by words with indentation as everyone writes it.
static bool folds_by_indentation(LanguageId language) {
  switch (language) {
  case LANGUAGE_c:
  case LANGUAGE_cpp:
  case LANGUAGE_objc:
  case LANGUAGE_java:
  case LANGUAGE_csharp:
  case LANGUAGE_javascript:
  case LANGUAGE_typescript:
  case LANGUAGE_tsx:
  case LANGUAGE_go:
  case LANGUAGE_rust:
  case LANGUAGE_php:
  case LANGUAGE_kotlin:
  case LANGUAGE_swift:
  case LANGUAGE_dart:
  case LANGUAGE_zig:
  case LANGUAGE_solidity:
  case LANGUAGE_json:
  case LANGUAGE_css:
  case LANGUAGE_scss:
  case LANGUAGE_hcl:
  case LANGUAGE_proto:
  case LANGUAGE_markdown:
  case LANGUAGE_text: return false;
  default: return true;
  }
}

// A line that deeper ones follow folds them.
static void fold_indentation(Folding *f) {
  if (!folds_by_indentation(f->language)) return;
  size_t stack[MAX_DEPTH], depth = 0;
  for (size_t i = 0; i <= f->lines.count; i++) {
    const Line *line = i < f->lines.count ? &f->lines.items[i] : NULL;
    if (line && (is_blank(line) || line->inside)) continue;
    while (depth > 0 && (!line || f->lines.items[stack[depth - 1]].indent >= line->indent)) {
      const Line *head = &f->lines.items[stack[--depth]];
      if (!head->comment) add_fold_before(f, head->end, i, FOLD_CODE);
    }
    if (line && depth < MAX_DEPTH) stack[depth++] = i;
  }
}

// ---- what the extractor knows -------------------------------------------------------------------

static void fold_symbols(Folding *f) {
  for (size_t i = 0; i < f->found->symbols.count; i++) {
    const Symbol *symbol = &f->found->symbols.items[i];
    bool by_range = symbol->kind == SYMBOL_HEADING || symbol->kind == SYMBOL_KEY
                    || symbol->kind == SYMBOL_TABLE || symbol->kind == SYMBOL_MACRO
                    || symbol->kind == SYMBOL_SELECTOR;
    size_t first = line_of(f, symbol->name_start);
    if (by_range && symbol->end > symbol->name_end && symbol->end <= f->text.len) {
      size_t last = line_of(f, symbol->end - 1);
      Str text = line_text(f, &f->lines.items[last]);
      bool closing = last > first && text.len && memchr("}])", text.ptr[0], 3);
      add_fold_before(f, f->lines.items[first].end, closing ? last : last + 1, FOLD_CODE);
    }
  }
}

// ---- comments and strings -----------------------------------------------------------------------

// Whether nothing but blanks stands on the span's lines.
static bool stands_alone(const Folding *f, const Span *span) {
  const Line *first = &f->lines.items[line_of(f, span->start)];
  return first->text == span->start;
}

static void fold_spans(Folding *f) {
  const Span *spans = f->found->spans.items;
  size_t count = f->found->spans.count;
  for (size_t i = 0; i < count; i++) {
    if (spans[i].kind == SPAN_STRING) {
      add_fold(f, spans[i].start, spans[i].end, FOLD_CODE);
      continue;
    }
    uint32_t end = spans[i].end;
    size_t last = i;
    // A run of comments, a line each.
    while (stands_alone(f, &spans[i]) && last + 1 < count && spans[last + 1].kind == SPAN_COMMENT
           && stands_alone(f, &spans[last + 1])
           && line_of(f, spans[last + 1].start) == line_of(f, end - 1) + 1) {
      end = spans[++last].end;
    }
    while (end > spans[i].start && ascii_is_space(f->text.ptr[end - 1])) end--;
    add_fold(f, spans[i].start, end, FOLD_COMMENT);
    i = last;
  }
}

// ---- imports ------------------------------------------------------------------------------------

static bool is_import(const Folding *f, const Line *line) {
  Str text = line_text(f, line);
  if (line->indent > 0 || line->inside || line->comment) return false;
  if (text.len && text.ptr[0] == '#' && language_is_c_family(f->language)) {
    Str word = str_trim(str_slice(text, 1, text.len));
    return str_starts_with(word, STR("include")) || str_starts_with(word, STR("import"));
  }
  static const char *const words[] = {
      "import ",           "from ",    "use ",          "using ",   "require ",
      "require_relative ", "require(", "extern crate ", "pub use ", "require_once ",
      "include ",          "@import ", "@use ",         "open "};
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    if (str_starts_with(text, str_from_c(words[i]))) return true;
  }
  return false;
}

// The line that an import on line `first` ends on: that of its closing bracket.
static size_t import_end(const Folding *f, size_t first) {
  enum { FAR = 200 };
  int depth = 0;
  for (size_t i = first; i < f->lines.count && i < first + FAR; i++) {
    const Line *line = &f->lines.items[i];
    for (uint32_t at = line->text; at < line->end; at++) {
      char c = f->text.ptr[at];
      depth += c == '(' || c == '{';
      depth -= c == ')' || c == '}';
    }
    if (depth <= 0) return i;
  }
  return first;
}

static void fold_imports(Folding *f) {
  for (size_t i = 0; i < f->lines.count; i++) {
    if (!is_import(f, &f->lines.items[i])) continue;
    size_t last = import_end(f, i), next = last + 1;
    while (next < f->lines.count) {
      const Line *line = &f->lines.items[next];
      if (is_import(f, line)) {
        last = import_end(f, next);
        next = last;
      } else if (!is_blank(line)) {
        break;
      }
      next++;
    }
    add_fold(f, f->lines.items[i].text, f->lines.items[last].end, FOLD_IMPORTS);
    i = last;
  }
}

// ---- regions and conditionals -------------------------------------------------------------------

typedef enum { MARK_NOTHING, MARK_OPENS, MARK_NEXT, MARK_CLOSES } MarkKind;

// `#region`, `// region`, `#pragma region`, `{{{` in a comment.
static MarkKind region_mark(const Folding *f, const Line *line) {
  Str text = line_text(f, line);
  size_t at = 0;
  while (at < text.len && memchr("/#*;%<!-\"(", text.ptr[at], 10)) at++;
  if (at == 0 || at > 4) return MARK_NOTHING;
  bool hash = text.ptr[at - 1] == '#';
  if (!hash && !line->comment) return MARK_NOTHING;
  if (line->comment && str_find(text, STR("{{{")) != SIZE_MAX) return MARK_OPENS;
  if (line->comment && str_find(text, STR("}}}")) != SIZE_MAX) return MARK_CLOSES;
  Str word = str_trim(str_slice(text, at, text.len));
  if (str_starts_with(word, STR("#"))) word = str_slice(word, 1, word.len);
  if (hash && str_starts_with(word, STR("pragma "))) word = str_trim(str_slice(word, 7, word.len));
  bool closes = str_starts_with(word, STR("end"));
  if (closes) word = str_trim(str_slice(word, 3, word.len));
  if (!str_starts_with(word, STR("region"))) return MARK_NOTHING;
  if (word.len > 6 && is_word_byte(word.ptr[6])) return MARK_NOTHING;
  return closes ? MARK_CLOSES : MARK_OPENS;
}

static MarkKind conditional_mark(const Folding *f, const Line *line) {
  Str text = line_text(f, line);
  if (!has_conditionals(f->language) || line->inside || !str_starts_with(text, STR("#")))
    return MARK_NOTHING;
  Str word = str_trim(str_slice(text, 1, text.len));
  if (str_starts_with(word, STR("if"))) return MARK_OPENS;
  if (str_starts_with(word, STR("endif"))) return MARK_CLOSES;
  return str_starts_with(word, STR("el")) ? MARK_NEXT : MARK_NOTHING;
}

static void fold_marks(Folding *f, MarkKind (*mark)(const Folding *, const Line *), FoldKind kind) {
  size_t open[MAX_MARK], depth = 0;
  for (size_t i = 0; i < f->lines.count; i++) {
    MarkKind found = mark(f, &f->lines.items[i]);
    if ((found == MARK_CLOSES || found == MARK_NEXT) && depth > 0) {
      const Line *head = &f->lines.items[open[--depth]];
      // The line that ends a region is a part of it; #endif stays.
      if (kind == FOLD_REGION) add_fold(f, head->text, f->lines.items[i].end, kind);
      if (kind != FOLD_REGION) add_fold_before(f, head->end, i, kind);
    }
    if ((found == MARK_OPENS || found == MARK_NEXT) && depth < MAX_MARK) open[depth++] = i;
  }
}

// ---- the whole ----------------------------------------------------------------------------------

static int compare_folds(const void *left, const void *right) {
  const SourceFold *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return (a->end < b->end) - (a->end > b->end);
}

// One fold a line: of several the one with a kind of its own, else the longest.
static size_t keep_one_a_line(const Folding *f, SourceFold *out) {
  size_t count = 0;
  for (size_t i = 0; i < f->folds.count; i++) {
    SourceFold fold = f->folds.items[i];
    if (count && line_of(f, out[count - 1].start) == line_of(f, fold.start)) {
      SourceFold *kept = &out[count - 1];
      bool better = kept->kind == FOLD_CODE && fold.kind != FOLD_CODE;
      bool longer = (kept->kind == FOLD_CODE) == (fold.kind == FOLD_CODE) && fold.end > kept->end;
      if (better || longer) *kept = fold;
      continue;
    }
    out[count++] = fold;
  }
  return count;
}

Status structure_folds(LanguageId language, Str text, const ExtractOptions *options, Arena *arena,
                       const SourceFold **out, size_t *count, Error *error) {
  *out = NULL;
  *count = 0;
  Extraction found = {0};
  Status status = structure_read(language, text, options, arena, &found, error);
  if (status == STATUS_OK) {
    Folding f = {.language = language, .text = text, .found = &found};
    read_lines(&f);
    fold_brackets(&f);
    fold_indentation(&f);
    fold_symbols(&f);
    fold_spans(&f);
    fold_imports(&f);
    fold_marks(&f, region_mark, FOLD_REGION);
    fold_marks(&f, conditional_mark, FOLD_CODE);
    if (f.folds.count) qsort(f.folds.items, f.folds.count, sizeof *f.folds.items, compare_folds);
    SourceFold *folds = arena_array(arena, SourceFold, f.folds.count);
    *count = keep_one_a_line(&f, folds);
    *out = folds;
    array_free(&f.folds);
    array_free(&f.lines);
  }
  extraction_release(&found);
  return status;
}
