#include "query/meter.h"

#include "base/trace.h"

// What the stages are called in a trace.
static const char *const names[QUERY_STAGES] = {
    [STAGE_PARSE] = "parse", [STAGE_CANDIDATES] = "candidates", [STAGE_READ] = "read",
    [STAGE_MATCH] = "match", [STAGE_RANK] = "rank",             [STAGE_DELIVER] = "deliver",
};

void meter_end(QueryMeter *meter, QueryStage stage, int64_t began_ns) {
  if (meter) (void)meter_lap(meter, stage, began_ns);
}

int64_t meter_lap(QueryMeter *meter, QueryStage stage, int64_t began_ns) {
  if (!meter) return 0;
  int64_t now = os_monotonic_ns();
  atomic_fetch_add_explicit(&meter->ns[stage], now - began_ns, memory_order_relaxed);
  trace_span("stage", names[stage], began_ns, now);
  return now;
}
