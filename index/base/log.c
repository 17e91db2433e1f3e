#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

static struct {
  LogSink sink;
  void *user;
  LogLevel lowest;
} current;

void log_set_sink(LogSink sink, void *user, LogLevel lowest) {
  current.sink = sink;
  current.user = user;
  current.lowest = lowest;
}

void log_write(LogLevel level, const char *format, ...) {
  if (!current.sink || level < current.lowest) return;
  char message[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  current.sink(current.user, level, message);
}
