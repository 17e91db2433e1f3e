// Where the library's rare words to people go. Libraries never print: they call the sink that the
// program set, from any thread; without a sink, words are dropped.
#ifndef TREELINE_BASE_LOG_H
#define TREELINE_BASE_LOG_H

#include "base/compiler.h"

typedef enum { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR } LogLevel;
typedef void (*LogSink)(void *user, LogLevel level, const char *message);

// Set once, before threads start. `sink` must be thread-safe.
void log_set_sink(LogSink sink, void *user, LogLevel lowest);
void log_write(LogLevel level, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
