// The opened form of a segment, shared by the files that read it: segment.c (documents, grams, spans),
// names.c (symbols), words.c and check.c. Private to format/.
#ifndef TREELINE_FORMAT_SEGMENT_IMAGE_H
#define TREELINE_FORMAT_SEGMENT_IMAGE_H

#include "format/layout.h"
#include "format/segment.h"

struct Segment {
  ChunkTable text, symbols; // symbols.count == 0: not extracted yet
  ImageMeta meta;           // of the text; symbols, names, containers of the symbol image
  Str documents, paths, path_order;
  Str unit_index, unit_starts;
  uint32_t splits, units;
  Str gram_index, gram_entries, gram_lists;
  uint32_t gram_pages;
  Str word_index, words;
  uint32_t word_pages;
  Str signatures; // empty: none
  Str name_index, names, name_symbols, containers;
  uint32_t name_blocks;
  Str span_index, spans;
  bool has_grams, has_words, has_symbols, has_spans;
};

// The i-th of `count` slices whose (count+1) u32 offsets stand at the head of `table`, and whose bytes
// behind them. Empty if the offsets are wrong.
Str sliced_table_get(Str table, uint32_t count, uint32_t i);
Str segment_container(const Segment *segment, uint32_t number);
// Bytes of the symbols of the names of a block, and of the names themselves.
Str name_block_bytes(const Segment *segment, uint32_t block);
Str symbol_block_bytes(const Segment *segment, uint32_t block);

#endif
