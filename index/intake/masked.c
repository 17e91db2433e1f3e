#include "intake/masked.h"

static bool points_into(Str part, Str whole) {
  return part.ptr >= whole.ptr && part.ptr < whole.ptr + whole.len;
}

static void move(Definition *d, const Skeleton *skeleton, Str text, Arena *arena) {
  Str bytes = buf_str(&skeleton->bytes);
  d->name_start = skeleton_start(skeleton, d->name_start);
  d->name_end = skeleton_end(skeleton, d->name_end);
  d->start = skeleton_start(skeleton, d->start);
  d->end = skeleton_end(skeleton, d->end);
  if (points_into(d->name, bytes)) d->name = str_slice(text, d->name_start, d->name_end);
  if (points_into(d->container, bytes)) d->container = arena_dup(arena, d->container);
}

void masked_move(Definitions *definitions, size_t first, const Skeleton *skeleton, Str text,
                 Arena *arena) {
  for (size_t i = first; i < definitions->count; i++) {
    move(&definitions->items[i], skeleton, text, arena);
  }
}
