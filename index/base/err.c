#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Status error_set(Error *error, Status status, const char *format, ...) {
  if (!error) return status;
  va_list args;
  va_start(args, format);
  vsnprintf(error->message, sizeof error->message, format, args);
  va_end(args);
  error->status = status;
  return status;
}

Status error_system(Error *error, int system_error, const char *format, ...) {
  Status status = system_error == ENOENT || system_error == ENOTDIR ? STATUS_NOT_FOUND : STATUS_IO;
  if (!error) return status;
  va_list args;
  va_start(args, format);
  int used = vsnprintf(error->message, sizeof error->message, format, args);
  va_end(args);
  if (used >= 0 && (size_t)used < sizeof error->message) {
    snprintf(error->message + used, sizeof error->message - (size_t)used, ": %s",
             strerror(system_error));
  }
  error->status = status;
  return status;
}

Status error_prefix(Error *error, Status status, const char *format, ...) {
  if (!error) return status;
  char inner[sizeof error->message];
  memcpy(inner, error->message, sizeof inner);
  va_list args;
  va_start(args, format);
  int used = vsnprintf(error->message, sizeof error->message, format, args);
  va_end(args);
  if (used >= 0 && (size_t)used < sizeof error->message) {
    snprintf(error->message + used, sizeof error->message - (size_t)used, ": %s", inner);
  }
  error->status = status;
  return status;
}

void die_out_of_memory(size_t wanted) {
  fprintf(stderr, "treeline: out of memory (%zu bytes wanted)\n", wanted);
  abort();
}

void *xmalloc(size_t size) {
  void *memory = malloc(size ? size : 1);
  if (!memory) die_out_of_memory(size);
  return memory;
}

void *xcalloc(size_t count, size_t size) {
  void *memory = calloc(count ? count : 1, size ? size : 1);
  if (!memory) die_out_of_memory(count * size);
  return memory;
}

void *xrealloc(void *old, size_t size) {
  void *memory = realloc(old, size ? size : 1);
  if (!memory) die_out_of_memory(size);
  return memory;
}
