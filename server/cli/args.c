// Parsing the command line from one table. getopt_long was rejected: its tables say nothing of
// values' types, verbs or help, so that all of those would stand a second time.
#include "cli/args.h"

enum { CONTEXT_MAX = 10000 };

#define OFFSET(member) offsetof(Args, member)
#define TEXTS (VERB_SEARCH | VERB_GREP)
#define QUERIES (TEXTS | VERB_SYMBOLS)
#define NAVIGATES (VERB_DEFINITION | VERB_REFERENCES)
#define OPENS (VERB_ALL & ~VERB_HELP)
#define WALKS (VERB_INDEX | QUERIES | NAVIGATES | VERB_EXPLAIN | VERB_LSP)

const Option args_options[] = {
    {'C', "directory", "DIR", VALUE_TEXT, OFFSET(directory), NULL, OPENS & ~VERB_LSP,
     "The tree to answer about. Without it: the current directory, or the nearest directory above "
     "it "
     "that already has an index, within the same repository; paths are then printed relative to "
     "the "
     "current directory."},
    {'C', "context", "N", VALUE_COUNT, OFFSET(context), NULL, TEXTS,
     "Also N lines before and after each hit, as grep has them. With a number, -C means this; a "
     "directory "
     "that is called so is -C ./3."},
    {'A', "after", "N", VALUE_COUNT, OFFSET(after), NULL, TEXTS, "Also N lines after each hit."},
    {'B', "before", "N", VALUE_COUNT, OFFSET(before), NULL, TEXTS, "Also N lines before each hit."},
    {0, "json", NULL, VALUE_FLAG, OFFSET(json), NULL, OPENS & ~VERB_LSP,
     "Print JSON Lines: one object a result, then one object with a \"summary\"."},
    {0, "limit", "N", VALUE_COUNT, OFFSET(limit), NULL, QUERIES | NAVIGATES,
     "Print at most N results; 0 means all. Default: 50 for search, 100 for symbols, 20 for "
     "definition, no limit with --all, with --count, for references and for grep, whose results "
     "are lines."},
    {'m', "max-per-file", "N", VALUE_COUNT, OFFSET(per_file), NULL, TEXTS,
     "At most N results of one file; 0 means all."},
    {'l', "files", NULL, VALUE_FLAG, OFFSET(files), NULL, TEXTS,
     "Print the paths of the files with hits and nothing else, one a line. A search's query may "
     "then "
     "be of filters alone."},
    {'c', "count", NULL, VALUE_FLAG, OFFSET(count), NULL, TEXTS,
     "Print for each file with hits path:count, in the order of paths: occurrences, or for grep "
     "lines. With --files: print how many files have hits, all of them."},
    {'0', "null", NULL, VALUE_FLAG, OFFSET(null), NULL, TEXTS,
     "A NUL follows each path, instead of what follows it otherwise: for xargs -0."},
    {'q', "quiet", NULL, VALUE_FLAG, OFFSET(quiet), NULL, TEXTS,
     "Print nothing; the exit status says whether anything was found."},
    {0, "timeout", "DURATION", VALUE_DURATION, OFFSET(timeout_ns), NULL, TEXTS | VERB_REFERENCES,
     "Stop searching after so long (500ms, 2s, 1m) and print what was found until then. Bringing "
     "the "
     "index up to date does not count."},
    {0, "near", "PATH", VALUE_TEXT, OFFSET(near), NULL, VERB_SEARCH | VERB_SYMBOLS | VERB_EXPLAIN,
     "The file that you are in: of equally good hits the nearer one comes first."},
    {'a', "all", NULL, VALUE_FLAG, OFFSET(all), NULL, VERB_SEARCH | VERB_EXPLAIN,
     "Find every occurrence, in the order of paths, instead of the best ones first."},
    {'i', "ignore-case", NULL, VALUE_FLAG, OFFSET(ignore_case), NULL, TEXTS | VERB_EXPLAIN,
     "Capitals and small letters are the same. Without -i or -s, a query without capitals ignores "
     "case and a query with capitals does not; grep's pattern never ignores case without -i or "
     "-S."},
    {'S', "smart-case", NULL, VALUE_FLAG, OFFSET(smart_case), NULL, VERB_GREP,
     "A pattern without capitals ignores case."},
    {'s', "case-sensitive", NULL, VALUE_FLAG, OFFSET(match_case), NULL, VERB_SEARCH | VERB_EXPLAIN,
     "Capitals and small letters differ."},
    {'w', "word", NULL, VALUE_FLAG, OFFSET(whole_word), NULL, TEXTS | VERB_EXPLAIN,
     "Only whole words count."},
    {'F', "literal", NULL, VALUE_FLAG, OFFSET(literal), NULL, TEXTS | VERB_EXPLAIN,
     "The query is plain text: nothing in it has a special meaning."},
    {'e', "regex", NULL, VALUE_FLAG, OFFSET(regex), NULL, VERB_SEARCH | VERB_EXPLAIN,
     "The query is one regular expression, in PCRE2 syntax."},
    {'e', "regexp", "PATTERN", VALUE_TEXT, OFFSET(pattern), NULL, VERB_GREP,
     "The pattern, if it begins with a dash. All operands are paths then."},
    {'n', "line-number", NULL, VALUE_FLAG, OFFSET(line_numbers), NULL, VERB_GREP,
     "Print the numbers of lines, as a terminal shows them in any case."},
    {'v', "invert-match", NULL, VALUE_FLAG, OFFSET(invert), NULL, VERB_GREP,
     "Refused: an index knows where a text is, and lines without it are in every file."},
    {'r', "recursive", NULL, VALUE_FLAG, OFFSET(habit), NULL, VERB_GREP,
     "By habit: directories are always searched with all below them."},
    {'E', "extended-regexp", NULL, VALUE_FLAG, OFFSET(habit), NULL, VERB_GREP,
     "By habit: patterns are always regular expressions, in PCRE2 syntax, without -F."},
    {'H', "with-filename", NULL, VALUE_FLAG, OFFSET(habit), NULL, VERB_GREP,
     "By habit: paths are always printed."},
    {0, "match", "HOW", VALUE_CHOICE, OFFSET(match), "fuzzy|substring|prefix|exact", VERB_SYMBOLS,
     "The loosest match that counts: fuzzy (default), substring, prefix or exact. Better matches "
     "come "
     "first in any case."},
    {0, "declarations", NULL, VALUE_FLAG, OFFSET(declarations), NULL, VERB_DEFINITION,
     "Declarations first: the prototype in a header rather than the function."},
    {0, "texts", NULL, VALUE_FLAG, OFFSET(texts), NULL, VERB_REFERENCES,
     "Also in comments, strings and prose, behind all others."},
    {0, "kind", "KIND", VALUE_TEXT, OFFSET(kind), NULL, VERB_SYMBOLS,
     "Only symbols of this kind: function, class, macro, ..."},
    {0, "lang", "LANGUAGE", VALUE_TEXT, OFFSET(language), NULL, QUERIES | VERB_EXPLAIN,
     "Only files in this language."},
    {0, "file", "PATTERN", VALUE_TEXT, OFFSET(file), NULL, QUERIES | VERB_EXPLAIN,
     "Only files whose path matches."},
    {0, "no-refresh", NULL, VALUE_FLAG, OFFSET(no_refresh), NULL,
     QUERIES | NAVIGATES | VERB_EXPLAIN,
     "Answer at once from the index as it is on disk, without comparing it with the tree first."},
    {0, "progress", NULL, VALUE_FLAG, OFFSET(progress), NULL, VERB_INDEX,
     "Report progress even if standard error is no terminal, as a line every second."},
    {0, "hidden", NULL, VALUE_FLAG, OFFSET(hidden), NULL, WALKS,
     "Also hidden files and directories."},
    {0, "no-ignore", NULL, VALUE_FLAG, OFFSET(no_ignore), NULL, WALKS,
     "Also what .gitignore and .ignore files leave out."},
    {0, "workers", "N", VALUE_COUNT, OFFSET(workers), NULL, OPENS,
     "Threads that do the work. Default: one for each CPU this process may use."},
    {0, "memory", "SIZE", VALUE_SIZE, OFFSET(memory), NULL, WALKS,
     "What indexing may hold in memory, as in 200M. Default: 200M, less where little is to be "
     "had."},
    {0, "cache-dir", "DIR", VALUE_TEXT, OFFSET(cache_dir), NULL, OPENS,
     "Where indexes are kept. Default: treeline in the user's cache directory."},
    {0, "color", "WHEN", VALUE_CHOICE, OFFSET(color), "auto|always|never", OPENS & ~VERB_LSP,
     "Colours: auto (default; on a terminal unless NO_COLOR is set), always or never."},
    {0, "trace", "FILE", VALUE_TEXT, OFFSET(trace), NULL, OPENS,
     "Write what every thread does, and when, to FILE, as Chrome trace events: Perfetto and "
     "chrome://tracing show them."},
    {0, "stdio", NULL, VALUE_FLAG, OFFSET(stdio), NULL, VERB_LSP,
     "Talk over standard input and output. There is no other way; editors pass it by habit."},
    {0, "man", NULL, VALUE_FLAG, OFFSET(man), NULL, VERB_HELP,
     "Print the manual page, in the form man(1) reads."},
    {0, "completion", "SHELL", VALUE_CHOICE, OFFSET(completion), "none|bash|zsh|fish", VERB_HELP,
     "Print a script that completes this command line in bash, zsh or fish."},
    {'h', "help", NULL, VALUE_FLAG, OFFSET(help), NULL, VERB_ALL, "Print this help."},
};
const size_t args_option_count = COUNT_OF(args_options);

static bool is_number(const char *text) {
  uint64_t value;
  return text && str_to_u64(str_from_c(text), &value);
}

// `value` is what may be the option's value, or NULL.
static const Option *find_letter(unsigned verb, char letter, const char *value) {
  const Option *found = NULL;
  for (size_t i = 0; i < args_option_count; i++) {
    const Option *option = &args_options[i];
    if (!(option->verbs & verb) || option->letter != letter) continue;
    if (!found || (option->kind == VALUE_COUNT && is_number(value))) found = option;
  }
  return found;
}

static const Option *find_name(unsigned verb, Str name) {
  for (size_t i = 0; i < args_option_count; i++) {
    const Option *option = &args_options[i];
    if ((option->verbs & verb) && str_equal(str_from_c(option->name), name)) return option;
  }
  return NULL;
}

// "200M" -> bytes; a bare number is bytes.
static bool parse_size(Str text, uint64_t *bytes) {
  static const char units[] = "kmgt";
  unsigned shift = 0;
  if (text.len > 1) {
    const char *unit = strchr(units, ascii_lower(text.ptr[text.len - 1]));
    if (unit && *unit) {
      shift = 10 * (unsigned)(unit - units + 1);
      text.len--;
    }
  }
  uint64_t value;
  if (!str_to_u64(text, &value) || value > UINT64_MAX >> shift) return false;
  *bytes = value << shift;
  return true;
}

// "500ms" -> nanoseconds; a bare number is seconds.
static bool parse_duration(Str text, uint64_t *ns) {
  static const struct {
    Str name;
    uint64_t ns;
  } units[] = {
      {{"ms", 2}, 1000000}, {{"s", 1}, 1000000000}, {{"m", 1}, 60000000000}, {{"", 0}, 1000000000}};
  size_t unit = 0;
  while (!str_ends_with(text, units[unit].name)) unit++;
  uint64_t value;
  text.len -= units[unit].name.len;
  if (!str_to_u64(text, &value) || value > INT64_MAX / units[unit].ns) return false;
  *ns = value * units[unit].ns;
  return true;
}

static bool parse_choice(const char *choices, Str text, unsigned *value) {
  Str rest = str_from_c(choices), choice;
  for (unsigned i = 0; str_next_field(&rest, '|', &choice); i++) {
    if (!str_equal(choice, text)) continue;
    *value = i;
    return true;
  }
  return false;
}

static Status set_value(const Option *option, Str text, Args *args, Error *error) {
  void *slot = (char *)args + option->offset;
  bool valid = true;
  switch (option->kind) {
  case VALUE_FLAG: *(bool *)slot = true; break;
  case VALUE_TEXT: *(Str *)slot = text; break;
  case VALUE_COUNT: valid = str_to_u64(text, slot); break;
  case VALUE_SIZE: valid = parse_size(text, slot); break;
  case VALUE_DURATION: valid = parse_duration(text, slot); break;
  case VALUE_CHOICE: valid = parse_choice(option->choices, text, slot); break;
  }
  if (!valid) {
    const char *want = option->kind == VALUE_DURATION ? "a duration, as 500ms or 2s" : "a number";
    return error_set(error, STATUS_INVALID, "--%s=%.*s: want %s", option->name, STR_ARGS(text),
                     option->choices ? option->choices : want);
  }
  if (slot == (void *)&args->limit) args->limit_given = true;
  return STATUS_OK;
}

typedef struct {
  unsigned verb;
  char **at, **end;
  Args *args;
} Parser;

static Status take_value(Parser *parser, const Option *option, const char *attached, Error *error) {
  if (option->kind == VALUE_FLAG) {
    if (attached) {
      return error_set(error, STATUS_INVALID, "--%s takes no value", option->name);
    }
    return set_value(option, STR(""), parser->args, error);
  }
  if (!attached) {
    if (parser->at == parser->end) {
      return error_set(error, STATUS_INVALID, "--%s wants a value: %s", option->name,
                       option->value);
    }
    attached = *parser->at++;
  }
  return set_value(option, str_from_c(attached), parser->args, error);
}

static Status parse_long(Parser *parser, const char *text, Error *error) {
  const char *equals = strchr(text, '=');
  Str name = equals ? str_make(text, (size_t)(equals - text)) : str_from_c(text);
  const Option *option = find_name(parser->verb, name);
  if (!option) {
    return error_set(error, STATUS_INVALID, "unknown option --%.*s", STR_ARGS(name));
  }
  return take_value(parser, option, equals ? equals + 1 : NULL, error);
}

// "-iw", "-CDIR", "-C DIR".
static Status parse_short(Parser *parser, const char *letters, Error *error) {
  while (*letters) {
    const char *next = parser->at < parser->end ? *parser->at : NULL;
    const Option *option = find_letter(parser->verb, *letters, letters[1] ? letters + 1 : next);
    if (!option) return error_set(error, STATUS_INVALID, "unknown option -%c", *letters);
    letters++;
    bool takes_rest = option->kind != VALUE_FLAG && *letters;
    Status status = take_value(parser, option, takes_rest ? letters : NULL, error);
    if (status != STATUS_OK || takes_rest) return status;
  }
  return STATUS_OK;
}

static Status add_operand(Args *args, const char *text, Error *error) {
  if (args->operand_count == COUNT_OF(args->operands)) {
    return error_set(error, STATUS_INVALID,
                     "more than %zu arguments; quote the query, or name a directory",
                     COUNT_OF(args->operands));
  }
  args->operands[args->operand_count++] = str_from_c(text);
  return STATUS_OK;
}

static Status check_together(const Args *args, Error *error) {
  if (args->literal && args->regex) {
    return error_set(error, STATUS_INVALID, "--literal and --regex exclude each other");
  }
  if (args->ignore_case && args->match_case) {
    return error_set(error, STATUS_INVALID,
                     "--ignore-case and --case-sensitive exclude each other");
  }
  if (args->invert) {
    return error_set(error, STATUS_INVALID,
                     "-v would print every line of every file but some, which an index is no help "
                     "for: use grep -v, or treeline search 'a -b' for files with a and without b");
  }
  if (args->before > CONTEXT_MAX || args->after > CONTEXT_MAX) {
    return error_set(error, STATUS_INVALID, "at most %d lines of context", CONTEXT_MAX);
  }
  if (args->workers > 1024) return error_set(error, STATUS_INVALID, "--workers: at most 1024");
  return STATUS_OK;
}

Status args_parse(unsigned verb, int count, char **argv, Args *args, Error *error) {
  Args parsed = {.before = UINT64_MAX, .after = UINT64_MAX};
  Parser parser = {verb, argv, argv + count, &parsed};
  Status status = STATUS_OK;
  bool only_operands = false;
  while (status == STATUS_OK && parser.at < parser.end) {
    const char *text = *parser.at++;
    if (only_operands || text[0] != '-' || text[1] == '\0') {
      status = add_operand(&parsed, text, error);
    } else if (text[1] != '-') {
      status = parse_short(&parser, text + 1, error);
    } else if (text[2] != '\0') {
      status = parse_long(&parser, text + 2, error);
    } else {
      only_operands = true;
    }
  }
  if (parsed.before == UINT64_MAX) parsed.before = parsed.context;
  if (parsed.after == UINT64_MAX) parsed.after = parsed.context;
  if (status == STATUS_OK) status = check_together(&parsed, error);
  if (status == STATUS_OK) *args = parsed;
  return status;
}

Str args_joined(const Args *args, Arena *arena) {
  Str joined = STR("");
  for (size_t i = 0; i < args->operand_count; i++) {
    joined = i == 0
                 ? args->operands[0]
                 : arena_printf(arena, "%.*s %.*s", STR_ARGS(joined), STR_ARGS(args->operands[i]));
  }
  return joined;
}

IndexOptions args_index_options(const Args *args, Str root) {
  return (IndexOptions){
      .foreground = true, // the person waits
      .root = root,
      .cache_dir = args->cache_dir,
      .workers = (unsigned)args->workers,
      .memory_bytes = args->memory,
      .hidden = args->hidden,
      .no_ignore = args->no_ignore,
  };
}
