// One text of a query, compiled: finds its occurrences in a document's text, none overlapping, each
// within a line unless the text asks for line ends. A Term is immutable and shared by threads; what a
// search writes to is in TermScratch.
#ifndef TREELINE_QUERY_TERM_H
#define TREELINE_QUERY_TERM_H

#include "query/approx.h"
#include "query/query.h"

#include <stdatomic.h>

typedef struct Term Term;
typedef struct TermScratch TermScratch;

// STATUS_INVALID with PCRE2's words if the text is no regular expression.
MUST_USE Status term_new(const QueryText *text, Term **out, Error *error);
void term_free(Term *term); // NULL is allowed
// What a document with an occurrence contains. Lives as long as the term.
const GramExpr *term_grams(const Term *term);
// Whether occurrences may span lines.
bool term_is_multiline(const Term *term);
// 0: a literal, found at memory speed; 1: lines with a literal are matched; 2: every line is.
int term_cost(const Term *term);

// One per thread. `cancelled` (may be NULL) ends a search early, with no more occurrences.
TermScratch *term_scratch_new(const atomic_bool *cancelled);
// A search ends as if cancelled at that monotonic time; 0: never.
void term_scratch_until(TermScratch *scratch, int64_t deadline_ns);
void term_scratch_free(TermScratch *scratch); // NULL is allowed

// A text, and what has been found out about it so far.
typedef struct {
  Str text;
  enum { UNKNOWN_YET, NO, YES } ascii, has_return, has_wide_letters;
} Subject;
static inline Subject subject_make(Str text) { return (Subject){.text = text}; }

// Stands before the first occurrence. Borrows all it is given.
typedef struct {
  const Term *term;
  TermScratch *scratch;
  const Subject *subject;
  const void *code; // of PCRE2; NULL: a literal
  bool by_line, by_literal, by_sets;
  unsigned given_up; // lines, or places, that would have taken too long and were skipped
  ApproxCursor approx;
  size_t at;         // where the search goes on
  size_t start, end; // of the line or window being matched; SIZE_MAX: none
  size_t last_end;   // of the last occurrence
  size_t stride;     // starting places that a call may try
  bool slow;         // calls take long, and are measured: CPU time of this line, and of the text
  int64_t line_ns, text_ns;
  int64_t cpu_ns; // of the thread, when it was last asked for; 0: it was not
} TermCursor;

void term_cursor_open(TermCursor *cursor, const Term *term, Subject *subject, TermScratch *scratch);
// The next occurrence's offsets; false if there is none.
bool term_cursor_next(TermCursor *cursor, size_t *start, size_t *end);

#endif
