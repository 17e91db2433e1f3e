// The scores of sixteen names at a time, one in each lane of a vector: names differ in length and
// in where their letters stand, but the recurrence of fuzzy.h takes the same steps for all of
// them. The widest instructions of the processor are picked at run time; what it computes is
// fuzzy_score, exactly.
#ifndef TREELINE_QUERY_FUZZY_BATCH_H
#define TREELINE_QUERY_FUZZY_BATCH_H

#include "query/fuzzy.h"

enum { FUZZY_LANES = 16, FUZZY_BATCH_NAME_MAX = 96 };

// Names that wait for being scored. A value; about 1.6 kB.
typedef struct {
  uint8_t columns[FUZZY_BATCH_NAME_MAX][FUZZY_LANES]; // byte j of each name; 0 behind its end
  uint8_t lengths[FUZZY_LANES];
  size_t count, longest;
} FuzzyBatch;

void fuzzy_batch_clear(FuzzyBatch *batch);
// The batch has room (count < FUZZY_LANES); the name has no more than FUZZY_BATCH_NAME_MAX bytes.
void fuzzy_batch_add(FuzzyBatch *batch, Str name);
// scores[k] is fuzzy_score of the k-th name; FUZZY_NONE where it has not the letters in order.
void fuzzy_batch_score(const FuzzyBatch *batch, Str needle, int32_t scores[FUZZY_LANES]);
// As fuzzy_contains, for a needle without capitals: a few instructions for each letter of it
// instead of one for each byte of the name.
bool fuzzy_has_letters(Str folded, Str name);
// The reference, and what processors without such instructions use.
void fuzzy_batch_score_scalar(const FuzzyBatch *batch, Str needle, int32_t scores[FUZZY_LANES]);

#endif
