// Log-linear buckets, as in HdrHistogram (Tene, 2012): the first sixteen values have a bucket each, and
// every octave behind them sixteen of equal width. Rejected: a ring of the last values (it needs sorting
// to be asked, and a lock to be read whole), buckets that the caller chooses (wrong when it matters).
#include "base/histogram.h"

#include "base/bits.h"

#include <stddef.h>

static const int64_t LARGEST = ((int64_t)1 << HISTOGRAM_OCTAVES) - 1;

enum { STEP_BITS = 4 };
_Static_assert(1 << STEP_BITS == HISTOGRAM_STEPS, "an octave's steps are its leading bits");

static size_t bucket_of(int64_t value) {
  if (value < HISTOGRAM_STEPS) return value > 0 ? (size_t)value : 0;
  if (value > LARGEST) value = LARGEST;
  unsigned shift = bits_width((uint64_t)value) - 1 - STEP_BITS;
  return (size_t)shift * HISTOGRAM_STEPS + (size_t)(value >> shift);
}

// The largest value that falls into it.
static int64_t bucket_end(size_t bucket) {
  if (bucket < HISTOGRAM_STEPS) return (int64_t)bucket;
  unsigned shift = (unsigned)(bucket / HISTOGRAM_STEPS) - 1;
  int64_t lead = (int64_t)(bucket % HISTOGRAM_STEPS) + HISTOGRAM_STEPS;
  return ((lead + 1) << shift) - 1;
}

void histogram_record(Histogram *histogram, int64_t value) {
  atomic_fetch_add_explicit(&histogram->counts[bucket_of(value)], 1, memory_order_relaxed);
}

uint64_t histogram_count(const Histogram *histogram) {
  uint64_t total = 0;
  for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
    total += atomic_load_explicit(&histogram->counts[i], memory_order_relaxed);
  }
  return total;
}

int64_t histogram_quantile(const Histogram *histogram, double quantile) {
  double wanted = quantile * (double)histogram_count(histogram);
  uint64_t seen = 0;
  size_t last = 0; // others may record meanwhile: what is found stays within what was counted
  for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
    uint64_t count = atomic_load_explicit(&histogram->counts[i], memory_order_relaxed);
    if (count == 0) continue;
    seen += count;
    last = i;
    if ((double)seen >= wanted) break;
  }
  return seen ? bucket_end(last) : 0;
}
