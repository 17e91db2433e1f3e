// Finds the start of a line in a text that changes, without counting from its beginning: for every few
// kilobytes of the text, how many lines end in them. A value; whoever owns the text owns it.
//
// A line ends with \n, \r\n or a lone \r. The end is counted where its last byte is.
#ifndef TREELINE_LSP_LINE_INDEX_H
#define TREELINE_LSP_LINE_INDEX_H

#include "base/array.h"
#include "base/str.h"

enum { LINE_BLOCK = 4096 }; // bytes of a block when it is made; edits make it 1/2 to 2 times that

typedef struct {
  uint32_t bytes, line_ends;
} LineBlock;

// An all-zero LineIndex is that of an empty text.
typedef struct {
  ARRAY(LineBlock) blocks; // in order; their bytes are all of the text
} LineIndex;

void line_index_release(LineIndex *index);
// Bytes [start, old_end) have been replaced, and `text`, the new one, has [start, new_end) in their place.
void line_index_edit(LineIndex *index, Str text, size_t start, size_t old_end, size_t new_end);
// The offset at which a line begins; text.len if there are not as many.
size_t line_index_find(const LineIndex *index, Str text, uint32_t line);

#endif
