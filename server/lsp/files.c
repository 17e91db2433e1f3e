// What the client tells of files on disk: didChangeWatchedFiles, and what the person creates, renames
// and deletes in the editor. Only names are taken from it: the index looks for itself what became
// of them.
#include "lsp/features.h"
#include "lsp/uri.h"

#include "base/array.h"

typedef struct {
  Arena arena;
  ARRAY(Str) paths; // absolute, NUL-terminated, without a slash at the end
} Touched;

static void add_uri(Touched *touched, const cJSON *item, const char *key) {
  Str uri, path;
  if (!json_get_string(item, key, &uri) || !uri_to_path(uri, &touched->arena, &path)) return;
  while (path.len > 1 && str_ends_with(path, STR("/"))) path.len--;
  array_push(&touched->paths, arena_dup(&touched->arena, path));
}

static void touch(Server *server, const cJSON *list, const char *key, const char *other_key) {
  Touched touched = {0};
  const cJSON *item;
  cJSON_ArrayForEach(item, list) {
    add_uri(&touched, item, key);
    if (other_key) add_uri(&touched, item, other_key);
  }
  workspace_touch(server, touched.paths.items, touched.paths.count);
  array_free(&touched.paths);
  arena_release(&touched.arena);
}

void files_changed(Server *server, const cJSON *params) {
  touch(server, json_get(params, "changes"), "uri", NULL);
}

void files_created_or_deleted(Server *server, const cJSON *params) {
  touch(server, json_get(params, "files"), "uri", NULL);
}

void files_renamed(Server *server, const cJSON *params) {
  touch(server, json_get(params, "files"), "oldUri", "newUri");
}

void files_saved(Server *server, Str uri) {
  Touched touched = {0};
  Str path;
  if (uri_to_path(uri, &touched.arena, &path)) {
    path = arena_dup(&touched.arena, path);
    workspace_touch(server, &path, 1);
  }
  arena_release(&touched.arena);
}
