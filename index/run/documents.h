// Open documents: what editors hold instead of files. The parts: what queries see of them (overlay.h,
// publish.h), how their symbols follow (reading.h), and how they end (closing.h).
#ifndef TREELINE_RUN_DOCUMENTS_H
#define TREELINE_RUN_DOCUMENTS_H

#include "index.h"
#include "base/histogram.h"
#include "run/overlay.h"
#include "run/publish.h"

#include <uv.h>

// Guarded by the Index's mutex, but for the histogram.
typedef struct {
  Overlay overlay;
  Publisher publisher;
  Histogram edits;    // nanoseconds from an edit to its symbols
  int64_t look_ns;    // when to look at what lingers, monotonic time; 0: nothing does
  uv_thread_t thread; // reads, and looks after what is due: runs once there is a document
  uv_cond_t wake;     // of that thread
  uv_cond_t read;     // a document has been read or closed; not state.h's `changed`, so that a
                      // keystroke does not wake the coordinator
  bool started, stopping;
  bool busy;        // it reads
  unsigned helpers; // jobs on the query lane that read meanwhile, or will
} Documents;

void documents_init(Index *index);
// Ends what is being read and joins the thread. Before the pool ends; mutex not held.
void documents_stop(Index *index);
void documents_end(Index *index); // when all threads have ended

// There is something to be read, or to be waited for (then `document` is NULL). mutex held.
void documents_wake(Index *index, const OpenDocument *document);
// The index has looked at `path` (relative; a directory: at all below it; "": all of the tree) on disk,
// and what it found is published. Called by whoever compares the tree; mutex not held.
void documents_settled(Index *index, Str path);
// edits, edit_p50_ns, edit_p99_ns, open_documents. mutex not held.
void documents_fill_status(Index *index, IndexStatus *out);

#endif
