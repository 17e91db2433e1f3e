#include "base/codec.h"

size_t varint_put(char *out, uint64_t value) {
  size_t n = 0;
  while (value >= 0x80) {
    out[n++] = (char)(value | 0x80);
    value >>= 7;
  }
  out[n++] = (char)value;
  return n;
}

Str reader_bytes(Reader *r, size_t size) {
  if (r->failed || size > reader_left(r)) {
    r->failed = true;
    return (Str){r->end, 0};
  }
  Str bytes = {r->at, size};
  r->at += size;
  return bytes;
}

uint8_t reader_byte(Reader *r) {
  Str bytes = reader_bytes(r, 1);
  return bytes.len ? (uint8_t)bytes.ptr[0] : 0;
}

uint32_t reader_u32(Reader *r) {
  Str bytes = reader_bytes(r, 4);
  return bytes.len ? le_get_u32(bytes.ptr) : 0;
}

uint64_t reader_u64(Reader *r) {
  Str bytes = reader_bytes(r, 8);
  return bytes.len ? le_get_u64(bytes.ptr) : 0;
}

// Where it stands is kept in a register: dictionaries are walked with this.
uint64_t reader_long_varint(Reader *r) {
  const char *at = r->at, *end = r->failed ? at : r->end;
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && at < end; shift += 7) {
    uint8_t byte = (uint8_t)*at++;
    if (shift == 63 && byte > 1) break; // more than 64 bits
    value |= (uint64_t)(byte & 0x7F) << shift;
    if (byte < 0x80) {
      r->at = at;
      return value;
    }
  }
  r->at = at;
  r->failed = true;
  return 0;
}
