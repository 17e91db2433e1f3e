// The name inside a declarator of C, C++ or Objective-C: `*(*table[3])(int)` declares `table`. A
// query cannot recurse, so it captures the outermost declarator and this finds the rest.
#ifndef TREELINE_INTAKE_DECLARATOR_H
#define TREELINE_INTAKE_DECLARATOR_H

#include "base/str.h"

#include <stdbool.h>
#include <tree_sitter/api.h>

typedef struct {
  uint32_t name_start, name_end;
  uint32_t container_start, container_end; // `a::B` of `a::B::f`; equal if there is none
  uint32_t class_start, class_end;         // `B` of it, without template arguments
  bool initialised;                        // it has a value
  bool function;                           // what is declared is a function, not a pointer to one
} Declarator;

// false if there is no name in it, or something this does not know. `field` is the id of the
// grammar's field `declarator`.
bool declarator_read(TSNode node, TSFieldId field, Str text, Declarator *out);

// Whether the declaration defines a named type on the way, as in `struct A { int b; } c;`: then `c`
// must not seem to contain A.
bool declarator_follows_type(TSNode declaration);

#endif
