// Where a page of hits ends and the next one begins: how many hits of each folder have been given. To
// the client it is an opaque string (SearchSummary.cursor in docs/protocol.md), so what comes back
// is untrusted. Pure functions.
#ifndef TREELINE_LSP_CURSOR_H
#define TREELINE_LSP_CURSOR_H

#include "base/buf.h"

enum {
  CURSOR_FOLDERS_MAX = 66,             // FOLDERS_MAX, the loose one, and room
  CURSOR_HITS_MAX = 1000 * 1000 * 1000 // of one folder
};

typedef struct {
  uint64_t query;   // hash of what is asked: a cursor fits no other question
  uint64_t folders; // hash of who is asked
  uint64_t index;   // hash of the generations that answered
  uint64_t turn;    // the folder whose hit comes next
  size_t folder_count;
  uint64_t given[CURSOR_FOLDERS_MAX]; // hits
} Cursor;

void cursor_print(const Cursor *cursor, Buf *out);
// False if the text is none that cursor_print has written.
bool cursor_parse(Str text, Cursor *cursor);

#endif
