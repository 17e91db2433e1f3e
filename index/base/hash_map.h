// A map from 64-bit hashes to 64-bit values: for keys whose hashes may stand for them. Owned by its holder;
// reading from several threads is fine once nobody writes.
#ifndef TREELINE_BASE_HASH_MAP_H
#define TREELINE_BASE_HASH_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  struct HashMapSlot *slots;
  size_t mask, count;
} HashMap; // all-zero is empty

void hash_map_release(HashMap *map);
// The hash 0 counts as 1. Replaces the value that is there.
void hash_map_put(HashMap *map, uint64_t hash, uint64_t value);
// `value` may be NULL: then only whether it is there counts.
bool hash_map_get(const HashMap *map, uint64_t hash, uint64_t *value);

#endif
