// A set of documents that is filled in any order and emptied in ascending order, by two levels of bits: for
// merging, list by list. Private to format/.
#ifndef TREELINE_FORMAT_DOCUMENT_SET_H
#define TREELINE_FORMAT_DOCUMENT_SET_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t *words;   // bit d % 64 of word d / 64
  uint64_t *summary; // bit w % 64 of word w / 64: words[w] is not zero
  size_t summary_count;
} DocumentSet;

DocumentSet document_set_make(uint32_t universe);
void document_set_release(DocumentSet *set);

static inline void document_set_add(DocumentSet *set, uint32_t document) {
  uint32_t word = document / 64;
  set->words[word] |= (uint64_t)1 << (document % 64);
  set->summary[word / 64] |= (uint64_t)1 << (word % 64);
}

// Moves all of it to `out`, ascending; returns how many.
uint32_t document_set_drain(DocumentSet *set, uint32_t *out);

#endif
