// treeline help: about everything, about one verb, or about the query language.
#include "cli/completion.h"
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
  bool query = args->operand_count && str_equal(args->operands[0], STR("query"));
  if (args->operand_count && !query && !(verb = wanted(args))) return EXIT_ERROR;
  Out out;
  out_open(&out, stdout, COLOR_AUTO);
  if (args->man) {
    help_manual(&out);
  } else if (args->completion) {
    completion_script(&out, args->completion);
  } else if (query) {
    help_query(&out);
  } else if (verb) {
    help_verb(&out, verb);
  } else {
    help_overview(&out);
  }
  return out_close(&out) ? EXIT_FOUND : EXIT_ERROR;
}
