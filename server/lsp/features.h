// What the server does, one file a feature, as handlers for methods.c. Each reads its parameters
// on the loop and refuses them in words, or leaves the work to a worker.
#ifndef TREELINE_LSP_FEATURES_H
#define TREELINE_LSP_FEATURES_H

#include "lsp/rpc.h"

// lifecycle.c
void lifecycle_initialize(Server *server, Request *request, const cJSON *params);
void lifecycle_initialized(Server *server, const cJSON *params);
void lifecycle_shutdown(Server *server, Request *request, const cJSON *params);
void lifecycle_exit(Server *server, const cJSON *params);

// text_sync.c
void text_sync_open(Server *server, const cJSON *params);
void text_sync_change(Server *server, const cJSON *params);
void text_sync_save(Server *server, const cJSON *params);
void text_sync_close(Server *server, const cJSON *params);

// folders.c
void folders_changed(Server *server, const cJSON *params);

// files.c
void files_changed(Server *server, const cJSON *params);
void files_created_or_deleted(Server *server, const cJSON *params);
void files_renamed(Server *server, const cJSON *params);
void files_saved(Server *server, Str uri); // of any document

// symbols.c, outline.c, search.c
void symbols_request(Server *server, Request *request, const cJSON *params);
void outline_request(Server *server, Request *request, const cJSON *params);
void search_request(Server *server, Request *request, const cJSON *params);
void explain_request(Server *server, Request *request, const cJSON *params);

// definition.c, references.c, highlight.c, hover.c
void definition_request(Server *server, Request *request, const cJSON *params);
void declaration_request(Server *server, Request *request, const cJSON *params);
void references_request(Server *server, Request *request, const cJSON *params);
void highlight_request(Server *server, Request *request, const cJSON *params);
void hover_request(Server *server, Request *request, const cJSON *params);

// folding.c, selection.c
void folding_request(Server *server, Request *request, const cJSON *params);
void selection_request(Server *server, Request *request, const cJSON *params);

// calls.c, completion.c
void calls_prepare_request(Server *server, Request *request, const cJSON *params);
void calls_incoming_request(Server *server, Request *request, const cJSON *params);
void calls_outgoing_request(Server *server, Request *request, const cJSON *params);
void completion_request(Server *server, Request *request, const cJSON *params);

// configuration.c
void configuration_changed(Server *server, const cJSON *params);
void configuration_other_servers(Server *server, const cJSON *params);
void configuration_complain(void *server, SettingProblem problem, const char *words);

// progress.c
void progress_cancel(Server *server, const cJSON *params);

// status.c
void status_request(Server *server, Request *request, const cJSON *params);
void status_command(Server *server, Request *request, const cJSON *params);

#endif
