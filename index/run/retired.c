#include "run/retired.h"

void retire(Retired *retired, void *memory, RetiredFree free) {
  if (memory) array_push(&retired->items, ((RetiredItem){free, memory}));
}

void retired_release(Retired *retired) {
  for (size_t i = 0; i < retired->items.count; i++) {
    retired->items.items[i].free(retired->items.items[i].memory);
  }
  array_free(&retired->items);
}
