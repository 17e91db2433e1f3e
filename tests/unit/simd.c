// What is used is the processor's, unless the environment asks for less.
#include "base/simd.h"
#include "support/cmocka_all.h"

#include <stdlib.h>

#if SIMD_X86
static SimdLevel level_where(const char *environment) {
  assert_int_equal(setenv("TREELINE_SIMD", environment, 1), 0);
  return simd_look();
}

static void the_environment_allows_less(void **state) {
  (void)state;
  assert_int_equal(level_where("portable"), SIMD_PORTABLE);
  assert_int_equal(level_where("sse2"), SIMD_SSE2);
}

static void what_is_unknown_leaves_the_widest(void **state) {
  (void)state;
  SimdLevel widest = __builtin_cpu_supports("avx2") ? SIMD_AVX2 : SIMD_SSE2;
  assert_int_equal(level_where(""), widest);
  assert_int_equal(level_where("avx512"), widest);
}

static void it_is_looked_up_once(void **state) {
  (void)state;
  assert_int_equal(level_where("portable"), SIMD_PORTABLE);
  assert_int_equal(setenv("TREELINE_SIMD", "sse2", 1), 0);
  assert_int_equal(simd_level(), SIMD_PORTABLE);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_environment_allows_less),
                                     cmocka_unit_test(what_is_unknown_leaves_the_widest),
                                     cmocka_unit_test(it_is_looked_up_once)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
static void there_is_nothing_but_portable_c(void **state) {
  (void)state;
  assert_int_equal(simd_level(), SIMD_PORTABLE);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(there_is_nothing_but_portable_c)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
