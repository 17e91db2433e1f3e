// The verbs of the command line: one function and one file each, and the words that --help and the
// manual page share.
#ifndef TREELINE_CLI_VERBS_H
#define TREELINE_CLI_VERBS_H

#include "cli/args.h"

typedef struct {
  const char *name;
  unsigned bit;            // VERB_ of it
  const char *operands;    // as in the synopsis
  const char *summary;     // one line
  const char *description; // paragraphs, separated by an empty line
  const char *examples;    // lines of "command\twhat it does"
  const char *exits;       // lines of "code\tmeaning"
  int (*run)(const Args *args);
} Verb;

extern const Verb verbs[];
extern const size_t verb_count;
const Verb *verb_find(Str name); // NULL if there is none

int verb_index(const Args *args);
int verb_search(const Args *args);
int verb_grep(const Args *args);
int verb_symbols(const Args *args);
int verb_definition(const Args *args);
int verb_references(const Args *args);
int verb_status(const Args *args);
int verb_check(const Args *args);
int verb_explain(const Args *args);
int verb_lsp(const Args *args);
int verb_help(const Args *args);

#endif
