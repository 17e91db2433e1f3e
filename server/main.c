// The program: finds the verb, parses its arguments, runs it.
#include "base/log.h"
#include "base/os.h"
#include "cli/help.h"
#include "cli/session.h"

static void put_log(void *user, LogLevel level, const char *message) {
  (void)user;
  fprintf(stderr, "treeline: %s%s\n", level == LOG_ERROR ? "error: " : "", message);
}

static int usage_error(const char *message) {
  fprintf(stderr, "treeline: %s; treeline help shows what there is\n", message);
  return EXIT_ERROR;
}

static int show_help(const Verb *verb) {
  Out out;
  out_open(&out, stdout, COLOR_AUTO);
  if (verb) {
    help_verb(&out, verb);
  } else {
    help_overview(&out);
  }
  return out_close(&out) ? EXIT_FOUND : EXIT_ERROR;
}

static int run_verb(const Verb *verb, int count, char **argv) {
  Args args;
  Error error;
  if (args_parse(verb->bit, count, argv, &args, &error) != STATUS_OK) {
    fprintf(stderr, "treeline: %s; see treeline %s --help\n", error.message, verb->name);
    return EXIT_ERROR;
  }
  if (args.help) return show_help(verb);
  return verb->run(&args);
}

int main(int argc, char **argv) {
  os_keep_memory_low();
  log_set_sink(put_log, NULL, LOG_WARNING);
  if (argc < 2) {
    show_help(NULL);
    return EXIT_ERROR;
  }
  Str first = str_from_c(argv[1]);
  if (str_equal(first, STR("--version")) || str_equal(first, STR("-V"))) {
    puts("treeline " TREELINE_VERSION);
    return EXIT_FOUND;
  }
  if (str_equal(first, STR("--help")) || str_equal(first, STR("-h"))) return show_help(NULL);
  // Editors that were told only the program's name append --stdio.
  if (str_equal(first, STR("--stdio"))) return run_verb(verb_find(STR("lsp")), argc - 1, argv + 1);
  const Verb *verb = verb_find(first);
  if (!verb) {
    return usage_error(argv[1][0] == '-' ? "unknown option" : "no such verb");
  }
  return run_verb(verb, argc - 2, argv + 2);
}
