// Makes one segment of several: an image of the same bytes, but for the numbering of containers, as one
// built from scratch over the documents that are taken. No file is read and nothing parsed: posting
// lists are decoded, renumbered and written again, names merged in their order, symbols and spans
// copied. Reads its inputs front to back; holds about 150 bytes a document, 25 a distinct name or
// container and the symbols of one name.
#ifndef TREELINE_FORMAT_MERGER_H
#define TREELINE_FORMAT_MERGER_H

#include "format/chunk.h"
#include "format/segment.h"

typedef struct {
  uint32_t input, document;
} MergedDocument;

// What is borrowed lives as long as the call.
typedef struct {
  const Segment *const *inputs;
  uint32_t input_count;
  const MergedDocument *order; // the merged segment's documents, best first, none twice; others go
  uint32_t documents;
  bool (*proceed)(
      void *user); // asked every millisecond or so; false: STATUS_CANCELLED. NULL: always
  void *user;
} Merge;

// Whether the segment has all that a merged one must have: grams, words and symbols.
bool merger_takes(const Segment *segment);
// Writes one image of text and symbols. STATUS_CORRUPT if an input breaks its format. Any thread.
MUST_USE Status merger_write_image(const Merge *merge, ByteSink sink, Error *error);

#endif
