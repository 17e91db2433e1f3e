// The type around a place, and those that its head names as its bases: whose members `self.x` and `super().f`
// may mean.
#ifndef TREELINE_INTAKE_STRUCTURE_BASES_H
#define TREELINE_INTAKE_STRUCTURE_BASES_H

#include "intake/extract.h"

enum { BASES_MAX = 16 };

// Slices of the text and of the symbols' strings, without arguments and what qualifies them.
typedef struct {
  Str name;             // empty: no type is around the place
  Str bases[BASES_MAX]; // in order
  size_t count;
} OwnType;

// `symbols` are those of the text, in order of position.
void structure_own_type(LanguageId language, Str text, const Symbol *symbols, size_t count,
                        uint32_t offset, OwnType *out);

#endif
