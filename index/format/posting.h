// Lists of document numbers, ascending: the answer to "which documents contain this gram?". A list is
// written once and read by a cursor that never decodes more than it must.
//
// On disk a list of n documents out of N is one of (the tag is its first byte):
//   0 bits     N/8 bytes, document d is bit d%8 of byte d/8      (dense lists)
//   1 blocks   varint block count B, then B skip entries, then B packed blocks
//   2 small    varint delta of each document to the one before (the first: to 0)   (n < one block)
// A block holds 128 documents (the last one fewer) as gaps; see posting.c.
#ifndef TREELINE_FORMAT_POSTING_H
#define TREELINE_FORMAT_POSTING_H

#include "base/buf.h"
#include "base/err.h"

static const uint32_t POSTING_END = UINT32_MAX;
enum { POSTING_BLOCK = 128, POSTING_FEW = 6 };

// Appends the list of `count` > 0 ascending, distinct documents, all below `universe`.
void posting_write(Buf *out, const uint32_t *documents, uint32_t count, uint32_t universe);

// The same for who keeps the list's size beside it: lists of POSTING_FEW documents and more are packed, too.
void posting_write_sized(Buf *out, const uint32_t *documents, uint32_t count, uint32_t universe);

// Reads one list. A value; copies are independent. Borrowed bytes must outlive it. Malformed bytes end
// the list early and set `corrupt`; they never make it leave its bytes or pass `universe`.
typedef struct {
  uint32_t current; // the document it stands on, or POSTING_END
  uint32_t count;   // documents in the whole list, as the dictionary says
  bool corrupt;
  // the rest is posting.c's
  uint8_t form;
  uint32_t universe;
  const char *bytes;
  uint32_t size; // of bytes
  uint32_t at;   // form small: offset of the next delta; form bits: unused
  uint32_t block, block_count;
  uint32_t in_block, block_length;
  uint32_t decoded[POSTING_BLOCK];
} Posting;

// Stands on the first document. `bytes` is exactly the list.
void posting_open(Posting *posting, Str bytes, uint32_t count, uint32_t universe);
void posting_open_sized(Posting *posting, Str bytes, uint32_t count, uint32_t universe);
// Moves to the next document and returns it, or POSTING_END.
uint32_t posting_next(Posting *posting);
// Moves to the first document >= target (never backward) and returns it, or POSTING_END.
uint32_t posting_advance_to(Posting *posting, uint32_t target);
// Sets the bit of each document from where it stands on (document d is bit d%64 of word d/64) and ends it;
// returns how many of them were not set. Ten times as fast as asking for one document after the other.
uint32_t posting_add_bits(Posting *posting, uint64_t *bits);
// The bits of a dense list, (universe + 7) / 8 bytes: document d is bit d%8 of byte d/8. NULL for others.
const char *posting_bits(const Posting *posting);
// Where it stands among the list's documents, 0 for the first: known of lists in blocks, and there always.
// Says whether it is known.
bool posting_position(const Posting *posting, uint32_t *position);

#endif
