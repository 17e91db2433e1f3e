// The list of live segments on disk, and with it what the index is: replaced as a whole at each commit.
// A chunk image (chunk.h) of one section:
//
//   MANI  generation:varint next_id:varint options:u64 complete:u8 unsaved:varint root_length:varint root
//         segment*
//         segment := id:varint has_symbols:u8 documents:varint dead_count:varint dead_delta:varint*
#ifndef TREELINE_STORE_MANIFEST_H
#define TREELINE_STORE_MANIFEST_H

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"

typedef struct {
  uint64_t id; // names its files
  bool has_symbols;
  uint32_t documents;
  uint32_t dead_count;
  uint32_t *dead; // documents that no longer count, ascending
} ManifestSegment;

typedef struct {
  uint64_t generation;
  uint64_t next_id;
  uint64_t options; // a hash of what decides which files count and how they are read
  bool complete;    // text of the whole tree, as it was when this was written, but for:
  uint64_t unsaved; // documents that the writer had in memory, and no version of them is named here
  Str root;         // absolute path
  ARRAY(ManifestSegment) segments;
} Manifest;

void manifest_release(Manifest *manifest); // the array; strings and lists are the arena's
MUST_USE Status manifest_encode(const Manifest *manifest, Buf *out, Error *error);
// Strings and lists are allocated from `arena`. *out is untouched on failure.
MUST_USE Status manifest_decode(Str image, Arena *arena, Manifest *out, Error *error);

#endif
