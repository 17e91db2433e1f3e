// textDocument/selectionRange: for each of several places what encloses it, step by step.
#include "lsp/features.h"
#include "lsp/place.h"

#include <stdlib.h>

enum {
  POSITIONS_MAX = 10000, // of one request
  ENCLOSED_MAX = 1000,   // of them such as are looked at: each takes a millisecond or two
  ANSWER_MAX_S = 5,      // in all: what is left then encloses itself
  STEPS_MAX = 64,        // of one place: clients read each step inside the one before it
};

typedef struct {
  Position *positions;
  size_t count;
} SelectionParams;

typedef struct {
  Request *request;
  JsonOut *out;
  bool put; // an item has been written for the place
} SelectionWork;

static bool same(const Position *a, const Position *b) {
  return a->line == b->line && a->character == b->character;
}

// Writes {"range":..,"parent":{"range":..,"parent":..}}: pairs of positions, the innermost first.
static void put_steps(JsonOut *out, const Position *pairs, size_t count) {
  size_t open = 0;
  const Position *last = NULL;
  for (size_t i = 0; i < count; i++) {
    const Position *pair = &pairs[2 * i];
    bool too_deep = open + 1 >= STEPS_MAX && i + 1 < count; // the outermost stays
    bool nothing_new = last && same(last, pair) && same(last + 1, pair + 1);
    if (too_deep || nothing_new) continue;
    if (open) json_key(out, "parent");
    json_open(out, '{');
    json_put_range(out, "range", pair[0], pair[1]);
    last = pair;
    open++;
  }
  while (open-- > 0) json_close(out, '}');
}

static void put_enclosing(void *user, Str text, const uint32_t *ranges, size_t count) {
  SelectionWork *work = user;
  if (!count) return;
  Position *pairs = xmalloc(2 * count * sizeof *pairs);
  position_of_offsets(text, work->request->encoding, ranges, 2 * count, pairs);
  put_steps(work->out, pairs, count);
  work->put = true;
  free(pairs);
}

// Writes the item of one position. False if there is nothing to say of the document.
static bool put_selection(Request *request, JsonOut *out, Position position) {
  Place place = {.request = request, .position = position}; // its line is not kept
  SourcePlace source = place_source(&place);
  SelectionWork work = {.request = request, .out = out};
  Error error = {0};
  Status status = index_enclosing(place_index(request), &source, put_enclosing, &work, &error);
  if (!place_found(request, status, &error)) return false;
  if (!work.put) put_steps(out, (Position[2]){position, position}, 1);
  return true;
}

static void selection_work(Request *request) {
  if (!place_index(request)) return;
  const SelectionParams *params = request->params;
  JsonOut out = json_out(&request->result);
  int64_t until_ns = os_monotonic_ns() + ANSWER_MAX_S * (int64_t)1000000000;
  json_open(&out, '[');
  for (size_t i = 0; i < params->count; i++) {
    Position position = params->positions[i];
    if (i >= ENCLOSED_MAX || os_monotonic_ns() > until_ns) {
      put_steps(&out, (Position[2]){position, position}, 1);
    } else if (!put_selection(request, &out, position)) {
      request->result.len = request->result_start; // null
      return;
    }
  }
  json_close(&out, ']');
}

// One item a position is owed, so none may be left out.
static bool read_positions(Request *request, const cJSON *list, SelectionParams *params) {
  const cJSON *item;
  int size = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;
  bool right = cJSON_IsArray(list) && size <= POSITIONS_MAX;
  params->positions = arena_array(&request->arena, Position, (size_t)size + 1);
  cJSON_ArrayForEach(item, list) {
    right = right && place_read_position(item, &params->positions[params->count]);
    if (!right) break;
    params->count++;
  }
  if (!right) {
    request_fail(request, RPC_INVALID_PARAMS,
                 "params.positions must be an array of at most %d positions", POSITIONS_MAX);
  }
  return right;
}

void selection_request(Server *server, Request *request, const cJSON *json) {
  SelectionParams *params = arena_new(&request->arena, SelectionParams);
  if (!read_positions(request, json_get(json, "positions"), params)) return;
  if (!place_read_uri(server, request, json, FEATURE_SELECTION_RANGE)) return;
  request->params = params;
  request->work = selection_work;
}
