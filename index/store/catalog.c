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

void catalog_kill_path(Catalog *catalog, uint64_t id, Str path) {
  CatalogSegment *segment = catalog_find(catalog, id);
  uint32_t position;
  if (!segment) return;
  const Segment *read = shared_segment(segment->shared);
  if (!segment_find_path(read, path, &position)) return;
  for (; position < segment_documents(read); position++) {
    uint32_t document = segment_by_path(read, position);
    if (!str_equal(segment_path(read, document), path)) break;
    mark_dead(segment, document);
  }
}

void catalog_drop(Catalog *catalog, uint64_t id) {
  CatalogSegment *segment = catalog_find(catalog, id);
  if (!segment) return;
  segment_release(segment);
  size_t behind = catalog->segments.count - 1 - (size_t)(segment - catalog->segments.items);
  memmove(segment, segment + 1, behind * sizeof *segment);
  catalog->segments.count--;
  catalog->complete = false;
  catalog->left_out = true;
}

size_t catalog_add(Catalog *catalog, uint64_t id, SharedSegment *shared, bool on_disk) {
  CatalogSegment segment = {.id = id, .on_disk = on_disk, .verified = true, .shared = shared};
  segment.dead = xcalloc(dead_words(&segment), sizeof *segment.dead);
  if (on_disk) {
    SegmentPlace place = {catalog->directory, id};
    segment.file_bytes = segment_file_size(&place);
  }
  array_push(&catalog->segments, segment);
  return catalog->segments.count - 1;
}

void catalog_upgrade(Catalog *catalog, uint64_t id, SharedSegment *with_symbols, bool on_disk) {
  CatalogSegment *segment = catalog_find(catalog, id);
  if (!segment) { // emptied meanwhile
    shared_segment_unref(with_symbols);
    return;
  }
  shared_segment_unref(segment->shared);
  segment->shared = with_symbols;
  segment->symbols_on_disk = on_disk;
  SegmentPlace place = {catalog->directory, id};
  if (segment->on_disk) segment->file_bytes = segment_file_size(&place);
}

SegmentPlace catalog_place(const Catalog *catalog, const CatalogSegment *segment) {
  bool writes = catalog->lock && segment->on_disk;
  return (SegmentPlace){writes ? catalog->directory : STR(""), segment->id};
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

// STATUS_NOT_FOUND if there is none, STATUS_INVALID if it was made with other options.
static Status read_manifest(const Catalog *catalog, Arena *arena, Manifest *manifest,
                            Error *error) {
  Buf bytes = {.max = 1u << 30};
  Str path = catalog_file(catalog, arena, STR("manifest"));
  Status status = os_read_file(path.ptr, &bytes, NULL, error);
  if (status == STATUS_OK) status = manifest_decode(buf_str(&bytes), arena, manifest, error);
  buf_release(&bytes);
  if (status != STATUS_OK) return status;
  if (!str_equal(manifest->root, catalog->root)) {
    status = error_set(error, STATUS_CORRUPT, "the manifest is another tree's");
  } else if (manifest->options != catalog->options) {
    status = error_set(error, STATUS_INVALID, "the index was built with other options");
  }
  if (status != STATUS_OK) manifest_release(manifest);
  return status;
}

static void warn_about(const char *what, uint64_t id, const Error *error) {
  log_write(LOG_INFO, "%s %016llx is built again: %s", what, (unsigned long long)id,
            error->message);
}

static bool load_segment(Catalog *catalog, const ManifestSegment *named) {
  SegmentPlace place = {catalog->directory, named->id};
  SharedSegment *shared;
  Error error;
  Status status = segment_file_open(&place, named->has_symbols, &shared, &error);
  if (status != STATUS_OK && named->has_symbols) { // the text alone is worth keeping
    warn_about("symbols of segment", named->id, &error);
    status = segment_file_open(&place, false, &shared, &error);
  }
  if (status == STATUS_OK && segment_documents(shared_segment(shared)) != named->documents) {
    status = error_set(&error, STATUS_CORRUPT, "it has other documents than the manifest says");
    shared_segment_unref(shared);
  }
  if (status != STATUS_OK) {
    warn_about("segment", named->id, &error);
    return false;
  }
  size_t place_in_items = catalog_add(catalog, named->id, shared, true); // may move the items
  CatalogSegment *segment = &catalog->segments.items[place_in_items];
  segment->symbols_on_disk = segment_has_symbols(shared_segment(shared));
  segment->verified = false;
  for (uint32_t i = 0; i < named->dead_count; i++) mark_dead(segment, named->dead[i]);
  return true;
}

static void release_segments(Catalog *catalog) {
  for (size_t i = 0; i < catalog->segments.count; i++) segment_release(&catalog->segments.items[i]);
  catalog->segments.count = 0;
}

// In place of what was loaded before. False if the manifest names what cannot be opened.
static bool load(Catalog *catalog) {
  Arena arena = {0};
  Manifest manifest;
  Error error;
  Status status = read_manifest(catalog, &arena, &manifest, &error);
  bool whole = true;
  if (status == STATUS_OK) {
    release_segments(catalog);
    catalog->loaded = manifest.generation;
    if (catalog->generation < manifest.generation) catalog->generation = manifest.generation;
    catalog->next_id = manifest.next_id;
    for (size_t i = 0; i < manifest.segments.count; i++) {
      whole = load_segment(catalog, &manifest.segments.items[i]) && whole;
    }
    catalog->complete = manifest.complete && whole;
    catalog->foreign = catalog->left_out = !whole;
    manifest_release(&manifest);
  } else if (status != STATUS_NOT_FOUND) {
    log_write(LOG_INFO, "the index is built again: %s", error.message);
    catalog->foreign = true;
  }
  arena_release(&arena);
  return whole;
}

static bool has_newer_manifest(Catalog *catalog) {
  Arena arena = {0};
  Manifest manifest;
  Status status = read_manifest(catalog, &arena, &manifest, NULL);
  bool newer = status == STATUS_OK && manifest.generation != catalog->loaded;
  if (status == STATUS_OK) manifest_release(&manifest);
  if (status != STATUS_OK && status != STATUS_NOT_FOUND) catalog->foreign = true;
  arena_release(&arena);
  return newer;
}

// A writer may sweep what its former manifest named while we open it: then there is a newer one.
static void load_settled(Catalog *catalog) {
  enum { TRIES = 5 };
  for (int i = 0; i < TRIES && !load(catalog) && has_newer_manifest(catalog); i++) continue;
}

static Status lock_directory(Catalog *catalog, Error *error) {
  Arena arena = {0};
  Str path = catalog_file(catalog, &arena, STR("lock"));
  Status status = os_lock(path.ptr, &catalog->lock, error);
  arena_release(&arena);
  return status;
}

// The files are gone, or another process's: what was mapped stays so.
static void leave_disk(Catalog *catalog) {
  for (size_t i = 0; i < catalog->segments.count; i++) {
    CatalogSegment *segment = &catalog->segments.items[i];
    segment->on_disk = segment->symbols_on_disk = false;
    segment->file_bytes = 0;
  }
  catalog->loaded = 0;
  catalog->left_out = true;
}

static bool lock_stands(const Catalog *catalog) {
  Arena arena = {0};
  Str path = catalog_file(catalog, &arena, STR("lock"));
  bool stands = os_lock_stands(catalog->lock, path.ptr);
  arena_release(&arena);
  return stands;
}

static bool has_manifest(const Catalog *catalog) {
  Arena arena = {0};
  FileInfo info;
  Str path = catalog_file(catalog, &arena, STR("manifest"));
  Status status = os_stat(path.ptr, &info, NULL);
  arena_release(&arena);
  return status != STATUS_NOT_FOUND;
}

bool catalog_lost_directory(Catalog *catalog) {
  if (!catalog->lock || lock_stands(catalog)) return false;
  log_write(LOG_WARNING, "%s was removed; it is made again", catalog->directory.ptr);
  os_unlock(catalog->lock);
  catalog->lock = NULL;
  leave_disk(catalog);
  status_ignore(os_make_dirs(catalog->directory.ptr, NULL));
  return true;
}

bool catalog_try_lock(Catalog *catalog) {
  if (catalog->lock || !catalog->writable) return catalog->lock != NULL;
  Status status = lock_directory(catalog, NULL);
  if (status == STATUS_NOT_FOUND && os_make_dirs(catalog->directory.ptr, NULL) == STATUS_OK) {
    status = lock_directory(catalog, NULL);
  }
  if (status == STATUS_OK && !has_manifest(catalog)) leave_disk(catalog);
  return status == STATUS_OK;
}

bool catalog_awaits_writer(const Catalog *catalog) {
  return catalog->writable && !catalog->lock && !catalog->complete && !catalog->foreign;
}

// What keeps the directory from being written, if anything but another process does.
static Status take_directory(Catalog *catalog, Error *error) {
  Status status = os_make_dirs(catalog->directory.ptr, error);
  if (status != STATUS_OK) {
    catalog->directory = STR("");
    return status;
  }
  Error problem;
  status = lock_directory(catalog, &problem);
  catalog->writable = status == STATUS_OK || status == STATUS_BUSY;
  return catalog->writable ? STATUS_OK : error_set(error, status, "%s", problem.message);
}

void catalog_open(Catalog *catalog, Str directory, Str root, uint64_t options, bool read_only,
                  Error *error) {
  Error trouble = {.status = STATUS_OK};
  *catalog = (Catalog){.options = options, .next_id = 1};
  catalog->root = arena_dup(&catalog->arena, root);
  if (directory.len) {
    catalog->directory = arena_dup(&catalog->arena, directory);
    if (!read_only && take_directory(catalog, &trouble) != STATUS_OK) {
      log_write(LOG_WARNING, "the index is kept in memory only: %s", trouble.message);
    }
    if (catalog->directory.len) load_settled(catalog);
  }
  if (error) *error = trouble;
}

void catalog_close(Catalog *catalog) {
  release_segments(catalog);
  array_free(&catalog->segments);
  os_unlock(catalog->lock);
  arena_release(&catalog->arena);
}

// Mapping a dozen files again costs less than telling which of them changed.
bool catalog_reload(Catalog *catalog) {
  if (catalog->directory.len == 0 || !has_newer_manifest(catalog)) return false;
  load_settled(catalog);
  return true;
}

// ---- committing ---------------------------------------------------------------------------------

static void drop_empty_segments(Catalog *catalog, bool on_disk_too) {
  size_t kept = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    CatalogSegment *segment = &catalog->segments.items[i];
    bool empty = segment->dead_count == segment_documents(shared_segment(segment->shared));
    if (empty && (on_disk_too || !segment->on_disk)) {
      segment_release(segment);
    } else {
      catalog->segments.items[kept++] = *segment;
    }
  }
  catalog->segments.count = kept;
}

void catalog_drop_emptied(Catalog *catalog) { drop_empty_segments(catalog, false); }

static ManifestSegment manifest_segment(const CatalogSegment *segment, Arena *arena) {
  const Segment *read = shared_segment(segment->shared);
  ManifestSegment named = {.id = segment->id,
                           .has_symbols = segment->symbols_on_disk,
                           .documents = segment_documents(read)};
  named.dead = arena_array(arena, uint32_t, segment->dead_count);
  for (uint32_t d = 0; d < named.documents; d++) {
    if (segment->dead[d / 64] >> (d % 64) & 1) named.dead[named.dead_count++] = d;
  }
  return named;
}

Status catalog_encode(Catalog *catalog, Buf *image, Error *error) {
  drop_empty_segments(catalog, true);
  catalog->left_out = false;
  Arena arena = {0};
  Manifest manifest = {.generation = catalog->generation,
                       .next_id = catalog->next_id,
                       .options = catalog->options,
                       .complete = catalog->complete,
                       .root = catalog->root};
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    if (segment->on_disk) array_push(&manifest.segments, manifest_segment(segment, &arena));
    manifest.complete = manifest.complete && segment->on_disk;
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
  Status status = lock_stands(catalog) ? os_replace_file(path.ptr, image, error)
                                       : error_set(error, STATUS_NOT_FOUND, "%s was removed",
                                                   catalog->directory.ptr);
  arena_release(&arena);
  return status;
}

// Left by a crash, or of a segment that is gone.
static bool is_stray(Catalog *catalog, Str name) {
  static const Str manifest = {"manifest", 8};
  uint64_t id;
  bool temporary;
  if (segment_file_parse_name(name, &id, &temporary)) {
    return temporary || !catalog_find(catalog, id);
  }
  return str_starts_with(name, manifest)
         && os_write_is_temporary(str_slice(name, manifest.len, name.len));
}

void catalog_sweep(Catalog *catalog) {
  OsDir *dir;
  if (!catalog->lock || os_dir_open(catalog->directory.ptr, &dir, NULL) != STATUS_OK) return;
  Arena arena = {0};
  DirEntry entry;
  while (os_dir_next(dir, &entry)) {
    if (!is_stray(catalog, entry.name)) continue;
    status_ignore(os_remove(catalog_file(catalog, &arena, entry.name).ptr, NULL));
  }
  os_dir_close(dir);
  arena_release(&arena);
}
