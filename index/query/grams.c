#include "query/grams.h"

#include "intake/grams.h"

static const GramExpr all_documents = {.kind = GRAMS_ALL};

const GramExpr *grams_all(void) { return &all_documents; }

const GramExpr *grams_one(Arena *arena, uint32_t gram) {
  GramExpr *one = arena_new(arena, GramExpr);
  one->kind = GRAMS_ONE;
  one->gram = gram;
  return one;
}

const GramExpr *grams_apart(Arena *arena, const GramExpr *expr) {
  GramExpr *copy = arena_new(arena, GramExpr);
  *copy = *expr;
  copy->apart = true;
  return copy;
}

// A list under construction; what is in it came from arenas and stays there.
typedef ARRAY(const GramExpr *) Items;

// By kind, then by what is in them: equal ones are the same expression.
static int compare(const GramExpr *x, const GramExpr *y) {
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  if (x->kind == GRAMS_ONE || x->kind == GRAMS_PAIR)
    return (x->gram > y->gram) - (x->gram < y->gram);
  for (size_t i = 0; i < x->count && i < y->count; i++) {
    int order = compare(x->items[i], y->items[i]);
    if (order) return order;
  }
  return (x->count > y->count) - (x->count < y->count);
}

static int compare_items(const void *a, const void *b) {
  return compare(*(const GramExpr *const *)a, *(const GramExpr *const *)b);
}

// Sorts, drops what is there twice, and copies the rest to the arena.
static const GramExpr *combined(Arena *arena, GramsKind kind, Items *items) {
  if (items->count > 1) qsort(items->items, items->count, sizeof *items->items, compare_items);
  size_t kept = 0;
  for (size_t i = 0; i < items->count; i++) {
    const GramExpr *item = items->items[i];
    if (kept == 0 || compare(items->items[kept - 1], item) != 0) items->items[kept++] = item;
  }
  const GramExpr *result = &all_documents;
  if (kept == 1) result = items->items[0];
  if (kept > 1) {
    const GramExpr **copy = arena_array(arena, const GramExpr *, kept);
    memcpy(copy, items->items, kept * sizeof *copy);
    GramExpr *made = arena_new(arena, GramExpr);
    *made = (GramExpr){.kind = kind, .items = copy, .count = kept};
    result = made;
  }
  array_free(items);
  return result;
}

static void add_flattened(Items *into, GramsKind kind, const GramExpr *item) {
  if (item->kind != kind) {
    array_push(into, item);
    return;
  }
  for (size_t i = 0; i < item->count; i++) array_push(into, item->items[i]);
}

const GramExpr *grams_and(Arena *arena, const GramExpr *const *items, size_t count) {
  Items kept = {0};
  for (size_t i = 0; i < count; i++) {
    if (items[i] && items[i]->kind != GRAMS_ALL) add_flattened(&kept, GRAMS_AND, items[i]);
  }
  return combined(arena, GRAMS_AND, &kept);
}

// Whether the expression requires the gram by itself. The grams of an AND come first, ascending.
static bool requires_gram(const GramExpr *expr, uint32_t gram) {
  if (expr->kind == GRAMS_ONE) return expr->gram == gram;
  if (expr->kind != GRAMS_AND) return false;
  size_t low = 0, high = expr->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const GramExpr *item = expr->items[middle];
    if (item->kind == GRAMS_ONE && item->gram < gram)
      low = middle + 1;
    else
      high = middle;
  }
  return low < expr->count && expr->items[low]->kind == GRAMS_ONE && expr->items[low]->gram == gram;
}

// What is left of an item of an OR when the common grams are said outside; NULL: nothing.
static const GramExpr *without(Arena *arena, const GramExpr *expr, const Items *common) {
  if (expr->kind == GRAMS_ONE) return NULL;
  Items kept = {0};
  for (size_t i = 0, c = 0; i < expr->count; i++) {
    const GramExpr *item = expr->items[i];
    while (c < common->count && item->kind == GRAMS_ONE && common->items[c]->gram < item->gram) c++;
    bool said =
        c < common->count && item->kind == GRAMS_ONE && common->items[c]->gram == item->gram;
    if (!said) array_push(&kept, item);
  }
  if (kept.count == 0) {
    array_free(&kept);
    return NULL;
  }
  return combined(arena, GRAMS_AND, &kept);
}

// (a b | a c) is a (b | c), and (a | a c) is a: fewer lists to read.
static const GramExpr *with_common_outside(Arena *arena, Items *items) {
  const GramExpr *first = items->items[0];
  Items common = {0};
  size_t grams = first->kind == GRAMS_AND ? first->count : 1;
  for (size_t i = 0; i < grams; i++) {
    const GramExpr *gram = first->kind == GRAMS_AND ? first->items[i] : first;
    bool everywhere = gram->kind == GRAMS_ONE;
    for (size_t k = 1; k < items->count && everywhere; k++) {
      everywhere = requires_gram(items->items[k], gram->gram);
    }
    if (everywhere) array_push(&common, gram);
  }
  if (common.count == 0) return combined(arena, GRAMS_OR, items);
  bool any_done = false;
  for (size_t i = 0; i < items->count; i++) {
    items->items[i] = without(arena, items->items[i], &common);
    any_done |= !items->items[i];
  }
  if (!any_done) array_push(&common, grams_or(arena, items->items, items->count));
  array_free(items);
  const GramExpr *all = grams_and(arena, common.items, common.count);
  array_free(&common);
  return all;
}

const GramExpr *grams_or(Arena *arena, const GramExpr *const *items, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!items[i] || items[i]->kind == GRAMS_ALL) return &all_documents;
  }
  if (count == 0) return &all_documents;
  Items kept = {0};
  for (size_t i = 0; i < count; i++) add_flattened(&kept, GRAMS_OR, items[i]);
  if (kept.count == 1) return combined(arena, GRAMS_OR, &kept);
  return with_common_outside(arena, &kept);
}

static unsigned char gram_byte(char c) { return (unsigned char)ascii_lower(c); }

static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

static const GramExpr *pair(Arena *arena, Str text) {
  if (is_line_end(text.ptr[0]) || is_line_end(text.ptr[1])) return &all_documents;
  GramExpr *made = arena_new(arena, GramExpr);
  made->kind = GRAMS_PAIR;
  made->gram = GRAM_PAIR | (uint32_t)gram_byte(text.ptr[0]) << 8 | gram_byte(text.ptr[1]);
  return made;
}

const GramExpr *grams_of_text(Arena *arena, Str text) {
  Items kept = {0};
  if (text.len == 2) return pair(arena, text);
  for (size_t i = 0; i + 3 <= text.len; i++) {
    const char *p = text.ptr + i;
    if (is_line_end(p[0]) || is_line_end(p[1]) || is_line_end(p[2])) continue;
    uint32_t gram = gram_make(gram_byte(p[0]), gram_byte(p[1]), gram_byte(p[2]));
    array_push(&kept, grams_one(arena, gram));
    uint32_t joint;
    if (gram_of_joint(text, i, &joint)) array_push(&kept, grams_one(arena, joint));
  }
  return combined(arena, GRAMS_AND, &kept);
}

bool grams_satisfied(const GramExpr *expr, GramsHas has, const void *user) {
  switch (expr->kind) {
  case GRAMS_ALL: return true;
  case GRAMS_ONE:
  case GRAMS_PAIR: return has(user, expr->gram);
  case GRAMS_AND:
    for (size_t i = 0; i < expr->count; i++) {
      if (!grams_satisfied(expr->items[i], has, user)) return false;
    }
    return true;
  case GRAMS_OR:
    for (size_t i = 0; i < expr->count; i++) {
      if (grams_satisfied(expr->items[i], has, user)) return true;
    }
    return false;
  }
  return true;
}

void grams_print(const GramExpr *expr, Buf *out) {
  if (expr->kind == GRAMS_ALL) {
    buf_printf(out, "all");
  } else if (expr->kind == GRAMS_ONE && gram_is_joint(expr->gram)) {
    buf_printf(out, "_%u", gram_joint(expr->gram));
  } else if (expr->kind == GRAMS_ONE || expr->kind == GRAMS_PAIR) {
    buf_byte(out, '"');
    for (int shift = expr->kind == GRAMS_ONE ? 16 : 8; shift >= 0; shift -= 8) {
      unsigned byte = expr->gram >> shift & 0xFF;
      if (byte < 0x20 || byte >= 0x7F || byte == '"' || byte == '\\') {
        buf_printf(out, "\\x%02x", byte);
      } else {
        buf_byte(out, (uint8_t)byte);
      }
    }
    buf_byte(out, '"');
  } else {
    buf_byte(out, '(');
    for (size_t i = 0; i < expr->count; i++) {
      if (i) buf_byte(out, expr->kind == GRAMS_OR ? '|' : ' ');
      grams_print(expr->items[i], out);
    }
    buf_byte(out, ')');
  }
}
