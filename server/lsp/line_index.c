// Problem: a client names places by line, and an edit at the end of a large text should not cost a
// walk over all of it. Approach: counts of line ends in blocks. Looking up adds counts, 8 bytes a
// block, and reads one block; an edit counts again in the blocks that it touched. Rejected: the
// start of every line in an array (an edit at the top shifts all of them), a tree of lines (more
// code, and no faster below a gigabyte), counting from the beginning with vector instructions (25 us
// for 377 KB, which is half of what a keystroke may take here, and 5 ms for 50 MB).
#include "lsp/line_index.h"

#include "base/scan.h"

void line_index_release(LineIndex *index) { array_free(&index->blocks); }

static bool ends_line(Str text, size_t at) {
  if (text.ptr[at] == '\n') return true;
  return text.ptr[at] == '\r' && !(at + 1 < text.len && text.ptr[at + 1] == '\n');
}

static uint32_t count_line_ends(Str text, size_t from, size_t to) {
  size_t count = scan_count_byte(str_slice(text, from, to), '\n');
  const char *at = text.ptr + from, *end = text.ptr + to;
  while (at < end && (at = memchr(at, '\r', (size_t)(end - at)))) {
    count += ends_line(text, (size_t)(at - text.ptr));
    at++;
  }
  return (uint32_t)count;
}

typedef struct {
  size_t first, last; // blocks [first, last)
  size_t from, size;  // their bytes
} Affected;

// The blocks that hold bytes of [from, to), and as many behind them as it takes for what is left of
// them, `size` + growth bytes, to be worth a block.
static Affected find_affected(const LineIndex *index, size_t from, size_t to, int64_t growth) {
  Affected found = {0};
  size_t count = index->blocks.count;
  const LineBlock *blocks = index->blocks.items;
  while (found.first < count && found.from + blocks[found.first].bytes <= from) {
    found.from += blocks[found.first++].bytes;
  }
  found.last = found.first;
  while (found.last < count
         && (found.from + found.size < to || (int64_t)found.size + growth < LINE_BLOCK / 2)) {
    found.size += blocks[found.last++].bytes;
  }
  return found;
}

// Room for `count` blocks in place of [first, last).
static void replace_blocks(LineIndex *index, size_t first, size_t last, size_t count) {
  size_t behind = index->blocks.count - last;
  size_t wanted = first + count + behind;
  array_reserve(&index->blocks, wanted);
  if (behind && count != last - first) {
    memmove(index->blocks.items + first + count, index->blocks.items + last,
            behind * sizeof(LineBlock));
  }
  index->blocks.count = wanted;
}

void line_index_edit(LineIndex *index, Str text, size_t start, size_t old_end, size_t new_end) {
  // Whether the byte before is a line end depends on what follows it.
  size_t from = start ? start - 1 : 0;
  int64_t growth = (int64_t)new_end - (int64_t)old_end;
  Affected old = find_affected(index, from, old_end, growth);
  size_t size = (size_t)((int64_t)old.size + growth);
  size_t count = size > 2 * LINE_BLOCK ? (size + LINE_BLOCK - 1) / LINE_BLOCK : size > 0;
  replace_blocks(index, old.first, old.last, count);
  size_t at = old.from;
  for (size_t i = 0; i < count; i++) {
    size_t bytes = i + 1 < count ? LINE_BLOCK : old.from + size - at;
    index->blocks.items[old.first + i] =
        (LineBlock){(uint32_t)bytes, count_line_ends(text, at, at + bytes)};
    at += bytes;
  }
}

size_t line_index_find(const LineIndex *index, Str text, uint32_t line) {
  if (line == 0) return 0;
  size_t at = 0, block = 0;
  uint32_t left = line;
  while (block < index->blocks.count && index->blocks.items[block].line_ends < left) {
    left -= index->blocks.items[block].line_ends;
    at += index->blocks.items[block++].bytes;
  }
  if (block == index->blocks.count) return text.len;
  while (!ends_line(text, at) || --left) at++;
  return at + 1;
}
