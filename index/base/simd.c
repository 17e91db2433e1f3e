// What a processor has does not change, so it is looked up once and kept in a global: it is asked for each
// text and each name, and a parameter would have to go through all of query/. The environment is for
// tests, which hold each width to the same results, and for machines that claim more than they have.
#include "base/simd.h"

#include "base/os.h"

#if SIMD_X86
atomic_uint simd_known;

SimdLevel simd_look(void) {
  Str most = os_environment("TREELINE_SIMD");
  SimdLevel level = __builtin_cpu_supports("avx2") ? SIMD_AVX2 : SIMD_SSE2;
  if (str_equal(most, STR("sse2"))) level = SIMD_SSE2;
  if (str_equal(most, STR("portable"))) level = SIMD_PORTABLE;
  atomic_store_explicit(&simd_known, level, memory_order_relaxed);
  return level;
}
#endif
