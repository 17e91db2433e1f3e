#include "intake/nest.h"
#include "intake/lines.h"
#include "intake/runs.h"

#include <stdlib.h>

static int by_name_position(const void *a, const void *b) {
  const Definition *x = a, *y = b;
  if (x->name_start != y->name_start) return x->name_start < y->name_start ? -1 : 1;
  if (x->name_end != y->name_end) return x->name_end < y->name_end ? -1 : 1;
  if (x->mark != y->mark) return x->mark ? 1 : -1;
  if (x->scope != y->scope) return x->scope ? 1 : -1;
  if (x->priority != y->priority) return x->priority < y->priority ? -1 : 1;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->end != y->end) return x->end < y->end ? -1 : 1;
  return str_compare(x->container, y->container);
}

static int by_range(const void *a, const void *b) {
  const Definition *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->mark != y->mark) return x->mark ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  if (x->name_start != y->name_start) return x->name_start < y->name_start ? -1 : 1;
  return (x->name_end > y->name_end) - (x->name_end < y->name_end);
}

static void drop_doubles(Definitions *definitions) {
  runs_sort(definitions->items, definitions->count, sizeof *definitions->items, by_name_position);
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

// ---- what is hidden -----------------------------------------------------------------------------

// Opaque ranges are nodes of a tree: of two that overlap, one contains the other.
static bool is_hidden(const Definitions *opaque, const Definition *d) {
  size_t low = 0, high = opaque->count; // how many start at or before d->start
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (opaque->items[middle].start <= d->start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 0 && d->start < opaque->items[low - 1].end;
}

// Keeps those that are in no other, in order.
static void keep_outermost(Definitions *opaque) {
  runs_sort(opaque->items, opaque->count, sizeof *opaque->items, by_range);
  size_t kept = 0;
  for (size_t i = 0; i < opaque->count; i++) {
    if (kept && opaque->items[i].start < opaque->items[kept - 1].end) continue;
    opaque->items[kept++] = opaque->items[i];
  }
  opaque->count = kept;
}

void definitions_hide(Definitions *definitions, size_t first) {
  Definitions opaque = {0};
  size_t kept = first;
  for (size_t i = first; i < definitions->count; i++) {
    if (definitions->items[i].opaque) array_push(&opaque, definitions->items[i]);
  }
  if (opaque.count == 0) return;
  keep_outermost(&opaque);
  for (size_t i = first; i < definitions->count; i++) {
    const Definition *d = &definitions->items[i];
    if (!d->opaque && (d->mark || !is_hidden(&opaque, d))) definitions->items[kept++] = *d;
  }
  definitions->count = kept;
  array_free(&opaque);
}

// ---- ranges -------------------------------------------------------------------------------------

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

// Headings are lines in the tree; here they come to reach over what stands under them.
static void extend_headings(Definitions *definitions, uint32_t text_end) {
  enum { MAX_LEVELS = 16 };
  Definition *open[MAX_LEVELS];
  size_t depth = 0;
  for (size_t i = 0; i < definitions->count; i++) {
    Definition *d = &definitions->items[i];
    if (!d->rules.level) continue;
    while (depth && open[depth - 1]->rules.level >= d->rules.level) open[--depth]->end = d->start;
    if (depth < MAX_LEVELS) open[depth++] = d;
  }
  while (depth) open[--depth]->end = text_end;
}

// ---- positions ----------------------------------------------------------------------------------

// Walks a text forward and backward from where it last was: symbols come nearly in order.
typedef struct {
  Str text;
  uint32_t at;         // byte offset
  uint32_t line;       // of `at`
  uint32_t line_start; // byte offset
  uint32_t units;      // UTF-16 units from the start of the line to `units_at`: lines may be long
  uint32_t units_at;   // byte offset
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
  uint32_t lines = lines_count(cursor->text, cursor->at, offset);
  cursor->at = offset;
  if (lines == 0) return;
  cursor->line += lines;
  while (cursor->text.ptr[offset - 1] != '\n') offset--;
  cursor->line_start = offset;
}

// UTF-16 units before the cursor on its line.
static uint32_t utf16_column(LineCursor *cursor) {
  if (cursor->units_at < cursor->line_start || cursor->units_at > cursor->at) {
    cursor->units = 0;
    cursor->units_at = cursor->line_start;
  }
  cursor->units += (uint32_t)utf16_length(str_slice(cursor->text, cursor->units_at, cursor->at));
  cursor->units_at = cursor->at;
  return cursor->units;
}

static void locate_end(const LineCursor *cursor, Symbol *symbol) {
  LineCursor last = *cursor;
  line_cursor_to(&last, symbol->end > symbol->start ? symbol->end - 1 : symbol->end);
  symbol->end_line = last.line;
}

static void locate(LineCursor *cursor, Symbol *symbol) {
  line_cursor_to(cursor, symbol->name_start);
  symbol->line = cursor->line;
  symbol->column = symbol->name_start - cursor->line_start;
  symbol->column_utf16 = utf16_column(cursor);
  locate_end(cursor, symbol);
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

// A scope stands for a type that is defined elsewhere.
static bool is_class_like(const Definition *d) {
  return d->scope || d->kind == SYMBOL_CLASS || d->kind == SYMBOL_STRUCT || d->kind == SYMBOL_UNION
         || d->kind == SYMBOL_INTERFACE || d->kind == SYMBOL_TRAIT || d->kind == SYMBOL_ENUM;
}

Str nest_separator(LanguageId language) {
  switch (language) {
  case LANGUAGE_cpp:
  case LANGUAGE_c:
  case LANGUAGE_objc:
  case LANGUAGE_rust:
  case LANGUAGE_ruby:
  case LANGUAGE_perl: return STR("::");
  case LANGUAGE_php: return STR("\\");
  case LANGUAGE_css:
  case LANGUAGE_scss: return STR(" ");
  case LANGUAGE_markdown: return STR(" > ");
  default: return STR(".");
  }
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
  return d->rules.container_inside ? join_names(arena, path, separator, d->container)
                                   : d->container;
}

static bool is_plain_variable(const Definition *d) {
  return !d->scope && (d->kind == SYMBOL_VARIABLE || d->kind == SYMBOL_CONSTANT);
}

// Neither contains the other: `int a, b` gives both one range, and in `a = b = 1` both have one
// end. What is inside belongs to the first.
static bool is_sibling(const Definition *first, const Definition *d) {
  if (first->scope || first->end != d->end) return false;
  return first->start == d->start || (is_plain_variable(first) && is_plain_variable(d));
}

static size_t nearest_around(const EnclosingStack *stack, const Definition *d) {
  size_t index = stack->count - 1;
  while (index > 0 && is_sibling(stack->items[index].definition, d)) index--;
  return index;
}

// The entry of the stack that gives `d` its container. A method that is put on `this` in no type has the
// function around it, which is then the constructor.
static size_t enclosing_index(const EnclosingStack *stack, const Definition *d) {
  size_t index = d->rules.top ? 0 : stack->count - 1;
  for (; index > 0; index--) {
    const Definition *outer = stack->items[index].definition;
    bool passed = d->rules.member && is_function_like(outer);
    if (!passed && !is_sibling(outer, d)) break;
  }
  return index == 0 && d->rules.member && is_function_like(d) ? nearest_around(stack, d) : index;
}

// `outer`, what encloses the definition, may be NULL, here and below.
// What looks like a member and is in no type is none. A variable in the initial value of a variable
// is a local of a function literal there; a function's declaration in a function is often a
// variable: C++'s `Lock lock(mutex);`.
static bool is_local(const Definition *d, const Definition *outer) {
  if (!outer) return d->rules.member;
  if (d->kind == SYMBOL_FUNCTION && (d->flags & SYMBOL_DECLARATION)) return is_function_like(outer);
  if (!is_variable_like(d)) return false;
  if (is_function_like(outer)) return true;
  return is_variable_like(outer) && is_plain_variable(d);
}

// A function right in a class is its method.
static SymbolKind kind_of(const Definition *d, const Definition *outer) {
  if (!outer || !is_class_like(outer)) return d->kind;
  if (d->rules.has_kind_in_type) return d->rules.kind_in_type;
  if (d->kind != SYMBOL_FUNCTION) return d->kind;
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

static uint32_t nearest_symbol(const EnclosingStack *stack, size_t index) {
  while (index > 0 && stack->items[index].symbol == NO_PARENT) index--;
  return stack->items[index].symbol; // of the document: NO_PARENT
}

static bool may_merge(const Definition *before, const Definition *d) {
  if (!before || !d->rules.merge || !before->rules.merge || !str_equal(before->name, d->name))
    return false;
  bool declared = before->flags & SYMBOL_DECLARATION;
  return before->kind == d->kind || (declared && !(d->flags & SYMBOL_DECLARATION));
}

static void merge_into(Symbol *symbol, const Symbol *found, LineCursor *cursor) {
  if ((symbol->flags & SYMBOL_DECLARATION) && !(found->flags & SYMBOL_DECLARATION)) {
    symbol->name_start = found->name_start;
    symbol->name_end = found->name_end;
    symbol->kind = found->kind;
    symbol->flags = found->flags;
    locate(cursor, symbol);
  }
  if (found->end > symbol->end) symbol->end = found->end;
  line_cursor_to(cursor, found->name_start);
  locate_end(cursor, symbol);
}

// ---- names seen ---------------------------------------------------------------------------------

// Hashes of the names of variables with their containers: an open-addressed set.
typedef struct {
  uint64_t *slots; // 0: free
  size_t capacity; // a power of two, or 0
  size_t count;
} NameSet;

static void name_set_put(NameSet *set, uint64_t hash) {
  size_t at = (size_t)hash & (set->capacity - 1);
  while (set->slots[at] && set->slots[at] != hash) at = (at + 1) & (set->capacity - 1);
  set->count += set->slots[at] == 0;
  set->slots[at] = hash;
}

static void name_set_grow(NameSet *set) {
  NameSet larger = {.capacity = set->capacity ? set->capacity * 2 : 64};
  larger.slots = xcalloc(larger.capacity, sizeof *larger.slots);
  for (size_t i = 0; i < set->capacity; i++) {
    if (set->slots[i]) name_set_put(&larger, set->slots[i]);
  }
  free(set->slots);
  *set = larger;
}

// false if it was there.
static bool name_set_add(NameSet *set, const Symbol *symbol) {
  if (set->count * 2 >= set->capacity) name_set_grow(set);
  uint64_t hash = str_hash(symbol->name) ^ (str_hash(symbol->container) * 0x9E3779B97F4A7C15u);
  size_t before = set->count;
  name_set_put(set, hash ? hash : 1);
  return set->count > before;
}

// ---- all together -------------------------------------------------------------------------------

// What nesting works with while it goes through the definitions.
typedef struct {
  EnclosingStack stack;
  LineCursor cursor;
  NameSet seen;
  Str separator;
  Arena *arena;
  Extraction *out;
} Nesting;

// Puts `symbol`, made of `d`, in its place in out->symbols; returns where that is.
static uint32_t take_symbol(Nesting *nesting, size_t outer_index, const Definition *d,
                            Symbol *symbol) {
  Extraction *out = nesting->out;
  Enclosing *outer = &nesting->stack.items[outer_index];
  uint32_t index = outer->last_symbol;
  if (may_merge(outer->last, d)) {
    merge_into(&out->symbols.items[index], symbol, &nesting->cursor);
  } else {
    symbol->parent = nearest_symbol(&nesting->stack, outer_index);
    locate(&nesting->cursor, symbol);
    index = (uint32_t)out->symbols.count;
    array_push(&out->symbols, *symbol);
  }
  outer->last = d;
  outer->last_symbol = index;
  return index;
}

static void nest_one(Nesting *nesting, const Definition *d) {
  EnclosingStack *stack = &nesting->stack;
  while (stack->count > 1 && stack->items[stack->count - 1].definition->end <= d->start) {
    stack->count--;
  }
  size_t outer_index = enclosing_index(stack, d);
  const Enclosing *outer = &stack->items[outer_index];
  if (is_local(d, outer->definition)) return;
  Str container = container_of(nesting->arena, d, outer->path, nesting->separator);
  Symbol symbol = symbol_of(d, outer->definition, container);
  if (is_variable_like(d) && !name_set_add(&nesting->seen, &symbol) && d->rules.first) return;
  Enclosing entry = {.definition = d, .symbol = NO_PARENT};
  if (!d->scope) entry.symbol = take_symbol(nesting, outer_index, d, &symbol);
  const Definition *around = stack->items[stack->count - 1].definition;
  bool contains = d->end > d->start && !d->rules.leaf && !(around && is_sibling(around, d));
  if (!contains || stack->count == MAX_NESTING) return;
  entry.path = join_names(nesting->arena, container, nesting->separator, d->name);
  stack->items[stack->count++] = entry;
}

void nest_definitions(Definitions *definitions, Str text, Str separator, Arena *arena,
                      Extraction *out) {
  if (definitions->count == 0) return;
  drop_doubles(definitions);
  end_rests(definitions);
  runs_sort(definitions->items, definitions->count, sizeof *definitions->items, by_range);
  apply_start_marks(definitions);
  extend_headings(definitions, (uint32_t)text.len);
  Nesting nesting; // field by field: the stack is large, and only its bottom is needed
  nesting.stack.count = 1;
  nesting.stack.items[0] = (Enclosing){.symbol = NO_PARENT};
  nesting.cursor = (LineCursor){.text = text};
  nesting.seen = (NameSet){0};
  nesting.separator = separator;
  nesting.arena = arena;
  nesting.out = out;
  for (size_t i = 0; i < definitions->count; i++) {
    if (!definitions->items[i].rules.skip) nest_one(&nesting, &definitions->items[i]);
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
  runs_sort(out->spans.items, out->spans.count, sizeof *out->spans.items, by_start);
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
