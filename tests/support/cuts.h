// Documents that are several units (format/units.h), for tests of the format.
#ifndef TREELINE_TESTS_CUTS_H
#define TREELINE_TESTS_CUTS_H

#include "format/builder.h"
#include "format/units.h"
#include "support/random.h"

enum { MAX_CUTS = 9 };

typedef struct {
  UnitStart starts[MAX_CUTS]; // the first is of the whole
  uint32_t count;             // of units
} Cuts;

// One unit of most documents. Raises what the document says of its size so that the units are within.
static inline Cuts random_cuts(Random *random, Document *document) {
  Cuts cuts = {.count = 1};
  uint32_t more = random_below(random, 3) ? 0 : random_below(random, MAX_CUTS);
  for (; cuts.count <= more && cuts.count < MAX_CUTS; cuts.count++) {
    UnitStart before = cuts.starts[cuts.count - 1];
    uint32_t bytes = 1 + random_below(random, random_below(random, 2) ? 20 : 90000);
    cuts.starts[cuts.count] = (UnitStart){
        before.start + bytes, before.line + random_below(random, bytes < 900 ? bytes : 900)};
  }
  UnitStart last = cuts.starts[cuts.count - 1];
  if (document->chunk_size <= last.start) document->chunk_size = last.start + 1;
  if (document->line_count < last.line) document->line_count = last.line;
  return cuts;
}

// The units behind the first: unit k has the grams from the k-th on.
static inline void put_cuts(TextBuilder *builder, const Cuts *cuts, const uint32_t *grams,
                            size_t count) {
  for (uint32_t k = 1; k < cuts->count; k++) {
    size_t from = k < count ? k : count;
    text_builder_add_unit(builder, cuts->starts[k].start, cuts->starts[k].line, grams + from,
                          count - from);
  }
}

#endif
