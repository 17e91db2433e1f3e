// From the skeleton that was parsed in place of a document back to the document.
#ifndef TREELINE_INTAKE_MASKED_H
#define TREELINE_INTAKE_MASKED_H

#include "intake/nest.h"
#include "intake/skeleton.h"

// Moves the definitions from `first` on, which are places in the skeleton, to where they are in `text`;
// names that stand in the skeleton then stand in `text` or in `arena`.
void masked_move(Definitions *definitions, size_t first, const Skeleton *skeleton, Str text,
                 Arena *arena);

#endif
