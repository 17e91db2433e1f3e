// What the coordinator is asked to look at: paths that were touched, or the whole tree.
#ifndef TREELINE_RUN_CHANGES_H
#define TREELINE_RUN_CHANGES_H

#include <stdbool.h>

typedef struct {
  bool all; // unused yet
} Changes;

#endif
