// Each path has one live document here and at most one in the manifest. What was seen here is believed
// until it has been looked at again: the writer may have seen the file earlier or later than this process,
// and stamps do not tell which (a clock may jump, a checkout may set an older time).
#include "store/takeover.h"

static bool is_dead(const CatalogSegment *segment, uint32_t document) {
  return segment->dead[document / 64] >> (document % 64) & 1;
}

static bool was_loaded_dead(const CatalogSegment *segment, uint32_t document) {
  return segment->loaded_dead && segment->loaded_dead[document / 64] >> (document % 64) & 1;
}

// The live segment among the first `count` that has the path, and its first live document of it.
static CatalogSegment *find_live(const CatalogSegments *segments, size_t count, Str path,
                                 uint32_t *document) {
  for (size_t i = 0; i < count; i++) {
    CatalogSegment *segment = &segments->items[i];
    const Segment *read = shared_segment(segment->shared);
    uint32_t position;
    if (!segment_find_path(read, path, &position)) continue;
    for (; position < segment_documents(read); position++) {
      *document = segment_by_path(read, position);
      if (!str_equal(segment_path(read, *document), path)) break;
      if (!is_dead(segment, *document)) return segment;
    }
  }
  return NULL;
}

static void add_path(CatalogPaths *differing, Str path) {
  if (!differing) return;
  Str copy = arena_dup(&differing->arena, path);
  array_push(&differing->items, copy);
}

static bool same_stamp(const CatalogSegment *a, uint32_t in_a, const CatalogSegment *b,
                       uint32_t in_b) {
  Document x, y;
  return segment_document(shared_segment(a->shared), in_a, &x) == STATUS_OK
         && segment_document(shared_segment(b->shared), in_b, &y) == STATUS_OK
         && stamp_equal(&x.stamp, &y.stamp);
}

// Settles one live document of a segment in memory with what the manifest's segments, the first `loaded` of
// the catalogue, have of its path.
static void settle(Catalog *catalog, size_t loaded, uint64_t id, uint32_t document,
                   CatalogPaths *differing) {
  CatalogSegment *own = catalog_find(catalog, id);
  uint32_t theirs_document;
  Str path = segment_path(shared_segment(own->shared), document);
  CatalogSegment *theirs = find_live(&catalog->segments, loaded, path, &theirs_document);
  if (!theirs) return;
  if (same_stamp(own, document, theirs, theirs_document)) {
    catalog_kill_path(catalog, id, path);
    return;
  }
  catalog_kill_path(catalog, theirs->id, path);
  add_path(differing, path);
}

static void settle_segment(Catalog *catalog, size_t loaded, uint64_t id, CatalogPaths *differing) {
  const Segment *read = shared_segment(catalog_find(catalog, id)->shared);
  for (uint32_t i = 0; i < segment_documents(read); i++) {
    uint32_t document = segment_by_path(read, i);
    if (is_dead(catalog_find(catalog, id), document)) continue;
    settle(catalog, loaded, id, document, differing);
  }
}

// Files that were found gone here: dead, and not because another document had taken their place.
static void keep_gone(Catalog *catalog, const CatalogSegments *before, const CatalogSegment *old,
                      CatalogPaths *differing) {
  const Segment *read = shared_segment(old->shared);
  if (old->dead_count == 0) return;
  for (uint32_t d = 0; d < segment_documents(read); d++) {
    uint32_t document;
    if (!is_dead(old, d) || was_loaded_dead(old, d)) continue;
    Str path = segment_path(read, d);
    if (find_live(before, before->count, path, &document)) continue;
    CatalogSegment *theirs =
        find_live(&catalog->segments, catalog->segments.count, path, &document);
    if (!theirs) continue;
    catalog_kill_path(catalog, theirs->id, path);
    add_path(differing, path);
  }
}

// What has been verified need not be again: the same file.
static void keep_verified(Catalog *catalog, const CatalogSegment *old) {
  CatalogSegment *same = catalog_find(catalog, old->id);
  if (!same || same->symbols_on_disk != old->symbols_on_disk) return;
  const Segment *a = shared_segment(same->shared), *b = shared_segment(old->shared);
  if (segment_text_id(a) == segment_text_id(b)) same->verified = old->verified;
}

static bool is_empty(const CatalogSegment *segment) {
  return segment->dead_count == segment_documents(shared_segment(segment->shared));
}

void takeover_keep(Catalog *catalog, CatalogSegments *before, CatalogPaths *differing) {
  size_t loaded = catalog->segments.count;
  for (size_t i = 0; i < before->count; i++) {
    const CatalogSegment *old = &before->items[i];
    if (!old->on_disk) continue;
    keep_verified(catalog, old);
    keep_gone(catalog, before, old, differing);
  }
  for (size_t i = 0; i < before->count; i++) {
    CatalogSegment *own = &before->items[i];
    if (own->on_disk) continue;
    array_push(&catalog->segments, *own);
    settle_segment(catalog, loaded, own->id, differing);
    if (is_empty(&catalog->segments.items[catalog->segments.count - 1])) {
      catalog->segments.count--; // stays with the caller, who releases it
      *own = catalog->segments.items[catalog->segments.count];
    } else {
      *own = (CatalogSegment){0};
    }
  }
}
