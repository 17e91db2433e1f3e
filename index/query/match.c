// Every text of the query is a stream of occurrences that is asked for the first one only when the
// answer may depend on it: of an AND, the cheap ones first. A stream comes from the text itself
// (term.h), or, for sym:, from the document's definitions; where the text is bound to places, what lies
// elsewhere is left out of it. NEAR wants all occurrences of its sides at once and leaves those that
// are near. The occurrences of several texts are merged by position.
//
// A document may be megabytes: being cancelled and the deadline are noticed within it, in its terms and
// between occurrences. What was found out by then is no answer: the document counts as one without the
// query.
#include "query/match.h"

#include "base/array.h"
#include "base/scan.h"
#include "query/definition_set.h"
#include "query/near.h"
#include "query/places.h"
#include "query/scope.h"

struct Matcher {
  const Query *query;
  Term **terms;               // one for each text of the query; NULL: sym:
  const GramExpr **grams;     // theirs
  DefinitionSet *definitions; // NULL: no text asks
  const Facts *facts;         // NULL: none, or not asked
  bool symbols_lag;           // definitions are asked for, and some are still to come
  int64_t deadline_ns;        // monotonic time; 0: none
  bool scoped;                // some text is bound to places or definitions
};

enum { POLL_STEPS = 256 }; // occurrences between looks at the clock

typedef enum { NOT_ASKED, ABSENT, PRESENT } Presence;

typedef struct {
  size_t start, end;
} Extent;

// One text in one document.
typedef struct {
  TermCursor cursor;
  Presence presence;
  bool active;         // its occurrences are wanted
  size_t start, end;   // of the occurrence it stands on
  ARRAY(Extent) names; // definitions of the document that it asks for, in order
  bool names_known;
  size_t next_name;
  ARRAY(Extent) listed; // all occurrences that count, instead of the stream
  bool is_listed;
  size_t next_listed;
} TermState;

struct MatchScratch {
  const Matcher *matcher;
  const Content *content;
  TermScratch *term_scratch;
  TermState *states;
  TermState *only; // the one that is active, if it is alone
  Subject subject;
  Places places;
  const atomic_bool *cancelled;
  unsigned steps;    // since it was looked at
  bool over;         // cancelled, or out of time
  size_t from;       // occurrences that start before are left out
  size_t counted_to; // line ends before this offset are in `line`
  uint32_t line;
  size_t line_start, line_end;
  size_t next_piece; // of the content, that has not been entered
};

// ---- the matcher --------------------------------------------------------------------------------

static Status make_term(Matcher *matcher, size_t i, Error *error) {
  const QueryNode *node = matcher->query->texts[i];
  const QueryText *text = &node->text;
  matcher->grams[i] = grams_all();
  matcher->scoped |= text->symbol || text->places || text->not_places;
  if (text->symbol) return STATUS_OK;
  Status status = term_new(text, &matcher->terms[i], error);
  if (status == STATUS_OK) {
    matcher->grams[i] = term_grams(matcher->terms[i]);
    return STATUS_OK;
  }
  return error_prefix(error, status, "at character %zu", query_column(matcher->query, node));
}

Status matcher_new(const Query *query, Matcher **out, Error *error) {
  Matcher *matcher = xcalloc(1, sizeof *matcher);
  matcher->query = query;
  matcher->terms = xcalloc(query->text_count, sizeof *matcher->terms);
  matcher->grams = xcalloc(query->text_count, sizeof *matcher->grams);
  Status status = STATUS_OK;
  for (size_t i = 0; i < query->text_count && status == STATUS_OK; i++) {
    status = make_term(matcher, i, error);
  }
  if (status == STATUS_OK) status = definition_set_new(query, &matcher->definitions, error);
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
  definition_set_free(matcher->definitions);
  free(matcher->terms);
  free(matcher->grams);
  free(matcher);
}

static bool wants_facts(const QueryNode *node) {
  if (node->kind == QUERY_FILTER) {
    return node->filter.field == FILTER_REPO || node->filter.field == FILTER_CHANGED;
  }
  for (size_t i = 0; i < node->count; i++) {
    if (wants_facts(node->items[i])) return true;
  }
  return false;
}

static void prepare(Matcher *matcher, const QueryContext *context, bool page) {
  matcher->deadline_ns = context->deadline_ns;
  if (context->facts && wants_facts(matcher->query->root)) {
    matcher->facts = context->facts(context->facts_user);
  }
  if (!matcher->definitions) return;
  definition_set_know(matcher->definitions, matcher->facts);
  if (page)
    definition_set_fill_some(matcher->definitions, context);
  else
    definition_set_fill(matcher->definitions, context);
  matcher->symbols_lag = !context->snapshot->symbols_complete;
}

void matcher_prepare(Matcher *matcher, const QueryContext *context) {
  prepare(matcher, context, false);
}

void matcher_prepare_page(Matcher *matcher, const QueryContext *context) {
  prepare(matcher, context, true);
}

bool matcher_is_partial(const Matcher *matcher) {
  return matcher->definitions && definition_set_is_partial(matcher->definitions);
}

const char *matcher_shortcoming(const Matcher *matcher) {
  if (!matcher->definitions) return NULL;
  if (definition_set_is_cut(matcher->definitions)) return "more definitions match than are kept";
  return matcher->symbols_lag ? "indexing" : NULL;
}

const GramExpr *const *matcher_grams(const Matcher *matcher) { return matcher->grams; }

PlanInput matcher_plan_input(const Matcher *matcher) {
  return (PlanInput){.query = matcher->query,
                     .grams = matcher->grams,
                     .facts = matcher->facts,
                     .source = matcher->definitions ? definition_set_source : NULL,
                     .source_user = matcher->definitions};
}

UnitChoice *matcher_choice(const Matcher *matcher, uint32_t lines_around) {
  return unit_choice_new(matcher->query, matcher->grams, lines_around);
}

MatchScratch *match_scratch_new(const Matcher *matcher, const atomic_bool *cancelled) {
  MatchScratch *scratch = xcalloc(1, sizeof *scratch);
  scratch->matcher = matcher;
  scratch->term_scratch = term_scratch_new(cancelled);
  term_scratch_until(scratch->term_scratch, matcher->deadline_ns);
  scratch->cancelled = scratch->places.cancelled = cancelled;
  scratch->states = xcalloc(matcher->query->text_count, sizeof *scratch->states);
  return scratch;
}

void match_scratch_free(MatchScratch *scratch) {
  if (!scratch) return;
  for (size_t i = 0; i < scratch->matcher->query->text_count; i++) {
    array_free(&scratch->states[i].names);
    array_free(&scratch->states[i].listed);
  }
  term_scratch_free(scratch->term_scratch);
  places_release(&scratch->places);
  free(scratch->states);
  free(scratch);
}

// ---- definitions of the document ----------------------------------------------------------------

// A name that the table has differently than the text stays within its line.
static void add_name(MatchScratch *s, TermState *state, size_t start, size_t length) {
  Str text = s->subject.text;
  if (start >= text.len) return;
  size_t line_end = str_find_byte(text, start, '\n');
  size_t end = length < line_end - start ? start + length : line_end;
  array_push(&state->names, ((Extent){start, end}));
}

static int compare_extents(const void *a, const void *b) {
  const Extent *x = a, *y = b;
  if (x->start != y->start) return x->start > y->start ? 1 : -1;
  return (x->end < y->end) - (x->end > y->end);
}

static void read_names(MatchScratch *s, TermState *state, size_t number) {
  const Matcher *matcher = s->matcher;
  size_t count;
  const Symbol *symbols = places_symbols(&s->places, &count);
  for (size_t i = 0; i < count; i++) {
    const Symbol *symbol = &symbols[i];
    if (definition_set_admits(matcher->definitions, number, symbol->name, symbol->kind,
                              s->term_scratch)) {
      add_name(s, state, symbol->name_start, symbol->name.len);
    }
  }
  if (state->names.count) {
    qsort(state->names.items, state->names.count, sizeof *state->names.items, compare_extents);
  }
}

// From the set: lines of the file, in order, to offsets of the text.
static void look_up_names(MatchScratch *s, TermState *state, size_t number) {
  const Content *content = s->content;
  Str text = s->subject.text;
  size_t count, line_start = 0;
  uint32_t line = content->record.first_line;
  const DefinedName *names =
      definition_set_in(s->matcher->definitions, number, content->part, content->document, &count);
  for (size_t i = 0; i < count; i++) {
    while (line < names[i].line && line_start < text.len) {
      line_start = str_find_byte(text, line_start, '\n') + 1;
      line++;
    }
    if (line == names[i].line) add_name(s, state, line_start + names[i].column, names[i].length);
  }
}

static void know_names(MatchScratch *s, TermState *state, size_t number) {
  if (state->names_known) return;
  state->names_known = true;
  if (places_are_indexed(&s->places))
    look_up_names(s, state, number);
  else
    read_names(s, state, number);
}

// Where names are not found but contain what is, an end is that of any name so far.
static void know_reach(MatchScratch *s, TermState *state, size_t number) {
  if (state->names_known) return;
  know_names(s, state, number);
  for (size_t i = 1; i < state->names.count; i++) {
    Extent *name = &state->names.items[i];
    if (name[-1].end > name->end) name->end = name[-1].end;
  }
}

static bool is_in_name(MatchScratch *s, TermState *state, size_t number, size_t start, size_t end) {
  know_reach(s, state, number);
  size_t low = 0, high = state->names.count; // the first name that starts behind `start`
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (state->names.items[middle].start <= start)
      low = middle + 1;
    else
      high = middle;
  }
  return low > 0 && end <= state->names.items[low - 1].end;
}

// ---- streams ------------------------------------------------------------------------------------

static bool counts_there(MatchScratch *s, TermState *state, size_t number, size_t start,
                         size_t end) {
  const QueryText *text = &s->matcher->query->texts[number]->text;
  unsigned place = PLACE_CODE;
  bool in_name = text->symbol;
  if (text->places == 0 && text->not_places == 0) return true;
  if (!in_name && ((text->places | text->not_places) & PLACE_DEFINITION)) {
    in_name = is_in_name(s, state, number, start, end);
  }
  const unsigned lexical = PLACE_CODE | PLACE_COMMENT | PLACE_STRING;
  if ((text->places | text->not_places) & lexical) place = places_at(&s->places, start);
  return scope_admits(text, place, in_name);
}

// The next occurrence that counts.
static bool next_in_stream(MatchScratch *s, TermState *state, size_t number) {
  if (!s->matcher->scoped) return term_cursor_next(&state->cursor, &state->start, &state->end);
  if (!s->matcher->terms[number]) {
    while (state->next_name < state->names.count) {
      Extent name = state->names.items[state->next_name++];
      if (!counts_there(s, state, number, name.start, name.end)) continue;
      state->start = name.start;
      state->end = name.end;
      return true;
    }
    return false;
  }
  while (term_cursor_next(&state->cursor, &state->start, &state->end)) {
    if (counts_there(s, state, number, state->start, state->end)) return true;
  }
  return false;
}

// Looks: to be asked once in a while.
static bool is_over(MatchScratch *s) {
  int64_t deadline_ns = s->matcher->deadline_ns;
  bool cancelled = s->cancelled && atomic_load_explicit(s->cancelled, memory_order_relaxed);
  s->over = s->over || cancelled || (deadline_ns && os_monotonic_ns() >= deadline_ns);
  return s->over;
}

static void step(MatchScratch *s, TermState *state) {
  bool more;
  if (++s->steps % POLL_STEPS == 0) is_over(s);
  if (s->over) {
    more = false;
  } else if (state->is_listed) {
    more = state->next_listed < state->listed.count;
    if (more) {
      Extent next = state->listed.items[state->next_listed++];
      state->start = next.start;
      state->end = next.end;
    }
  } else {
    more = next_in_stream(s, state, (size_t)(state - s->states));
  }
  state->presence = more ? PRESENT : ABSENT;
}

static bool text_occurs(MatchScratch *s, size_t number) {
  TermState *state = &s->states[number];
  if (state->presence == NOT_ASKED) {
    const Term *term = s->matcher->terms[number];
    if (term)
      term_cursor_open(&state->cursor, term, &s->subject, s->term_scratch);
    else
      know_names(s, state, number);
    step(s, state);
  }
  return state->presence == PRESENT;
}

// ---- NEAR ---------------------------------------------------------------------------------------

enum { SIDES_MAX = QUERY_MAX_TEXTS };

// The sides of a chain, in order, and the links between them.
typedef struct {
  const QueryNode *sides[SIDES_MAX];
  NearLink links[SIDES_MAX];
  size_t count;
} Chain;

static void open_chain(const QueryNode *node, Chain *chain) {
  if (node->items[0]->kind == QUERY_NEAR)
    open_chain(node->items[0], chain);
  else
    chain->sides[chain->count++] = node->items[0];
  chain->links[chain->count - 1] = (NearLink){node->distance, node->unit, node->ordered};
  chain->sides[chain->count++] = node->items[1];
}

static bool any_occurs(MatchScratch *s, const QueryNode *side) {
  if (side->kind == QUERY_TEXT) return text_occurs(s, side->number);
  for (size_t i = 0; i < side->count; i++) {
    if (any_occurs(s, side->items[i])) return true;
  }
  return false;
}

static void collect_marks(MatchScratch *s, const QueryNode *side, NearMarks *out) {
  for (size_t i = 0; i < side->count; i++) collect_marks(s, side->items[i], out);
  if (side->kind != QUERY_TEXT) return;
  TermState *state = &s->states[side->number];
  for (bool more = text_occurs(s, side->number); more; more = state->presence == PRESENT) {
    array_push(out, ((NearMark){.start = state->start, .end = state->end, .text = side->number}));
    step(s, state);
  }
  state->is_listed = true;
  state->listed.count = state->next_listed = 0;
}

static int compare_marks(const void *a, const void *b) {
  const NearMark *x = a, *y = b;
  if (x->start != y->start) return x->start > y->start ? 1 : -1;
  return (x->end > y->end) - (x->end < y->end);
}

// Lists, for each text of the chain, the occurrences that are near.
static void settle_chain(MatchScratch *s, const Chain *chain) {
  NearMarks sides[SIDES_MAX] = {{0}};
  for (size_t i = 0; i < chain->count; i++) {
    collect_marks(s, chain->sides[i], &sides[i]);
    NearMarks *marks = &sides[i];
    bool several = chain->sides[i]->kind != QUERY_TEXT; // one text's are in order
    if (several && marks->count)
      qsort(marks->items, marks->count, sizeof *marks->items, compare_marks);
  }
  if (!is_over(s) && near_settle(s->subject.text, sides, chain->links, chain->count)) {
    for (size_t i = 0; i < chain->count; i++) {
      for (size_t k = 0; k < sides[i].count; k++) {
        const NearMark *mark = &sides[i].items[k];
        array_push(&s->states[mark->text].listed, ((Extent){mark->start, mark->end}));
      }
    }
  }
  for (size_t i = 0; i < chain->count; i++) array_free(&sides[i]);
}

static void step_all(MatchScratch *s, const QueryNode *node) {
  for (size_t i = 0; i < node->count; i++) step_all(s, node->items[i]);
  if (node->kind == QUERY_TEXT) step(s, &s->states[node->number]);
}

static const QueryNode *first_text(const QueryNode *node) {
  while (node->kind != QUERY_TEXT) node = node->items[0];
  return node;
}

static bool near_occurs(MatchScratch *s, const QueryNode *node) {
  Chain chain = {.count = 0};
  open_chain(node, &chain);
  if (!s->states[first_text(node)->number].is_listed) {
    for (size_t i = 0; i < chain.count; i++) {
      if (!any_occurs(s, chain.sides[i])) return false;
    }
    settle_chain(s, &chain);
    step_all(s, node);
  }
  return any_occurs(s, chain.sides[0]);
}

// ---- is the query satisfied? --------------------------------------------------------------------

// What an answer costs: fields nothing, literals little, regular expressions much.
static int cost(const MatchScratch *s, const QueryNode *node) {
  if (node->kind == QUERY_FILTER) return 0;
  if (node->kind == QUERY_TEXT) {
    const Term *term = s->matcher->terms[node->number];
    return term ? 1 + term_cost(term) : 1;
  }
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
  case QUERY_NEAR: return near_occurs(s, node);
  case QUERY_FILTER:
    return filter_matches_record(&node->filter, s->matcher->facts, &s->content->record);
  case QUERY_NOT: return !satisfied(s, node->items[0]);
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

static void activate_texts(MatchScratch *s, const QueryNode *node) {
  if (node->kind == QUERY_TEXT) s->states[node->number].active = true;
  for (size_t i = 0; i < node->count; i++) activate_texts(s, node->items[i]);
}

// Wants the occurrences of the texts that make a satisfied node so.
static void activate(MatchScratch *s, const QueryNode *node) {
  if (node->kind == QUERY_TEXT || node->kind == QUERY_NEAR) activate_texts(s, node);
  if (node->kind != QUERY_AND && node->kind != QUERY_OR) return;
  for (size_t i = 0; i < node->count; i++) {
    if (node->kind == QUERY_AND || satisfied(s, node->items[i])) activate(s, node->items[i]);
  }
}

static void open_states(MatchScratch *s) {
  for (size_t i = 0; i < s->matcher->query->text_count; i++) {
    TermState *state = &s->states[i];
    state->presence = NOT_ASKED;
    state->active = state->names_known = state->is_listed = false;
    state->names.count = state->next_name = 0;
  }
}

bool match_open(MatchScratch *s, const Matcher *matcher, const Content *content) {
  const Query *query = matcher->query;
  s->content = content;
  s->subject = subject_make(content->text);
  if (content->ascii) s->subject.ascii = YES;
  s->over = false;
  s->from = s->counted_to = s->line_start = s->next_piece = 0;
  s->line_end = SIZE_MAX;
  s->line = content->first_line;
  places_open(&s->places, content);
  open_states(s);
  if (!satisfied(s, query->root) || is_over(s)) return false; // an end may have come early
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
    const TermState *state = &s->states[i];
    bool asked = state->presence != NOT_ASKED && s->matcher->terms[i];
    if (asked && state->cursor.given_up) return true;
  }
  return false;
}

// ---- occurrences --------------------------------------------------------------------------------

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

// Up to `offset` pieces of the text may begin, each with a line of its own.
static void enter_pieces(MatchScratch *s, size_t offset) {
  const Content *content = s->content;
  while (s->next_piece < content->piece_count && content->pieces[s->next_piece].at <= offset) {
    ContentPiece piece = content->pieces[s->next_piece++];
    s->line = piece.first_line;
    s->counted_to = s->line_start = piece.at;
  }
}

// Counts lines up to `offset`, which never goes back, and finds the line it is in.
static void locate(MatchScratch *s, size_t offset) {
  Str text = s->subject.text;
  if (s->line_end != SIZE_MAX && offset <= s->line_end) return; // still in the same line
  enter_pieces(s, offset);
  uint32_t passed = (uint32_t)scan_count_byte(str_slice(text, s->counted_to, offset), '\n');
  if (passed) {
    s->line += passed;
    s->line_start = offset;
    while (text.ptr[s->line_start - 1] != '\n') s->line_start--;
  }
  s->counted_to = offset;
  s->line_end = str_find_byte(text, offset, '\n');
}

// Where an occurrence in the line that was located ends; returns the end of the last line it touches.
static size_t locate_end(const MatchScratch *s, size_t start, size_t end, Match *out) {
  Str text = s->subject.text;
  out->end_line = out->line;
  out->end_column = (uint32_t)(end - s->line_start);
  if (end <= s->line_end) return s->line_end;
  size_t line_start = end;
  while (text.ptr[line_start - 1] != '\n') line_start--;
  out->end_line += (uint32_t)scan_count_byte(str_slice(text, start, end), '\n');
  out->end_column = (uint32_t)(end - line_start);
  return line_start == end ? end - 1 : str_find_byte(text, end, '\n');
}

// The next occurrence that counts. false: no more.
static bool next_occurrence(MatchScratch *s, size_t *start, size_t *end, uint8_t *number) {
  TermState *state;
  while ((state = first_state(s))) {
    *start = state->start;
    *end = state->end;
    *number = (uint8_t)(state - s->states);
    step(s, state);
    if (*start < s->from) continue; // inside another text's occurrence
    s->from = *end;
    return true;
  }
  return false;
}

bool match_pass(MatchScratch *s) {
  size_t start, end;
  uint8_t number;
  return next_occurrence(s, &start, &end, &number);
}

bool match_next(MatchScratch *s, Match *out) {
  size_t start, end;
  uint8_t number;
  if (!next_occurrence(s, &start, &end, &number)) return false;
  locate(s, start);
  *out = (Match){.line = s->line,
                 .column = (uint32_t)(start - s->line_start),
                 .length = (uint32_t)(end - start),
                 .end = end,
                 .number = number};
  size_t lines_end = locate_end(s, start, end, out);
  out->text = str_slice(s->subject.text, s->line_start, lines_end);
  bool has_return = out->text.len && out->text.ptr[out->text.len - 1] == '\r';
  if (has_return && lines_end < s->subject.text.len) out->text.len--;
  return true;
}
