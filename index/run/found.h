// The files of the tree as a walk found them, and how they compare with the catalogue.
#ifndef TREELINE_RUN_FOUND_H
#define TREELINE_RUN_FOUND_H

#include "intake/quality.h"
#include "intake/walk.h"
#include "run/pool.h"
#include "store/catalog.h"

typedef struct {
  Str path; // NUL-terminated, relative to the root
  Stamp stamp;
  bool pending;           // to be read: new, changed or racy
  uint64_t old_segment;   // id of the live segment that holds it, or 0
  uint32_t old_position;  // of its first document there, in path order
  uint32_t old_documents; // how many there (chunks)
  bool unreadable;        // as the catalogue has it
  Quality quality;        // of pending files
} FoundFile;

typedef ARRAY(FoundFile) FoundFiles;

typedef struct {
  uint64_t segment; // id
  uint32_t document;
} GoneDocument;

typedef struct {
  FoundFiles files;
  ARRAY(GoneDocument) gone; // live documents whose files were not found
  Arena *arenas;            // paths; one a worker
  unsigned arena_count;
  WalkResult result;
} Found;

void found_release(Found *found);

// Walks `root` with all workers of the bulk lane. STATUS_CANCELLED if `options->cancelled` was set.
MUST_USE Status found_walk(Pool *pool, const char *root, const WalkOptions *options, Found *found,
                           Error *error);

// Marks files as pending where the catalogue does not hold them as they are, and notes the documents of
// files that are gone. Returns how many files are pending. Only reads the catalogue: the coordinator, who
// alone adds to it, needs no lock for that.
size_t found_compare(Found *found, const Catalog *catalog);
// Kills the documents that found_compare noted; returns how many.
size_t found_kill_gone(const Found *found, Catalog *catalog);
// Marks those of the unreadable files as pending that can be opened now: what kept them from being read
// may have been the process or the disk, and not the file. Returns how many more are pending.
size_t found_retry_unreadable(Found *found, Str root);

#endif
