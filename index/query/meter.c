#include "query/meter.h"

#include "base/trace.h"

enum {
  SAMPLED_FIRST = 8, // measured one and all
  SAMPLED_OF = 8,    // then one of so many
  SHOWN_NS = 500,    // shorter spans would hide the others in a trace
};

Str index_stage_name(QueryStage stage) {
  static const char *const names[] = {"parse", "candidates", "read", "match", "rank", "deliver"};
  return str_from_c((size_t)stage < COUNT_OF(names) ? names[stage] : "unknown");
}

static void count(QueryMeter *meter, QueryStage stage, int64_t began_ns, int64_t now,
                  uint32_t weight) {
  int64_t ns = (now - began_ns) * weight;
  atomic_fetch_add_explicit(&meter->ns[stage], ns, memory_order_relaxed);
  if (now - began_ns >= SHOWN_NS) {
    trace_span("stage", index_stage_name(stage).ptr, began_ns, now);
  }
}

void meter_end(QueryMeter *meter, QueryStage stage, int64_t began_ns) {
  if (meter) (void)meter_lap(meter, stage, began_ns);
}

int64_t meter_lap(QueryMeter *meter, QueryStage stage, int64_t began_ns) {
  if (!meter) return 0;
  int64_t now = os_monotonic_ns();
  count(meter, stage, began_ns, now, 1);
  return now;
}

static bool is_measured(uint32_t times) {
  return times < SAMPLED_FIRST || times % SAMPLED_OF == 0 || trace_on();
}

MeterSample meter_sample(QueryMeter *meter, QueryStage stage) {
  if (!meter) return (MeterSample){0, 0};
  uint32_t times = atomic_fetch_add_explicit(&meter->times[stage], 1, memory_order_relaxed);
  if (!is_measured(times)) return (MeterSample){0, 0};
  bool one_of_many = times >= SAMPLED_FIRST && !trace_on();
  return (MeterSample){os_monotonic_ns(), one_of_many ? SAMPLED_OF : 1};
}

void meter_sample_lap(QueryMeter *meter, QueryStage stage, MeterSample *sample) {
  if (!sample->began_ns) return;
  int64_t now = os_monotonic_ns();
  count(meter, stage, sample->began_ns, now, sample->weight);
  sample->began_ns = now;
}
