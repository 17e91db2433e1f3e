// Turns the definitions that a language's matcher found, in any order, into a document's symbols:
// sorted, without doubles, nested, named by their containers, without locals.
#ifndef TREELINE_INTAKE_NEST_H
#define TREELINE_INTAKE_NEST_H

#include "intake/extract.h"

// What a pattern asks of nesting, all off by default.
typedef struct {
  bool skip;               // no definition: hides its name from the patterns behind (an import)
  bool member;             // belongs to the type around its function (self.x = 1)
  bool top;                // has no container wherever it stands (a Perl package)
  bool rest;               // reaches to the end of its parent node or the next such (package A;)
  bool first;              // an assignment: defines only where its name is new in its container
  bool has_kind_in_type;   // directly inside a class, struct, interface, trait, enum ...
  SymbolKind kind_in_type; // ... it is of this kind
} DefinitionRules;

typedef struct {
  Str name;
  Str container;          // overrides what encloses it, if not empty
  SymbolKind kind;
  bool scope;             // contains definitions, is none: only its name is used
  uint8_t flags;
  DefinitionRules rules;
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
