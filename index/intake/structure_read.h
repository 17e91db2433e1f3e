// What the shape of a text is told from, beside its tree: where comments, strings and symbols are.
#ifndef TREELINE_INTAKE_STRUCTURE_READ_H
#define TREELINE_INTAKE_STRUCTURE_READ_H

#include "intake/extract.h"

// Fills `found` (all zero before; extraction_release when done). Where a light scan tells comments and
// strings, there are no symbols in it and no parser has run. STATUS_LIMIT, STATUS_CANCELLED.
MUST_USE Status structure_read(LanguageId language, Str text, const ExtractOptions *options,
                               Arena *arena, Extraction *found, Error *error);

#endif
