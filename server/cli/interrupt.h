// Ctrl-C and its like: the first one asks everything under way to end, the second one ends the
// process.
#ifndef TREELINE_CLI_INTERRUPT_H
#define TREELINE_CLI_INTERRUPT_H

#include <stdatomic.h>
#include <stdbool.h>

// Installs the handlers, and leaves it to writers to notice that a pipe is closed.
void interrupt_install(void);
// Set when the process is to end; for the `cancelled` of requests.
const atomic_bool *interrupt_flag(void);
bool interrupted(void);
// After a clean end: dies of the signal that came, so that a shell sees it. Returns if none came.
void interrupt_finish(void);

#endif
