// Which segments to build again. A pure function of what they hold, so that the policy can be tested
// without an index. Merging is building again: the files of the chosen segments are read once more and
// go into new segments, because the file system is the truth and reading 64 MB takes half a second.
#ifndef TREELINE_STORE_MERGE_H
#define TREELINE_STORE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t source_bytes; // of all documents, dead ones too
  uint32_t documents, dead;
} MergeSegment;

enum {
  MERGE_SMALL_BYTES = 8 << 20, // a segment of less is small
  MERGE_SMALL_COUNT = 8,       // so many small ones are built again as one
};

// Sets rewrite[i] for each segment to be built again: those of which more than half is dead, and, when
// there are at least MERGE_SMALL_COUNT small ones, all of these. Returns how many.
size_t merge_choose(const MergeSegment *segments, size_t count, bool *rewrite);

#endif
