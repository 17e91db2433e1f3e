// The grammar of a segment's sections, once: builder.c and symbol_builder.c write it, segment.c and
// names.c read it, check.c verifies it. All numbers little-endian; varint is LEB128.
//
//   META  documents:u32 kind:u32 source_bytes:u64 symbols:u64 names:u32 containers:u32 text_id:u64
//         An image of text has kind 1, of symbols 2, of both 3. text_id is a hash of the
//         documents' paths and contents: a symbol image belongs to the text image with the same one.
//   DOCS  documents * { size:u64 mtime:u64 ctime:u64 inode:u64 hash:u64 chunk_start:u64 chunk_size:u64
//                       first_line:u32 line_count:u32 language:u8 encoding:u8 flags:u16 }
//   PATH  (documents+1) offsets:u32, then the paths' bytes
//   PORD  documents * number:u32, in order of (path, chunk_start)
//   UIDX  splits * { document:u32 first_unit:u32 offset:u32 } into UNIT, ascending: the documents that are
//         more than one unit; one more entry { documents, units, size of UNIT } ends them. A document that is
//         not here is one unit. Both are left out where none is split; then units are documents.
//   UNIT  per split, per unit but the last { bytes:varint lines:varint }: what lies in it, lines as line ends
//   GIDX  pages * { first_gram:u32 entries_offset:u32 lists_offset:u64 }, a page is GRAM_PAGE grams
//   GENT  per gram { delta:varint count:varint size:varint }, delta to the gram before, 0 for a page's first
//   GLST  posting lists (posting.c) of units, in gram order
//   WIDX  pages * { first_key:u64 offset:u64 } into WORD, a page is WORD_PAGE words
//   WORD  per word { delta:varint head:varint [size:varint] list [weights] }, in order of key (word_key.h)
//         delta to the key before, 0 for a page's first; head is the weight of the word's only document,
//         or the number of its documents plus WORD_HEAD; list is a posting list (posting.c), size its bytes
//         if it has POSTING_BLOCK documents or more; weights (of more documents than one) have three bits
//         each, 1 to 7, low bits first, padded to a byte. A document that is not in the list has weight 0.
//   NIDX  blocks * { names_offset:u32 symbols_offset:u32 mask:u64 }, a block is NAME_BLOCK names
//   NAME  per name { shared:varint rest:varint bytes }, shared with the name before, 0 for a block's first
//   NSIG  planes:u8[NSIG_PAIRS] (zeros to 8 bytes), shortest:u8[blocks] (zeros to 8 bytes), NSIG_PLANES *
//         { words:u64[(blocks+63)/64] }: bit b%64 of word b/64 of a plane says that a name of block b has
//         the plane's feature: two classes of characters in a row (several pairs may share a plane:
//         planes[a * NAME_CLASSES + b] says which), a class that starts a word, a class at all; signature.h.
//         shortest is the least length of a block's names, at most 255. Optional: left out if small.
//   SYMS  per name { count:varint [size:varint if count >= SYMBOL_SKIP] symbol* }
//         symbol := head:u8 document:varint line:varint column:varint
//                   [flags:u8] [utf16_less:varint] [end_lines:varint] [container:varint]
//         head is the kind with the bits below; document is the delta to the symbol before (the first:
//         to 0); flags has SYMBOL_DECLARATION ..., and bit 7 if utf16_less follows: column - column_utf16
//   CONT  (containers+1) offsets:u32, then the containers' bytes
//   SPIX  (documents+1) offsets:u32 into SPAN
//   SPAN  per span { gap:varint length:varint }, gap from the end of the span before, times 2, plus kind
#ifndef TREELINE_FORMAT_LAYOUT_H
#define TREELINE_FORMAT_LAYOUT_H

#include "format/chunk.h"

enum {
  TAG_META = CHUNK_TAG('M', 'E', 'T', 'A'),
  TAG_DOCS = CHUNK_TAG('D', 'O', 'C', 'S'),
  TAG_PATH = CHUNK_TAG('P', 'A', 'T', 'H'),
  TAG_PORD = CHUNK_TAG('P', 'O', 'R', 'D'),
  TAG_UIDX = CHUNK_TAG('U', 'I', 'D', 'X'),
  TAG_UNIT = CHUNK_TAG('U', 'N', 'I', 'T'),
  TAG_GIDX = CHUNK_TAG('G', 'I', 'D', 'X'),
  TAG_GENT = CHUNK_TAG('G', 'E', 'N', 'T'),
  TAG_GLST = CHUNK_TAG('G', 'L', 'S', 'T'),
  TAG_WIDX = CHUNK_TAG('W', 'I', 'D', 'X'),
  TAG_WORD = CHUNK_TAG('W', 'O', 'R', 'D'),
  TAG_NIDX = CHUNK_TAG('N', 'I', 'D', 'X'),
  TAG_NSIG = CHUNK_TAG('N', 'S', 'I', 'G'),
  TAG_NAME = CHUNK_TAG('N', 'A', 'M', 'E'),
  TAG_SYMS = CHUNK_TAG('S', 'Y', 'M', 'S'),
  TAG_CONT = CHUNK_TAG('C', 'O', 'N', 'T'),
  TAG_SPIX = CHUNK_TAG('S', 'P', 'I', 'X'),
  TAG_SPAN = CHUNK_TAG('S', 'P', 'A', 'N'),
};

enum { IMAGE_TEXT = 1, IMAGE_SYMBOLS = 2 };

// META, decoded.
typedef struct {
  uint32_t documents;
  uint32_t kind; // IMAGE_TEXT | IMAGE_SYMBOLS
  uint64_t source_bytes;
  uint64_t symbols;
  uint32_t names, containers;
  uint64_t text_id;
} ImageMeta;

enum {
  META_SIZE = 40,
  DOC_SIZE = 68,
  UNIT_INDEX_SIZE = 12,
  GRAM_PAGE = 64,
  GRAM_PAGE_SIZE = 16,
  WORD_PAGE = 32,
  WORD_PAGE_SIZE = 16,
  WORD_HEAD = 6,
  NAME_INDEX_SIZE = 16,
  SYMBOL_SKIP = 16,
};

enum {
  HEAD_KIND = 0x1F,
  HEAD_CONTAINER = 0x20,
  HEAD_END = 0x40, // ends on a later line
  HEAD_FLAGS = 0x80,
  FLAGS_UTF16 = 0x80,
};

#endif
