// Problem: a literal of thirty bytes has twenty-eight grams, and reading all their lists costs more
// than the documents they exclude. Approach: of the grams that must all occur, take the rarest few;
// each further one is taken only while it may still exclude something. Their counts are known
// without opening the lists. Filters come last, on what the lists have left. A negated text
// excludes nothing here: its grams say where it may occur, not where it does. What else is known of
// a text (where it is defined) comes from whoever asks, and is one more item of an AND.
#include "query/plan.h"

#include "base/array.h"
#include "base/scan.h"
#include "format/units.h"
#include "intake/grams.h"

enum {
  GRAMS_MAX = 16,     // lists taken of one AND
  FEW_DOCUMENTS = 24, // with a list this short, reading the documents beats reading more lists
  TOGETHER = 16,      // from this share of a segment's documents on, fields are decided for all
};

// Counts of grams that were looked up: the ways of a word within edits have mostly the same ones.
enum { COUNTS_KEPT = 256 };
typedef struct {
  uint32_t grams[COUNTS_KEPT]; // plus one; 0: nothing is kept there
  uint32_t counts[COUNTS_KEPT];
} GramCounts;

typedef struct {
  const PlanInput *input;
  const Segment *segment;
  Arena *arena;
  uint32_t
      universe; // of what grams are known to be in: units; documents, if a text may span several
  GramCounts *counts;
} Planner;

// Whether nobody waits for the plan any more: asked between lists, of which there may be hundreds.
static bool is_over(const Planner *p) {
  return p->input->context && query_cancelled(p->input->context);
}

// ---- grams --------------------------------------------------------------------------------------

static uint32_t documents_of(const Planner *p) { return segment_documents(p->segment); }

// Whether what is planned are units.
static bool by_units(const Planner *p) { return p->universe != documents_of(p); }

// What a list of units is to the plan.
static Iter *planned(const Planner *p, Iter *units) {
  return by_units(p) ? units : iter_documents(p->arena, p->segment, units);
}

static Iter *everything(const Planner *p) {
  return planned(p, iter_all_units(p->arena, p->segment));
}

static uint32_t count_of(const Planner *p, uint32_t gram) {
  size_t at = gram * 0x9E3779B1u / (UINT32_MAX / COUNTS_KEPT + 1);
  if (p->counts->grams[at] != gram + 1) {
    p->counts->grams[at] = gram + 1;
    p->counts->counts[at] = segment_gram_count(p->segment, gram);
  }
  return p->counts->counts[at];
}

static uint32_t estimate(const Planner *p, const GramExpr *expr) {
  uint64_t total = p->universe;
  switch (expr->kind) {
  case GRAMS_ALL: break;
  // A guess: to know is to look at hundreds of lists. Never 0, which would say that there are none.
  case GRAMS_PAIR: return (p->universe + 3) / 4;
  case GRAMS_ONE: {
    uint32_t units = count_of(p, expr->gram);
    return units < p->universe ? units : p->universe;
  }
  case GRAMS_AND:
    for (size_t i = 0; i < expr->count && total > 0; i++) {
      uint32_t one = estimate(p, expr->items[i]);
      if (one < total) total = one;
    }
    break;
  case GRAMS_OR: {
    double without =
        1; // the share without any item, if they were independent; but what is alike goes together
    uint32_t most = 0;
    for (size_t i = 0; i < expr->count; i++) {
      uint32_t one = estimate(p, expr->items[i]);
      if (one > most) most = one;
      without *= 1 - (double)one / (double)p->universe;
    }
    uint64_t all = (uint64_t)((1 - without) * (double)p->universe);
    total = all > most ? (all + most + 1) / 2 : most;
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

// ---- pairs --------------------------------------------------------------------------------------

// The documents of a set under construction.
typedef struct {
  const Planner *planner;
  uint64_t *bits;
  uint32_t count;
} Union;

static void add_list(Union *u, uint32_t gram) {
  Posting list;
  segment_gram(u->planner->segment, gram, &list);
  u->count += posting_add_bits(&list, u->bits);
}

// What was read before lines of two bytes were told may have any.
static void add_unmarked(Union *u) {
  const Planner *p = u->planner;
  Posting marked;
  segment_gram(p->segment, GRAM_MARK, &marked);
  UnitRun run = {0};
  for (uint32_t unit = 0; unit < segment_units(p->segment); unit++) {
    if (unit >= run.end) run = segment_run_of_unit(p->segment, unit);
    if (unit == marked.current) {
      posting_next(&marked);
    } else if (segment_has_text(p->segment, unit_run_document(&run, unit))) {
      u->bits[unit / 64] |= (uint64_t)1 << (unit % 64);
      u->count++;
    }
  }
}

// The bytes of grams, the most common ones in source code first.
static size_t common_bytes(unsigned char out[256]) {
  unsigned char rank[256];
  size_t before[257] = {0}, count = 0;
  for (unsigned c = 0; c < 256; c++) {
    rank[c] = (unsigned char)(255 - scan_byte_commonness((char)c));
    if (ascii_is_upper((char)c) || c == '\n' || c == '\r') continue;
    before[rank[c] + 1]++;
    count++;
  }
  for (size_t i = 1; i < 257; i++) before[i] += before[i - 1];
  for (unsigned c = 0; c < 256; c++) {
    if (ascii_is_upper((char)c) || c == '\n' || c == '\r') continue;
    out[before[rank[c]]++] = (unsigned char)c;
  }
  return count;
}

// Two bytes begin a gram, or end one, or are a line of their own. The union of some hundred lists is worth
// it only if few documents are in it, as the first, of the most common bytes, tell soon.
static Iter *plan_pair(const Planner *p, const GramExpr *expr) {
  unsigned char a = (unsigned char)(expr->gram >> 8), b = (unsigned char)expr->gram;
  uint32_t units = segment_units(p->segment), most = units / 2;
  Union all = {.planner = p, .bits = arena_zalloc(p->arena, ((size_t)units / 64 + 1) * 8)};
  add_unmarked(&all);
  add_list(&all, gram_of_line(a, b));
  unsigned char bytes[256];
  size_t count = common_bytes(bytes);
  for (size_t i = 0; i < count && all.count <= most && !is_over(p); i++) {
    add_list(&all, gram_make(a, b, bytes[i]));
    if (all.count <= most) add_list(&all, gram_make(bytes[i], a, b));
  }
  if (all.count > most) return everything(p);
  Iter *iter = iter_unit_bits(p->arena, p->segment, all.bits);
  Buf label = {0};
  grams_print(expr, &label);
  iter_set_label(iter, arena_dup(p->arena, buf_str(&label)));
  buf_release(&label);
  return planned(p, iter);
}

// ---- expressions --------------------------------------------------------------------------------

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
    bool pair = choices[i].expr->kind == GRAMS_PAIR;
    bool excludes = pair ? choices[0].estimate > p->universe / TOGETHER
                         : choices[i].estimate < p->universe / 8 * 7;
    if (count > 0 && choices[0].estimate <= FEW_DOCUMENTS) break;
    if (count > 0 && !excludes) continue; // a pair may stand behind lists that exclude little
    items[count++] = plan_grams(p, choices[i].expr);
  }
  return iter_and(p->arena, items, count);
}

// Whether the union of the items is not worth making: it leaves little out, or takes long to make.
static bool is_nearly_all(const Planner *p, const GramExpr *expr) {
  enum { MOST = 16 }; // times the universe
  uint64_t sum = 0;
  for (size_t i = 0; i < expr->count; i++) sum += estimate(p, expr->items[i]);
  return sum >= (uint64_t)p->universe * MOST || estimate(p, expr) >= p->universe / 8 * 7 + 1;
}

static Iter *plan_gram_or(const Planner *p, const GramExpr *expr) {
  if (is_nearly_all(p, expr)) return everything(p);
  Iter **items = arena_array(p->arena, Iter *, expr->count);
  size_t count = 0;
  for (size_t i = 0; i < expr->count; i++) {
    Iter *item = plan_grams(p, expr->items[i]);
    if (iter_estimate(item) == p->universe) return item;
    if (iter_peek(item) != ITER_END) items[count++] = item;
  }
  return count ? iter_or(p->arena, p->segment, items, count) : iter_none(p->arena);
}

static Iter *plan_grams(const Planner *p, const GramExpr *expr) {
  if (is_over(p)) return iter_none(p->arena);
  switch (expr->kind) {
  case GRAMS_ALL: break;
  case GRAMS_ONE: return planned(p, iter_gram(p->arena, p->segment, expr->gram));
  case GRAMS_PAIR: return plan_pair(p, expr);
  case GRAMS_AND: return plan_gram_and(p, expr);
  case GRAMS_OR: return plan_gram_or(p, expr);
  }
  return everything(p);
}

// The documents that the grams of a text leave: all in one unit, unless the text may span several.
static Iter *plan_grams_of_text(const Planner *p, const GramExpr *expr) {
  Planner planner = *p;
  planner.universe = expr->apart ? documents_of(p) : segment_units(p->segment);
  Iter *iter = plan_grams(&planner, expr);
  return by_units(&planner) ? iter_documents(p->arena, p->segment, iter) : iter;
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

typedef struct {
  const QueryNode *node;
  const Facts *facts;
} Fields;

static bool node_matches(const QueryNode *node, const Facts *facts, const Segment *segment,
                         uint32_t document) {
  switch (node->kind) {
  case QUERY_FILTER: return filter_matches(&node->filter, facts, segment, document);
  case QUERY_NOT: return !node_matches(node->items[0], facts, segment, document);
  case QUERY_NEAR:
  case QUERY_AND:
    for (size_t i = 0; i < node->count; i++) {
      if (!node_matches(node->items[i], facts, segment, document)) return false;
    }
    return true;
  case QUERY_OR:
    for (size_t i = 0; i < node->count; i++) {
      if (node_matches(node->items[i], facts, segment, document)) return true;
    }
    return false;
  case QUERY_TEXT: break;
  }
  return true;
}

static bool fields_match(const void *user, const Segment *segment, uint32_t document) {
  const Fields *fields = user;
  return node_matches(fields->node, fields->facts, segment, document);
}

static size_t words_of(const Planner *p) { return ((size_t)documents_of(p) + 63) / 64; }

// The documents of the whole segment for which the fields hold.
static uint64_t *field_bits(const Planner *p, const QueryNode *node) {
  size_t words = words_of(p);
  uint64_t *bits = arena_zalloc(p->arena, (words + 1) * sizeof *bits);
  if (node->kind == QUERY_FILTER) {
    filter_documents(&node->filter, p->input->facts, p->segment, bits);
    return bits;
  }
  for (size_t i = 0; i < node->count; i++) {
    const uint64_t *item = field_bits(p, node->items[i]);
    for (size_t w = 0; w < words; w++) {
      if (node->kind == QUERY_NOT)
        bits[w] = ~item[w];
      else if (node->kind == QUERY_OR || i == 0)
        bits[w] |= item[w];
      else
        bits[w] &= item[w];
    }
  }
  if (documents_of(p) % 64) bits[words - 1] &= ((uint64_t)1 << (documents_of(p) % 64)) - 1;
  return bits;
}

static Str label_of(const Planner *p, const QueryNode *node) {
  Buf label = {0};
  const QueryNode *inner = node->kind == QUERY_NOT ? node->items[0] : node;
  if (node->kind == QUERY_NOT) buf_byte(&label, '-');
  if (inner->kind == QUERY_FILTER) filter_print(&inner->filter, &label);
  Str copy = arena_dup(p->arena, buf_str(&label));
  buf_release(&label);
  return copy;
}

// Few documents are asked one by one; of many, all are decided together, which is cheaper by far.
static Iter *filtered(const Planner *p, Iter *from, const QueryNode *node) {
  Iter *iter;
  if (iter_estimate(from) > documents_of(p) / TOGETHER) {
    Iter **both = arena_array(p->arena, Iter *, 2);
    both[0] = iter = iter_bits(p->arena, p->segment, field_bits(p, node));
    both[1] = from;
    iter_set_label(iter, label_of(p, node));
    return iter_estimate(from) == documents_of(p) ? iter : iter_and(p->arena, both, 2);
  }
  Fields *fields = arena_new(p->arena, Fields);
  *fields = (Fields){node, p->input->facts};
  iter = iter_filter(p->arena, p->segment, from, fields_match, fields);
  iter_set_label(iter, label_of(p, node));
  return iter;
}

// ---- the tree -----------------------------------------------------------------------------------

static Iter *plan_node(const Planner *p, const QueryNode *node);

static Iter *plan_text(const Planner *p, const QueryNode *node) {
  const PlanInput *input = p->input;
  Iter *source = NULL, *grams = NULL;
  if (input->source) source = input->source(input->source_user, node->number, p->segment, p->arena);
  bool few = source && iter_estimate(source) <= FEW_DOCUMENTS;
  if (segment_has_grams(p->segment) && !few)
    grams = plan_grams_of_text(p, input->grams[node->number]);
  if (!grams || !source) return grams ? grams : source ? source : iter_all(p->arena, p->segment);
  Iter **both = arena_array(p->arena, Iter *, 2);
  both[0] = source;
  both[1] = grams;
  return iter_and(p->arena, both, 2);
}

// Of AND and NEAR: the texts first, each of which must occur, then the fields on what is left.
static Iter *plan_and(const Planner *p, const QueryNode *node) {
  Iter **items = arena_array(p->arena, Iter *, node->count);
  size_t count = 0;
  for (size_t i = 0; i < node->count; i++) {
    const QueryNode *item = node->items[i];
    if (is_of_fields(item) || item->kind == QUERY_NOT) continue;
    items[count] = plan_node(p, item);
    if (iter_peek(items[count++]) == ITER_END) return items[count - 1]; // nothing has it
  }
  Iter *iter = count ? iter_and(p->arena, items, count) : iter_all(p->arena, p->segment);
  for (size_t i = 0; i < node->count && iter_peek(iter) != ITER_END; i++) {
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
  case QUERY_TEXT: return plan_text(p, node);
  case QUERY_NEAR:
  case QUERY_AND: return plan_and(p, node);
  case QUERY_OR: return plan_or(p, node);
  case QUERY_NOT:
  case QUERY_FILTER: break;
  }
  return iter_all(p->arena, p->segment);
}

const uint64_t *plan_required_fields(const PlanInput *input, const Segment *segment, Arena *arena) {
  Planner planner = {.input = input, .segment = segment, .arena = arena};
  const QueryNode *root = input->query->root;
  size_t words = words_of(&planner);
  uint64_t *all = NULL;
  for (size_t i = 0; root->kind == QUERY_AND && i < root->count; i++) {
    if (!is_of_fields(root->items[i])) continue;
    uint64_t *bits = field_bits(&planner, root->items[i]);
    for (size_t w = 0; all && w < words; w++) bits[w] &= all[w];
    all = bits;
  }
  return all;
}

static bool has_text(const void *user, const Segment *segment, uint32_t document) {
  (void)user;
  return segment_has_text(segment, document);
}

Iter *plan_segment(const PlanInput *input, const Segment *segment, Arena *arena) {
  GramCounts counts = {{0}, {0}};
  Planner planner = {input, segment, arena, segment_documents(segment), &counts};
  Iter *iter = plan_node(&planner, input->query->root);
  // Where nothing is excluded, empty and binary files are: a gram leaves them out by itself.
  bool all = iter_estimate(iter) == segment_documents(segment) && input->query->text_count > 0;
  if (!all || iter_peek(iter) == ITER_END) return iter;
  iter = iter_filter(arena, segment, iter, has_text, NULL);
  iter_set_label(iter, STR("has text"));
  return iter;
}
