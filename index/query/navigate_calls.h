// Call hierarchies: who calls a function, and what it calls.
#ifndef TREELINE_QUERY_NAVIGATE_CALLS_H
#define TREELINE_QUERY_NAVIGATE_CALLS_H

#include "query/navigate_target.h"
#include "query/references.h"

// Delivers on this thread, at most `limit` functions (0: all).
void calls_incoming(const Navigation *navigation, const ReferenceJob *job, uint64_t limit,
                    CallsFn fn, void *user, NavigateDelivery *out);

// What the function `symbol` of `text` calls. `place` is of a place in it. STATUS_CANCELLED ...
MUST_USE Status calls_outgoing(const Navigation *navigation, const NavigateText *text,
                               const Symbol *symbol, const NavigateQuestion *place, uint64_t limit,
                               CallsFn fn, void *user, NavigateDelivery *out, Error *error);

#endif
