// What the other folders of the workspace know by a name alone: each index knows its own folder only. A
// worker's, of a request with `elsewhere`.
#ifndef TREELINE_LSP_ELSEWHERE_H
#define TREELINE_LSP_ELSEWHERE_H

#include "lsp/place.h"

typedef struct {
  const Folder *folder;
  Str path;              // in it
  uint32_t line, column; // of the name, as the index counts: bytes
  Position start, end;   // as the client does
  bool declared;         // of a definition: it only declares
} ElsewhereHit;

// Returns false to stop.
typedef bool (*ElsewhereFn)(void *user, const ElsewhereHit *hit);

// Definitions and declarations of that name, in a language that goes with the place's; at most `limit` of
// each folder.
void elsewhere_definitions(Place *place, Str name, uint64_t limit, ElsewhereFn fn, void *user);
// Where it occurs in code as a word; at most `limit` in all, definitions included.
void elsewhere_uses(Place *place, Str name, uint64_t limit, ElsewhereFn fn, void *user);

#endif
