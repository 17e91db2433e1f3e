// A follower looks at the manifest's stamp and at the lock, twice a second. Rejected: watching the
// directory, which costs a watch, is not there on every file system, and tells nothing of a lock that
// its holder's death has freed.
#include "run/follow.h"
#include "run/state.h"
#include "run/touch.h"

static const int64_t POLL_NS = 100000000;
static const int64_t LOOK_EVERY_NS = 500000000;

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

// What kept this process from writing may be over. mutex held.
static void try_disk_again(Index *index) {
  index->disk_failed = index->message_stays = false;
  index->message[0] = '\0';
  index->catalog.left_out = true; // what the manifest lacks is to be written
}

// Why this process looks at its writer.
typedef enum {
  LOOK_BESIDE,    // it is time to
  LOOK_FOR_WHOLE, // the whole tree is compared next
} LookReason;

// Sees to the directory and its lock; before a comparison also to the files of all segments, and where
// writing has failed (upkeep.h does so now and then). Returns whether this process has just become the
// writer.
static bool look_at_lock(Index *index, LookReason reason) {
  Catalog *catalog = &index->catalog;
  uv_mutex_lock(&index->mutex);
  bool wrote = catalog->lock != NULL, lacked = catalog_lacks_directory(catalog);
  bool lost = catalog_lost_directory(catalog);
  bool insists = reason == LOOK_FOR_WHOLE;
  bool again = insists && catalog->lock && (index->disk_failed || index->message_stays);
  if (!lacked) catalog_try_lock(catalog);
  if (insists && (catalog->lock || lacked)) again = catalog_recover(catalog, NULL) || again;
  bool promoted = catalog->lock && (!wrote || lost);
  bool found = lacked && !catalog_lacks_directory(catalog);
  if (found || lost || again || promoted) try_disk_again(index);
  uv_mutex_unlock(&index->mutex);
  return promoted;
}

static void take_over(Index *index, LookReason reason) {
  CatalogPaths differing = {0};
  CatalogPaths *wanted = reason == LOOK_FOR_WHOLE ? NULL : &differing;
  uv_mutex_lock(&index->mutex);
  bool left_out = index->catalog.left_out;
  bool newer = catalog_reload_keeping(&index->catalog, wanted);
  // Once a writer, the manifest may name what we have done without: it is written before the sweep.
  index->catalog.left_out = index->catalog.left_out || (left_out && index->catalog.lock);
  if (newer) {
    index->symbols_complete = index->text_complete && !index_lacks_symbols(index);
    index_publish(index);
  }
  // At the same moment: what is answered from now on is not all looked at yet, and must not pass for it.
  changes_touch(&index->changes, differing.items.items, differing.items.count, os_monotonic_ns());
  uv_cond_broadcast(&index->changed);
  uv_mutex_unlock(&index->mutex);
  catalog_paths_release(&differing);
}

// The lock comes first: who gets it must have what its former holder committed last. Returns whether this
// process has just become the writer.
static bool look(Index *index, LookReason reason) {
  index->follow.looked_ns = os_monotonic_ns();
  bool promoted = look_at_lock(index, reason);
  bool follows = !index->catalog.lock && index->catalog.directory.len;
  if (promoted || (follows && manifest_differs(index))) take_over(index, reason);
  return promoted;
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
  int64_t patience_ns = index->follow.patience_ns ? index->follow.patience_ns : PATIENCE_NS;
  int64_t committed_ns = index->follow.manifest.mtime_ns, now_ns = os_wall_ns();
  if (committed_ns && committed_ns <= now_ns) return now_ns - committed_ns > patience_ns;
  return os_monotonic_ns() - began_ns > patience_ns;
}

static bool waits(Index *index, Awaits awaits, int64_t began_ns) {
  return awaits(index) && !atomic_load(&index->stop) && !patience_ends(index, began_ns);
}

// What is touched is taken in meanwhile.
static void wait_for_writer(Index *index, Awaits awaits, LookReason reason) {
  int64_t began_ns = os_monotonic_ns();
  uv_mutex_lock(&index->mutex);
  while (waits(index, awaits, began_ns)) {
    TouchBatch batch;
    bool touched = changes_take(&index->changes, os_monotonic_ns(), true, &batch);
    if (!touched) uv_cond_timedwait(&index->changed, &index->mutex, (uint64_t)POLL_NS);
    uv_mutex_unlock(&index->mutex);
    if (touched) touch_take_in(index, &batch, true);
    look(index, reason);
    uv_mutex_lock(&index->mutex);
  }
  uv_mutex_unlock(&index->mutex);
}

void follow_before_refresh(Index *index) {
  look(index, LOOK_FOR_WHOLE);
  wait_for_writer(index, awaits_text, LOOK_FOR_WHOLE);
}

void follow_before_symbols(Index *index) { wait_for_writer(index, awaits_symbols, LOOK_BESIDE); }

// ---- between refreshes --------------------------------------------------------------------------

int64_t follow_due_ns(Index *index) {
  uv_mutex_lock(&index->mutex);
  bool follows = index->catalog.directory.len && !index->catalog.lock;
  uv_mutex_unlock(&index->mutex);
  return follows ? index->follow.looked_ns + LOOK_EVERY_NS : INT64_MAX;
}

void follow_look(Index *index) {
  if (look(index, LOOK_BESIDE)) index_refresh(index);
}
