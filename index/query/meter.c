#include "query/meter.h"

#include "base/trace.h"

Str index_stage_name(QueryStage stage) {
  static const char *const names[] = {"parse", "candidates", "read", "match", "rank", "deliver"};
  return str_from_c((size_t)stage < COUNT_OF(names) ? names[stage] : "unknown");
}

void meter_end(QueryMeter *meter, QueryStage stage, int64_t began_ns) {
  if (meter) (void)meter_lap(meter, stage, began_ns);
}

int64_t meter_lap(QueryMeter *meter, QueryStage stage, int64_t began_ns) {
  if (!meter) return 0;
  int64_t now = os_monotonic_ns();
  atomic_fetch_add_explicit(&meter->ns[stage], now - began_ns, memory_order_relaxed);
  trace_span("stage", index_stage_name(stage).ptr, began_ns, now);
  return now;
}
