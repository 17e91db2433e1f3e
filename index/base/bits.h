// Counting and finding ones in an integer. Each is one instruction where the compiler can be asked for
// it, and portable C elsewhere; the portable ones are the reference that tests compare against, and what
// is used where TREELINE_NO_BUILTINS is defined.
#ifndef TREELINE_BASE_BITS_H
#define TREELINE_BASE_BITS_H

#include "base/compiler.h"

#include <stdint.h>

// How many ones there are: 0 .. 64. Adds neighbours in fields of 2, 4, 8 bits, then all bytes by a product.
static inline unsigned bits_count_portable(uint64_t bits) {
  bits -= bits >> 1 & 0x5555555555555555u;
  bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
  bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
  return (unsigned)(bits * 0x0101010101010101u >> 56);
}

// Bits needed to write `value`: 0 for 0, 64 at most. One more than the place of the highest one.
static inline unsigned bits_width_portable(uint64_t value) {
  unsigned width = 0;
  for (unsigned half = 32; half; half /= 2) {
    if (value >> half == 0) continue;
    value >>= half;
    width += half;
  }
  return width + (unsigned)value;
}

// The place of the lowest one, 0 .. 63: how many zeros are below it. `bits` is not 0.
static inline unsigned bits_lowest_portable(uint64_t bits) {
  return bits_count_portable(~bits & (bits - 1));
}

#if COMPILER_BUILTINS
static inline unsigned bits_count(uint64_t bits) { return (unsigned)__builtin_popcountll(bits); }
static inline unsigned bits_width(uint64_t value) {
  return value ? 64u - (unsigned)__builtin_clzll(value) : 0;
}
static inline unsigned bits_lowest(uint64_t bits) { return (unsigned)__builtin_ctzll(bits); }
#else
static inline unsigned bits_count(uint64_t bits) { return bits_count_portable(bits); }
static inline unsigned bits_width(uint64_t value) { return bits_width_portable(value); }
static inline unsigned bits_lowest(uint64_t bits) { return bits_lowest_portable(bits); }
#endif

#endif
