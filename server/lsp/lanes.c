#include "lsp/lanes.h"

#include "base/err.h"

#include <stdlib.h>

void lanes_init(Lanes *lanes, size_t count, size_t turn) {
  *lanes = (Lanes){.lanes = xcalloc(count, sizeof *lanes->lanes), .count = count, .turn = turn};
}

void lanes_release(Lanes *lanes) {
  for (size_t i = 0; i < lanes->count; i++) {
    buf_release(&lanes->lanes[i].bytes);
    array_free(&lanes->lanes[i].hits);
  }
  free(lanes->lanes);
  *lanes = (Lanes){0};
}

void lanes_add(Lanes *lanes, size_t lane, const HitJson *hit) {
  Lane *to = &lanes->lanes[lane];
  LaneHit added = {.object = to->bytes.len, .line = hit->line};
  buf_str_put(&to->bytes, hit->object);
  added.range = to->bytes.len;
  buf_str_put(&to->bytes, hit->range);
  added.end = to->bytes.len;
  array_push(&to->hits, added);
}

void lanes_end(Lanes *lanes, size_t lane) { lanes->lanes[lane].over = true; }

size_t lanes_bytes(const Lanes *lanes, size_t lane) { return lanes->lanes[lane].bytes.len; }

bool lanes_next(Lanes *lanes, HitJson *hit, size_t *lane) {
  for (size_t passed = 0; passed < lanes->count; passed++) {
    Lane *from = &lanes->lanes[lanes->turn];
    bool there = from->next < from->hits.count;
    if (!there && !from->over) return false;
    size_t turn = lanes->turn;
    lanes->turn = (turn + 1) % lanes->count;
    if (!there) continue;
    LaneHit next = from->hits.items[from->next++];
    Str bytes = buf_str(&from->bytes);
    *hit = (HitJson){str_slice(bytes, next.object, next.range),
                     str_slice(bytes, next.range, next.end), next.line};
    *lane = turn;
    return true;
  }
  return false;
}

bool lanes_some_left(const Lanes *lanes) {
  for (size_t i = 0; i < lanes->count; i++) {
    if (lanes->lanes[i].next < lanes->lanes[i].hits.count) return true;
  }
  return false;
}
