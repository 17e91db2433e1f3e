#include "lsp/workspace.h"

#include "base/array.h"
#include "lsp/progress.h"
#include "lsp/rpc.h"
#include "lsp/server.h"
#include "lsp/uri.h"

#include <stdlib.h>

enum { REFRESH_DELAY_MS = 150 };

static char *copy_c(Str s) {
  char *copy = xmalloc(s.len + 1);
  if (s.len) memcpy(copy, s.ptr, s.len);
  copy[s.len] = 0;
  return copy;
}

// ---- one folder ---------------------------------------------------------------------------------

static Folder *folder_new(Server *server, Str uri, Str root) {
  Folder *folder = xcalloc(1, sizeof *folder);
  folder->server = server;
  folder->references = 1;
  while (root.len > 1 && str_ends_with(root, STR("/"))) root.len--;
  folder->uri = copy_c(uri);
  folder->root = copy_c(root);
  atomic_init(&folder->news, false);
  return folder;
}

static void folder_free(Folder *folder) {
  free(folder->uri);
  free(folder->root);
  free(folder->real_root);
  free(folder);
}

static void close_on_pool(uv_work_t *work) {
  Folder *folder = work->data;
  index_close(folder->index);
}

static void closed(uv_work_t *work, int status) {
  (void)status;
  Folder *folder = work->data;
  Server *server = folder->server;
  server->workspace.closing--;
  folder_free(folder);
  server_wake(server);
}

void folder_unref(Folder *folder) {
  if (--folder->references) return;
  if (!folder->index) {
    folder_free(folder);
    return;
  }
  folder->server->workspace.closing++;
  folder->work.data = folder;
  uv_queue_work(folder->server->loop, &folder->work, close_on_pool, closed);
}

static void open_on_pool(uv_work_t *work) {
  Folder *folder = work->data;
  Index *index;
  if (index_open(&folder->options, &index, &folder->opening.error) != STATUS_OK) return;
  IndexStatus status;
  index_status(index, &status);
  folder->opening.real_root = copy_c(str_from_c(status.root));
  folder->opening.index = index;
}

static void take_opened(Folder *folder) {
  folder->index = folder->opening.index;
  folder->real_root = folder->opening.real_root;
  folder->error = folder->opening.error;
  folder->state = folder->index ? FOLDER_OPEN : FOLDER_FAILED;
}

static void opened(uv_work_t *work, int status) {
  (void)status;
  Folder *folder = work->data;
  Server *server = folder->server;
  take_opened(folder);
  server->workspace.opening--;
  if (folder->index && !folder->removed) {
    documents_mark_all(&server->documents);
    if (!folder->loose) {
      index_refresh(folder->index);
      progress_watch(server, folder);
    }
  } else if (!folder->index && !folder->removed) {
    rpc_show_message(server, 1, "Treeline cannot index %s: %s", folder->root,
                     folder->error.message);
  }
  folder_unref(folder);
  workspace_sync(server);
  rpc_dispatch(server);
  server_wake(server);
}

static void folder_progressed(void *user, Index *index) {
  (void)index;
  Folder *folder = user;
  if (!atomic_exchange(&folder->news, true)) server_wake(folder->server);
}

static void folder_open(Folder *folder) {
  Server *server = folder->server;
  folder->options = server->settings.index;
  folder->options.root = str_from_c(folder->root);
  folder->options.on_progress = folder_progressed;
  folder->options.user = folder;
  if (folder->loose) {
    folder->options.read_only = true;
    folder->options.workers = 1;
  } else if (folder->options.memory_bytes && server->workspace.count > 1) {
    folder->options.memory_bytes /= server->workspace.count;
  }
  folder->references++;
  server->workspace.opening++;
  folder->work.data = folder;
  uv_queue_work(server->loop, &folder->work, open_on_pool, opened);
}

// `path` relative to `root`; false if it lies outside.
static bool relative_to(const char *root_c, Str path, Str *relative) {
  if (!root_c) return false;
  Str root = str_from_c(root_c);
  if (!str_starts_with(path, root)) return false;
  Str rest = str_slice(path, root.len, path.len);
  if (str_ends_with(root, STR("/"))) {
    *relative = rest;
    return rest.len > 0;
  }
  if (rest.len < 2 || rest.ptr[0] != '/') return false;
  *relative = str_slice(rest, 1, rest.len);
  return true;
}

bool folder_relative(const Folder *folder, Str path, Str *relative) {
  return relative_to(folder->root, path, relative)
         || relative_to(folder->real_root, path, relative);
}

// ---- the list -----------------------------------------------------------------------------------

static Folder *add_root(Server *server, Str uri, Str root) {
  if (server->workspace.count == FOLDERS_MAX) {
    rpc_show_message(server, 2, "Treeline takes %d folders; %.*s is left out", FOLDERS_MAX,
                     STR_ARGS(root));
    return NULL;
  }
  Folder *folder = folder_new(server, uri, root);
  Folder **at = &server->workspace.first;
  while (*at) at = &(*at)->next;
  *at = folder;
  server->workspace.count++;
  return folder;
}

static Folder *add_uri(Server *server, const cJSON *folder) {
  Arena arena = {0};
  Str uri, path;
  Folder *added = NULL;
  if (json_get_string(folder, "uri", &uri) && uri_to_path(uri, &arena, &path)
      && !workspace_find(server, uri)) {
    added = add_root(server, uri, path);
  }
  arena_release(&arena);
  return added;
}

void workspace_init(Server *server, const cJSON *params) {
  const cJSON *folder, *folders = json_get(params, "workspaceFolders");
  if (cJSON_IsArray(folders)) {
    cJSON_ArrayForEach(folder, folders) add_uri(server, folder);
    if (server->workspace.count) return;
  }
  Arena arena = {0};
  Str uri, path;
  if (json_get_string(params, "rootUri", &uri)) {
    if (uri_to_path(uri, &arena, &path)) add_root(server, uri, path);
  } else if (json_get_string(params, "rootPath", &path) && path.len) {
    Buf text = {0};
    uri_put(&text, path);
    add_root(server, buf_str(&text), path);
    buf_release(&text);
  }
  arena_release(&arena);
}

void workspace_start(Server *server) {
  for (Folder *f = server->workspace.first; f; f = f->next) folder_open(f);
}

void workspace_add(Server *server, const cJSON *json) {
  Folder *folder = add_uri(server, json);
  if (folder) folder_open(folder);
}

static void detach(Server *server, Folder *folder) {
  folder->removed = true;
  progress_forget(server, folder);
  folder_unref(folder);
}

void workspace_remove(Server *server, const cJSON *json) {
  Str uri;
  Folder *folder = json_get_string(json, "uri", &uri) ? workspace_find(server, uri) : NULL;
  if (!folder) return;
  Folder **at = &server->workspace.first;
  while (*at != folder) at = &(*at)->next;
  *at = folder->next;
  server->workspace.count--;
  detach(server, folder);
  documents_mark_all(&server->documents); // some may be loose from now on
  workspace_sync(server);
}

void workspace_remove_all(Server *server) {
  Workspace *w = &server->workspace;
  while (w->first) {
    Folder *folder = w->first;
    w->first = folder->next;
    detach(server, folder);
  }
  w->count = 0;
  if (w->loose) detach(server, w->loose);
  w->loose = NULL;
}

Folder *workspace_find(const Server *server, Str uri) {
  Arena arena = {0};
  Str path = {"", 0};
  bool is_file = uri_to_path(uri, &arena, &path);
  while (path.len > 1 && str_ends_with(path, STR("/"))) path.len--;
  Folder *folder = server->workspace.first;
  while (folder && !str_equal(str_from_c(folder->uri), uri)
         && !(is_file && str_equal(str_from_c(folder->root), path))) {
    folder = folder->next;
  }
  arena_release(&arena);
  return folder;
}

void workspace_refresh_now(Server *server) {
  for (Folder *f = server->workspace.first; f; f = f->next) {
    if (!f->index) continue;
    index_refresh(f->index);
    progress_watch(server, f);
  }
}

static void refresh_due(uv_timer_t *timer) { workspace_refresh_now(timer->data); }

void workspace_refresh_soon(Server *server) {
  // Not started anew by every call: a stream of changes must not put it off for ever.
  if (uv_is_active((uv_handle_t *)&server->refresh_timer)) return;
  uv_timer_start(&server->refresh_timer, refresh_due, REFRESH_DELAY_MS, 0);
}

// ---- open documents -----------------------------------------------------------------------------

typedef struct {
  Folder *folder; // referenced
  char *path;     // relative
  char *language;
  Text *text; // NULL: closed
  Error error;
} SyncStep;

typedef struct {
  Event finished;
  Server *server;
  uint64_t change;
  ARRAY(SyncStep) steps;
} SyncJob;

static void sync_job_free(SyncJob *job) {
  for (size_t i = 0; i < job->steps.count; i++) {
    SyncStep *step = &job->steps.items[i];
    text_unref(step->text);
    free(step->path);
    free(step->language);
    folder_unref(step->folder);
  }
  array_free(&job->steps);
  free(job);
}

static void sync_finished(Server *server, Event *event) {
  SyncJob *job = (SyncJob *)event;
  for (size_t i = 0; i < job->steps.count; i++) {
    const Error *error = &job->steps.items[i].error;
    if (error->status != STATUS_OK) rpc_log_message(server, 2, error->message);
  }
  server->workspace.applied = job->change;
  server->workspace.syncing = false;
  sync_job_free(job);
  workspace_sync(server);
  rpc_dispatch(server);
}

static void sync_on_worker(void *user) {
  SyncJob *job = user;
  for (size_t i = 0; i < job->steps.count; i++) {
    SyncStep *step = &job->steps.items[i];
    Str path = str_from_c(step->path);
    if (step->text) {
      step->error.status = index_document_set(step->folder->index, path, str_from_c(step->language),
                                              text_str(step->text), &step->error);
    } else {
      index_document_clear(step->folder->index, path);
    }
  }
  server_post(job->server, &job->finished);
}

static void add_step(SyncJob *job, Folder *folder, Str relative, const OpenDocument *document) {
  folder->references++;
  SyncStep step = {.folder = folder, .path = copy_c(relative)};
  step.language = copy_c(str_from_c(document->language));
  step.text = document->text ? text_ref(document->text) : NULL;
  array_push(&job->steps, step);
}

// Every folder that holds the document hears of it; if none does, the loose one, which is opened
// for the first of them. False: not open yet.
static bool add_steps(Server *server, SyncJob *job, const OpenDocument *document) {
  Workspace *w = &server->workspace;
  Str path = str_from_c(document->path), relative;
  bool held = false;
  for (Folder *f = w->first; f; f = f->next) {
    if (!f->index || !folder_relative(f, path, &relative)) continue;
    add_step(job, f, relative, document);
    held = true;
  }
  if (!held && document->text && !w->loose) {
    w->loose = folder_new(server, STR("file:///"), STR("/"));
    w->loose->loose = true;
    folder_open(w->loose);
    return false;
  }
  if (!w->loose || !w->loose->index || !relative_to("/", path, &relative)) return true;
  // A document that a folder holds now may have been loose before.
  OpenDocument loose = *document;
  if (held) loose.text = NULL;
  add_step(job, w->loose, relative, &loose);
  return true;
}

static void send_job(Server *server, SyncJob *job) {
  job->finished.handle = sync_finished;
  server->workspace.syncing = true;
  if (job->steps.count)
    index_run(job->steps.items[0].folder->index, sync_on_worker, job);
  else
    server_post(server, &job->finished);
}

void workspace_sync(Server *server) {
  Workspace *w = &server->workspace;
  Documents *documents = &server->documents;
  if (w->syncing || w->opening || w->applied == documents->change) return;
  if (server->state == SERVER_ENDING) return;
  SyncJob *job = xcalloc(1, sizeof *job);
  job->server = server;
  job->change = documents->change;
  for (OpenDocument *d = documents->first; d; d = d->next) {
    if (!d->dirty || add_steps(server, job, d)) continue;
    sync_job_free(job); // goes on when the loose folder is open
    return;
  }
  for (OpenDocument *d = documents->first, *next; d; d = next) {
    next = d->next;
    if (d->dirty) documents_told(documents, d);
  }
  send_job(server, job);
}

bool workspace_is_settled(const Server *server, uint64_t change) {
  return server->workspace.opening == 0 && server->workspace.applied >= change;
}

// ---- what a request asks ------------------------------------------------------------------------

static void select_folder(Request *request, Folder *folder) {
  folder->references++;
  request->folders[request->folder_count++] = folder;
}

static Folder *holder_of(const Server *server, Str path) {
  Folder *best = NULL;
  size_t shortest = SIZE_MAX;
  for (Folder *f = server->workspace.first; f; f = f->next) {
    Str relative;
    if (!f->index || !folder_relative(f, path, &relative) || relative.len >= shortest) continue;
    best = f;
    shortest = relative.len;
  }
  return best ? best : server->workspace.loose;
}

void workspace_select(Server *server, Request *request) {
  const Workspace *w = &server->workspace;
  request->folders = arena_array(&request->arena, Folder *, w->count + 1);
  if (request->path.len) {
    Folder *folder = holder_of(server, request->path);
    if (folder && folder->index) select_folder(request, folder);
    return;
  }
  for (Folder *f = w->first; f; f = f->next) {
    bool wanted = !request->folder.len || str_equal(request->folder, str_from_c(f->root));
    if (f->index && wanted) select_folder(request, f);
  }
  bool loose = w->loose && w->loose->index && !request->folder.len;
  if (loose) select_folder(request, w->loose);
}

void workspace_unselect(Request *request) {
  for (size_t i = 0; i < request->folder_count; i++) folder_unref(request->folders[i]);
  request->folder_count = 0;
}
