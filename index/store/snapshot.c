#include "store/snapshot.h"

struct SharedSegment {
  atomic_int references;
  Segment *segment;
  const Str *texts;
  bool lagging;
  void *memory;
  SharedSegmentFree free_memory;
  _Atomic(void *) notes;
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
  free(atomic_load_explicit(&shared->notes, memory_order_relaxed));
  free(shared);
}

const Segment *shared_segment(const SharedSegment *shared) { return shared->segment; }

const Str *shared_segment_texts(const SharedSegment *shared) { return shared->texts; }

void shared_segment_set_lagging(SharedSegment *shared) { shared->lagging = true; }

const void *shared_segment_notes(SharedSegment *shared, void *(*make)(const Segment *segment)) {
  void *notes = atomic_load_explicit(&shared->notes, memory_order_acquire);
  if (notes) return notes;
  void *made = make(shared->segment);
  if (atomic_compare_exchange_strong(&shared->notes, &notes, made)) return made;
  free(made);
  return notes;
}

DeadSet *dead_set_new(uint32_t documents, const uint64_t *bits) {
  size_t size = ((size_t)documents + 63) / 64 * sizeof *bits;
  DeadSet *set = xcalloc(1, sizeof *set + size);
  atomic_init(&set->references, 1);
  if (bits && size) memcpy(set->bits, bits, size);
  return set;
}

DeadSet *dead_set_ref(DeadSet *set) {
  if (set) atomic_fetch_add_explicit(&set->references, 1, memory_order_relaxed);
  return set;
}

void dead_set_unref(DeadSet *set) {
  if (set && atomic_fetch_sub_explicit(&set->references, 1, memory_order_acq_rel) == 1) free(set);
}

Snapshot *snapshot_new(Str root, uint64_t generation) {
  Snapshot *snapshot = xcalloc(1, sizeof *snapshot);
  atomic_init(&snapshot->references, 1);
  snapshot->generation = generation;
  snapshot->root = str_make(str_to_c(root), root.len);
  return snapshot;
}

void snapshot_add_shared(Snapshot *snapshot, SharedSegment *shared, DeadSet *dead) {
  SnapshotPart part = {.segment = shared->segment,
                       .dead = dead ? dead->bits : NULL,
                       .texts = shared->texts,
                       .lagging = shared->lagging,
                       .shared = shared_segment_ref(shared),
                       .dead_set = dead_set_ref(dead)};
  array_push(&snapshot->parts, part);
}

void snapshot_add(Snapshot *snapshot, SharedSegment *shared, const uint64_t *dead) {
  DeadSet *copy = dead ? dead_set_new(segment_documents(shared->segment), dead) : NULL;
  snapshot_add_shared(snapshot, shared, copy);
  dead_set_unref(copy);
}

Snapshot *snapshot_ref(Snapshot *snapshot) {
  atomic_fetch_add_explicit(&snapshot->references, 1, memory_order_relaxed);
  return snapshot;
}

void snapshot_unref(Snapshot *snapshot) {
  if (!snapshot) return;
  if (atomic_fetch_sub_explicit(&snapshot->references, 1, memory_order_acq_rel) != 1) return;
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    dead_set_unref(snapshot->parts.items[i].dead_set);
    shared_segment_unref(snapshot->parts.items[i].shared);
  }
  array_free(&snapshot->parts);
  free((char *)(uintptr_t)snapshot->root.ptr);
  free(snapshot);
}
