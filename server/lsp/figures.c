#include "lsp/figures.h"

static const uint64_t MOST = (uint64_t)1 << 53; // what JSON's numbers tell apart

const char *figures_request_key(IndexRequest kind) {
  static const char *const keys[REQUEST_KINDS] = {
      [REQUEST_SEARCH] = "search",         [REQUEST_SEARCH_ALL] = "searchAll",
      [REQUEST_SYMBOLS] = "symbols",       [REQUEST_OUTLINE] = "outline",
      [REQUEST_DEFINITION] = "definition", [REQUEST_REFERENCES] = "references",
      [REQUEST_HOVER] = "hover",           [REQUEST_STRUCTURE] = "structure",
  };
  return keys[kind];
}

void figures_put_latencies(JsonOut *out, const Latencies *latencies) {
  json_put_unsigned(out, "count", latencies->count);
  json_put_real(out, "p50Us", (double)latencies->p50_ns / 1000);
  json_put_real(out, "p95Us", (double)latencies->p95_ns / 1000);
  json_put_real(out, "p99Us", (double)latencies->p99_ns / 1000);
}

static void put_named(JsonOut *out, const char *key, const Latencies *latencies) {
  json_key(out, key);
  json_open(out, '{');
  figures_put_latencies(out, latencies);
  json_close(out, '}');
}

void figures_put(JsonOut *out, const IndexStatus *status) {
  json_key(out, "requests");
  json_open(out, '{');
  for (int i = 0; i < REQUEST_KINDS; i++) {
    put_named(out, figures_request_key((IndexRequest)i), &status->requests[i]);
  }
  json_close(out, '}');
  json_key(out, "stages");
  json_open(out, '{');
  for (int i = 0; i < QUERY_STAGES; i++) {
    put_named(out, index_stage_name((QueryStage)i).ptr, &status->stages[i]);
  }
  json_close(out, '}');
  json_key(out, "answers");
  json_open(out, '{');
  json_put_unsigned(out, "asked", status->answers_asked);
  json_put_unsigned(out, "kept", status->answers_hit);
  json_put_unsigned(out, "bytes", status->answers_bytes);
  json_close(out, '}');
}

// ---- reading ------------------------------------------------------------------------------------

static int64_t read_us(const cJSON *json, const char *key) {
  const cJSON *item = json_get(json, key);
  if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0 && item->valuedouble < 1e12)) return 0;
  return (int64_t)(item->valuedouble * 1000);
}

static void read_latencies(const cJSON *json, Latencies *out) {
  json_get_unsigned(json, "count", MOST, &out->count);
  out->p50_ns = read_us(json, "p50Us");
  out->p95_ns = read_us(json, "p95Us");
  out->p99_ns = read_us(json, "p99Us");
}

void figures_read(const cJSON *json, IndexStatus *status) {
  const cJSON *requests = json_get(json, "requests"), *stages = json_get(json, "stages");
  for (int i = 0; i < REQUEST_KINDS; i++) {
    const char *key = figures_request_key((IndexRequest)i);
    read_latencies(json_get(requests, key), &status->requests[i]);
  }
  for (int i = 0; i < QUERY_STAGES; i++) {
    read_latencies(json_get(stages, index_stage_name((QueryStage)i).ptr), &status->stages[i]);
  }
  const cJSON *answers = json_get(json, "answers");
  json_get_unsigned(answers, "asked", MOST, &status->answers_asked);
  json_get_unsigned(answers, "kept", MOST, &status->answers_hit);
  json_get_unsigned(answers, "bytes", MOST, &status->answers_bytes);
}
