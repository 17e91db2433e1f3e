#include "base/array.h"
#include "base/err.h"

#include <stdint.h>

void *array_grown(void *items, size_t item_size, size_t wanted, size_t *capacity) {
  if (wanted <= *capacity) return items;
  size_t grown = *capacity + *capacity / 2 + 8;
  if (grown < wanted) grown = wanted;
  if (grown > SIZE_MAX / item_size) die_out_of_memory(SIZE_MAX);
  items = xrealloc(items, grown * item_size);
  *capacity = grown;
  return items;
}
