// Judging a path takes a third of a microsecond, 25 ms for the kernel's: too much for the first
// query after a start. But documents of a segment are in order of quality, so a run of equals is
// known by its ends.
#include "query/standing.h"

#include "base/compiler.h"

#include <math.h>

enum {
  JUDGED_ONE_BY_ONE = 64, // documents
  STEPS_PER_DOUBLING = 4, // of lengths
  SHORTEST = 64,          // bytes
};

// ---- quality ------------------------------------------------------------------------------------

static Quality judge(const Segment *segment, uint32_t document) {
  Document record;
  if (segment_document(segment, document, &record) != STATUS_OK) return QUALITY_HUGE << 8;
  return quality_of(record.path, record.stamp.size);
}

// Documents [from, to), whose first and last are judged.
static void fill(const Segment *segment, Standing *all, uint32_t from, uint32_t to) {
  while (to - from > 2) {
    if (all[from].quality == all[to - 1].quality) {
      for (uint32_t d = from + 1; d + 1 < to; d++) all[d].quality = all[from].quality;
      return;
    }
    uint32_t middle = from + (to - from) / 2;
    all[middle].quality = judge(segment, middle);
    fill(segment, all, from, middle + 1); // halves each time: no deeper than the number has bits
    from = middle;
  }
}

// ---- the rest -----------------------------------------------------------------------------------

static uint8_t step_of(uint64_t bytes) {
  if (bytes <= SHORTEST) return 0;
  double step = STEPS_PER_DOUBLING * log2((double)bytes / SHORTEST);
  return step < STANDING_LENGTHS - 1 ? (uint8_t)(step + 0.5) : STANDING_LENGTHS - 1;
}

double standing_length(uint8_t step) { return SHORTEST * exp2((double)step / STEPS_PER_DOUBLING); }

static bool is_auxiliary(Str path) {
  static const char *const roots[] = {"tools",        "scripts", "contrib", "hack",
                                      "util",         "utils",   "misc",    "old",
                                      "experimental", "attic",   "staging", "legacy"};
  Str root = str_slice(path, 0, str_find_byte(path, 0, '/'));
  if (root.len == path.len) return false;
  for (size_t i = 0; i < COUNT_OF(roots); i++) {
    if (roots[i][0] == root.ptr[0] && str_equal(str_from_c(roots[i]), root)) return true;
  }
  return false;
}

uint32_t standing_content(const Document *record) {
  if (record->hash == 0) return 0;
  uint64_t mixed = record->hash ^ record->chunk_size * 0x9E3779B97F4A7C15u;
  uint32_t content = (uint32_t)(mixed ^ mixed >> 32);
  return content ? content : 1;
}

static void *make(const Segment *segment) {
  uint32_t count = segment_documents(segment);
  Standing *all = xcalloc((size_t)count + 1, sizeof *all);
  for (uint32_t d = 0; d < count; d++) {
    Document record;
    if (segment_document(segment, d, &record) != STATUS_OK) continue;
    all[d].language = record.language;
    all[d].length = step_of(record.chunk_size);
    all[d].flags = (uint8_t)((record.flags & DOCUMENT_CHUNK ? STANDING_CHUNK : 0)
                             | (is_auxiliary(record.path) ? STANDING_AUXILIARY : 0));
    all[d].content = standing_content(&record);
    if (count <= JUDGED_ONE_BY_ONE) all[d].quality = quality_of(record.path, record.stamp.size);
  }
  if (count > JUDGED_ONE_BY_ONE) {
    all[0].quality = judge(segment, 0);
    all[count - 1].quality = judge(segment, count - 1);
    fill(segment, all, 0, count);
  }
  return all;
}

const Standing *standing_of(const SnapshotPart *part) {
  return shared_segment_notes(part->shared, make);
}
