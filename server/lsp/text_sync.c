// textDocument/didOpen, didChange, didSave, didClose. A notification cannot be answered, so what is
// wrong with one is logged, and the document stays as it was.
#include "lsp/features.h"
#include "lsp/uri.h"

static bool document_uri(const cJSON *params, Str *uri) {
  return json_get_string(json_get(params, "textDocument"), "uri", uri);
}

// The string of a JSON tree that is about to be freed anyway, without a copy.
static Text *take_text(const cJSON *object) {
  cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "text");
  char *bytes = item->valuestring;
  item->valuestring = NULL;
  return text_new(bytes, strlen(bytes));
}

void text_sync_open(Server *server, const cJSON *params) {
  const cJSON *document = json_get(params, "textDocument");
  Str uri, text, path, language = {"", 0};
  if (!json_get_string(document, "uri", &uri) || !json_get_string(document, "text", &text)) {
    rpc_log_message(server, 2, "didOpen without a uri or a text was ignored");
    return;
  }
  json_get_string(document, "languageId", &language);
  Arena arena = {0};
  if (uri_to_path(uri, &arena, &path)) { // others (untitled:, git:) are no part of a tree of files
    documents_open(&server->documents, uri, path, language, take_text(document));
    workspace_sync(server);
  }
  arena_release(&arena);
}

// The text after all changes, or NULL if one is malformed. The last full text makes those before it
// void.
static Text *apply_changes(const Server *server, const OpenDocument *document,
                           const cJSON *changes) {
  Text *text = text_ref(document->text);
  const cJSON *change;
  cJSON_ArrayForEach(change, changes) {
    Text *next = text_changed(text, change, server->client.encoding);
    text_unref(text);
    if (!next) return NULL;
    text = next;
  }
  return text;
}

void text_sync_change(Server *server, const cJSON *params) {
  Str uri;
  const cJSON *changes = json_get(params, "contentChanges");
  OpenDocument *document =
      document_uri(params, &uri) ? documents_find(&server->documents, uri) : NULL;
  if (!document || !cJSON_IsArray(changes)) return;
  Text *text = apply_changes(server, document, changes);
  if (!text) {
    rpc_log_message(server, 2, "a malformed didChange was ignored");
    return;
  }
  documents_set_text(&server->documents, document, text);
  workspace_sync(server);
}

void text_sync_save(Server *server, const cJSON *params) {
  (void)params;
  workspace_refresh_soon(server);
}

void text_sync_close(Server *server, const cJSON *params) {
  Str uri;
  OpenDocument *document =
      document_uri(params, &uri) ? documents_find(&server->documents, uri) : NULL;
  if (!document) return;
  documents_close(&server->documents, document);
  workspace_sync(server);
}
