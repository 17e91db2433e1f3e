// Ranked hits, put together by file for a person to read: files in the order of their best hit, the hits of
// each in the order of its lines. Some thousands are held at a time, so that what has no limit needs
// no memory without end.
#ifndef TREELINE_CLI_GATHER_H
#define TREELINE_CLI_GATHER_H

#include "index.h"

typedef struct Gather Gather;
// What is gathered goes to `fn`, a SearchFn.
Gather *gather_new(SearchFn fn, void *user);
// A SearchFn: `user` is the Gather. False once `fn` has said so.
bool gather_put(void *user, const SearchHit *hit);
// Hands over what is held, and frees.
void gather_end(Gather *gather);

#endif
