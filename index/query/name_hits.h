// The best names of a search, kept in a heap.
#ifndef TREELINE_QUERY_NAME_HITS_H
#define TREELINE_QUERY_NAME_HITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A name that matches; more of `key` is better. See names.c for what it is made of.
typedef struct {
  uint64_t key;
  uint32_t part, number;
} NameHit;

// With `limit` items a heap, the worst first; until then in no order. array_free when done.
typedef struct {
  NameHit *items;
  size_t count, capacity;
} NameHits;

// Keeps the best `limit` hits (0: all). Returns whether one was left out.
bool name_hits_offer(NameHits *hits, size_t limit, NameHit hit);
// The key of the worst hit if there are `limit` of them, else 0: what a hit must be worth to enter.
uint64_t name_hits_worst(const NameHits *hits, size_t limit);
// Best first; no heap any more.
void name_hits_sort(NameHits *hits);

#endif
