// The posting lists of several segments as those of one. Private to format/.
#ifndef TREELINE_FORMAT_GRAM_MERGE_H
#define TREELINE_FORMAT_GRAM_MERGE_H

#include "format/gram_lists.h"
#include "format/merging.h"

// Calls `fn` for every gram of a document that is taken, as gram_lists_each does.
void gram_merge_each(Merging *merging, GramListFn fn, void *user);

#endif
