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

static void put_items(const Results *results, size_t from, size_t to, JsonOut *out) {
  json_open(out, '[');
  for (size_t i = from; i < to; i++) {
    ResultItem item = results->items.items[i];
    json_raw(out, str_slice(buf_str(&results->bytes), item.start, item.end));
  }
  json_close(out, ']');
}

static void send_part(Results *results, size_t from, size_t to) {
  Buf value = {0};
  JsonOut out = json_out(&value);
  if (results->member) {
    json_open(&out, '{');
    json_key(&out, results->member);
  }
  put_items(results, from, to, &out);
  if (results->member) json_close(&out, '}');
  request_send_part(results->request, &value);
}

void results_end_item(Results *results, double score) {
  ResultItem *item = &results->items.items[results->items.count - 1];
  item->end = results->bytes.len;
  item->score = score;
  results->added++;
  results->bytes_added += item->end - item->start;
  if (!results->stream || results->items.count < RESULTS_PART) return;
  send_part(results, 0, results->items.count);
  results->items.count = 0;
  buf_clear(&results->bytes);
}

const char *results_full(const Results *results) {
  return results->bytes_added >= RESULTS_BYTES_MAX ? "size" : NULL;
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
  size_t count = results->items.count;
  if (results->request->partial_token.len) {
    for (size_t from = 0; from < count; from += RESULTS_PART) {
      send_part(results, from, from + RESULTS_PART < count ? from + RESULTS_PART : count);
    }
    count = 0;
  }
  put_items(results, 0, count, out);
}
