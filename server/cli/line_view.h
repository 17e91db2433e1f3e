// One line of a file as a terminal shows it: what was found highlighted, tabs expanded, the line cut to
// the width around the first thing found.
#ifndef TREELINE_CLI_LINE_VIEW_H
#define TREELINE_CLI_LINE_VIEW_H

#include "cli/out.h"

typedef struct {
  uint32_t start, end; // bytes of the line
} LinePart;

// Parts are in order and do not overlap. At most `columns` wide; an ellipsis stands for what is cut.
void line_view_put(Out *out, Str line, const LinePart *parts, size_t count, unsigned columns);

#endif
