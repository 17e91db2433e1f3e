// What ranking wants to know of every document of a segment before there is a question: worked out when first
// asked for, 8 bytes a document, and kept with the segment. Any thread.
#ifndef TREELINE_QUERY_STANDING_H
#define TREELINE_QUERY_STANDING_H

#include "intake/quality.h"
#include "store/snapshot.h"

enum { STANDING_CHUNK = 1 << 0 }; // a part of a large file

typedef struct {
  Quality quality;
  uint8_t language;
  uint8_t flags;    // STANDING_ bits
  uint32_t content; // of the content's hash: equal for equal contents; 0: not known
} Standing;

// One for each document of the part's segment.
const Standing *standing_of(const SnapshotPart *part);
// What Standing.content is for a document of this record.
uint32_t standing_content(const Document *record);

#endif
