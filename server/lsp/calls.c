// textDocument/prepareCallHierarchy, callHierarchy/incomingCalls and outgoingCalls: who calls a function, and
// whom it calls, by name and scope.
//
// The server keeps nothing between the requests: an item is found again by its document, the position of
// its name, and the name, which `data` holds. If the text has changed meanwhile, the name nearest to
// that position is meant. Items come back from the client, so nothing in them is trusted. That an answer was
// cut is said as for references.
#include "lsp/features.h"
#include "lsp/kinds.h"
#include "lsp/place.h"
#include "lsp/results.h"
#include "lsp/target.h"

#include <stdlib.h>

enum { ITEMS_MAX = 64, CALLS_MAX = 256 };

typedef struct {
  Place *place;
  bool incoming;
  uint32_t kinds;
} CallsParams;

static bool is_called(SymbolKind kind) {
  return kind == SYMBOL_FUNCTION || kind == SYMBOL_METHOD || kind == SYMBOL_CONSTRUCTOR
         || kind == SYMBOL_MACRO || kind == SYMBOL_TARGET;
}

static void put_item(JsonOut *out, const Request *request, const SourceTarget *target) {
  const CallsParams *params = request->params;
  TargetRanges ranges = target_ranges(target, request->encoding);
  bool nameless = str_trim(target->name).len == 0;
  json_open(out, '{');
  json_put_string(out, "name", nameless ? STR("(anonymous)") : target->name);
  json_put_unsigned(out, "kind", kind_to_lsp(target->kind, params->kinds));
  if (target->flags & SYMBOL_DEPRECATED) json_put_raw(out, "tags", STR("[1]"));
  json_put_string(out, "detail", target->container.len ? target->container : target->path);
  target_put_uri(out, "uri", request->folders[0], target->path);
  json_put_range(out, "range", ranges.start, ranges.end);
  json_put_range(out, "selectionRange", ranges.name_start, ranges.name_end);
  json_key(out, "data");
  json_open(out, '{');
  json_put_string(out, "name", target->name);
  json_close(out, '}');
  json_close(out, '}');
}

// ---- prepare ---------------------------------------------------------------------------------------

typedef struct {
  const Request *request;
  Buf here, defined, declared; // items: of the place itself, the likeliest others
  bool any;
  Certainty least;
} PrepareWork;

static bool add_item(void *user, const SourceTarget *target) {
  PrepareWork *work = user;
  if (!is_called(target->kind)) return true;
  if (!work->any) work->least = target->certainty;
  work->any = true;
  const CallsParams *params = work->request->params;
  bool here = target_is_at(target, params->place);
  if (!here && target->certainty < work->least) return true;
  bool declared = target->flags & SYMBOL_DECLARATION;
  Buf *items = here ? &work->here : declared ? &work->declared : &work->defined;
  JsonOut out = {items, items->len > 0};
  put_item(&out, work->request, target);
  return true;
}

static void prepare_work(Request *request) {
  Index *index = place_index(request);
  if (!index) return;
  const CallsParams *params = request->params;
  SourcePlace source = place_source(params->place);
  PrepareWork work = {.request = request};
  NavigationSummary summary;
  Error error = {0};
  Status status =
      index_definitions(index, &source, false, ITEMS_MAX, add_item, &work, &summary, &error);
  if (place_found(request, status, &error) && work.any) {
    const Buf *items = work.here.len      ? &work.here
                       : work.defined.len ? &work.defined
                                          : &work.declared;
    JsonOut out = json_out(&request->result);
    json_open(&out, '[');
    json_raw(&out, buf_str(items));
    json_close(&out, ']');
  }
  buf_release(&work.here);
  buf_release(&work.defined);
  buf_release(&work.declared);
}

static CallsParams *new_params(Server *server, Request *request, Place *place) {
  CallsParams *params = arena_new(&request->arena, CallsParams);
  params->place = place;
  params->kinds = server->client.symbol_kinds;
  request->params = params;
  return params;
}

void calls_prepare_request(Server *server, Request *request, const cJSON *json) {
  Place *place = place_read(server, request, json, FEATURE_CALL_HIERARCHY);
  if (!place) return;
  new_params(server, request, place);
  request->work = prepare_work;
}

// ---- incoming and outgoing -------------------------------------------------------------------------

typedef struct {
  const Request *request;
  Results results;
} CallsWork;

static void put_ranges(JsonOut *out, const CallsWork *work, const SourceCalls *calls) {
  const CallsParams *params = work->request->params;
  Str text = params->incoming ? calls->target->text : params->place->text;
  Position *at = xmalloc((2 * calls->call_count + 1) * sizeof *at);
  position_of_offsets(text, work->request->encoding, calls->calls, 2 * calls->call_count, at);
  json_key(out, "fromRanges");
  json_open(out, '[');
  for (size_t i = 0; i < calls->call_count; i++) json_range(out, at[2 * i], at[2 * i + 1]);
  json_close(out, ']');
  free(at);
}

static bool add_calls(void *user, const SourceCalls *calls) {
  CallsWork *work = user;
  const CallsParams *params = work->request->params;
  JsonOut out = results_begin_item(&work->results);
  json_open(&out, '{');
  json_key(&out, params->incoming ? "from" : "to");
  put_item(&out, work->request, calls->target);
  put_ranges(&out, work, calls);
  json_close(&out, '}');
  results_end_item(&work->results, 0);
  return !results_full(&work->results);
}

static void calls_work(Request *request) {
  Index *index = place_index(request);
  if (!index) return;
  const CallsParams *params = request->params;
  SourcePlace source = place_source(params->place);
  CallsWork work = {.request = request};
  work.results.request = request;
  work.results.stream = request->stream != NULL;
  NavigationSummary summary = {.covered = 1};
  Error error = {0};
  Status status =
      index_calls(index, &source, params->incoming, CALLS_MAX, add_calls, &work, &summary, &error);
  if (place_found(request, status, &error)) {
    if (params->incoming)
      place_note(request, &summary, "caller", "callers");
    else
      place_note(request, &summary, "called function", "called functions");
    JsonOut out = json_out(&request->result);
    results_finish(&work.results, &out);
  }
  results_release(&work.results);
}

// An item that one of the requests has answered with, as the client gives it back.
static bool read_item(const cJSON *item, Str *uri, Position *position, Str *name) {
  const cJSON *start = json_at(item, "selectionRange.start"), *data = json_get(item, "data");
  if (!json_get_string(item, "uri", uri) || !place_read_position(start, position)) return false;
  return json_get_string(data ? data : item, "name", name);
}

static void read_calls(Server *server, Request *request, const cJSON *json, bool incoming) {
  Str uri, name;
  Position position;
  if (!read_item(json_get(json, "item"), &uri, &position, &name)) {
    request_fail(request, RPC_INVALID_PARAMS,
                 "params.item must be an item of the call hierarchy, as it was answered");
    return;
  }
  if (!place_settle(server, request, FEATURE_CALL_HIERARCHY, uri)) return;
  Place *place = place_new(request, position);
  place->name = arena_dup(&request->arena, name);
  place->keep_text = !incoming;
  new_params(server, request, place)->incoming = incoming;
  request->work = calls_work;
  request_stream(request, NULL);
}

void calls_incoming_request(Server *server, Request *request, const cJSON *params) {
  read_calls(server, request, params, true);
}

void calls_outgoing_request(Server *server, Request *request, const cJSON *params) {
  read_calls(server, request, params, false);
}
