// Each part gives its candidates in order; a heap of their heads merges them. Every open document
// is a part of its own, so there may be hundreds.
#include "query/rank_order.h"

Ranked ranked_make(RankPart *part, size_t candidate) {
  uint32_t document = part->documents.items[candidate];
  return (Ranked){.part = part,
                  .document = document,
                  .candidate = candidate,
                  .score = part->scores[candidate],
                  .relevance = part->relevance[candidate],
                  .quality = part->standing[document].quality,
                  .path = segment_path(part->part->segment, document)};
}

static uint64_t chunk_start(const Ranked *at) {
  Document record = {.chunk_start = 0};
  (void)!segment_document(at->part->part->segment, at->document, &record);
  return record.chunk_start;
}

int ranked_compare(const Ranked *a, const Ranked *b) {
  if (a->score != b->score) return a->score > b->score ? -1 : 1;
  if (a->part == b->part) return (a->document > b->document) - (a->document < b->document);
  int order = quality_compare(a->quality, a->path, b->quality, b->path);
  if (order) return order;
  uint64_t x = chunk_start(a), y = chunk_start(b); // parts of one file
  if (x != y) return x < y ? -1 : 1;
  return (a->part->number > b->part->number) - (a->part->number < b->part->number);
}

static void sink(RankOrder *order, size_t i) {
  Ranked moved = order->heap[i];
  for (size_t child; (child = 2 * i + 1) < order->count; i = child) {
    bool right = child + 1 < order->count
                 && ranked_compare(&order->heap[child + 1], &order->heap[child]) < 0;
    child += right;
    if (ranked_compare(&moved, &order->heap[child]) < 0) break;
    order->heap[i] = order->heap[child];
  }
  order->heap[i] = moved;
}

void rank_order_open(RankOrder *order, RankPart *parts, size_t count) {
  order->heap = xcalloc(count + 1, sizeof *order->heap);
  order->count = 0;
  for (size_t i = 0; i < count; i++) {
    size_t best = rank_part_best(&parts[i]);
    if (best != SIZE_MAX) order->heap[order->count++] = ranked_make(&parts[i], best);
  }
  for (size_t i = order->count / 2; i > 0; i--) sink(order, i - 1);
}

void rank_order_release(RankOrder *order) { free(order->heap); }

const Ranked *rank_order_next(const RankOrder *order) {
  return order->count ? &order->heap[0] : NULL;
}

void rank_order_take(RankOrder *order) {
  RankPart *part = order->heap[0].part;
  rank_part_take(part);
  size_t best = rank_part_best(part);
  if (best == SIZE_MAX) {
    order->heap[0] = order->heap[--order->count];
  } else {
    order->heap[0] = ranked_make(part, best);
  }
  if (order->count) sink(order, 0);
}
