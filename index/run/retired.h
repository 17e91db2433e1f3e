// What has been replaced under a mutex, to be freed when the mutex is free: no destructor runs under a
// lock, since freeing a large text or a tree takes longer than a query may wait. One thread's.
#ifndef TREELINE_RUN_RETIRED_H
#define TREELINE_RUN_RETIRED_H

#include "base/array.h"

typedef void (*RetiredFree)(void *memory);

typedef struct {
  RetiredFree free;
  void *memory;
} RetiredItem;

// All-zero is empty.
typedef struct {
  ARRAY(RetiredItem) items;
} Retired;

void retire(Retired *retired, void *memory, RetiredFree free); // NULL is allowed, and ignored
void retired_release(Retired *retired);                        // frees all; empty then

#endif
