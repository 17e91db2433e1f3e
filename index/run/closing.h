// A document that is closed goes back to the disk's content. Mostly the index has that already. Just
// after a save it has not: then the closed document's text, which is the file's, stays visible until
// the index has taken the file in, so that no query in between finds the version before.
#ifndef TREELINE_RUN_CLOSING_H
#define TREELINE_RUN_CLOSING_H

#include "base/os.h"
#include "index.h"

typedef struct OpenDocument OpenDocument;

// Part of an OpenDocument. Guarded by the Index's mutex.
typedef struct {
  bool lingering;   // closed by its editor, and still shown
  bool comparing;   // with a large file, on a worker
  int64_t since_ns; // when it began to linger
  Stamp stamp;      // of the file when it had this text
  uint64_t hash;    // of its bytes then
  uint64_t asked;   // calls of the index's Changes before this closing touched the path
  unsigned settled; // how often since then the index has said that it has looked at the path
} Closing;

// Closes a document, and decides what is shown from now on. mutex not held.
void closing_begin(Index *index, Str path);
// The index has looked at `path`, or, with "", at all of the tree. mutex not held.
void closing_settled(Index *index, Str path);
// Looks at the files of lingering documents: none is shown for longer than its file has its text. Sets
// index->documents.look_ns. mutex not held.
void closing_look(Index *index);

#endif
