#include "base/sha.h"

static uint32_t rotate_left(uint32_t x, int by) { return x << by | x >> (32 - by); }
static uint32_t rotate_right(uint32_t x, int by) { return x >> by | x << (32 - by); }

static uint32_t big_endian(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

Sha sha_begin(bool is_256) {
  Sha sha = {.is_256 = is_256,
             .state = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}};
  static const uint32_t wide[8] = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                   0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
  if (is_256) memcpy(sha.state, wide, sizeof wide);
  return sha;
}

static void block_of_sha1(uint32_t state[8], const uint8_t *block) {
  static const uint32_t constants[4] = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};
  uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
  for (int i = 0; i < 16; i++) w[i] = big_endian(block + 4 * i);
  for (int i = 16; i < 80; i++) {
    w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  }
  for (int i = 0; i < 80; i++) {
    uint32_t mixed = b ^ c ^ d;
    if (i < 20) mixed = d ^ (b & (c ^ d));
    if (i >= 40 && i < 60) mixed = (b & c) | (d & (b | c));
    uint32_t next = rotate_left(a, 5) + mixed + e + constants[i / 20] + w[i];
    e = d;
    d = c;
    c = rotate_left(b, 30);
    b = a;
    a = next;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

static const uint32_t cube_roots[64] = {
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

static void block_of_sha256(uint32_t state[8], const uint8_t *block) {
  uint32_t w[64], s[8];
  memcpy(s, state, sizeof s);
  for (int i = 0; i < 16; i++) w[i] = big_endian(block + 4 * i);
  for (int i = 16; i < 64; i++) {
    uint32_t x = w[i - 15], y = w[i - 2];
    w[i] = w[i - 16] + (rotate_right(x, 7) ^ rotate_right(x, 18) ^ x >> 3) + w[i - 7]
           + (rotate_right(y, 17) ^ rotate_right(y, 19) ^ y >> 10);
  }
  for (int i = 0; i < 64; i++) {
    uint32_t e = rotate_right(s[4], 6) ^ rotate_right(s[4], 11) ^ rotate_right(s[4], 25);
    uint32_t chosen = s[6] ^ (s[4] & (s[5] ^ s[6]));
    uint32_t first = s[7] + e + chosen + cube_roots[i] + w[i];
    uint32_t a = rotate_right(s[0], 2) ^ rotate_right(s[0], 13) ^ rotate_right(s[0], 22);
    uint32_t second = a + ((s[0] & s[1]) | (s[2] & (s[0] | s[1])));
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += first;
    s[0] = first + second;
  }
  for (int i = 0; i < 8; i++) state[i] += s[i];
}

static void put_block(Sha *sha, const uint8_t *block) {
  if (sha->is_256)
    block_of_sha256(sha->state, block);
  else
    block_of_sha1(sha->state, block);
}

void sha_put(Sha *sha, Str bytes) {
  size_t used = (size_t)(sha->length % sizeof sha->block);
  sha->length += bytes.len;
  while (bytes.len) {
    if (used == 0 && bytes.len >= sizeof sha->block) {
      put_block(sha, (const uint8_t *)bytes.ptr);
      bytes = str_slice(bytes, sizeof sha->block, bytes.len);
      continue;
    }
    size_t room = sizeof sha->block - used, size = bytes.len < room ? bytes.len : room;
    memcpy(sha->block + used, bytes.ptr, size);
    bytes = str_slice(bytes, size, bytes.len);
    used = (used + size) % sizeof sha->block;
    if (used == 0) put_block(sha, sha->block);
  }
}

void sha_end(Sha *sha, uint8_t out[SHA256_BYTES]) {
  char tail[72] = {(char)0x80};
  uint64_t bits = sha->length * 8;
  size_t zeros = (size_t)((119 - sha->length % 64) % 64); // up to eight bytes before a block's end
  for (int i = 0; i < 8; i++) tail[1 + zeros + (size_t)i] = (char)(bits >> (56 - 8 * i));
  sha_put(sha, str_make(tail, 1 + zeros + 8));
  for (int i = 0; i < (sha->is_256 ? SHA256_BYTES : SHA1_BYTES); i++) {
    out[i] = (uint8_t)(sha->state[i / 4] >> (24 - 8 * (i % 4)));
  }
}
