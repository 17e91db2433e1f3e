// Open addressing, linear probing, at most half full: the hashes are good ones.
#include "base/hash_map.h"

#include "base/err.h"

#include <stdlib.h>

typedef struct HashMapSlot {
  uint64_t hash, value; // hash 0: free
} Slot;

static Slot *find(const HashMap *map, uint64_t hash) {
  size_t i = (size_t)hash & map->mask;
  while (map->slots[i].hash && map->slots[i].hash != hash) i = (i + 1) & map->mask;
  return &map->slots[i];
}

static void grow(HashMap *map) {
  HashMap wider = {.mask = map->slots ? map->mask * 2 + 1 : 63, .count = map->count};
  wider.slots = xcalloc(wider.mask + 1, sizeof *wider.slots);
  for (size_t i = 0; map->slots && i <= map->mask; i++) {
    if (map->slots[i].hash) *find(&wider, map->slots[i].hash) = map->slots[i];
  }
  free(map->slots);
  *map = wider;
}

void hash_map_release(HashMap *map) {
  free(map->slots);
  *map = (HashMap){.slots = NULL};
}

void hash_map_put(HashMap *map, uint64_t hash, uint64_t value) {
  if (!map->slots || map->count * 2 > map->mask) grow(map);
  Slot *slot = find(map, hash ? hash : 1);
  map->count += slot->hash == 0;
  *slot = (Slot){hash ? hash : 1, value};
}

bool hash_map_get(const HashMap *map, uint64_t hash, uint64_t *value) {
  if (!map->slots) return false;
  const Slot *slot = find(map, hash ? hash : 1);
  if (slot->hash && value) *value = slot->value;
  return slot->hash != 0;
}
