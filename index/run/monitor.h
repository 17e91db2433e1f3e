// How long requests take, by kind and by stage, since the index was opened. Any thread, without locks.
#ifndef TREELINE_RUN_MONITOR_H
#define TREELINE_RUN_MONITOR_H

#include "base/histogram.h"
#include "index.h"
#include "query/meter.h"

typedef struct {
  Histogram requests[REQUEST_KINDS];
  Histogram stages[QUERY_STAGES];
} Monitor;

// One request under measurement.
typedef struct {
  IndexRequest kind;
  int64_t began_ns;
  QueryMeter meter; // handed to the query
} Measured;

Measured measured_begin(IndexRequest kind);
// Counts it; in a trace it is a span.
void measured_end(Measured *measured, Monitor *monitor);
void monitor_fill(const Monitor *monitor, IndexStatus *out);

#endif
