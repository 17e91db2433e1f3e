// Rejected: merging neighbours in order of age, which keeps newer before older where that decides who wins
// (here a document is dead or alive, whatever its segment's age); merging all small segments whenever
// there are eight, which writes the first of them again with each of the others.
#include "store/merge.h"

unsigned merge_tier(uint64_t live) {
  if (live >= MERGE_LARGE) return MERGE_TIERS;
  unsigned tier = 0;
  for (uint64_t limit = MERGE_FLOOR; live >= limit; limit *= MERGE_FACTOR) tier++;
  return tier;
}

// The highest tier that is full, or MERGE_TIERS.
static unsigned full_tier(const MergeSegment *segments, size_t count) {
  size_t held[MERGE_TIERS + 1] = {0};
  for (size_t i = 0; i < count; i++) held[merge_tier(segments[i].live)]++;
  for (unsigned tier = MERGE_TIERS; tier-- > 0;) {
    if (held[tier] >= MERGE_FACTOR) return tier;
  }
  return MERGE_TIERS;
}

// The smallest segment of a tier up to `tier` that is not chosen yet, or `count`.
static size_t smallest(const MergeSegment *segments, size_t count, unsigned tier,
                       const bool *chosen) {
  size_t best = count;
  for (size_t i = 0; i < count; i++) {
    if (chosen[i] || merge_tier(segments[i].live) > tier) continue;
    if (best == count || segments[i].live < segments[best].live) best = i;
  }
  return best;
}

// Smaller tiers come along: it saves them the steps between.
static size_t choose_tier(const MergeSegment *segments, size_t count, uint64_t most, unsigned tier,
                          bool *chosen) {
  uint64_t bytes = 0;
  size_t taken = 0, i;
  while ((i = smallest(segments, count, tier, chosen)) < count) {
    bytes += segments[i].live;
    if (bytes > most) break;
    chosen[i] = true;
    taken++;
  }
  return taken;
}

static bool is_mostly_dead(const MergeSegment *segment) {
  return segment->bytes >= MERGE_FLOOR && segment->bytes - segment->live > segment->live;
}

static size_t most_wasteful(const MergeSegment *segments, size_t count, uint64_t most) {
  size_t best = count;
  uint64_t waste = 0;
  for (size_t i = 0; i < count; i++) {
    if (!is_mostly_dead(&segments[i]) || segments[i].live > most) continue;
    if (segments[i].bytes - segments[i].live <= waste) continue;
    waste = segments[i].bytes - segments[i].live;
    best = i;
  }
  return best;
}

size_t merge_choose(const MergeSegment *segments, size_t count, uint64_t most, bool *chosen) {
  for (size_t i = 0; i < count; i++) chosen[i] = false;
  unsigned tier = full_tier(segments, count);
  if (tier < MERGE_TIERS) {
    size_t taken = choose_tier(segments, count, most, tier, chosen);
    if (taken > 1) return taken;
    for (size_t i = 0; i < count; i++) chosen[i] = false;
  }
  size_t wasteful = most_wasteful(segments, count, most);
  if (wasteful == count) return 0;
  chosen[wasteful] = true;
  return 1;
}
