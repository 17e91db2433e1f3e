#include "lsp/stream.h"

#include "base/err.h"

#include <stdlib.h>
#include <uv.h>

enum { GROWTH = 4 };

typedef struct Part Part;
struct Part {
  Part *next;
  Buf value;
};

struct Stream {
  const char *member;
  uv_mutex_t lock; // guards everything below
  Part *first, *last;
  size_t bytes;  // of these parts
  Buf waiting;   // the next part, open
  size_t items;  // of it
  size_t wanted; // until it is whole
};

Stream *stream_new(const char *member) {
  Stream *stream = xcalloc(1, sizeof *stream);
  stream->member = member;
  stream->wanted = 1;
  if (uv_mutex_init(&stream->lock)) abort(); // the system refuses a lock
  return stream;
}

void stream_free(Stream *stream) {
  if (!stream) return;
  for (Part *part = stream->first, *next; part; part = next) {
    next = part->next;
    buf_release(&part->value);
    free(part);
  }
  buf_release(&stream->waiting);
  uv_mutex_destroy(&stream->lock);
  free(stream);
}

static void begin_part(Stream *stream) {
  if (stream->member)
    buf_printf(&stream->waiting, "{\"%s\":[", stream->member);
  else
    buf_byte(&stream->waiting, '[');
}

static void end_part(Stream *stream) {
  buf_str_put(&stream->waiting, stream->member ? STR("]}") : STR("]"));
  Part *part = xcalloc(1, sizeof *part);
  part->value = stream->waiting;
  stream->bytes += part->value.len;
  stream->waiting = (Buf){0};
  stream->items = 0;
  if (stream->last)
    stream->last->next = part;
  else
    stream->first = part;
  stream->last = part;
}

bool stream_add(Stream *stream, Str item) {
  uv_mutex_lock(&stream->lock);
  if (stream->items == 0)
    begin_part(stream);
  else
    buf_byte(&stream->waiting, ',');
  buf_str_put(&stream->waiting, item);
  stream->items++;
  bool whole = stream->items >= stream->wanted || stream->waiting.len >= STREAM_PART_BYTES;
  if (whole) {
    end_part(stream);
    stream->wanted *= GROWTH;
    if (stream->wanted > STREAM_PART_ITEMS) stream->wanted = STREAM_PART_ITEMS;
  }
  uv_mutex_unlock(&stream->lock);
  return whole;
}

void stream_gather(Stream *stream) {
  uv_mutex_lock(&stream->lock);
  if (stream->items) end_part(stream);
  uv_mutex_unlock(&stream->lock);
}

bool stream_take(Stream *stream, Buf *value) {
  uv_mutex_lock(&stream->lock);
  Part *part = stream->first;
  if (part) {
    stream->first = part->next;
    if (!stream->first) stream->last = NULL;
    stream->bytes -= part->value.len;
  }
  uv_mutex_unlock(&stream->lock);
  if (!part) return false;
  *value = part->value;
  free(part);
  return true;
}

size_t stream_bytes(Stream *stream) {
  uv_mutex_lock(&stream->lock);
  size_t bytes = stream->bytes + stream->waiting.len;
  uv_mutex_unlock(&stream->lock);
  return bytes;
}
