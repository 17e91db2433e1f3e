// What an index tells of its requests, as JSON: written for clients and for other processes, and read from
// those, whose word is not trusted.
#ifndef TREELINE_LSP_FIGURES_H
#define TREELINE_LSP_FIGURES_H

#include "index.h"
#include "lsp/json_in.h"
#include "lsp/json_out.h"

// Members of an object that is open: count, p50Us, p95Us, p99Us.
void figures_put_latencies(JsonOut *out, const Latencies *latencies);
// The same: requests, stages, answers.
void figures_put(JsonOut *out, const IndexStatus *status);
// Fills in what of that is there and makes sense; the rest stays 0.
void figures_read(const cJSON *json, IndexStatus *status);
// "search", "searchAll", "symbols", "outline".
const char *figures_request_key(IndexRequest kind);

#endif
