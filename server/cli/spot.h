// A place in a file as a person names it: FILE:LINE:COLUMN, counted from 1, columns in bytes, as the other
// verbs print places.
#ifndef TREELINE_CLI_SPOT_H
#define TREELINE_CLI_SPOT_H

#include "cli/session.h"

typedef struct {
  Str path;              // relative to the root
  uint64_t line, column; // from 1
} Spot;

// Whether it has the form of one.
bool spot_is_one(Str given);
// STATUS_INVALID, STATUS_NOT_FOUND in words. The path is the session's.
MUST_USE Status spot_parse(Session *session, const Args *args, Str given, Spot *out, Error *error);
// What index.h asks about; `spot` is borrowed. A column beyond its line is the line's end.
SourcePlace spot_place(Spot *spot);
// What a summary of navigation is as one of a query that began at `began_ns`.
QuerySummary spot_summary(const NavigationSummary *summary, uint64_t documents, int64_t began_ns);

#endif
