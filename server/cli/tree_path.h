// Paths that a person names, as the index has them.
#ifndef TREELINE_CLI_TREE_PATH_H
#define TREELINE_CLI_TREE_PATH_H

#include "cli/session.h"

typedef struct {
  Str path; // relative to the root; empty: the root itself
  bool directory;
} TreePath;

// `given` is absolute, or relative to -C, or to the current directory. STATUS_NOT_FOUND if nothing is
// there, STATUS_INVALID if it lies outside the tree; in words.
MUST_USE Status tree_path(Session *session, const Args *args, Str given, TreePath *out,
                          Error *error);
// Whether `path`, of a file, is it or lies below it.
bool tree_path_holds(const TreePath *of, Str path);

#endif
