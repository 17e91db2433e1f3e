// Problem: a literal of thirty bytes has twenty-eight grams, and reading all their lists costs more
// than the documents they exclude. Approach: of the grams that must all occur, take the rarest few;
// each further one is taken only while it may still exclude something. Their counts are known
// without opening the lists. Filters come last, on what the lists have left. A negated text
// excludes nothing here: its grams say where it may occur, not where it does.
#include "query/plan.h"

#include "base/array.h"

enum {
  GRAMS_MAX = 5,      // lists taken of one AND
  FEW_DOCUMENTS = 24, // with a list this short, reading the documents beats reading more lists
};

typedef struct {
  const PlanInput *input;
  const Segment *segment;
  Arena *arena;
} Planner;

// ---- grams --------------------------------------------------------------------------------------

static uint32_t documents_of(const Planner *p) { return segment_documents(p->segment); }

static uint32_t estimate(const Planner *p, const GramExpr *expr) {
  uint64_t total = documents_of(p);
  switch (expr->kind) {
  case GRAMS_ALL: break;
  case GRAMS_ONE: return segment_gram_count(p->segment, expr->gram);
  case GRAMS_AND:
    for (size_t i = 0; i < expr->count && total > 0; i++) {
      uint32_t one = estimate(p, expr->items[i]);
      if (one < total) total = one;
    }
    break;
  case GRAMS_OR: {
    uint64_t sum = 0;
    for (size_t i = 0; i < expr->count && sum < total; i++) sum += estimate(p, expr->items[i]);
    if (sum < total) total = sum;
    break;
  }
  }
  return (uint32_t)total;
}

typedef struct {
  const GramExpr *expr;
  uint32_t estimate;
} Choice;

static int compare_choices(const void *a, const void *b) {
  const Choice *x = a, *y = b;
  return (x->estimate > y->estimate) - (x->estimate < y->estimate);
}

static Iter *plan_grams(const Planner *p, const GramExpr *expr);

static Iter *plan_gram_and(const Planner *p, const GramExpr *expr) {
  Choice *choices = arena_array(p->arena, Choice, expr->count);
  for (size_t i = 0; i < expr->count; i++) {
    choices[i] = (Choice){expr->items[i], estimate(p, expr->items[i])};
    if (choices[i].estimate == 0) return iter_none(p->arena);
  }
  qsort(choices, expr->count, sizeof *choices, compare_choices);
  Iter **items = arena_array(p->arena, Iter *, GRAMS_MAX);
  size_t count = 0;
  for (size_t i = 0; i < expr->count && count < GRAMS_MAX; i++) {
    bool excludes = choices[i].estimate < documents_of(p) / 8 * 7;
    if (count > 0 && (choices[0].estimate <= FEW_DOCUMENTS || !excludes)) break;
    items[count++] = plan_grams(p, choices[i].expr);
  }
  return iter_and(p->arena, items, count);
}

static Iter *plan_gram_or(const Planner *p, const GramExpr *expr) {
  if (estimate(p, expr) >= documents_of(p)) return iter_all(p->arena, p->segment);
  Iter **items = arena_array(p->arena, Iter *, expr->count);
  size_t count = 0;
  for (size_t i = 0; i < expr->count; i++) {
    Iter *item = plan_grams(p, expr->items[i]);
    if (iter_peek(item) != ITER_END) items[count++] = item;
  }
  return count ? iter_or(p->arena, p->segment, items, count) : iter_none(p->arena);
}

static Iter *plan_grams(const Planner *p, const GramExpr *expr) {
  switch (expr->kind) {
  case GRAMS_ALL: break;
  case GRAMS_ONE: return iter_gram(p->arena, p->segment, expr->gram);
  case GRAMS_AND: return plan_gram_and(p, expr);
  case GRAMS_OR: return plan_gram_or(p, expr);
  }
  return iter_all(p->arena, p->segment);
}

// ---- filters ------------------------------------------------------------------------------------

// Whether fields alone decide the node.
static bool is_of_fields(const QueryNode *node) {
  if (node->kind == QUERY_TEXT) return false;
  for (size_t i = 0; i < node->count; i++) {
    if (!is_of_fields(node->items[i])) return false;
  }
  return true;
}

static bool fields_match(const void *user, const Segment *segment, uint32_t document) {
  const QueryNode *node = user;
  switch (node->kind) {
  case QUERY_FILTER: return filter_matches(&node->filter, NULL, segment, document);
  case QUERY_NOT: return !fields_match(node->items[0], segment, document);
  case QUERY_NEAR:
  case QUERY_AND:
    for (size_t i = 0; i < node->count; i++) {
      if (!fields_match(node->items[i], segment, document)) return false;
    }
    return true;
  case QUERY_OR:
    for (size_t i = 0; i < node->count; i++) {
      if (fields_match(node->items[i], segment, document)) return true;
    }
    return false;
  case QUERY_TEXT: break;
  }
  return true;
}

static Iter *filtered(const Planner *p, Iter *from, const QueryNode *node) {
  Iter *iter = iter_filter(p->arena, p->segment, from, fields_match, node);
  Buf label = {0};
  const QueryNode *inner = node->kind == QUERY_NOT ? node->items[0] : node;
  if (node->kind == QUERY_NOT) buf_byte(&label, '-');
  if (inner->kind == QUERY_FILTER) filter_print(&inner->filter, &label);
  iter_set_label(iter, arena_dup(p->arena, buf_str(&label)));
  buf_release(&label);
  return iter;
}

// ---- the tree -----------------------------------------------------------------------------------

static Iter *plan_node(const Planner *p, const QueryNode *node);

static Iter *plan_and(const Planner *p, const QueryNode *node) {
  Iter **items = arena_array(p->arena, Iter *, node->count);
  size_t count = 0;
  for (size_t i = 0; i < node->count; i++) {
    const QueryNode *item = node->items[i];
    if (!is_of_fields(item) && item->kind != QUERY_NOT) items[count++] = plan_node(p, item);
  }
  Iter *iter = count ? iter_and(p->arena, items, count) : iter_all(p->arena, p->segment);
  for (size_t i = 0; i < node->count; i++) {
    if (is_of_fields(node->items[i])) iter = filtered(p, iter, node->items[i]);
  }
  return iter;
}

static Iter *plan_or(const Planner *p, const QueryNode *node) {
  Iter **items = arena_array(p->arena, Iter *, node->count);
  for (size_t i = 0; i < node->count; i++) items[i] = plan_node(p, node->items[i]);
  return iter_or(p->arena, p->segment, items, node->count);
}

static Iter *plan_node(const Planner *p, const QueryNode *node) {
  if (is_of_fields(node)) return filtered(p, iter_all(p->arena, p->segment), node);
  switch (node->kind) {
  case QUERY_TEXT:
    if (!segment_has_grams(p->segment)) break;
    return plan_grams(p, p->input->grams[node->number]);
  case QUERY_NEAR:
  case QUERY_AND: return plan_and(p, node);
  case QUERY_OR: return plan_or(p, node);
  case QUERY_NOT:
  case QUERY_FILTER: break;
  }
  return iter_all(p->arena, p->segment);
}

Iter *plan_segment(const PlanInput *input, const Segment *segment, Arena *arena) {
  Planner planner = {input, segment, arena};
  return plan_node(&planner, input->query->root);
}
