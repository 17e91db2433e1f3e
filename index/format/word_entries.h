// The dictionary of a segment's words, walked: for words.c, which looks one up, and word_merge.c and check.c,
// which read them all. Private to format/.
#ifndef TREELINE_FORMAT_WORD_ENTRIES_H
#define TREELINE_FORMAT_WORD_ENTRIES_H

#include "base/codec.h"
#include "format/segment_image.h"

typedef struct {
  uint64_t key;
  uint32_t count; // of documents
  Str list;       // a posting list
  Str weights;    // packed; of one document alone: none
  uint8_t only;   // then this is its weight, as it stands in the image
} WordEntry;

typedef struct {
  const Segment *segment;
  Reader left; // of the page; failed: its bytes are wrong
  uint64_t key;
} WordEntries;

// Stands before the first word of the page, which is below segment->word_pages.
void word_entries_enter(WordEntries *entries, const Segment *segment, uint32_t page);
// Reads the next word; false at the end of the page or where its bytes are wrong.
bool word_entries_next(WordEntries *entries, WordEntry *out);
// The weight of the i-th document, 1 .. WORD_WEIGHTS - 1 whatever the bytes are.
uint8_t word_entry_weight(const WordEntry *entry, uint64_t i);

#endif
