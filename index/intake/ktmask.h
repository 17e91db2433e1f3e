// A view of Kotlin for the parser. The grammar wants a line's end or a semicolon after every member of a
// class, which Kotlin does not before the closing brace: from `class A { val b = 1 }` on, it loses the
// rest of the file.
#ifndef TREELINE_INTAKE_KTMASK_H
#define TREELINE_INTAKE_KTMASK_H

#include "base/arena.h"
#include "base/str.h"

// `text` with the space before such a brace made a line's end, so that offsets stay; `text` itself where
// there is none. A pure function of each line.
Str ktmask(Str text, Arena *arena);

#endif
