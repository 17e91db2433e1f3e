// The candidates of all parts as one sequence, best first: a total order that does not depend on
// how documents are spread over segments, by score, then quality, then path.
#ifndef TREELINE_QUERY_RANK_ORDER_H
#define TREELINE_QUERY_RANK_ORDER_H

#include "query/rank_part.h"

// A candidate with what decides its place.
typedef struct {
  RankPart *part;
  uint32_t document;
  size_t candidate; // its number in the part
  float score, relevance;
  Quality quality;
  Str path;
} Ranked;

Ranked ranked_make(RankPart *part, size_t candidate);
// < 0: `a` comes first. 0 only for the same document.
int ranked_compare(const Ranked *a, const Ranked *b);

typedef struct {
  Ranked *heap; // the best of each part that has one left
  size_t count;
} RankOrder;

void rank_order_open(RankOrder *order, RankPart *parts, size_t count);
void rank_order_release(RankOrder *order);
// The next candidate; NULL: no more. Valid until it is taken.
const Ranked *rank_order_next(const RankOrder *order);
void rank_order_take(RankOrder *order);

#endif
