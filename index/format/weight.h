// How much a word weighs in a document: its frequency over the document's length, as BM25 has it (Robertson
// and Zaragoza, "The Probabilistic Relevance Framework", 2009), in a few levels. Only what weighs
// something is kept: the rest is told from it by its absence, and costs nothing.
#ifndef TREELINE_FORMAT_WEIGHT_H
#define TREELINE_FORMAT_WEIGHT_H

#include <stdint.h>

enum { WORD_WEIGHTS = 8, WORD_MIN_BYTES = 2, WORD_MAX_BYTES = 64 };

// The level of a word that occurs `count` times in a document of `bytes` bytes of text: 0 .. WORD_WEIGHTS - 1,
// growing with count, falling with bytes. 0: not worth keeping.
uint8_t word_weight(uint32_t count, uint64_t bytes);
// The normalised frequency that a level stands for: 0 for level 0's... see weight.c.
double word_weight_value(uint8_t level);

#endif
