// Symbol search over a snapshot. See index.h for the meaning of request, hit and summary.
#ifndef TREELINE_QUERY_SYMBOLS_H
#define TREELINE_QUERY_SYMBOLS_H

#include "index.h"
#include "query/context.h"

MUST_USE Status symbols_run(const QueryContext *context, const SymbolRequest *request, SymbolFn fn,
                            void *user, QuerySummary *summary, Error *error);

#endif
