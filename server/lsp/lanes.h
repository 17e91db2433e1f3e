// Several lists that grow one after the other, taken as one: the best of each, then the second best of
// each. An item can be taken as soon as it is known to be the next, so the first does not wait for the
// last list. A worker's.
#ifndef TREELINE_LSP_LANES_H
#define TREELINE_LSP_LANES_H

#include "base/array.h"
#include "base/buf.h"

typedef struct {
  size_t start, end; // in the lane's bytes
  uint64_t hits;     // what the item counts for
} LaneItem;

typedef struct {
  Buf bytes;
  ARRAY(LaneItem) items;
  size_t next; // not taken yet
  bool over;   // nothing is added any more
} Lane;

typedef struct {
  Lane *lanes;
  size_t count;
  size_t turn; // whose item is next
} Lanes;

void lanes_init(Lanes *lanes, size_t count, size_t turn); // turn < count
void lanes_release(Lanes *lanes);
void lanes_add(Lanes *lanes, size_t lane, Str item, uint64_t hits);
void lanes_end(Lanes *lanes, size_t lane);
size_t lanes_bytes(const Lanes *lanes, size_t lane); // ever added to it
// The next item, borrowed until the next lanes_add; false if it is not known yet or none is left.
bool lanes_peek(Lanes *lanes, Str *item, uint64_t *hits);
// Takes what lanes_peek gave; returns its lane.
size_t lanes_pop(Lanes *lanes);
bool lanes_some_left(const Lanes *lanes); // some item was not taken

#endif
