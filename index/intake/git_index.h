// git's index file, read (gitformat-index(5), versions 2, 3 and 4): which files a repository has
// recorded, and their state when it did. Every byte is untrusted. Not read: what is split over two files
// (the `link` extension) or leaves directories out (`sdir`): that is STATUS_UNSUPPORTED.
#ifndef TREELINE_INTAKE_GIT_INDEX_H
#define TREELINE_INTAKE_GIT_INDEX_H

#include "base/err.h"
#include "base/str.h"

typedef struct {
  Str path; // relative to the worktree; valid during the call
  uint32_t mtime_s, mtime_ns;
  uint32_t size; // low 32 bits
  uint32_t mode;
  const uint8_t *id; // of the content: 20 bytes, or 32 with SHA-256
  unsigned stage;    // 0, or 1 .. 3 in a conflict
  bool assumed;      // not to be compared with the file: assume-unchanged or skip-worktree
  bool intended;     // git add -N: the content is not recorded
} GitIndexEntry;

enum { GIT_MODE_KIND = 0170000, GIT_MODE_FILE = 0100000, GIT_MODE_REPOSITORY = 0160000 };

typedef void (*GitIndexFn)(void *user, const GitIndexEntry *entry);

// How many entries there are, at most as many as the bytes have room for; 0 if this is no index.
uint32_t git_index_count(Str bytes);
typedef struct {
  bool sha256;
  GitIndexFn fn; // gets all entries in order of path (bytes, then stage)
  void *user;
  Str cache_tree; // filled: what the extension TREE holds (see git_index_tree), of `bytes`; or empty
} GitIndexReading;

// What was handed over before a failure stands.
MUST_USE Status git_index_read(Str bytes, GitIndexReading *reading, Error *error);

// The cache tree: the directories of the index, each before those in it, with the name of the tree object
// that their entries make, where git knows it.
typedef struct {
  Str name;          // of the directory in the one around it; empty for the first
  const uint8_t *id; // NULL: entries have changed since
  uint32_t subtrees; // that follow, each with its own
} GitCachedTree;
// Takes the next one off *rest. false: it is broken, or there is none.
bool git_cached_tree_next(Str *rest, bool sha256, GitCachedTree *out);

#endif
