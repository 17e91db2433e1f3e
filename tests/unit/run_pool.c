// The pool: everything that is asked for runs, loops from inside workers end, queries pass bulk work.
#include "run/pool.h"
#include "base/os.h"
#include "support/cmocka_all.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

static void count(void *user) { atomic_fetch_add((atomic_int *)user, 1); }

static void every_job_runs_even_those_queued_at_closing(void **state) {
  (void)state;
  atomic_int done = 0;
  Pool *pool = pool_new(3, false);
  for (int i = 0; i < 1000; i++) pool_run(pool, i % 2 ? LANE_QUERY : LANE_BULK, count, &done);
  pool_free(pool);
  assert_int_equal(atomic_load(&done), 1000);
}

static void mark_item(void *user, size_t i) { atomic_fetch_add(&((atomic_int *)user)[i], 1); }

static void a_parallel_loop_runs_each_item_once(void **state) {
  (void)state;
  enum { ITEMS = 5000 };
  atomic_int *marks = calloc(ITEMS, sizeof *marks);
  Pool *pool = pool_new(4, true);
  for (int round = 0; round < 20; round++) pool_parallel(pool, LANE_QUERY, ITEMS, mark_item, marks);
  for (int i = 0; i < ITEMS; i++) assert_int_equal(atomic_load(&marks[i]), 20);
  pool_parallel(pool, LANE_QUERY, 0, mark_item, marks);
  pool_free(pool);
  free(marks);
}

typedef struct {
  Pool *pool;
  atomic_int items;
  atomic_int jobs;
} Nested;

static void nested_item(void *user, size_t i) {
  (void)i;
  atomic_fetch_add(&((Nested *)user)->items, 1);
}

static void nested_job(void *user) {
  Nested *nested = user;
  pool_parallel(nested->pool, LANE_QUERY, 50, nested_item, nested);
  atomic_fetch_add(&nested->jobs, 1);
}

static void loops_started_by_all_workers_at_once_end(void **state) {
  (void)state;
  Nested nested = {.pool = pool_new(2, false)};
  for (int i = 0; i < 100; i++) pool_run(nested.pool, LANE_QUERY, nested_job, &nested);
  while (atomic_load(&nested.jobs) < 100) uv_sleep(1);
  pool_free(nested.pool);
  assert_int_equal(atomic_load(&nested.items), 5000);
}

static void wait_for_flag(void *user) {
  while (!atomic_load((atomic_int *)user)) uv_sleep(1);
}

static void a_full_bulk_lane_does_not_delay_a_query(void **state) {
  (void)state;
  atomic_int release = 0, done = 0;
  Pool *pool = pool_new(2, false);
  for (int i = 0; i < 10; i++) pool_run(pool, LANE_BULK, wait_for_flag, &release);
  pool_run(pool, LANE_QUERY, count, &done);
  int64_t deadline = os_monotonic_ns() + (int64_t)200 * 1000000000;
  while (!atomic_load(&done) && os_monotonic_ns() < deadline) uv_sleep(1);
  assert_int_equal(atomic_load(&done), 1);
  atomic_store(&release, 1);
  pool_free(pool);
}

static void count_item(void *user, size_t i) {
  (void)i;
  atomic_fetch_add(&((atomic_int *)user)[0], 1);
}

static void note_end(void *user) {
  atomic_int *counts = user;
  atomic_store(&counts[1], atomic_load(&counts[0]));
}

static void a_loop_without_its_caller_tells_when_all_is_done(void **state) {
  (void)state;
  static const size_t sizes[] = {0, 1, 2, 500};
  Pool *pool = pool_new(2, false);
  for (size_t i = 0; i < COUNT_OF(sizes); i++) {
    atomic_int counts[2] = {0, -1}; // items done, and those at the end
    pool_spread(pool, LANE_BULK, sizes[i], count_item, counts, note_end, counts);
    while (atomic_load(&counts[1]) < 0) uv_sleep(1);
    assert_int_equal(atomic_load(&counts[1]), (int)sizes[i]);
  }
  pool_free(pool);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_job_runs_even_those_queued_at_closing),
      cmocka_unit_test(a_parallel_loop_runs_each_item_once),
      cmocka_unit_test(loops_started_by_all_workers_at_once_end),
      cmocka_unit_test(a_loop_without_its_caller_tells_when_all_is_done),
      cmocka_unit_test(a_full_bulk_lane_does_not_delay_a_query),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
