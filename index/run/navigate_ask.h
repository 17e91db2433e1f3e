// A navigation request on its way: the snapshot that all of its answer refers to, what it reads with, and the
// place that it is about. One thread's; workers get the Navigation in it.
#ifndef TREELINE_RUN_NAVIGATE_ASK_H
#define TREELINE_RUN_NAVIGATE_ASK_H

#include "query/navigate_target.h"
#include "run/state.h"

typedef struct {
  Index *index;
  Snapshot *snapshot;
  QueryContext context;
  Measured measured;
  Navigation navigation;
  NavigateTools *tools;       // hold the place's text
  ARRAY(Outline *) outlines;  // those that were asked for; guarded by the index's mutex
  NavigationSummary *summary; // may be NULL
} NavigateAsk;

// `place` says when to stop; `summary` may be NULL. Symbols of open documents are waited for a little, if
// `symbols`.
void navigate_ask_begin(NavigateAsk *ask, Index *index, IndexRequest kind, const SourcePlace *place,
                        bool symbols, NavigationSummary *summary);
// Completes the summary with what came of it, and frees. Returns what the request returns: a cancel is no
// failure where the summary can say it.
Status navigate_ask_end(NavigateAsk *ask, Status status, const NavigateDelivery *delivery);

// A place, and what its own text says about it.
typedef struct {
  NavigateText source;
  uint32_t offset, line, column; // of the name, if there is one
  ScopeAnswer scope;
  Imports imports, within;
  IncludeReach *reach; // of C; or NULL
  NavigateQuestion question;
  OwnType own;
  Arena arena;
} NavigatePlace;

// Text and offset alone; the rest stays empty.
MUST_USE Status navigate_place_read(NavigateAsk *ask, const SourcePlace *place, NavigatePlace *out,
                                    Error *error);
// All of it; fills the summary's name.
MUST_USE Status navigate_place_open(NavigateAsk *ask, const SourcePlace *place, NavigatePlace *out,
                                    Error *error);
// Fills what the place's text says of the type around it, for `self` before names. Returns what was found in
// the text, as navigate_extract does.
const Extraction *navigate_place_own(NavigateAsk *ask, NavigatePlace *place);
void navigate_place_close(NavigatePlace *place); // also one that could not be opened

#endif
