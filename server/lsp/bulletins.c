#include "lsp/bulletins.h"

#include <stdlib.h>

enum { FIRST_MS = 500, EVERY_MS = 3000 };

typedef struct {
  uv_work_t work;
  Folder *folder; // referenced
} Writing;

static void write_on_pool(uv_work_t *work) {
  const Writing *writing = work->data;
  Folder *folder = writing->folder;
  if (!folder->bulletin) folder->bulletin = bulletin_new();
  bulletin_write(folder->bulletin, folder->index);
}

static void written(uv_work_t *work, int status) {
  (void)status;
  Writing *writing = work->data;
  Folder *folder = writing->folder;
  Server *server = folder->server;
  folder->telling = false;
  server->at_work--;
  folder_unref(folder);
  free(writing);
  server_wake(server);
}

static void look(uv_timer_t *timer) {
  Server *server = timer->data;
  for (Folder *f = server->workspace.first; f; f = f->next) {
    if (!f->index || f->telling || f->options.read_only) continue;
    Writing *writing = xcalloc(1, sizeof *writing);
    writing->folder = f;
    writing->work.data = writing;
    f->telling = true;
    f->references++;
    server->at_work++;
    uv_queue_work(server->loop, &writing->work, write_on_pool, written);
  }
}

void bulletins_start(Server *server) {
  uv_timer_start(&server->bulletin_timer, look, FIRST_MS, EVERY_MS);
}

void bulletins_stop(Server *server) { uv_timer_stop(&server->bulletin_timer); }
