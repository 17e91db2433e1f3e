// A regular expression in PCRE2 syntax, read far enough to plan with: a tree of what each part can
// match, and a rewriting of the expression that cannot match across lines. PCRE2 itself does the
// matching; this reader may know less than PCRE2 but must never believe something wrong, so
// whatever it does not know makes the whole pattern "not understood", which means: may match
// anything.
#ifndef TREELINE_QUERY_PATTERN_H
#define TREELINE_QUERY_PATTERN_H

#include "base/arena.h"
#include "base/err.h"

enum { PATTERN_MAX_BYTES = 8192 };
static const uint32_t PATTERN_UNBOUNDED = UINT32_MAX;

typedef enum {
  PATTERN_EMPTY,   // matches the empty text, perhaps only in some places (^, \b, (?!x))
  PATTERN_LOOK,    // matches the empty text where items[0] matches, too: (?=x), (?<=x)
  PATTERN_CHAR,    // one character, known
  PATTERN_CLASS,   // one character of a set
  PATTERN_UNKNOWN, // anything, of any length
  PATTERN_CAT,     // items one after the other
  PATTERN_ALT,     // one of the items
  PATTERN_REPEAT,  // items[0], min to max times
} PatternKind;

typedef struct PatternNode PatternNode;
struct PatternNode {
  PatternKind kind;
  bool fold;           // CHAR, CLASS: letter case does not count
  uint32_t code_point; // CHAR
  uint64_t ascii[2];   // CLASS: bit c is set if the ASCII character c may match
  bool other;          // CLASS: characters beyond ASCII may match
  uint32_t min, max;   // REPEAT; max may be PATTERN_UNBOUNDED
  PatternNode **items; // CAT, ALT, REPEAT, LOOK
  size_t count;
};

typedef struct {
  const PatternNode *root; // PATTERN_UNKNOWN if not understood
  bool understood;
  bool
      multiline; // asks for line ends: \n, \R, [ \n], or a dot or negated class under (?s). It is matched
                 // over the whole text, as it stands; then line_safe is false
  bool continues; // has \G: a match begins where the one before it ended
  bool has_upper; // has a literal ASCII capital: what smart case looks at
  bool line_safe; // `lines` matches within lines exactly what the pattern does there, and
                  // no line end: it can be run over many lines at once
  Str lines;
} Pattern;

// Reads `text`, compiled later with PCRE2_CASELESS if `fold`, and always with PCRE2_UTF, PCRE2_UCP
// and PCRE2_MULTILINE. Results live in the arena. Fails only for patterns over PATTERN_MAX_BYTES.
MUST_USE Status pattern_parse(Str text, bool fold, Arena *arena, Pattern *out, Error *error);

// Whether the text has a capital letter; with `beyond_ascii`, only others than A-Z count.
bool pattern_text_has_upper(Str text, bool beyond_ascii);

#endif
