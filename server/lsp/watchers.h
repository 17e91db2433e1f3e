// Who looks for changes on disk: the client, which is asked to watch each folder, or the indexes by
// themselves. A client may offer to watch and yet hear of nothing but its own writes; those that can
// watch a folder by a relative pattern are known to look at the disk. The loop's.
#ifndef TREELINE_LSP_WATCHERS_H
#define TREELINE_LSP_WATCHERS_H

#include "lsp/workspace.h"

// Settles server->watcher, from the settings and what the client can do.
void watchers_choose(Server *server);
// The client may be asked from now on.
void watchers_start(Server *server);
// A folder has been opened, or goes. Either may come before watchers_start.
void watchers_add(Server *server, Folder *folder);
void watchers_remove(Server *server, Folder *folder);

#endif
