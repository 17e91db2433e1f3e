// cmocka with what it wants included before it, and comparisons of Str.
#ifndef TREELINE_TESTS_LSP_CHECK_H
#define TREELINE_TESTS_LSP_CHECK_H

#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define assert_str(actual, expected)                                                               \
  do {                                                                                             \
    Str actual_ = (actual), expected_ = str_from_c(expected);                                      \
    assert_int_equal(actual_.len, expected_.len);                                                  \
    assert_memory_equal(actual_.ptr, expected_.ptr, actual_.len);                                  \
  } while (0)

#endif
