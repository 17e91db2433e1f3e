#include "store/snapshot.h"

struct SharedSegment {
  atomic_int references;
  Segment *segment;
  const Str *texts;
  void *memory;
  SharedSegmentFree free_memory;
};

SharedSegment *shared_segment_new(Segment *segment, const Str *texts, void *memory,
                                  SharedSegmentFree free_memory) {
  SharedSegment *shared = xcalloc(1, sizeof *shared);
  atomic_init(&shared->references, 1);
  shared->segment = segment;
  shared->texts = texts;
  shared->memory = memory;
  shared->free_memory = free_memory;
  return shared;
}

SharedSegment *shared_segment_ref(SharedSegment *shared) {
  atomic_fetch_add_explicit(&shared->references, 1, memory_order_relaxed);
  return shared;
}

void shared_segment_unref(SharedSegment *shared) {
  if (!shared) return;
  if (atomic_fetch_sub_explicit(&shared->references, 1, memory_order_acq_rel) != 1) return;
  segment_close(shared->segment);
  if (shared->free_memory) shared->free_memory(shared->memory);
  free(shared);
}

const Segment *shared_segment(const SharedSegment *shared) { return shared->segment; }

const Str *shared_segment_texts(const SharedSegment *shared) { return shared->texts; }

Snapshot *snapshot_new(Str root, uint64_t generation) {
  Snapshot *snapshot = xcalloc(1, sizeof *snapshot);
  atomic_init(&snapshot->references, 1);
  snapshot->generation = generation;
  char *copy = xmalloc(root.len + 1);
  if (root.len) memcpy(copy, root.ptr, root.len);
  copy[root.len] = '\0';
  snapshot->root = str_make(copy, root.len);
  return snapshot;
}

void snapshot_add(Snapshot *snapshot, SharedSegment *shared, const uint64_t *dead) {
  SnapshotPart part = {
      .segment = shared->segment, .texts = shared->texts, .shared = shared_segment_ref(shared)};
  if (dead) {
    size_t words = ((size_t)segment_documents(shared->segment) + 63) / 64;
    part.owned_dead = xmalloc(words * sizeof *dead);
    memcpy(part.owned_dead, dead, words * sizeof *dead);
    part.dead = part.owned_dead;
  }
  array_push(&snapshot->parts, part);
}

Snapshot *snapshot_ref(Snapshot *snapshot) {
  atomic_fetch_add_explicit(&snapshot->references, 1, memory_order_relaxed);
  return snapshot;
}

void snapshot_unref(Snapshot *snapshot) {
  if (!snapshot) return;
  if (atomic_fetch_sub_explicit(&snapshot->references, 1, memory_order_acq_rel) != 1) return;
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    free(snapshot->parts.items[i].owned_dead);
    shared_segment_unref(snapshot->parts.items[i].shared);
  }
  array_free(&snapshot->parts);
  free((char *)(uintptr_t)snapshot->root.ptr);
  free(snapshot);
}
