// Skeletons: pieces of a text, and the way back to where they stood.
#include "intake/skeleton.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char text[] = "int  f(int a) { return a; } int g;";

static void keep(Skeleton *skeleton, uint32_t start, uint32_t end) {
  skeleton_keep(skeleton, STR(text), start, end);
}

static void assert_bytes(const Skeleton *skeleton, const char *expected) {
  assert_true(str_equal(buf_str(&skeleton->bytes), str_from_c(expected)));
}

static void kept_bytes_lead_back_to_where_they_stood(void **state) {
  (void)state;
  Skeleton skeleton = {0};
  keep(&skeleton, 0, 3);
  skeleton_insert(&skeleton, STR(" "));
  keep(&skeleton, 5, 7);
  keep(&skeleton, 12, 13);
  assert_bytes(&skeleton, "int f()");
  for (uint32_t i = 0; i < 3; i++) assert_int_equal(skeleton_start(&skeleton, i), i);
  assert_int_equal(skeleton_start(&skeleton, 4), 5);
  assert_int_equal(skeleton_start(&skeleton, 6), 12);
  assert_int_equal(skeleton_end(&skeleton, 3), 3);
  assert_int_equal(skeleton_end(&skeleton, 5), 6);
  assert_int_equal(skeleton_end(&skeleton, 7), 13);
  skeleton_release(&skeleton);
}

static void inserted_bytes_belong_to_their_neighbours(void **state) {
  (void)state;
  Skeleton skeleton = {0};
  skeleton_insert(&skeleton, STR("void "));
  keep(&skeleton, 5, 6);
  skeleton_insert(&skeleton, STR("();"));
  assert_bytes(&skeleton, "void f();");
  assert_int_equal(skeleton_start(&skeleton, 0), 5);
  assert_int_equal(skeleton_start(&skeleton, 4), 5);
  assert_int_equal(skeleton_end(&skeleton, 9), 6);
  assert_int_equal(skeleton_start(&skeleton, 7), 6);
  assert_int_equal(skeleton_end(&skeleton, 0), 5);
  skeleton_release(&skeleton);
}

static void an_empty_skeleton_leads_to_the_start(void **state) {
  (void)state;
  Skeleton skeleton = {0};
  assert_int_equal(skeleton_start(&skeleton, 0), 0);
  assert_int_equal(skeleton_end(&skeleton, 0), 0);
  skeleton_insert(&skeleton, STR("x"));
  assert_int_equal(skeleton_start(&skeleton, 1), 0);
  assert_int_equal(skeleton_end(&skeleton, 1), 0);
  skeleton_release(&skeleton);
}

static void neighbours_in_the_text_are_one_piece(void **state) {
  (void)state;
  Skeleton skeleton = {0};
  keep(&skeleton, 5, 6);
  keep(&skeleton, 6, 7);
  skeleton_insert(&skeleton, STR(" "));
  keep(&skeleton, 8, 9);
  assert_int_equal(skeleton.pieces.count, 2);
  keep(&skeleton, 9, 10);
  assert_int_equal(skeleton.pieces.count, 2);
  skeleton_clear(&skeleton);
  keep(&skeleton, 7, 10);
  skeleton_insert(&skeleton, STR(" ")); // as the text has it
  keep(&skeleton, 11, 12);
  assert_int_equal(skeleton.pieces.count, 1);
  assert_bytes(&skeleton, "int a");
  skeleton_release(&skeleton);
}

static void a_cut_forgets_what_came_later(void **state) {
  (void)state;
  Skeleton skeleton = {0};
  keep(&skeleton, 0, 3);
  skeleton_insert(&skeleton, STR(" "));
  keep(&skeleton, 5, 13);
  keep(&skeleton, 28, 33);
  skeleton_cut(&skeleton, 6);
  assert_bytes(&skeleton, "int f(");
  assert_int_equal(skeleton.pieces.count, 2);
  assert_int_equal(skeleton_end(&skeleton, 6), 7);
  keep(&skeleton, 12, 13);
  assert_int_equal(skeleton_end(&skeleton, 7), 13);
  skeleton_cut(&skeleton, 0);
  assert_int_equal(skeleton.pieces.count, 0);
  skeleton_release(&skeleton);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(kept_bytes_lead_back_to_where_they_stood),
      cmocka_unit_test(inserted_bytes_belong_to_their_neighbours),
      cmocka_unit_test(an_empty_skeleton_leads_to_the_start),
      cmocka_unit_test(neighbours_in_the_text_are_one_piece),
      cmocka_unit_test(a_cut_forgets_what_came_later),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
