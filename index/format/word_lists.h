// Inverts documents into the lists of their words: weighed words come document by document, lists leave
// word by word. Not thread-safe. Private to format/.
#ifndef TREELINE_FORMAT_WORD_LISTS_H
#define TREELINE_FORMAT_WORD_LISTS_H

#include "format/weight.h"

typedef struct WordLists WordLists;

WordLists *word_lists_new(void);
void word_lists_free(WordLists *lists); // NULL is allowed
// `document` must not be smaller than any before, and have a word once.
void word_lists_add(WordLists *lists, uint32_t document, const WeighedWord *words, size_t count);
uint64_t word_lists_memory(const WordLists *lists); // bytes

// A word, its documents, ascending, and what it weighs in each. Borrowed for the call.
typedef struct {
  uint64_t key;
  const uint32_t *documents;
  const uint8_t *weights;
  uint32_t count;
} WordPostings;

// Calls `fn` for every word in ascending order of key.
typedef void (*WordListFn)(void *user, const WordPostings *word);
void word_lists_each(const WordLists *lists, WordListFn fn, void *user);

#endif
