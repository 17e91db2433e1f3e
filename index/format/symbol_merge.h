// The symbols and spans of several segments as those of one. Private to format/.
#ifndef TREELINE_FORMAT_SYMBOL_MERGE_H
#define TREELINE_FORMAT_SYMBOL_MERGE_H

#include "format/merging.h"

// Writes the symbol and span sections; fills symbols, names, containers and the kind of *meta.
void symbol_merge_put(Merging *merging, ChunkWriter *writer, ImageMeta *meta);

#endif
