// The queries of the tree's languages, compiled before anybody opens a document: that takes 80 ms for
// TypeScript or C++ and 190 for Haskell, of the 100 ms that a query waits for an open document's symbols. By
// a thread of its own at low priority, right after opening, the languages with most files first. An
// index without documents yet needs none: its symbol pass compiles what it meets. Then the same for the
// scopes of the few most common languages.
#ifndef TREELINE_RUN_WARMUP_H
#define TREELINE_RUN_WARMUP_H

#include "index.h"

#include <uv.h>

typedef struct {
  uv_thread_t thread;
  bool started;
} Warmup;

// Of the index's present snapshot; nothing where somebody waits for one answer and no editor is there.
void warmup_start(Index *index);
// Joins the thread, which ends after the language at hand once index->closing is set.
void warmup_end(Index *index);

#endif
