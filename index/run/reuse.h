// Symbols and spans of documents whose content the index has seen before: copied from the segments that
// hold them instead of being extracted again, since they are a function of text and language alone. So a
// file that was only touched, a checkout back, a moved directory, and the chunks of a large file that
// an edit left as they were, cost a look at the old segment.
#ifndef TREELINE_RUN_REUSE_H
#define TREELINE_RUN_REUSE_H

#include "store/catalog.h"

// The segments that may be copied from, as they were before a pass: their documents die while it runs.
typedef struct {
  ARRAY(SharedSegment *) segments; // our references, newest first
} ReuseSources;

void reuse_sources_take(const Catalog *catalog,
                        ReuseSources *sources); // the catalogue's lock is held
void reuse_sources_release(ReuseSources *sources);

// Adds to `builder` what is known of documents of `fresh`, and sets their bits in `done`, where copying is
// cheaper than extracting. A document whose bit is set is left alone. Returns the bytes of source whose
// extraction was saved.
uint64_t reuse_copy(const ReuseSources *sources, const Segment *fresh, uint64_t *done,
                    SymbolBuilder *builder);

#endif
