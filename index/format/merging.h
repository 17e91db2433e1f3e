// A merge under way, as merger.c, gram_merge.c, word_merge.c and symbol_merge.c share it. Private to format/.
#ifndef TREELINE_FORMAT_MERGING_H
#define TREELINE_FORMAT_MERGING_H

#include "format/layout.h"
#include "format/merger.h"

static const uint32_t NOT_TAKEN = UINT32_MAX;

typedef struct {
  const Merge *merge;
  uint32_t **numbers;  // [input][document]: its number in the merged segment, or NOT_TAKEN
  uint32_t **units;    // the same of units
  uint32_t unit_count; // of the merged segment
  Status status;       // the first failure; all that follows does nothing
  Error error;
  unsigned steps;
} Merging;

// Keeps the first failure; returns false.
bool merging_fail(Merging *merging, Status status, const char *what);
// Called at each gram, word and name: whether to go on.
bool merging_step(Merging *merging);

#endif
