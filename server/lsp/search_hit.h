// A hit as JSON, as docs/protocol.md has it; and with `lines` all hits of a line as one item. A
// worker's.
#ifndef TREELINE_LSP_SEARCH_HIT_H
#define TREELINE_LSP_SEARCH_HIT_H

#include "lsp/json_out.h"
#include "lsp/workspace.h"

// What of the hits is wanted.
typedef struct {
  PositionEncoding encoding;
  bool lines;         // one item a line
  bool before, after; // with the lines around it
} HitForm;

typedef struct {
  HitForm form;
  const Folder *folder; // of the hits; see hit_writer_start
  Buf item;             // the item that is being written
  uint64_t hits;        // in it
  uint64_t path_hash;   // of the last hit, as are those below
  uint32_t line;
  bool one_line;
  size_t byte, units; // of that line: counted so far, so that a line of a megabyte is counted once
  Buf uri;
} HitWriter;

// Hits of this folder follow.
void hit_writer_start(HitWriter *writer, const Folder *folder);
void hit_writer_release(HitWriter *writer);
// Adds the hit to the item that is being written, if it belongs there; else false.
bool hit_writer_join(HitWriter *writer, const SearchHit *hit);
// Begins an item. What was written before must have been taken.
void hit_writer_begin(HitWriter *writer, const SearchHit *hit);
// Ends the item and gives it with the number of its hits; false if none is there. Valid until
// hit_writer_begin.
bool hit_writer_take(HitWriter *writer, Str *item, uint64_t *hits);

#endif
