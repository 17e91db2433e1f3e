#include "lsp/workspace.h"

#include "lsp/progress.h"
#include "lsp/rpc.h"
#include "lsp/server.h"
#include "lsp/uri.h"
#include "lsp/watchers.h"

#include <stdlib.h>

// ---- one folder ---------------------------------------------------------------------------------

static Folder *folder_new(Server *server, Str uri, Str root) {
  Folder *folder = xcalloc(1, sizeof *folder);
  folder->server = server;
  folder->references = 1;
  while (root.len > 1 && str_ends_with(root, STR("/"))) root.len--;
  folder->uri = str_to_c(uri);
  folder->root = str_to_c(root);
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
  bulletin_free(folder->bulletin);
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
  status_ignore(index_open(&folder->options, &folder->opening.index, &folder->opening.error));
}

static void resolve_on_pool(uv_work_t *work) {
  Folder *folder = work->data;
  Arena arena = {0};
  Str real;
  if (os_real_path(folder->root, &arena, &real, &folder->opening.error) == STATUS_OK) {
    folder->opening.real_root = str_to_c(real);
  }
  arena_release(&arena);
}

// The folder is open, or a twin, or never will be.
static void opening_ended(Folder *folder) {
  Server *server = folder->server;
  server->workspace.opening--;
  if (folder->state == FOLDER_FAILED && !folder->removed) {
    rpc_show_message(server, 1, "Treeline cannot index %s: %s", folder->root,
                     folder->error.message);
  }
  folder_unref(folder);
  sync_folders_changed(server->sync);
  rpc_dispatch(server);
  server_wake(server);
}

static void opened(uv_work_t *work, int status) {
  (void)status;
  Folder *folder = work->data;
  folder->index = folder->opening.index;
  folder->error = folder->opening.error;
  folder->state = folder->index ? FOLDER_OPEN : FOLDER_FAILED;
  if (folder->index && !folder->removed && !folder->loose) {
    index_refresh(folder->index);
    progress_watch(folder->server, folder);
    watchers_add(folder->server, folder);
  }
  opening_ended(folder);
}

static Folder *find_twin(const Folder *folder) {
  for (Folder *f = folder->server->workspace.first; f; f = f->next) {
    bool answers = f != folder && !f->twin && f->real_root && f->state != FOLDER_FAILED;
    if (answers && strcmp(f->real_root, folder->real_root) == 0) return f;
  }
  return NULL;
}

static void go_on(Folder *folder) {
  folder->resolved = false;
  folder->real_root = folder->opening.real_root;
  folder->error = folder->opening.error;
  if (!folder->real_root || folder->removed) {
    folder->state = FOLDER_FAILED;
    opening_ended(folder);
    return;
  }
  folder->twin = folder->loose ? NULL : find_twin(folder);
  if (folder->twin) {
    folder->state = FOLDER_TWIN;
    opening_ended(folder);
  } else {
    uv_queue_work(folder->server->loop, &folder->work, open_on_pool, opened);
  }
}

// In the order of the list, so that of two names of a directory the first answers.
static void go_on_in_order(Server *server) {
  for (Folder *f = server->workspace.first, *next; f; f = next) {
    next = f->next;
    bool resolving = f->state == FOLDER_OPENING && !f->real_root;
    if (f->resolved)
      go_on(f);
    else if (resolving)
      return;
  }
}

static void resolved(uv_work_t *work, int status) {
  (void)status;
  Folder *folder = work->data;
  Server *server = folder->server; // going on may free the folder
  folder->resolved = true;
  if (folder->removed || folder->loose) go_on(folder);
  go_on_in_order(server);
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
  folder->options.watch = !folder->loose && server->watcher == WATCHER_SERVER;
  if (folder->loose) {
    folder->options.read_only = folder->options.documents_only = true;
    folder->options.workers = 1;
  } else if (folder->options.memory_bytes && server->workspace.count > 1) {
    folder->options.memory_bytes /= server->workspace.count;
  }
  free(folder->real_root);
  folder->real_root = NULL;
  folder->twin = NULL;
  folder->state = FOLDER_OPENING;
  memset(&folder->opening, 0, sizeof folder->opening);
  folder->references++;
  server->workspace.opening++;
  folder->work.data = folder;
  uv_queue_work(server->loop, &folder->work, resolve_on_pool, resolved);
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

// A file that would take an untitled document's path in the loose folder has none there.
bool folder_relative(const Folder *folder, Str path, Str *relative) {
  bool untitled = document_path_is_untitled(path);
  if (untitled) {
    *relative = path;
    return folder->loose;
  }
  if (!relative_to(folder->root, path, relative)
      && !relative_to(folder->real_root, path, relative)) {
    return false;
  }
  return !folder->loose || !document_path_is_untitled(*relative);
}

bool folder_contains(const Folder *outer, const Folder *inner, Str *below) {
  return relative_to(outer->real_root, str_from_c(inner->real_root), below);
}

void folder_put_uri(const Folder *folder, Str path, Buf *out) {
  if (folder->loose && document_path_is_untitled(path))
    buf_str_put(out, path);
  else
    uri_put_joined(out, str_from_c(folder->root), path);
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

// The folder is out of the list: nobody finds it any more, and it closes when nobody uses it.
static void detach(Server *server, Folder *folder) {
  folder->removed = true;
  progress_forget(server, folder);
  watchers_remove(server, folder);
  if (folder->resolved) go_on(folder); // nobody else will: it is not in the list
  for (OpenDocument *d = server->documents.first; d; d = d->next) {
    if (d->holder != folder) continue;
    d->holder = NULL;
    free(d->held_as);
    d->held_as = NULL;
    folder_unref(folder);
  }
  folder_unref(folder);
}

// The first of its twins gets an index of its own, which then answers for the others.
static void reopen_twins(Server *server, const Folder *folder) {
  for (Folder *f = server->workspace.first; f; f = f->next) {
    if (f->twin == folder) folder_open(f);
  }
}

void workspace_remove(Server *server, const cJSON *json) {
  Str uri;
  Folder *folder = json_get_string(json, "uri", &uri) ? workspace_find(server, uri) : NULL;
  if (!folder) return;
  Folder **at = &server->workspace.first;
  while (*at != folder) at = &(*at)->next;
  *at = folder->next;
  server->workspace.count--;
  reopen_twins(server, folder);
  detach(server, folder);
  go_on_in_order(server); // who waited for this one
  sync_folders_changed(server->sync);
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

static Folder *find_by_uri(const Server *server, Str uri) {
  Folder *folder = server->workspace.first;
  while (folder && !str_equal(str_from_c(folder->uri), uri)) folder = folder->next;
  return folder;
}

Folder *workspace_find(const Server *server, Str uri) {
  Folder *folder = find_by_uri(server, uri);
  if (folder) return folder;
  Arena arena = {0};
  Str path = {"", 0};
  bool is_file = uri_to_path(uri, &arena, &path);
  while (path.len > 1 && str_ends_with(path, STR("/"))) path.len--;
  folder = server->workspace.first;
  while (folder && !(is_file && str_equal(str_from_c(folder->root), path))) folder = folder->next;
  arena_release(&arena);
  return folder;
}

void workspace_refresh(Server *server) {
  for (Folder *f = server->workspace.first; f; f = f->next) {
    if (!f->index) continue;
    index_refresh(f->index);
    progress_watch(server, f);
  }
}

Folder *workspace_holder(const Server *server, Str path, Str *relative) {
  Folder *best = NULL;
  for (Folder *f = server->workspace.first; f; f = f->next) {
    Folder *answers = f->twin ? f->twin : f;
    Str found;
    if (!answers->index || !folder_relative(f, path, &found)) continue;
    if (best && found.len >= relative->len) continue;
    best = answers;
    *relative = found;
  }
  if (best) return best;
  Folder *loose = server->workspace.loose;
  return loose && loose->index && folder_relative(loose, path, relative) ? loose : NULL;
}

bool workspace_open_loose(Server *server) {
  Workspace *w = &server->workspace;
  if (w->loose) return false;
  w->loose = folder_new(server, STR("file:///"), STR("/"));
  w->loose->loose = true;
  folder_open(w->loose);
  return true;
}

// ---- files that change --------------------------------------------------------------------------

// The folder is that of `path`, or lies below it.
static bool lies_in(const Folder *folder, Str path) {
  Str below, root = str_from_c(folder->root), real_root = str_from_c(folder->real_root);
  return str_equal(path, root) || str_equal(path, real_root) || relative_to(path.ptr, root, &below)
         || relative_to(path.ptr, real_root, &below);
}

typedef struct {
  Folder *holder; // or NULL
  Str path;       // in it
} TouchedPath;

static void touch_folder(Folder *folder, const Str *paths, const TouchedPath *touched,
                         size_t count) {
  Str *mine = xmalloc(count * sizeof *mine);
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    if (lies_in(folder, paths[i])) { // all of it
      mine[0] = (Str){"", 0};
      found = 1;
      break;
    }
    if (touched[i].holder == folder) mine[found++] = touched[i].path;
  }
  if (found) {
    index_touch(folder->index, mine, found);
    progress_watch(folder->server, folder);
  }
  free(mine);
}

void workspace_touch(Server *server, const Str *paths, size_t count) {
  if (!count) return;
  TouchedPath *touched = xcalloc(count, sizeof *touched);
  for (size_t i = 0; i < count; i++) {
    touched[i].holder = workspace_holder(server, paths[i], &touched[i].path);
  }
  for (Folder *f = server->workspace.first; f; f = f->next) {
    if (f->index) touch_folder(f, paths, touched, count);
  }
  free(touched);
}

// ---- what a request asks ------------------------------------------------------------------------

static void select_folder(Request *request, Folder *folder) {
  folder->references++;
  request->folders[request->folder_count++] = folder;
}

void workspace_select(Server *server, Request *request) {
  const Workspace *w = &server->workspace;
  request->folders = arena_array(&request->arena, Folder *, w->count + 1);
  if (request->path.len) {
    Folder *folder = workspace_holder(server, request->path, &request->relative);
    if (folder) select_folder(request, folder);
    for (Folder *f = w->first; f && folder && request->elsewhere; f = f->next) {
      if (f->index && f != folder) select_folder(request, f);
    }
    return;
  }
  for (Folder *f = w->first; f; f = f->next) {
    bool named = request->folder.len && str_equal(request->folder, str_from_c(f->root));
    Folder *answers = named && f->twin ? f->twin : f;
    if (answers->index && (named || !request->folder.len)) select_folder(request, answers);
  }
  bool loose = w->loose && w->loose->index && !request->folder.len;
  if (loose) select_folder(request, w->loose);
}

void workspace_unselect(Request *request) {
  for (size_t i = 0; i < request->folder_count; i++) folder_unref(request->folders[i]);
  request->folder_count = 0;
}
