// The blocks of names that may hold a name that contains a target or its letters in order, found from
// what segments know of their blocks without reading a name.
#ifndef TREELINE_QUERY_NAME_BLOCKS_H
#define TREELINE_QUERY_NAME_BLOCKS_H

#include "query/symbol_query.h"

typedef struct {
  uint32_t part, block;
  uint8_t shortest; // no name of the block has fewer bytes
  uint8_t weak;   // fuzzy: letters that neither follow the one before nor start a word in any name
  uint8_t misfit; // fuzzy: 2 for each of those, 1 for each that only starts words, 1 if no name
                  // begins with the first
} NameBlock;

// The most promising first (the shortest; fuzzy: the least misfit), then by part and block; array_free.
typedef struct {
  NameBlock *items;
  size_t count, capacity;
} NameBlocks;

// Both return how many are of segments without signatures: they come first.
size_t name_blocks_substring(const Snapshot *snapshot, const SymbolTarget *target, NameBlocks *out);
// `target` has 2 .. FUZZY_NEEDLE_MAX letters. With `limited` at least NAME_BLOCKS_FUZZY_MAX of the
// signed ones if there are so many, and not all.
enum { NAME_BLOCKS_FUZZY_MAX = 8192 };
size_t name_blocks_fuzzy(const Snapshot *snapshot, const SymbolTarget *target, bool limited,
                         NameBlocks *out);
// What a name of the block can score at most if it has `length` bytes.
int32_t name_block_best_score(const NameBlock *block, const SymbolTarget *target, size_t length);

#endif
