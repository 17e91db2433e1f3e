// The words of a tree that a mistyped one may have meant: what is within one edit of it and has weight in
// some document. Only an order is made of them (rank_words.h), never an answer.
#ifndef TREELINE_QUERY_NEAR_WORDS_H
#define TREELINE_QUERY_NEAR_WORDS_H

#include "base/arena.h"
#include "store/snapshot.h"

enum {
  NEAR_WORDS_MAX = 4,
  NEAR_WORD_LETTERS = 16, // of longer words none are looked for: the ways are many, the files few
};

// Writes those with weight in most documents into `out`, folded, and returns their number. The word itself,
// if it has weight, comes first. Strings live in `arena`. About 1 ms for a large tree.
size_t near_words_find(const Snapshot *snapshot, Str word, Arena *arena, Str out[NEAR_WORDS_MAX]);

#endif
