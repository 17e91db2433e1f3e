// The symbols of a text that has not been read yet: those of the one before, where they are now. For who
// cannot wait until an open document is read: better than none, and none of them is at a wrong place.
#ifndef TREELINE_RUN_CARRY_H
#define TREELINE_RUN_CARRY_H

#include "intake/extract.h"

// Appends to `out` what was found in `old` and has its name outside of the difference to `new`: what is
// there may be something else now. Names and containers are those of `found`; parents are not told, nor are
// spans, of which one character may make others everywhere.
void carry_over(const Extraction *found, Str old, Str new, Extraction *out);

#endif
