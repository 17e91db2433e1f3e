// The symbol half of builder.h, as builder.c calls it.
#ifndef TREELINE_FORMAT_SYMBOL_BUILDER_H
#define TREELINE_FORMAT_SYMBOL_BUILDER_H

#include "format/builder.h"
#include "format/layout.h"

// Writes the symbol and span sections; fills symbols, names, containers (and documents, if 0) of *meta.
void symbol_builder_put(SymbolBuilder *builder, ChunkWriter *writer, ImageMeta *meta);

#endif
