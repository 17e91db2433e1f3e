#include "query/name_hits.h"

#include "base/array.h"

// Equal keys: the earlier name is better, so that answers do not depend on who scanned first.
static bool is_worse(const NameHit *a, const NameHit *b) {
  if (a->key != b->key) return a->key < b->key;
  if (a->part != b->part) return a->part > b->part;
  return a->number > b->number;
}

static void sift_down(NameHits *heap, size_t at) {
  for (;;) {
    size_t worst = at, left = 2 * at + 1;
    for (size_t child = left; child < left + 2 && child < heap->count; child++) {
      if (is_worse(&heap->items[child], &heap->items[worst])) worst = child;
    }
    if (worst == at) return;
    NameHit hit = heap->items[at];
    heap->items[at] = heap->items[worst];
    heap->items[worst] = hit;
    at = worst;
  }
}

bool name_hits_offer(NameHits *heap, size_t limit, NameHit hit) {
  if (limit == 0 || heap->count < limit) {
    array_push(heap, hit);
    if (heap->count == limit) {
      for (size_t i = limit / 2 + 1; i > 0; i--) sift_down(heap, i - 1);
    }
    return false;
  }
  if (is_worse(&heap->items[0], &hit)) {
    heap->items[0] = hit;
    sift_down(heap, 0);
  }
  return true;
}

uint64_t name_hits_worst(const NameHits *hits, size_t limit) {
  return limit && hits->count >= limit ? hits->items[0].key : 0;
}

static int compare_hits(const void *a, const void *b) {
  const NameHit *x = a, *y = b;
  return is_worse(x, y) ? 1 : is_worse(y, x) ? -1 : 0;
}

void name_hits_sort(NameHits *hits) {
  if (hits->count) qsort(hits->items, hits->count, sizeof *hits->items, compare_hits);
}
