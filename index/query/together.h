// Whether what stands on a few lines satisfies a query by itself: `page fault handler` in one
// sentence, instead of three words all over a file. Pure functions.
#ifndef TREELINE_QUERY_TOGETHER_H
#define TREELINE_QUERY_TOGETHER_H

#include "query/query.h"

// Whether it says anything: no single text satisfies the query.
bool together_says_something(const Query *query);
// Whether texts, bit `number` of each, are all that the query looks for; filters and negations
// count as satisfied.
bool together_all(const Query *query, uint64_t texts);
// The texts that are part of a file's path: what the file is about, on whichever line.
uint64_t together_in_path(const Query *query, Str path);

#endif
