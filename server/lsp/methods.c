// Every method that the server knows, in one table. What a client may send without being told of
// anything missing is here with no handler's work to do.
#include "lsp/features.h"
#include "lsp/offers.h"

static void ignore(Server *server, const cJSON *params) { (void)server, (void)params; }

// What asks the whole workspace is switched off here, what asks about a document in place.c.
static void symbols_if_on(Server *server, Request *request, const cJSON *params) {
  if (offers_serve(server, FEATURE_WORKSPACE_SYMBOL, STR(""))) {
    symbols_request(server, request, params);
  }
}

static bool has_search(Server *server, Request *request) {
  bool on = offers_serve(server, FEATURE_SEARCH, STR(""));
  if (!on) {
    request_fail(request, RPC_METHOD_NOT_FOUND, "search is off: the option \"features.search\"");
  }
  return on;
}

static void search_if_on(Server *server, Request *request, const cJSON *params) {
  if (has_search(server, request)) search_request(server, request, params);
}

static void explain_if_on(Server *server, Request *request, const cJSON *params) {
  if (has_search(server, request)) explain_request(server, request, params);
}

static const Method methods[] = {
    {"initialize", lifecycle_initialize, NULL},
    {"initialized", NULL, lifecycle_initialized},
    {"shutdown", lifecycle_shutdown, NULL},
    {"exit", NULL, lifecycle_exit},
    {"textDocument/didOpen", NULL, text_sync_open},
    {"textDocument/didChange", NULL, text_sync_change},
    {"textDocument/didSave", NULL, text_sync_save},
    {"textDocument/didClose", NULL, text_sync_close},
    {"textDocument/documentSymbol", outline_request, NULL},
    {"textDocument/definition", definition_request, NULL},
    {"textDocument/declaration", declaration_request, NULL},
    {"textDocument/references", references_request, NULL},
    {"textDocument/documentHighlight", highlight_request, NULL},
    {"textDocument/hover", hover_request, NULL},
    {"textDocument/foldingRange", folding_request, NULL},
    {"textDocument/selectionRange", selection_request, NULL},
    {"textDocument/prepareCallHierarchy", calls_prepare_request, NULL},
    {"callHierarchy/incomingCalls", calls_incoming_request, NULL},
    {"callHierarchy/outgoingCalls", calls_outgoing_request, NULL},
    {"textDocument/completion", completion_request, NULL},
    {"workspace/symbol", symbols_if_on, NULL},
    {"workspace/executeCommand", status_command, NULL},
    {"workspace/didChangeWorkspaceFolders", NULL, folders_changed},
    {"workspace/didChangeWatchedFiles", NULL, files_changed},
    {"workspace/didCreateFiles", NULL, files_created_or_deleted},
    {"workspace/didDeleteFiles", NULL, files_created_or_deleted},
    {"workspace/didRenameFiles", NULL, files_renamed},
    {"workspace/didChangeConfiguration", NULL, configuration_changed},
    {"window/workDoneProgress/cancel", NULL, progress_cancel},
    {"$/setTrace", NULL, ignore},
    {"treeline/search", search_if_on, NULL},
    {"treeline/explain", explain_if_on, NULL},
    {"treeline/status", status_request, NULL},
    {"treeline/otherServers", NULL, configuration_other_servers},
};

const Method *rpc_method(Str name) {
  for (size_t i = 0; i < COUNT_OF(methods); i++) {
    if (str_equal(name, str_from_c(methods[i].method))) return &methods[i];
  }
  return NULL;
}
