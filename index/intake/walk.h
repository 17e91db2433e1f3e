// Walks a tree and hands over every file that belongs to it, once, with its stamp.
//
// What belongs is what ripgrep would search: no hidden entries, nothing that .gitignore, .ignore,
// the repository's or the user's excludes leave out, no symlinks. Rules of parent directories up to
// the repository's root count too. A repository inside the tree (submodule, worktree, clone) is
// walked as part of it, under its own .gitignore files only. `.git` is never entered. Directories
// that cannot be read are counted and reported, and never stop a walk.
//
// The work is cut into WalkTasks, one directory each and independent of one another, so that any
// number of threads may run them in any order; this module knows of no threads. walk_tree runs them
// on one.
#ifndef TREELINE_INTAKE_WALK_H
#define TREELINE_INTAKE_WALK_H

#include "base/os.h"

#include <stdatomic.h>

typedef struct {
  bool hidden;                  // include names that begin with '.'
  bool no_ignore;               // read no ignore files at all
  bool follow_symlinks;         // also to files and directories outside; loops are cut
  const atomic_bool *cancelled; // may be NULL; polled at every entry
} WalkOptions;

typedef struct {
  Str path; // relative to the root, '/' between components; NUL-terminated; lives for the call
  FileInfo info;
} WalkedFile;

enum { WALK_MESSAGES = 8 };

// What one thread has seen. All-zero is empty.
typedef struct {
  uint64_t files, directories;
  uint64_t ignored;  // entries left out by a rule or for being hidden; what is below is not counted
  uint64_t symlinks; // not followed, or leading nowhere
  uint64_t loops;    // symlinks to a directory they are inside of
  uint64_t specials; // sockets, pipes, devices
  uint64_t failures; // directories, files and rule files that could not be read
  char messages[WALK_MESSAGES][sizeof(((Error *)0)->message)]; // of the first failures
  bool cancelled;
} WalkResult;
void walk_result_add(WalkResult *into, const WalkResult *from);

// Immutable once opened, shared by all threads; outlives its tasks.
typedef struct Walker Walker;
MUST_USE Status walker_open(const char *root, const WalkOptions *options, Walker **walker,
                            Error *error);
void walker_close(Walker *walker);     // NULL is allowed
Str walker_root(const Walker *walker); // absolute, without symlinks, as long as the walker

// One directory to be listed. Has one owner; may move between threads.
typedef struct WalkTask WalkTask;
WalkTask *walker_root_task(const Walker *walker);
// The task of a directory below the root (`path` as in WalkedFile; "" is the root), as a walk would
// come to it: to look again where a watch saw a change. STATUS_NOT_FOUND if it is not there, or
// if a walk would not enter it.
MUST_USE Status walker_task(const Walker *walker, Str path, WalkTask **task, Error *error);
Str walk_task_path(const WalkTask *task); // relative, as in WalkedFile; "" for the root
void walk_task_free(WalkTask *task);      // NULL is allowed

typedef struct {
  void *user;
  void (*file)(void *user, const WalkedFile *file);
  void (*directory)(void *user, WalkTask *task); // ownership passes
  // The directory that is being listed is a repository's: its `.git` may have rules. NULL: not wanted.
  void (*repository)(void *user, Str path);
} WalkSink;
// Lists one directory: a call for each file and each directory in it. Frees the task. On
// cancellation the rest is left out and result->cancelled set.
void walk_directory(const Walker *walker, WalkTask *task, const WalkSink *sink, WalkResult *result);

// Looks at single paths as a walk would come to them, symlinks left out. Keeps the rules of the directories
// that it has come by: the next look at a file there takes a few microseconds instead of eighty. Used by
// one thread at a time; the walker outlives it.
typedef struct WalkLook WalkLook;
WalkLook *walk_look_new(const Walker *walker);
void walk_look_free(WalkLook *look); // NULL is allowed
// What was seen before is to be seen again: called before each round of looks. A directory that was
// replaced, or that entries have come to or gone from, has its rules read again; a rule file that was
// written in place is not noticed (a new WalkLook does).
void walk_look_again(WalkLook *look);

typedef enum {
  WALK_NOTHING,   // nothing there, or nothing that a walk would hand over
  WALK_FILE,      // *info is filled
  WALK_DIRECTORY, // *task is the caller's
} WalkSight;
// `path` as in WalkedFile, "" for the root. Either out parameter is filled for its kind only.
WalkSight walk_look(WalkLook *look, Str path, FileInfo *info, WalkTask **task);

// All of the tree, on this thread, depth first, in no particular order.
void walk_tree(const Walker *walker, void (*file)(void *user, const WalkedFile *file), void *user,
               WalkResult *result);

#endif
