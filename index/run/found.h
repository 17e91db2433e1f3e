// The files of the tree as a walk found them, and how they compare with the catalogue.
#ifndef TREELINE_RUN_FOUND_H
#define TREELINE_RUN_FOUND_H

#include "intake/quality.h"
#include "intake/walk.h"
#include "store/catalog.h"

#include "index.h"

typedef struct {
  Str path; // NUL-terminated, relative to the root
  Stamp stamp;
  bool pending;           // to be read: new, changed or racy
  uint64_t old_segment;   // id of the live segment that holds it, or 0
  uint32_t old_position;  // of its first document there, in path order
  uint32_t old_documents; // how many there (chunks)
  bool unreadable;        // as the catalogue has it
  bool
      settled; // the catalogue has this stamp, and so long since that no later write can have the same
  bool racy;       // set by the text pass: a later write may have the same stamp
  Quality quality; // of pending files
} FoundFile;

typedef ARRAY(FoundFile) FoundFiles;

typedef struct {
  uint64_t segment; // id
  uint32_t document;
  Str path;
} GoneDocument;

typedef struct {
  FoundFiles files;
  ARRAY(Str)
  directories;              // to be watched: that were entered ("" is the root), and repositories'
                            // `.git/info`, or `.git`; NUL-terminated
  ARRAY(GoneDocument) gone; // live documents whose files were not found
  ARRAY(Arena *) arenas;    // paths
  WalkResult result;
} Found;

void found_release(Found *found);
// An arena that lives as long as what was found.
Arena *found_arena(Found *found);

typedef ARRAY(WalkTask *) WalkTasks;
// Adds what the tasks lead to, on this thread, until `most` directories were listed: tasks may be left.
void found_walk_few(const Walker *walker, WalkTasks *tasks, size_t most, Found *found);
// The rest of them, by all workers of the bulk lane. No tasks are left. STATUS_CANCELLED if the walker's
// `cancelled` was set.
MUST_USE Status found_walk(Index *index, const Walker *walker, WalkTasks *tasks, Found *found,
                           Error *error);

// Marks files as pending where the catalogue does not hold them as they are, and notes the documents of
// files that are gone. Returns how many files are pending. Reads the catalogue only, which must not be
// added to meanwhile: the lock is held, or no pass is under way. `since_racy_ns`: how long ago
// the last racy document was read.
size_t found_compare(Found *found, const Catalog *catalog, int64_t since_racy_ns);
// The same with the documents at and below `paths` only (in str_compare order, none below another), of
// which the files are all that was found.
size_t found_compare_at(Found *found, const Catalog *catalog, const Str *paths, size_t count,
                        int64_t since_racy_ns);
// Kills the documents that found_compare noted; returns how many.
size_t found_kill_gone(const Found *found, Catalog *catalog);
// Marks those of the unreadable files as pending that can be opened now: what kept them from being read
// may have been the process or the disk, and not the file. Returns how many more are pending.
size_t found_retry_unreadable(Found *found, Str root);

#endif
