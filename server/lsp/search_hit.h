// A hit as JSON, as docs/protocol.md has it; and hits of one line put together as one. A worker's.
#ifndef TREELINE_LSP_SEARCH_HIT_H
#define TREELINE_LSP_SEARCH_HIT_H

#include "base/array.h"
#include "lsp/json_out.h"
#include "lsp/workspace.h"

// What of the hits is wanted.
typedef struct {
  PositionEncoding encoding;
  bool before, after; // with the lines around it
} HitForm;

typedef struct {
  Str object;    // without its closing brace
  Str range;     // the range in it
  uint64_t line; // equal for hits of one line; 0: the hit spans lines
} HitJson;

typedef struct {
  HitForm form;
  const Folder *folder; // of the hits; see hit_writer_start
  Buf object, range, uri;
  // Of the last hit:
  uint64_t path_hash;
  uint32_t line;
  size_t byte, units; // of its line: counted so far, so that a line of a megabyte is counted once
} HitWriter;

// Hits of this folder follow.
void hit_writer_start(HitWriter *writer, const Folder *folder);
void hit_writer_release(HitWriter *writer);
// Valid until the next call.
HitJson hit_writer_put(HitWriter *writer, const SearchHit *hit);

// Hits of which those on one line are to be one item, at the place of the first of them.
typedef struct {
  size_t object, range, end; // where they begin in `bytes`, and end
  uint64_t line;
  size_t order;
} GroupedHit;

typedef struct {
  Buf bytes;
  ARRAY(GroupedHit) hits;
} HitGroups;

void hit_groups_add(HitGroups *groups, const HitJson *hit);
// Gives each item, whole, and forgets them all.
void hit_groups_take(HitGroups *groups, void (*take)(void *user, Str item), void *user);
void hit_groups_release(HitGroups *groups);

#endif
