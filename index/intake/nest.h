// Turns the definitions that a language's matcher found, in any order, into a document's symbols:
// sorted, without doubles, nested, named by their containers, without locals.
#ifndef TREELINE_INTAKE_NEST_H
#define TREELINE_INTAKE_NEST_H

#include "intake/extract.h"

// What a pattern asks of nesting, with #set! in the queries; all off by default.
typedef struct {
  bool container_inside;   // its container is named inside what encloses it, not in its place
  bool leaf;               // contains nothing, whatever its range
  bool merge;              // one of several pieces: see nest_definitions
  bool skip;               // no definition: hides its name from the patterns behind (an import)
  bool member;             // belongs to the type around its function (self.x = 1)
  bool top;                // has no container wherever it stands (a Perl package)
  bool rest;               // reaches to the end of its parent node or the next such (package A;)
  bool first;              // an assignment: defines only where its name is new in its container
  bool has_kind_in_type;   // directly inside a class, struct, interface, trait, enum, scope ...
  SymbolKind kind_in_type; // ... it is of this kind. Without: functions become methods there
  uint8_t level; // of a heading: it reaches to the next of the same or a smaller one; or 0
} DefinitionRules;

typedef struct {
  Str name;
  Str container; // overrides what encloses it, if not empty
  SymbolKind kind;
  DefinitionRules rules;
  bool declarator;   // a declarator of C named it: in a class of its name it is a constructor
  bool scope;        // contains definitions, is none: only its name is used
  bool mark;         // is none: gives its flags to the definition of the same name position,
  bool at_start;     // or, if this is set too, to those that start where it does
  bool opaque;       // is none: hides those that start in its range (definitions_hide)
  uint8_t flags;     // SYMBOL_DECLARATION ...
  uint8_t clears;    // of a mark: flags it takes away, stronger than those given
  uint32_t priority; // of two with the same name position the smaller wins
  uint32_t name_start, name_end;
  uint32_t start, end;
} Definition;

typedef ARRAY(Definition) Definitions;

// Takes out what is opaque and the definitions it hides, of those from `first` on.
void definitions_hide(Definitions *definitions, size_t first);

// Between the names of a container: "::", ".".
Str nest_separator(LanguageId language);

// Appends to out->symbols. Lines and columns are counted here, from `text`. `definitions` is sorted
// in place. A definition that may merge is one symbol with the one before it of the same name,
// container and kind, if nothing else of their container stands between: the equations of a
// function. A declaration merges into the definition behind it, whatever the kinds.
void nest_definitions(Definitions *definitions, Str text, Str separator, Arena *arena,
                      Extraction *out);

// Sorts spans, merges overlapping ones into the outer.
void nest_spans(Extraction *out);

#endif
