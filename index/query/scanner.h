// The characters of a query, cut into words: where one ends, what quotes and slashes enclose, and the
// words that stand for something other than themselves. Knows the spelling of the language and nothing of
// its meaning.
#ifndef TREELINE_QUERY_SCANNER_H
#define TREELINE_QUERY_SCANNER_H

#include "base/arena.h"
#include "base/err.h"

typedef struct {
  Str text;
  size_t at;     // the next byte to read
  int depth;     // of open groups
  Status status; // of the first failure
  Error *error;  // may be NULL
} Scanner;

// Ends every message about what could be text.
#define QUOTE_IT " (to look for it as text, quote it)"
// Remembers a failure at byte `place`, told as the character a person counts.
#define SCANNER_FAIL(scanner, place, format, ...)                                                  \
  ((scanner)->status = error_set((scanner)->error, STATUS_INVALID, "at character %zu: " format,    \
                                 scanner_column((scanner)->text, (place)), __VA_ARGS__))
static inline bool scanner_failed(const Scanner *s) { return s->status != STATUS_OK; }
// Characters up to the byte, from 1.
size_t scanner_column(Str text, size_t at);

static inline char scanner_char(const Scanner *s, size_t at) {
  return at < s->text.len ? s->text.ptr[at] : '\0';
}
void scanner_skip_space(Scanner *s);
// A word may end before `at`: white space, the end, or a parenthesis that closes a group.
bool scanner_is_boundary(const Scanner *s, size_t at);
// End of the word that starts at `from`, leaving out parentheses that close groups around it.
size_t scanner_word_end(const Scanner *s, size_t from);
Str scanner_word(const Scanner *s); // from where it stands

// What the mark at `open` opens ends at the next one that is not escaped and stands before a boundary; a
// slash also must not stand behind white space or another slash, unless these are escaped. Its offset, or
// SIZE_MAX.
size_t scanner_closing(const Scanner *s, size_t open);
// Whether a regular expression starts at `at`; its closing slash.
bool scanner_starts_regex(const Scanner *s, size_t at, size_t *close);
// `at` is behind a word, a phrase or an expression: behind all of it, white space within quotes too.
size_t scanner_skip_item(const Scanner *s, size_t at);
// Between quotes, \" is a quote and \\ a backslash.
Str scanner_unescaped(Arena *arena, Str quoted);

typedef enum { OPERATOR_NONE, OPERATOR_AND, OPERATOR_OR, OPERATOR_NOT, OPERATOR_NEAR } Operator;
// NEAR/5 ONEAR/5 NEAR/3L, and what begins like one of these.
Operator scanner_operator(Str word);
// A minus that negates what follows it.
bool scanner_is_minus(const Scanner *s, size_t at);

typedef enum {
  FIELD_NONE,
  FIELD_FILE,
  FIELD_DIR,
  FIELD_EXT,
  FIELD_LANG,
  FIELD_REPO,
  FIELD_SIZE,
  FIELD_CHANGED,
  FIELD_SYM,
  FIELD_KIND,
  FIELD_IN,
  FIELD_CASE,
  FIELD_WORD,
  FIELDS
} Field;
// Whether the word begins with a field's name and a colon; *value_at is what follows in it. file::x is code.
Field scanner_field(Str word, size_t *value_at);
const char *scanner_field_name(Field field);

// Is the byte of a word a wildcard where it stands: * or ? between two word characters?
bool scanner_is_wildcard(Str word, size_t i);
// word~1, word~: offset of the tilde, or SIZE_MAX.
size_t scanner_tilde(Str word);

#endif
