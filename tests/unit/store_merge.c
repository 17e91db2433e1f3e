// Which segments are built again, case by case.
#include "store/merge.h"
#include "support/cmocka_all.h"

enum { MANY = 20 };

static MergeSegment large(void) { return (MergeSegment){100 << 20, 5000, 0}; }
static MergeSegment small(void) { return (MergeSegment){1 << 20, 50, 0}; }

static void a_fresh_index_is_left_alone(void **state) {
  (void)state;
  MergeSegment segments[MANY];
  bool rewrite[MANY];
  for (int i = 0; i < MANY; i++) segments[i] = large();
  assert_int_equal(merge_choose(segments, MANY, rewrite), 0);
  for (int i = 0; i < MANY; i++) assert_false(rewrite[i]);
}

static void a_segment_more_than_half_dead_is_built_again(void **state) {
  (void)state;
  MergeSegment segments[] = {large(), large(), large()};
  bool rewrite[3];
  segments[0].dead = segments[0].documents / 2;
  segments[1].dead = segments[1].documents / 2 + 1;
  assert_int_equal(merge_choose(segments, 3, rewrite), 1);
  assert_true(rewrite[1]);
}

static void small_segments_wait_until_there_are_enough(void **state) {
  (void)state;
  MergeSegment segments[MERGE_SMALL_COUNT + 1];
  bool rewrite[MERGE_SMALL_COUNT + 1];
  segments[0] = large();
  for (int i = 1; i <= MERGE_SMALL_COUNT; i++) segments[i] = small();
  assert_int_equal(merge_choose(segments, MERGE_SMALL_COUNT, rewrite), 0);
  assert_int_equal(merge_choose(segments, MERGE_SMALL_COUNT + 1, rewrite), MERGE_SMALL_COUNT);
  assert_false(rewrite[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_fresh_index_is_left_alone),
      cmocka_unit_test(a_segment_more_than_half_dead_is_built_again),
      cmocka_unit_test(small_segments_wait_until_there_are_enough),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
