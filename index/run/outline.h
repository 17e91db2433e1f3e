// What was found in one text of an open document: its symbols and spans, and the text that they point
// into. Never changes once it is shared by reference; any thread may hold one.
#ifndef TREELINE_RUN_OUTLINE_H
#define TREELINE_RUN_OUTLINE_H

#include "intake/extract.h"
#include "store/snapshot.h"

typedef struct {
  atomic_int references;
  uint64_t version;    // of the text, see OpenDocument
  SharedSegment *text; // a segment of that one document
  Extraction found;    // names and containers lie in the text or in `arena`
  Arena arena;
} Outline;

// One reference; nothing found yet. Takes a reference to `text`.
Outline *outline_new(uint64_t version, SharedSegment *text);
Outline *outline_ref(Outline *outline);
void outline_unref(Outline *outline);          // NULL is allowed
size_t outline_memory(const Outline *outline); // bytes, without the text; 0 for NULL
// Whether both say the same of the same text.
bool outline_equal(const Outline *a, const Outline *b);

#endif
