// git's objects, read: loose ones and packed ones (gitformat-pack(5)), those of alternates too, and
// what HEAD names. Every byte is untrusted. For a few objects at a time: commits and trees.
#ifndef TREELINE_INTAKE_GIT_OBJECT_H
#define TREELINE_INTAKE_GIT_OBJECT_H

#include "base/buf.h"
#include "base/err.h"

enum { GIT_ID_MAX = 32 };

typedef enum { GIT_COMMIT = 1, GIT_TREE = 2, GIT_BLOB = 3, GIT_TAG = 4 } GitObjectType;

// The objects of a repository by its common directory. Used by one thread. Packs are mapped, not read.
typedef struct GitObjects GitObjects;
GitObjects *git_objects_open(Str common_dir, bool sha256);
// The objects of one pack by its index's bytes and its own, both borrowed; NULL if that is no index.
GitObjects *git_objects_of_pack(Str index, Str pack, bool sha256);
void git_objects_close(GitObjects *objects); // NULL is allowed
// What reading may cost, in bytes that come out of streams and differences, those on the way to an
// object too: beyond it git_object_read is STATUS_LIMIT. GIT_OBJECTS_COST at first. And what of it is left.
enum { GIT_OBJECTS_COST = 256 << 20 };
void git_objects_bound(GitObjects *objects, uint64_t bytes);
uint64_t git_objects_left(const GitObjects *objects);
// Fills `out` (cleared first). STATUS_NOT_FOUND if there is none of that name and type, STATUS_LIMIT if
// it is larger than 16 MB.
MUST_USE Status git_object_read(GitObjects *objects, const uint8_t *id, GitObjectType type,
                                Buf *out, Error *error);

// The commit that HEAD names. STATUS_NOT_FOUND if its branch has none yet.
MUST_USE Status git_head_commit(Str git_dir, Str common_dir, bool sha256, uint8_t id[GIT_ID_MAX],
                                Error *error);
// The tree of a commit's object.
MUST_USE Status git_commit_tree(Str commit, bool sha256, uint8_t id[GIT_ID_MAX], Error *error);

typedef struct {
  uint32_t mode;
  Str name;
  const uint8_t *id;
} GitTreeEntry;
// Takes the next entry off a tree's object. false at the end, or where it is broken.
bool git_tree_next(Str *rest, bool sha256, GitTreeEntry *out);

#endif
