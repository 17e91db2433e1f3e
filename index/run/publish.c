// What queries see: the catalogue's segments, the open documents laid over them, and what is hidden.
#include "run/state.h"

// Bit d of each part's dead set for every document that an open one hides.
static uint64_t *hidden_documents(const Overlay *overlay, const SnapshotPart *part) {
  uint64_t *dead = NULL;
  size_t words = ((size_t)segment_documents(part->segment) + 63) / 64;
  for (size_t i = 0; i < overlay->documents.count; i++) {
    uint32_t position;
    Str path = overlay->documents.items[i].path;
    if (!segment_find_path(part->segment, path, &position)) continue;
    if (!dead) {
      dead = xcalloc(words, sizeof *dead);
      if (part->dead) memcpy(dead, part->dead, words * sizeof *dead);
    }
    for (; position < segment_documents(part->segment); position++) {
      uint32_t document = segment_by_path(part->segment, position);
      if (!str_equal(segment_path(part->segment, document), path)) break;
      dead[document / 64] |= (uint64_t)1 << (document % 64);
    }
  }
  return dead;
}

void index_publish(Index *index) {
  index->catalog.generation++;
  Snapshot *snapshot = catalog_snapshot(&index->catalog);
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    SnapshotPart *part = &snapshot->parts.items[i];
    uint64_t *dead = hidden_documents(&index->overlay, part);
    if (!dead) continue;
    free(part->owned_dead);
    part->dead = part->owned_dead = dead;
  }
  for (size_t i = 0; i < index->overlay.documents.count; i++) {
    snapshot_add(snapshot, index->overlay.documents.items[i].shared, NULL);
  }
  snapshot->covered = index->covered;
  snapshot->text_complete = index->text_complete;
  snapshot->symbols_complete = index->symbols_complete;
  Snapshot *old = index->snapshot;
  index->snapshot = snapshot;
  snapshot_unref(old);
}
