// What the benchmarks that search in their own process have in common: the index, opened as it lies on disk,
// and quantiles of times. One includer a program, so all of it is static.
#ifndef TREELINE_TESTS_BENCH_IN_PROCESS_H
#define TREELINE_TESTS_BENCH_IN_PROCESS_H

#include "base/os.h"
#include "query/context.h"
#include "run/state.h"

#include <stdio.h>
#include <stdlib.h>

// Read only, as it is in `cache`; ends the program if that cannot be. For index_close.
static inline Index *bench_open(const char *root, const char *cache) {
  os_keep_memory_low(); // as the server does
  Index *index;
  Error error;
  IndexOptions options = {
      .root = str_from_c(root), .cache_dir = str_from_c(cache), .read_only = true};
  if (index_open(&options, &index, &error) == STATUS_OK) return index;
  fprintf(stderr, "%s\n", error.message);
  exit(1);
}

// A reference to the current snapshot, for snapshot_unref.
static inline Snapshot *bench_snapshot(Index *index) {
  uv_mutex_lock(&index->mutex);
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  return snapshot;
}

// For QueryContext, whose pool is the index's.
static inline void bench_parallel(void *pool, size_t count, ParallelItem item, void *user) {
  pool_parallel(pool, LANE_QUERY, count, item, user);
}

static inline int bench_compare_times(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

// Of `count` times in nanoseconds, which are sorted by this; 0 <= q <= 1.
static inline double bench_quantile_ms(int64_t *times, size_t count, double q) {
  qsort(times, count, sizeof *times, bench_compare_times);
  size_t at = (size_t)(q * (double)count);
  return (double)times[at < count ? at : count - 1] / 1e6;
}

#endif
