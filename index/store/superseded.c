#include "store/superseded.h"

// Whether the manifest may call the document alive. Not one that may lack its symbols: its stamp may be the
// file's present one, if the file was read twice as it is, and then nobody would extract them again.
static bool is_whole(const CatalogSegment *segment, uint32_t document) {
  return !document_set_has(segment->bare, document)
         && !document_set_has(segment->loaded_dead, document);
}

// Notes the path's documents in one segment on disk. False if there are none. A segment has one version of
// a file; it is dead here, as another one is alive.
static bool note_version(Superseded *superseded, const CatalogSegments *segments, size_t i,
                         Str path) {
  const Segment *read = shared_segment(segments->items[i].shared);
  uint32_t position;
  if (!segment_find_path(read, path, &position)) return false;
  // Of the chunks of a file all or none.
  for (uint32_t at = position; at < segment_documents(read); at++) {
    uint32_t document = segment_by_path(read, at);
    if (!str_equal(segment_path(read, document), path)) break;
    if (!is_whole(&segments->items[i], document)) return false;
  }
  if (!superseded->alive[i]) {
    superseded->alive[i] =
        xcalloc(((size_t)segment_documents(read) + 63) / 64, sizeof *superseded->alive[i]);
  }
  for (; position < segment_documents(read); position++) {
    uint32_t document = segment_by_path(read, position);
    if (!str_equal(segment_path(read, document), path)) break;
    superseded->alive[i][document / 64] |= (uint64_t)1 << (document % 64);
  }
  return true;
}

// The version last added. Behind a merge that may not be the newest one; but any will do, as its stamp
// tells that it is old.
static void note_document(Superseded *superseded, const CatalogSegments *segments, Str path) {
  for (size_t i = segments->count; i > 0; i--) {
    if (!segments->items[i - 1].on_disk) continue;
    if (note_version(superseded, segments, i - 1, path)) return;
  }
  superseded->nowhere++;
}

Superseded superseded_find(const CatalogSegments *segments) {
  Superseded superseded = {.alive = xcalloc(segments->count, sizeof(uint64_t *)),
                           .count = segments->count};
  for (size_t i = 0; i < segments->count; i++) {
    const CatalogSegment *segment = &segments->items[i];
    if (segment->on_disk) continue;
    const Segment *read = shared_segment(segment->shared);
    for (uint32_t d = 0; d < segment_documents(read); d++) {
      Document document;
      if (document_set_has(segment->dead, d)) continue;
      if (segment_document(read, d, &document) != STATUS_OK) continue;
      // Of the chunks of a file, the first stands for all.
      if (document.chunk_start == 0) note_document(&superseded, segments, document.path);
    }
  }
  return superseded;
}

void superseded_release(Superseded *superseded) {
  for (size_t i = 0; i < superseded->count; i++) free(superseded->alive[i]);
  free(superseded->alive);
}
