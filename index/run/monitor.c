#include "run/monitor.h"

#include "base/trace.h"

Str index_request_name(IndexRequest kind) {
  static const char *const names[] = {"search",     "search all", "symbols", "outline",
                                      "definition", "references", "hover",   "structure"};
  return str_from_c((size_t)kind < COUNT_OF(names) ? names[kind] : "unknown");
}

Measured measured_begin(IndexRequest kind) {
  return (Measured){.kind = kind, .began_ns = os_monotonic_ns()};
}

void measured_end(Measured *measured, Monitor *monitor) {
  int64_t now = os_monotonic_ns();
  histogram_record(&monitor->requests[measured->kind], now - measured->began_ns);
  trace_span("request", index_request_name(measured->kind).ptr, measured->began_ns, now);
  for (int stage = 0; stage < QUERY_STAGES; stage++) {
    int64_t ns = atomic_load_explicit(&measured->meter.ns[stage], memory_order_relaxed);
    if (ns) histogram_record(&monitor->stages[stage], ns); // 0: it had no such stage
  }
}

static Latencies latencies_of(const Histogram *histogram) {
  return (Latencies){.count = histogram_count(histogram),
                     .p50_ns = histogram_quantile(histogram, 0.50),
                     .p95_ns = histogram_quantile(histogram, 0.95),
                     .p99_ns = histogram_quantile(histogram, 0.99)};
}

void monitor_fill(const Monitor *monitor, IndexStatus *out) {
  for (int i = 0; i < REQUEST_KINDS; i++) out->requests[i] = latencies_of(&monitor->requests[i]);
  for (int i = 0; i < QUERY_STAGES; i++) out->stages[i] = latencies_of(&monitor->stages[i]);
}
