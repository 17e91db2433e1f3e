// Sorting what is nearly sorted: an open document's definitions come as a few ascending runs, at every
// key.
#ifndef TREELINE_INTAKE_RUNS_H
#define TREELINE_INTAKE_RUNS_H

#include <stddef.h>

typedef int (*RunOrder)(const void *a, const void *b);

// As qsort, and stable: time grows with count * log(ascending runs), so what is sorted costs one look.
void runs_sort(void *items, size_t count, size_t size, RunOrder order);

#endif
