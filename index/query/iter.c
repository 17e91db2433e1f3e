// One struct with a kind rather than a table of functions: the kinds are few and closed, and a
// switch is inlined where pointers would not be. An OR of many lists (a regular expression's
// classes make hundreds) is poured into a bit set at once: merging them step by step costs more
// than that.
#include "query/iter.h"

#include "base/err.h"

#include <stdlib.h>

typedef enum {
  ITER_NONE,
  ITER_ALL,
  ITER_GRAM,
  ITER_AND,
  ITER_OR,
  ITER_BITS,
  ITER_FILTER,
} IterKind;

struct Iter {
  IterKind kind;
  uint32_t current; // the document it stands on
  uint32_t estimate;
  const Segment *segment;
  uint32_t gram;    // GRAM
  Posting *posting; // GRAM
  Iter **items;     // AND, OR, FILTER (one), BITS (for dumps)
  size_t count;
  uint64_t *bits; // BITS
  IterTest test;  // FILTER
  const void *user;
  Str label;
};

enum { OR_BY_BITS = 6 }; // from this many items on

static Iter *new_iter(Arena *arena, IterKind kind, const Segment *segment) {
  Iter *iter = arena_new(arena, Iter);
  iter->kind = kind;
  iter->segment = segment;
  return iter;
}

Iter *iter_none(Arena *arena) {
  Iter *iter = new_iter(arena, ITER_NONE, NULL);
  iter->current = ITER_END;
  return iter;
}

Iter *iter_all(Arena *arena, const Segment *segment) {
  Iter *iter = new_iter(arena, ITER_ALL, segment);
  iter->estimate = segment_documents(segment);
  iter->current = iter->estimate ? 0 : ITER_END;
  return iter;
}

Iter *iter_gram(Arena *arena, const Segment *segment, uint32_t gram) {
  Iter *iter = new_iter(arena, ITER_GRAM, segment);
  iter->gram = gram;
  iter->posting = arena_new(arena, Posting);
  segment_gram(segment, gram, iter->posting);
  iter->estimate = iter->posting->count;
  iter->current = iter->posting->current;
  return iter;
}

// ---- AND ----------------------------------------------------------------------------------------

// Moves every item to the first document >= target that all have.
static uint32_t and_settle(Iter *iter, uint32_t target) {
  for (size_t i = 0; i < iter->count && target != ITER_END;) {
    uint32_t at = iter_advance_to(iter->items[i], target);
    if (at == target) {
      i++;
    } else {
      target = at;
      i = i == 0 ? 1 : 0; // the first item already stands there
    }
  }
  return iter->current = target;
}

static int compare_estimates(const void *a, const void *b) {
  const Iter *x = *(Iter *const *)a, *y = *(Iter *const *)b;
  return (x->estimate > y->estimate) - (x->estimate < y->estimate);
}

Iter *iter_and(Arena *arena, Iter **items, size_t count) {
  if (count == 1) return items[0];
  qsort(items, count, sizeof *items, compare_estimates);
  Iter *iter = new_iter(arena, ITER_AND, NULL);
  iter->items = items;
  iter->count = count;
  iter->estimate = items[0]->estimate;
  and_settle(iter, iter_peek(items[0]));
  return iter;
}

// ---- OR -----------------------------------------------------------------------------------------

static uint32_t or_lowest(Iter *iter) {
  iter->current = ITER_END;
  for (size_t i = 0; i < iter->count; i++) {
    uint32_t at = iter_peek(iter->items[i]);
    if (at < iter->current) iter->current = at;
  }
  return iter->current;
}

static uint32_t bits_from(Iter *iter, uint32_t document) {
  uint32_t documents = segment_documents(iter->segment);
  while (document < documents) {
    uint64_t word = iter->bits[document / 64] >> (document % 64);
    if (word) return iter->current = document + (uint32_t)__builtin_ctzll(word);
    document = (document / 64 + 1) * 64;
  }
  return iter->current = ITER_END;
}

static void pour_into_bits(Arena *arena, Iter *iter) {
  uint32_t documents = segment_documents(iter->segment);
  iter->kind = ITER_BITS;
  iter->bits = arena_zalloc(arena, ((size_t)documents / 64 + 1) * sizeof *iter->bits);
  iter->estimate = 0;
  for (size_t i = 0; i < iter->count; i++) {
    Iter *item = iter->items[i];
    for (uint32_t d = iter_peek(item); d < documents; d = iter_advance(item)) {
      uint64_t bit = (uint64_t)1 << (d % 64);
      iter->estimate += !(iter->bits[d / 64] & bit);
      iter->bits[d / 64] |= bit;
    }
  }
  bits_from(iter, 0);
}

Iter *iter_or(Arena *arena, const Segment *segment, Iter **items, size_t count) {
  if (count == 1) return items[0];
  Iter *iter = new_iter(arena, ITER_OR, segment);
  iter->items = items;
  iter->count = count;
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += items[i]->estimate;
  uint32_t documents = segment_documents(segment);
  iter->estimate = sum < documents ? (uint32_t)sum : documents;
  if (count >= OR_BY_BITS)
    pour_into_bits(arena, iter);
  else
    or_lowest(iter);
  return iter;
}

// ---- filters ------------------------------------------------------------------------------------

static uint32_t filter_settle(Iter *iter) {
  uint32_t at = iter_peek(iter->items[0]);
  while (at != ITER_END && !iter->test(iter->user, iter->segment, at)) {
    at = iter_advance(iter->items[0]);
  }
  return iter->current = at;
}

Iter *iter_filter(Arena *arena, const Segment *segment, Iter *from, IterTest test,
                  const void *user) {
  Iter *iter = new_iter(arena, ITER_FILTER, segment);
  iter->items = arena_array(arena, Iter *, 1);
  iter->items[0] = from;
  iter->count = 1;
  iter->test = test;
  iter->user = user;
  iter->estimate = from->estimate;
  filter_settle(iter);
  return iter;
}

void iter_set_label(Iter *filter, Str label) { filter->label = label; }

// ---- moving -------------------------------------------------------------------------------------

uint32_t iter_peek(const Iter *iter) { return iter->current; }
uint32_t iter_estimate(const Iter *iter) { return iter->estimate; }

uint32_t iter_advance(Iter *iter) {
  if (iter->current == ITER_END) return ITER_END;
  return iter_advance_to(iter, iter->current + 1);
}

uint32_t iter_advance_to(Iter *iter, uint32_t target) {
  if (iter->current >= target) return iter->current;
  switch (iter->kind) {
  case ITER_NONE: return ITER_END;
  case ITER_ALL: return iter->current = target < iter->estimate ? target : ITER_END;
  case ITER_GRAM: return iter->current = posting_advance_to(iter->posting, target);
  case ITER_AND: return and_settle(iter, target);
  case ITER_OR:
    for (size_t i = 0; i < iter->count; i++) iter_advance_to(iter->items[i], target);
    return or_lowest(iter);
  case ITER_BITS: return bits_from(iter, target);
  case ITER_FILTER: iter_advance_to(iter->items[0], target); return filter_settle(iter);
  }
  return ITER_END;
}

// ---- for people ---------------------------------------------------------------------------------

static void dump_gram(uint32_t gram, Buf *out) {
  buf_printf(out, "gram \"");
  for (int shift = 16; shift >= 0; shift -= 8) {
    unsigned byte = gram >> shift & 0xFF;
    if (byte >= 0x20 && byte < 0x7F)
      buf_byte(out, (uint8_t)byte);
    else
      buf_printf(out, "\\x%02x", byte);
  }
  buf_byte(out, '"');
}

void iter_dump(const Iter *iter, int depth, Buf *out) {
  static const char *const names[] = {"none", "all", "", "and", "or", "or (bits)", "filter"};
  enum { SHOWN = 8 };
  buf_printf(out, "%*s", depth * 2, "");
  if (iter->kind == ITER_GRAM)
    dump_gram(iter->gram, out);
  else
    buf_printf(out, "%s", names[iter->kind]);
  if (iter->label.len) buf_printf(out, " %.*s", STR_ARGS(iter->label));
  buf_printf(out, " ~%u\n", iter->estimate);
  for (size_t i = 0; i < iter->count && i < SHOWN; i++) iter_dump(iter->items[i], depth + 1, out);
  if (iter->count > SHOWN) {
    buf_printf(out, "%*s... %zu more\n", depth * 2 + 2, "", iter->count - SHOWN);
  }
}
