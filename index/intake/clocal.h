// Types that are defined in the body of a function: their names, and the names that an enum there
// gives. A part of the masked reader, which passes bodies by their brackets alone.
#ifndef TREELINE_INTAKE_CLOCAL_H
#define TREELINE_INTAKE_CLOCAL_H

#include <stddef.h>
#include <stdint.h>

enum { MAX_LOCALS = 16 };

// A type whose `}` is yet to come.
typedef struct {
  uint32_t made;  // where it is in CMask.made; NO_LOCAL: an enum without a name
  uint32_t inner; // CMask.inner before its `{`
  uint32_t brace; // offset of the `{`
  uint32_t is_enum;
} CLocal;

static const uint32_t NO_LOCAL = UINT32_MAX;

typedef struct {
  CLocal items[MAX_LOCALS];
  size_t count;
  size_t spans; // how many there were before the body: what was read before may be gone
} CLocals;

typedef struct CMask CMask;

void clocal_start(CMask *m); // before a body
// At a `{` in a body: whether it opens a type is read from what stands before it.
void clocal_open(CMask *m);
// Behind a `}` in a body, m->inner being what it was before its `{`.
void clocal_close(CMask *m);
// A rewind cut m->made.
void clocal_rewind(CMask *m);

#endif
