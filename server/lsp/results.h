// The symbols of a growing answer, each printed when it is found. Either they are sent in parts as they
// come (request_send_item, when the client gave a partialResultToken), or they wait, are brought into
// order, and are the answer. A worker's, for one request.
#ifndef TREELINE_LSP_RESULTS_H
#define TREELINE_LSP_RESULTS_H

#include "base/array.h"
#include "lsp/json_out.h"
#include "lsp/rpc.h"

enum { RESULTS_BYTES_MAX = 32 << 20 }; // of one answer, all parts together

typedef struct {
  size_t start, end; // in `bytes`
  double score;
  size_t order;
} ResultItem;

typedef struct {
  Request *request;
  bool stream;    // send items as they come; else results_finish sends or keeps them all
  uint64_t limit; // most items; 0: no limit
  Buf bytes;
  ARRAY(ResultItem) items; // not sent yet
  uint64_t added;          // sent or not
  size_t bytes_added;
} Results;

void results_release(Results *results);
// The next item: write one value with what is returned, then call results_end_item.
JsonOut results_begin_item(Results *results);
void results_end_item(Results *results, double score);
// No more items should be added: there are RESULTS_BYTES_MAX, or all requests together hold too much.
bool results_full(const Results *results);
// The best `limit` items, best first, earlier first on a tie. Only while nothing has been streamed.
void results_sort(Results *results);
// Sends what is left if the request streams, then writes the array of what was not sent.
void results_finish(Results *results, JsonOut *out);

#endif
