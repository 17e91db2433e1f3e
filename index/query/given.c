#include "query/given.h"

static int compare(const void *a, const void *b) {
  const GivenHit *x = a, *y = b;
  int order = str_compare(x->path, y->path);
  if (order) return order;
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  return (x->column > y->column) - (x->column < y->column);
}

void given_add(Given *given, Str path, uint32_t line, uint32_t column) {
  array_push(&given->hits, ((GivenHit){path, line, column}));
}

void given_close(Given *given) {
  if (given->hits.count) {
    qsort(given->hits.items, given->hits.count, sizeof *given->hits.items, compare);
  }
}

// The first that does not come before `hit`.
static size_t first_from(const Given *given, const GivenHit *hit) {
  size_t low = 0, high = given->hits.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare(&given->hits.items[middle], hit) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

bool given_has(const Given *given, Str path, uint32_t line, uint32_t column) {
  GivenHit hit = {path, line, column};
  size_t at = first_from(given, &hit);
  return at < given->hits.count && compare(&given->hits.items[at], &hit) == 0;
}

size_t given_of_file(const Given *given, Str path) {
  size_t from = first_from(given, &(GivenHit){path, 0, 0}), to = from;
  while (to < given->hits.count && str_equal(given->hits.items[to].path, path)) to++;
  return to - from;
}

void given_release(Given *given) { array_free(&given->hits); }
