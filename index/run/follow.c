#include "run/follow.h"
#include "run/state.h"

enum { FOLLOW_POLL_MS = 100 };
static const int64_t FOLLOW_PATIENCE_NS = 10000000000;

// Another process writes this index: takes over what it has committed, waiting while it builds. A writer
// that commits nothing for long may be waiting for something itself: then this process reads the tree.
void follow_before_refresh(Index *index) {
  int64_t committed_ns = os_monotonic_ns();
  for (;;) {
    uv_mutex_lock(&index->mutex);
    bool wrote = index->catalog.lock != NULL;
    catalog_try_lock(&index->catalog);
    if (!wrote && catalog_reload(&index->catalog)) {
      index_publish(index);
      committed_ns = os_monotonic_ns();
    }
    bool waits = catalog_awaits_writer(&index->catalog) && !atomic_load(&index->closing)
                 && os_monotonic_ns() - committed_ns < FOLLOW_PATIENCE_NS;
    uv_mutex_unlock(&index->mutex);
    if (!waits) return;
    uv_sleep(FOLLOW_POLL_MS);
  }
}

int64_t follow_due_ns(Index *index) {
  (void)index;
  return INT64_MAX;
}

void follow_look(Index *index) { (void)index; }
