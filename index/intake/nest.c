#include "intake/nest.h"

#include <stdlib.h>

static int by_name_position(const void *a, const void *b) {
  const Definition *x = a, *y = b;
  if (x->name_start != y->name_start) return x->name_start < y->name_start ? -1 : 1;
  if (x->scope != y->scope) return x->scope ? 1 : -1;
  if (x->priority != y->priority) return x->priority < y->priority ? -1 : 1;
  return (x->start > y->start) - (x->start < y->start);
}

static int by_range(const void *a, const void *b) {
  const Definition *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  return (x->name_start > y->name_start) - (x->name_start < y->name_start);
}

static void drop_doubles(Definitions *definitions) {
  qsort(definitions->items, definitions->count, sizeof *definitions->items, by_name_position);
  size_t kept = 0;
  for (size_t i = 0; i < definitions->count; i++) {
    if (kept && definitions->items[kept - 1].name_start == definitions->items[i].name_start
        && definitions->items[kept - 1].name_end == definitions->items[i].name_end) {
      continue;
    }
    definitions->items[kept++] = definitions->items[i];
  }
  definitions->count = kept;
}

// ---- positions ----------------------------------------------------------------------------------

// Walks a text forward and backward from where it last was: symbols come nearly in order.
typedef struct {
  Str text;
  uint32_t at;         // byte offset
  uint32_t line;       // of `at`
  uint32_t line_start; // byte offset
} LineCursor;

static void line_cursor_to(LineCursor *cursor, uint32_t offset) {
  if (offset > cursor->text.len) offset = (uint32_t)cursor->text.len;
  while (offset < cursor->line_start) { // back to the line before, then forward within it
    uint32_t at = cursor->line_start - 1;
    while (at > 0 && cursor->text.ptr[at - 1] != '\n') at--;
    cursor->line--;
    cursor->line_start = at;
    cursor->at = at;
  }
  if (offset < cursor->at) cursor->at = cursor->line_start;
  while (cursor->at < offset) {
    size_t newline = str_find_byte(str_slice(cursor->text, 0, offset), cursor->at, '\n');
    if (newline >= offset) break;
    cursor->line++;
    cursor->line_start = (uint32_t)newline + 1;
    cursor->at = cursor->line_start;
  }
  cursor->at = offset;
}

static void locate(LineCursor *cursor, Symbol *symbol) {
  line_cursor_to(cursor, symbol->name_start);
  symbol->line = cursor->line;
  symbol->column = symbol->name_start - cursor->line_start;
  symbol->column_utf16 =
      (uint32_t)utf16_length(str_slice(cursor->text, cursor->line_start, symbol->name_start));
  LineCursor last = *cursor;
  line_cursor_to(&last, symbol->end > symbol->start ? symbol->end - 1 : symbol->end);
  symbol->end_line = last.line;
}

// ---- nesting ------------------------------------------------------------------------------------

enum { MAX_NESTING = 512, MAX_CONTAINER_BYTES = 512 };

typedef struct {
  const Definition *definition; // NULL: the document
  uint32_t symbol;              // index in out->symbols, or NO_PARENT for a scope
  Str path;                     // its container and name
  const Definition *last;       // the latest definition directly inside, ...
  uint32_t last_symbol;         // ... and its symbol
} Enclosing;

// items[0] is the document.
typedef struct {
  Enclosing items[MAX_NESTING];
  size_t count;
} EnclosingStack;

static bool is_function_like(const Definition *d) {
  return !d->scope
         && (d->kind == SYMBOL_FUNCTION || d->kind == SYMBOL_METHOD
             || d->kind == SYMBOL_CONSTRUCTOR);
}

static bool is_variable_like(const Definition *d) {
  return !d->scope
         && (d->kind == SYMBOL_VARIABLE || d->kind == SYMBOL_CONSTANT || d->kind == SYMBOL_FIELD
             || d->kind == SYMBOL_PROPERTY);
}

static Str join_names(Arena *arena, Str container, Str separator, Str name) {
  if (container.len == 0) return name;
  if (name.len == 0) return container;
  size_t total = container.len + separator.len + name.len;
  if (total > MAX_CONTAINER_BYTES) return container;
  char *joined = arena_alloc(arena, total);
  memcpy(joined, container.ptr, container.len);
  memcpy(joined + container.len, separator.ptr, separator.len);
  memcpy(joined + container.len + separator.len, name.ptr, name.len);
  return str_make(joined, total);
}

static Symbol symbol_of(const Definition *d, const Enclosing *outer) {
  return (Symbol){.name = d->name,
                  .container = d->container.len ? d->container : outer->path,
                  .kind = d->kind,
                  .flags = d->flags,
                  .parent = NO_PARENT,
                  .name_start = d->name_start,
                  .name_end = d->name_end,
                  .start = d->start,
                  .end = d->end};
}

static uint32_t nearest_symbol(const EnclosingStack *stack) {
  for (size_t i = stack->count; i > 0; i--) {
    if (stack->items[i - 1].symbol != NO_PARENT) return stack->items[i - 1].symbol;
  }
  return NO_PARENT;
}

// `all tests: ...` is one rule of two siblings: of equal ranges neither encloses the other.
static bool encloses(const Definition *outer, const Definition *inner) {
  if (outer->end <= inner->start) return false;
  return outer->scope || outer->start != inner->start || outer->end != inner->end;
}

// Headings are lines in the tree; here they come to reach over what stands under them.
static void extend_headings(Definitions *definitions, uint32_t text_end) {
  enum { MAX_LEVELS = 16 };
  Definition *open[MAX_LEVELS];
  size_t depth = 0;
  for (size_t i = 0; i < definitions->count; i++) {
    Definition *d = &definitions->items[i];
    if (!d->level) continue;
    while (depth && open[depth - 1]->level >= d->level) open[--depth]->end = d->start;
    if (depth < MAX_LEVELS) open[depth++] = d;
  }
  while (depth) open[--depth]->end = text_end;
}

static bool may_merge(const Definition *before, const Definition *d) {
  if (!before || !d->merge || !before->merge || !str_equal(before->name, d->name)) return false;
  bool declared = before->flags & SYMBOL_DECLARATION;
  return before->kind == d->kind || (declared && !(d->flags & SYMBOL_DECLARATION));
}

static void merge_into(Symbol *symbol, const Definition *d, LineCursor *cursor) {
  if ((symbol->flags & SYMBOL_DECLARATION) && !(d->flags & SYMBOL_DECLARATION)) {
    symbol->name_start = d->name_start;
    symbol->name_end = d->name_end;
    symbol->kind = d->kind;
    symbol->flags = d->flags;
  }
  if (d->end > symbol->end) symbol->end = d->end;
  locate(cursor, symbol);
}

// The symbol of `d`, in its place in out->symbols.
static uint32_t take_symbol(const Definition *d, EnclosingStack *stack, Symbol *symbol,
                            LineCursor *cursor, Extraction *out) {
  Enclosing *outer = &stack->items[stack->count - 1];
  uint32_t index;
  if (may_merge(outer->last, d)) {
    index = outer->last_symbol;
    merge_into(&out->symbols.items[index], d, cursor);
  } else {
    symbol->parent = nearest_symbol(stack);
    locate(cursor, symbol);
    index = (uint32_t)out->symbols.count;
    array_push(&out->symbols, *symbol);
  }
  outer->last = d;
  outer->last_symbol = index;
  return index;
}

void nest_definitions(Definitions *definitions, Str text, Str separator, Arena *arena,
                      Extraction *out) {
  drop_doubles(definitions);
  qsort(definitions->items, definitions->count, sizeof *definitions->items, by_range);
  extend_headings(definitions, (uint32_t)text.len);
  EnclosingStack stack = {.count = 1};
  stack.items[0] = (Enclosing){.symbol = NO_PARENT};
  LineCursor cursor = {.text = text};
  for (size_t i = 0; i < definitions->count; i++) {
    const Definition *d = &definitions->items[i];
    while (stack.count > 1 && !encloses(stack.items[stack.count - 1].definition, d)) stack.count--;
    const Enclosing *outer = &stack.items[stack.count - 1];
    if (outer->definition && is_variable_like(d) && is_function_like(outer->definition)) continue;
    Enclosing entry = {.definition = d, .symbol = NO_PARENT};
    Symbol symbol = symbol_of(d, outer);
    if (!d->scope) entry.symbol = take_symbol(d, &stack, &symbol, &cursor, out);
    if (stack.count < MAX_NESTING && d->end > d->start && !d->leaf) {
      entry.path = join_names(arena, symbol.container, separator, d->name);
      stack.items[stack.count++] = entry;
    }
  }
}

// ---- spans --------------------------------------------------------------------------------------

static int by_start(const void *a, const void *b) {
  const Span *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  return (x->end < y->end) - (x->end > y->end);
}

void nest_spans(Extraction *out) {
  if (out->spans.count == 0) return;
  qsort(out->spans.items, out->spans.count, sizeof *out->spans.items, by_start);
  size_t kept = 0;
  for (size_t i = 0; i < out->spans.count; i++) {
    Span span = out->spans.items[i];
    if (span.end <= span.start) continue;
    if (kept && span.start < out->spans.items[kept - 1].end) {
      Span *outer = &out->spans.items[kept - 1];
      if (span.end > outer->end) outer->end = span.end;
      continue;
    }
    out->spans.items[kept++] = span;
  }
  out->spans.count = kept;
}
