// SHA-1 and SHA-256 (FIPS 180-4), to name contents as git does. Not for secrets.
#ifndef TREELINE_BASE_SHA_H
#define TREELINE_BASE_SHA_H

#include "base/str.h"

enum { SHA1_BYTES = 20, SHA256_BYTES = 32 };

typedef struct {
  bool is_256;
  uint32_t state[8];
  uint64_t length; // bytes put so far
  uint8_t block[64];
} Sha;

Sha sha_begin(bool is_256);
void sha_put(Sha *sha, Str bytes);
// SHA1_BYTES or SHA256_BYTES of `out` are written.
void sha_end(Sha *sha, uint8_t out[SHA256_BYTES]);

#endif
