// Spans of time for a trace viewer: who did what, when, on which thread. Off, a span costs one relaxed
// load. Written as Chrome trace events (JSON), which chrome://tracing and Perfetto open.
#ifndef TREELINE_BASE_TRACE_H
#define TREELINE_BASE_TRACE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

// Starts writing to the file; once, before threads start.
MUST_USE Status trace_open(const char *path, Error *error);
// Writes what is still held and closes. After all threads have ended; harmless if it was never opened.
void trace_close(void);
bool trace_on(void);
// Monotonic time, or 0 while tracing is off.
int64_t trace_begin(void);
// A span since `began_ns` (of trace_begin; 0: nothing is recorded). `name` and `category` are static strings.
void trace_end(const char *category, const char *name, int64_t began_ns);

#endif
