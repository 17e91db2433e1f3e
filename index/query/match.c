// Every text of the query has a cursor that is asked for its first occurrence only when the answer
// may depend on it: of an AND, the cheap ones first. The occurrences of several texts are merged by
// position.
#include "query/match.h"

#include "base/scan.h"

struct Matcher {
  const Query *query;
  Term **terms;           // one for each text of the query
  const GramExpr **grams; // theirs
};

typedef enum { NOT_ASKED, ABSENT, PRESENT } Presence;

// One text in one document.
typedef struct {
  TermCursor cursor;
  Presence presence;
  bool active;       // its occurrences are wanted
  size_t start, end; // of the occurrence it stands on
} TermState;

struct MatchScratch {
  const Matcher *matcher;
  const Content *content;
  TermScratch *term_scratch;
  TermState *states;
  TermState *only; // the one that is active, if it is alone
  Subject subject;
  size_t from;       // occurrences that start before are left out
  size_t counted_to; // line ends before this offset are in `line`
  uint32_t line;
  size_t line_start, line_end;
};

// ---- the matcher --------------------------------------------------------------------------------

Status matcher_new(const Query *query, Matcher **out, Error *error) {
  Matcher *matcher = xcalloc(1, sizeof *matcher);
  matcher->query = query;
  matcher->terms = xcalloc(query->text_count, sizeof *matcher->terms);
  matcher->grams = xcalloc(query->text_count, sizeof *matcher->grams);
  Status status = STATUS_OK;
  for (size_t i = 0; i < query->text_count && status == STATUS_OK; i++) {
    status = term_new(&query->texts[i]->text, &matcher->terms[i], error);
    if (status == STATUS_OK) {
      matcher->grams[i] = term_grams(matcher->terms[i]);
    } else {
      error_prefix(error, status, "at character %zu", query_column(query, query->texts[i]));
    }
  }
  if (status != STATUS_OK) {
    matcher_free(matcher);
    return status;
  }
  *out = matcher;
  return STATUS_OK;
}

void matcher_free(Matcher *matcher) {
  if (!matcher) return;
  for (size_t i = 0; i < matcher->query->text_count; i++) term_free(matcher->terms[i]);
  free(matcher->terms);
  free(matcher->grams);
  free(matcher);
}

const GramExpr *const *matcher_grams(const Matcher *matcher) { return matcher->grams; }

MatchScratch *match_scratch_new(const Matcher *matcher, const atomic_bool *cancelled) {
  MatchScratch *scratch = xcalloc(1, sizeof *scratch);
  scratch->matcher = matcher;
  scratch->term_scratch = term_scratch_new(cancelled);
  scratch->states = xcalloc(matcher->query->text_count, sizeof *scratch->states);
  return scratch;
}

void match_scratch_free(MatchScratch *scratch) {
  if (!scratch) return;
  term_scratch_free(scratch->term_scratch);
  free(scratch->states);
  free(scratch);
}

// ---- is the query satisfied? --------------------------------------------------------------------

static bool text_occurs(MatchScratch *s, size_t number) {
  TermState *state = &s->states[number];
  if (state->presence == NOT_ASKED) {
    term_cursor_open(&state->cursor, s->matcher->terms[number], &s->subject, s->term_scratch);
    bool found = term_cursor_next(&state->cursor, &state->start, &state->end);
    state->presence = found ? PRESENT : ABSENT;
  }
  return state->presence == PRESENT;
}

// What an answer costs: fields nothing, literals little, regular expressions much.
static int cost(const MatchScratch *s, const QueryNode *node) {
  if (node->kind == QUERY_FILTER) return 0;
  if (node->kind == QUERY_TEXT) return 1 + term_cost(s->matcher->terms[node->number]);
  int most = 0;
  for (size_t i = 0; i < node->count; i++) {
    int one = cost(s, node->items[i]);
    if (one > most) most = one;
  }
  return most;
}

static bool satisfied(MatchScratch *s, const QueryNode *node) {
  enum { DEAREST = 3 };
  switch (node->kind) {
  case QUERY_TEXT: return text_occurs(s, node->number);
  case QUERY_FILTER: return filter_matches_record(&node->filter, NULL, &s->content->record);
  case QUERY_NOT: return !satisfied(s, node->items[0]);
  case QUERY_NEAR:
  case QUERY_AND:
    for (int stage = 0; stage <= DEAREST; stage++) {
      for (size_t i = 0; i < node->count; i++) {
        if (cost(s, node->items[i]) == stage && !satisfied(s, node->items[i])) return false;
      }
    }
    return true;
  case QUERY_OR:
    for (size_t i = 0; i < node->count; i++) {
      if (satisfied(s, node->items[i])) return true;
    }
    return false;
  }
  return false;
}

// Wants the occurrences of the texts that make a satisfied node so.
static void activate(MatchScratch *s, const QueryNode *node) {
  if (node->kind == QUERY_TEXT) s->states[node->number].active = true;
  if (node->kind != QUERY_AND && node->kind != QUERY_OR) return;
  for (size_t i = 0; i < node->count; i++) {
    if (node->kind == QUERY_AND || satisfied(s, node->items[i])) activate(s, node->items[i]);
  }
}

bool match_open(MatchScratch *s, const Matcher *matcher, const Content *content) {
  const Query *query = matcher->query;
  s->content = content;
  s->subject = subject_make(content->text);
  if (content->ascii) s->subject.ascii = YES;
  s->from = s->counted_to = s->line_start = 0;
  s->line_end = SIZE_MAX;
  s->line = content->first_line;
  for (size_t i = 0; i < query->text_count; i++) {
    s->states[i].presence = NOT_ASKED;
    s->states[i].active = false;
  }
  if (!satisfied(s, query->root)) return false;
  activate(s, query->root);
  size_t active = 0;
  for (size_t i = 0; i < query->text_count; i++) {
    if (!s->states[i].active) continue;
    s->only = &s->states[i];
    active++;
  }
  if (active != 1) s->only = NULL;
  return active > 0;
}

void match_resume(MatchScratch *s, size_t offset) { s->from = offset; }

bool match_gave_up(const MatchScratch *s) {
  for (size_t i = 0; i < s->matcher->query->text_count; i++) {
    if (s->states[i].presence != NOT_ASKED && s->states[i].cursor.given_up) return true;
  }
  return false;
}

// ---- occurrences --------------------------------------------------------------------------------

static void step(TermState *state) {
  if (!term_cursor_next(&state->cursor, &state->start, &state->end)) state->presence = ABSENT;
}

// The state with the first occurrence, the longer one of two at the same place. NULL: no more.
static TermState *first_state(MatchScratch *s) {
  TermState *first = s->only;
  if (first) return first->presence == PRESENT ? first : NULL;
  for (size_t i = 0; i < s->matcher->query->text_count; i++) {
    TermState *state = &s->states[i];
    if (!state->active || state->presence != PRESENT) continue;
    bool earlier = !first || state->start < first->start
                   || (state->start == first->start && state->end > first->end);
    if (earlier) first = state;
  }
  return first;
}

// Counts lines up to `offset`, which never goes back, and finds the line it is in.
static void locate(MatchScratch *s, size_t offset) {
  Str text = s->subject.text;
  if (s->line_end != SIZE_MAX && offset <= s->line_end) return; // still in the same line
  uint32_t passed = (uint32_t)scan_count_byte(str_slice(text, s->counted_to, offset), '\n');
  if (passed) {
    s->line += passed;
    s->line_start = offset;
    while (text.ptr[s->line_start - 1] != '\n') s->line_start--;
  }
  s->counted_to = offset;
  s->line_end = str_find_byte(text, offset, '\n');
}

bool match_next(MatchScratch *s, Match *out) {
  TermState *state;
  while ((state = first_state(s))) {
    size_t start = state->start, end = state->end;
    uint8_t number = (uint8_t)(state - s->states);
    step(state);
    if (start < s->from) continue; // inside another text's occurrence
    locate(s, start);
    Str line = str_slice(s->subject.text, s->line_start, s->line_end);
    if (line.len && s->line_end < s->subject.text.len && line.ptr[line.len - 1] == '\r') line.len--;
    *out = (Match){.line = s->line,
                   .column = (uint32_t)(start - s->line_start),
                   .length = (uint32_t)(end - start),
                   .text = line,
                   .end = end,
                   .number = number};
    s->from = end;
    return true;
  }
  return false;
}
