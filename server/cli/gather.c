#include "cli/gather.h"

#include "base/array.h"

#include <stdlib.h>

enum { HELD_MAX = 4096 };

typedef struct {
  SearchHit hit; // its strings are in the arena
  size_t file;   // number of the file, in order of appearance
} GatheredHit;

struct Gather {
  SearchFn fn;
  void *user;
  bool stopped;
  Arena arena;
  ARRAY(GatheredHit) hits;
  ARRAY(Str) files;
};

Gather *gather_new(SearchFn fn, void *user) {
  Gather *gather = xcalloc(1, sizeof *gather);
  gather->fn = fn;
  gather->user = user;
  return gather;
}

static size_t file_number(Gather *gather, Str path) {
  for (size_t i = gather->files.count; i > 0; i--) {
    if (str_equal(gather->files.items[i - 1], path)) return i - 1;
  }
  array_push(&gather->files, arena_dup(&gather->arena, path));
  return gather->files.count - 1;
}

static const Str *copy_lines(Arena *arena, const Str *lines, uint32_t count) {
  Str *copies = arena_array(arena, Str, count + 1u);
  for (uint32_t i = 0; i < count; i++) copies[i] = arena_dup(arena, lines[i]);
  return copies;
}

static int compare(const void *a, const void *b) {
  const GatheredHit *x = a, *y = b;
  if (x->file != y->file) return x->file < y->file ? -1 : 1;
  if (x->hit.line != y->hit.line) return x->hit.line < y->hit.line ? -1 : 1;
  return (x->hit.column > y->hit.column) - (x->hit.column < y->hit.column);
}

static void hand_over(Gather *gather) {
  if (gather->hits.count) {
    qsort(gather->hits.items, gather->hits.count, sizeof *gather->hits.items, compare);
  }
  for (size_t i = 0; i < gather->hits.count && !gather->stopped; i++) {
    gather->stopped = !gather->fn(gather->user, &gather->hits.items[i].hit);
  }
  gather->hits.count = gather->files.count = 0;
  arena_reset(&gather->arena);
}

bool gather_put(void *user, const SearchHit *hit) {
  Gather *gather = user;
  Arena *arena = &gather->arena;
  GatheredHit held = {.hit = *hit, .file = file_number(gather, hit->path)};
  held.hit.path = gather->files.items[held.file];
  held.hit.language = arena_dup(arena, hit->language);
  held.hit.text = arena_dup(arena, hit->text);
  held.hit.before = copy_lines(arena, hit->before, hit->before_count);
  held.hit.after = copy_lines(arena, hit->after, hit->after_count);
  array_push(&gather->hits, held);
  if (gather->hits.count == HELD_MAX) hand_over(gather);
  return !gather->stopped;
}

void gather_end(Gather *gather) {
  hand_over(gather);
  array_free(&gather->hits);
  array_free(&gather->files);
  arena_release(&gather->arena);
  free(gather);
}
