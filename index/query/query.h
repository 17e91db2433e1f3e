// A text query: its tree, and its canonical form. The language, whole:
//
//   word word       every word occurs in the document (a file; a large file's chunks count one by one)
//   "exact phrase"  as written. Inside, \" is a quote and \\ a backslash
//   a OR b  NOT a   from loose to tight: OR, AND, NEAR, NOT; in capitals. Also a AND b, -a
//   ( )             group where the query uses OR, AND, NOT or NEAR, after a minus, and before a field:
//                   (in:comment a). At the start and the end of words; elsewhere, and inside a word, they
//                   are text: foo(bar), (void)
//   -a              the minus negates before a letter, _, a quote, a slash or (
//                   Elsewhere it is text: -1, ->x, --x, -=
//   a NEAR/5 b      occurrences of both, in either order, with at most 5 words between them (runs of
//                   letters, digits and _); overlapping is not near. NEAR/3L: at most 3 line ends
//   a ONEAR/5 b     the same, a first. Each side is a text or (a OR b); a NEAR/5 b NEAR/2 c is a
//                   chain: a near b, and c near that b. Only occurrences that are near are found
//   /regex/         PCRE2 syntax; ends at a slash before white space. Matches stay within a line unless
//                   the expression says otherwise: \n, or (?s) with a dot.
//                   /usr/lib (no slash at its end) and // are text
//   wild*card       between two word characters * stands for any run of characters that are not white
//   colo?r          space, and ? for one such character. Elsewhere they are text: char *p, x ? y : z
//   word~1  word~2  whole words with so many letters changed, added, left out or two exchanged. word~ is
//                   word~1
//   file:x dir:x    filters on the file (see filter.h), also ext: lang: repo: size: changed:
//   sym:x           definitions (declarations too) whose name contains x; word:yes, whose name has x as a
//                   whole word; the name is what is found. sym:/regex/ is found in the name, sym:get*
//                   is all of it, sym:word~1 a word of it, sym:* any
//   kind:function   in the name of a definition of that kind; kind:class,struct either of them. -kind:,
//                   of any other kind
//   in:comment      in comments; also in:string, in:code, and in:def, in the name of a definition.
//                   in:comment,string either of them; -in:, none of them
//   case:yes        capitals matter; case:no, they do not. Without it a word with a capital is
//                   case-sensitive
//   word:yes        only whole words count
//
// in: and kind: speak of all texts of the AND group they stand in, negated ones too, and of the groups in
// it: in:comment TODO OR in:string FIXME, in:code (a OR b) -c. case: and word: speak of the whole
// query. A minus or NOT negates filters as it does texts. Values may be quoted: file:"a b". lang: ext: kind:
// and in: take lists, with commas, of which any will do.
//
// Everything else is text as typed: x::y, a->b, #include, std::vector<int>, NEAR. A query must look for
// some text on every branch: filters, scopes and negations alone are refused, but for a query that is all
// filters where files are what is asked for.
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
  // Bit k: the definition may be of SymbolKind k; 0: any. Only with `symbol`, or where all that `places`
  // names is PLACE_DEFINITION.
  uint64_t kinds;
} QueryText;

typedef struct QueryNode QueryNode;
struct QueryNode {
  QueryKind kind;
  size_t at; // byte of Query.text where it begins
  // AND, OR: two or more, none of the same kind. NOT: one. NEAR: two, each a TEXT or an OR of such; the
  // first may be a NEAR, of which the second then is near the second.
  QueryNode **items;
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
  Str text; // as typed
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
  bool files;   // files are wanted, not places in them: a query may be of filters alone
} QueryOptions;

// STATUS_INVALID, with words that say what is wrong and where ("at character 7: ..."), if the query makes
// no sense.
MUST_USE Status query_parse(Str text, const QueryOptions *options, Arena *arena, Query *out,
                            Error *error);
// Canonical form: parses to the same query again.
void query_print(const Query *query, Buf *out);
void query_text_print(const QueryText *text, Buf *out);
// The character where the node begins in what was typed, from 1.
size_t query_column(const Query *query, const QueryNode *node);
// The regular expression that a TEXT_WILDCARD word stands for; and, with `symbol`, for a whole name.
void query_wildcard_regex(Str word, Buf *out);
void query_name_regex(Str word, Buf *out);

// A filter on files, `name:value`, at the start of `word`? For symbols' queries.
bool query_filter_field(Str word, FilterField *field, Str *value);

#endif
