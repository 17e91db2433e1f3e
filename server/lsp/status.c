// treeline/status, and the commands. What an index has is counted by a worker; the rest is copied
// on the loop when the request comes.
#include "lsp/features.h"
#include "lsp/figures.h"

typedef struct {
  Str methods; // latencies, a JSON array
  Str others;  // folders without an index, as JSON objects with commas between
  uint64_t open_documents, open_requests, unsent_bytes;
} StatusParams;

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

static void put_watch(JsonOut *out, const Folder *folder, const IndexStatus *s) {
  bool by_client = s->watch == WATCH_OFF && folder->watching == WATCHING_ASKED;
  json_key(out, "watch");
  json_open(out, '{');
  json_put_string(out, "state", by_client ? STR("client") : index_watch_name(s->watch));
  json_put_unsigned(out, "directories", s->watched_directories);
  json_put_unsigned(out, "unwatched", s->unwatched_directories);
  json_close(out, '}');
}

static void put_edits(JsonOut *out, const IndexStatus *s) {
  json_key(out, "edits");
  json_open(out, '{');
  json_put_unsigned(out, "count", s->edits);
  json_put_real(out, "p50Us", (double)s->edit_p50_ns / 1000);
  json_put_real(out, "p99Us", (double)s->edit_p99_ns / 1000);
  json_close(out, '}');
}

static uint64_t milliseconds(int64_t ns) { return ns > 0 ? (uint64_t)(ns / 1000000) : 0; }

static void put_folder(JsonOut *out, const Folder *folder) {
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
  json_put_unsigned(out, "elapsedMs", milliseconds(s.elapsed_ns));
  put_watch(out, folder, &s);
  json_put_unsigned(out, "touched", s.touched);
  json_put_unsigned(out, "memorySegments", s.memory_segments);
  if (s.verified_ago_ns >= 0) {
    json_put_unsigned(out, "verifiedAgoMs", milliseconds(s.verified_ago_ns));
  }
  put_edits(out, &s);
  figures_put(out, &s);
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

static void status_work(Request *request) {
  const StatusParams *params = request->params;
  JsonOut out = json_out(&request->result);
  json_open(&out, '{');
  json_put_string(&out, "version", STR(TREELINE_VERSION));
  json_key(&out, "folders");
  json_open(&out, '[');
  for (size_t i = 0; i < request->folder_count; i++) {
    if (!request->folders[i]->loose) put_folder(&out, request->folders[i]);
  }
  if (params->others.len) json_raw(&out, params->others);
  json_close(&out, ']');
  json_put_unsigned(&out, "openDocuments", params->open_documents);
  json_put_unsigned(&out, "openRequests", params->open_requests);
  json_put_unsigned(&out, "unsentBytes", params->unsent_bytes);
  json_put_raw(&out, "methods", params->methods);
  json_key(&out, "memory");
  put_memory(&out);
  json_close(&out, '}');
}

static void begin_status(Server *server, Request *request) {
  StatusParams *params = arena_new(&request->arena, StatusParams);
  Buf others = {0};
  JsonOut out = json_out(&others);
  for (Folder *f = server->workspace.first; f; f = f->next) {
    if (!f->index && !f->twin) put_state(&out, f);
  }
  params->others = arena_dup(&request->arena, buf_str(&others));
  buf_clear(&others);
  out = json_out(&others);
  latencies_put(&server->latencies, &out);
  params->methods = arena_dup(&request->arena, buf_str(&others));
  buf_release(&others);
  params->open_documents = server->documents.open_count;
  params->open_requests = server->open_count;
  params->unsent_bytes = transport_backlog(server->transport);
  request->params = params;
  request->work = status_work;
  request->at_once = true;
}

void status_request(Server *server, Request *request, const cJSON *params) {
  (void)params;
  begin_status(server, request);
}

void status_command(Server *server, Request *request, const cJSON *params) {
  Str command;
  if (!json_get_string(params, "command", &command)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.command must be a string");
  } else if (str_equal(command, STR("treeline.status"))) {
    begin_status(server, request);
  } else if (str_equal(command, STR("treeline.reindex"))) {
    workspace_refresh(server); // the answer is null
  } else {
    request_fail(request, RPC_INVALID_PARAMS, "unknown command");
  }
}
