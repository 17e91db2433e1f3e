// The command line: which options a verb takes, and their values. The table in args.c is the only
// place an option is described; parsing, --help and the man page all read it.
#ifndef TREELINE_CLI_ARGS_H
#define TREELINE_CLI_ARGS_H

#include "index.h"

typedef enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } ColorChoice;

// What was asked for. Strings live as long as argv.
typedef struct {
  Str operands[1024]; // what is no option, in order
  size_t operand_count;
  Str directory; // -C; empty: not given
  Str cache_dir;
  Str trace;                // a file; empty: no trace
  Str kind, language, file; // filters
  Str near;                 // a file
  Str pattern;              // grep's -e; empty: the first operand
  uint64_t limit;
  bool limit_given;
  uint64_t before, after, context; // lines around a hit
  uint64_t per_file;               // hits of one file; 0: all
  uint64_t timeout_ns;             // 0: none
  uint64_t workers, memory;
  unsigned match;      // SymbolMatch
  unsigned color;      // ColorChoice
  unsigned completion; // Shell
  bool json, all, ignore_case, match_case, whole_word, literal, regex;
  bool files, count, null, quiet, line_numbers, smart_case, invert, habit;
  bool declarations, texts;
  bool hidden, no_ignore, no_refresh, progress, stdio, man, help;
} Args;

// The verbs an option belongs to, as bits.
enum {
  VERB_INDEX = 1 << 0,
  VERB_SEARCH = 1 << 1,
  VERB_SYMBOLS = 1 << 2,
  VERB_STATUS = 1 << 3,
  VERB_CHECK = 1 << 4,
  VERB_EXPLAIN = 1 << 5,
  VERB_LSP = 1 << 6,
  VERB_HELP = 1 << 7,
  VERB_GREP = 1 << 8,
  VERB_DEFINITION = 1 << 9,
  VERB_REFERENCES = 1 << 10,
  VERB_ALL = (1 << 11) - 1,
};

typedef enum {
  VALUE_FLAG,
  VALUE_TEXT,
  VALUE_COUNT,
  VALUE_SIZE,     // bytes: 200M
  VALUE_DURATION, // nanoseconds: 500ms, 2s, 1m; a bare number is seconds
  VALUE_CHOICE
} ValueKind;

// Of two options with one letter, the one that wants a number is meant if the value is one.
typedef struct {
  char letter;       // 0: none
  const char *name;  // without the dashes
  const char *value; // what --help calls the value; NULL for flags
  ValueKind kind;
  size_t offset;       // in Args
  const char *choices; // separated by '|', in the order of the enum behind it
  unsigned verbs;
  const char *help;
} Option;

extern const Option args_options[];
extern const size_t args_option_count;

// Fills `args` from argv[0 .. count), which begins after the verb. `verb` is one VERB_ bit.
MUST_USE Status args_parse(unsigned verb, int count, char **argv, Args *args, Error *error);

// The operands with a space between them.
Str args_joined(const Args *args, Arena *arena);
// What index_open is to be told.
IndexOptions args_index_options(const Args *args, Str root);

#endif
