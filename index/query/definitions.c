#include "query/definitions.h"

#include "base/array.h"

enum {
  NAMES_MAX = 64,    // spellings of one name that differ in case only
  WEAK_MAX = 128,    // fields, keys and the like that are taken of one name and segment
  STRONG_MAX = 2048, // and others
  STRONG = 9,        // the least weight of those
};

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
  if (x->document != y->document) return x->document < y->document ? -1 : 1;
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  if (x->column != y->column) return x->column < y->column ? -1 : 1;
  return x->claim > y->claim ? -1 : x->claim < y->claim;
}

// What the query asked for, if this is it. Types are declared in every other file: those are
// mentions.
static DefinitionClaim claim_of(const RankWord *word, const StoredSymbol *symbol) {
  bool is_type = symbol->kind >= SYMBOL_CLASS && symbol->kind <= SYMBOL_TYPE;
  if (!(word->asks_for >> symbol->kind & 1)) return CLAIM_NONE;
  if (!(symbol->flags & SYMBOL_DECLARATION)) return CLAIM_DEFINITION;
  return is_type ? CLAIM_NONE : CLAIM_DECLARATION;
}

// A function in a header is often a stub or a wrapper of the one that is meant, or a copy of it.
static uint8_t worth_of(const SnapshotPart *part, const StoredSymbol *symbol) {
  enum { IN_HEADER = 2 };
  uint8_t worth = (uint8_t)definition_kind_weight(symbol->kind);
  if (symbol->kind != SYMBOL_FUNCTION || symbol->flags & SYMBOL_DECLARATION) return worth;
  Str extension = str_extension(segment_path(part->segment, symbol->document));
  bool header = extension.len && extension.ptr[0] == 'h' && extension.len <= 3;
  return header ? worth - IN_HEADER : worth;
}

static void add_symbols_of_name(const SnapshotPart *part, uint32_t name, const RankWord *word,
                                uint8_t number, Definitions *out) {
  SymbolCursor cursor;
  StoredSymbol symbol;
  size_t weak = 0, strong = 0;
  if (!symbol_cursor_open(&cursor, part->segment, name)) return;
  while (strong < STRONG_MAX && symbol_cursor_next(&cursor, &symbol)) {
    uint8_t worth = worth_of(part, &symbol);
    if (worth < STRONG && weak == WEAK_MAX) continue;
    if (snapshot_part_is_dead(part, symbol.document)) continue;
    Definition found = {.document = symbol.document,
                        .line = symbol.line,
                        .column = symbol.column,
                        .word = number,
                        .worth = worth,
                        .claim = (uint8_t)claim_of(word, &symbol)};
    array_push(out, found);
    if (worth < STRONG)
      weak++;
    else
      strong++;
  }
}

void definitions_find(const SnapshotPart *part, const RankWords *words, Definitions *out) {
  const Segment *segment = part->segment;
  out->count = 0;
  if (!segment_has_symbols(segment)) return;
  for (size_t w = 0; w < words->count; w++) {
    const RankWord *word = &words->items[w];
    if (word->name.len >= NAME_MAX_BYTES) continue;
    NameCursor cursor;
    uint32_t first = segment_name_lower_bound_fold(segment, word->name);
    bool at = name_cursor_open(&cursor, segment, first);
    for (int i = 0; at && i < NAMES_MAX && str_equal_fold(cursor.name, word->name); i++) {
      if (!word->match_case || str_equal(cursor.name, word->name)) {
        add_symbols_of_name(part, cursor.number, word, (uint8_t)w, out);
      }
      at = name_cursor_next(&cursor);
    }
  }
  if (out->count) qsort(out->items, out->count, sizeof *out->items, compare_positions);
}

DefinitionRange definitions_of(const Definitions *all, uint32_t document) {
  size_t low = 0, high = all->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (all->items[middle].document < document)
      low = middle + 1;
    else
      high = middle;
  }
  size_t end = low;
  while (end < all->count && all->items[end].document == document) end++;
  return (DefinitionRange){all->items + low, end - low};
}
