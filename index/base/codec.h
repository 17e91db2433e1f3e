// Little-endian integers, varints, and Reader: the only way untrusted bytes are decoded. A Reader has a
// sticky error: after the first read past the end, or a malformed varint, every read returns 0 and
// `failed` stays set, so that a decoder checks once, before it believes what it read.
#ifndef TREELINE_BASE_CODEC_H
#define TREELINE_BASE_CODEC_H

#include "base/str.h"

enum { VARINT_MAX = 10 };

static inline void le_put_u32(char *out, uint32_t v) {
  for (int i = 0; i < 4; i++) out[i] = (char)(v >> (8 * i));
}
static inline void le_put_u64(char *out, uint64_t v) {
  for (int i = 0; i < 8; i++) out[i] = (char)(v >> (8 * i));
}
static inline uint16_t le_get_u16(const char *p) {
  return (uint16_t)((unsigned char)p[0] | (unsigned)(unsigned char)p[1] << 8);
}
static inline uint32_t le_get_u32(const char *p) {
  return (uint32_t)le_get_u16(p) | (uint32_t)le_get_u16(p + 2) << 16;
}
static inline uint64_t le_get_u64(const char *p) {
  return (uint64_t)le_get_u32(p) | (uint64_t)le_get_u32(p + 4) << 32;
}

// Big-endian, as others' formats have it.
static inline uint32_t be_get_u32(const char *p) {
  const unsigned char *b = (const unsigned char *)p;
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

// Writes `value` to `out` (room for VARINT_MAX); returns the bytes used.
size_t varint_put(char *out, uint64_t value);

typedef struct {
  const char *at;
  const char *end;
  bool failed;
} Reader;

static inline Reader reader_make(Str bytes) {
  return (Reader){bytes.ptr, bytes.ptr + bytes.len, false};
}
static inline size_t reader_left(const Reader *r) { return (size_t)(r->end - r->at); }
uint8_t reader_byte(Reader *r);
uint32_t reader_u32(Reader *r);
uint64_t reader_u64(Reader *r);
uint64_t reader_long_varint(Reader *r); // for reader_varint
// Most are a byte; dictionaries are walked with this.
static inline uint64_t reader_varint(Reader *r) {
  bool single = r->at < r->end && !r->failed && (uint8_t)*r->at < 0x80;
  return single ? (uint8_t)*r->at++ : reader_long_varint(r);
}
// As reader_varint, but a value over `max` fails the reader.
static inline uint64_t reader_varint_max(Reader *r, uint64_t max) {
  uint64_t value = reader_varint(r);
  if (value <= max) return value;
  r->failed = true;
  return 0;
}
// The next `size` bytes, borrowed; empty and failed if fewer are left.
Str reader_bytes(Reader *r, size_t size);

#endif
