// Conditionals: which branches are read, and where a rewind goes.
#include "intake/ccond.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static CPlace place(size_t skeleton, size_t scopes, uint32_t inner) {
  return (CPlace){.skeleton = skeleton, .scopes = scopes, .inner = inner, .between = true};
}

static CCondAction next(CConditionals *conditionals, CPlace here) {
  CPlace back;
  return ccond_next(conditionals, &here, &back);
}

static CCondAction close(CConditionals *conditionals, CPlace here, CPlace *back) {
  return ccond_close(conditionals, &here, back);
}

static void open(CConditionals *conditionals, CPlace here) {
  ccond_open(conditionals, &here, false);
}

static void even_branches_are_all_read(void **state) {
  (void)state;
  CConditionals conditionals = {0};
  CPlace back;
  open(&conditionals, place(10, 1, 0));
  assert_int_equal(next(&conditionals, place(20, 1, 0)), CCOND_READ);
  assert_int_equal(next(&conditionals, place(30, 1, 0)), CCOND_READ);
  assert_int_equal(close(&conditionals, place(40, 1, 0), &back), CCOND_READ);
  assert_int_equal(conditionals.count, 0);
  array_free(&conditionals);
}

static void an_uneven_first_branch_is_the_only_one(void **state) {
  (void)state;
  CConditionals conditionals = {0};
  open(&conditionals, place(10, 1, 0));
  assert_int_equal(next(&conditionals, place(20, 1, 1)), CCOND_SKIP);
  assert_int_equal(conditionals.count, 0);
  CPlace inside = place(10, 1, 0);
  inside.between = false;
  open(&conditionals, inside);
  assert_int_equal(next(&conditionals, place(20, 1, 0)), CCOND_SKIP);
  array_free(&conditionals);
}

static void an_uneven_single_branch_stands(void **state) {
  (void)state;
  CConditionals conditionals = {0};
  CPlace back;
  open(&conditionals, place(10, 0, 0));
  assert_int_equal(close(&conditionals, place(20, 1, 0), &back), CCOND_READ);
  array_free(&conditionals);
}

static void an_uneven_later_branch_is_taken_back_to_its_start(void **state) {
  (void)state;
  CConditionals conditionals = {0};
  CPlace back = {0}, here = place(30, 2, 0);
  open(&conditionals, place(10, 1, 0));
  assert_int_equal(next(&conditionals, place(20, 1, 0)), CCOND_READ);
  assert_int_equal(ccond_next(&conditionals, &here, &back), CCOND_REWIND);
  assert_int_equal(back.skeleton, 20);
  assert_int_equal(back.scopes, 1);
  back.skeleton = 0;
  assert_int_equal(close(&conditionals, place(35, 1, 3), &back), CCOND_REWIND);
  assert_int_equal(back.skeleton, 20);
  array_free(&conditionals);
}

static void a_branch_without_declarations_does_not_count(void **state) {
  (void)state;
  CConditionals conditionals = {0};
  CPlace back;
  open(&conditionals, place(10, 0, 0));
  assert_int_equal(next(&conditionals, place(10, 0, 0)), CCOND_READ);
  assert_int_equal(ccond_floor(&conditionals), 0);
  assert_int_equal(close(&conditionals, place(20, 1, 0), &back), CCOND_READ);
  array_free(&conditionals);
}

static void only_the_first_is_read_where_the_others_are_foreign(void **state) {
  (void)state;
  CConditionals conditionals = {0};
  CPlace here = place(10, 0, 0);
  ccond_open(&conditionals, &here, true);
  assert_int_equal(next(&conditionals, place(20, 0, 0)), CCOND_SKIP);
  array_free(&conditionals);
}

static void the_floor_is_that_of_the_innermost_later_branch(void **state) {
  (void)state;
  CConditionals conditionals = {0};
  CPlace back;
  uint32_t open_inside;
  assert_int_equal(ccond_floor(&conditionals), 0);
  open(&conditionals, place(10, 2, 1));
  assert_int_equal(ccond_floor(&conditionals), 0);
  assert_false(ccond_abandon(&conditionals, &back, &open_inside));
  assert_int_equal(next(&conditionals, place(20, 2, 1)), CCOND_READ);
  assert_int_equal(ccond_floor(&conditionals), 3);
  open(&conditionals, place(30, 2, 2));
  open(&conditionals, place(40, 2, 2));
  assert_int_equal(ccond_floor(&conditionals), 3);
  assert_true(ccond_abandon(&conditionals, &back, &open_inside));
  assert_int_equal(open_inside, 2);
  assert_int_equal(back.skeleton, 20);
  assert_int_equal(conditionals.count, 1);
  array_free(&conditionals);
}

static void directives_without_an_if_are_nothing(void **state) {
  (void)state;
  CConditionals conditionals = {0};
  CPlace back;
  assert_int_equal(next(&conditionals, place(1, 0, 0)), CCOND_READ);
  assert_int_equal(close(&conditionals, place(1, 0, 0), &back), CCOND_READ);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(even_branches_are_all_read),
      cmocka_unit_test(an_uneven_first_branch_is_the_only_one),
      cmocka_unit_test(an_uneven_single_branch_stands),
      cmocka_unit_test(an_uneven_later_branch_is_taken_back_to_its_start),
      cmocka_unit_test(a_branch_without_declarations_does_not_count),
      cmocka_unit_test(only_the_first_is_read_where_the_others_are_foreign),
      cmocka_unit_test(the_floor_is_that_of_the_innermost_later_branch),
      cmocka_unit_test(directives_without_an_if_are_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
