// Which vector instructions may be used: the one question that scan.c, fuzzy_batch.c and name_planes.c ask
// before they use any; words.c has enough with SIMD_X86. Each of them has portable C that gives the same,
// and that is what other processors, other compilers and TREELINE_NO_BUILTINS are left with.
#ifndef TREELINE_BASE_SIMD_H
#define TREELINE_BASE_SIMD_H

#include "base/compiler.h"

#include <stdatomic.h>

typedef enum { SIMD_PORTABLE = 1, SIMD_SSE2, SIMD_AVX2 } SimdLevel; // each includes those before it

#if COMPILER_BUILTINS && defined(__x86_64__)
#include <immintrin.h>
#define SIMD_X86 1                                  // every one of them has SSE2
#define AVX2 __attribute__((target("avx2,popcnt"))) // of a function for SIMD_AVX2 alone

extern atomic_uint simd_known; // for simd_level: what simd_look has found; 0 before
// The widest that this processor has, or $TREELINE_SIMD (portable, sse2) allows.
SimdLevel simd_look(void);
// The same, looked up once for the process. Any thread.
static inline SimdLevel simd_level(void) {
  unsigned known = atomic_load_explicit(&simd_known, memory_order_relaxed);
  return known ? (SimdLevel)known : simd_look();
}
#else
#define SIMD_X86 0
static inline SimdLevel simd_level(void) { return SIMD_PORTABLE; }
#endif

#endif
