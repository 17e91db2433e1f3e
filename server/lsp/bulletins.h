// Keeps the bulletins of the open folders: looks every few seconds, on libuv's pool, since the loop waits for
// no disk. The loop's.
#ifndef TREELINE_LSP_BULLETINS_H
#define TREELINE_LSP_BULLETINS_H

#include "lsp/server.h"

void bulletins_start(Server *server);
void bulletins_stop(Server *server); // no more are written; those there are go with their folders

#endif
