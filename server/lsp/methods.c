// Every method that the server knows, in one table. What a client may send without being told of
// anything missing is here with no handler's work to do.
#include "lsp/features.h"

static void ignore(Server *server, const cJSON *params) { (void)server, (void)params; }

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
    {"workspace/symbol", symbols_request, NULL},
    {"workspace/executeCommand", status_command, NULL},
    {"workspace/didChangeWorkspaceFolders", NULL, folders_changed},
    {"workspace/didChangeWatchedFiles", NULL, files_changed},
    {"workspace/didCreateFiles", NULL, files_created_or_deleted},
    {"workspace/didDeleteFiles", NULL, files_created_or_deleted},
    {"workspace/didRenameFiles", NULL, files_renamed},
    {"workspace/didChangeConfiguration", NULL, ignore},
    {"window/workDoneProgress/cancel", NULL, progress_cancel},
    {"$/setTrace", NULL, ignore},
    {"treeline/search", search_request, NULL},
    {"treeline/explain", explain_request, NULL},
    {"treeline/status", status_request, NULL},
};

const Method *rpc_method(Str name) {
  for (size_t i = 0; i < COUNT_OF(methods); i++) {
    if (str_equal(name, str_from_c(methods[i].method))) return &methods[i];
  }
  return NULL;
}
