// What every fuzzer has: the entry that libFuzzer calls with any bytes, and inputs that are right,
// from which mutations start. A fuzzer fails by a crash, a sanitizer's finding, or fuzz_require.
#ifndef TREELINE_TESTS_FUZZ_H
#define TREELINE_TESTS_FUZZ_H

#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef void (*FuzzSeedFn)(void *user, Str seed);
void fuzz_seeds(FuzzSeedFn take, void *user);

#define fuzz_require(condition)                                                                    \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                              \
      abort();                                                                                     \
    }                                                                                              \
  } while (0)

static inline Str fuzz_str(const uint8_t *data, size_t size) {
  return str_make((const char *)data, size);
}

#endif
