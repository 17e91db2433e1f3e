// The words of a text that weigh something, as format/weight.h has it.
#ifndef TREELINE_INTAKE_WORDS_H
#define TREELINE_INTAKE_WORDS_H

#include "base/array.h"
#include "format/weight.h"

typedef ARRAY(WeighedWord) WordList;

// Counts the words of texts, one text after the other. Holds 50 KB, 300 KB more after a text of over 128 KB,
// and up to 2 MB after one that has nothing but different words. One per thread.
typedef struct WordSet WordSet;
WordSet *word_set_new(void);
void word_set_free(WordSet *set); // NULL is allowed
// Sets `out` to the words of `text` that have weight in it, each once.
void word_set_collect(WordSet *set, Str text, WordList *out);

#endif
