// Numbers of the indexing under way, counted by workers and read by anyone.
#ifndef TREELINE_RUN_COUNTERS_H
#define TREELINE_RUN_COUNTERS_H

#include <stdatomic.h>
#include <stdint.h>

typedef struct {
  atomic_uint_fast64_t files_found, bytes_found;
  atomic_uint_fast64_t files_pending;   // text
  atomic_uint_fast64_t symbols_pending; // files
  atomic_uint_fast64_t text_bytes_wanted, text_bytes_done;
  atomic_uint_fast64_t symbol_bytes_wanted, symbol_bytes_done;
  atomic_uint_fast64_t timed_out;
  atomic_uint_fast64_t reused_bytes; // of source whose symbols were copied, since opening
} Counters;

static inline void counter_add(atomic_uint_fast64_t *counter, uint64_t amount) {
  atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}
static inline void counter_sub(atomic_uint_fast64_t *counter, uint64_t amount) {
  atomic_fetch_sub_explicit(counter, amount, memory_order_relaxed);
}
static inline void counter_set(atomic_uint_fast64_t *counter, uint64_t value) {
  atomic_store_explicit(counter, value, memory_order_relaxed);
}
static inline uint64_t counter_get(const atomic_uint_fast64_t *counter) {
  return atomic_load_explicit(counter, memory_order_relaxed);
}

#endif
