// Which occurrences of one name mean the same variable: scopes as ranges, occurrences as what they do there,
// and the rules that lead from one to the other. Knows no grammar and no text. One thread at a time.
#ifndef TREELINE_INTAKE_SCOPE_MAP_H
#define TREELINE_INTAKE_SCOPE_MAP_H

#include "base/array.h"
#include "format/record.h"
#include "intake/scope_query.h"

static const uint32_t NO_SCOPE = UINT32_MAX, NO_VARIABLE = UINT32_MAX;

typedef struct {
  uint32_t start, end;
  ScopeKind kind;
  uint32_t parent;      // or NO_SCOPE
  uint32_t first, last; // of the places bound here, linked by `next`; or NO_VARIABLE
  uint32_t cursor;      // the last of them that was found: places are asked for in order
} Scope;

typedef struct {
  uint32_t start, end;
  bool binds;     // else what is in it is used
  uint16_t flags; // BINDING_HOISTED ...
  uint32_t from;  // behind this byte its bindings hold; 0: in all of the scope
  uint32_t order; // of the pattern: of two equal regions the one of the first counts
  uint32_t outer; // while resolving: the region around it
} ScopeRegion;

typedef enum {
  PLACE_USE,
  PLACE_BINDING,
  PLACE_MEMBER,
  PLACE_GLOBAL,
  PLACE_NONLOCAL,
  PLACE_TEXT, // in a comment or a string
} PlaceNature;

typedef struct {
  uint32_t start, end;
  PlaceNature nature;
  bool settled; // the nature was said of this very place, by pattern `order`: regions do not count
  bool comment; // of PLACE_TEXT
  bool type;    // the grammar says that a type is meant
  bool capital; // the name starts with a capital letter
  char sigil;   // before it, where names with and without are different: PHP's $; or 0
  uint16_t flags;
  uint32_t order;
  uint32_t from;
  OccurrenceKind kind;
  // Results: the place that defines it; if there is none, it is free. `scope` is where it is bound, or the
  // innermost one around it.
  uint32_t scope, variable;
  uint32_t scope_start, scope_end; // of a local: where it may be used
  uint32_t next;
} ScopePlace;

typedef struct {
  ARRAY(Scope) scopes; // the first is all
  ARRAY(ScopeRegion) regions;
  ARRAY(ScopePlace) places; // of one name, in order of position
} ScopeMap;

void scope_map_release(ScopeMap *map);
void scope_map_start(ScopeMap *map); // empty but for the scope that is all
// The place whose name ends at `end` and begins at `start` or a byte behind it (a sigil), or NULL.
ScopePlace *scope_map_place(ScopeMap *map, uint32_t start, uint32_t end);
// Whether one of the places lies in the bytes.
bool scope_map_has_place(const ScopeMap *map, uint32_t start, uint32_t end);
// Fills the results of all places; scopes and regions may have been added in any order, and twice.
void scope_map_resolve(ScopeMap *map);

#endif
