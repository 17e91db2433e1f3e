// Where a page of hits ends and the next one begins. In order of rank: how many hits of each folder
// have been given, which are found again; in order of paths: the last file, and how many of its hits.
// To the client it is an opaque string (SearchSummary.cursor in docs/protocol.md), so what comes back
// is untrusted. Pure functions.
#ifndef TREELINE_LSP_CURSOR_H
#define TREELINE_LSP_CURSOR_H

#include "base/arena.h"
#include "base/buf.h"

enum {
  CURSOR_FOLDERS_MAX = 66,              // FOLDERS_MAX, the loose one, and room
  CURSOR_HITS_MAX = 1000 * 1000 * 1000, // of one folder
  CURSOR_PATH_MAX = 1 << 16
};

typedef struct {
  uint64_t query;   // hash of what is asked: a cursor fits no other question
  uint64_t folders; // hash of who is asked
  uint64_t index;   // hash of the generations that answered
  uint64_t turn;    // the folder whose hit comes next
  size_t folder_count;
  uint64_t given[CURSOR_FOLDERS_MAX]; // hits; with a path, of that file
  Str path;                           // the last file, in the folder `turn`; or empty
  uint64_t documents;                 // with a path: files with hits before it, in all folders
} Cursor;

void cursor_print(const Cursor *cursor, Buf *out);
// False if the text is none that cursor_print has written.
// The path is copied.
bool cursor_parse(Str text, Arena *arena, Cursor *cursor);

#endif
