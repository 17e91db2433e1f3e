// Cuts large files into chunks at places their content decides, so that an edit moves the cuts near it
// and no others: Gear hashing (Xia et al., FastCDC, USENIX ATC 2016), moved on to the next line end.
#ifndef TREELINE_INTAKE_CHUNKER_H
#define TREELINE_INTAKE_CHUNKER_H

#include "base/str.h"

enum {
  CHUNK_MIN_BYTES = 512 << 10,
  CHUNK_MAX_BYTES = 4 << 20, // a line longer than what is left of this is cut inside
};

// Length of the first chunk of `window`, which is the head of what is left of a file: at least
// CHUNK_MAX_BYTES of it, or all. 0 < result <= min(window.len, CHUNK_MAX_BYTES); window.len > 0.
size_t chunk_first(Str window);

// Length of the first unit (format/units.h) of what is left of a text: whole lines of about `bytes`, or all
// if little more is left. 0 < result <= text.len; text.len > 0.
size_t unit_first(Str text, size_t bytes);

#endif
