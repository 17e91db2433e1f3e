// Watches the directories of a tree for changes, on a thread of its own with a libuv loop of its own.
// Knows nothing of what the changes mean: it names paths, and who is told looks at the file system.
#ifndef TREELINE_RUN_WATCH_H
#define TREELINE_RUN_WATCH_H

#include "base/err.h"
#include "base/str.h"
#include "index.h"

typedef struct Watch Watch;

// Called from the watch's thread, outside all locks; must not call watch_close.
typedef struct {
  void *user;
  // These paths (relative to the root, "" is the root; files or directories) may have changed, come or
  // gone. What one turn of the loop brought is one call. Directories that have just become watched are
  // among them, since what happened in them before was not seen.
  void (*touched)(void *user, const Str *paths, size_t count);
} WatchSink;

// `root` is absolute, without symlinks. `limit`: most directories to watch; 0: as many as the system allows.
MUST_USE Status watch_open(Str root, size_t limit, const WatchSink *sink, Watch **watch, Error *error);
void watch_close(Watch *watch); // joins its thread; NULL is allowed

// Each returns at once; the watch's thread does the work. Paths are copied, relative, "" for the root.
void watch_set(Watch *watch, const Str *paths, size_t count); // these directories and no others
void watch_add(Watch *watch, const Str *paths, size_t count); // these too
void watch_drop(Watch *watch, Str path);                      // not this one, nor any below it

typedef struct {
  WatchState state;
  uint64_t watched, unwatched; // directories; unwatched: wanted, but refused by the system or the limit
} WatchCounts;
void watch_counts(Watch *watch, WatchCounts *out);

#endif
