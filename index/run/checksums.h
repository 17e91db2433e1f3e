// Checksums of segments that lay on disk. Opening one reads next to nothing of it, so that a start is
// quick; before its documents are trusted to be what the tree holds, all of it is read once.
#ifndef TREELINE_RUN_CHECKSUMS_H
#define TREELINE_RUN_CHECKSUMS_H

#include "index.h"

// Drops the segments that are damaged; their files are found again by the comparison that follows.
// Each segment is read once in a process. Coordinator only.
void checksums_verify(Index *index);

#endif
