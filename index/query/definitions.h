// Where the names that a query asks for are defined, from the symbol tables: what ranked search
// shows first.
#ifndef TREELINE_QUERY_DEFINITIONS_H
#define TREELINE_QUERY_DEFINITIONS_H

#include "query/candidates.h"

typedef struct {
  Candidate at;
  uint32_t line, column;
  uint32_t weight; // definitions before declarations, types and functions before fields
} Definition;

typedef struct {
  Definition *items; // in order of part, document, line, column
  size_t count, capacity;
} Definitions;

// How much a symbol of this kind is worth showing, 0 .. 15.
uint32_t definition_kind_weight(SymbolKind kind);
// Definitions of the names that the query's words are, at most about `limit`. array_free when done.
void definitions_find(const QueryContext *context, const Query *query, size_t limit,
                      Definitions *out);
// The weight of the definition whose name stands there, or 0.
uint32_t definitions_weight(const Definitions *definitions, Candidate at, uint32_t line,
                            uint32_t column);

#endif
