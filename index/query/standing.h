// What ranking wants to know of every document of a segment before there is a question: worked out
// when first asked for, 12 bytes a document, and kept with the segment. Any thread.
#ifndef TREELINE_QUERY_STANDING_H
#define TREELINE_QUERY_STANDING_H

#include "intake/quality.h"
#include "store/snapshot.h"

enum {
  STANDING_CHUNK = 1 << 0, // a part of a large file
  STANDING_AUXILIARY =
      1 << 1, // below a directory for helpers at the root: tools, scripts, contrib ...
  STANDING_LENGTHS = 96,
};

typedef struct {
  Quality quality;
  uint8_t language;
  uint8_t flags;    // STANDING_CHUNK ...
  uint8_t length;   // of its text, in steps: standing_length
  uint32_t content; // of the content's hash: equal for equal contents; 0: not known
} Standing;

// One for each document of the part's segment.
const Standing *standing_of(const SnapshotPart *part);
// The bytes that a step of Standing.length stands for: right to 10%.
double standing_length(uint8_t step);
// What Standing.content is for a document of this record.
uint32_t standing_content(const Document *record);

#endif
