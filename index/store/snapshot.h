// What a query sees: a set of segments, the documents of theirs that no longer count, and the open
// documents laid over them. Immutable and reference-counted; a query holds a reference for as long as
// it runs and never sees it change. Old segments live until their last reader leaves.
#ifndef TREELINE_STORE_SNAPSHOT_H
#define TREELINE_STORE_SNAPSHOT_H

#include "base/array.h"
#include "format/segment.h"

#include <stdatomic.h>

// A segment with the memory its images lie in. Shared by snapshots; freed with its last reference.
typedef struct SharedSegment SharedSegment;

// The documents of one segment that no longer count. Shared by the snapshots between which it stays as
// it is, so that publishing costs nothing per document; never changed once a snapshot has it.
typedef struct {
  atomic_int references;
  uint64_t bits[]; // bit d%64 of word d/64 for document d
} DeadSet;

// One segment as a snapshot sees it.
typedef struct {
  const Segment *segment;
  const uint64_t
      *dead;        // bit d: document d is replaced, deleted or hidden by an open one; NULL: none
  const Str *texts; // of open documents: the text of each document, UTF-8; NULL: read the file
  bool lagging;     // its symbols are those of an earlier text: see shared_segment_set_lagging
  SharedSegment *shared;
  DeadSet *dead_set; // what `dead` points into
} SnapshotPart;

typedef struct {
  atomic_int references;
  uint64_t generation;
  Str root;              // absolute path of the tree, NUL-terminated, without a slash at the end
  double covered;        // 0..1: share of the tree's files that this snapshot answers for
  bool text_complete;    // every file found is in it
  bool symbols_complete; // and its symbols too
  ARRAY(SnapshotPart) parts; // in order of static quality, roughly; open documents last
} Snapshot;

static inline bool snapshot_part_is_dead(const SnapshotPart *part, uint32_t document) {
  return part->dead && (part->dead[document / 64] >> (document % 64) & 1);
}

// An empty snapshot with one reference. `root` is copied.
Snapshot *snapshot_new(Str root, uint64_t generation);
// Adds a reference to `shared`. `dead` (documents/64 words, rounded up) is copied; NULL: none. `texts`
// is borrowed from the memory that `shared` owns.
void snapshot_add(Snapshot *snapshot, SharedSegment *shared, const uint64_t *dead);
// The same, with a reference to `dead` instead of a copy; NULL: none.
void snapshot_add_shared(Snapshot *snapshot, SharedSegment *shared, DeadSet *dead);
Snapshot *snapshot_ref(Snapshot *snapshot);
void snapshot_unref(Snapshot *snapshot); // NULL is allowed

// One reference, all bits clear, or those of `bits` if it is not NULL.
DeadSet *dead_set_new(uint32_t documents, const uint64_t *bits);
DeadSet *dead_set_ref(DeadSet *set); // NULL is allowed, here and below
void dead_set_unref(DeadSet *set);

// What a shared segment must free when its last reference goes.
typedef void (*SharedSegmentFree)(void *memory);
// Takes ownership of `segment` and of `memory` (freed after the segment). One reference.
SharedSegment *shared_segment_new(Segment *segment, const Str *texts, void *memory,
                                  SharedSegmentFree free_memory);
SharedSegment *shared_segment_ref(SharedSegment *shared);
void shared_segment_unref(SharedSegment *shared); // NULL is allowed
const Segment *shared_segment(const SharedSegment *shared);
const Str *shared_segment_texts(const SharedSegment *shared); // NULL but for open documents
// Its symbols are what is left of those of an earlier text: better than none for who looks for names, but
// they do not tell what is in this one. Before it is shared.
void shared_segment_set_lagging(SharedSegment *shared);
// What queries have worked out about the segment and want to find again: made (one block of malloc's) by
// the first who asks, kept as long as the segment. Any thread; of two who ask at once one works in vain.
const void *shared_segment_notes(SharedSegment *shared, void *(*make)(const Segment *segment));

#endif
