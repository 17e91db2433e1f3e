// A definition that the index has found, as clients want it: ranges in their units, URIs. A worker's.
#ifndef TREELINE_LSP_TARGET_H
#define TREELINE_LSP_TARGET_H

#include "lsp/place.h"

typedef struct {
  Position start, end, name_start, name_end; // the name lies within the whole, as clients require
} TargetRanges;

TargetRanges target_ranges(const SourceTarget *target, PositionEncoding encoding);
bool target_is_at(const SourceTarget *target, const Place *place); // the place is its name
// A key with the URI of a document of the folder.
void target_put_uri(JsonOut *out, const char *key, const Folder *folder, Str path);
// Puts a key with the range of an occurrence, whose line is counted as the index does.
void target_put_occurrence(JsonOut *out, const char *key, const SourceReference *reference,
                           PositionEncoding encoding);

#endif
