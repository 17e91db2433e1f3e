#include "lsp/results.h"

#include <stdlib.h>

void results_release(Results *results) {
  buf_release(&results->bytes);
  array_free(&results->items);
}

JsonOut results_begin_item(Results *results) {
  ResultItem item = {.start = results->bytes.len, .order = (size_t)results->added};
  array_push(&results->items, item);
  return json_out(&results->bytes);
}

static Str item_json(const Results *results, size_t i) {
  ResultItem item = results->items.items[i];
  return str_slice(buf_str(&results->bytes), item.start, item.end);
}

void results_end_item(Results *results, double score) {
  ResultItem *item = &results->items.items[results->items.count - 1];
  item->end = results->bytes.len;
  item->score = score;
  results->added++;
  results->bytes_added += item->end - item->start;
  if (!results->stream) return;
  request_send_item(results->request, item_json(results, 0));
  results->items.count = 0;
  buf_clear(&results->bytes);
}

bool results_full(const Results *results) {
  return results->bytes_added >= RESULTS_BYTES_MAX
         || !request_may_hold(results->request, results->bytes_added);
}

static int compare_items(const void *a, const void *b) {
  const ResultItem *x = a, *y = b;
  if (x->score != y->score) return x->score > y->score ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

void results_sort(Results *results) {
  if (results->items.count == 0) return;
  qsort(results->items.items, results->items.count, sizeof *results->items.items, compare_items);
  if (results->limit && results->items.count > results->limit) {
    results->items.count = (size_t)results->limit;
  }
}

void results_finish(Results *results, JsonOut *out) {
  bool send = results->request->stream;
  json_open(out, '[');
  for (size_t i = 0; i < results->items.count; i++) {
    if (send)
      request_send_item(results->request, item_json(results, i));
    else
      json_raw(out, item_json(results, i));
  }
  json_close(out, ']');
}
