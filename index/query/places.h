// What is where in one document's text: its comments and strings, and, where the symbol tables do not know
// this text, its definitions. They come from the segment if it was made of the very text that is searched,
// else from reading the text anew. One per thread.
#ifndef TREELINE_QUERY_PLACES_H
#define TREELINE_QUERY_PLACES_H

#include "intake/extract.h"
#include "query/content.h"

typedef struct {
  const atomic_bool *cancelled; // may be NULL
  const Content *content;
  enum { INDEXED_UNKNOWN, INDEXED_NOT, INDEXED_YES } indexed;
  bool read;         // `spans` is
  SpanList stored;   // of the segment
  const Span *spans; // ascending, not overlapping
  size_t span_count;
  bool extracted;       // `found` is of this text
  Extractor *extractor; // made when first needed
  Extraction found;
  Arena arena; // of `found`
} Places;

void places_release(Places *places);
// Turns to another text, borrowed until the next call. Reads nothing yet.
void places_open(Places *places, const Content *content);

// Whether the segment's symbols and spans are of this text.
bool places_are_indexed(Places *places);
// PLACE_COMMENT, PLACE_STRING or PLACE_CODE: where the byte at `offset` lies.
unsigned places_at(Places *places, size_t offset);
// All definitions, read from the text itself, in no particular order.
const Symbol *places_symbols(Places *places, size_t *count);

#endif
