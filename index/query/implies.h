// Whether one query's documents are all among another's: who types on asks such questions, one after another.
#ifndef TREELINE_QUERY_IMPLIES_H
#define TREELINE_QUERY_IMPLIES_H

#include "query/query.h"

// True only if every document that satisfies `next` satisfies `former`, whatever it holds: each text of
// `former`, literals all of which must occur, lies in one of `next`, with its case not loosened, and each of
// its filters is there too. False may mean that nobody has worked it out.
bool query_implies(const Query *next, const Query *former);
// Whether `former` is such a query that query_implies may ever be true of it.
bool query_may_be_implied(const Query *former);

#endif
