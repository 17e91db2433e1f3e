// Long and short jobs in one lane: the short ones pass, the long ones share, none waits for ever, none is
// lost. What is looked at is who ends before whom, never how long it took.
#include "base/os.h"
#include "run/pool.h"
#include "support/cmocka_all.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

enum { ENDLESS = 1000000 }; // items

// Something to wait for, and the time after which waiting ends: then a test fails instead of hanging.
typedef struct {
  Pool *pool;
  atomic_int begun[2], ended[2]; // items and jobs, of two kinds
  int64_t deadline;
  int wanted;
} Scene;

static Scene scene_of(unsigned workers) {
  return (Scene){.pool = pool_new(workers, true),
                 .deadline = os_monotonic_ns() + (int64_t)200 * 1000000000};
}

static bool is_late(const Scene *scene) { return os_monotonic_ns() > scene->deadline; }

static void spin_ns(int64_t ns) {
  int64_t until = os_monotonic_ns() + ns;
  while (os_monotonic_ns() < until) continue;
}

static void wait_until(Scene *scene, atomic_int *counter, int value) {
  while (atomic_load(counter) < value && !is_late(scene)) uv_sleep(1);
  assert_true(atomic_load(counter) >= value);
}

// ---- short ones pass ----------------------------------------------------------------------------

static void short_job(void *user) {
  Scene *scene = user;
  spin_ns(100000);
  atomic_fetch_add(&scene->ended[1], 1);
}

// Ends only when all short jobs have.
static void item_until_short_ones_end(void *user, size_t i) {
  Scene *scene = user;
  (void)i;
  atomic_fetch_add(&scene->begun[0], 1);
  if (atomic_load(&scene->ended[1]) < scene->wanted && !is_late(scene)) spin_ns(200000);
}

static void long_job(void *user) {
  Scene *scene = user;
  pool_parallel(scene->pool, LANE_QUERY, ENDLESS, item_until_short_ones_end, scene);
  atomic_fetch_add(&scene->ended[0], 1);
}

static void assert_short_ones_pass(unsigned workers, int long_ones) {
  Scene scene = scene_of(workers);
  scene.wanted = 20;
  for (int i = 0; i < long_ones; i++) pool_run(scene.pool, LANE_QUERY, long_job, &scene);
  wait_until(&scene, &scene.begun[0], 40); // they have had some service
  for (int i = 0; i < scene.wanted; i++) pool_run(scene.pool, LANE_QUERY, short_job, &scene);
  wait_until(&scene, &scene.ended[1], scene.wanted);
  assert_false(is_late(&scene));
  wait_until(&scene, &scene.ended[0], long_ones);
  pool_free(scene.pool);
}

static void short_jobs_pass_a_long_one_on_the_only_worker(void **state) {
  (void)state;
  assert_short_ones_pass(1, 1);
}

static void short_jobs_pass_more_long_ones_than_there_are_workers(void **state) {
  (void)state;
  assert_short_ones_pass(2, 12);
}

static void short_jobs_pass_a_long_one_that_all_workers_help_with(void **state) {
  (void)state;
  assert_short_ones_pass(4, 1);
}

// ---- long ones share ----------------------------------------------------------------------------

// Each kind ends when the other has begun a hundred items.
static void item_of_a_pair(Scene *scene, int kind) {
  atomic_fetch_add(&scene->begun[kind], 1);
  if (atomic_load(&scene->begun[1 - kind]) < 100 && !is_late(scene)) spin_ns(200000);
}

static void first_item(void *user, size_t i) {
  (void)i;
  item_of_a_pair(user, 0);
}

static void second_item(void *user, size_t i) {
  (void)i;
  item_of_a_pair(user, 1);
}

static void first_job(void *user) {
  Scene *scene = user;
  pool_parallel(scene->pool, LANE_QUERY, ENDLESS, first_item, scene);
  atomic_fetch_add(&scene->ended[0], 1);
}

static void second_job(void *user) {
  Scene *scene = user;
  pool_parallel(scene->pool, LANE_QUERY, ENDLESS, second_item, scene);
  atomic_fetch_add(&scene->ended[1], 1);
}

static void long_jobs_share_the_only_worker(void **state) {
  (void)state;
  Scene scene = scene_of(1);
  pool_run(scene.pool, LANE_QUERY, first_job, &scene);
  pool_run(scene.pool, LANE_QUERY, second_job, &scene);
  wait_until(&scene, &scene.ended[0], 1);
  wait_until(&scene, &scene.ended[1], 1);
  assert_false(is_late(&scene));
  pool_free(scene.pool);
}

// ---- nobody waits for ever ----------------------------------------------------------------------

static void short_job_that_comes_again(void *user) {
  Scene *scene = user;
  spin_ns(500000);
  atomic_fetch_add(&scene->ended[1], 1);
  if (atomic_load(&scene->ended[0]) == 0 && !is_late(scene))
    pool_run(scene->pool, LANE_QUERY, short_job_that_comes_again, scene);
}

static void item_of_a_millisecond(void *user, size_t i) {
  (void)i;
  atomic_fetch_add(&((Scene *)user)->begun[0], 1);
  spin_ns(1000000);
}

static void finite_job(void *user) {
  Scene *scene = user;
  pool_parallel(scene->pool, LANE_QUERY, 20, item_of_a_millisecond, scene);
  atomic_fetch_add(&scene->ended[0], 1);
}

static void a_long_job_ends_though_short_ones_never_stop_coming(void **state) {
  (void)state;
  Scene scene = scene_of(1);
  pool_run(scene.pool, LANE_QUERY, finite_job, &scene);
  wait_until(&scene, &scene.begun[0], 6);
  for (int i = 0; i < 4; i++) pool_run(scene.pool, LANE_QUERY, short_job_that_comes_again, &scene);
  wait_until(&scene, &scene.ended[0], 1);
  assert_false(is_late(&scene));
  pool_free(scene.pool);
}

// ---- none is lost -------------------------------------------------------------------------------

typedef struct {
  Pool *pool;
  size_t items;
  atomic_size_t done;
  atomic_int *ended;
} Ask;

static void ask_item(void *user, size_t i) {
  atomic_fetch_add(&((Ask *)user)->done, 1);
  if (i % 16 == 0) spin_ns(300000);
}

static void ask_job(void *user) {
  Ask *ask = user;
  pool_parallel(ask->pool, LANE_QUERY, ask->items, ask_item, ask);
  if (atomic_load(&ask->done) == ask->items) atomic_fetch_add(ask->ended, 1);
}

enum { ASKED_AT_ONCE = 50 };
static void ask_from_outside(void *user) {
  Ask *asks = user;
  for (int i = 0; i < ASKED_AT_ONCE; i++) {
    if (i % 10 == 9)
      ask_job(&asks[i]); // on this thread, with help
    else
      pool_run(asks[i].pool, LANE_QUERY, ask_job, &asks[i]);
  }
}

static void every_job_does_all_its_items_however_many_come_from_several_threads(void **state) {
  (void)state;
  enum { THREADS = 4 };
  static Ask asks[THREADS][ASKED_AT_ONCE];
  atomic_int ended = 0;
  Pool *pool = pool_new(2, true);
  uv_thread_t threads[THREADS];
  for (int t = 0; t < THREADS; t++) {
    for (int i = 0; i < ASKED_AT_ONCE; i++) {
      asks[t][i].pool = pool;
      asks[t][i].items = i % 7 == 0 ? 300 : (size_t)i;
      asks[t][i].ended = &ended;
    }
    assert_int_equal(uv_thread_create(&threads[t], ask_from_outside, asks[t]), 0);
  }
  for (int t = 0; t < THREADS; t++) uv_thread_join(&threads[t]);
  pool_free(pool); // while most of them wait
  assert_int_equal(atomic_load(&ended), THREADS * ASKED_AT_ONCE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(short_jobs_pass_a_long_one_on_the_only_worker),
      cmocka_unit_test(short_jobs_pass_more_long_ones_than_there_are_workers),
      cmocka_unit_test(short_jobs_pass_a_long_one_that_all_workers_help_with),
      cmocka_unit_test(long_jobs_share_the_only_worker),
      cmocka_unit_test(a_long_job_ends_though_short_ones_never_stop_coming),
      cmocka_unit_test(every_job_does_all_its_items_however_many_come_from_several_threads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
