// Hits that a search has handed over, for one that begins anew and goes on behind them. Paths are borrowed:
// the snapshot's.
#ifndef TREELINE_QUERY_GIVEN_H
#define TREELINE_QUERY_GIVEN_H

#include "base/array.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  Str path;
  uint32_t line, column;
} GivenHit;

typedef struct {
  ARRAY(GivenHit) hits;
} Given;

void given_add(Given *given, Str path, uint32_t line, uint32_t column);
// No more are added; the rest may be asked from here on.
void given_close(Given *given);
bool given_has(const Given *given, Str path, uint32_t line, uint32_t column);
// Hits of one file.
size_t given_of_file(const Given *given, Str path);
void given_release(Given *given);

#endif
