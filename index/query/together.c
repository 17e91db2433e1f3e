#include "query/together.h"

#include "base/scan.h"

enum { IN_PATH_MIN = 3 }; // bytes of a text that is looked for in paths

static bool holds(const QueryNode *node, uint64_t texts) {
  switch (node->kind) {
  case QUERY_TEXT: return texts >> node->number & 1;
  case QUERY_FILTER:
  case QUERY_NOT: return true;
  case QUERY_AND:
  case QUERY_NEAR:
    for (size_t i = 0; i < node->count; i++) {
      if (!holds(node->items[i], texts)) return false;
    }
    return true;
  case QUERY_OR:
    for (size_t i = 0; i < node->count; i++) {
      if (holds(node->items[i], texts)) return true;
    }
    return false;
  }
  return false;
}

bool together_all(const Query *query, uint64_t texts) { return holds(query->root, texts); }

bool together_says_something(const Query *query) {
  for (size_t i = 0; i < query->text_count; i++) {
    if (holds(query->root, (uint64_t)1 << i)) return false;
  }
  return query->text_count > 0;
}

static bool is_in_path(const QueryText *text, Str path) {
  bool plain = text->form == TEXT_LITERAL && !text->edits && !text->symbol;
  if (!plain || text->text.len < IN_PATH_MIN) return false;
  for (size_t at = 0; at + text->text.len <= path.len; at++) {
    if (str_equal_fold(str_slice(path, at, at + text->text.len), text->text)) return true;
  }
  return false;
}

uint64_t together_in_path(const Query *query, Str path) {
  uint64_t texts = 0;
  for (size_t i = 0; i < query->text_count; i++) {
    if (is_in_path(&query->texts[i]->text, path)) texts |= (uint64_t)1 << i;
  }
  return texts;
}
