// C, C++ and Objective-C for scopes: which parts of a text are functions that have locals, and how the
// grammar is to see them, so that macros and conditionals do not hide their shape.
#ifndef TREELINE_INTAKE_SCOPE_C_H
#define TREELINE_INTAKE_SCOPE_C_H

#include "intake/cmask.h"
#include "intake/scope_map.h"

typedef enum {
  SCOPE_UNIT_CODE,  // to be parsed
  SCOPE_UNIT_MACRO, // a macro with parameters
} ScopeUnitKind;

typedef struct {
  uint32_t start, end;
  ScopeUnitKind kind;
} ScopeUnit;

typedef ARRAY(ScopeUnit) ScopeUnits;

// Appends the parts that have locals, in order, disjoint. `symbols` are the extractor's.
void scope_c_units(Str text, const Symbol *symbols, size_t count, ScopeUnits *units);
// `text` as the parser should see it between unit->start and unit->end: of the same length, in `arena`.
// May move unit->start forward to where the parser is to begin.
Str scope_c_view(CDialect dialect, Str text, ScopeUnit *unit, Arena *arena);
// The scope and the bindings of a macro with parameters.
void scope_c_macro(Str text, const ScopeUnit *unit, ScopeMap *map);
// Comments and strings from the start to `end`, appended to `out`.
void scope_c_spans(CDialect dialect, Str text, uint32_t end, Extraction *out);

#endif
