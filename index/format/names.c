// The symbols of a segment by name; see segment.h and, for the bytes, layout.h.
#include "base/codec.h"
#include "base/compiler.h"
#include "format/segment.h"
#include "format/segment_image.h"

bool segment_has_symbols(const Segment *segment) { return segment->has_symbols; }
uint64_t segment_symbol_count(const Segment *segment) { return segment->meta.symbols; }
uint32_t segment_name_count(const Segment *segment) { return segment->meta.names; }

// Letters without case, digits, the underscore, other ASCII folded into 26 bits, and the rest.
static uint64_t character_bit(unsigned char c) {
  c = (unsigned char)ascii_lower((char)c);
  if (c >= 'a' && c <= 'z') return (uint64_t)1 << (c - 'a');
  if (c >= '0' && c <= '9') return (uint64_t)1 << (26 + (c - '0'));
  if (c == '_') return (uint64_t)1 << 36;
  if (c >= 0x80) return (uint64_t)1 << 37;
  return (uint64_t)1 << (38 + c % 26);
}

uint64_t name_mask(Str name) {
  uint64_t mask = 0;
  for (size_t i = 0; i < name.len; i++) mask |= character_bit((unsigned char)name.ptr[i]);
  return mask;
}

// ---- blocks -------------------------------------------------------------------------------------

static const char *block_entry(const Segment *segment, uint32_t block) {
  return segment->name_index.ptr + (size_t)block * NAME_INDEX_SIZE;
}

uint64_t segment_name_block_mask(const Segment *segment, uint32_t block) {
  return block < segment->name_blocks ? le_get_u64(block_entry(segment, block) + 8) : 0;
}

// Bytes of `block` in `section`, whose offset stands `field` bytes into the block's entry.
static Str block_bytes(const Segment *segment, Str section, uint32_t block, size_t field) {
  if (block >= segment->name_blocks) return STR("");
  size_t from = le_get_u32(block_entry(segment, block) + field);
  size_t to = block + 1 < segment->name_blocks ? le_get_u32(block_entry(segment, block + 1) + field)
                                               : section.len;
  return from <= to && to <= section.len ? str_slice(section, from, to) : STR("");
}

void segment_prefetch_name_entry(const Segment *segment, uint32_t block) {
  if (block < segment->name_blocks) PREFETCH(block_entry(segment, block));
}

void segment_prefetch_names(const Segment *segment, uint32_t block) {
  enum { LINE = 64, LINES = 5 }; // most blocks have no more
  Str bytes = block_bytes(segment, segment->names, block, 0);
  for (size_t at = 0; at < bytes.len && at < (size_t)LINE * LINES; at += LINE) {
    PREFETCH(bytes.ptr + at);
  }
}

Str name_block_bytes(const Segment *segment, uint32_t block) {
  return block_bytes(segment, segment->names, block, 0);
}

Str symbol_block_bytes(const Segment *segment, uint32_t block) {
  return block_bytes(segment, segment->name_symbols, block, 4);
}

// ---- names --------------------------------------------------------------------------------------

// A name whose bytes, and COPY_BYTES of room behind them, lie within the block: most do, and copying a
// fixed number of bytes is faster than copying some.
static bool decode_short_name(NameCursor *cursor) {
  enum { COPY_BYTES = 32 };
  const char *at = cursor->at;
  if (cursor->end - at < 2 + COPY_BYTES) return false;
  size_t shared = (unsigned char)at[0], rest = (unsigned char)at[1];
  if (shared >= 0x80 || rest > COPY_BYTES || shared > cursor->name.len) return false;
  memcpy(cursor->storage + shared, at + 2, COPY_BYTES);
  cursor->name = str_make(cursor->storage, shared + rest);
  cursor->shared = shared;
  cursor->at = at + 2 + rest;
  return true;
}

// Decodes the next name of a block into storage; false if its bytes are wrong or used up.
// (Their lengths are one byte each, but for a name in ten thousand.)
static bool decode_name(NameCursor *cursor) {
  if (decode_short_name(cursor)) return true;
  Reader reader = {cursor->at, cursor->end, false};
  size_t shared = (size_t)reader_varint_max(&reader, cursor->name.len);
  size_t rest = (size_t)reader_varint_max(&reader, NAME_MAX_BYTES - 1);
  Str bytes = reader_bytes(&reader, rest);
  if (reader.failed || shared + rest >= NAME_MAX_BYTES) return false;
  memcpy(cursor->storage + shared, bytes.ptr, rest);
  cursor->name = str_make(cursor->storage, shared + rest);
  cursor->shared = shared;
  cursor->at = reader.at;
  return true;
}

static bool enter_block(NameCursor *cursor, uint32_t block) {
  Str bytes = name_block_bytes(cursor->segment, block);
  cursor->at = bytes.ptr;
  cursor->end = bytes.ptr + bytes.len;
  cursor->name = str_make(cursor->storage, 0);
  return bytes.len > 0;
}

bool name_cursor_open(NameCursor *cursor, const Segment *segment, uint32_t number) {
  cursor->segment = segment;
  if (number >= segment->meta.names || !enter_block(cursor, number / NAME_BLOCK)) return false;
  for (uint32_t i = 0; i <= number % NAME_BLOCK; i++) {
    if (!decode_name(cursor)) return false;
  }
  cursor->number = number;
  return true;
}

bool name_cursor_next(NameCursor *cursor) {
  uint32_t number = cursor->number + 1;
  if (number >= cursor->segment->meta.names) return false;
  if (number % NAME_BLOCK == 0 && !enter_block(cursor, number / NAME_BLOCK)) return false;
  if (!decode_name(cursor)) return false;
  cursor->number = number;
  return true;
}

// The first name of a block, which is stored whole: borrowed from the image.
static Str first_name(const Segment *segment, uint32_t block) {
  Reader reader = reader_make(name_block_bytes(segment, block));
  reader_varint(&reader);
  return reader_bytes(&reader, (size_t)reader_varint_max(&reader, NAME_MAX_BYTES - 1));
}

typedef int (*NameOrder)(Str a, Str b);

static uint32_t lower_bound(const Segment *segment, Str wanted, NameOrder compare) {
  uint32_t low = 0, high = segment->name_blocks; // blocks before `low` start below `wanted`
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (compare(first_name(segment, middle), wanted) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return 0;
  NameCursor cursor;
  uint32_t number = (low - 1) * NAME_BLOCK;
  bool found = name_cursor_open(&cursor, segment, number);
  while (found && number < low * NAME_BLOCK && compare(cursor.name, wanted) < 0) {
    found = name_cursor_next(&cursor);
    number++;
  }
  return number < segment->meta.names ? number : segment->meta.names;
}

static int compare_folded_only(Str a, Str b) {
  size_t common = a.len < b.len ? a.len : b.len;
  for (size_t i = 0; i < common; i++) {
    unsigned char x = (unsigned char)ascii_lower(a.ptr[i]);
    unsigned char y = (unsigned char)ascii_lower(b.ptr[i]);
    if (x != y) return x < y ? -1 : 1;
  }
  return (a.len > b.len) - (a.len < b.len);
}

uint32_t segment_name_lower_bound(const Segment *segment, Str name) {
  return lower_bound(segment, name, str_compare_fold);
}

uint32_t segment_name_lower_bound_fold(const Segment *segment, Str prefix) {
  return lower_bound(segment, prefix, compare_folded_only);
}

// ---- symbols ------------------------------------------------------------------------------------

Str segment_container(const Segment *segment, uint32_t number) {
  return sliced_table_get(segment->containers, segment->meta.containers, number);
}

// As reader_varint_max; nearly all numbers of symbols are one byte.
static inline uint64_t read_number(Reader *reader, uint64_t max) {
  if (!reader->failed && reader->at < reader->end && (unsigned char)*reader->at <= 0x7F
      && (unsigned char)*reader->at <= max) {
    return (unsigned char)*reader->at++;
  }
  return reader_varint_max(reader, max);
}

static bool decode_symbol(SymbolCursor *cursor, StoredSymbol *out) {
  Reader reader = {cursor->at, cursor->end, false};
  unsigned head = reader_byte(&reader);
  uint64_t document = cursor->document + read_number(&reader, UINT32_MAX);
  out->kind = (SymbolKind)(head & HEAD_KIND);
  out->line = (uint32_t)read_number(&reader, UINT32_MAX);
  out->column = (uint32_t)read_number(&reader, UINT32_MAX);
  uint8_t flags = head & HEAD_FLAGS ? reader_byte(&reader) : 0;
  uint64_t less = flags & FLAGS_UTF16 ? read_number(&reader, out->column) : 0;
  out->flags = flags & (uint8_t)~FLAGS_UTF16;
  out->column_utf16 = out->column - (uint32_t)less;
  out->end_line = out->line;
  if (head & HEAD_END) out->end_line += (uint32_t)read_number(&reader, UINT32_MAX - out->line);
  out->container = STR("");
  if (head & HEAD_CONTAINER) {
    out->container = segment_container(cursor->segment, (uint32_t)read_number(&reader, UINT32_MAX));
  }
  bool fits = document < cursor->segment->meta.documents && out->kind < SYMBOL_KIND_COUNT;
  if (reader.failed || !fits) return false;
  out->document = cursor->document = (uint32_t)document;
  cursor->at = reader.at;
  return true;
}

bool symbol_cursor_next(SymbolCursor *cursor, StoredSymbol *out) {
  if (cursor->left == 0) return false;
  cursor->left--;
  if (decode_symbol(cursor, out)) return true;
  cursor->left = 0;
  return false;
}

// Reads the head of a name's symbols: their number and, if it is stored, their size.
static bool enter_symbols(SymbolCursor *cursor, uint64_t *size) {
  Reader reader = {cursor->at, cursor->end, false};
  cursor->left = (uint32_t)read_number(&reader, UINT32_MAX);
  *size = cursor->left >= SYMBOL_SKIP ? read_number(&reader, reader_left(&reader)) : 0;
  cursor->document = 0;
  cursor->at = reader.at;
  return !reader.failed && *size <= reader_left(&reader);
}

static bool skip_number(SymbolCursor *cursor) {
  while (cursor->at < cursor->end) {
    if ((unsigned char)*cursor->at++ < 0x80) return true;
  }
  return false;
}

// Past a symbol that nobody wants, of which only the size matters.
static bool skip_symbol(SymbolCursor *cursor) {
  if (cursor->at >= cursor->end) return false;
  unsigned head = (unsigned char)*cursor->at++;
  bool there = skip_number(cursor) && skip_number(cursor) && skip_number(cursor);
  if (there && head & HEAD_FLAGS) {
    there = cursor->at < cursor->end;
    unsigned flags = there ? (unsigned char)*cursor->at++ : 0;
    if (flags & FLAGS_UTF16) there = skip_number(cursor);
  }
  if (there && head & HEAD_END) there = skip_number(cursor);
  if (there && head & HEAD_CONTAINER) there = skip_number(cursor);
  return there;
}

bool symbol_cursor_open(SymbolCursor *cursor, const Segment *segment, uint32_t name) {
  *cursor = (SymbolCursor){.segment = segment};
  if (name >= segment->meta.names) return false;
  Str bytes = symbol_block_bytes(segment, name / NAME_BLOCK);
  cursor->at = bytes.ptr;
  cursor->end = bytes.ptr + bytes.len;
  uint64_t size;
  for (uint32_t i = 0; i < name % NAME_BLOCK; i++) { // skip the names before it in its block
    if (!enter_symbols(cursor, &size)) return false;
    if (size) {
      cursor->at += size;
      continue;
    }
    for (; cursor->left; cursor->left--) {
      if (!skip_symbol(cursor)) return false;
    }
  }
  if (enter_symbols(cursor, &size)) return true;
  cursor->left = 0;
  return false;
}

bool symbol_cursor_step(SymbolCursor *cursor, uint32_t name) {
  if (name % NAME_BLOCK == 0) return symbol_cursor_open(cursor, cursor->segment, name);
  for (; cursor->left; cursor->left--) {
    if (!skip_symbol(cursor)) return false;
  }
  uint64_t size;
  if (name < cursor->segment->meta.names && enter_symbols(cursor, &size)) return true;
  cursor->left = 0;
  return false;
}
