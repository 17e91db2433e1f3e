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

// Ends each definition that takes the rest of a block where the next of the same block starts.
static void end_rests(Definitions *definitions) {
  const Definition *next = NULL;
  for (size_t i = definitions->count; i > 0; i--) {
    Definition *d = &definitions->items[i - 1];
    if (!d->rules.rest) continue;
    uint32_t end = d->end;
    if (next && next->end >= d->end && next->start < d->end) d->end = next->start;
    // An inner block's is no bound to what stands before it outside.
    if (!next || end >= next->end) next = d;
  }
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

static SymbolKind kind_of(const Definition *d, const Enclosing *outer) {
  if (!d->rules.has_kind_in_type || !outer || outer->definition->scope) return d->kind;
  SymbolKind kind = outer->definition->kind;
  return kind >= SYMBOL_CLASS && kind <= SYMBOL_ENUM ? d->rules.kind_in_type : d->kind;
}

static Symbol symbol_of(const Definition *d, const Enclosing *outer) {
  return (Symbol){.name = d->name,
                  .container = d->container.len ? d->container : outer ? outer->path : STR(""),
                  .kind = kind_of(d, outer),
                  .flags = d->flags,
                  .parent = NO_PARENT,
                  .name_start = d->name_start,
                  .name_end = d->name_end,
                  .start = d->start,
                  .end = d->end};
}

static uint32_t nearest_symbol(const Enclosing *items, size_t count) {
  for (size_t i = count; i > 0; i--) {
    if (items[i - 1].symbol != NO_PARENT) return items[i - 1].symbol;
  }
  return NO_PARENT;
}

static bool is_plain_variable(const Definition *d) {
  return !d->scope && (d->kind == SYMBOL_VARIABLE || d->kind == SYMBOL_CONSTANT);
}

// `int a, b`: one range, two names. What is inside belongs to the first.
static bool is_sibling(const Definition *first, const Definition *d) {
  return first && first->start == d->start && first->end == d->end;
}

// How many of the stack's entries enclose `d`, for the purpose of its container.
static size_t enclosing_count(const EnclosingStack *stack, const Definition *d) {
  size_t count = d->rules.top ? 0 : stack->count;
  for (; count; count--) {
    const Definition *outer = stack->items[count - 1].definition;
    bool chained = is_plain_variable(d) && is_plain_variable(outer); // a = b = 1
    bool passed = d->rules.member && is_function_like(outer);
    if (!is_sibling(outer, d) && !chained && !passed) break;
  }
  return count;
}

// A local of a function, or what looks like a member and is in no type.
static bool is_local(const Definition *d, const Enclosing *outer) {
  if (!outer) return d->rules.member;
  return is_variable_like(d) && is_function_like(outer->definition);
}

// ---- names seen ---------------------------------------------------------------------------------

// Hashes of the names of variables with their containers: an open-addressed set.
typedef struct {
  uint64_t *slots; // 0: free
  size_t capacity; // a power of two, or 0
  size_t count;
} NameSet;

static bool name_set_add(NameSet *set, uint64_t hash);

static void name_set_grow(NameSet *set) {
  NameSet larger = {.capacity = set->capacity ? set->capacity * 2 : 64};
  larger.slots = xcalloc(larger.capacity, sizeof *larger.slots);
  for (size_t i = 0; i < set->capacity; i++) {
    if (set->slots[i]) name_set_add(&larger, set->slots[i]);
  }
  free(set->slots);
  *set = larger;
}

// false if it was there.
static bool name_set_add(NameSet *set, uint64_t hash) {
  if (set->count * 2 >= set->capacity) name_set_grow(set);
  size_t at = hash & (set->capacity - 1);
  for (; set->slots[at]; at = (at + 1) & (set->capacity - 1)) {
    if (set->slots[at] == hash) return false;
  }
  set->slots[at] = hash;
  set->count++;
  return true;
}

static bool is_new_name(NameSet *seen, const Symbol *symbol) {
  uint64_t hash = str_hash(symbol->name) ^ (str_hash(symbol->container) * 0x9E3779B97F4A7C15u);
  return name_set_add(seen, hash ? hash : 1);
}

// ---- all together -------------------------------------------------------------------------------

// What nesting works with while it goes through the definitions.
typedef struct {
  EnclosingStack stack;
  LineCursor cursor;
  NameSet seen;
  Str separator;
  Arena *arena;
} Nesting;

static void nest_one(Nesting *nesting, const Definition *d, Extraction *out) {
  EnclosingStack *stack = &nesting->stack;
  while (stack->count && stack->items[stack->count - 1].definition->end <= d->start) stack->count--;
  size_t count = enclosing_count(stack, d);
  const Enclosing *outer = count ? &stack->items[count - 1] : NULL;
  if (is_local(d, outer)) return;
  Symbol symbol = symbol_of(d, outer);
  if (is_variable_like(d) && !is_new_name(&nesting->seen, &symbol) && d->rules.first) return;
  Enclosing entry = {.definition = d, .symbol = NO_PARENT};
  if (!d->scope) {
    symbol.parent = nearest_symbol(stack->items, count);
    locate(&nesting->cursor, &symbol);
    entry.symbol = (uint32_t)out->symbols.count;
    array_push(&out->symbols, symbol);
  }
  const Definition *top = stack->count ? stack->items[stack->count - 1].definition : NULL;
  if (stack->count < MAX_NESTING && d->end > d->start && !is_sibling(top, d)) {
    entry.path = join_names(nesting->arena, symbol.container, nesting->separator, d->name);
    stack->items[stack->count++] = entry;
  }
}

void nest_definitions(Definitions *definitions, Str text, Str separator, Arena *arena,
                      Extraction *out) {
  drop_doubles(definitions);
  end_rests(definitions);
  qsort(definitions->items, definitions->count, sizeof *definitions->items, by_range);
  Nesting nesting;
  nesting.stack.count = 0;
  nesting.cursor = (LineCursor){.text = text};
  nesting.seen = (NameSet){0};
  nesting.separator = separator;
  nesting.arena = arena;
  for (size_t i = 0; i < definitions->count; i++) {
    if (!definitions->items[i].rules.skip) nest_one(&nesting, &definitions->items[i], out);
  }
  free(nesting.seen.slots);
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
