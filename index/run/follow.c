// A follower looks at the manifest's stamp and at the lock, twice a second. Rejected: watching the
// directory, which costs a watch, is not there on every file system, and tells nothing of a lock that
// its holder's death has freed.
#include "run/follow.h"
#include "run/state.h"

static const int64_t POLL_NS = 100000000;
static const int64_t LOOK_EVERY_NS = 500000000;
static const int64_t REFUSED_EVERY_NS = 5000000000; // where there is no right to write
static const int64_t RETRY_EVERY_NS = 60000000000;  // where the disk was full

// A writer that commits nothing for so long may be waiting for something itself: then this process
// reads the tree.
static const int64_t PATIENCE_NS = 10000000000;

static bool manifest_differs(Index *index) {
  Arena arena = {0};
  FileInfo info;
  Str path = arena_join_path(&arena, index->catalog.directory, STR("manifest"));
  bool there = os_stat(path.ptr, &info, NULL) == STATUS_OK;
  arena_release(&arena);
  if (!there || stamp_equal(&info.stamp, &index->follow.manifest)) return false;
  index->follow.manifest = info.stamp;
  return true;
}

typedef struct {
  bool promoted, newer;
  bool retries; // writes, and has failed to
} Look;

// What kept this process from writing may be over. mutex held.
static void try_disk_again(Index *index) {
  index->disk_failed = index->message_stays = false;
  index->message[0] = '\0';
  index->catalog.left_out = true; // what the manifest lacks is to be written
}

// Returns whether this process writes. A directory that somebody has removed is made again.
static bool keeps_writing(Index *index, Look *seen) {
  uv_mutex_lock(&index->mutex);
  bool lost = catalog_lost_directory(&index->catalog);
  bool writes = index->catalog.lock != NULL;
  seen->retries = writes && index->disk_failed;
  if (lost || seen->retries) try_disk_again(index);
  uv_mutex_unlock(&index->mutex);
  return writes;
}

// The lock comes first: who gets it must have what its former holder committed last.
static Look look(Index *index) {
  Look seen = {0};
  index->follow.looked_ns = os_monotonic_ns();
  if (index->catalog.directory.len == 0 || keeps_writing(index, &seen)) return seen;
  uv_mutex_lock(&index->mutex);
  seen.promoted = catalog_try_lock(&index->catalog);
  uv_mutex_unlock(&index->mutex);
  if (!manifest_differs(index) && !seen.promoted) return seen;
  uv_mutex_lock(&index->mutex);
  seen.newer = catalog_reload(&index->catalog);
  // The manifest may name what we have done without: it is written again before anything is swept.
  if (seen.promoted) try_disk_again(index);
  if (seen.newer) index_publish(index);
  uv_mutex_unlock(&index->mutex);
  return seen;
}

// ---- waiting for the writer ---------------------------------------------------------------------

typedef bool (*Awaits)(const Index *index); // mutex held

static bool awaits_text(const Index *index) { return catalog_awaits_writer(&index->catalog); }

static bool awaits_symbols(const Index *index) {
  const Catalog *catalog = &index->catalog;
  if (catalog->lock || !catalog->writable || catalog->refused || catalog->foreign) return false;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    if (segment->on_disk && !segment_has_symbols(shared_segment(segment->shared))) return true;
  }
  return false;
}

// Whether the last commit, or what began then if there is none or its time is still to come, is so long
// ago that waiting for the next one is no use.
static bool patience_ends(const Index *index, int64_t began_ns) {
  if (index->follow.impatient) return true;
  int64_t committed_ns = index->follow.manifest.mtime_ns, now_ns = os_wall_ns();
  if (committed_ns && committed_ns <= now_ns) return now_ns - committed_ns > PATIENCE_NS;
  return os_monotonic_ns() - began_ns > PATIENCE_NS;
}

static void await(Index *index, Awaits awaits) {
  int64_t began_ns = os_monotonic_ns();
  for (;;) {
    look(index);
    uv_mutex_lock(&index->mutex);
    bool waits = awaits(index) && !atomic_load(&index->closing) && !patience_ends(index, began_ns);
    if (waits) uv_cond_timedwait(&index->changed, &index->mutex, (uint64_t)POLL_NS);
    uv_mutex_unlock(&index->mutex);
    if (!waits) return;
  }
}

void follow_before_refresh(Index *index) { await(index, awaits_text); }
void follow_before_symbols(Index *index) {
  if (!index->catalog.lock) await(index, awaits_symbols);
}

// ---- between refreshes --------------------------------------------------------------------------

int64_t follow_due_ns(Index *index) {
  uv_mutex_lock(&index->mutex);
  const Catalog *catalog = &index->catalog;
  int64_t every = catalog->refused ? REFUSED_EVERY_NS : LOOK_EVERY_NS;
  if (catalog->lock) every = index->disk_failed ? RETRY_EVERY_NS : 0;
  if (catalog->directory.len == 0) every = 0;
  uv_mutex_unlock(&index->mutex);
  return every ? index->follow.looked_ns + every : INT64_MAX;
}

void follow_look(Index *index) {
  Look seen = look(index);
  if (seen.promoted || seen.newer || seen.retries) index_refresh(index);
}
