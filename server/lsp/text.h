// The text of an open document as the client's changes make it, changed in place, and what of it has
// changed since somebody last asked. A value with one owner at a time: the sync worker, while it
// works.
//
// A half of a surrogate pair that a change leaves alone becomes U+FFFD, which counts one unit in
// UTF-16 as the half does: so positions stay those of a client whose strings may hold such halves.
#ifndef TREELINE_LSP_TEXT_H
#define TREELINE_LSP_TEXT_H

#include "base/buf.h"
#include "format/record.h"
#include "lsp/line_index.h"
#include "lsp/position.h"

enum {
  TEXT_BYTES_MAX = 1 << 30, // bytes: offsets have room to spare
  TEXT_EDITS_MAX = 1024,    // kept; then the next ones are joined with the last
};

// One element of didChange's contentChanges, or a whole text. Positions may be in the wrong order
// and anywhere.
typedef struct TextChange TextChange;
struct TextChange {
  TextChange *next;
  bool whole; // no range
  Position start, end;
  char *with;   // malloc'ed UTF-8, NUL-terminated
  size_t bytes; // roughly what it holds in memory
};
void text_change_free(TextChange *change); // and those behind it; NULL is allowed

typedef struct {
  Buf bytes; // its maximum, if it has one, counts instead of TEXT_BYTES_MAX
  LineIndex lines;
  ARRAY(TextEdit) edits; // in order, since text_forget_edits; neighbours are joined
} Text;

// An all-zero Text is empty. Release makes it so again.
void text_release(Text *text);
static inline Str text_str(const Text *text) { return buf_str(&text->bytes); }
// Applies one change, whose `with` it may take. False if the text would be too large: it is as
// before.
MUST_USE bool text_apply(Text *text, TextChange *change, PositionEncoding encoding);
void text_forget_edits(Text *text);

#endif
