// Counting lines, many bytes at a time.
#ifndef TREELINE_INTAKE_LINES_H
#define TREELINE_INTAKE_LINES_H

#include "base/str.h"

// How many line ends are in bytes [from, to) of `text`.
uint32_t lines_count(Str text, size_t from, size_t to);

#endif
