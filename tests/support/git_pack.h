// Packs of git's made of literals: objects as stored streams, with an index beside them. Ids are the
// numbers of the objects in order, 1 first, in the first byte.
#ifndef TREELINE_TESTS_GIT_PACK_H
#define TREELINE_TESTS_GIT_PACK_H

#include "base/buf.h"

#include <string.h>

enum { GIT_PACK_OBJECTS = 64 };

typedef struct {
  Buf bytes;
  size_t offsets[GIT_PACK_OBJECTS];
  unsigned count;
} GitPack;

static inline void git_pack_be32(Buf *buf, uint64_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) buf_byte(buf, (uint8_t)(value >> shift));
}

static inline GitPack git_pack_make(void) {
  GitPack pack = {.count = 0};
  buf_put(&pack.bytes, "PACK\0\0\0\2\0\0\0\0", 12);
  return pack;
}

// zlib, stored blocks.
static inline void git_pack_stream(Buf *out, Str bytes) {
  buf_put(out, "\x78\x01", 2);
  do {
    size_t part = bytes.len < 65535 ? bytes.len : 65535;
    buf_byte(out, part == bytes.len);
    buf_byte(out, (uint8_t)(part & 255));
    buf_byte(out, (uint8_t)(part >> 8));
    buf_byte(out, (uint8_t) ~(part & 255));
    buf_byte(out, (uint8_t) ~(part >> 8));
    buf_put(out, bytes.ptr, part);
    bytes = str_slice(bytes, part, bytes.len);
  } while (bytes.len);
  buf_put(out, "\0\0\0\0", 4); // a checksum that nobody looks at
}

// The head of an object that says it has `size` bytes. 6: `base` is how far back it is; 7: its id's
// first byte.
static inline void git_pack_head(GitPack *pack, unsigned kind, uint64_t size, uint64_t base) {
  Buf *out = &pack->bytes;
  pack->offsets[pack->count++] = out->len;
  uint8_t byte = (uint8_t)(kind << 4 | (size & 15));
  for (size >>= 4; size; size >>= 7) {
    buf_byte(out, byte | 128);
    byte = (uint8_t)(size & 127);
  }
  buf_byte(out, byte);
  if (kind == 6) {
    uint8_t digits[10];
    int count = 0;
    digits[count++] = (uint8_t)(base & 127);
    while (base >>= 7) digits[count++] = (uint8_t)(128 | (--base & 127));
    while (count) buf_byte(out, digits[--count]);
  } else if (kind == 7) {
    buf_byte(out, (uint8_t)base);
    for (int i = 1; i < 20; i++) buf_byte(out, 0);
  }
}

static inline void git_pack_add(GitPack *pack, unsigned kind, uint64_t base, Str content) {
  git_pack_head(pack, kind, content.len, base);
  git_pack_stream(&pack->bytes, content);
}

static inline void git_pack_index(const GitPack *pack, Buf *out) {
  buf_put(out, "\377tOc\0\0\0\2", 8);
  for (unsigned i = 0; i < 256; i++) git_pack_be32(out, i < pack->count ? i : pack->count);
  for (unsigned i = 0; i < pack->count; i++) {
    buf_byte(out, (uint8_t)(i + 1));
    for (int k = 1; k < 20; k++) buf_byte(out, 0);
  }
  for (unsigned i = 0; i < pack->count; i++) git_pack_be32(out, 0);
  for (unsigned i = 0; i < pack->count; i++) git_pack_be32(out, pack->offsets[i]);
  for (int i = 0; i < 40; i++) buf_byte(out, 0);
}

#endif
