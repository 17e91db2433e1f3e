// What the servers that run on a tree tell of themselves, as `treeline status` prints it.
#ifndef TREELINE_CLI_SERVERS_H
#define TREELINE_CLI_SERVERS_H

#include "cli/session.h"

// One block a server: what it is at, and how long its requests take. Nothing if none runs.
void servers_print(Session *session, Str directory);
// One line a server: {"server":{...}}.
void servers_json(Session *session, Str directory);

#endif
