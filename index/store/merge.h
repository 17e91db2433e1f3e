// Which segments to merge into one. A pure function of their sizes, so that the policy can be tested
// without an index; store/catalog.h has the segments, run/upkeep.h asks and acts.
//
// Segments are in tiers by the bytes of their live documents, each MERGE_FACTOR times as large as the one
// before. MERGE_FACTOR segments of a tier become one, which belongs to the next. So a byte is written once
// a tier, and there are fewer than MERGE_FACTOR segments a tier, beside the large ones: as many as a fresh
// index has. A segment of which more than half is dead is written again by itself: who killed the dead
// bytes has paid for the live ones. Thus an index takes at most twice the bytes of a fresh one, and tiers.
#ifndef TREELINE_STORE_MERGE_H
#define TREELINE_STORE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t bytes; // of its images
  uint64_t live;  // of these, the live documents' share
} MergeSegment;

enum {
  MERGE_FACTOR = 8,
  MERGE_FLOOR = 64 << 10, // all below are one tier, and are no waste worth reclaiming
  MERGE_LARGE = 16 << 20, // not merged with others any more
  MERGE_MOST = 32 << 20,  // of a merged segment, about
  MERGE_TIERS = 4,        // below MERGE_FLOOR, up to 8 and 64 times that, up to MERGE_LARGE
};

// The tier of a segment with so many live bytes; MERGE_TIERS for large ones.
unsigned merge_tier(uint64_t live);
// Sets chosen[i] for each segment of the next merge, a single one if it is to be freed of its dead
// documents; returns how many, 0 if there is nothing to do. Together their live bytes are at most `most`.
size_t merge_choose(const MergeSegment *segments, size_t count, uint64_t most, bool *chosen);

#endif
