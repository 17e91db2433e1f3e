// Turns the definitions that a language's matcher found, in any order, into a document's symbols:
// sorted, without doubles, nested, named by their containers, without locals.
#ifndef TREELINE_INTAKE_NEST_H
#define TREELINE_INTAKE_NEST_H

#include "intake/extract.h"

typedef struct {
  Str name;
  Str container;          // overrides what encloses it, if not empty
  bool container_inside;  // unless this is set: then it is named inside what encloses it
  SymbolKind kind;
  bool kind_fixed;        // a function stays one in a class
  bool scope;             // contains definitions, is none: only its name is used
  bool mark;              // is none: gives its flags to the definition of the same name position
  uint8_t flags;
  uint8_t clears;         // of a mark: flags it takes away, stronger than those given
  uint32_t priority;      // of two with the same name position the smaller wins
  uint32_t name_start, name_end;
  uint32_t start, end;
} Definition;

typedef ARRAY(Definition) Definitions;

// Appends to out->symbols. Lines and columns are counted here, from `text`. `definitions` is sorted in
// place. `separator` goes between the names of a container ("::", ".").
void nest_definitions(Definitions *definitions, Str text, Str separator, Arena *arena,
                      Extraction *out);

// Sorts spans, merges overlapping ones into the outer.
void nest_spans(Extraction *out);

#endif
