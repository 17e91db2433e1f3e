// The items of a partial result on their way from the worker that finds them to the loop, which sends
// them in parts: the first holds one item, each further one four times as many, so that the first
// is there at once and the many cost little. What waits to become a part is taken by time
// (stream_gather), so that no item waits for another that may never be found.
//
// Parts stay here until the client has read most of what was sent before: then a request that is
// cancelled amid its delivery takes back all that has not been sent. A lock guards all of it.
#ifndef TREELINE_LSP_STREAM_H
#define TREELINE_LSP_STREAM_H

#include "base/buf.h"

enum {
  STREAM_PART_ITEMS = 256,        // most of one part
  STREAM_PART_BYTES = 32 * 1024,  // a part that has reached them is whole
  STREAM_BACKLOG_MAX = 128 * 1024 // unread bytes over which no part is sent
};

typedef struct Stream Stream;

// A part is {"member":[...]}; with NULL the array itself. `member` is a static string.
Stream *stream_new(const char *member);
void stream_free(Stream *stream); // NULL is allowed

// Appends one item, a JSON value. True if a part has become whole: whoever sends should look. Any
// one thread.
bool stream_add(Stream *stream, Str item);
// Makes a part of what waits, if anything does.
void stream_gather(Stream *stream);
// The oldest whole part as one JSON value, the caller's then; false if there is none.
bool stream_take(Stream *stream, Buf *value);
size_t stream_bytes(Stream *stream); // of parts not taken, whole or not

#endif
