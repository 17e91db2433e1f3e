// treeline/status, and the commands that need no more than the loop.
#include "lsp/features.h"

static void put_state(JsonOut *out, const Folder *folder) {
  json_open(out, '{');
  json_put_string(out, "uri", str_from_c(folder->uri));
  json_put_string(out, "phase", folder->state == FOLDER_OPENING ? STR("opening") : STR("failed"));
  json_put_string(out, "message", str_from_c(folder->error.message));
  json_close(out, '}');
}

static void put_counts(JsonOut *out, const IndexStatus *s) {
  json_put_unsigned(out, "generation", s->generation);
  json_put_unsigned(out, "files", s->files);
  json_put_unsigned(out, "documents", s->documents);
  json_put_unsigned(out, "symbols", s->symbols);
  json_put_unsigned(out, "names", s->names);
  json_put_unsigned(out, "sourceBytes", s->source_bytes);
  json_put_unsigned(out, "diskBytes", s->disk_bytes);
  json_put_unsigned(out, "segments", s->segments);
  json_put_unsigned(out, "filesFound", s->files_found);
  json_put_unsigned(out, "filesPending", s->files_pending);
  json_put_unsigned(out, "symbolsPending", s->symbols_pending);
  json_put_unsigned(out, "timedOut", s->timed_out);
  json_put_unsigned(out, "unreadable", s->unreadable);
  json_put_unsigned(out, "binary", s->binary);
  json_put_unsigned(out, "textOnly", s->text_only);
  json_put_unsigned(out, "openDocuments", s->open_documents);
}

static void put_folder(JsonOut *out, const Folder *folder) {
  if (!folder->index) {
    put_state(out, folder);
    return;
  }
  IndexStatus s;
  index_status(folder->index, &s);
  json_open(out, '{');
  json_put_string(out, "uri", str_from_c(folder->uri));
  json_put_string(out, "phase", index_phase_name(s.phase));
  json_put_string(out, "message", str_from_c(s.message));
  put_counts(out, &s);
  json_put_real(out, "covered", s.covered);
  json_put_bool(out, "verified", s.verified);
  json_put_bool(out, "writer", s.writer);
  json_put_string(out, "directory", str_from_c(s.directory));
  json_put_unsigned(out, "elapsedMs", s.elapsed_ns > 0 ? (uint64_t)(s.elapsed_ns / 1000000) : 0);
  json_close(out, '}');
}

static void put_memory(JsonOut *out) {
  OsMemory memory = os_memory_use();
  json_open(out, '{');
  json_put_unsigned(out, "resident", memory.resident);
  json_put_unsigned(out, "anonymous", memory.anonymous);
  json_put_unsigned(out, "peakResident", memory.peak_resident);
  json_close(out, '}');
}

static void put_status(Server *server, Request *request) {
  JsonOut out = json_out(&request->result);
  json_open(&out, '{');
  json_put_string(&out, "version", STR(TREELINE_VERSION));
  json_key(&out, "folders");
  json_open(&out, '[');
  for (Folder *f = server->workspace.first; f; f = f->next) put_folder(&out, f);
  json_close(&out, ']');
  json_put_unsigned(&out, "openDocuments", server->documents.open_count);
  json_put_unsigned(&out, "openRequests", server->open_count);
  json_put_unsigned(&out, "unsentBytes", transport_backlog(server->transport));
  json_key(&out, "memory");
  put_memory(&out);
  json_close(&out, '}');
}

void status_request(Server *server, Request *request, const cJSON *params) {
  (void)params;
  put_status(server, request);
}

void status_command(Server *server, Request *request, const cJSON *params) {
  Str command;
  if (!json_get_string(params, "command", &command)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.command must be a string");
  } else if (str_equal(command, STR("treeline.status"))) {
    put_status(server, request);
  } else if (str_equal(command, STR("treeline.reindex"))) {
    workspace_refresh_now(server); // the answer is null
  } else {
    request_fail(request, RPC_INVALID_PARAMS, "unknown command");
  }
}
