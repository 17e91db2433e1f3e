#include "intake/chunker.h"

// About 1 MiB between cuts behind the minimum.
static const uint64_t CUT_MASK = 0xFFFFF00000000000;

// A random-looking 64-bit number a byte value: splitmix64 of it (Steele et al., OOPSLA 2014).
static uint64_t gear(unsigned char byte) {
  uint64_t x = (byte + 1) * 0x9E3779B97F4A7C15u;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
  x = (x ^ x >> 27) * 0x94D049BB133111EBu;
  return x ^ x >> 31;
}

size_t chunk_first(Str window) {
  size_t end = window.len < CHUNK_MAX_BYTES ? window.len : CHUNK_MAX_BYTES;
  if (end <= CHUNK_MIN_BYTES) return end;
  uint64_t gears[256];
  for (int byte = 0; byte < 256; byte++) gears[byte] = gear((unsigned char)byte);
  uint64_t hash = 0;
  for (size_t at = CHUNK_MIN_BYTES - 64; at < end; at++) {
    hash = (hash << 1) + gears[(unsigned char)window.ptr[at]];
    if (at < CHUNK_MIN_BYTES || hash & CUT_MASK) continue;
    size_t newline = str_find_byte(str_slice(window, 0, end), at, '\n');
    return newline < end ? newline + 1 : end;
  }
  if (end == window.len) return end;
  for (size_t at = end; at > CHUNK_MIN_BYTES; at--) { // the last line end that fits
    if (window.ptr[at - 1] == '\n') return at;
  }
  return end;
}

size_t unit_first(Str text, size_t bytes) {
  if (text.len / 2 < bytes) return text.len;
  size_t newline = str_find_byte(text, bytes - 1, '\n');
  return newline < text.len ? newline + 1 : text.len;
}
