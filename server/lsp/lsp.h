// The language server: a session with one client over a pair of file descriptors, from its first
// byte to its end. See docs/protocol.md for what it speaks.
#ifndef TREELINE_LSP_LSP_H
#define TREELINE_LSP_LSP_H

#include "index.h"

typedef struct {
  IndexOptions index; // defaults for every folder; root, on_progress and user are ignored.
                      // The client's initializationOptions go before them
} LspOptions;

// Serves the client on standard input and output until it says `exit` or goes away. Returns the
// exit code of the process: 0 only if `shutdown` came before `exit`. `options` may be NULL.
// Threads that hang on a stuck client may outlive the call, so the process should end soon after
// it.
int lsp_main(const LspOptions *options);

#endif
