#include "base/buf.h"
#include "base/codec.h"
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_release(Buf *buf) {
  free(buf->data);
  *buf = (Buf){.max = buf->max};
}

void buf_clear(Buf *buf) {
  buf->len = 0;
  buf->failed = false;
}

static bool buf_reserve(Buf *buf, size_t size) {
  if (size <= buf->capacity - buf->len) return true;
  size_t limit = buf->max ? buf->max : SIZE_MAX / 2;
  if (buf->failed || buf->len > limit || size > limit - buf->len) {
    buf->failed = true;
    return false;
  }
  size_t wanted = buf->len + size;
  size_t grown = buf->capacity + buf->capacity / 2 + 64;
  buf->capacity = grown > wanted ? grown : wanted;
  buf->data = xrealloc(buf->data, buf->capacity);
  return true;
}

char *buf_extend(Buf *buf, size_t size) {
  if (!buf_reserve(buf, size)) return NULL;
  char *room = buf->data + buf->len;
  buf->len += size;
  return room;
}

void buf_put(Buf *buf, const void *bytes, size_t size) {
  if (size == 0) return;
  char *room = buf_extend(buf, size);
  if (room) memcpy(room, bytes, size);
}

void buf_str_put(Buf *buf, Str s) { buf_put(buf, s.ptr, s.len); }

void buf_byte(Buf *buf, uint8_t value) {
  if (buf->len == buf->capacity && !buf_reserve(buf, 1)) return;
  buf->data[buf->len++] = (char)value;
}

void buf_u32(Buf *buf, uint32_t value) {
  char *room = buf_extend(buf, sizeof value);
  if (room) le_put_u32(room, value);
}

void buf_u64(Buf *buf, uint64_t value) {
  char *room = buf_extend(buf, sizeof value);
  if (room) le_put_u64(room, value);
}

void buf_varint(Buf *buf, uint64_t value) {
  if (value < 0x80) { // most are: deltas and lengths
    buf_byte(buf, (uint8_t)value);
    return;
  }
  char bytes[VARINT_MAX];
  buf_put(buf, bytes, varint_put(bytes, value));
}

void buf_printf(Buf *buf, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  size_t size = length > 0 ? (size_t)length : 0;
  // vsnprintf writes a NUL behind the text: reserve it, then give it back.
  char *room = buf_extend(buf, size + 1);
  if (room) {
    vsnprintf(room, size + 1, format, again);
    buf->len--;
  }
  va_end(again);
}
