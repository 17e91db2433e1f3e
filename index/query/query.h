// A text query: its tree, and its canonical form. The language, whole:
//
//   word word       every word occurs in the document (a file; a large file's chunks count one by one)
//   "exact phrase"  as written, within a line. Inside, \" is a quote and \\ a backslash
//   a OR b  NOT a   OR binds loosest, NOT tightest; the operators are in capitals. Also a AND b, -a
//   ( )             group where the query uses OR, AND or NOT, or after a minus: at the start and the
//                   end of words. Elsewhere, and inside a word, they are text: foo(bar), (void)
//   -a              the minus negates before a letter, _, a quote, a slash or (
//                   Elsewhere it is text: -1, ->x, --x, -=
//   /regex/         PCRE2 syntax; ends at a slash before white space. Matches stay within a line.
//                   /usr/lib (no slash at its end) and // are text
//   wild*card       between two word characters * stands for any run of characters that are not white
//   colo?r          space, and ? for one such character. Elsewhere they are text: char *p, x ? y : z
//   file:x dir:x    filters on the file (see filter.h), also ext: and lang:; -file:x negates
//   case:yes        capitals matter; case:no, they do not. Without it a word with a capital is
//                   case-sensitive
//   word:yes        only whole words count
//
// Everything else is text as typed: x::y, a->b, #include, std::vector<int>. A query must look for some
// text on every branch: filters and negations alone are refused. Reserved for later, and refused until
// then: NEAR/n, word~n, sym: kind: in: repo:.
#ifndef TREELINE_QUERY_QUERY_H
#define TREELINE_QUERY_QUERY_H

#include "query/filter.h"

typedef enum { QUERY_AND, QUERY_OR, QUERY_NOT, QUERY_NEAR, QUERY_TEXT, QUERY_FILTER } QueryKind;
typedef enum { TEXT_LITERAL, TEXT_WILDCARD, TEXT_REGEX } TextForm;
typedef enum { NEAR_WORDS, NEAR_LINES } NearUnit;

// Where in a file an occurrence counts, as bits.
enum {
  PLACE_CODE = 1 << 0,
  PLACE_COMMENT = 1 << 1,
  PLACE_STRING = 1 << 2,
  PLACE_DEFINITION = 1 << 3
};

enum { TEXT_EDITS_MAX = 2 };

typedef struct {
  TextForm form;
  Str text;        // what to look for, quotes and slashes removed
  bool match_case; // smart case already applied
  bool whole_word;
  uint8_t edits;      // LITERAL: whole words within so many edits of it count, 0 .. TEXT_EDITS_MAX
  uint8_t places;     // PLACE_ bits, any of which must hold of an occurrence; 0: anywhere
  uint8_t not_places; // PLACE_ bits, none of which may hold
  bool symbol;        // it is sought in the names of definitions only (sym:)
  uint64_t
      kinds; // bit k: the definition may be of SymbolKind k; 0: any. With `symbol` or PLACE_DEFINITION
} QueryText;

typedef struct QueryNode QueryNode;
struct QueryNode {
  QueryKind kind;
  QueryNode **items; // AND, OR: two or more; NOT: one; NEAR: two
  size_t count;
  QueryText text; // TEXT
  size_t number;  // TEXT: its place in Query.texts
  Filter filter;  // FILTER
  // NEAR: occurrences of the one and of the other with at most `distance` words, or line ends, between them.
  uint32_t distance;
  NearUnit unit;
  bool ordered; // the first before the second
};

typedef enum { CASE_SMART, CASE_MATCH, CASE_IGNORE } CaseMode;

// Immutable; lives in the arena it was parsed into, with copies of all strings.
typedef struct {
  const QueryNode *root;
  QueryNode **texts; // all TEXT nodes, in order of position
  size_t text_count;
  CaseMode case_mode;
  bool whole_word;
} Query;

enum { QUERY_MAX_BYTES = 8192, QUERY_MAX_TEXTS = 64 };

// How the query's string is meant, beyond what it says itself.
typedef struct {
  CaseMode case_mode; // unless CASE_SMART, wins over case:
  bool whole_word;
  bool regex;   // the whole string is one regular expression
  bool literal; // the whole string is one literal text
} QueryOptions;

// STATUS_INVALID, with words that say what is wrong and where, if the query makes no sense.
MUST_USE Status query_parse(Str text, const QueryOptions *options, Arena *arena, Query *out,
                            Error *error);
// Canonical form: parses to the same query again.
void query_print(const Query *query, Buf *out);
void query_text_print(const QueryText *text, Buf *out);
// The regular expression that a TEXT_WILDCARD word stands for.
void query_wildcard_regex(Str word, Buf *out);

// A filter `name:value` at the start of `word`? Reserved and unknown names are none. For symbols'
// queries.
bool query_filter_field(Str word, FilterField *field, Str *value);

#endif
