// Watches the directories of a tree for changes, on a thread of its own with a libuv loop of its own.
// Knows nothing of what the changes mean: it names paths, and who is told looks at the file system.
//
// What can be relied on: a path that changes while its directory is watched is named after the change,
// itself or by a directory above it. Where the system cannot say what changed, "" is named. One such case is
// decided here, since libuv drops the system's word that events were lost (inotify's overflow): a lost event
// means that the system's queue was full, and the queue is read to its end in one turn. So a turn that brings
// half as many events as the queue holds (fs.inotify.max_queued_events) may have lost some; half, because
// events of handles just closed are not seen. Then every directory is placed anew, as what became of it may
// be among the lost, and "" follows. (What follows a burst as a precaution is for who is told: changes.h.)
//
// While more than 512 paths come within a second, calls are at least 20 ms apart; else they come at once. A
// call that would name more than 8,192 paths names "".
#ifndef TREELINE_RUN_WATCH_H
#define TREELINE_RUN_WATCH_H

#include "base/err.h"
#include "base/str.h"
#include "index.h"

typedef struct Watch Watch;

// Called from the watch's thread, outside all locks; must not call watch_close. Events wait in the system's
// queue meanwhile, so it should return soon.
typedef struct {
  void *user;
  // These paths (relative to the root, "" is the root; files or directories) may have changed, come or
  // gone. What one turn of the loop brought is one call. Directories that have just become watched are
  // among them, since what happened in them before was not seen; when they are more than 256, "" is.
  void (*touched)(void *user, const Str *paths, size_t count);
} WatchSink;

// `root` is absolute, without symlinks. `limit`: most directories to watch; 0: as many as the system allows.
MUST_USE Status watch_open(Str root, size_t limit, const WatchSink *sink, Watch **watch,
                           Error *error);
void watch_close(Watch *watch); // joins its thread; NULL is allowed

// Each returns at once; the watch's thread does the work, in order. Paths are copied, relative, "" for the
// root. Symlinks are not watched, nor what is no directory or cannot be read: whoever watches the directory
// above is told when that changes. A directory that goes, or is replaced by another, is forgotten and
// named; it must be added again if it is to be watched again. A root that goes is kept as unwatched.
void watch_set(Watch *watch, const Str *paths, size_t count); // these directories and no others
void watch_add(Watch *watch, const Str *paths, size_t count); // these too
void watch_drop(Watch *watch, Str path);                      // not this one, nor any below it

typedef struct {
  WatchState state; // WATCH_PLACING until the first watch_set has been carried out
  uint64_t watched,
      unwatched; // directories; unwatched: wanted, but refused by the system or the limit
} WatchCounts;
// What is refused is tried again at each watch_set. The state leaves WATCH_PLACING when the directories
// placed have been named.
void watch_counts(Watch *watch, WatchCounts *out);

#endif
