// What one thread needs to verify documents, lent to whichever thread works on an item.
#ifndef TREELINE_QUERY_WORKSPACE_H
#define TREELINE_QUERY_WORKSPACE_H

#include "query/match.h"

typedef struct {
  MatchScratch *scratch;
  ContentReader reader;
} Workspace;

typedef struct Workspaces Workspaces;

// Borrows both. So many lines around what is found are wanted.
Workspaces *workspaces_new(const Matcher *matcher, uint32_t lines_around,
                           const atomic_bool *cancelled);
void workspaces_free(Workspaces *all); // NULL is allowed; none may be lent
// Any thread. The one that took it gives it back.
Workspace *workspace_take(Workspaces *all);
void workspace_give(Workspaces *all, Workspace *workspace);

#endif
