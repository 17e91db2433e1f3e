// Which files a text of C sees by its includes, and by theirs, and so on: as far as names tell, since no
// build system says where includes are looked for. Bounded in files and in depth, the nearest first. One
// request's; its functions are called on one thread. No more is read than is asked for.
#ifndef TREELINE_QUERY_INCLUDE_REACH_H
#define TREELINE_QUERY_INCLUDE_REACH_H

#include "query/imports.h"
#include "query/navigate_tools.h"

enum {
  INCLUDE_DEPTH_MAX = 5,   // includes behind one another
  INCLUDE_FILES_MAX = 256, // that are read for theirs
};

// How a file is seen. 0: it is not, as far as was looked.
typedef struct {
  uint8_t depth; // 1: the text includes it itself
  bool likely;   // no other file fits that include better: nearer, or of the tree's own code
} IncludeSight;

typedef struct IncludeReach IncludeReach;

// Of the text at `path` whose includes are `direct`; all borrowed.
IncludeReach *include_reach_new(const Navigation *navigation, Str path, const Imports *direct);
void include_reach_free(IncludeReach *reach); // NULL is allowed
// Reads so many files more; with 0, the text's own includes are looked up at least. False: there were none
// left, or the request has been cancelled.
bool include_reach_read(IncludeReach *reach, size_t files);
// What is known so far.
IncludeSight include_reach_of(const IncludeReach *reach, uint32_t part, uint32_t document);

#endif
