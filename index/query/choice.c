// The plan has found the document by the same lists; they are asked again, now for its units alone, because
// what the plan saw of them would have to be kept for all candidates until they are read. It takes
// some microseconds a document, and is done for those that take as long to read at least.
#include "query/choice.h"

#include "base/arena.h"
#include "format/units.h"

enum {
  UNITS_MIN = 3,    // of a document; with fewer, to ask costs what is saved
  UNITS_MAX = 1024, // with more it is read whole
  LEAVES_MAX = 64,  // lists asked of one text
  LISTS_MAX = 8,    // of an AND, the rarest
};

typedef struct {
  uint64_t words[UNITS_MAX / 64];
} UnitBits;

// What a text requires, in one segment.
typedef enum { UNITS_NONE, UNITS_ALL, UNITS_LIST, UNITS_AND, UNITS_OR } UnitsKind;

typedef struct UnitsNode UnitsNode;
struct UnitsNode {
  UnitsKind kind;
  uint32_t estimate;       // units of the segment
  Posting *fresh, *cursor; // LIST: as it was opened, and where it stands
  UnitsNode **items;
  size_t count;
};

typedef struct {
  const Segment *segment;
  UnitsNode **texts; // what each requires; NULL: some text may be in all units
} SegmentUnits;

struct UnitChoice {
  const Query *query;
  const GramExpr *const *grams;
  uint32_t lines_around;
  bool hull;               // what lies between two texts counts
  Arena arena;             // of the nodes
  ARRAY(SegmentUnits) met; // segments, in no order
  const Segment *segment;  // being entered
  size_t leaves;
  UnitStart starts[UNITS_MAX];
};

// ---- the query ----------------------------------------------------------------------------------

static bool has_near(const QueryNode *node) {
  if (node->kind == QUERY_NEAR) return true;
  for (size_t i = 0; i < node->count; i++) {
    if (has_near(node->items[i])) return true;
  }
  return false;
}

UnitChoice *unit_choice_new(const Query *query, const GramExpr *const *grams,
                            uint32_t lines_around) {
  if (query->text_count == 0) return NULL;
  for (size_t i = 0; i < query->text_count; i++) {
    const QueryText *text = &query->texts[i]->text;
    if (text->symbol || text->places || text->not_places) return NULL;
    if (grams[i]->kind == GRAMS_ALL || grams[i]->apart) return NULL;
  }
  UnitChoice *choice = xcalloc(1, sizeof *choice);
  choice->query = query;
  choice->grams = grams;
  choice->lines_around = lines_around;
  choice->hull = has_near(query->root);
  return choice;
}

void unit_choice_free(UnitChoice *choice) {
  if (!choice) return;
  arena_release(&choice->arena);
  array_free(&choice->met);
  free(choice);
}

// ---- a segment's lists --------------------------------------------------------------------------

static UnitsNode *new_node(UnitChoice *c, UnitsKind kind, uint32_t estimate) {
  UnitsNode *node = arena_new(&c->arena, UnitsNode);
  node->kind = kind;
  node->estimate = estimate;
  return node;
}

static UnitsNode *list_node(UnitChoice *c, uint32_t gram) {
  uint32_t count = segment_gram_count(c->segment, gram), units = segment_units(c->segment);
  if (count == 0) return new_node(c, UNITS_NONE, 0);
  if (count / 7 >= units / 8 || ++c->leaves > LEAVES_MAX) return new_node(c, UNITS_ALL, units);
  UnitsNode *node = new_node(c, UNITS_LIST, count);
  node->fresh = arena_new(&c->arena, Posting);
  node->cursor = arena_new(&c->arena, Posting);
  segment_gram(c->segment, gram, node->fresh);
  *node->cursor = *node->fresh;
  return node;
}

static int by_estimate(const void *a, const void *b) {
  const UnitsNode *x = *(UnitsNode *const *)a, *y = *(UnitsNode *const *)b;
  return (x->estimate > y->estimate) - (x->estimate < y->estimate);
}

typedef struct {
  uint32_t gram, count;
} RareGram;

static int by_count(const void *a, const void *b) {
  const RareGram *x = a, *y = b;
  return (x->count > y->count) - (x->count < y->count);
}

static UnitsNode *make_node(UnitChoice *c, const GramExpr *expr);

// Of the grams by themselves the rarest; all else is asked, too.
static UnitsNode *and_node(UnitChoice *c, const GramExpr *expr) {
  RareGram *grams = arena_array(&c->arena, RareGram, expr->count);
  UnitsNode *node = new_node(c, UNITS_AND, segment_units(c->segment));
  node->items = arena_array(&c->arena, UnitsNode *, expr->count);
  size_t found = 0;
  for (size_t i = 0; i < expr->count; i++) {
    const GramExpr *item = expr->items[i];
    if (item->kind == GRAMS_ONE)
      grams[found++] = (RareGram){item->gram, segment_gram_count(c->segment, item->gram)};
    else
      node->items[node->count++] = make_node(c, item);
  }
  qsort(grams, found, sizeof *grams, by_count);
  if (found > LISTS_MAX) found = LISTS_MAX;
  for (size_t i = 0; i < found; i++) node->items[node->count++] = list_node(c, grams[i].gram);
  qsort(node->items, node->count, sizeof(UnitsNode *), by_estimate);
  while (node->count && node->items[node->count - 1]->kind == UNITS_ALL) node->count--;
  if (node->count == 0) return new_node(c, UNITS_ALL, node->estimate);
  return node->items[0]->kind == UNITS_NONE ? node->items[0] : node;
}

static UnitsNode *or_node(UnitChoice *c, const GramExpr *expr) {
  UnitsNode *node = new_node(c, UNITS_OR, 0);
  node->items = arena_array(&c->arena, UnitsNode *, expr->count);
  uint64_t sum = 0, units = segment_units(c->segment);
  for (size_t i = 0; i < expr->count; i++) {
    UnitsNode *item = make_node(c, expr->items[i]);
    if (item->kind == UNITS_ALL) return item;
    if (item->kind == UNITS_NONE) continue;
    node->items[node->count++] = item;
    sum += item->estimate;
  }
  if (node->count == 0) return new_node(c, UNITS_NONE, 0);
  node->estimate = (uint32_t)(sum < units ? sum : units);
  return node;
}

static UnitsNode *make_node(UnitChoice *c, const GramExpr *expr) {
  switch (expr->kind) {
  case GRAMS_ONE: return list_node(c, expr->gram);
  case GRAMS_AND: return and_node(c, expr);
  case GRAMS_OR: return or_node(c, expr);
  case GRAMS_ALL:
  case GRAMS_PAIR: break;
  }
  return new_node(c, UNITS_ALL, segment_units(c->segment));
}

static UnitsNode **make_texts(UnitChoice *c) {
  size_t count = c->query->text_count;
  UnitsNode **texts = arena_array(&c->arena, UnitsNode *, count);
  for (size_t i = 0; i < count; i++) {
    c->leaves = 0;
    texts[i] = make_node(c, c->grams[i]);
    if (texts[i]->kind == UNITS_ALL) return NULL;
  }
  return texts;
}

// Documents come in order of path, so from one segment and another.
static UnitsNode **enter_segment(UnitChoice *c, const Segment *segment) {
  for (size_t i = 0; i < c->met.count; i++) {
    if (c->met.items[i].segment == segment) return c->met.items[i].texts;
  }
  c->segment = segment;
  SegmentUnits made = {segment, make_texts(c)};
  array_push(&c->met, made);
  return made.texts;
}

// ---- a document's units -------------------------------------------------------------------------

static void add_list(UnitsNode *node, UnitRange range, UnitBits *out) {
  if (node->cursor->current > range.first) *node->cursor = *node->fresh;
  uint32_t unit = posting_advance_to(node->cursor, range.first);
  for (; unit < range.first + range.count; unit = posting_next(node->cursor)) {
    out->words[(unit - range.first) / 64] |= (uint64_t)1 << ((unit - range.first) % 64);
  }
}

static bool is_empty(const UnitBits *bits) {
  uint64_t any = 0;
  for (size_t i = 0; i < UNITS_MAX / 64; i++) any |= bits->words[i];
  return any == 0;
}

// Adds the units that satisfy the node to those of an OR.
static void add_units(const UnitsNode *node, UnitRange range, UnitBits *out) {
  UnitBits all = {{0}};
  switch (node->kind) {
  case UNITS_NONE: return;
  case UNITS_ALL: memset(out, 0xFF, sizeof *out); return;
  case UNITS_LIST: add_list((UnitsNode *)node, range, out); return;
  case UNITS_OR:
    for (size_t i = 0; i < node->count; i++) add_units(node->items[i], range, out);
    return;
  case UNITS_AND:
    add_units(node->items[0], range, &all);
    for (size_t i = 1; i < node->count && !is_empty(&all); i++) {
      UnitBits one = {{0}};
      add_units(node->items[i], range, &one);
      for (size_t w = 0; w < UNITS_MAX / 64; w++) all.words[w] &= one.words[w];
    }
    for (size_t w = 0; w < UNITS_MAX / 64; w++) out->words[w] |= all.words[w];
    return;
  }
}

static bool has_unit(const UnitBits *bits, uint32_t unit) {
  return bits->words[unit / 64] >> (unit % 64) & 1;
}

static void set_unit(UnitBits *bits, uint32_t unit) {
  bits->words[unit / 64] |= (uint64_t)1 << (unit % 64);
}

// All from the first to the last.
static void fill_hull(UnitBits *bits, uint32_t count) {
  uint32_t first = 0, last = count;
  while (first < count && !has_unit(bits, first)) first++;
  while (last > first && !has_unit(bits, last - 1)) last--;
  for (uint32_t i = first; i < last; i++) set_unit(bits, i);
}

// And those around them that have the lines around what is found.
static void widen(UnitBits *bits, const UnitStart *starts, uint32_t count, uint32_t lines) {
  UnitBits found = *bits;
  for (uint32_t i = 0; i < count; i++) {
    if (!has_unit(&found, i)) continue;
    for (uint32_t k = i; k > 0 && starts[i].line - starts[k].line < lines; k--) {
      set_unit(bits, k - 1);
    }
    for (uint32_t k = i + 1; k < count; k++) {
      set_unit(bits, k);
      if (k + 1 < count && starts[k + 1].line - starts[i + 1].line >= lines) break;
    }
  }
}

static uint64_t put_stretches(const UnitBits *bits, const UnitStart *starts, uint32_t count,
                              uint64_t size, Stretches *out) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (!has_unit(bits, i)) continue;
    uint64_t end = i + 1 < count ? starts[i + 1].start : size;
    if (i > 0 && has_unit(bits, i - 1))
      out->items[out->count - 1].end = end;
    else
      array_push(out, ((Stretch){starts[i].start, end, starts[i].line}));
    sum += end - starts[i].start;
  }
  return sum;
}

bool unit_choice_of(UnitChoice *c, const Segment *segment, uint32_t document, Stretches *out) {
  UnitRange range = segment_document_units(segment, document);
  if (range.count < UNITS_MIN || range.count > UNITS_MAX) return false;
  UnitsNode **texts = enter_segment(c, segment);
  if (!texts) return false;
  UnitBits bits = {{0}};
  for (size_t i = 0; i < c->query->text_count; i++) add_units(texts[i], range, &bits);
  Document record;
  if (segment_document(segment, document, &record) != STATUS_OK) return false;
  if (segment_unit_starts(segment, document, c->starts, range.count) != STATUS_OK) return false;
  if (c->hull) fill_hull(&bits, range.count);
  if (c->lines_around) widen(&bits, c->starts, range.count, c->lines_around);
  out->count = 0;
  uint64_t wanted = put_stretches(&bits, c->starts, range.count, record.chunk_size, out);
  return wanted < record.chunk_size / 4 * 3;
}
