// A growable byte buffer with a maximum. Appending past the maximum drops the bytes and sets `failed`,
// which stays set, so that a writer checks once at the end. All integers are little-endian.
#ifndef TREELINE_BASE_BUF_H
#define TREELINE_BASE_BUF_H

#include "base/compiler.h"
#include "base/str.h"

typedef struct {
  char *data;
  size_t len;
  size_t capacity;
  size_t max; // 0: no maximum
  bool failed;
} Buf;

// An all-zero Buf is empty, unbounded and ready to use.
void buf_release(Buf *buf);
void buf_clear(Buf *buf); // keeps the memory
static inline Str buf_str(const Buf *buf) { return (Str){buf->data, buf->len}; }

// Room for `size` more bytes at the end, to be written by the caller; NULL past the maximum.
char *buf_extend(Buf *buf, size_t size);
void buf_put(Buf *buf, const void *bytes, size_t size);
void buf_str_put(Buf *buf, Str s);
void buf_byte(Buf *buf, uint8_t value);
void buf_u32(Buf *buf, uint32_t value);
void buf_u64(Buf *buf, uint64_t value);
void buf_varint(Buf *buf, uint64_t value); // LEB128, at most 10 bytes
void buf_printf(Buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
