// Which units a document is. Gram lists number units and not documents: a document is one, or, if it is
// large, several stretches of whole lines, so that what is rare is found in a stretch and not in all of
// 4 MB. Values; any thread. The segment must outlive them.
#ifndef TREELINE_FORMAT_UNITS_H
#define TREELINE_FORMAT_UNITS_H

#include "format/segment.h"

// Units are numbered as documents are: all of one before those of the next.
uint32_t segment_units(const Segment *segment); // >= segment_documents()

// Consecutive units [first, end) that are one document each, `document` and those behind it; or all of them
// are of `document`.
typedef struct {
  uint32_t first, end;
  uint32_t document;
  bool split;
} UnitRun;
// The run that a unit, or a document's first unit, is in. Numbers that are out of range give an empty run.
UnitRun segment_run_of_unit(const Segment *segment, uint32_t unit);
UnitRun segment_run_of_document(const Segment *segment, uint32_t document);

static inline uint32_t unit_run_document(const UnitRun *run, uint32_t unit) {
  return run->split ? run->document : run->document + (unit - run->first);
}

// A document's units: first, and how many.
typedef struct {
  uint32_t first, count;
} UnitRange;
UnitRange segment_document_units(const Segment *segment, uint32_t document);

// Where a unit of a document begins: bytes and lines of the document before it.
typedef struct {
  uint64_t start;
  uint32_t line;
} UnitStart;
// Fills starts[0 .. count) of the document's units, of which there are `count`. STATUS_CORRUPT if they are
// not ascending, or reach beyond the document.
MUST_USE Status segment_unit_starts(const Segment *segment, uint32_t document, UnitStart *starts,
                                    uint32_t count);

// Of the text image: opens the two sections. Private to format/.
MUST_USE Status units_open(Segment *segment, Error *error);
// Whether the sections hold what units_open could not tell without reading all. Private to format/.
MUST_USE Status units_check(const Segment *segment, Error *error);

#endif
