// One struct with a kind rather than a table of functions: the kinds are few and closed, and a
// switch is inlined where pointers would not be. An OR of many lists (a regular expression's
// classes make hundreds) is poured into a bit set at once: merging them step by step costs more
// than that. So is an AND of lists that are bits on disk: sixty-four documents a step instead of
// one. Every node counts what it stood on, so that a dump behind a walk shows how good the
// estimates were.
#include "query/iter.h"

#include "base/bits.h"
#include "base/codec.h"
#include "base/err.h"
#include "format/units.h"
#include "intake/grams.h"

#include <stdlib.h>

typedef enum {
  ITER_NONE,
  ITER_ALL,
  ITER_GRAM,
  ITER_AND,
  ITER_DENSE, // an AND of dense lists, as bits
  ITER_OR,
  ITER_POURED, // an OR that was poured into bits
  ITER_BITS,
  ITER_LIST,
  ITER_FILTER,
  ITER_DOCUMENTS, // of units
} IterKind;

struct Iter {
  IterKind kind;
  uint32_t current; // the document it stands on
  uint32_t estimate;
  uint32_t actual; // documents it has stood on so far
  const Segment *segment;
  uint32_t universe; // all that it yields is below: documents, or units
  UnitRun run;       // DOCUMENTS: that its unit is in
  uint32_t gram;     // GRAM
  Posting *posting;  // GRAM
  Iter **items;      // AND, OR, FILTER (one), DENSE and POURED (for dumps)
  size_t count;
  const uint64_t *bits; // DENSE, POURED, BITS
  const uint32_t *list; // LIST
  size_t listed, listed_at;
  IterTest test; // FILTER
  const void *user;
  Str label;
};

enum { OR_BY_BITS = 6 }; // from this many items on

static Iter *new_iter(Arena *arena, IterKind kind, const Segment *segment) {
  Iter *iter = arena_new(arena, Iter);
  iter->kind = kind;
  iter->segment = segment;
  iter->universe = segment ? segment_documents(segment) : 0;
  return iter;
}

// A new node's first document counts, too.
static Iter *standing(Iter *iter) {
  iter->actual = iter->current != ITER_END;
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
  return standing(iter);
}

Iter *iter_all_units(Arena *arena, const Segment *segment) {
  Iter *iter = iter_all(arena, segment);
  iter->universe = iter->estimate = segment_units(segment);
  return iter;
}

Iter *iter_gram(Arena *arena, const Segment *segment, uint32_t gram) {
  Iter *iter = new_iter(arena, ITER_GRAM, segment);
  iter->gram = gram;
  iter->universe = segment_units(segment);
  iter->posting = arena_new(arena, Posting);
  segment_gram(segment, gram, iter->posting);
  iter->estimate = iter->posting->count;
  iter->current = iter->posting->current;
  return standing(iter);
}

// ---- sets that others have made -----------------------------------------------------------------

static uint32_t bits_from(Iter *iter, uint32_t document) {
  while (document < iter->universe) {
    uint64_t word = iter->bits[document / 64] >> (document % 64);
    if (word) {
      document += bits_lowest(word);
      return iter->current = document < iter->universe ? document : ITER_END;
    }
    document = (document / 64 + 1) * 64;
  }
  return iter->current = ITER_END;
}

static Iter *bits_below(Arena *arena, const Segment *segment, const uint64_t *bits,
                        uint32_t universe) {
  Iter *iter = new_iter(arena, ITER_BITS, segment);
  iter->bits = bits;
  iter->universe = universe;
  for (uint32_t i = 0; i < (universe + 63) / 64; i++) {
    iter->estimate += bits_count(bits[i]);
  }
  if (iter->estimate > universe) iter->estimate = universe;
  bits_from(iter, 0);
  return standing(iter);
}

Iter *iter_bits(Arena *arena, const Segment *segment, const uint64_t *bits) {
  return bits_below(arena, segment, bits, segment_documents(segment));
}

Iter *iter_unit_bits(Arena *arena, const Segment *segment, const uint64_t *bits) {
  return bits_below(arena, segment, bits, segment_units(segment));
}

// Doubles its steps until it has passed the target, then halves the last one.
static uint32_t list_from(Iter *iter, uint32_t target) {
  size_t low = iter->listed_at, step = 1;
  while (low + step < iter->listed && iter->list[low + step] < target) {
    low += step;
    step *= 2;
  }
  size_t high = low + step < iter->listed ? low + step : iter->listed;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (iter->list[middle] < target)
      low = middle + 1;
    else
      high = middle;
  }
  iter->listed_at = low;
  return iter->current = low < iter->listed ? iter->list[low] : ITER_END;
}

Iter *iter_list(Arena *arena, const Segment *segment, const uint32_t *documents, size_t count) {
  Iter *iter = new_iter(arena, ITER_LIST, segment);
  iter->list = documents;
  iter->listed = count;
  iter->estimate = (uint32_t)count;
  iter->current = count ? documents[0] : ITER_END;
  return standing(iter);
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

static const char *dense_bits(const Iter *item) {
  return item->kind == ITER_GRAM ? posting_bits(item->posting) : NULL;
}

// The bits of all dense lists among the items, of which there are `count` > 1.
static Iter *dense_and(Arena *arena, Iter **items, size_t count) {
  Iter *iter = new_iter(arena, ITER_DENSE, items[0]->segment);
  uint32_t universe = iter->universe = items[0]->universe, words = (universe + 63) / 64;
  uint64_t *bits = arena_alloc(arena, ((size_t)words + 1) * sizeof *bits);
  memset(bits, 0xFF, ((size_t)words + 1) * sizeof *bits);
  for (size_t i = 0; i < count; i++) {
    const char *bytes = dense_bits(items[i]);
    uint32_t size = (universe + 7) / 8, whole = size / 8;
    for (uint32_t w = 0; w < whole; w++) bits[w] &= le_get_u64(bytes + (size_t)w * 8);
    char rest[8] = {0};
    memcpy(rest, bytes + (size_t)whole * 8, size % 8);
    bits[whole] &= le_get_u64(rest);
    items[i]->actual = items[i]->estimate;
  }
  for (uint32_t w = 0; w < words; w++) iter->estimate += bits_count(bits[w]);
  if (iter->estimate > universe) iter->estimate = universe;
  iter->bits = bits;
  iter->items = items;
  iter->count = count;
  bits_from(iter, 0);
  return standing(iter);
}

// Puts one node into the place of all dense lists, if there are several. Returns how many items are left.
static size_t join_dense(Arena *arena, Iter **items, size_t count) {
  Iter **dense = arena_array(arena, Iter *, count);
  size_t left = 0, found = 0;
  for (size_t i = 0; i < count; i++) found += dense_bits(items[i]) != NULL;
  if (found < 2) return count;
  found = 0;
  for (size_t i = 0; i < count; i++) {
    if (dense_bits(items[i]))
      dense[found++] = items[i];
    else
      items[left++] = items[i];
  }
  items[left++] = dense_and(arena, dense, found);
  return left;
}

static uint32_t largest_universe(Iter *const *items, size_t count) {
  uint32_t largest = 0;
  for (size_t i = 0; i < count; i++) {
    if (items[i]->universe > largest) largest = items[i]->universe;
  }
  return largest;
}

Iter *iter_and(Arena *arena, Iter **items, size_t count) {
  count = join_dense(arena, items, count);
  if (count == 1) return items[0];
  qsort(items, count, sizeof *items, compare_estimates);
  Iter *iter = new_iter(arena, ITER_AND, NULL);
  iter->items = items;
  iter->count = count;
  iter->universe = largest_universe(items, count);
  iter->estimate = items[0]->estimate;
  and_settle(iter, iter_peek(items[0]));
  return standing(iter);
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

static void pour_into_bits(Arena *arena, Iter *iter) {
  uint32_t universe = iter->universe;
  uint64_t *bits = arena_zalloc(arena, ((size_t)universe / 64 + 1) * sizeof *bits);
  iter->kind = ITER_POURED;
  iter->bits = bits;
  iter->estimate = 0;
  for (size_t i = 0; i < iter->count; i++) {
    Iter *item = iter->items[i];
    if (item->kind == ITER_GRAM) {
      iter->estimate += posting_add_bits(item->posting, bits);
      item->actual = item->estimate;
      item->current = ITER_END;
      continue;
    }
    for (uint32_t d = iter_peek(item); d < universe; d = iter_advance(item)) {
      uint64_t bit = (uint64_t)1 << (d % 64);
      iter->estimate += !(bits[d / 64] & bit);
      bits[d / 64] |= bit;
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
  iter->universe = largest_universe(items, count);
  iter->estimate = sum < iter->universe ? (uint32_t)sum : iter->universe;
  if (count >= OR_BY_BITS)
    pour_into_bits(arena, iter);
  else
    or_lowest(iter);
  return standing(iter);
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
  return standing(iter);
}

// ---- documents of units -------------------------------------------------------------------------

static uint32_t documents_settle(Iter *iter) {
  uint32_t unit = iter_peek(iter->items[0]);
  if (unit == ITER_END) return iter->current = ITER_END;
  if (unit >= iter->run.end) iter->run = segment_run_of_unit(iter->segment, unit);
  return iter->current = unit_run_document(&iter->run, unit);
}

static uint32_t documents_from(Iter *iter, uint32_t target) {
  if (target >= iter->universe) return iter->current = ITER_END;
  const UnitRun *run = &iter->run;
  bool inside = !run->split && target - run->document < run->end - run->first;
  uint32_t unit = inside ? run->first + (target - run->document)
                         : segment_document_units(iter->segment, target).first;
  iter_advance_to(iter->items[0], unit);
  return documents_settle(iter);
}

Iter *iter_documents(Arena *arena, const Segment *segment, Iter *units) {
  if (segment_units(segment) == segment_documents(segment)) return units;
  if (units->kind == ITER_NONE) return units;
  if (units->kind == ITER_ALL) return iter_all(arena, segment);
  Iter *iter = new_iter(arena, ITER_DOCUMENTS, segment);
  iter->items = arena_array(arena, Iter *, 1);
  iter->items[0] = units;
  iter->count = 1;
  // Less than all: that would say that none is left out.
  iter->estimate = units->estimate < iter->universe ? units->estimate : iter->universe - 1;
  documents_settle(iter);
  return standing(iter);
}

void iter_set_label(Iter *iter, Str label) { iter->label = label; }

// ---- moving -------------------------------------------------------------------------------------

uint32_t iter_peek(const Iter *iter) { return iter->current; }
uint32_t iter_estimate(const Iter *iter) { return iter->estimate; }
uint32_t iter_actual(const Iter *iter) { return iter->actual; }

uint32_t iter_advance(Iter *iter) {
  if (iter->current == ITER_END) return ITER_END;
  return iter_advance_to(iter, iter->current + 1);
}

static uint32_t move_to(Iter *iter, uint32_t target) {
  switch (iter->kind) {
  case ITER_NONE: break;
  case ITER_ALL: return iter->current = target < iter->estimate ? target : ITER_END;
  case ITER_GRAM: return iter->current = posting_advance_to(iter->posting, target);
  case ITER_AND: return and_settle(iter, target);
  case ITER_OR:
    for (size_t i = 0; i < iter->count; i++) iter_advance_to(iter->items[i], target);
    return or_lowest(iter);
  case ITER_DENSE:
  case ITER_POURED:
  case ITER_BITS: return bits_from(iter, target);
  case ITER_LIST: return list_from(iter, target);
  case ITER_FILTER: iter_advance_to(iter->items[0], target); return filter_settle(iter);
  case ITER_DOCUMENTS: return documents_from(iter, target);
  }
  return ITER_END;
}

uint32_t iter_advance_to(Iter *iter, uint32_t target) {
  if (iter->current >= target) return iter->current;
  uint32_t at = move_to(iter, target);
  iter->actual += at != ITER_END;
  return at;
}

// ---- for people ---------------------------------------------------------------------------------

enum { SHOWN = 8 }; // items of a node in a dump

static void put_gram(uint32_t gram, Buf *out) {
  if (gram_is_joint(gram)) {
    buf_printf(out, "joint %u", gram_joint(gram));
    return;
  }
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

static void put_name(const Iter *iter, Buf *out) {
  static const char *const names[] = {"none", "all",  "",     "and",    "and",      "or",
                                      "or",   "bits", "list", "filter", "documents"};
  if (iter->kind == ITER_GRAM)
    put_gram(iter->gram, out);
  else
    buf_printf(out, "%s", names[iter->kind]);
  if (iter->label.len) buf_printf(out, " %.*s", STR_ARGS(iter->label));
}

// The widest of the tree's names, indented.
static size_t name_width(const Iter *iter, int depth) {
  Buf name = {0};
  put_name(iter, &name);
  size_t most = (size_t)depth * 2 + utf16_length(buf_str(&name));
  buf_release(&name);
  for (size_t i = 0; i < iter->count && i < SHOWN; i++) {
    size_t width = name_width(iter->items[i], depth + 1);
    if (width > most) most = width;
  }
  return most;
}

static void dump(const Iter *iter, int depth, size_t width, Buf *out) {
  Buf name = {0};
  buf_printf(&name, "%*s", depth * 2, "");
  put_name(iter, &name);
  size_t used = utf16_length(buf_str(&name));
  buf_printf(out, "%.*s%*s  %8u -> %8u\n", STR_ARGS(buf_str(&name)),
             (int)(used < width ? width - used : 0), "", iter->estimate, iter->actual);
  buf_release(&name);
  for (size_t i = 0; i < iter->count && i < SHOWN; i++) {
    dump(iter->items[i], depth + 1, width, out);
  }
  if (iter->count > SHOWN) {
    buf_printf(out, "%*s... %zu more\n", depth * 2 + 2, "", iter->count - SHOWN);
  }
}

void iter_dump(const Iter *iter, int depth, Buf *out) {
  enum { WIDEST = 56 };
  size_t width = name_width(iter, depth);
  dump(iter, depth, width < WIDEST ? width : WIDEST, out);
}
