// A whole query over one document's text: whether the document satisfies it, and where its texts
// occur. A Matcher is immutable and shared by threads; each thread has its MatchScratch.
#ifndef TREELINE_QUERY_MATCH_H
#define TREELINE_QUERY_MATCH_H

#include "query/content.h"
#include "query/context.h"
#include "query/plan.h"
#include "query/term.h"

typedef struct Matcher Matcher;
typedef struct MatchScratch MatchScratch;

// Borrows `query`. STATUS_INVALID if a text of it is no regular expression.
MUST_USE Status matcher_new(const Query *query, Matcher **out, Error *error);
void matcher_free(Matcher *matcher); // NULL is allowed
// Looks up what the query asks of a snapshot as a whole: definitions, the facts of the tree. Before
// anything is matched; the context's snapshot and facts are borrowed.
void matcher_prepare(Matcher *matcher, const QueryContext *context);
// The same for who shows pages only, which may be filled with less (definition_set_fill_some): whether that
// is used at all is asked of the first MATCHER_PAGE hits, so that pages of any length begin alike.
enum { MATCHER_PAGE = 50 };
void matcher_prepare_page(Matcher *matcher, const QueryContext *context);
// Whether that left out definitions that matcher_prepare, which may follow, finds.
bool matcher_is_partial(const Matcher *matcher);
// Why the answer cannot be whole, whatever is read: too many definitions, symbols that are still to come.
// NULL: it can.
const char *matcher_shortcoming(const Matcher *matcher);

// What each text of the query requires, for plan.h; and all that a plan is made of.
const GramExpr *const *matcher_grams(const Matcher *matcher);
PlanInput matcher_plan_input(const Matcher *matcher);

// What of large documents is to be read, for content.h. NULL: all. unit_choice_free when done.
UnitChoice *matcher_choice(const Matcher *matcher, uint32_t lines_around);

MatchScratch *match_scratch_new(const Matcher *matcher, const atomic_bool *cancelled);
void match_scratch_free(MatchScratch *scratch); // NULL is allowed

// One occurrence. Columns and lengths in bytes.
typedef struct {
  uint32_t line, column, length; // of a match that spans lines, with their ends
  uint32_t end_line, end_column; // where it ends
  Str text;   // all lines that it touches, without the end of the last; borrowed from the document
  size_t end; // offset behind it in the document's text: where to resume
  uint8_t number; // which text of the query
} Match;

// Whether the content satisfies the query; then match_next gives the occurrences of the texts that
// make it so, in order, not overlapping. `content` is borrowed until the next call.
bool match_open(MatchScratch *scratch, const Matcher *matcher, const Content *content);
bool match_next(MatchScratch *scratch, Match *out);
// The same for who only counts: nothing is found out about the occurrence.
bool match_pass(MatchScratch *scratch);
// Leaves out all occurrences that start before `offset`.
void match_resume(MatchScratch *scratch, size_t offset);
// Lines were skipped because matching them would have taken too long.
bool match_gave_up(const MatchScratch *scratch);

#endif
