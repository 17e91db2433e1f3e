// What encloses a place in a text.
#ifndef TREELINE_INTAKE_STRUCTURE_ENCLOSING_H
#define TREELINE_INTAKE_STRUCTURE_ENCLOSING_H

#include "intake/extract.h"

// Pairs of byte offsets around `offset`, the innermost first, each a part of the next: the word, an item of
// a list, what is in a string or in brackets, lines, what encloses it in the tree, all.
MUST_USE Status structure_enclosing(LanguageId language, Str text, uint32_t offset,
                                    const ExtractOptions *options, Arena *arena,
                                    const uint32_t **out, size_t *count, Error *error);

#endif
