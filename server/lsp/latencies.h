// How long the client waits, method by method: from a request's arrival to its answer. The loop's.
#ifndef TREELINE_LSP_LATENCIES_H
#define TREELINE_LSP_LATENCIES_H

#include "lsp/json_out.h"

typedef struct MethodLatency MethodLatency;

// All-zero is empty.
typedef struct {
  MethodLatency *first; // in the order of their first answers
} MethodLatencies;

void latencies_release(MethodLatencies *latencies);
// A request that came at `came_ns` (monotonic time) was answered just now. `method` is a static string;
// NULL, of a method that is unknown, counts nowhere.
void latencies_answered(MethodLatencies *latencies, const char *method, int64_t came_ns,
                        bool cancelled);
// [{"method":"workspace/symbol","count":3,"p50Us":..,"p95Us":..,"p99Us":..,"cancelled":0}, ...]
void latencies_put(const MethodLatencies *latencies, JsonOut *out);

#endif
