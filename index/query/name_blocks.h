// The blocks of names that may hold a name that fits a target, found from what segments know of
// their blocks without reading a name.
#ifndef TREELINE_QUERY_NAME_BLOCKS_H
#define TREELINE_QUERY_NAME_BLOCKS_H

#include "query/names.h"
#include "query/typo.h"
#include "store/snapshot.h"

typedef struct {
  uint32_t part, block;
  uint8_t class;    // NameClass: no name of the block is of a better one below a prefix
  uint8_t slip;     // for typos, TypoKind: the likeliest that may be here
  uint8_t shortest; // no name of the block has fewer bytes
  uint8_t weak;     // letters that neither follow the one before nor start a word in any name
  uint8_t misfit;   // how badly it fits: LetterCounts.misfit of name_planes.h
} NameBlock;

// The most promising first, then by part and block; array_free.
typedef struct {
  NameBlock *items;
  size_t count, capacity;
  bool left_out; // there were more
} NameBlocks;

// Those with names that begin as the target does.
void name_blocks_prefix(const Snapshot *snapshot, const SymbolTarget *target, NameBlocks *out);
// Those whose names may have the letters in order (or, `in_one_piece`, directly behind one
// another), `most` of them (0: all). Segments without signatures are small, and are there with
// all their blocks.
void name_blocks_loose(const Snapshot *snapshot, const SymbolTarget *target, bool in_one_piece,
                       size_t most, NameBlocks *out);
// Those whose names may be the target but for a slip.
void name_blocks_typo(const Snapshot *snapshot, const SymbolTarget *target, size_t most,
                      NameBlocks *out);
// Every `stride`th block of all.
void name_blocks_sample(const Snapshot *snapshot, uint32_t stride, NameBlocks *out);
size_t name_blocks_all(const Snapshot *snapshot); // how many there are

// The best key that a name of `length` bytes in the block can have, symbols included.
uint64_t name_block_best_key(const NameBlock *block, const SymbolTarget *target, size_t length);

#endif
