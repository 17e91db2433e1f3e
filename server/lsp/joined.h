// Requests that ask what another one, not answered yet, already asks: they wait for its result instead of
// being worked on, and are answered with it. Each is cancelled by itself: the work ends when nobody
// waits for it any more. The loop's.
//
// A request joins one that came at most two seconds before it, if the client has told nothing in between
// that could change the answer; parts of results are not shared.
#ifndef TREELINE_LSP_JOINED_H
#define TREELINE_LSP_JOINED_H

#include "lsp/rpc.h"

// Joins `request`, which is not among the open ones yet, to one that asks the same. false: there is none.
bool joined_begin(Server *server, Request *request);
// The oldest that waits for `leader`, which does so no more; NULL: none.
Request *joined_take(Request *leader);
// Whoever waits for `leader` waits for the oldest of them instead, which is to be worked on.
void joined_promote(Request *leader);
// It waits for no other any more. The other's work is stopped if that was for this one alone.
void joined_leave(Request *request);

#endif
