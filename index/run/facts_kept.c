#include "run/facts_kept.h"

#include <stdlib.h>
#include <uv.h>

static const int64_t LOOK_NS = 1000000000;

struct LoadedFacts {
  Facts *facts;
  uint64_t generation; // of the snapshot they were loaded from
  bool whole; // that had the whole tree: directories that come later have no repository yet
  unsigned references; // guarded by the mutex
};

struct FactsKept {
  uv_mutex_t mutex; // guards all below
  uv_cond_t loaded;
  LoadedFacts *current; // referenced; NULL: none yet
  int64_t looked_ns;
  bool busy; // somebody looks, or loads
};

FactsKept *facts_kept_new(void) {
  FactsKept *kept = xcalloc(1, sizeof *kept);
  uv_mutex_init(&kept->mutex);
  uv_cond_init(&kept->loaded);
  return kept;
}

// One reference less; what is to be freed when the mutex is free, or NULL.
static LoadedFacts *let_go(LoadedFacts *loaded) {
  return loaded && --loaded->references == 0 ? loaded : NULL;
}

static void free_loaded(LoadedFacts *loaded) {
  if (!loaded) return;
  facts_free(loaded->facts);
  free(loaded);
}

void facts_kept_free(FactsKept *kept) {
  if (!kept) return;
  free_loaded(let_go(kept->current));
  uv_cond_destroy(&kept->loaded);
  uv_mutex_destroy(&kept->mutex);
  free(kept);
}

static bool is_outdated(const LoadedFacts *loaded, const Snapshot *snapshot) {
  if (!loaded->whole && loaded->generation != snapshot->generation) return true;
  return facts_are_stale(loaded->facts);
}

static LoadedFacts *load(const Snapshot *snapshot) {
  LoadedFacts *loaded = xcalloc(1, sizeof *loaded);
  *loaded = (LoadedFacts){.facts = facts_load_snapshot(snapshot),
                          .generation = snapshot->generation,
                          .whole = snapshot->text_complete,
                          .references = 1};
  return loaded;
}

// Mutex held; it is let go meanwhile.
static void look(FactsKept *kept, const Snapshot *snapshot) {
  LoadedFacts *fresh = NULL, *old = kept->current;
  kept->busy = true;
  uv_mutex_unlock(&kept->mutex);
  if (!old || is_outdated(old, snapshot)) fresh = load(snapshot); // nobody else replaces it now
  uv_mutex_lock(&kept->mutex);
  kept->busy = false;
  kept->looked_ns = os_monotonic_ns();
  if (fresh) {
    kept->current = fresh;
    old = let_go(old);
  } else {
    old = NULL;
  }
  uv_cond_broadcast(&kept->loaded);
  if (!old) return;
  uv_mutex_unlock(&kept->mutex);
  free_loaded(old);
  uv_mutex_lock(&kept->mutex);
}

const Facts *facts_use(void *user) {
  FactsUse *use = user;
  FactsKept *kept = use->kept;
  uv_mutex_lock(&kept->mutex);
  if (!use->loaded) {
    while (kept->busy && !kept->current) uv_cond_wait(&kept->loaded, &kept->mutex);
    bool due = !kept->current || os_monotonic_ns() - kept->looked_ns >= LOOK_NS;
    if (due && !kept->busy) look(kept, use->snapshot);
    if (!use->loaded) { // by another thread of the same query
      use->loaded = kept->current;
      use->loaded->references++;
    }
  }
  uv_mutex_unlock(&kept->mutex);
  return use->loaded->facts;
}

void facts_use_end(FactsUse *use) {
  if (!use->loaded) return;
  uv_mutex_lock(&use->kept->mutex);
  LoadedFacts *old = let_go(use->loaded);
  uv_mutex_unlock(&use->kept->mutex);
  use->loaded = NULL;
  free_loaded(old);
}
