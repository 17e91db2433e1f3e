// Which parts of a large document a search reads: the units (format/units.h) that have the grams of one of
// its texts. Every occurrence of a text lies in one of these, so that what is read, put together, has the
// occurrences of the whole and no others.
#ifndef TREELINE_QUERY_CHOICE_H
#define TREELINE_QUERY_CHOICE_H

#include "base/array.h"
#include "format/segment.h"
#include "query/grams.h"
#include "query/query.h"

// Whole lines: bytes [start, end) of the document, `line` line ends behind its first.
typedef struct {
  uint64_t start, end;
  uint32_t line;
} Stretch;
typedef ARRAY(Stretch) Stretches;

// Of one query and thread. `grams` are the texts', as in PlanInput; lines are wanted up to so many around
// what is found. NULL if the query needs the whole of each document: it asks what is around its texts, or
// what a text requires is not known. Borrows what it is given.
typedef struct UnitChoice UnitChoice;
UnitChoice *unit_choice_new(const Query *query, const GramExpr *const *grams,
                            uint32_t lines_around);
void unit_choice_free(UnitChoice *choice); // NULL is allowed
// Fills `out` (cleared first), ascending; none if nothing can be found in the document. false: all of it
// is to be read, as it is small or most of it is wanted.
bool unit_choice_of(UnitChoice *choice, const Segment *segment, uint32_t document, Stretches *out);

#endif
