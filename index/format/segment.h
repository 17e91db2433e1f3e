// One immutable part of the index, read. A segment is a set of documents and what is known of them, as
// a byte image (see chunk.h) that lies in a mapped file or in memory; the reader does not care. The
// symbols of a bulk-built segment come later than its text, as a second image about the same documents.
//
// Every function may be called from any thread. Every byte is untrusted: opening checks the frame and
// the sizes; reading stays inside the sections whatever they hold. Checksums are verified by
// segment_verify, not at opening: that would read the whole index at every start.
//
// Documents are numbered 0 .. segment_documents()-1 in order of static quality, best first.
#ifndef TREELINE_FORMAT_SEGMENT_H
#define TREELINE_FORMAT_SEGMENT_H

#include "base/err.h"
#include "format/posting.h"
#include "format/record.h"

typedef struct Segment Segment;

// Opens the image. `text` and `symbols` are borrowed and must outlive the segment; `symbols` may be
// empty (not extracted yet) or the same bytes as `text` (one image holds both).
MUST_USE Status segment_open(Str text, Str symbols, Segment **segment, Error *error);
void segment_close(Segment *segment); // NULL is allowed

uint32_t segment_documents(const Segment *segment);
uint64_t segment_source_bytes(const Segment *segment);
Str segment_text_image(const Segment *segment); // as given to segment_open
Str segment_symbol_image(
    const Segment *segment); // empty, of its own, or the same bytes as the text's
uint64_t segment_image_bytes(const Segment *segment); // of both images, or of the one
// What a symbol image must carry to belong to this text.
uint64_t segment_text_id(const Segment *segment);
// Paths and all strings of records are borrowed from the image.
Str segment_path(const Segment *segment, uint32_t document);
// All paths behind one another, in order of number; document i's is segment_path(i).
Str segment_paths(const Segment *segment);
MUST_USE Status segment_document(const Segment *segment, uint32_t document, Document *out);
// Of the record, for who asks all documents: its language, and whether there is text in it at all (it is
// not empty, binary or unreadable).
uint8_t segment_language(const Segment *segment, uint32_t document);
bool segment_has_text(const Segment *segment, uint32_t document);
// The i-th document in order of path (chunks of a file in order of position), 0 <= i < documents.
uint32_t segment_by_path(const Segment *segment, uint32_t i);
// Position in path order of the first document of `path`; false if there is none. Chunks follow it.
bool segment_find_path(const Segment *segment, Str path, uint32_t *position);

// ---- text

// Without grams every document is a candidate for every text. Lists are of units: units.h.
bool segment_has_grams(const Segment *segment);
// Units that contain the gram (see grams in intake: three bytes, ASCII-folded, first byte highest;
// none contains a line end). Stands at POSTING_END if none does.
void segment_gram(const Segment *segment, uint32_t gram, Posting *posting);
// How many units contain it, without opening the list.
uint32_t segment_gram_count(const Segment *segment, uint32_t gram);

// ---- words

// Without words (format/weight.h) nothing is known of how often a word occurs: so it is with open documents.
bool segment_has_words(const Segment *segment);
// The documents in which a word has weight, ascending; in all others its weight is 0. A value; copies are
// independent. The segment must outlive it. Damaged bytes end it early.
typedef struct {
  Posting documents;
  // the rest is words.c's
  Str weights;
  uint8_t only;
  uint64_t at; // of the document it stands on, among the word's
} WordCursor;
// Stands on the first document. false if there is none, the word is none that is kept (word_is_kept), or the
// segment has no words; the cursor is then at its end. Letters of the word in any case. About 0.3 µs.
bool word_cursor_open(WordCursor *cursor, const Segment *segment, Str word);
uint32_t word_cursor_document(const WordCursor *cursor); // POSTING_END behind the last
uint8_t word_cursor_weight(const WordCursor *cursor);    // 1 .. WORD_WEIGHTS - 1; not at the end
uint32_t word_cursor_next(WordCursor *cursor);           // the document it then stands on
// Moves to the first document >= `document` (never backward) and returns it, or POSTING_END.
uint32_t word_cursor_advance_to(WordCursor *cursor, uint32_t document);
uint32_t word_cursor_count(const WordCursor *cursor); // documents in all

// ---- symbols

bool segment_has_symbols(const Segment *segment);
uint64_t segment_symbol_count(const Segment *segment);
// Distinct names, numbered in str_compare_fold order.
uint32_t segment_name_count(const Segment *segment);
// Number of the first name that is >= `name` in str_compare_fold order.
uint32_t segment_name_lower_bound(const Segment *segment, Str name);
// Number of the first name whose ASCII-folded form is >= that of `prefix`.
uint32_t segment_name_lower_bound_fold(const Segment *segment, Str prefix);

enum { NAME_BLOCK = 16, NAME_MAX_BYTES = 1024 };

// Walks names forward from any number.
typedef struct {
  const Segment *segment;
  uint32_t number; // of the name it stands on
  size_t shared; // bytes that it has in common with the name before it; 0 for the first of a block
  Str name;      // lives in `storage`; valid until the next step
  const char *at, *end;
  char storage[NAME_MAX_BYTES];
} NameCursor;

// Stands on name `number`; false if there is none (or the image is damaged there).
bool name_cursor_open(NameCursor *cursor, const Segment *segment, uint32_t number);
bool name_cursor_next(NameCursor *cursor);

// Which characters occur in any of the NAME_BLOCK names of block b (names 16b .. 16b+15), as
// name_mask() of each, ORed: a name can contain `needle` only if name_mask(needle) is a subset.
uint64_t segment_name_block_mask(const Segment *segment, uint32_t block);
uint64_t name_mask(Str name);
// Ask the processor for the entry of a block, and, once that has come, for its names: for who reads
// blocks from all over the segment, and knows which come next.
void segment_prefetch_name_entry(const Segment *segment, uint32_t block);
void segment_prefetch_names(const Segment *segment, uint32_t block);

// A symbol as stored: positions as in Symbol.
typedef struct {
  uint32_t document;
  SymbolKind kind;
  uint8_t flags;
  uint32_t line, column, column_utf16;
  uint32_t end_line;
  Str container; // borrowed from the image
} StoredSymbol;

// The symbols of one name, in document order.
typedef struct {
  const Segment *segment;
  const char *at, *end;
  uint32_t document;
  uint32_t left;
} SymbolCursor;

bool symbol_cursor_open(SymbolCursor *cursor, const Segment *segment, uint32_t name);
bool symbol_cursor_next(SymbolCursor *cursor, StoredSymbol *out);
// From one name to the one behind it, whose number is `name`: as symbol_cursor_open, for who reads them all.
bool symbol_cursor_step(SymbolCursor *cursor, uint32_t name);

// ---- spans

bool segment_has_spans(const Segment *segment);
// Comments and strings of a document, ascending, not overlapping; appended to `out` (cleared first).
typedef struct {
  Span *items;
  size_t count, capacity;
} SpanList;
MUST_USE Status segment_spans(const Segment *segment, uint32_t document, SpanList *out);

// ---- looking after it

// The checksums alone: about the time it takes to read the image from memory.
MUST_USE Status segment_verify_checksums(const Segment *segment, Error *error);
// Every checksum and every invariant; the first violation in words. Reads all of it.
MUST_USE Status segment_verify(const Segment *segment, Error *error);
// Bytes per section, for people: "grams 31.2 MB" ...
typedef void (*SectionFn)(void *user, Str name, uint64_t bytes);
void segment_sections(const Segment *segment, SectionFn fn, void *user);

#endif
