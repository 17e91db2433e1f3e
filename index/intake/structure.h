// The shape of one text: what can be folded, what encloses a place, and what is said about a definition.
// Pure functions of text and language; any thread.
#ifndef TREELINE_INTAKE_STRUCTURE_H
#define TREELINE_INTAKE_STRUCTURE_H

#include "intake/structure_comment.h"
#include "intake/structure_enclosing.h"
#include "intake/structure_folds.h"
#include "intake/structure_signature.h"

#endif
