// treeline help: about everything, or about one verb.
#include "cli/help.h"
#include "cli/session.h"

static const Verb *wanted(const Args *args) {
  const Verb *verb = verb_find(args->operands[0]);
  if (!verb) {
    fprintf(stderr, "treeline: no such verb: %.*s\n", STR_ARGS(args->operands[0]));
  }
  return verb;
}

int verb_help(const Args *args) {
  const Verb *verb = NULL;
  if (args->operand_count && !(verb = wanted(args))) return EXIT_ERROR;
  Out out;
  out_open(&out, stdout, COLOR_AUTO);
  if (args->man) {
    help_manual(&out);
  } else if (verb) {
    help_verb(&out, verb);
  } else {
    help_overview(&out);
  }
  return out_close(&out) ? EXIT_FOUND : EXIT_ERROR;
}
