// Several lists of hits that grow one after the other, taken as one: the best of each, then the second best
// of each. A hit can be taken as soon as it is known to be the next, so the first does not wait for the
// last list. A worker's.
#ifndef TREELINE_LSP_LANES_H
#define TREELINE_LSP_LANES_H

#include "lsp/search_hit.h"

typedef struct {
  size_t object, range, end; // where they begin in the lane's bytes, and end
  uint64_t line;
} LaneHit;

typedef struct {
  Buf bytes;
  ARRAY(LaneHit) hits;
  size_t next; // not taken yet
  bool over;   // nothing is added any more
} Lane;

typedef struct {
  Lane *lanes;
  size_t count;
  size_t turn; // whose hit is next
} Lanes;

void lanes_init(Lanes *lanes, size_t count, size_t turn); // turn < count
void lanes_release(Lanes *lanes);
void lanes_add(Lanes *lanes, size_t lane, const HitJson *hit);
void lanes_end(Lanes *lanes, size_t lane);
size_t lanes_bytes(const Lanes *lanes, size_t lane); // ever added to it
// Takes the next hit, borrowed until the next lanes_add; false if it is not known yet or none is left.
bool lanes_next(Lanes *lanes, HitJson *hit, size_t *lane);
bool lanes_some_left(const Lanes *lanes); // some hit was not taken

#endif
