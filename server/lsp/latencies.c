#include "lsp/latencies.h"

#include "base/histogram.h"
#include "base/os.h"
#include "lsp/figures.h"

#include <stdlib.h>

struct MethodLatency {
  MethodLatency *next;
  const char *method;
  uint64_t cancelled;
  Histogram answered; // of those that were not cancelled: a cancel is answered at once
};

void latencies_release(MethodLatencies *latencies) {
  for (MethodLatency *m = latencies->first, *next; m; m = next) {
    next = m->next;
    free(m);
  }
  latencies->first = NULL;
}

static MethodLatency *find(MethodLatencies *latencies, const char *method) {
  MethodLatency **at = &latencies->first;
  while (*at && (*at)->method != method) at = &(*at)->next;
  if (!*at) {
    *at = xcalloc(1, sizeof **at);
    (*at)->method = method;
  }
  return *at;
}

void latencies_answered(MethodLatencies *latencies, const char *method, int64_t came_ns,
                        bool cancelled) {
  if (!method) return;
  MethodLatency *found = find(latencies, method);
  if (cancelled)
    found->cancelled++;
  else
    histogram_record(&found->answered, os_monotonic_ns() - came_ns);
}

void latencies_put(const MethodLatencies *latencies, JsonOut *out) {
  json_open(out, '[');
  for (const MethodLatency *m = latencies->first; m; m = m->next) {
    json_open(out, '{');
    json_put_string(out, "method", str_from_c(m->method));
    figures_put_latencies(out, &(Latencies){.count = histogram_count(&m->answered),
                                            .p50_ns = histogram_quantile(&m->answered, 0.50),
                                            .p95_ns = histogram_quantile(&m->answered, 0.95),
                                            .p99_ns = histogram_quantile(&m->answered, 0.99)});
    json_put_unsigned(out, "cancelled", m->cancelled);
    json_close(out, '}');
  }
  json_close(out, ']');
}
