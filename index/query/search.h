// Text search over a snapshot: parse, plan, verify, rank or order, deliver. See index.h for the
// meaning of request, hit and summary.
#ifndef TREELINE_QUERY_SEARCH_H
#define TREELINE_QUERY_SEARCH_H

#include "index.h"
#include "query/context.h"

MUST_USE Status search_run(const QueryContext *context, const SearchRequest *request, SearchFn fn,
                           void *user, QuerySummary *summary, Error *error);
MUST_USE Status search_explain(const QueryContext *context, const SearchRequest *request,
                               ExplainFn fn, void *user, Error *error);

#endif
