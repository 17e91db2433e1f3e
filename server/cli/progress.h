// Waiting for the index with something to look at: one line that is redrawn on a terminal, or a
// line a second where that was asked for.
#ifndef TREELINE_CLI_PROGRESS_H
#define TREELINE_CLI_PROGRESS_H

#include "index.h"

typedef enum { PROGRESS_NONE, PROGRESS_LINES, PROGRESS_TERMINAL } ProgressForm;

// What fits standard error: a terminal, or lines if `wanted`.
ProgressForm progress_form(bool wanted);
// Waits for `phase` (see index_wait) or an interrupt. False if it failed or was interrupted. What
// was drawn is wiped at the end.
bool progress_wait(Index *index, IndexPhase phase, ProgressForm form);

#endif
