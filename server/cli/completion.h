// Scripts that complete treeline's command line in a shell, from the words of verbs.c and the options
// of args.c, as --help and the man page are.
#ifndef TREELINE_CLI_COMPLETION_H
#define TREELINE_CLI_COMPLETION_H

#include "cli/out.h"
#include "cli/verbs.h"

typedef enum { SHELL_NONE, SHELL_BASH, SHELL_ZSH, SHELL_FISH } Shell; // in --completion's order

void completion_script(Out *out, Shell shell);

#endif
