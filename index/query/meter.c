#include "query/meter.h"

void meter_end(QueryMeter *meter, QueryStage stage, int64_t began_ns) {
  if (!meter) return;
  atomic_fetch_add_explicit(&meter->ns[stage], os_monotonic_ns() - began_ns, memory_order_relaxed);
}
