// Comments and strings of a language that has no grammar, by a few rules: enough to say where they
// are and to blank them, so that nothing inside them is taken for code.
#ifndef TREELINE_INTAKE_LEXICAL_H
#define TREELINE_INTAKE_LEXICAL_H

#include "intake/extract.h"

typedef struct {
  const char *open, *close;
  bool multiline;
  bool escapes;      // a backslash hides the byte after it
  bool must_close;   // what nothing closes is no string; else it ends with the text
  bool else_comment; // if its line does not close it, it starts a comment: Vim's "
} StringRule;

// Whether a line comment starts at `at`, for languages where a prefix does not tell.
typedef bool (*CommentTest)(Str text, size_t at);

enum { MAX_STRING_RULES = 3, MAX_COMMENT_RULES = 3 };

typedef struct {
  const char *line[MAX_COMMENT_RULES]; // prefixes of comments that end with the line
  const char *line_first; // bytes that start one as the first of a line that is no blank
  const char *block_open, *block_close;
  StringRule strings[MAX_STRING_RULES]; // the longer of two prefixes first
  CommentTest starts_comment;           // with `test_bytes`, the bytes to ask it about; or NULL
  const char *test_bytes;
  char char_prefix; // the byte after it is a character, not code: Erlang's $", CMake's \"
} LexicalRules;

// Appends the spans of `text` to out->spans, in order. The result is `text` with comments and the
// insides of strings blanked, line ends kept: same length, same offsets, in `arena`.
Str lexical_blank(const LexicalRules *rules, Str text, Arena *arena, Extraction *out);

// Whether only blanks stand before `at` on its line.
bool lexical_first_on_line(Str text, size_t at);

#endif
