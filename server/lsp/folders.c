// workspace/didChangeWorkspaceFolders.
#include "lsp/features.h"

void folders_changed(Server *server, const cJSON *params) {
  const cJSON *folder, *event = json_get(params, "event");
  cJSON_ArrayForEach(folder, json_get(event, "removed")) workspace_remove(server, folder);
  cJSON_ArrayForEach(folder, json_get(event, "added")) workspace_add(server, folder);
}
