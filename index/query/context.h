// What a query needs of the world around it, handed in by run/: the snapshot, and a way to spread
// work over the pool without knowing of threads.
#ifndef TREELINE_QUERY_CONTEXT_H
#define TREELINE_QUERY_CONTEXT_H

#include "query/facts.h"
#include "query/meter.h"
#include "query/misses.h"
#include "store/snapshot.h"

// Work on item `i` of a job split in `count` items; items run in any order, several at once.
typedef void (*ParallelItem)(void *user, size_t i);

typedef struct {
  const Snapshot *snapshot;
  const atomic_bool *cancelled; // may be NULL
  // Runs item(user, 0 .. count-1) with the pool's help and on the calling thread, and returns when
  // all are done. NULL: run them in a loop. Safe to call from a worker: the caller works too, so it
  // never waits for a busy pool.
  void (*parallel)(void *pool, size_t count, ParallelItem item, void *user);
  void *pool;
  int64_t deadline_ns; // monotonic time at which the answer is cut; 0: none
  QueryMeter *meter;   // NULL: nobody measures
  Misses *misses;      // not worth reading; what is read in vain is added. NULL: nobody asks
  atomic_bool
      *unread; // set if a file could not be read: such an answer holds for now only. Or NULL
  // The facts of this tree, borrowed until the query ends; loaded when first asked for. NULL: none.
  const Facts *(*facts)(void *facts_user);
  void *facts_user;
} QueryContext;

// Whether a document is known not to satisfy the query.
static inline bool query_missed(const QueryContext *context, uint32_t part, uint32_t document) {
  return context->misses && misses_has(context->misses, part, document);
}

// The document was read as a whole, and does not satisfy the query.
static inline void query_note_miss(const QueryContext *context, uint32_t part, uint32_t document) {
  if (context->misses) misses_note(context->misses, part, document);
}

// These, ascending, are all candidates that the part has.
static inline void query_note_candidates(const QueryContext *context, uint32_t part,
                                         const uint32_t *documents, size_t count) {
  if (!context->misses) return;
  misses_note_rest(context->misses, part, &context->snapshot->parts.items[part], documents, count);
}

// The candidates of a part where former queries have left so few that no posting list need be asked: how
// many, ascending in `left`; SIZE_MAX: not so.
static inline size_t query_few_left(const QueryContext *context, uint32_t part,
                                    uint32_t left[MISSES_FEW_LEFT]) {
  if (!context->misses) return SIZE_MAX;
  return misses_few_left(context->misses, part, &context->snapshot->parts.items[part], left);
}

static inline void query_note_unread(const QueryContext *context) {
  if (context->unread) atomic_store_explicit(context->unread, true, memory_order_relaxed);
}

static inline bool query_expired(const QueryContext *context) {
  return context->deadline_ns && os_monotonic_ns() >= context->deadline_ns;
}

// Whether to stop: cancelled, or out of time.
static inline bool query_cancelled(const QueryContext *context) {
  if (context->cancelled && atomic_load_explicit(context->cancelled, memory_order_relaxed))
    return true;
  return query_expired(context);
}

#endif
