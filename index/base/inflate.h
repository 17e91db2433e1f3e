// Decompression of zlib streams (RFC 1950, 1951), for the objects of git. Made for small ones: some tens of
// megabytes a second.
#ifndef TREELINE_BASE_INFLATE_H
#define TREELINE_BASE_INFLATE_H

#include "base/buf.h"
#include "base/err.h"

// Appends what the stream at the head of `bytes` holds to `out`, whose maximum bounds it. What follows the
// stream, its checksum too, is not looked at.
MUST_USE Status inflate_zlib(Str bytes, Buf *out, Error *error);

#endif
