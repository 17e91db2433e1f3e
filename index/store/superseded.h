// Dead documents that the manifest goes on calling alive: those of files whose newer documents lie in memory
// only. So whoever reads the manifest, a follower or the next process, has an older version of them, as if
// the file had changed since, instead of none. Private to store/.
#ifndef TREELINE_STORE_SUPERSEDED_H
#define TREELINE_STORE_SUPERSEDED_H

#include "store/catalog.h"

typedef struct {
  uint64_t **alive; // [segment]: one bit a document; NULL: none of that segment
  uint64_t nowhere; // documents in memory of which no version is on disk
  size_t count;     // segments
} Superseded;

Superseded superseded_find(const CatalogSegments *segments);
void superseded_release(Superseded *superseded);

#endif
