// initialize, initialized, shutdown, exit. initialize reads and answers, and does nothing that
// waits: folders are opened behind the answer.
#include "lsp/features.h"
#include "lsp/kinds.h"
#include "lsp/offers.h"
#include "lsp/watchers.h"

#include <stdlib.h>

enum { PARENT_POLL_MS = 2000 };

static bool offers(const cJSON *list, const char *wanted) {
  const cJSON *item;
  cJSON_ArrayForEach(item, list) {
    if (cJSON_IsString(item) && strcmp(item->valuestring, wanted) == 0) return true;
  }
  return false;
}

// utf-8 is what the index counts in; utf-16 is what every client must know.
static PositionEncoding choose_encoding(const cJSON *capabilities) {
  const cJSON *list = json_at(capabilities, "general.positionEncodings");
  if (!cJSON_IsArray(list)) return POSITION_UTF16;
  if (offers(list, "utf-8")) return POSITION_UTF8;
  return offers(list, "utf-32") && !offers(list, "utf-16") ? POSITION_UTF32 : POSITION_UTF16;
}

static bool knows_deprecated(const cJSON *tag_support) {
  const cJSON *item;
  cJSON_ArrayForEach(item, json_get(tag_support, "valueSet")) {
    if (cJSON_IsNumber(item) && item->valuedouble == 1) return true;
  }
  return false;
}

static void read_client(Client *client, const cJSON *capabilities) {
  const cJSON *symbol = json_at(capabilities, "workspace.symbol");
  const cJSON *outline = json_at(capabilities, "textDocument.documentSymbol");
  client->encoding = choose_encoding(capabilities);
  client->hierarchical_outline = json_flag(outline, "hierarchicalDocumentSymbolSupport");
  client->symbol_tags = knows_deprecated(json_get(symbol, "tagSupport"));
  client->outline_tags = knows_deprecated(json_get(outline, "tagSupport"));
  client->symbol_kinds = kinds_known(json_get(symbol, "symbolKind"));
  client->outline_kinds = kinds_known(json_get(outline, "symbolKind"));
  client->progress = json_flag(capabilities, "window.workDoneProgress");
  const cJSON *watched = json_at(capabilities, "workspace.didChangeWatchedFiles");
  client->watches_files = json_flag(watched, "dynamicRegistration");
  client->relative_patterns = json_flag(watched, "relativePatternSupport");
  const cJSON *operations = json_at(capabilities, "workspace.fileOperations");
  client->tells_created = json_flag(operations, "didCreate");
  client->tells_deleted = json_flag(operations, "didDelete");
  client->tells_renamed = json_flag(operations, "didRename");
  offers_read_client(client, capabilities);
}

// What the client tells of the person's doings, as far as it can.
static void put_file_operations(JsonOut *out, const Client *client) {
  static const Str all =
      STR_INIT("{\"filters\":[{\"scheme\":\"file\",\"pattern\":{\"glob\":\"**/*\"}}]}");
  json_key(out, "fileOperations");
  json_open(out, '{');
  if (client->tells_created) json_put_raw(out, "didCreate", all);
  if (client->tells_deleted) json_put_raw(out, "didDelete", all);
  if (client->tells_renamed) json_put_raw(out, "didRename", all);
  json_close(out, '}');
}

static void put_capabilities(JsonOut *out, Server *server) {
  const Client *client = &server->client;
  json_open(out, '{');
  json_put_string(out, "positionEncoding", str_from_c(position_encoding_name(client->encoding)));
  json_put_raw(out, "textDocumentSync", STR("{\"openClose\":true,\"change\":2,\"save\":true}"));
  offers_put_capabilities(server, out);
  json_put_raw(out, "executeCommandProvider",
               STR("{\"commands\":[\"treeline.reindex\",\"treeline.status\"]}"));
  json_key(out, "workspace");
  json_open(out, '{');
  json_put_raw(out, "workspaceFolders", STR("{\"supported\":true,\"changeNotifications\":true}"));
  if (client->tells_created || client->tells_deleted || client->tells_renamed) {
    put_file_operations(out, client);
  }
  json_close(out, '}');
  bool search = offers_serve(server, FEATURE_SEARCH, STR(""));
  json_key(out, "experimental");
  json_open(out, '{');
  json_key(out, "treeline");
  json_open(out, '{');
  json_put_bool(out, "search", search);
  json_put_bool(out, "explain", search);
  json_put_bool(out, "status", true);
  json_put_bool(out, "otherServers", true);
  json_close(out, '}');
  json_close(out, '}');
  json_close(out, '}');
}

static void parent_polled(uv_timer_t *timer) {
  Server *server = timer->data;
  if (uv_kill(server->parent_pid, 0) == UV_ESRCH) server_end(server);
}

static void watch_parent(Server *server, const cJSON *params) {
  uint64_t pid;
  if (!json_get_unsigned(params, "processId", INT32_MAX, &pid) || pid == 0) return;
  server->parent_pid = (int)pid;
  uv_timer_start(&server->parent_timer, parent_polled, PARENT_POLL_MS, PARENT_POLL_MS);
}

void lifecycle_initialize(Server *server, Request *request, const cJSON *params) {
  if (!cJSON_IsObject(params)) {
    request_fail(request, RPC_INVALID_PARAMS, "initialize needs params");
    return;
  }
  read_client(&server->client, json_get(params, "capabilities"));
  // The protocol lets showMessage and logMessage, and nothing else, go before the answer.
  settings_read(&server->settings, json_get(params, "initializationOptions"),
                configuration_complain, server);
  watchers_choose(server);
  workspace_init(server, params);
  watch_parent(server, params);
  server->state = SERVER_RUNNING;

  JsonOut out = json_out(&request->result);
  json_open(&out, '{');
  json_key(&out, "capabilities");
  put_capabilities(&out, server);
  json_put_raw(&out, "serverInfo",
               STR("{\"name\":\"treeline\",\"version\":\"" TREELINE_VERSION "\"}"));
  json_close(&out, '}');
  workspace_start(server);
}

void lifecycle_initialized(Server *server, const cJSON *params) {
  (void)params;
  if (server->client_ready) return;
  watchers_start(server);
  offers_changed(server); // since initialize
}

void lifecycle_shutdown(Server *server, Request *request, const cJSON *params) {
  (void)params, (void)request; // the answer is null
  server->state = SERVER_SHUT_DOWN;
}

void lifecycle_exit(Server *server, const cJSON *params) {
  (void)params;
  server_end(server);
}
