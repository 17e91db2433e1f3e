// Where the names that a query's words are, or make together, are defined, from the symbol tables:
// what ranked search shows first.
#ifndef TREELINE_QUERY_DEFINITIONS_H
#define TREELINE_QUERY_DEFINITIONS_H

#include "query/rank_words.h"
#include "store/snapshot.h"

// How far a definition is what the query asks for.
typedef enum { CLAIM_NONE, CLAIM_DECLARATION, CLAIM_DEFINITION } DefinitionClaim;

typedef struct {
  uint32_t document; // of the part
  uint32_t line, column;
  uint8_t word;  // which of the words
  uint8_t worth; // definition_kind_weight
  uint8_t claim; // DefinitionClaim
} Definition;

typedef struct {
  Definition *items; // in order of document, line, column
  size_t count, capacity;
} Definitions;

typedef struct {
  const Definition *items;
  size_t count;
} DefinitionRange;

// How much a symbol of this kind is worth showing, 0 .. 15.
uint32_t definition_kind_weight(SymbolKind kind);
// Live definitions of the words in one part; of very many with one name the first ones. array_free
// when done.
void definitions_find(const SnapshotPart *part, const RankWords *words, Definitions *out);
// Those of one document.
DefinitionRange definitions_of(const Definitions *all, uint32_t document);

#endif
