// The directories that are to be watched, as a tree: what a watch has to remember of each. Knows of no
// events and no threads: the watch's thread owns it. About 120 bytes a directory, its name included.
#ifndef TREELINE_RUN_WATCH_TREE_H
#define TREELINE_RUN_WATCH_TREE_H

#include "base/array.h"
#include "base/buf.h"
#include "base/str.h"

typedef enum {
  LIST_NONE,
  LIST_PENDING, // to be placed; a watched one in it is to be placed anew
  LIST_REFUSED, // the system or the limit did not let it be watched
} WatchList;

typedef struct WatchDir WatchDir;
struct WatchDir {
  WatchDir *parent; // NULL for the root
  WatchDir *first_child, *next, *previous;
  WatchDir *chain; // in its bucket
  WatchDir *list_next, *list_previous;
  void *handle;           // the owner's; NULL if no events come from it
  uint64_t device, inode; // when it was placed
  uint32_t hash;          // of its path
  uint32_t depth;
  uint32_t generation; // of the last set of directories it was in
  uint32_t name_len;
  uint8_t list; // WatchList
  bool wanted;  // or it only leads to one that is
  bool watched;
  char name[];
};

typedef ARRAY(WatchDir *) WatchDirs;

enum { WATCH_DEPTHS = 64 }; // told apart when placing

typedef struct {
  WatchDir *root; // always there
  WatchDir **buckets;
  size_t bucket_count, count;
  WatchDir *pending_first[WATCH_DEPTHS], *pending_last[WATCH_DEPTHS];
  WatchDir *refused_first;
  size_t pending, refused;
} WatchTree;

void watch_tree_init(WatchTree *tree);
void watch_tree_release(WatchTree *tree); // the handles must be gone

// By path relative to the root, "" for the root. watch_tree_make also makes what leads there.
WatchDir *watch_tree_find(const WatchTree *tree, Str path);
WatchDir *watch_tree_make(WatchTree *tree, Str path);
// Frees a directory that is neither wanted nor leads to one that is, and so upwards. The root stays.
void watch_tree_prune(WatchTree *tree, WatchDir *dir);
// Replaces `out` by the path of `name` in `dir`, of `dir` itself if `name` is empty.
void watch_tree_path(const WatchDir *dir, Str name, Buf *out);

// Moves `dir` to the end of a list, or to none.
void watch_tree_list(WatchTree *tree, WatchDir *dir, WatchList list);
WatchDir *watch_tree_next_pending(const WatchTree *tree); // the shallowest; NULL if there is none

// Appends `dir` and all below it, each behind its parent; and all there are, in no order.
void watch_tree_below(WatchDir *dir, WatchDirs *out);
void watch_tree_all(const WatchTree *tree, WatchDirs *out);

#endif
