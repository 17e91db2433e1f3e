// facts.c is stood in for (tests/CMakeLists.txt): what it would say of a repository is told here.
#include "run/facts_kept.h"

#include "support/cmocka_all.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

static const Snapshot whole = {.generation = 7, .text_complete = true};
static atomic_int loads, frees;
static atomic_bool stale;

Facts *__wrap_facts_load_snapshot(const Snapshot *snapshot);
void __wrap_facts_free(Facts *facts);
bool __wrap_facts_are_stale(const Facts *facts);

Facts *__wrap_facts_load_snapshot(const Snapshot *snapshot) {
  assert_non_null(snapshot);
  uv_sleep(20);
  atomic_fetch_add(&loads, 1);
  atomic_store(&stale, false);
  return malloc(1);
}

void __wrap_facts_free(Facts *facts) {
  atomic_fetch_add(&frees, 1);
  free(facts);
}

bool __wrap_facts_are_stale(const Facts *facts) {
  assert_non_null(facts);
  return atomic_load(&stale);
}

static int set_up(void **state) {
  (void)state;
  atomic_store(&loads, 0);
  atomic_store(&frees, 0);
  atomic_store(&stale, false);
  return 0;
}

static void nothing_is_loaded_before_somebody_asks(void **state) {
  (void)state;
  FactsKept *kept = facts_kept_new();
  FactsUse use = {.kept = kept, .snapshot = &whole};
  facts_use_end(&use);
  facts_kept_free(kept);
  assert_int_equal(atomic_load(&loads), 0);
}

static void a_query_sees_one_state_and_the_next_query_the_newer(void **state) {
  (void)state;
  FactsKept *kept = facts_kept_new();
  FactsUse first = {.kept = kept, .snapshot = &whole}, second = {.kept = kept, .snapshot = &whole},
           third = {.kept = kept, .snapshot = &whole};
  const Facts *facts = facts_use(&first);
  atomic_store(&stale, true);
  assert_ptr_equal(facts_use(&first), facts);
  assert_ptr_equal(facts_use(&second), facts); // it is too soon to look again
  assert_int_equal(atomic_load(&loads), 1);
  uv_sleep(1050);
  const Facts *newer = facts_use(&third);
  assert_ptr_not_equal(newer, facts);
  assert_int_equal(atomic_load(&loads), 2);
  assert_ptr_equal(facts_use(&first), facts);
  facts_use_end(&first);
  assert_int_equal(atomic_load(&frees), 0); // the second has it still
  facts_use_end(&second);
  assert_int_equal(atomic_load(&frees), 1);
  facts_use_end(&third);
  facts_kept_free(kept);
  assert_int_equal(atomic_load(&frees), 2);
}

static void what_has_not_changed_is_not_loaded_again(void **state) {
  (void)state;
  FactsKept *kept = facts_kept_new();
  FactsUse first = {.kept = kept, .snapshot = &whole}, second = {.kept = kept, .snapshot = &whole};
  const Facts *facts = facts_use(&first);
  uv_sleep(1050);
  assert_ptr_equal(facts_use(&second), facts);
  assert_int_equal(atomic_load(&loads), 1);
  facts_use_end(&first);
  facts_use_end(&second);
  facts_kept_free(kept);
}

static void facts_of_part_of_a_tree_are_loaded_again_when_more_is_known(void **state) {
  (void)state;
  static const Snapshot part = {.generation = 6}, later = {.generation = 8, .text_complete = true};
  const Snapshot *const asking[] = {&part, &part, &whole, &later};
  const int loaded[] = {1, 1, 2, 2};
  FactsKept *kept = facts_kept_new();
  for (size_t i = 0; i < COUNT_OF(asking); i++) {
    FactsUse use = {.kept = kept, .snapshot = asking[i]};
    facts_use(&use);
    facts_use_end(&use);
    assert_int_equal(atomic_load(&loads), loaded[i]);
    uv_sleep(1050);
  }
  facts_kept_free(kept);
  assert_int_equal(atomic_load(&frees), 2);
}

typedef struct {
  FactsKept *kept;
  const Facts *seen;
} Asker;

static void ask(void *user) {
  Asker *asker = user;
  FactsUse use = {.kept = asker->kept, .snapshot = &whole};
  asker->seen = facts_use(&use);
  facts_use_end(&use);
}

static void who_asks_at_the_same_time_waits_for_one_loading(void **state) {
  (void)state;
  FactsKept *kept = facts_kept_new();
  Asker askers[4];
  uv_thread_t threads[4];
  for (int i = 0; i < 4; i++) {
    askers[i] = (Asker){.kept = kept};
    uv_thread_create(&threads[i], ask, &askers[i]);
  }
  for (int i = 0; i < 4; i++) uv_thread_join(&threads[i]);
  for (int i = 1; i < 4; i++) assert_ptr_equal(askers[i].seen, askers[0].seen);
  assert_int_equal(atomic_load(&loads), 1);
  facts_kept_free(kept);
  assert_int_equal(atomic_load(&frees), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(nothing_is_loaded_before_somebody_asks, set_up),
      cmocka_unit_test_setup(a_query_sees_one_state_and_the_next_query_the_newer, set_up),
      cmocka_unit_test_setup(what_has_not_changed_is_not_loaded_again, set_up),
      cmocka_unit_test_setup(facts_of_part_of_a_tree_are_loaded_again_when_more_is_known, set_up),
      cmocka_unit_test_setup(who_asks_at_the_same_time_waits_for_one_loading, set_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
