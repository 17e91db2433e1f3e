// workspace/didChangeWorkspaceFolders and didChangeWatchedFiles.
#include "lsp/features.h"

void folders_changed(Server *server, const cJSON *params) {
  const cJSON *folder, *event = json_get(params, "event");
  cJSON_ArrayForEach(folder, json_get(event, "removed")) workspace_remove(server, folder);
  cJSON_ArrayForEach(folder, json_get(event, "added")) workspace_add(server, folder);
}

// Which files changed is left unread: the index compares stamps and cannot be told wrong.
void folders_files_changed(Server *server, const cJSON *params) {
  (void)params;
  workspace_refresh_soon(server);
}
