// Problem: three shells complete in three languages, and a list of options that is kept by hand is
// wrong after the next option.
// Approach: what completes a value is told from what --help calls it (DIR, FILE, PATH) or from its
// choices; what completes an operand, from the verb's operands. Each shell's script is a loop over
// verbs and options. Nothing is asked of the program while somebody types.
// Rejected: one script that calls the program back (as some do): a process a key, and the shells'
// own ways of showing descriptions lost.
#include "cli/completion.h"

#include <string.h>

typedef enum { WANTS_NOTHING, WANTS_FILE, WANTS_DIRECTORY, WANTS_CHOICE, WANTS_VERB } Wants;

static bool mentions(const char *text, const char *word) {
  return str_find(str_from_c(text), str_from_c(word)) != SIZE_MAX;
}

static Wants value_wants(const Option *option) {
  if (option->choices) return WANTS_CHOICE;
  if (mentions(option->value, "DIR")) return WANTS_DIRECTORY;
  bool file = mentions(option->value, "FILE") || mentions(option->value, "PATH");
  return file ? WANTS_FILE : WANTS_NOTHING;
}

static Wants operand_wants(const Verb *verb) {
  if (mentions(verb->operands, "VERB")) return WANTS_VERB;
  if (mentions(verb->operands, "DIR")) return WANTS_DIRECTORY;
  bool file = mentions(verb->operands, "FILE") || mentions(verb->operands, "PATH");
  return file ? WANTS_FILE : WANTS_NOTHING;
}

// The letter of an option within a verb: of two with one letter, the first has it.
static char letter_of(const Option *option, unsigned verb) {
  for (const Option *before = args_options; before < option; before++) {
    if ((before->verbs & verb) && before->letter == option->letter) return 0;
  }
  return option->letter;
}

// The first sentence, without its full stop, between single quotes; `quote` is how the shell has one
// within them. A backslash goes before bytes of `special`.
static void put_quoted(Out *out, Str text, const char *quote, const char *special) {
  size_t end = str_find(text, STR(". "));
  if (end == SIZE_MAX) end = text.len - (str_ends_with(text, STR(".")) ? 1 : 0);
  for (size_t i = 0; i < end; i++) {
    if (text.ptr[i] == '\'') {
      out_put(out, str_from_c(quote));
      continue;
    }
    if (text.ptr[i] && strchr(special, text.ptr[i])) out_put(out, STR("\\"));
    out_put(out, str_slice(text, i, i + 1));
  }
}

// `choices`, which '|' separates, with spaces.
static void put_choices(Out *out, const char *choices) {
  Str rest = str_from_c(choices), choice;
  bool first = true;
  while (str_next_field(&rest, '|', &choice)) {
    out_printf(out, "%s%.*s", first ? "" : " ", STR_ARGS(choice));
    first = false;
  }
}

// The names of the verbs of these bits, before and between them `separator`.
static void put_verbs(Out *out, unsigned bits, const char *separator) {
  for (size_t i = 0; i < verb_count; i++) {
    if (verbs[i].bit & bits) out_printf(out, "%s%s", separator, verbs[i].name);
  }
}

// ---- bash ---------------------------------------------------------------------------------------

static void bash_value(Out *out, const Option *option) {
  Wants wants = value_wants(option);
  out_printf(out, "    *,--%s", option->name);
  for (size_t i = 0; option->letter && i < verb_count; i++) {
    if (!(option->verbs & verbs[i].bit) || letter_of(option, verbs[i].bit) == 0) continue;
    out_printf(out, " | %s,-%c", verbs[i].name, option->letter);
  }
  out_put(out, STR(") "));
  if (wants == WANTS_CHOICE) {
    out_put(out, STR("COMPREPLY=($(compgen -W '"));
    put_choices(out, option->choices);
    out_put(out, STR("' -- \"$cur\")); "));
  }
  if (wants == WANTS_DIRECTORY) out_put(out, STR("compopt -o dirnames; "));
  if (wants == WANTS_FILE) out_put(out, STR("compopt -o default; "));
  out_put(out, STR("return ;;\n"));
}

static void bash_verb(Out *out, const Verb *verb) {
  Wants wants = operand_wants(verb);
  out_printf(out, "    %s) options='", verb->name);
  for (size_t i = 0; i < args_option_count; i++) {
    const Option *option = &args_options[i];
    if (option->verbs & verb->bit) out_printf(out, "--%s ", option->name);
  }
  out_put(out, STR("'"));
  if (wants == WANTS_VERB) {
    out_put(out, STR("; words='query"));
    put_verbs(out, VERB_ALL, " ");
    out_put(out, STR("'"));
  }
  if (wants == WANTS_DIRECTORY) out_put(out, STR("; kind=dirnames"));
  if (wants == WANTS_FILE) out_put(out, STR("; kind=default"));
  out_put(out, STR(" ;;\n"));
}

static void bash_script(Out *out) {
  out_put(out, STR("# bash completion for treeline; treeline help --completion=bash wrote it\n"
                   "_treeline() {\n"
                   "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
                   "  local verb= options='--help --version' words= kind= i\n"
                   "  if [ \"$cur\" = = ]; then\n"
                   "    cur=\n"
                   "  elif [ \"$prev\" = = ]; then\n"
                   "    prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
                   "  fi\n"
                   "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
                   "    case ${COMP_WORDS[i]} in\n"
                   "    "));
  put_verbs(out, verbs[0].bit, "");
  put_verbs(out, VERB_ALL & ~verbs[0].bit, " | ");
  out_put(out, STR(") verb=${COMP_WORDS[i]} && break ;;\n"
                   "    esac\n"
                   "  done\n"
                   "  COMPREPLY=()\n"
                   "  case $verb,$prev in\n"));
  for (size_t i = 0; i < args_option_count; i++) {
    if (args_options[i].kind != VALUE_FLAG) bash_value(out, &args_options[i]);
  }
  out_put(out, STR("  esac\n"
                   "  case $verb in\n"
                   "    '') words='"));
  put_verbs(out, VERB_ALL, " ");
  out_put(out, STR("' ;;\n"));
  for (size_t i = 0; i < verb_count; i++) bash_verb(out, &verbs[i]);
  out_put(out, STR("  esac\n"
                   "  if [ \"${cur:0:1}\" = - ]; then words=$options kind=; fi\n"
                   "  if [ -n \"$kind\" ]; then compopt -o \"$kind\"; fi\n"
                   "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                   "}\n"
                   "complete -F _treeline treeline\n"));
}

// ---- zsh ----------------------------------------------------------------------------------------

static const char zsh_quote[] = "'\\''";

static void zsh_option(Out *out, const Option *option, unsigned verb) {
  char letter = letter_of(option, verb);
  const char *equals = option->kind == VALUE_FLAG ? "" : "=";
  out_put(out, STR(" \\\n        "));
  if (letter) {
    out_printf(out, "'(-%c --%s)'{-%c%s,--%s%s}'[", letter, option->name, letter,
               *equals ? "+" : "", option->name, equals);
  } else {
    out_printf(out, "'--%s%s[", option->name, equals);
  }
  put_quoted(out, str_from_c(option->help), zsh_quote, "[]\\");
  out_put(out, STR("]"));
  if (*equals) {
    out_printf(out, ":%s:", option->value);
    Wants wants = value_wants(option);
    if (wants == WANTS_DIRECTORY) out_put(out, STR("_directories"));
    if (wants == WANTS_FILE) out_put(out, STR("_files"));
    if (wants == WANTS_CHOICE) {
      out_put(out, STR("("));
      put_choices(out, option->choices);
      out_put(out, STR(")"));
    }
    if (wants == WANTS_NOTHING) out_put(out, STR(" "));
  }
  out_put(out, STR("'"));
}

static void zsh_verb(Out *out, const Verb *verb) {
  Wants wants = operand_wants(verb);
  out_printf(out, "    %s) _arguments -s", verb->name);
  for (size_t i = 0; i < args_option_count; i++) {
    if (args_options[i].verbs & verb->bit) zsh_option(out, &args_options[i], verb->bit);
  }
  out_put(out, STR(" \\\n        '*: :"));
  if (wants == WANTS_VERB) {
    out_put(out, STR("(query"));
    put_verbs(out, VERB_ALL, " ");
    out_put(out, STR(")"));
  }
  if (wants == WANTS_DIRECTORY) out_put(out, STR("_directories"));
  if (wants == WANTS_FILE) out_put(out, STR("_files"));
  if (wants == WANTS_NOTHING) out_put(out, STR(" "));
  out_put(out, STR("' ;;\n"));
}

static void zsh_script(Out *out) {
  out_put(out, STR("#compdef treeline\n"
                   "# treeline help --completion=zsh wrote it\n"
                   "_treeline() {\n"
                   "  local context state state_descr line\n"
                   "  typeset -A opt_args\n"
                   "  local -a verbs=(\n"));
  for (size_t i = 0; i < verb_count; i++) {
    out_printf(out, "    '%s:", verbs[i].name);
    put_quoted(out, str_from_c(verbs[i].summary), zsh_quote, ":\\");
    out_put(out, STR("'\n"));
  }
  out_put(out, STR("  )\n"
                   "  _arguments -C '(- *)'{-h,--help}'[show help]' "
                   "'(- *)'{-V,--version}'[print the version]' '1: :->verb' '*:: :->rest'\n"
                   "  [[ $state = verb ]] && _describe verb verbs\n"
                   "  [[ $state = rest ]] || return\n"
                   "  case $line[1] in\n"));
  for (size_t i = 0; i < verb_count; i++) zsh_verb(out, &verbs[i]);
  out_put(out, STR("  esac\n"
                   "}\n"
                   "if [ \"$funcstack[1]\" = _treeline ]; then _treeline \"$@\"; "
                   "else compdef _treeline treeline; fi\n"));
}

// ---- fish ---------------------------------------------------------------------------------------

static const char fish_quote[] = "\\'";

static void fish_value(Out *out, const Option *option) {
  switch (value_wants(option)) {
  case WANTS_FILE: out_put(out, STR(" -r -F")); break;
  case WANTS_DIRECTORY: out_put(out, STR(" -x -a '(__fish_complete_directories)'")); break;
  case WANTS_CHOICE:
    out_put(out, STR(" -x -a '"));
    put_choices(out, option->choices);
    out_put(out, STR("'"));
    break;
  default: out_put(out, STR(" -x"));
  }
}

static void fish_option(Out *out, const Option *option) {
  unsigned lettered = 0;
  for (size_t i = 0; i < verb_count; i++) {
    unsigned bit = verbs[i].bit;
    if ((option->verbs & bit) && letter_of(option, bit)) lettered |= bit;
  }
  for (int pass = 0; pass < 2; pass++) { // with the letter, and without
    unsigned bits = pass == 0 ? lettered : option->verbs & ~lettered;
    if (!bits) continue;
    out_put(out, STR("complete -c treeline -n '__fish_seen_subcommand_from"));
    put_verbs(out, bits, " ");
    out_put(out, STR("'"));
    if (pass == 0) out_printf(out, " -s %c", option->letter);
    out_printf(out, " -l %s", option->name);
    if (option->kind != VALUE_FLAG) fish_value(out, option);
    out_put(out, STR(" -d '"));
    put_quoted(out, str_from_c(option->help), fish_quote, "\\");
    out_put(out, STR("'\n"));
  }
}

static void fish_script(Out *out) {
  out_put(out, STR("# fish completion for treeline; treeline help --completion=fish wrote it\n"
                   "complete -c treeline -f\n"
                   "complete -c treeline -n __fish_use_subcommand -s h -l help -d 'show help'\n"
                   "complete -c treeline -n __fish_use_subcommand -s V -l version "
                   "-d 'print the version'\n"));
  unsigned files = 0;
  for (size_t i = 0; i < verb_count; i++) {
    out_printf(out, "complete -c treeline -n __fish_use_subcommand -a %s -d '", verbs[i].name);
    put_quoted(out, str_from_c(verbs[i].summary), fish_quote, "\\");
    out_put(out, STR("'\n"));
    Wants wants = operand_wants(&verbs[i]);
    if (wants == WANTS_FILE || wants == WANTS_DIRECTORY) files |= verbs[i].bit;
  }
  out_put(out, STR("complete -c treeline -F -n '__fish_seen_subcommand_from"));
  put_verbs(out, files, " ");
  out_put(out, STR("'\ncomplete -c treeline -n '__fish_seen_subcommand_from help' -a 'query"));
  put_verbs(out, VERB_ALL, " ");
  out_put(out, STR("'\n"));
  for (size_t i = 0; i < args_option_count; i++) fish_option(out, &args_options[i]);
}

void completion_script(Out *out, Shell shell) {
  if (shell == SHELL_BASH) bash_script(out);
  if (shell == SHELL_ZSH) zsh_script(out);
  if (shell == SHELL_FISH) fish_script(out);
}
