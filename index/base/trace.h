// Spans of time for a trace viewer: who did what, when, on which thread. Off, a span costs one relaxed
// load. Written as Chrome trace events (JSON), which chrome://tracing and Perfetto open. The file is whole
// JSON at every moment but while it is being written to, so that a killed process leaves one that opens.
//
// Any thread may record at any time. Spans of one thread must nest, as calls do: what overlaps without
// nesting (a request that waits) is no span of a thread and is not recorded here.
#ifndef TREELINE_BASE_TRACE_H
#define TREELINE_BASE_TRACE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

// Starts writing to the file; once, before threads start.
MUST_USE Status trace_open(const char *path, Error *error);
// Writes what is still held and closes. After all threads have ended, or hang for good; harmless if it was
// never opened. Says how many spans were lost because the disk was slower than they came, and whether
// writing failed (STATUS_IO).
Status trace_close(uint64_t *lost, Error *error);
bool trace_on(void);
// What the calling thread is called in the trace, a static string.
void trace_thread(const char *name);
// Monotonic time, or 0 while tracing is off.
int64_t trace_begin(void);
// A span since `began_ns` (of trace_begin; 0: nothing is recorded). `name` and `category` are static strings.
void trace_end(const char *category, const char *name, int64_t began_ns);
// The same for a span whose end is known.
void trace_span(const char *category, const char *name, int64_t began_ns, int64_t ended_ns);

#endif
