#include "query/definitions.h"

#include "base/array.h"

enum { NAMES_MAX = 64 }; // spellings of one name that differ in case only

uint32_t definition_kind_weight(SymbolKind kind) {
  switch (kind) {
  case SYMBOL_CLASS:
  case SYMBOL_STRUCT:
  case SYMBOL_INTERFACE:
  case SYMBOL_TRAIT:
  case SYMBOL_ENUM:
  case SYMBOL_UNION:
  case SYMBOL_TYPE: return 14;
  case SYMBOL_FUNCTION:
  case SYMBOL_METHOD:
  case SYMBOL_CONSTRUCTOR: return 13;
  case SYMBOL_MODULE:
  case SYMBOL_NAMESPACE:
  case SYMBOL_PACKAGE: return 12;
  case SYMBOL_MACRO:
  case SYMBOL_TABLE:
  case SYMBOL_TARGET: return 10;
  case SYMBOL_CONSTANT:
  case SYMBOL_VARIABLE:
  case SYMBOL_EVENT: return 9;
  case SYMBOL_ENUMERATOR:
  case SYMBOL_PROPERTY: return 7;
  case SYMBOL_FIELD:
  case SYMBOL_HEADING: return 6;
  case SYMBOL_KEY:
  case SYMBOL_SELECTOR: return 4;
  default: return 2;
  }
}

static int compare_positions(const void *a, const void *b) {
  const Definition *x = a, *y = b;
  if (x->at.part != y->at.part) return x->at.part < y->at.part ? -1 : 1;
  if (x->at.document != y->at.document) return x->at.document < y->at.document ? -1 : 1;
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  return (x->column > y->column) - (x->column < y->column);
}

static void add_symbols_of_name(const QueryContext *context, uint32_t part, uint32_t name,
                                size_t limit, Definitions *out) {
  const SnapshotPart *p = &context->snapshot->parts.items[part];
  SymbolCursor cursor;
  StoredSymbol symbol;
  if (!symbol_cursor_open(&cursor, p->segment, name)) return;
  while (out->count < limit && symbol_cursor_next(&cursor, &symbol)) {
    if (snapshot_part_is_dead(p, symbol.document)) continue;
    uint32_t weight = definition_kind_weight(symbol.kind) + 1;
    if (!(symbol.flags & SYMBOL_DECLARATION)) weight += 16;
    array_push(out, ((Definition){{part, symbol.document}, symbol.line, symbol.column, weight}));
  }
}

static void add_name(const QueryContext *context, uint32_t part, const QueryText *text,
                     size_t limit, Definitions *out) {
  const Segment *segment = context->snapshot->parts.items[part].segment;
  if (!segment_has_symbols(segment)) return;
  NameCursor cursor;
  bool at = name_cursor_open(&cursor, segment, segment_name_lower_bound_fold(segment, text->text));
  for (int i = 0; at && i < NAMES_MAX && str_equal_fold(cursor.name, text->text); i++) {
    if (!text->match_case || str_equal(cursor.name, text->text)) {
      add_symbols_of_name(context, part, cursor.number, limit, out);
    }
    at = name_cursor_next(&cursor);
  }
}

static bool is_name(const QueryText *text) {
  if (text->form != TEXT_LITERAL || text->text.len >= NAME_MAX_BYTES) return false;
  for (size_t i = 0; i < text->text.len; i++) {
    if (!is_word_byte(text->text.ptr[i]) && text->text.ptr[i] != '$') return false;
  }
  return true;
}

// The words that may be found: not under a negation.
static void add_node(const QueryContext *context, const QueryNode *node, size_t limit,
                     Definitions *out) {
  if (node->kind == QUERY_NOT) return;
  for (size_t i = 0; i < node->count; i++) add_node(context, node->items[i], limit, out);
  if (node->kind != QUERY_TEXT || !is_name(&node->text)) return;
  size_t most = out->count + limit;
  for (uint32_t part = 0; part < context->snapshot->parts.count; part++) {
    add_name(context, part, &node->text, most, out);
  }
}

void definitions_find(const QueryContext *context, const Query *query, size_t limit,
                      Definitions *out) {
  out->count = 0;
  add_node(context, query->root, limit, out);
  if (out->count) qsort(out->items, out->count, sizeof *out->items, compare_positions);
}

uint32_t definitions_weight(const Definitions *definitions, Candidate at, uint32_t line,
                            uint32_t column) {
  if (definitions->count == 0) return 0;
  Definition wanted = {.at = at, .line = line, .column = column};
  const Definition *found = bsearch(&wanted, definitions->items, definitions->count,
                                    sizeof *definitions->items, compare_positions);
  return found ? found->weight : 0;
}
