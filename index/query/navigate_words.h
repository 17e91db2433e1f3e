// Words that complete what is being typed: of the text around it, then names of the tree's symbols.
#ifndef TREELINE_QUERY_NAVIGATE_WORDS_H
#define TREELINE_QUERY_NAVIGATE_WORDS_H

#include "query/navigate_target.h"

// Of a text, before byte `offset`; at most `limit` (0: a hundred of each). Delivers on this thread.
MUST_USE Status words_run(const Navigation *navigation, const NavigateText *text, uint32_t offset,
                          uint64_t limit, WordFn fn, void *user, NavigateDelivery *out,
                          Error *error);
// The part of a word before the byte.
Str words_prefix(Str text, uint32_t offset);

#endif
