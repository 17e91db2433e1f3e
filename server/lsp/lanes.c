#include "lsp/lanes.h"

#include "base/err.h"

#include <stdlib.h>

void lanes_init(Lanes *lanes, size_t count, size_t turn) {
  *lanes = (Lanes){.lanes = xcalloc(count, sizeof *lanes->lanes), .count = count, .turn = turn};
}

void lanes_release(Lanes *lanes) {
  for (size_t i = 0; i < lanes->count; i++) {
    buf_release(&lanes->lanes[i].bytes);
    array_free(&lanes->lanes[i].items);
  }
  free(lanes->lanes);
  *lanes = (Lanes){0};
}

void lanes_add(Lanes *lanes, size_t lane, Str item, uint64_t hits) {
  Lane *to = &lanes->lanes[lane];
  size_t start = to->bytes.len;
  buf_str_put(&to->bytes, item);
  array_push(&to->items, ((LaneItem){start, to->bytes.len, hits}));
}

void lanes_end(Lanes *lanes, size_t lane) { lanes->lanes[lane].over = true; }

size_t lanes_bytes(const Lanes *lanes, size_t lane) { return lanes->lanes[lane].bytes.len; }

bool lanes_peek(Lanes *lanes, Str *item, uint64_t *hits) {
  for (size_t passed = 0; passed < lanes->count; passed++) {
    const Lane *lane = &lanes->lanes[lanes->turn];
    if (lane->next < lane->items.count) {
      LaneItem next = lane->items.items[lane->next];
      *item = str_slice(buf_str(&lane->bytes), next.start, next.end);
      *hits = next.hits;
      return true;
    }
    if (!lane->over) return false;
    lanes->turn = (lanes->turn + 1) % lanes->count;
  }
  return false;
}

size_t lanes_pop(Lanes *lanes) {
  size_t lane = lanes->turn;
  lanes->lanes[lane].next++;
  lanes->turn = (lane + 1) % lanes->count;
  return lane;
}

bool lanes_some_left(const Lanes *lanes) {
  for (size_t i = 0; i < lanes->count; i++) {
    if (lanes->lanes[i].next < lanes->lanes[i].items.count) return true;
  }
  return false;
}
