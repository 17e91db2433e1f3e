#include "store/catalog.h"
#include "base/log.h"

// ---- segments -----------------------------------------------------------------------------------

static size_t dead_words(const CatalogSegment *segment) {
  return ((size_t)segment_documents(shared_segment(segment->shared)) + 63) / 64;
}

static void segment_release(CatalogSegment *segment) {
  shared_segment_unref(segment->shared);
  free(segment->dead);
}

static void mark_dead(CatalogSegment *segment, uint32_t document) {
  uint64_t bit = (uint64_t)1 << (document % 64);
  if (segment->dead[document / 64] & bit) return;
  segment->dead[document / 64] |= bit;
  segment->dead_count++;
}

CatalogSegment *catalog_find(Catalog *catalog, uint64_t id) {
  for (size_t i = 0; i < catalog->segments.count; i++) {
    if (catalog->segments.items[i].id == id) return &catalog->segments.items[i];
  }
  return NULL;
}

void catalog_kill(Catalog *catalog, uint64_t id, uint32_t document) {
  CatalogSegment *segment = catalog_find(catalog, id);
  if (segment && document < segment_documents(shared_segment(segment->shared))) {
    mark_dead(segment, document);
  }
}

size_t catalog_add(Catalog *catalog, uint64_t id, SharedSegment *shared, bool on_disk) {
  CatalogSegment segment = {.id = id, .on_disk = on_disk, .shared = shared};
  segment.dead = xcalloc(dead_words(&segment), sizeof *segment.dead);
  if (on_disk) {
    SegmentPlace place = {catalog->directory, id};
    segment.file_bytes = segment_file_size(&place);
  }
  array_push(&catalog->segments, segment);
  return catalog->segments.count - 1;
}

void catalog_upgrade(Catalog *catalog, uint64_t id, SharedSegment *with_symbols) {
  CatalogSegment *segment = catalog_find(catalog, id);
  if (!segment) { // emptied meanwhile
    shared_segment_unref(with_symbols);
    return;
  }
  shared_segment_unref(segment->shared);
  segment->shared = with_symbols;
  SegmentPlace place = catalog_place(catalog, segment);
  if (segment->on_disk) segment->file_bytes = segment_file_size(&place);
}

SegmentPlace catalog_place(const Catalog *catalog, const CatalogSegment *segment) {
  return (SegmentPlace){segment->on_disk ? catalog->directory : STR(""), segment->id};
}

SegmentPlace catalog_next_place(Catalog *catalog) {
  return (SegmentPlace){catalog->lock ? catalog->directory : STR(""), catalog->next_id++};
}

uint64_t catalog_disk_bytes(const Catalog *catalog) {
  uint64_t total = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    total += catalog->segments.items[i].file_bytes;
  }
  return total;
}

Snapshot *catalog_snapshot(const Catalog *catalog) {
  Snapshot *snapshot = snapshot_new(catalog->root, catalog->generation);
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    snapshot_add(snapshot, segment->shared, segment->dead_count ? segment->dead : NULL);
  }
  return snapshot;
}

// ---- loading ------------------------------------------------------------------------------------

static Str catalog_file(const Catalog *catalog, Arena *arena, Str name) {
  return arena_join_path(arena, catalog->directory, name);
}

static Status read_manifest(const Catalog *catalog, Arena *arena, Manifest *manifest, Error *error) {
  Buf bytes = {.max = 1u << 30};
  Str path = catalog_file(catalog, arena, STR("manifest"));
  Status status = os_read_file(path.ptr, &bytes, NULL, error);
  if (status == STATUS_OK) status = manifest_decode(buf_str(&bytes), arena, manifest, error);
  buf_release(&bytes);
  if (status == STATUS_OK && !str_equal(manifest->root, catalog->root)) {
    manifest_release(manifest);
    return error_set(error, STATUS_CORRUPT, "the manifest is another tree's");
  }
  if (status == STATUS_OK && manifest->options != catalog->options) {
    manifest_release(manifest);
    return error_set(error, STATUS_NOT_FOUND, "the index was built with other options");
  }
  return status;
}

static bool load_segment(Catalog *catalog, const ManifestSegment *named) {
  SegmentPlace place = {catalog->directory, named->id};
  SharedSegment *shared;
  Error error;
  Status status = segment_file_open(&place, named->has_symbols, &shared, &error);
  if (status != STATUS_OK && named->has_symbols) { // the text alone is worth keeping
    status = segment_file_open(&place, false, &shared, &error);
  }
  if (status == STATUS_OK && segment_documents(shared_segment(shared)) != named->documents) {
    status = error_set(&error, STATUS_CORRUPT, "it has other documents than the manifest says");
    shared_segment_unref(shared);
  }
  if (status != STATUS_OK) {
    log_write(LOG_WARNING, "segment %016llx will be built again: %s",
              (unsigned long long)named->id, error.message);
    return false;
  }
  CatalogSegment *segment =
      &catalog->segments.items[catalog_add(catalog, named->id, shared, true)];
  for (uint32_t i = 0; i < named->dead_count; i++) mark_dead(segment, named->dead[i]);
  return true;
}

static void load(Catalog *catalog) {
  Arena arena = {0};
  Manifest manifest;
  Error error;
  Status status = read_manifest(catalog, &arena, &manifest, &error);
  if (status == STATUS_OK) {
    catalog->generation = manifest.generation;
    catalog->next_id = manifest.next_id;
    catalog->complete = manifest.complete;
    for (size_t i = 0; i < manifest.segments.count; i++) {
      if (!load_segment(catalog, &manifest.segments.items[i])) catalog->complete = false;
    }
    manifest_release(&manifest);
  } else if (status != STATUS_NOT_FOUND) {
    log_write(LOG_WARNING, "the index will be built again: %s", error.message);
  }
  arena_release(&arena);
}

bool catalog_try_lock(Catalog *catalog) {
  if (catalog->lock || catalog->directory.len == 0) return catalog->lock != NULL;
  Arena arena = {0};
  Str path = catalog_file(catalog, &arena, STR("lock"));
  bool locked = os_lock(path.ptr, &catalog->lock, NULL) == STATUS_OK;
  arena_release(&arena);
  return locked;
}

void catalog_open(Catalog *catalog, Str directory, Str root, uint64_t options, bool read_only,
                  Error *error) {
  *catalog = (Catalog){.options = options, .next_id = 1};
  catalog->root = arena_dup(&catalog->arena, root);
  if (directory.len == 0) return;
  catalog->directory = arena_dup(&catalog->arena, directory);
  Status status = read_only ? STATUS_OK : os_make_dirs(catalog->directory.ptr, error);
  if (status != STATUS_OK) {
    log_write(LOG_WARNING, "the index is kept in memory only: %s", error ? error->message : "");
    catalog->directory = STR("");
    return;
  }
  if (!read_only) catalog_try_lock(catalog);
  load(catalog);
}

void catalog_close(Catalog *catalog) {
  for (size_t i = 0; i < catalog->segments.count; i++) segment_release(&catalog->segments.items[i]);
  array_free(&catalog->segments);
  os_unlock(catalog->lock);
  arena_release(&catalog->arena);
}

bool catalog_reload(Catalog *catalog) {
  if (catalog->directory.len == 0) return false;
  Arena arena = {0};
  Manifest manifest;
  Status status = read_manifest(catalog, &arena, &manifest, NULL);
  bool changed = status == STATUS_OK && manifest.generation != catalog->generation;
  if (status == STATUS_OK) manifest_release(&manifest);
  arena_release(&arena);
  if (!changed) return false;
  // Mapping a dozen files again costs less than telling which of them changed.
  for (size_t i = 0; i < catalog->segments.count; i++) segment_release(&catalog->segments.items[i]);
  catalog->segments.count = 0;
  load(catalog);
  return true;
}

// ---- committing ---------------------------------------------------------------------------------

static void drop_empty_segments(Catalog *catalog) {
  size_t kept = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    CatalogSegment *segment = &catalog->segments.items[i];
    if (segment->dead_count == segment_documents(shared_segment(segment->shared))) {
      segment_release(segment);
    } else {
      catalog->segments.items[kept++] = *segment;
    }
  }
  catalog->segments.count = kept;
}

static ManifestSegment manifest_segment(const CatalogSegment *segment, Arena *arena) {
  const Segment *read = shared_segment(segment->shared);
  ManifestSegment named = {.id = segment->id,
                           .has_symbols = segment_has_symbols(read),
                           .documents = segment_documents(read)};
  named.dead = arena_array(arena, uint32_t, segment->dead_count);
  for (uint32_t d = 0; d < named.documents; d++) {
    if (segment->dead[d / 64] >> (d % 64) & 1) named.dead[named.dead_count++] = d;
  }
  return named;
}

Status catalog_encode(Catalog *catalog, Buf *image, Error *error) {
  drop_empty_segments(catalog);
  Arena arena = {0};
  Manifest manifest = {.generation = catalog->generation,
                       .next_id = catalog->next_id,
                       .options = catalog->options,
                       .complete = catalog->complete,
                       .root = catalog->root};
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    if (segment->on_disk) array_push(&manifest.segments, manifest_segment(segment, &arena));
  }
  Status status = manifest_encode(&manifest, image, error);
  manifest_release(&manifest);
  arena_release(&arena);
  return status;
}

Status catalog_write(const Catalog *catalog, Str image, Error *error) {
  if (!catalog->lock) return STATUS_OK;
  Arena arena = {0};
  Str path = catalog_file(catalog, &arena, STR("manifest"));
  Status status = os_replace_file(path.ptr, image, error);
  arena_release(&arena);
  return status;
}

void catalog_sweep(Catalog *catalog) {
  OsDir *dir;
  if (!catalog->lock || os_dir_open(catalog->directory.ptr, &dir, NULL) != STATUS_OK) return;
  Arena arena = {0};
  DirEntry entry;
  while (os_dir_next(dir, &entry)) {
    uint64_t id;
    if (!segment_file_parse_name(entry.name, &id)) continue;
    bool temporary = str_find(entry.name, STR(".tmp-")) != SIZE_MAX;
    if (!temporary && catalog_find(catalog, id)) continue;
    status_ignore(os_remove(catalog_file(catalog, &arena, entry.name).ptr, NULL));
  }
  os_dir_close(dir);
  arena_release(&arena);
}
