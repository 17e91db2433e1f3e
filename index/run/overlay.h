// Open documents, as queries see them: each is a segment of one document in memory, without grams. Its
// text is there at once; a second image over the same bytes adds the symbols when they have been read
// (run/reparse.h). Guarded by the Index's mutex, but for what says otherwise.
#ifndef TREELINE_RUN_OVERLAY_H
#define TREELINE_RUN_OVERLAY_H

#include "base/array.h"
#include "intake/language.h"
#include "run/closing.h"
#include "run/outline.h"
#include "run/reparse.h"
#include "store/segment_file.h"

struct OpenDocument {
  Str path;            // heap; never changes
  unsigned references; // the overlay's, and those of the threads at work on it
  bool closed;         // no longer in the overlay
  LanguageId language;
  uint64_t version;    // of the present text; grows with every text of any document
  SharedSegment *text; // the present text alone; NULL before the first
  SharedSegment
      *shared;    // what queries get: `text`, or `text` with its symbols, or what is known of them
  bool extracted; // the symbols are in, or there are none to be had
  uint64_t carried; // version of the last text that got the symbols of the one before (run/carry.h)
  bool carrying;    // a thread is at that
  uint64_t awaited; // unless extracted: the version that came behind the last one with symbols
  Outline *outline; // of the last text that was read to its end; NULL: none yet, or given up
  Reparse reparse;
  Closing closing;
};

typedef struct {
  ARRAY(OpenDocument *) documents;
  uint64_t version;
  size_t unextracted; // documents whose symbols are still to come
} Overlay;

void overlay_release(Overlay *overlay);
OpenDocument *overlay_find(Overlay *overlay, Str path); // NULL if it is not open
// Opens `path`, which is not open yet. It is seen by nobody until it has a text.
OpenDocument *overlay_add(Overlay *overlay, Str path);
// Takes it out; who holds a reference keeps it. The overlay's own reference goes to the caller.
void overlay_remove(Overlay *overlay, OpenDocument *document);

// Takes over the reference to `text`.
void overlay_set_text(Overlay *overlay, OpenDocument *document, SharedSegment *text, Retired *old);
// The present text with what is known of its symbols until they have been read (takes over the reference).
void overlay_carry_symbols(OpenDocument *document, SharedSegment *with_symbols, Retired *old);
// The present text with its symbols (takes over the reference); NULL: it has none.
void overlay_set_symbols(Overlay *overlay, OpenDocument *document, SharedSegment *with_symbols,
                         Retired *old);

OpenDocument *open_document_ref(OpenDocument *document);
void open_document_unref(OpenDocument *document, Retired *old); // with the last, it is freed there

// A text as a segment in memory. `text` is copied: the one copy there is. Any thread.
MUST_USE Status overlay_text_segment(Str path, LanguageId language, Str text, SharedSegment **out,
                                     Error *error);
// The same segment with what was found in it; keeps a reference to `text`. `names` are those of the last
// such segment of the document, or NULL. Any thread.
MUST_USE Status overlay_symbol_segment(SharedSegment *text, const Extraction *found,
                                       NameMemory *names, SharedSegment **out, Error *error);

#endif
