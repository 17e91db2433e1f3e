#include "store/merge.h"

static bool is_small(const MergeSegment *segment) {
  return segment->source_bytes < MERGE_SMALL_BYTES;
}

size_t merge_choose(const MergeSegment *segments, size_t count, bool *rewrite) {
  size_t small = 0, chosen = 0;
  for (size_t i = 0; i < count; i++) small += is_small(&segments[i]);
  for (size_t i = 0; i < count; i++) {
    bool mostly_dead = segments[i].dead > segments[i].documents / 2;
    rewrite[i] = mostly_dead || (small >= MERGE_SMALL_COUNT && is_small(&segments[i]));
    chosen += rewrite[i];
  }
  return chosen;
}
