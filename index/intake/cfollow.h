// What the masked reader keeps of a text to read it again after a change: all it found, and its marks.
#ifndef TREELINE_INTAKE_CFOLLOW_H
#define TREELINE_INTAKE_CFOLLOW_H

#include "intake/cmask.h"

typedef struct CFollowed CFollowed;
void cfollow_free(CFollowed *followed); // NULL is allowed

#endif
