// Each path has one live document here and at most one in the manifest. What was seen here is believed
// until it has been looked at again: the writer may have seen the file earlier or later than this process,
// and stamps do not tell which (a clock may jump, a checkout may set an older time). What was not seen here
// is taken over, and to be looked at, too.
#include "store/takeover.h"

typedef struct {
  Catalog *catalog;
  size_t loaded; // the first segments of the catalogue are the manifest's
  CatalogSegments *before;
  CatalogPaths *differing; // NULL: nobody wants to know
  bool *same;              // [loaded]: the segment was here before
  uint64_t **known;        // [loaded]: documents that were here in another segment; NULL: none
} Takeover;

static bool is_dead(const CatalogSegment *segment, uint32_t document) {
  return document_set_has(segment->dead, document);
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

static void add_path(Takeover *takeover, Str path) {
  if (!takeover->differing) return;
  Str copy = arena_dup(&takeover->differing->arena, path);
  array_push(&takeover->differing->items, copy);
}

static CatalogSegment *find_theirs(const Takeover *takeover, Str path, uint32_t *document) {
  return find_live(&takeover->catalog->segments, takeover->loaded, path, document);
}

// Equal stamps may be those of two versions, if both were written within one tick of the clock.
static bool is_same(const CatalogSegment *a, uint32_t in_a, const CatalogSegment *b,
                    uint32_t in_b) {
  Document x, y;
  return segment_document(shared_segment(a->shared), in_a, &x) == STATUS_OK
         && segment_document(shared_segment(b->shared), in_b, &y) == STATUS_OK
         && stamp_equal(&x.stamp, &y.stamp) && x.hash == y.hash;
}

static void note_known(Takeover *takeover, const CatalogSegment *theirs, uint32_t document) {
  size_t i = (size_t)(theirs - takeover->catalog->segments.items);
  if (!takeover->known[i]) {
    size_t words = ((size_t)segment_documents(shared_segment(theirs->shared)) + 63) / 64;
    takeover->known[i] = xcalloc(words, sizeof *takeover->known[i]);
  }
  takeover->known[i][document / 64] |= (uint64_t)1 << (document % 64);
}

// ---- what lies in memory here -------------------------------------------------------------------

static bool has_symbols(const CatalogSegment *segment) {
  return segment_has_symbols(shared_segment(segment->shared));
}

// Settles one live document of a segment in memory with what the manifest has of its path.
static void settle(Takeover *takeover, uint64_t id, uint32_t document) {
  Catalog *catalog = takeover->catalog;
  CatalogSegment *own = catalog_find(catalog, id);
  uint32_t in_theirs;
  Str path = segment_path(shared_segment(own->shared), document);
  CatalogSegment *theirs = find_theirs(takeover, path, &in_theirs);
  if (!theirs) return;
  if (!is_same(own, document, theirs, in_theirs)) {
    catalog_kill_path(catalog, theirs->id, path);
    add_path(takeover, path);
    return;
  }
  note_known(takeover, theirs, in_theirs);
  // A text whose symbols are still to come would be less than what was here.
  bool less = has_symbols(own) && !has_symbols(theirs);
  catalog_kill_path(catalog, less ? theirs->id : id, path);
}

static void settle_segment(Takeover *takeover, uint64_t id) {
  const Segment *read = shared_segment(catalog_find(takeover->catalog, id)->shared);
  for (uint32_t i = 0; i < segment_documents(read); i++) {
    uint32_t document = segment_by_path(read, i);
    if (!is_dead(catalog_find(takeover->catalog, id), document)) settle(takeover, id, document);
  }
}

static bool is_empty(const CatalogSegment *segment) {
  return segment->dead_count == segment_documents(shared_segment(segment->shared));
}

static void keep_memory(Takeover *takeover) {
  CatalogSegments *segments = &takeover->catalog->segments;
  for (size_t i = 0; i < takeover->before->count; i++) {
    CatalogSegment *own = &takeover->before->items[i];
    if (own->on_disk) continue;
    array_push(segments, *own);
    settle_segment(takeover, own->id);
    CatalogSegment *last = &segments->items[segments->count - 1];
    if (is_empty(last)) {
      *own = *last; // stays with the caller, who releases it
      segments->count--;
    } else {
      *own = (CatalogSegment){0};
    }
  }
}

// ---- what was loaded before ---------------------------------------------------------------------

// Files that were found gone here: dead, and not because another document had taken their place.
static void keep_gone(Takeover *takeover, const CatalogSegment *old) {
  const Segment *read = shared_segment(old->shared);
  if (old->dead_count == 0) return;
  for (uint32_t d = 0; d < segment_documents(read); d++) {
    uint32_t document;
    if (!is_dead(old, d) || document_set_has(old->loaded_dead, d)) continue;
    Str path = segment_path(read, d);
    if (find_live(takeover->before, takeover->before->count, path, &document)) continue;
    CatalogSegment *theirs = find_theirs(takeover, path, &document);
    if (!theirs) continue;
    catalog_kill_path(takeover->catalog, theirs->id, path);
    add_path(takeover, path);
  }
}

// What has become of a document that was alive here.
static void trace(Takeover *takeover, const CatalogSegment *old, uint32_t document) {
  uint32_t in_theirs;
  Str path = segment_path(shared_segment(old->shared), document);
  const CatalogSegment *theirs = find_theirs(takeover, path, &in_theirs);
  if (!theirs) {
    add_path(takeover, path);
  } else if (is_same(old, document, theirs, in_theirs)) {
    note_known(takeover, theirs, in_theirs);
  }
}

// The same file, if it is named again. What has been verified need not be again.
static CatalogSegment *find_again(Takeover *takeover, const CatalogSegment *old) {
  CatalogSegment *same = catalog_find(takeover->catalog, old->id);
  if (!same) return NULL;
  const Segment *a = shared_segment(same->shared), *b = shared_segment(old->shared);
  if (segment_text_id(a) != segment_text_id(b)) return NULL;
  takeover->same[same - takeover->catalog->segments.items] = true;
  if (same->symbols_on_disk == old->symbols_on_disk) same->verified = old->verified;
  return same;
}

static void compare_segment(Takeover *takeover, const CatalogSegment *old) {
  const CatalogSegment *again = find_again(takeover, old);
  keep_gone(takeover, old);
  uint32_t count = takeover->differing ? segment_documents(shared_segment(old->shared)) : 0;
  for (uint32_t d = 0; d < count; d++) {
    if (!is_dead(old, d) && (!again || is_dead(again, d))) trace(takeover, old, d);
  }
}

// ---- what is new --------------------------------------------------------------------------------

static void add_unknown(Takeover *takeover, size_t i) {
  const CatalogSegment *segment = &takeover->catalog->segments.items[i];
  const Segment *read = shared_segment(segment->shared);
  const uint64_t *known = takeover->known[i];
  for (uint32_t d = 0; d < segment_documents(read); d++) {
    Document document;
    if (is_dead(segment, d) || document_set_has(known, d)) continue;
    if (segment_document(read, d, &document) != STATUS_OK) continue;
    // Of the chunks of a file the first stands for all.
    if (document.chunk_start == 0) add_path(takeover, document.path);
  }
}

void takeover_keep(Catalog *catalog, CatalogSegments *before, CatalogPaths *differing) {
  size_t loaded = catalog->segments.count;
  Takeover takeover = {.catalog = catalog,
                       .loaded = loaded,
                       .before = before,
                       .differing = differing,
                       .same = xcalloc(loaded, sizeof(bool)),
                       .known = xcalloc(loaded, sizeof(uint64_t *))};
  for (size_t i = 0; i < before->count; i++) {
    if (before->items[i].on_disk) compare_segment(&takeover, &before->items[i]);
  }
  keep_memory(&takeover);
  for (size_t i = 0; i < loaded && differing; i++) {
    if (!takeover.same[i]) add_unknown(&takeover, i);
  }
  for (size_t i = 0; i < loaded; i++) free(takeover.known[i]);
  free(takeover.known);
  free(takeover.same);
}
