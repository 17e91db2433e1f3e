// Which occurrences are near each other: a chain of sides, each near the one before it.
//
// Between two occurrences that do not overlap lie words (runs of word bytes of the text from the end of the
// first to the start of the second) and line ends; a link says how many of which may.
#ifndef TREELINE_QUERY_NEAR_H
#define TREELINE_QUERY_NEAR_H

#include "base/array.h"
#include "query/query.h"

// Runs of word bytes that start, and line ends that lie, before an offset.
typedef struct {
  uint32_t words, lines;
} NearCount;

// An occurrence of one of a side's texts.
typedef struct {
  size_t start, end;
  size_t text; // which
  NearCount before,
      after; // near_settle's own: of `start`; of `end`, and of a word that goes on there
} NearMark;

typedef ARRAY(NearMark) NearMarks;

typedef struct {
  uint32_t distance;
  NearUnit unit;
  bool ordered; // the side before the link comes first
} NearLink;

// Leaves in each side, in order of start, the marks that are part of a whole chain, one mark of each side;
// false if there are none. `links` has one less than `sides`, of which there are two or more.
bool near_settle(Str text, NearMarks *sides, const NearLink *links, size_t count);

#endif
