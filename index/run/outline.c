#include "run/outline.h"

Outline *outline_new(uint64_t version, SharedSegment *text) {
  Outline *outline = xcalloc(1, sizeof *outline);
  atomic_init(&outline->references, 1);
  outline->version = version;
  outline->text = shared_segment_ref(text);
  return outline;
}

Outline *outline_ref(Outline *outline) {
  atomic_fetch_add_explicit(&outline->references, 1, memory_order_relaxed);
  return outline;
}

void outline_unref(Outline *outline) {
  if (!outline) return;
  if (atomic_fetch_sub_explicit(&outline->references, 1, memory_order_acq_rel) != 1) return;
  extraction_release(&outline->found);
  arena_release(&outline->arena);
  shared_segment_unref(outline->text);
  free(outline);
}

size_t outline_memory(const Outline *outline) {
  if (!outline) return 0;
  return outline->found.symbols.capacity * sizeof(Symbol)
         + outline->found.spans.capacity * sizeof(Span) + outline->arena.total;
}

static bool symbols_equal(const Symbol *a, const Symbol *b) {
  return str_equal(a->name, b->name) && str_equal(a->container, b->container) && a->kind == b->kind
         && a->flags == b->flags && a->parent == b->parent && a->line == b->line
         && a->column == b->column && a->column_utf16 == b->column_utf16
         && a->name_start == b->name_start && a->name_end == b->name_end && a->start == b->start
         && a->end == b->end && a->end_line == b->end_line;
}

static bool spans_equal(const Span *a, const Span *b) {
  return a->start == b->start && a->end == b->end && a->kind == b->kind;
}

bool outline_equal(const Outline *a, const Outline *b) {
  const Extraction *x = &a->found, *y = &b->found;
  if (x->symbols.count != y->symbols.count || x->spans.count != y->spans.count) return false;
  for (size_t i = 0; i < x->symbols.count; i++) {
    if (!symbols_equal(&x->symbols.items[i], &y->symbols.items[i])) return false;
  }
  for (size_t i = 0; i < x->spans.count; i++) {
    if (!spans_equal(&x->spans.items[i], &y->spans.items[i])) return false;
  }
  return true;
}
