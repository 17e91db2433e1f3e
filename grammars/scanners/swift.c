// Swift's scanner, given the memory that it uses. It asks for none, a state of zero elements, and then reads and
// writes one: past its memory, and beginning with whatever lay there.
#include <stdlib.h>

static void *at_least_one(size_t count, size_t size) { return calloc(count ? count : 1, size); }

#define calloc at_least_one
#include "scanner.c"
