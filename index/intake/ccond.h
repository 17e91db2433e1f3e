// The preprocessor's conditionals that are open while a text is read, and which of their branches
// count. Knows no text: the reader tells where it stands, and is told what to do.
#ifndef TREELINE_INTAKE_CCOND_H
#define TREELINE_INTAKE_CCOND_H

#include "base/array.h"

#include <stdbool.h>
#include <stdint.h>

// Where the reader stands, and what it has made so far.
typedef struct {
  size_t skeleton; // bytes
  size_t made;     // definitions
  size_t scopes;   // open
  uint32_t inner;  // brackets open inside a declaration
  bool between;    // between declarations, or where only brackets count
} CPlace;

typedef enum {
  CCOND_READ,   // the branch that begins is read
  CCOND_SKIP,   // what is left of the conditional is passed, its #endif included
  CCOND_REWIND, // back to the given place, then as CCOND_READ
} CCondAction;

typedef struct {
  CPlace start;   // of the branch, or of the first one
  bool only;      // no branch but the first is to be read
  bool later;     // an even branch has been read before the present one
  uint32_t floor; // the depth that must stay open
} CConditional;

typedef ARRAY(CConditional) CConditionals;

// At #if. `only`: the other branches are for another language.
void ccond_open(CConditionals *conditionals, const CPlace *here, bool only);
// At #else or #elif. CCOND_SKIP takes the conditional away.
CCondAction ccond_next(CConditionals *conditionals, const CPlace *here, CPlace *back);
// At #endif.
CCondAction ccond_close(CConditionals *conditionals, const CPlace *here, CPlace *back);

// How many brackets and scopes must stay open: closing one more would uproot an enclosing branch.
uint32_t ccond_floor(const CConditionals *conditionals);
// Gives up the innermost branch that has such a floor: the reader goes to *back and passes its
// rest, where `open` more conditionals are open. False if there is none.
bool ccond_abandon(CConditionals *conditionals, CPlace *back, uint32_t *open);

#endif
