// Identical files: of documents with the same content, the best is read and shown, and the others
// are counted.
#ifndef TREELINE_QUERY_FOLD_H
#define TREELINE_QUERY_FOLD_H

#include "query/query.h"
#include "query/rank_order.h"

// Contents that have been met, each with who stands for it.
typedef struct {
  struct Fold *items; // a hash table, open addressing
  size_t count, capacity;
} Folds;

// Whether documents of the same content satisfy the query together or not at all: false if it also
// asks for something of the file on one branch only.
bool fold_possible(const Query *query);
// Meets a document. true: its content is new, and `keeper` (any number) stands for it. Else *keeper
// says who does. What has no known content is always new.
bool folds_meet(Folds *folds, const Ranked *document, size_t *keeper);
void folds_release(Folds *folds);

// How often the content of each document is among the candidates of all parts, less one: into
// counts[i] for documents[i].
void folds_count(const Ranked *const *documents, size_t count, const RankPart *parts,
                 size_t part_count, uint32_t *counts);

#endif
