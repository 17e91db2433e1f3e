// A set of paths that is gathered and handed on as one array. When the root is among them, or more than
// `most` would be, it is the root alone: "something in the tree". One owner at a time.
#ifndef TREELINE_RUN_PATH_SET_H
#define TREELINE_RUN_PATH_SET_H

#include "base/arena.h"
#include "base/array.h"

typedef struct {
  size_t most;      // set by the owner; more paths than this count as ""
  ARRAY(Str) paths; // different from each other; the arena's
  Arena arena;
  uint32_t *slots; // 1 + index in paths, or 0; linear probing
  size_t slot_count;
  bool whole; // paths is { "" }
} PathSet;

// All-zero but for `most` is empty and ready to use.
void path_set_release(PathSet *set);
void path_set_clear(PathSet *set);         // keeps the memory of an ordinary round
void path_set_add(PathSet *set, Str path); // copied; "" is path_set_add_all
void path_set_add_all(PathSet *set);

#endif
