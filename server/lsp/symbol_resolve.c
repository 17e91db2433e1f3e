// workspaceSymbol/resolve: where a symbol of an earlier answer stands now. Lists of symbols stay on the
// screen while files change; the one that is chosen is looked up again in the present text, by its name, the
// nearest to where it was. Everything else of it comes back as it was sent.
#include "lsp/features.h"
#include "lsp/place.h"

#include <stdlib.h>

typedef struct {
  Request *request;
  Str name;
  Position before; // where the client has it
  Str symbol;      // as JSON
  bool found;
  Position start, end;
} Resolve;

static uint32_t distance(uint32_t a, uint32_t b) { return a > b ? a - b : b - a; }

static void look_up(void *user, Str text, const Symbol *symbols, size_t count) {
  Resolve *resolve = user;
  const Symbol *nearest = NULL;
  for (size_t i = 0; i < count; i++) {
    const Symbol *symbol = &symbols[i];
    uint32_t away = distance(symbol->line, resolve->before.line);
    if (!str_equal(symbol->name, resolve->name)) continue;
    if (!nearest || away < distance(nearest->line, resolve->before.line)) nearest = symbol;
  }
  if (!nearest) return;
  uint32_t offsets[2] = {nearest->name_start, nearest->name_end};
  Position places[2];
  position_of_offsets(text, resolve->request->encoding, offsets, 2, places);
  resolve->start = places[0];
  resolve->end = places[1];
  resolve->found = true;
}

static cJSON *position_json(Position position) {
  cJSON *json = cJSON_CreateObject();
  cJSON_AddNumberToObject(json, "line", position.line);
  cJSON_AddNumberToObject(json, "character", position.character);
  return json;
}

static void put_symbol(const Resolve *resolve) {
  JsonOut out = json_out(&resolve->request->result);
  cJSON *symbol = cJSON_ParseWithLength(resolve->symbol.ptr, resolve->symbol.len);
  cJSON *location = cJSON_GetObjectItemCaseSensitive(symbol, "location");
  if (resolve->found && location) {
    cJSON *range = cJSON_CreateObject();
    cJSON_AddItemToObject(range, "start", position_json(resolve->start));
    cJSON_AddItemToObject(range, "end", position_json(resolve->end));
    cJSON_DeleteItemFromObjectCaseSensitive(location, "range");
    cJSON_AddItemToObject(location, "range", range);
  }
  char *printed = cJSON_PrintUnformatted(symbol);
  json_raw(&out, printed ? str_from_c(printed) : resolve->symbol);
  free(printed);
  cJSON_Delete(symbol);
}

static void resolve_work(Request *request) {
  Resolve *resolve = request->params;
  Index *index = place_index(request);
  Error error = {0};
  Status status = STATUS_OK;
  if (index) {
    status = index_outline(index, request->relative, &request->stop, look_up, resolve, &error);
  }
  if (status == STATUS_CANCELLED) {
    request_fail(request, RPC_CANCELLED, "%s", error.message);
    return;
  }
  put_symbol(resolve); // a file that is gone or cannot be read: as it was
}

void symbol_resolve_request(Server *server, Request *request, const cJSON *json) {
  (void)server;
  const cJSON *location = json_get(json, "location");
  Str name, uri;
  if (!json_get_string(json, "name", &name) || !json_get_string(location, "uri", &uri)) {
    request_fail(request, RPC_INVALID_PARAMS, "params must be a symbol with a name and a location");
    return;
  }
  Resolve *resolve = arena_new(&request->arena, Resolve);
  *resolve = (Resolve){.request = request, .name = arena_dup(&request->arena, name)};
  const cJSON *range = json_get(location, "range");
  if (range && !place_read_position(json_get(range, "start"), &resolve->before)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.location.range must be a range");
    return;
  }
  char *printed = cJSON_PrintUnformatted(json);
  if (!printed) {
    request_fail(request, RPC_FAILED, "out of memory");
    return;
  }
  resolve->symbol = arena_dup(&request->arena, str_from_c(printed));
  free(printed);
  request->params = resolve;
  if (document_path(uri, &request->arena, &request->path)) {
    request->path = arena_dup(&request->arena, request->path);
    request->work = resolve_work;
  } else {
    put_symbol(resolve); // of a scheme that is none of ours
  }
}
