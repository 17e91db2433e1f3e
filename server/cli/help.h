// The words of verbs.c and the options of args.c, laid out for a terminal or for man(1).
#ifndef TREELINE_CLI_HELP_H
#define TREELINE_CLI_HELP_H

#include "cli/out.h"
#include "cli/verbs.h"

void help_overview(Out *out);
void help_verb(Out *out, const Verb *verb);
void help_query(Out *out);  // the query language
void help_manual(Out *out); // roff, man macros

#endif
