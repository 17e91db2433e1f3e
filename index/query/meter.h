// Where a query's time goes, stage by stage. Recorded without locks by any thread; a stage that several
// threads work on counts the sum of their times.
#ifndef TREELINE_QUERY_METER_H
#define TREELINE_QUERY_METER_H

#include "base/os.h"
#include "index.h"

#include <stdatomic.h>

typedef struct {
  atomic_int_fast64_t ns[QUERY_STAGES];
  atomic_uint times[QUERY_STAGES]; // of sampled stages: how often each began
} QueryMeter;

// Monotonic time, or 0 if nobody measures (meter NULL).
static inline int64_t meter_begin(const QueryMeter *meter) { return meter ? os_monotonic_ns() : 0; }
// The stage has lasted since `began_ns`; in a trace that is a span of this thread.
void meter_end(QueryMeter *meter, QueryStage stage, int64_t began_ns);
// The same, and the next stage begins: its beginning (0 if nobody measures), for the price of one clock.
int64_t meter_lap(QueryMeter *meter, QueryStage stage, int64_t began_ns);
// Time that was summed up elsewhere; no span in a trace.
static inline void meter_add(QueryMeter *meter, QueryStage stage, int64_t ns) {
  if (meter) atomic_fetch_add_explicit(&meter->ns[stage], ns, memory_order_relaxed);
}

// For stages that come once a document or once a hit, where asking the clock each time would cost
// percents: the first few are measured, then one of eight, which counts for all of them. A trace has
// every one.
typedef struct {
  int64_t began_ns; // 0: this one is not measured
  uint32_t weight;
} MeterSample;
// `stage` begins, once more.
MeterSample meter_sample(QueryMeter *meter, QueryStage stage);
// The stage ends; another, of the same document, begins.
void meter_sample_lap(QueryMeter *meter, QueryStage stage, MeterSample *sample);

#endif
