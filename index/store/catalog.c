#include "store/catalog.h"
#include "base/log.h"
#include "store/superseded.h"
#include "store/takeover.h"

// ---- segments -----------------------------------------------------------------------------------

static size_t dead_words(const CatalogSegment *segment) {
  return ((size_t)segment_documents(shared_segment(segment->shared)) + 63) / 64;
}

// What its files must hold, by what is mapped: whoever empties the directory may do so before anybody has
// looked at them.
static uint64_t file_bytes(const CatalogSegment *segment) {
  if (!segment->on_disk) return 0;
  const Segment *read = shared_segment(segment->shared);
  Str text = segment_text_image(read), symbols = segment_symbol_image(read);
  bool apart = segment->symbols_on_disk && symbols.ptr != text.ptr;
  return text.len + (apart ? symbols.len : 0);
}

static uint64_t *copy_set(const CatalogSegment *segment, const uint64_t *set) {
  size_t size = dead_words(segment) * sizeof *set;
  return set ? memcpy(xmalloc(size), set, size) : NULL;
}

static void segment_release(CatalogSegment *segment) {
  shared_segment_unref(segment->shared);
  free(segment->dead);
  free(segment->loaded_dead);
  free(segment->bare);
}

void catalog_paths_release(CatalogPaths *paths) {
  array_free(&paths->items);
  arena_release(&paths->arena);
}

static void mark_dead(CatalogSegment *segment, uint32_t document) {
  if (document_set_has(segment->dead, document)) return;
  segment->dead[document / 64] |= (uint64_t)1 << (document % 64);
  segment->dead_count++;
  Document dead;
  if (segment_document(shared_segment(segment->shared), document, &dead) == STATUS_OK) {
    segment->dead_bytes += dead.chunk_size;
  }
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

static void remove_segment(Catalog *catalog, CatalogSegment *segment) {
  segment_release(segment);
  size_t behind = catalog->segments.count - 1 - (size_t)(segment - catalog->segments.items);
  memmove(segment, segment + 1, behind * sizeof *segment);
  catalog->segments.count--;
}

void catalog_drop(Catalog *catalog, uint64_t id) {
  CatalogSegment *segment = catalog_find(catalog, id);
  if (!segment) return;
  remove_segment(catalog, segment);
  catalog->complete = false;
  catalog->left_out = true;
}

// Without a list of dead documents.
static CatalogSegment make_segment(uint64_t id, SharedSegment *shared, bool on_disk) {
  CatalogSegment segment = {.id = id, .on_disk = on_disk, .verified = true, .shared = shared};
  segment.added_ns = os_monotonic_ns();
  segment.symbols_on_disk = on_disk && segment_has_symbols(shared_segment(shared));
  return segment;
}

size_t catalog_add(Catalog *catalog, uint64_t id, SharedSegment *shared, bool on_disk) {
  CatalogSegment segment = make_segment(id, shared, on_disk);
  segment.dead = xcalloc(dead_words(&segment), sizeof *segment.dead);
  array_push(&catalog->segments, segment);
  return catalog->segments.count - 1;
}

bool catalog_is_unsaved(const CatalogSegment *segment) {
  bool has_symbols = segment_has_symbols(shared_segment(segment->shared));
  return !segment->on_disk || (has_symbols && !segment->symbols_on_disk);
}

static uint64_t count_dead(const Catalog *catalog) {
  uint64_t dead = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    if (catalog->segments.items[i].on_disk) dead += catalog->segments.items[i].dead_count;
  }
  return dead;
}

bool catalog_has_new_deaths(const Catalog *catalog) {
  return count_dead(catalog) != catalog->encoded_dead;
}

void catalog_persisted(Catalog *catalog, uint64_t id, uint64_t disk_id, SharedSegment *shared) {
  CatalogSegment *segment = catalog_find(catalog, id);
  if (!segment) { // emptied meanwhile
    shared_segment_unref(shared);
    return;
  }
  CatalogSegment persisted = make_segment(disk_id, shared, true);
  persisted.dead = segment->dead;
  persisted.dead_count = segment->dead_count;
  persisted.dead_bytes = segment->dead_bytes;
  persisted.bare = segment->bare;
  segment->dead = segment->bare = NULL;
  segment_release(segment);
  *segment = persisted;
}

void catalog_merged(Catalog *catalog, const uint64_t *ids, size_t count, uint64_t id,
                    SharedSegment *shared, bool on_disk) {
  CatalogSegment merged = make_segment(id, shared, on_disk);
  merged.dead = xcalloc(dead_words(&merged), sizeof *merged.dead);
  CatalogSegment *first = catalog_find(catalog, ids[0]);
  segment_release(first);
  *first = merged;
  for (size_t i = 1; i < count; i++) {
    CatalogSegment *input = catalog_find(catalog, ids[i]);
    if (input) remove_segment(catalog, input);
  }
}

void catalog_upgrade(Catalog *catalog, uint64_t id, SharedSegment *with_symbols, bool on_disk,
                     const uint64_t *bare) {
  CatalogSegment *segment = catalog_find(catalog, id);
  if (!segment) { // emptied meanwhile
    shared_segment_unref(with_symbols);
    return;
  }
  shared_segment_unref(segment->shared);
  segment->shared = with_symbols;
  segment->symbols_on_disk = on_disk;
  free(segment->bare);
  segment->bare = copy_set(segment, bare);
}

SegmentPlace catalog_place(const Catalog *catalog, const CatalogSegment *segment) {
  bool writes = catalog->lock && segment->on_disk;
  return (SegmentPlace){writes ? catalog->directory : STR(""), segment->id};
}

SegmentPlace catalog_memory_place(Catalog *catalog) {
  return (SegmentPlace){STR(""), CATALOG_MEMORY_ID | catalog->next_memory_id++};
}

SegmentPlace catalog_next_place(Catalog *catalog) {
  if (!catalog->lock) return catalog_memory_place(catalog);
  return (SegmentPlace){catalog->directory, catalog->next_id++};
}

uint64_t catalog_disk_bytes(const Catalog *catalog) {
  uint64_t total = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    total += file_bytes(&catalog->segments.items[i]);
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
  segment->verified = false;
  for (uint32_t i = 0; i < named->dead_count; i++) mark_dead(segment, named->dead[i]);
  if (named->dead_count) segment->loaded_dead = copy_set(segment, segment->dead);
  return true;
}

static void release_segments(CatalogSegments *segments) {
  for (size_t i = 0; i < segments->count; i++) segment_release(&segments->items[i]);
  array_free(segments);
}

// In place of what was loaded before. False if the manifest names what cannot be opened.
static bool load(Catalog *catalog, CatalogPaths *differing) {
  Arena arena = {0};
  Manifest manifest;
  Error error;
  Status status = read_manifest(catalog, &arena, &manifest, &error);
  bool whole = true;
  if (status == STATUS_OK) {
    CatalogSegments before = catalog->segments;
    catalog->segments = (CatalogSegments){0};
    catalog->loaded = manifest.generation;
    if (catalog->generation < manifest.generation) catalog->generation = manifest.generation;
    if (catalog->next_id < manifest.next_id) catalog->next_id = manifest.next_id;
    for (size_t i = 0; i < manifest.segments.count; i++) {
      const ManifestSegment *named = &manifest.segments.items[i];
      bool again = catalog_find(catalog, named->id) != NULL;
      whole = !again && load_segment(catalog, named) && whole;
    }
    catalog->complete = manifest.complete && whole;
    catalog->unsaved = manifest.unsaved;
    catalog->foreign = catalog->left_out = !whole;
    catalog->encoded_dead = count_dead(catalog);
    takeover_keep(catalog, &before, differing);
    release_segments(&before);
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
static void load_settled(Catalog *catalog, CatalogPaths *differing) {
  enum { TRIES = 5 };
  for (int i = 0; i < TRIES && !load(catalog, differing) && has_newer_manifest(catalog); i++) {
    continue;
  }
}

static Status lock_directory(Catalog *catalog, Error *error) {
  Arena arena = {0};
  Str path = catalog_file(catalog, &arena, STR("lock"));
  Status status = os_lock(path.ptr, &catalog->lock, error);
  arena_release(&arena);
  return status;
}

static bool lock_stands(const Catalog *catalog) {
  Arena arena = {0};
  Str path = catalog_file(catalog, &arena, STR("lock"));
  bool stands = catalog->lock && os_lock_stands(catalog->lock, path.ptr);
  arena_release(&arena);
  return stands;
}

static uint64_t count_live(const Catalog *catalog) {
  uint64_t live = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    live += segment_documents(shared_segment(segment->shared)) - segment->dead_count;
  }
  return live;
}

double catalog_covered(const Catalog *catalog) {
  double live = (double)count_live(catalog), unsaved = (double)catalog->unsaved;
  if (!catalog->complete) return 0;
  return unsaved > 0 ? live / (live + unsaved) : 1;
}

// A few files are read sooner than they are waited for.
bool catalog_awaits_writer(const Catalog *catalog) {
  enum { FEW = 1000 };
  if (!catalog->writable || catalog->lock || catalog->foreign) return false;
  return !catalog->complete
         || (catalog->unsaved > FEW && catalog->unsaved > count_live(catalog) / 8);
}

// What keeps the directory from being written, if anything but another process does.
static Status take_directory(Catalog *catalog, Error *error) {
  catalog->directory = catalog->wanted;
  catalog->writable = false;
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
  *catalog = (Catalog){.options = options, .next_id = 1, .read_only = read_only};
  catalog->root = arena_dup(&catalog->arena, root);
  if (directory.len) {
    catalog->directory = catalog->wanted = arena_dup(&catalog->arena, directory);
    if (!read_only && take_directory(catalog, &trouble) != STATUS_OK) {
      log_write(LOG_WARNING, "the index is kept in memory only: %s", trouble.message);
    }
    if (catalog->directory.len) load_settled(catalog, NULL);
  }
  if (error) *error = trouble;
}

void catalog_close(Catalog *catalog) {
  release_segments(&catalog->segments);
  os_unlock(catalog->lock);
  arena_release(&catalog->arena);
}

// Mapping a dozen files again costs less than telling which of them changed.
bool catalog_reload_keeping(Catalog *catalog, CatalogPaths *differing) {
  if (catalog->directory.len == 0 || !has_newer_manifest(catalog)) return false;
  load_settled(catalog, differing);
  return true;
}

bool catalog_reload(Catalog *catalog) { return catalog_reload_keeping(catalog, NULL); }

// ---- what happens to the directory --------------------------------------------------------------

// Its files are gone, or are not ours any more: what is mapped is all there is of it.
static void disown(Catalog *catalog, CatalogSegment *segment) {
  segment->id = catalog_memory_place(catalog).id;
  segment->on_disk = segment->symbols_on_disk = false;
  free(segment->loaded_dead);
  segment->loaded_dead = NULL;
}

static bool files_are_there(const Catalog *catalog, const CatalogSegment *segment) {
  SegmentPlace place = {catalog->directory, segment->id};
  return segment_file_is_there(&place, file_bytes(segment));
}

// Returns how many; `all` of them, or those whose files are gone.
static size_t disown_segments(Catalog *catalog, bool all) {
  size_t count = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    CatalogSegment *segment = &catalog->segments.items[i];
    if (!segment->on_disk || (!all && files_are_there(catalog, segment))) continue;
    disown(catalog, segment);
    count++;
  }
  return count;
}

// A manifest that lies in a directory we have just come to: the numbers it has used are used.
static bool skip_used_numbers(Catalog *catalog) {
  Arena arena = {0};
  Buf bytes = {.max = 1u << 30};
  Manifest manifest;
  Status status =
      os_read_file(catalog_file(catalog, &arena, STR("manifest")).ptr, &bytes, NULL, NULL);
  if (status == STATUS_OK) status = manifest_decode(buf_str(&bytes), &arena, &manifest, NULL);
  if (status == STATUS_OK) {
    if (catalog->next_id < manifest.next_id) catalog->next_id = manifest.next_id;
    if (catalog->generation < manifest.generation) catalog->generation = manifest.generation;
    manifest_release(&manifest);
  }
  buf_release(&bytes);
  arena_release(&arena);
  return status == STATUS_OK;
}

// Who comes to a directory may have found it without a lock because somebody empties it, or has. Who wrote
// there may not have noticed yet, and be about to write a file under the next of the numbers that we both
// know: ours are others.
static void leap_over_numbers(Catalog *catalog) {
  enum {
    LEAP_BITS = 20
  }; // more files than anybody writes before looking, and as many places to land
  uint64_t now[2] = {(uint64_t)os_monotonic_ns(), (uint64_t)(uintptr_t)catalog};
  uint64_t chance = str_hash(str_make((const char *)now, sizeof now)) >> (64 - LEAP_BITS);
  if (catalog->next_id < CATALOG_MEMORY_ID / 2) catalog->next_id += (1 + chance) << LEAP_BITS;
}

// Of a directory that we have just come to. Whether another process has written here.
static bool choose_numbers(Catalog *catalog) {
  bool written = skip_used_numbers(catalog);
  leap_over_numbers(catalog);
  return written;
}

bool catalog_try_lock(Catalog *catalog) {
  if (catalog->lock || !catalog->writable) return catalog->lock != NULL;
  if (take_directory(catalog, NULL) != STATUS_OK || !catalog->lock) {
    catalog->directory = catalog->wanted; // it may be readable, or be there again
    return false;
  }
  if (!choose_numbers(catalog)) disown_segments(catalog, false); // the directory is a new one
  return true;
}

bool catalog_lacks_directory(const Catalog *catalog) {
  return catalog->wanted.len && !catalog->read_only && !catalog->lock && !catalog->writable;
}

bool catalog_lost_directory(Catalog *catalog) {
  if (!catalog->lock || lock_stands(catalog)) return false;
  log_write(LOG_WARNING, "%s was removed or replaced; it is made again", catalog->directory.ptr);
  os_unlock(catalog->lock);
  catalog->lock = NULL;
  catalog->loaded = 0;
  catalog->left_out = true;
  disown_segments(catalog, true);
  status_ignore(os_make_dirs(catalog->directory.ptr, NULL));
  return true;
}

bool catalog_recover(Catalog *catalog, Error *error) {
  if (catalog->wanted.len == 0 || catalog->read_only) return false;
  bool came = false;
  catalog_lost_directory(catalog);
  if (!catalog->lock) {
    if (take_directory(catalog, error) != STATUS_OK || !catalog->lock) return false;
    choose_numbers(catalog);
    came = true;
  }
  return disown_segments(catalog, false) > 0 || came;
}

// ---- committing ---------------------------------------------------------------------------------

static bool is_empty(const CatalogSegment *segment) {
  return segment->dead_count == segment_documents(shared_segment(segment->shared));
}

void catalog_drop_emptied(Catalog *catalog) {
  size_t kept = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    CatalogSegment *segment = &catalog->segments.items[i];
    if (is_empty(segment) && !segment->on_disk) {
      segment_release(segment);
    } else {
      catalog->segments.items[kept++] = *segment;
    }
  }
  catalog->segments.count = kept;
}

// Those without live documents, but for what the manifest goes on naming.
static void drop_empty_segments(Catalog *catalog, Superseded *superseded) {
  size_t kept = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    CatalogSegment *segment = &catalog->segments.items[i];
    uint64_t *alive = superseded->alive[i];
    if (is_empty(segment) && !alive) {
      segment_release(segment);
      continue;
    }
    superseded->alive[i] = NULL; // in this order, as it may be the same place
    superseded->alive[kept] = alive;
    catalog->segments.items[kept++] = *segment;
  }
  catalog->segments.count = kept;
}

static ManifestSegment manifest_segment(const CatalogSegment *segment, const uint64_t *alive,
                                        Arena *arena) {
  const Segment *read = shared_segment(segment->shared);
  ManifestSegment named = {.id = segment->id,
                           .has_symbols = segment->symbols_on_disk,
                           .documents = segment_documents(read)};
  named.dead = arena_array(arena, uint32_t, segment->dead_count);
  for (uint32_t d = 0; d < named.documents; d++) {
    uint64_t dead = segment->dead[d / 64] & ~(alive ? alive[d / 64] : 0);
    if (dead >> (d % 64) & 1) named.dead[named.dead_count++] = d;
  }
  return named;
}

// Whether all that the manifest would name is on disk: nobody else has business there, but it is a cache.
static Status look_for_files(const Catalog *catalog, Error *error) {
  for (size_t i = 0; i < catalog->segments.count && catalog->lock; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    if (!segment->on_disk || files_are_there(catalog, segment)) continue;
    return error_set(error, STATUS_NOT_FOUND, "%s: files of the index are gone",
                     catalog->directory.ptr);
  }
  return STATUS_OK;
}

static Status encode(const Catalog *catalog, const Superseded *superseded, Buf *image,
                     Error *error) {
  Arena arena = {0};
  Manifest manifest = {.generation = catalog->generation,
                       .next_id = catalog->next_id,
                       .options = catalog->options,
                       .complete = catalog->complete,
                       .unsaved = superseded->nowhere,
                       .root = catalog->root};
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    if (!segment->on_disk) continue;
    array_push(&manifest.segments, manifest_segment(segment, superseded->alive[i], &arena));
  }
  Status status = manifest_encode(&manifest, image, error);
  manifest_release(&manifest);
  arena_release(&arena);
  return status;
}

Status catalog_encode(Catalog *catalog, Buf *image, Error *error) {
  Superseded superseded = superseded_find(&catalog->segments);
  drop_empty_segments(catalog, &superseded);
  Status status = look_for_files(catalog, error);
  if (status == STATUS_OK) {
    catalog->left_out = false;
    catalog->encoded_dead = count_dead(catalog);
    bool used = catalog->generation == catalog->encoded || catalog->generation == catalog->loaded;
    if (used) catalog->generation++; // others tell a manifest by it
    catalog->encoded = catalog->generation;
    status = encode(catalog, &superseded, image, error);
  }
  superseded_release(&superseded);
  return status;
}

Status catalog_write(const Catalog *catalog, Str image, Error *error) {
  if (!catalog->lock) return STATUS_OK;
  if (!lock_stands(catalog)) {
    return error_set(error, STATUS_NOT_FOUND, "%s: was removed or replaced",
                     catalog->directory.ptr);
  }
  Arena arena = {0};
  Str path = catalog_file(catalog, &arena, STR("manifest"));
  Status status = os_replace_file(path.ptr, image, error);
  arena_release(&arena);
  return status;
}

// ---- sweeping -----------------------------------------------------------------------------------

static bool manifest_names(const Manifest *manifest, uint64_t id) {
  for (size_t i = 0; i < manifest->segments.count; i++) {
    if (manifest->segments.items[i].id == id) return true;
  }
  return false;
}

static bool lives(const CatalogLiving *living, uint64_t id) {
  for (size_t i = 0; i < living->ids.count; i++) {
    if (living->ids.items[i] == id) return true;
  }
  return false;
}

// Left by a crash, or of a segment that is gone.
static bool is_stray(const CatalogLiving *living, const Manifest *manifest, Str name) {
  static const Str own_name = {"manifest", 8};
  uint64_t id;
  bool temporary;
  if (segment_file_parse_name(name, &id, &temporary)) {
    if (living->spared && id >= living->spared) return false;
    return temporary || (!lives(living, id) && !manifest_names(manifest, id));
  }
  return str_starts_with(name, own_name)
         && os_write_is_temporary(str_slice(name, own_name.len, name.len));
}

static void sweep(const Catalog *catalog, const CatalogLiving *living, const Manifest *manifest,
                  Arena *arena) {
  OsDir *dir;
  DirEntry entry;
  if (os_dir_open(catalog->directory.ptr, &dir, NULL) != STATUS_OK) return;
  while (os_dir_next(dir, &entry)) {
    if (!is_stray(living, manifest, entry.name)) continue;
    status_ignore(os_remove(catalog_file(catalog, arena, entry.name).ptr, NULL));
  }
  os_dir_close(dir);
}

CatalogLiving catalog_living(const Catalog *catalog) {
  CatalogLiving living = {.spared = catalog->spared, .generation = catalog->generation};
  for (size_t i = 0; i < catalog->segments.count; i++) {
    array_push(&living.ids, catalog->segments.items[i].id);
  }
  return living;
}

static void sweep_but(const Catalog *catalog, const CatalogLiving *living) {
  if (!catalog->lock || !lock_stands(catalog)) return;
  Arena arena = {0};
  Manifest manifest = {0};
  // One that cannot be read names nothing; one of other options may be a version's that has the right.
  Status status = read_manifest(catalog, &arena, &manifest, NULL);
  if (status != STATUS_OK) manifest = (Manifest){0};
  if (manifest.generation <= living->generation) sweep(catalog, living, &manifest, &arena);
  manifest_release(&manifest);
  arena_release(&arena);
}

void catalog_sweep_but(const Catalog *catalog, CatalogLiving *living) {
  sweep_but(catalog, living);
  array_free(&living->ids);
}

void catalog_sweep(Catalog *catalog) {
  CatalogLiving living = catalog_living(catalog);
  catalog_sweep_but(catalog, &living);
}
