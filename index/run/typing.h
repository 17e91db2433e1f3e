// What the last few searches have found out about documents, for those that ask for more: `foob` after `foo`
// reads no document that was read for `foo` in vain. Counts for one generation. Any thread.
#ifndef TREELINE_RUN_TYPING_H
#define TREELINE_RUN_TYPING_H

#include "index.h"
#include "query/misses.h"
#include "query/query.h"

typedef struct Typing Typing;

Typing *typing_new(void);
void typing_free(Typing *typing); // NULL is allowed

// One search's share.
typedef struct {
  Typing *typing;
  uint64_t generation;
  int64_t made_ns; // of the oldest thing known, monotonic time
  Arena arena;
  Query query;
  Misses *misses; // for QueryContext.misses; NULL: nothing is known, and nothing noted
} TypingTurn;

// Nothing that was found out before `since_ns` counts.
TypingTurn typing_begin(Typing *typing, const SearchRequest *request, const Snapshot *snapshot,
                        int64_t since_ns);
// Keeps what was noted, unless the search was `cut` short from outside, and releases the turn.
void typing_end(TypingTurn *turn, bool cut);

#endif
