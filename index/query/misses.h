// Documents of a snapshot that were found not to satisfy a query, by reading them or by posting lists:
// who asks for more than that query need not look at them again. A bit a document, set by any thread at
// any time. Open documents are not noted: reading them costs nothing.
#ifndef TREELINE_QUERY_MISSES_H
#define TREELINE_QUERY_MISSES_H

#include "store/snapshot.h"

// Bits of the parts one after the other; see misses.c. Shared by reference count.
typedef struct {
  atomic_int references;
  atomic_size_t count; // bits set
  size_t part_count;
  size_t words;
  size_t *starts; // first word of each part; SIZE_MAX: a part that is not noted
  atomic_uint_fast64_t *bits;
} Misses;

Misses *misses_new(const Snapshot *snapshot);
Misses *misses_ref(Misses *misses);
void misses_unref(Misses *misses); // NULL is allowed
// Adds what `from`, of the same snapshot, has.
void misses_add(Misses *misses, const Misses *from);
void misses_note(Misses *misses, uint32_t part, uint32_t document);
// All documents of the part but these, which ascend: nothing else was a candidate.
void misses_note_rest(Misses *misses, uint32_t part, const SnapshotPart *of,
                      const uint32_t *candidates, size_t count);
// How many documents of the part are left, if they are so few that reading them costs less than asking
// posting lists for candidates among them; else, or if nothing is known, SIZE_MAX.
enum { MISSES_FEW_LEFT = 8 };
size_t misses_few_left(const Misses *misses, uint32_t part, const SnapshotPart *of,
                       uint32_t left[MISSES_FEW_LEFT]);
size_t misses_bytes(const Misses *misses);

static inline bool misses_has(const Misses *misses, uint32_t part, uint32_t document) {
  size_t start = misses->starts[part];
  if (start == SIZE_MAX) return false;
  return atomic_load_explicit(&misses->bits[start + document / 64], memory_order_relaxed)
             >> (document % 64)
         & 1;
}

#endif
