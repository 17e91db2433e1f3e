// The words of several segments as those of one. Private to format/.
#ifndef TREELINE_FORMAT_WORD_MERGE_H
#define TREELINE_FORMAT_WORD_MERGE_H

#include "format/merging.h"
#include "format/word_lists.h"

// Calls `fn` for every word of a document that is taken, as word_lists_each does.
void word_merge_each(Merging *merging, WordListFn fn, void *user);

#endif
