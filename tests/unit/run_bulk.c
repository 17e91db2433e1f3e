#include "run/bulk.h"

#include "run/state.h"
#include "support/indexing.h"

enum { ITEMS = 2, PATIENCE = 40000 };

typedef struct {
  Index *index;
  atomic_bool helped;
  atomic_int done, in_vain;
} Work;

// What the pool runs here waits for the help, as it would for a processor. The index's own coordinator, too,
// may take what is touched, so it is touched until the other does.
static void wait_for_help(void *user, size_t i) {
  Work *work = user;
  if (i == ITEMS) {
    atomic_store(&work->helped, true);
    return;
  }
  for (int n = 0; n < PATIENCE && !atomic_load(&work->helped); n++) {
    index_touch(work->index, &STR("saved.c"), 1);
    uv_sleep(5);
  }
  if (!atomic_load(&work->helped)) atomic_fetch_add(&work->in_vain, 1);
  atomic_fetch_add(&work->done, 1);
}

static void who_waits_for_a_save_to_be_taken_in_helps(void **state) {
  (void)state;
  Place place = place_make();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  Work work = {.index = index};
  bulk_run_helped(index, ITEMS, wait_for_help, &work);
  assert_int_equal(atomic_load(&work.done), ITEMS);
  assert_int_equal(atomic_load(&work.in_vain), 0);
  index_close(index);
  place_remove(&place);
}

static void run_alone(void *user, size_t i) {
  Work *work = user;
  if (i == ITEMS) atomic_store(&work->helped, true);
  atomic_fetch_add(&work->done, 1);
}

static void without_a_save_the_work_is_left_to_low_priority(void **state) {
  (void)state;
  Place place = place_make();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  Work work = {.index = index};
  bulk_run_helped(index, ITEMS, run_alone, &work);
  assert_int_equal(atomic_load(&work.done), ITEMS);
  assert_false(atomic_load(&work.helped));
  index_close(index);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_waits_for_a_save_to_be_taken_in_helps),
      cmocka_unit_test(without_a_save_the_work_is_left_to_low_priority),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
