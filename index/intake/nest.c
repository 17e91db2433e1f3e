#include "intake/nest.h"

#include <stdlib.h>

static int by_name_position(const void *a, const void *b) {
  const Definition *x = a, *y = b;
  if (x->name_start != y->name_start) return x->name_start < y->name_start ? -1 : 1;
  if (x->name_end != y->name_end) return x->name_end < y->name_end ? -1 : 1;
  if (x->mark != y->mark) return x->mark ? 1 : -1;
  if (x->scope != y->scope) return x->scope ? 1 : -1;
  if (x->priority != y->priority) return x->priority < y->priority ? -1 : 1;
  return (x->start > y->start) - (x->start < y->start);
}

static int by_range(const void *a, const void *b) {
  const Definition *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->mark != y->mark) return x->mark ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  return (x->name_start > y->name_start) - (x->name_start < y->name_start);
}

static void drop_doubles(Definitions *definitions) {
  qsort(definitions->items, definitions->count, sizeof *definitions->items, by_name_position);
  size_t kept = 0;
  for (size_t i = 0; i < definitions->count; i++) {
    const Definition *d = &definitions->items[i];
    Definition *last = kept ? &definitions->items[kept - 1] : NULL;
    bool same = last && last->name_start == d->name_start && last->name_end == d->name_end;
    if (same && d->mark && !d->at_start) {
      last->flags |= d->flags;
      last->clears |= d->clears;
    }
    if (d->at_start || (!same && !d->mark)) definitions->items[kept++] = *d;
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
  const Definition *definition;
  uint32_t symbol; // index in out->symbols, or NO_PARENT for a scope
  Str path;        // its container and name
} Enclosing;

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

// A scope stands for a type that is defined elsewhere.
static bool is_class_like(const Definition *d) {
  return d->scope || d->kind == SYMBOL_CLASS || d->kind == SYMBOL_STRUCT || d->kind == SYMBOL_UNION
         || d->kind == SYMBOL_INTERFACE || d->kind == SYMBOL_TRAIT || d->kind == SYMBOL_ENUM;
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

// `path` is that of what encloses the definition, empty at top level.
static Str container_of(Arena *arena, const Definition *d, Str path, Str separator) {
  if (d->container.len == 0) return path;
  return d->container_inside ? join_names(arena, path, separator, d->container) : d->container;
}

// `int a, b` is one declaration of two siblings: of equal ranges neither encloses the other.
static bool encloses(const Definition *outer, const Definition *inner) {
  if (outer->end <= inner->start) return false;
  return outer->scope || outer->start != inner->start || outer->end != inner->end;
}

// A variable in the initial value of a variable is a local of a function literal there; a function's
// declaration in a function is often a variable: C++'s `Lock lock(mutex);`.
static bool is_local(const Definition *d, const Definition *outer) {
  if (d->kind == SYMBOL_FUNCTION && (d->flags & SYMBOL_DECLARATION)) return is_function_like(outer);
  if (!is_variable_like(d)) return false;
  if (is_function_like(outer)) return true;
  return is_variable_like(outer) && (d->kind == SYMBOL_VARIABLE || d->kind == SYMBOL_CONSTANT);
}

// `outer`, what encloses the definition, may be NULL: a function right in a class is its method.
static SymbolKind kind_of(const Definition *d, const Definition *outer) {
  if (!outer || d->kind != SYMBOL_FUNCTION || d->kind_fixed || !is_class_like(outer)) return d->kind;
  return d->declarator && str_equal(d->name, outer->name) ? SYMBOL_CONSTRUCTOR : SYMBOL_METHOD;
}

// Nothing inside a function is seen from outside.
static uint8_t flags_of(const Definition *d, const Definition *outer) {
  uint8_t flags = (uint8_t)(d->flags & ~d->clears);
  return outer && is_function_like(outer) ? (uint8_t)(flags & ~SYMBOL_EXPORTED) : flags;
}

static Symbol symbol_of(const Definition *d, const Definition *outer, Str container) {
  return (Symbol){.name = d->name,
                  .container = container,
                  .kind = kind_of(d, outer),
                  .flags = flags_of(d, outer),
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

// Marks on the start of definitions stand right before them in the order of ranges.
static void apply_start_marks(Definitions *definitions) {
  size_t kept = 0;
  Definition mark = {.start = UINT32_MAX};
  for (size_t i = 0; i < definitions->count; i++) {
    Definition *d = &definitions->items[i];
    if (d->mark && mark.start == d->start) {
      mark.flags |= d->flags;
      mark.clears |= d->clears;
    } else if (d->mark) {
      mark = *d;
    } else {
      if (mark.start == d->start) {
        d->flags |= mark.flags;
        d->clears |= mark.clears;
      }
      definitions->items[kept++] = *d;
    }
  }
  definitions->count = kept;
}

static void push_symbol(Extraction *out, const EnclosingStack *stack, LineCursor *cursor,
                        Symbol *symbol) {
  symbol->parent = nearest_symbol(stack);
  locate(cursor, symbol);
  array_push(&out->symbols, *symbol);
}

void nest_definitions(Definitions *definitions, Str text, Str separator, Arena *arena,
                      Extraction *out) {
  if (definitions->count == 0) return;
  drop_doubles(definitions);
  qsort(definitions->items, definitions->count, sizeof *definitions->items, by_range);
  apply_start_marks(definitions);
  EnclosingStack stack = {.count = 0};
  LineCursor cursor = {.text = text};
  for (size_t i = 0; i < definitions->count; i++) {
    const Definition *d = &definitions->items[i];
    while (stack.count && !encloses(stack.items[stack.count - 1].definition, d)) stack.count--;
    const Enclosing *outer = stack.count ? &stack.items[stack.count - 1] : NULL;
    const Definition *around = outer ? outer->definition : NULL;
    if (around && is_local(d, around)) continue;
    Str container = container_of(arena, d, outer ? outer->path : STR(""), separator);
    Enclosing entry = {.definition = d, .symbol = NO_PARENT};
    if (!d->scope) {
      Symbol symbol = symbol_of(d, around, container);
      entry.symbol = (uint32_t)out->symbols.count;
      push_symbol(out, &stack, &cursor, &symbol);
    }
    if (stack.count < MAX_NESTING && d->end > d->start) {
      entry.path = join_names(arena, container, separator, d->name);
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
