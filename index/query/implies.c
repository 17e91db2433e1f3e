#include "query/implies.h"

#include "base/scan.h"

// ---- texts --------------------------------------------------------------------------------------

static bool contains_fold(Str text, Str part) {
  for (size_t at = 0; at + part.len <= text.len; at++) {
    if (str_equal_fold(str_slice(text, at, at + part.len), part)) return true;
  }
  return false;
}

// Letters beyond ASCII are compared as they stand: what folds to what is the matcher's business.
static bool contains(Str text, Str part, bool match_case) {
  if (str_find(text, part) != SIZE_MAX) return true;
  return !match_case && scan_is_ascii(part) && contains_fold(text, part);
}

static bool is_plain(const QueryText *text) {
  return text->form == TEXT_LITERAL && text->edits == 0 && !text->symbol;
}

// Wherever `next` occurs, so does `former`.
static bool text_implies(const QueryText *next, const QueryText *former) {
  if (!is_plain(next) || (former->match_case && !next->match_case)) return false;
  if (former->whole_word && (!next->whole_word || next->text.len != former->text.len)) return false;
  return contains(next->text, former->text, former->match_case);
}

// ---- queries ------------------------------------------------------------------------------------

static bool filters_equal(const Filter *a, const Filter *b) {
  return a->field == b->field && a->fold == b->fold && str_equal(a->value, b->value);
}

// Whether `node`, of which all parts must hold, has a part that implies the leaf `former`.
static bool implies_leaf(const QueryNode *node, const QueryNode *former) {
  if (node->kind == QUERY_AND) {
    for (size_t i = 0; i < node->count; i++) {
      if (implies_leaf(node->items[i], former)) return true;
    }
    return false;
  }
  if (node->kind != former->kind) return false;
  return node->kind == QUERY_TEXT ? text_implies(&node->text, &former->text)
                                  : filters_equal(&node->filter, &former->filter);
}

static bool implies_all(const QueryNode *next, const QueryNode *former) {
  if (former->kind != QUERY_AND) return implies_leaf(next, former);
  for (size_t i = 0; i < former->count; i++) {
    if (!implies_all(next, former->items[i])) return false;
  }
  return true;
}

static bool is_of_plain_parts(const QueryNode *node) {
  if (node->kind == QUERY_FILTER) { // what git knows changes without a generation
    return node->filter.field != FILTER_CHANGED && node->filter.field != FILTER_REPO;
  }
  if (node->kind == QUERY_TEXT) {
    return is_plain(&node->text) && !node->text.places && !node->text.not_places;
  }
  if (node->kind != QUERY_AND) return false;
  for (size_t i = 0; i < node->count; i++) {
    if (!is_of_plain_parts(node->items[i])) return false;
  }
  return true;
}

bool query_may_be_implied(const Query *former) { return is_of_plain_parts(former->root); }

bool query_implies(const Query *next, const Query *former) {
  return query_may_be_implied(former) && implies_all(next->root, former->root);
}
