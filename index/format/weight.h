// How much a word weighs in a document: its frequency over the document's length, as BM25 has it (Robertson
// and Zaragoza, "The Probabilistic Relevance Framework", 2009), in a few levels. Only what weighs
// something is kept: the rest is told from it by its absence, and costs nothing.
//
// A word is a maximal run of word bytes (is_word_byte), ASCII letters folded. Kept are those of
// WORD_MIN_BYTES to WORD_MAX_BYTES bytes that are not digits alone. A weight is a pure function of one
// document's text, so that merging segments needs no text.
#ifndef TREELINE_FORMAT_WEIGHT_H
#define TREELINE_FORMAT_WEIGHT_H

#include "base/str.h"

enum { WORD_WEIGHTS = 8, WORD_MIN_BYTES = 2, WORD_MAX_BYTES = 64 };

// The level of a word that occurs `count` times in a document whose text, decoded, has `bytes` bytes: 0 to
// WORD_WEIGHTS - 1, growing with count, falling with bytes. 0: not worth keeping.
uint8_t word_weight(uint32_t count, uint64_t bytes);
// The least count whose weight is not 0.
uint32_t word_weight_least(uint64_t bytes);
// The normalised frequency that a level stands for (the middle of its range); 0 for level 0, which says no
// more than that it is below the first: the word may occur or not.
double word_weight_value(uint8_t level);
// Whether `word` is one that can have weight, in any case of letters.
bool word_is_kept(Str word);

// A word of a document as builders take it: its key (word_key.h) and its weight, which is not 0.
typedef struct {
  uint64_t key;
  uint8_t weight;
} WeighedWord;

#endif
