// The facts of a tree (query/facts.h), loaded when the first query asks and kept for the others. Who
// asks later than a second after the last look looks whether the repositories have changed, or whether
// the index has, from which the facts were loaded before it knew the whole tree; if so it loads anew. Any
// thread.
#ifndef TREELINE_RUN_FACTS_KEPT_H
#define TREELINE_RUN_FACTS_KEPT_H

#include "query/facts.h"

typedef struct FactsKept FactsKept;
typedef struct LoadedFacts LoadedFacts;

FactsKept *facts_kept_new(void);
void facts_kept_free(FactsKept *kept); // NULL is allowed; nobody may use any

// One query's use: the facts it was given stay until it ends.
typedef struct {
  FactsKept *kept;
  const Snapshot *snapshot; // the query's
  LoadedFacts *loaded;      // NULL: it has not asked
} FactsUse;

// For QueryContext.facts, with a FactsUse as its user: the same facts each time. A query that comes while
// others load waits for them if there are none yet, and takes the ones before if there are.
const Facts *facts_use(void *use);
void facts_use_end(FactsUse *use);

#endif
