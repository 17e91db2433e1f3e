// Parsing a text with tree-sitter and matching its language's query, within the limits of one run.
#ifndef TREELINE_INTAKE_READING_H
#define TREELINE_INTAKE_READING_H

#include "intake/match.h"

// A parser, a query cursor and how far the present run may go: one per thread.
typedef struct {
  TSParser *parser;
  TSQueryCursor *cursor;
  Arena *arena;        // of the present run, as all below
  int64_t deadline_ns; // CPU time of this thread; INT64_MAX: none
  int64_t looked_ns;   // when its clock was looked at last
  const atomic_bool *cancelled;
  uint64_t parse_limit; // in bytes; 0: none
  bool stopped;         // for one reason or the other
} Reading;

void reading_init(Reading *reading);
void reading_release(Reading *reading);
void reading_start(Reading *reading, const ExtractOptions *options, Arena *arena);
// Whether to stop now, for tree-sitter, which asks after every hundred steps.
bool reading_must_stop(Reading *reading);
// Whether it stopped because it was cancelled.
bool reading_was_cancelled(const Reading *reading);

// What is parsed and matched in one go.
typedef struct {
  LanguageId language;
  Str text;
  const TSRange *range; // of the text; NULL: all of it
  uint32_t priority;    // added to the patterns' own
} Part;

bool reading_is_too_large(const Reading *reading, const Part *part);
// The tree of `part`, whose text the parser sees as `view` (view.h); owned by the caller. `old`, edited to
// fit (ts_tree_edit), or NULL. The result is NULL when it stopped.
TSTree *reading_parse(Reading *reading, const Part *part, Str view, const TSTree *old);

// Bytes [start, end) of a text.
typedef struct {
  uint32_t start, end;
} Region;

typedef ARRAY(Region) Regions;

// The first of `regions`, which ascend, that what stands at [start, end) meets, or their number. What
// is empty meets a region that it is inside of or at the start of. (The cursor's own notion.)
size_t regions_meet(const Regions *regions, uint32_t start, uint32_t end);

// Whether a query on the tree would take time quadratic in its size: stops the reading, then.
bool reading_is_shapeless(Reading *reading, const TSTree *tree);
// Hands the matches to `matcher`: all, or, with `regions`, those with roots (tags_match_root) that meet
// one. False if there were so many at once that some were lost.
bool reading_match(Reading *reading, const TSTree *tree, Matcher *matcher, const Regions *regions);

#endif
