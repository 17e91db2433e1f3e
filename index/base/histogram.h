// How long things took, or how large they were: counts of values in buckets whose width is a sixteenth
// of the value, so that a quantile is right to 6%. Any thread may record or ask at any time, without a
// lock; what is asked while others record is of a moment somewhere in between. All-zero is empty.
#ifndef TREELINE_BASE_HISTOGRAM_H
#define TREELINE_BASE_HISTOGRAM_H

#include <stdatomic.h>
#include <stdint.h>

enum {
  HISTOGRAM_OCTAVES = 40, // values up to 2^40: 18 minutes in nanoseconds
  HISTOGRAM_STEPS = 16,   // an octave
  HISTOGRAM_BUCKETS = (HISTOGRAM_OCTAVES - 3) * HISTOGRAM_STEPS,
};

typedef struct {
  atomic_uint_least64_t counts[HISTOGRAM_BUCKETS];
} Histogram;

// A value below 0 counts as 0, one over the largest as the largest.
void histogram_record(Histogram *histogram, int64_t value);
uint64_t histogram_count(const Histogram *histogram);
// The value that a share of `quantile` (0..1) of all values do not exceed: the upper end of its bucket.
// 0 if there is none.
int64_t histogram_quantile(const Histogram *histogram, double quantile);

#endif
