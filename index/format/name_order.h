// Sorts interned names into the order of a segment's dictionary: str_compare_fold's.
#ifndef TREELINE_FORMAT_NAME_ORDER_H
#define TREELINE_FORMAT_NAME_ORDER_H

#include "format/intern.h"

// The numbers of all names, in order; `names->count` of them, to be freed by the caller.
uint32_t *name_order(const Intern *names);

#endif
