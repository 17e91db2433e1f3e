#include "cli/tree_path.h"

Status tree_path(Session *session, const Args *args, Str given, TreePath *out, Error *error) {
  Arena *arena = &session->arena;
  Str base = args->directory.len ? args->directory : STR(".");
  bool absolute = given.len && given.ptr[0] == '/';
  Str path = absolute ? arena_dup(arena, given) : arena_join_path(arena, base, given), real;
  FileInfo info;
  Status status = os_real_path(path.ptr, arena, &real, error);
  if (status == STATUS_OK) status = os_stat(real.ptr, &info, error);
  if (status != STATUS_OK) return status;
  TreePath found = {.directory = info.kind == FILE_DIRECTORY};
  size_t root = session->root.len > 1 ? session->root.len : 0; // "/" itself ends in its slash
  bool inside = str_starts_with(real, str_slice(session->root, 0, root))
                && (real.len == root || real.ptr[root] == '/');
  if (!inside) {
    return error_set(error, STATUS_INVALID,
                     "%.*s: not in %.*s, which is searched; -C DIR searches another tree",
                     STR_ARGS(given), STR_ARGS(session->root));
  }
  found.path = str_slice(real, root + 1, real.len);
  *out = found;
  return STATUS_OK;
}

bool tree_path_holds(const TreePath *of, Str path) {
  if (!of->path.len) return true;
  return of->directory ? str_is_below(path, of->path) : str_equal(path, of->path);
}
