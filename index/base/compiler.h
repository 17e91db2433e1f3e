// The few compiler features Treeline uses, each with a fallback. They are named here and in bits.h.
// TREELINE_NO_BUILTINS leaves the fallbacks alone, for tests.
#ifndef TREELINE_BASE_COMPILER_H
#define TREELINE_BASE_COMPILER_H

#if (defined(__GNUC__) || defined(__clang__)) && !defined(TREELINE_NO_BUILTINS)
#define COMPILER_BUILTINS 1
#else
#define COMPILER_BUILTINS 0
#endif

#if COMPILER_BUILTINS
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define PREFETCH(address) __builtin_prefetch(address) // the cache line is read soon
#else
#define MUST_USE
#define PRINTF_LIKE(format_at, args_at)
#define LIKELY(condition) (condition)
#define UNLIKELY(condition) (condition)
#define ALWAYS_INLINE inline
#define PREFETCH(address) ((void)(address))
#endif

#define NORETURN _Noreturn
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
