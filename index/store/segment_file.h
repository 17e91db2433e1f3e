// Segment images on their way to disk and back: written by a builder, synced, mapped, opened. Where the
// disk cannot be written the image stays in memory and serves as well, until the process ends.
//
// A segment is the file ID.text, and ID.syms beside it where its symbols came later than its text. Where
// one image holds both, as of a merged segment, it is ID.text.
#ifndef TREELINE_STORE_SEGMENT_FILE_H
#define TREELINE_STORE_SEGMENT_FILE_H

#include "format/builder.h"
#include "format/merger.h"
#include "store/snapshot.h"

// Where an image goes. An empty directory: into memory.
typedef struct {
  Str directory; // absolute, NUL-terminated
  uint64_t id;   // names the files
} SegmentPlace;

// Each returns a shared segment with one reference. *on_disk tells where it lies.
MUST_USE Status segment_file_write_text(const SegmentPlace *place, TextBuilder *builder,
                                        SharedSegment **out, bool *on_disk, Error *error);
// The same documents with symbols: keeps a reference to `text`, whose image it reads on.
MUST_USE Status segment_file_write_symbols(const SegmentPlace *place, SymbolBuilder *builder,
                                           SharedSegment *text, SharedSegment **out, Error *error);
// One image of what the merge takes.
MUST_USE Status segment_file_write_merged(const SegmentPlace *place, const Merge *merge,
                                          SharedSegment **out, bool *on_disk, Error *error);
// The images of a segment as they are, wherever they lie, to files of a place of its own on disk.
MUST_USE Status segment_file_persist(const SegmentPlace *place, const SharedSegment *segment,
                                     SharedSegment **out, Error *error);
// Maps what is on disk. With has_symbols false the symbol file, if any, is ignored.
MUST_USE Status segment_file_open(const SegmentPlace *place, bool has_symbols, SharedSegment **out,
                                  Error *error);
// One image of one document set in memory, with texts: for open documents. Takes ownership of `image`
// and of `texts` (an array of `documents` Str whose bytes lie in `storage`, which it frees too).
typedef struct {
  Buf image;
  Str *texts;
  char *storage;
} MemoryImage;
MUST_USE Status segment_file_open_memory(MemoryImage *memory, SharedSegment **out, Error *error);

// False if it is sure that the files, which had so many bytes, are gone or cut off.
bool segment_file_is_there(const SegmentPlace *place, uint64_t bytes);
// True and the id if `name` is a file name of this module's; *temporary: of a file half written.
bool segment_file_parse_name(Str name, uint64_t *id, bool *temporary);

#endif
