// Status codes and error messages. A function that can fail returns a must-use Status, leaves its
// outputs untouched on failure, and fills an optional Error (last parameter) with words for people.
#ifndef TREELINE_BASE_ERR_H
#define TREELINE_BASE_ERR_H

#include "base/compiler.h"

#include <stddef.h>

typedef enum {
  STATUS_OK = 0,
  STATUS_IO,          // the system refused: message carries its words
  STATUS_NOT_FOUND,   // no such file, directory, document
  STATUS_CORRUPT,     // bytes from outside break their format
  STATUS_INVALID,     // the caller's argument or the person's query is wrong
  STATUS_LIMIT,       // a configured maximum was reached
  STATUS_BUSY,        // another process holds the lock
  STATUS_CANCELLED,   // the request was cancelled
  STATUS_UNSUPPORTED, // this platform or build cannot
} Status;

typedef struct {
  Status status;
  char message[512]; // NUL-terminated, no trailing newline
} Error;

// Fills `error` (may be NULL) and returns `status`, so that a failure is one statement.
Status error_set(Error *error, Status status, const char *format, ...) PRINTF_LIKE(3, 4);

// As error_set, with the system's words for `system_error` (an errno value) appended.
Status error_system(Error *error, int system_error, const char *format, ...) PRINTF_LIKE(3, 4);

// Puts context before the message already in `error` ("opening index: no space left").
Status error_prefix(Error *error, Status status, const char *format, ...) PRINTF_LIKE(3, 4);

// Where a failure truly does not matter, said aloud: status_ignore(os_remove(path, NULL)).
static inline void status_ignore(Status status) { (void)status; }

// Out of memory ends the process here and nowhere else. Sizes that come from outside are bounded
// before they are allocated, so reaching this means the machine itself has no memory left.
NORETURN void die_out_of_memory(size_t wanted);

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);

#endif
