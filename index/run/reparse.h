// Reading the symbols of open documents while they are being typed in. Each document keeps a LiveReader,
// used by one thread at a time. A text that comes while an older one is being read ends that reading;
// texts between the one being read and the newest are never read.
//
// Who reads: a thread that the open documents have to themselves, so that a keystroke never queues
// behind searches, and, while that is busy with another document, the query lane. What somebody waits
// for is therefore always being read or next, whatever the lane's threads wait for.
//
// Progress: a reading that has gone on for long, or whose predecessors were ended in a row, is left to
// end. Its result is not shown if the text has moved on, but the tree is then of a recent text, and what
// is left to read is the few edits since.
#ifndef TREELINE_RUN_REPARSE_H
#define TREELINE_RUN_REPARSE_H

#include "base/array.h"
#include "format/record.h"
#include "index.h"
#include "intake/live.h"
#include "run/retired.h"

typedef struct OpenDocument OpenDocument;

enum {
  SYMBOL_WAIT_NS = 100 * 1000 * 1000, // how long a query waits for open documents' symbols
  // Readings in a row that newer texts may end, and how long one may have gone on to be ended: at ten
  // keystrokes a second, three are ended within 300 ms, less than what a person takes for a stall.
  REPARSE_ABANDON_MAX = 3,
  REPARSE_ABANDON_NS = 200 * 1000 * 1000,
  // A document at rest for so long is read from nothing if its last reading may differ from that.
  REPARSE_REST_NS = 500 * 1000 * 1000,
  // Trees and results of all open documents together. A tree takes about 20 bytes a byte of text (1 in
  // C, which is parsed as a skeleton): this keeps 2.4 MB of source ready, a day's work but for generated
  // files, and leaves an idle server on a large tree near its 60 MB.
  REPARSE_MEMORY_MAX = 48 << 20,
  // Trees of documents that are open and were never edited. Without one the first keystroke costs a
  // parse from nothing (100 KB: 25 to 50 ms, 5 ms in C) instead of 1 ms, so the latest few keep theirs;
  // an editor that opens fifty files at its start makes us hold no more than that.
  REPARSE_UNEDITED_MAX = 8 << 20,
};

typedef ARRAY(TextEdit) TextEdits;

// What is kept of a document from one text to the next.
typedef struct DocumentReader DocumentReader;
void document_reader_free(void *reader); // NULL is allowed

// Part of an OpenDocument. Guarded by the Index's mutex.
typedef struct {
  DocumentReader *reader; // the reading thread's while `running`; NULL: none yet, or given up
  LanguageId language;    // the reader's
  TextEdits edits;        // from the text that the reader knows to the present one
  bool anew;              // or those are not known: all is to be read
  bool running;           // a thread reads
  bool edited;            // ever
  bool inexact;           // what was read last may differ from what a reading from nothing finds
  bool checking;          // such a one is under way, or waits for its turn
  atomic_bool cancelled;  // ends what runs
  atomic_bool unwanted;   // ends the check
  unsigned abandoned;     // readings that newer texts ended, in a row
  uint64_t done;          // version of the last text that was read to its end
  Status status;          // of that reading
  int64_t changed_ns;     // when the present text came
  int64_t began_ns;       // what runs
  int64_t likely_ns;      // what it is likely to take
  int64_t whole_ns;       // what the last reading from nothing took
  int64_t edits_ns;       // what the last reading of edits took
  size_t memory;          // bytes of `reader`, as of its last reading
  ARRAY(int64_t) came_ns; // the edits whose symbols are not published yet
} Reparse;

void reparse_release(Reparse *reparse);

// A new text.
typedef struct {
  const TextEdit *edits; // that made it of the one before
  size_t count;          // 0: not known
  bool typed;            // it came by index_document_edit
  int64_t came_ns;
} TextChange;
// The document has got it. mutex held.
void reparse_text_changed(Index *index, OpenDocument *document, const TextChange *change);
// Ends what is being read: the document is closed, or the index. mutex held.
void reparse_cancel(Reparse *reparse);
// Gives the results of the present text: sets document->outline, or fails. Waits until they are there,
// `*cancelled` (may be NULL) is set, or the document is closed (STATUS_CANCELLED). mutex held, but not
// while it waits.
MUST_USE Status reparse_wait(Index *index, OpenDocument *document, const atomic_bool *cancelled,
                             Error *error);
// Waits for the symbols of the texts that have come so far, at most SYMBOL_WAIT_NS, and not for
// documents that are known to take longer. What has not come by then is what it was in the text before, as
// far as that is known (run/carry.h). mutex held, but not while it waits.
void reparse_wait_symbols(Index *index, const atomic_bool *cancelled);

// Reads the document that has waited longest, if any is to be read. False if none is. mutex held, but
// not while it reads.
bool reparse_work(Index *index);
// Asks for documents at rest to be read from nothing. Returns when that should next be asked, monotonic
// time; INT64_MAX if there are none. mutex held.
int64_t reparse_rest(Index *index, int64_t now_ns);

#endif
