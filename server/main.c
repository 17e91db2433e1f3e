// The program: finds the verb, parses its arguments, runs it.
#include "base/log.h"
#include "base/os.h"
#include "base/trace.h"
#include "cli/help.h"
#include "cli/session.h"

#include <string.h>

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

// A trace that is not whole is no failure of the verb, but is said.
static void end_trace(void) {
  Error error;
  uint64_t lost = 0;
  if (trace_close(&lost, &error) != STATUS_OK) fprintf(stderr, "treeline: %s\n", error.message);
  if (lost) {
    fprintf(stderr, "treeline: %llu spans are missing in the trace: they came too fast\n",
            (unsigned long long)lost);
  }
}

static int run_verb(const Verb *verb, int count, char **argv) {
  Args args;
  Error error;
  if (args_parse(verb->bit, count, argv, &args, &error) != STATUS_OK) {
    fprintf(stderr, "treeline: %s; see treeline %s --help\n", error.message, verb->name);
    return EXIT_ERROR;
  }
  if (args.help) return show_help(verb);
  if (args.trace.len && trace_open(args.trace.ptr, &error) != STATUS_OK) {
    fprintf(stderr, "treeline: --trace: %s\n", error.message);
    return EXIT_ERROR;
  }
  trace_thread("main");
  int code = verb->run(&args);
  end_trace();
  return code;
}

// Whether the argument is an option whose value is the next argument: "-C", "--limit".
static bool takes_next(const char *text) {
  for (size_t i = 0; i < args_option_count; i++) {
    const Option *option = &args_options[i];
    if (option->kind == VALUE_FLAG) continue;
    if (text[1] == option->letter && option->letter && text[2] == '\0') return true;
    if (text[1] == '-' && strcmp(text + 2, option->name) == 0) return true;
  }
  return false;
}

// Options may stand before the verb too, as in `treeline -C DIR search x`: moves the verb to the front.
static void verb_to_front(int argc, char **argv) {
  int at = 1;
  while (at < argc && argv[at][0] == '-') at += takes_next(argv[at]) ? 2 : 1;
  if (at == 1 || at >= argc || !verb_find(str_from_c(argv[at]))) return;
  char *verb = argv[at];
  for (; at > 1; at--) argv[at] = argv[at - 1];
  argv[1] = verb;
}

int main(int argc, char **argv) {
  os_keep_memory_low();
  log_set_sink(put_log, NULL, LOG_WARNING);
  if (argc < 2) {
    show_help(NULL);
    return EXIT_ERROR;
  }
  verb_to_front(argc, argv);
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
