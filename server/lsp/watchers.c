#include "lsp/watchers.h"

#include "lsp/rpc.h"

#include <stdio.h>

#define FILES "\"method\":\"workspace/didChangeWatchedFiles\""

void watchers_choose(Server *server) {
  const Client *client = &server->client;
  server->watcher = server->settings.watcher;
  if (server->watcher != WATCHER_AUTO) return;
  bool looks = client->watches_files && client->relative_patterns;
  server->watcher = looks ? WATCHER_CLIENT : WATCHER_SERVER;
}

static Folder *find_watched(Server *server, uint64_t id) {
  Folder *folder = server->workspace.first;
  while (folder && folder->watch_id != id) folder = folder->next;
  return folder;
}

static void answered(Server *server, void *user, bool ok) {
  if (ok) return;
  rpc_log_message(server, 2,
                  "the client does not watch files as it was asked to; with the option "
                  "\"watch\": \"server\" Treeline does it by itself");
  Folder *folder = find_watched(server, (uint64_t)(uintptr_t)user);
  if (folder) folder->watching = WATCHING_REFUSED;
}

static void put_registration(JsonOut *out, const Folder *folder) {
  char id[64];
  snprintf(id, sizeof id, "treeline/files/%llu", (unsigned long long)folder->watch_id);
  json_open(out, '{');
  json_put_string(out, "id", str_from_c(id));
  json_raw(out, STR(FILES));
}

static void ask(Server *server, Folder *folder) {
  Buf params = {0};
  JsonOut out = json_out(&params);
  folder->watching = WATCHING_ASKED;
  folder->watch_id = ++server->watch_count;
  json_open(&out, '{');
  json_key(&out, "registrations");
  json_open(&out, '[');
  put_registration(&out, folder);
  json_key(&out, "registerOptions");
  buf_str_put(&params, STR("{\"watchers\":[{\"globPattern\":{\"pattern\":\"**/*\",\"baseUri\":"));
  json_string(&out, str_from_c(folder->uri));
  buf_str_put(&params, STR("}}]}}]}"));
  rpc_call(server, "client/registerCapability", buf_str(&params), answered,
           (void *)(uintptr_t)folder->watch_id);
  buf_release(&params);
}

void watchers_add(Server *server, Folder *folder) {
  bool asks =
      server->client_ready && server->watcher == WATCHER_CLIENT && server->client.watches_files;
  if (!asks) return;
  if (server->client.relative_patterns)
    ask(server, folder);
  else
    folder->watching = WATCHING_ASKED; // once for all, by watchers_start
}

void watchers_remove(Server *server, Folder *folder) {
  bool asked = folder->watching != WATCHING_NOT && folder->watch_id;
  if (!asked || server->state != SERVER_RUNNING) return;
  Buf params = {0};
  JsonOut out = json_out(&params);
  folder->watching = WATCHING_NOT;
  json_open(&out, '{');
  json_key(&out, "unregisterations"); // the protocol spells it so
  json_open(&out, '[');
  put_registration(&out, folder);
  json_close(&out, '}');
  json_close(&out, ']');
  json_close(&out, '}');
  rpc_call(server, "client/unregisterCapability", buf_str(&params), NULL, NULL);
  buf_release(&params);
}

void watchers_start(Server *server) {
  const Client *client = &server->client;
  server->client_ready = true;
  bool once =
      server->watcher == WATCHER_CLIENT && client->watches_files && !client->relative_patterns;
  if (once) {
    rpc_call(server, "client/registerCapability",
             STR("{\"registrations\":[{\"id\":\"treeline/files\"," FILES
                 ",\"registerOptions\":{\"watchers\":[{\"globPattern\":\"**/*\"}]}}]}"),
             answered, NULL);
  }
  for (Folder *f = server->workspace.first; f; f = f->next) {
    if (f->index) watchers_add(server, f);
  }
}
