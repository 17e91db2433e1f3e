// The few compiler features Treeline uses, each with a fallback, so that no other file names one.
#ifndef TREELINE_BASE_COMPILER_H
#define TREELINE_BASE_COMPILER_H

#if defined(__GNUC__) || defined(__clang__)
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define NORETURN __attribute__((noreturn))
#else
#define MUST_USE
#define PRINTF_LIKE(format_at, args_at)
#define LIKELY(condition) (condition)
#define UNLIKELY(condition) (condition)
#define NORETURN
#endif

// Bits needed to write `value`: 0 for 0.
static inline unsigned bit_width(unsigned value) {
#if defined(__GNUC__) || defined(__clang__)
  return value ? 32u - (unsigned)__builtin_clz(value) : 0;
#else
  unsigned bits = 0;
  for (; value; value >>= 1) bits++;
  return bits;
#endif
}

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
