// The text of a document as it is now: an open document's text, or the file on disk, read and
// decoded. What is on disk is the truth: a file changed since it was indexed is searched as it
// stands, and one that is gone has no text.
#ifndef TREELINE_QUERY_CONTENT_H
#define TREELINE_QUERY_CONTENT_H

#include "base/buf.h"
#include "base/os.h"
#include "query/choice.h"
#include "store/snapshot.h"

#include <stdatomic.h>

// Lines that are there, from offset `at` of a content's text to the next piece: those from `first_line` on.
typedef struct {
  size_t at;
  uint32_t first_line;
} ContentPiece;

// Reads one document after the other of one snapshot, keeping its buffers. One per thread; all zero at
// first, but for `choice` and `cancelled`.
typedef struct {
  UnitChoice *choice;           // owned by the reader; NULL: documents are read as a whole
  const atomic_bool *cancelled; // large documents are left then; may be NULL
  OsRoot *root;                 // opened with the first file
  bool unread;                  // the last content was not there, or the system refused it
  Buf path, bytes, decoded;
  Buf above, below; // of margin.h: what lies beside the last content, if known
  bool above_known, below_known;
  // Of a file whose chunks may have moved: its line ends before an offset, so that it is read once.
  Buf counted_path;
  Stamp counted_stamp;
  uint64_t counted_to;
  uint32_t counted_lines;
  Stretches stretches; // of the document at hand
  ARRAY(ContentPiece) pieces;
} ContentReader;

typedef struct {
  Document record;
  Str path;
  uint8_t language;
  Str text;            // UTF-8; valid until the reader's next use
  bool ascii;          // known to be all ASCII
  uint32_t first_line; // number of the text's first line in its file
  Str bytes;           // as the file has them; empty for an open document
  const ContentPiece
      *pieces;        // of a text that is not the whole: what the query has nothing in is left out
  size_t piece_count; // 0: it is the whole
  const SnapshotPart *part;
  uint32_t document; // of that part's segment
} Content;

// false if there is nothing to search: no text, gone, unreadable.
bool content_read(ContentReader *reader, const Snapshot *snapshot, const SnapshotPart *part,
                  uint32_t document, Content *out);
// The first lines alone, of a large document that is ASCII so far; false of any other.
bool content_read_head(ContentReader *reader, const Snapshot *snapshot, const SnapshotPart *part,
                       uint32_t document, Content *out);
// Whether the document's text is what was indexed, told by the file's stamp, without reading it.
bool content_is_indexed(ContentReader *reader, const Snapshot *snapshot, const SnapshotPart *part,
                        uint32_t document);
void content_reader_release(ContentReader *reader);

#endif
