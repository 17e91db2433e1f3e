// Open documents: each is a segment of one document in memory, without grams, with its symbols. Texts
// are searchable as soon as overlay_set returns; symbols follow when a worker has parsed. Guarded by the
// Index's mutex.
#ifndef TREELINE_RUN_OVERLAY_H
#define TREELINE_RUN_OVERLAY_H

#include "base/array.h"
#include "intake/language.h"
#include "store/segment_file.h"

typedef struct {
  Str path; // heap
  LanguageId language;
  uint64_t version;      // grows with every overlay_set of any document
  SharedSegment *shared; // with the text; symbols may be missing yet
  bool extracted;
} OpenDocument;

typedef struct {
  ARRAY(OpenDocument) documents;
  uint64_t version;
  size_t unextracted; // documents whose symbols are still to come
} Overlay;

void overlay_release(Overlay *overlay);
OpenDocument *overlay_find(Overlay *overlay, Str path); // NULL if it is not open
// Puts `shared` (takes over the reference) in place of the document's former text. Returns its version.
uint64_t overlay_set(Overlay *overlay, Str path, LanguageId language, SharedSegment *shared);
// The same text with symbols; dropped if the document has a newer text or is closed. True if it was put.
bool overlay_set_extracted(Overlay *overlay, Str path, uint64_t version, SharedSegment *shared);
bool overlay_remove(Overlay *overlay, Str path); // false if it is not open

// One document as a segment in memory: its text is copied; `symbols` and `spans` may be NULL.
typedef struct {
  Str path, text;
  LanguageId language;
  const Symbol *symbols;
  size_t symbol_count;
  const Span *spans;
  size_t span_count;
  bool with_symbols;
} OverlayDocument;
MUST_USE Status overlay_segment(const OverlayDocument *document, SharedSegment **out, Error *error);

#endif
