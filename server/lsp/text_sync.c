// textDocument/didOpen, didChange, didSave, didClose. A notification cannot be answered, so what is
// wrong with one is logged, and the document stays as it was.
//
// Changes are applied in the order in which they come, whatever their version says: a change that is
// left out would be missing from the text until the document is closed, and clients number them
// oddly (again from 1 after a reload, twice the same, not at all).
#include "lsp/features.h"
#include "lsp/offers.h"

#include <stdio.h>

static bool document_uri(const cJSON *params, Str *uri) {
  return json_get_string(json_get(params, "textDocument"), "uri", uri);
}

static OpenDocument *find_document(Server *server, const cJSON *params) {
  Str uri;
  return document_uri(params, &uri) ? documents_find(&server->documents, uri) : NULL;
}

static bool read_version(const cJSON *params, int64_t *version) {
  const cJSON *item = json_get(json_get(params, "textDocument"), "version");
  if (!cJSON_IsNumber(item)) return false;
  double number = item->valuedouble;
  *version = number < -1e15 ? INT64_MIN : number > 1e15 ? INT64_MAX : (int64_t)number;
  return true;
}

static void change(Server *server, OpenDocument *document, TextChange *changes) {
  changes->bytes += server->message_bytes;
  documents_change(&server->documents, document, changes);
  sync_now(server->sync);
}

void text_sync_open(Server *server, const cJSON *params) {
  const cJSON *json = json_get(params, "textDocument");
  Str uri, path, language = {"", 0};
  Arena arena = {0};
  if (!json_get_string(json, "uri", &uri)) {
    rpc_log_message(server, 2, "didOpen without a uri was ignored");
  } else if (document_path(uri, &arena, &path)) { // others are versions of files, or no texts
    TextChange *text = documents_read_text(json);
    if (text) {
      text->bytes += server->message_bytes;
      json_get_string(json, "languageId", &language);
      documents_open(&server->documents, uri, path, language, text);
      read_version(params, &documents_find(&server->documents, uri)->version);
      sync_now(server->sync);
      offers_opened(server, language);
    } else {
      rpc_log_message(server, 2, "didOpen without a text was ignored");
    }
  }
  arena_release(&arena);
}

static void note_version(Server *server, OpenDocument *document, const cJSON *params) {
  int64_t version;
  if (!read_version(params, &version)) return;
  if (version < document->version && !document->version_odd) {
    document->version_odd = true;
    char words[256];
    snprintf(words, sizeof words, "version %lld of %.150s comes after version %lld: applied",
             (long long)version, document->uri, (long long)document->version);
    rpc_log_message(server, 2, words);
  }
  document->version = version;
}

void text_sync_change(Server *server, const cJSON *params) {
  OpenDocument *document = find_document(server, params);
  const cJSON *list = json_get(params, "contentChanges");
  if (!document || (cJSON_IsArray(list) && !list->child)) return;
  TextChange *changes = documents_read_changes(list);
  if (!changes) {
    rpc_log_message(server, 2, "a malformed didChange was ignored");
    return;
  }
  note_version(server, document, params);
  change(server, document, changes);
}

// A text is not asked for. If it comes all the same, it is the truth.
void text_sync_save(Server *server, const cJSON *params) {
  Str uri;
  if (!document_uri(params, &uri)) return;
  OpenDocument *document = documents_find(&server->documents, uri);
  TextChange *text = document ? documents_read_text(params) : NULL;
  if (text) change(server, document, text);
  files_saved(server, uri);
}

void text_sync_close(Server *server, const cJSON *params) {
  OpenDocument *document = find_document(server, params);
  if (!document) return;
  documents_close(&server->documents, document);
  sync_now(server->sync);
}
