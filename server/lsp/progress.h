// Tells the client how indexing goes: a work-done progress a folder, at most five reports a
// second, and none for work that is over within a moment. The loop's.
#ifndef TREELINE_LSP_PROGRESS_H
#define TREELINE_LSP_PROGRESS_H

#include "lsp/workspace.h"

// Work may have begun: looks at the folder from now on until it is at rest.
void progress_watch(Server *server, Folder *folder);
// Will look at folders whose index has news. Called when the loop is woken.
void progress_look(Server *server);
// The folder goes: ends what is shown of it.
void progress_forget(Server *server, Folder *folder);

#endif
