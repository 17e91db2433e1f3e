// What is staged: the entries of git's index that the last commit has not, or has with another content.
#ifndef TREELINE_INTAKE_GIT_STAGED_H
#define TREELINE_INTAKE_GIT_STAGED_H

#include "intake/git_index.h"

typedef struct {
  Str git_dir, common_dir;
  Str index;      // the bytes of git's index
  Str cache_tree; // of it, as GitIndexReading tells
  bool sha256;
  uint64_t *cost; // what reading objects may cost (git_objects_bound); lowered by what it did
} GitStaged;

// Calls `fn` for each. Directories that are as in the commit, as git's cached tree says, are passed over
// unread: usually all but those with something staged. A few thousand are read at most; what is in further
// ones counts as not staged. STATUS_NOT_FOUND if the commit or a tree of it is not there.
MUST_USE Status git_staged(const GitStaged *staged, GitIndexFn fn, void *user, Error *error);

#endif
