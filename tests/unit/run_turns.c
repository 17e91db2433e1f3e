// Whose turn it is: little service before much, first come before later, nobody for ever.
#include "run/turns.h"
#include "support/cmocka_all.h"

#include <stddef.h>

enum { MS = 1000000 };

static void each_level_is_four_times_the_one_before(void **state) {
  (void)state;
  static const struct {
    int64_t ms;
    unsigned level;
  } cases[] = {{0, 0}, {3, 0}, {4, 1}, {15, 1}, {16, 2}, {63, 2}, {64, 3}, {256, 4}, {1000000, 4}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(turns_level(cases[i].ms * MS), cases[i].level);
}

static void little_service_goes_first_and_equals_in_order_of_coming(void **state) {
  (void)state;
  Turns turns = {0};
  Turn scan, first, second, medium;
  assert_null(turns_next(&turns, 0));
  turns_wait(&turns, &scan, (int64_t)500 * MS, 1);
  turns_wait(&turns, &medium, 20 * MS, 2);
  turns_wait(&turns, &first, 3 * MS, 3);
  turns_wait(&turns, &second, 0, 4);
  Turn *expected[] = {&first, &second, &medium, &scan};
  for (size_t i = 0; i < 4; i++) {
    assert_ptr_equal(turns_next(&turns, 10), expected[i]);
    turns_leave(&turns, expected[i]);
    turns_leave(&turns, expected[i]); // no more
  }
  assert_null(turns_next(&turns, 10));
}

static void one_may_leave_from_the_middle(void **state) {
  (void)state;
  Turns turns = {0};
  Turn all[3];
  for (int gone = 0; gone < 3; gone++) {
    for (int i = 0; i < 3; i++) turns_wait(&turns, &all[i], 0, i);
    turns_leave(&turns, &all[gone]);
    for (int i = 0; i < 3; i++) {
      if (i == gone) continue;
      assert_ptr_equal(turns_next(&turns, 3), &all[i]);
      turns_leave(&turns, &all[i]);
    }
    assert_null(turns_next(&turns, 3));
  }
}

static void who_has_waited_too_long_goes_first(void **state) {
  (void)state;
  Turns turns = {0};
  Turn scan, look_up;
  turns_wait(&turns, &scan, (int64_t)500 * MS, 0);
  turns_wait(&turns, &look_up, 0, TURN_PATIENCE_NS - 1);
  assert_ptr_equal(turns_next(&turns, TURN_PATIENCE_NS - 1), &look_up);
  assert_ptr_equal(turns_next(&turns, TURN_PATIENCE_NS), &scan);
}

static void work_gives_way_to_what_had_less_service(void **state) {
  (void)state;
  Turns turns = {0};
  Turn other;
  const int64_t slice = TURN_SLICE_NS, much = 100 * MS;
  assert_false(turns_give_way(&turns, much, slice, 0)); // to nobody
  turns_wait(&turns, &other, 5 * MS, 0);
  assert_true(turns_give_way(&turns, much, slice, 0));
  assert_false(turns_give_way(&turns, much, slice - 1, 0)); // its turn has just come
  assert_false(turns_give_way(&turns, 3 * MS, slice, 0));   // nearly done, as queries go
  assert_false(turns_give_way(&turns, 5 * MS, slice, 0));   // an equal
  assert_true(turns_give_way(&turns, 5 * MS, TURN_EQUALS_NS, 0));
  turns_leave(&turns, &other);
  turns_wait(&turns, &other, (int64_t)10000 * MS, 0);
  assert_false(turns_give_way(&turns, much, TURN_EQUALS_NS, 0)); // to nobody with more
  assert_true(turns_give_way(&turns, much, slice, TURN_PATIENCE_NS));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_level_is_four_times_the_one_before),
      cmocka_unit_test(little_service_goes_first_and_equals_in_order_of_coming),
      cmocka_unit_test(one_may_leave_from_the_middle),
      cmocka_unit_test(who_has_waited_too_long_goes_first),
      cmocka_unit_test(work_gives_way_to_what_had_less_service),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
