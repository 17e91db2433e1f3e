// What a process keeps of its own when it takes over the manifest of another: the reconciling half of
// catalog_reload_keeping. Private to store/.
#ifndef TREELINE_STORE_TAKEOVER_H
#define TREELINE_STORE_TAKEOVER_H

#include "store/catalog.h"

// The catalogue holds what the manifest names; `before` is what it held. Moves the segments in memory over
// and leaves the others to the caller; see catalog_reload_keeping.
void takeover_keep(Catalog *catalog, CatalogSegments *before, CatalogPaths *differing);

#endif
