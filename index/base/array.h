// Growable arrays of one type, without a compiler extension:
//
//   typedef ARRAY(Document) Documents;
//   Documents docs = {0};
//   array_push(&docs, doc);
//   array_free(&docs);
#ifndef TREELINE_BASE_ARRAY_H
#define TREELINE_BASE_ARRAY_H

#include <stddef.h>
#include <stdlib.h>

#define ARRAY(Type)                                                                                \
  struct {                                                                                         \
    Type *items;                                                                                   \
    size_t count;                                                                                  \
    size_t capacity;                                                                               \
  }

// Makes room for `wanted` items in all; the array never shrinks.
#define array_reserve(array, wanted)                                                               \
  ((array)->items =                                                                                \
       array_grown((array)->items, sizeof *(array)->items, (wanted), &(array)->capacity))

#define array_push(array, value)                                                                   \
  (array_reserve((array), (array)->count + 1), (array)->items[(array)->count++] = (value))

#define array_free(array)                                                                          \
  (free((array)->items), (array)->items = NULL, (array)->count = (array)->capacity = 0)

// The work behind array_reserve: returns `items`, moved if it had to grow.
void *array_grown(void *items, size_t item_size, size_t wanted, size_t *capacity);

#endif
