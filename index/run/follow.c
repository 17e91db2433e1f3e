// A follower looks at the manifest's stamp and at the lock, twice a second. Rejected: watching the
// directory, which costs a watch, is not there on every file system, and tells nothing of a lock that
// its holder's death has freed.
#include "run/follow.h"
#include "run/state.h"

enum { POLL_NS = 100 * 1000 * 1000, LOOK_EVERY_NS = 500 * 1000 * 1000 };

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
} Look;

// A directory that somebody has removed is made again, and tried again if its removal was what writing
// failed of. Returns whether this process writes.
static bool keeps_writing(Index *index) {
  uv_mutex_lock(&index->mutex);
  if (catalog_lost_directory(&index->catalog)) {
    index->disk_failed = index->message_stays = false;
    index->message[0] = '\0';
  }
  bool writes = index->catalog.lock != NULL;
  uv_mutex_unlock(&index->mutex);
  return writes;
}

// The lock comes first: who gets it must have what its former holder committed last.
static Look look(Index *index) {
  Look seen = {0};
  index->follow.looked_ns = os_monotonic_ns();
  if (index->catalog.directory.len == 0 || keeps_writing(index)) return seen;
  uv_mutex_lock(&index->mutex);
  seen.promoted = catalog_try_lock(&index->catalog);
  uv_mutex_unlock(&index->mutex);
  if (!manifest_differs(index) && !seen.promoted) return seen;
  uv_mutex_lock(&index->mutex);
  seen.newer = catalog_reload(&index->catalog);
  // The manifest may name what we have done without: it is written again before anything is swept.
  if (seen.promoted) index->catalog.left_out = true;
  if (seen.newer) index_publish(index);
  uv_mutex_unlock(&index->mutex);
  return seen;
}

// ---- waiting for the writer ---------------------------------------------------------------------

typedef bool (*Awaits)(const Index *index); // mutex held

static bool awaits_text(const Index *index) { return catalog_awaits_writer(&index->catalog); }

static bool awaits_symbols(const Index *index) {
  const Catalog *catalog = &index->catalog;
  if (catalog->lock || !catalog->writable || catalog->foreign) return false;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    if (segment->on_disk && !segment_has_symbols(shared_segment(segment->shared))) return true;
  }
  return false;
}

// Whether the last commit, or what began then if there is none or its time is still to come, is so long
// ago that waiting for the next one is no use.
static bool patience_ends(const Index *index, int64_t began_ns) {
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
    if (waits) uv_cond_timedwait(&index->changed, &index->mutex, POLL_NS);
    uv_mutex_unlock(&index->mutex);
    if (!waits) return;
  }
}

void follow_before_refresh(Index *index) { await(index, awaits_text); }
void follow_before_symbols(Index *index) { await(index, awaits_symbols); }

// ---- between refreshes --------------------------------------------------------------------------

int64_t follow_due_ns(const Index *index) {
  bool follows = index->catalog.directory.len && !index->catalog.lock;
  return follows ? index->follow.looked_ns + LOOK_EVERY_NS : INT64_MAX;
}

void follow_look(Index *index) {
  Look seen = look(index);
  if (seen.promoted || seen.newer) index_refresh(index);
}
