// What the compiler's instructions answer is what the portable functions answer, and both are what counting
// bit by bit gives. CMakeLists.txt also builds this with TREELINE_NO_BUILTINS.
#include "base/bits.h"
#include "support/cmocka_all.h"
#include "support/random.h"

static unsigned count_by_hand(uint64_t bits) {
  unsigned count = 0;
  for (int i = 0; i < 64; i++) count += (unsigned)(bits >> i & 1);
  return count;
}

static unsigned width_by_hand(uint64_t value) {
  unsigned width = 0;
  for (unsigned i = 0; i < 64; i++) {
    if (value >> i & 1) width = i + 1;
  }
  return width;
}

static unsigned lowest_by_hand(uint64_t bits) {
  unsigned i = 0;
  while (!(bits >> i & 1)) i++;
  return i;
}

static void check(uint64_t value) {
  unsigned count = count_by_hand(value), width = width_by_hand(value);
  assert_int_equal(bits_count(value), count);
  assert_int_equal(bits_count_portable(value), count);
  assert_int_equal(bits_width(value), width);
  assert_int_equal(bits_width_portable(value), width);
  if (value == 0) return;
  unsigned lowest = lowest_by_hand(value);
  assert_int_equal(bits_lowest(value), lowest);
  assert_int_equal(bits_lowest_portable(value), lowest);
}

static void no_bits_and_all_bits_are_counted(void **state) {
  (void)state;
  check(0);
  check(UINT64_MAX);
  check(UINT32_MAX);
  check((uint64_t)UINT32_MAX << 32);
}

static void small_values_are_counted(void **state) {
  (void)state;
  for (uint64_t value = 0; value < 70000; value++) check(value);
}

static void every_run_of_ones_is_counted(void **state) {
  (void)state;
  for (unsigned from = 0; from < 64; from++) {
    for (unsigned size = 1; from + size <= 64; size++) {
      uint64_t run = (UINT64_MAX >> (64 - size)) << from;
      check(run);
      check(~run);
    }
  }
}

static void random_values_of_every_width_are_counted(void **state) {
  Random *random = *state;
  for (int round = 0; round < 100000; round++) {
    uint64_t value = random_next(random) >> random_below(random, 64);
    if (random_below(random, 2)) value &= random_next(random); // fewer ones
    check(value);
    check(value << random_below(random, 64));
  }
}

int main(void) {
  Random random = random_seeded("bits");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_bits_and_all_bits_are_counted),
      cmocka_unit_test(small_values_are_counted),
      cmocka_unit_test(every_run_of_ones_is_counted),
      cmocka_unit_test_prestate(random_values_of_every_width_are_counted, &random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
