// Problem: PCRE2 called line by line spends its time in calls; run over whole texts it matches
// across lines, and its Unicode tables are slow where all is ASCII.
//
// Approach: (1) a literal never meets PCRE2, unless its letters have other forms beyond ASCII and
// the text holds such letters; (2) a regular expression with a required literal is tried only on
// lines that contain the literal; (3) else, if it can be rewritten to stay within lines
// (pattern.h), it runs over windows of many lines; (4) else, line by line; (5) a pattern that asks
// for line ends runs over the whole text. Texts that are all ASCII are matched by a second code
// compiled without Unicode.
//
// No pattern hangs. PCRE2's match limit bounds what one starting place may cost, not how many there are:
// the offset limit does, so that a call tries some hundred places at most and the clock is looked at
// between calls. A line that takes too long is skipped and reported; a document with many such lines is
// left; a search that has met much of that is patient no longer.
//
// What counts is the thread's CPU time: on a busy machine any call may stand still. Its clock costs a
// hundred times as much as the wall's, which therefore tells when there is something to ask it.
#include "query/term.h"

#include "base/scan.h"
#include "query/regex.h"
#include "query/required.h"

#include <pcre2.h>

enum {
  WINDOW = 64 * 1024,      // bytes matched at once: cancelling is polled between
  POLL_LINES = 64,         // and between so many lines
  POLL_PARTS = 4096,       // of words, that are none themselves
  MATCH_LIMIT = 500000,    // of one starting place: about 1 ms
  IMPATIENT_LIMIT = 10000, // the same, of a search that has been patient enough
  HEAP_LIMIT = 64 * 1024,  // KiB, where PCRE2 interprets
  GIVE_UP_MAX = 64,        // lines of one text that are given up before the text is
  JIT_STACK_MAX = 1 << 20, // bytes
  STRIDE_MIN = 4,          // starting places tried in one call, where they cost much
  STRIDE_FIRST = 64,
  STRIDE_MAX = 512,
};

// Nanoseconds.
static const int64_t
    SLOW_CALL = 2000000, // wall time between looks at the clock: then CPU time is asked for
    LINE_PATIENCE = 20000000, TEXT_PATIENCE = 100000000, SEARCH_PATIENCE = 1000000000;

struct Term {
  Arena arena;
  const GramExpr *grams;
  bool whole_word;
  Approx *approx;    // a word within edits; all else is unused then
  ScanNeedle needle; // a literal, or a literal that every matching line contains
  bool has_needle, is_literal;
  bool is_word;  // an expression that is a word and its edges: in ASCII texts as good as a literal
  ScanSets sets; // without a needle: bytes that every matching ASCII line contains
  bool has_sets;
  bool other_forms;         // k or s, case ignored: also the Kelvin sign and the long s
  bool within_lines;        // the codes never match a line end and never match the empty text
  bool multiline;           // matches may span lines
  pcre2_code *code;         // for any text; NULL: none needed
  pcre2_code *ascii_code;   // for ASCII texts; NULL: use `code`
  bool compiled_to_machine; // both have been through PCRE2's JIT
};

struct TermScratch {
  pcre2_match_data *data;
  pcre2_match_context *context;
  pcre2_jit_stack *stack;
  const atomic_bool *cancelled;
  int64_t deadline_ns; // monotonic time; 0: none
  int64_t clock_ns;    // wall time when it was last looked at
  size_t untimed;      // starting places tried since
  int64_t slow_ns;     // CPU time that went into what is slow, all texts together
  bool wary;           // a call took long: every text has its CPU time from the start
};

// ---- compiling ----------------------------------------------------------------------------------

static pcre2_code *compile(Str pattern, uint32_t options, Error *error) {
  pcre2_compile_context *context = pcre2_compile_context_create(NULL);
  if (!context) die_out_of_memory(0);
  pcre2_set_newline(context, PCRE2_NEWLINE_LF);
  int code;
  PCRE2_SIZE at;
  options |= PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
  pcre2_code *compiled =
      pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options, &code, &at, context);
  uint32_t back_references = 0;
  if (compiled) pcre2_pattern_info(compiled, PCRE2_INFO_BACKREFMAX, &back_references);
  if (back_references) { // PCRE2 overestimates the least length of a match of some of these
    pcre2_code_free(compiled);
    options |= PCRE2_NO_START_OPTIMIZE;
    compiled = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options, &code, &at, context);
  }
  pcre2_compile_context_free(context);
  if (!compiled) {
    char words[256] = "";
    pcre2_get_error_message(code, (PCRE2_UCHAR *)words, sizeof words);
    error_set(error, STATUS_INVALID, "in the regular expression, at its byte %zu: %s", at + 1,
              words);
  }
  return compiled;
}

// The pattern with what makes it match whole words only. `word` is the class of a word's
// characters.
static void put_wrapped(Buf *out, Str pattern, bool whole_word, const char *word) {
  buf_clear(out);
  if (whole_word) buf_printf(out, "(?<!%s)(?:", word);
  buf_str_put(out, pattern);
  if (whole_word) buf_printf(out, ")(?!%s)", word);
}

// Without a JIT (or when it refuses), PCRE2 interprets.
static void compile_to_machine(Term *term) {
  term->compiled_to_machine = pcre2_jit_compile(term->code, PCRE2_JIT_COMPLETE) == 0;
  if (!term->ascii_code || !term->compiled_to_machine) return;
  term->compiled_to_machine = pcre2_jit_compile(term->ascii_code, PCRE2_JIT_COMPLETE) == 0;
}

// Both codes of a pattern.
static Status compile_codes(Term *term, Str pattern, bool fold, bool understood, Error *error) {
  uint32_t options = fold ? PCRE2_CASELESS : 0;
  Buf wrapped = {0};
  put_wrapped(&wrapped, pattern, term->whole_word, "[\\w\\x{80}-\\x{10ffff}]");
  term->code =
      compile(buf_str(&wrapped), options | PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF, error);
  if (term->code && understood && scan_is_ascii(pattern)) {
    put_wrapped(&wrapped, pattern, term->whole_word, "\\w");
    term->ascii_code = compile(buf_str(&wrapped), options, NULL);
  }
  buf_release(&wrapped);
  if (!term->code) return STATUS_INVALID;
  compile_to_machine(term);
  return STATUS_OK;
}

static Str lower_case(Arena *arena, Str text) {
  char *bytes = arena_alloc(arena, text.len + 1);
  for (size_t i = 0; i < text.len; i++) bytes[i] = ascii_lower(text.ptr[i]);
  return str_make(bytes, text.len);
}

static void quote(Str text, Buf *out) {
  for (size_t i = 0; i < text.len; i++) {
    if (!is_word_byte(text.ptr[i])) buf_byte(out, '\\');
    buf_byte(out, (uint8_t)text.ptr[i]);
  }
}

static Status make_literal(Term *term, const QueryText *query, Error *error) {
  bool fold = !query->match_case;
  Str text = fold ? lower_case(&term->arena, query->text) : arena_dup(&term->arena, query->text);
  term->is_literal = true;
  term->multiline = str_find_byte(text, 0, '\n') < text.len;
  term->grams =
      fold ? regex_grams_of_folded(&term->arena, text) : grams_of_text(&term->arena, text);
  term->needle = scan_needle_make(text, fold);
  term->has_needle = !fold || scan_is_ascii(text);
  term->other_forms = fold && (memchr(text.ptr, 'k', text.len) || memchr(text.ptr, 's', text.len));
  if (term->multiline) term->grams = grams_apart(&term->arena, term->grams);
  if (!fold || (term->has_needle && !term->other_forms)) return STATUS_OK;
  Buf pattern = {0};
  quote(text, &pattern);
  term->within_lines = !term->multiline;
  Status status = compile_codes(term, buf_str(&pattern), true, false, error);
  buf_release(&pattern);
  return status;
}

// The w of \bw\b, where it is a plain word; empty: it is not, or there is more to the expression.
static Str word_literal(Arena *arena, const Pattern *pattern, Str text) {
  const PatternNode *root = pattern->root;
  bool bounded = pattern->understood && text.len > 4 && str_starts_with(text, STR("\\b"))
                 && str_ends_with(text, STR("\\b"));
  if (!bounded || root->kind != PATTERN_CAT) return STR("");
  char *word = arena_alloc(arena, text.len);
  size_t length = 0;
  for (size_t i = 0; i < root->count; i++) {
    const PatternNode *item = root->items[i];
    bool edge = i == 0 || i + 1 == root->count;
    if (item->kind != (edge ? PATTERN_EMPTY : PATTERN_CHAR)) return STR("");
    if (edge) continue;
    if (item->code_point >= 128 || !is_word_byte((char)item->code_point)) return STR("");
    word[length++] = (char)item->code_point;
  }
  return str_make(word, length);
}

static Status make_regex(Term *term, Str text, bool fold, Error *error) {
  text = arena_dup(&term->arena, text);
  pcre2_code *check = compile(text, fold ? PCRE2_UTF | PCRE2_CASELESS : PCRE2_UTF, error);
  if (!check) return STATUS_INVALID; // its words speak of what the person typed, unwrapped
  uint32_t may_be_empty = 1;
  pcre2_pattern_info(check, PCRE2_INFO_MATCHEMPTY, &may_be_empty);
  pcre2_code_free(check);
  Pattern pattern;
  Status status = pattern_parse(text, fold, &term->arena, &pattern, error);
  if (status != STATUS_OK) return status;
  if (pattern.continues) {
    return error_set(
        error, STATUS_INVALID,
        "in the regular expression: \\G is not known here, matches stand by themselves");
  }
  term->grams = regex_grams(&term->arena, &pattern);
  term->multiline = pattern.multiline;
  if (term->multiline) term->grams = grams_apart(&term->arena, term->grams);
  term->within_lines = pattern.line_safe && !may_be_empty;
  RequiredLiteral literal = required_literal(&term->arena, &pattern);
  // A literal of a byte or two is on most lines, and then windows are better than lines.
  term->has_needle = literal.text.len >= (term->within_lines ? 3 : 1);
  if (term->has_needle) term->needle = scan_needle_make(literal.text, literal.fold);
  RequiredSets required;
  required_sets(&pattern, &required);
  term->has_sets = required.count && required.share < (term->within_lines ? 0.005 : 0.02);
  if (term->has_sets) scan_sets_make(&term->sets, required.count, required.member);
  Str word = word_literal(&term->arena, &pattern, text);
  if (word.len) {
    term->needle = scan_needle_make(fold ? lower_case(&term->arena, word) : word, fold);
    term->has_needle = term->is_word = true;
  }
  Str source = pattern.line_safe ? pattern.lines : text;
  return compile_codes(term, source, fold, pattern.understood, error);
}

Status term_new(const QueryText *text, Term **out, Error *error) {
  Term *term = xcalloc(1, sizeof *term);
  term->whole_word = text->whole_word;
  Status status;
  if (text->form == TEXT_LITERAL && text->edits) {
    status = approx_new(text->text, text->edits, !text->match_case, &term->approx, error);
    if (status == STATUS_OK) term->grams = approx_grams(&term->arena, term->approx);
  } else if (text->form == TEXT_LITERAL) {
    status = make_literal(term, text, error);
  } else {
    Buf regex = {0};
    if (text->form == TEXT_WILDCARD)
      query_wildcard_regex(text->text, &regex);
    else
      buf_str_put(&regex, text->text);
    status = make_regex(term, buf_str(&regex), !text->match_case, error);
    buf_release(&regex);
  }
  if (status != STATUS_OK) {
    term_free(term);
    return status;
  }
  *out = term;
  return STATUS_OK;
}

void term_free(Term *term) {
  if (!term) return;
  pcre2_code_free(term->code);
  pcre2_code_free(term->ascii_code);
  approx_free(term->approx);
  arena_release(&term->arena);
  free(term);
}

const GramExpr *term_grams(const Term *term) { return term->grams; }

bool term_is_multiline(const Term *term) { return term->multiline; }

int term_cost(const Term *term) {
  if (term->approx) return 1;
  return term->is_literal ? 0 : term->has_needle ? 1 : 2;
}

TermScratch *term_scratch_new(const atomic_bool *cancelled) {
  TermScratch *scratch = xcalloc(1, sizeof *scratch);
  scratch->cancelled = cancelled;
  scratch->data = pcre2_match_data_create(1, NULL);
  scratch->context = pcre2_match_context_create(NULL);
  if (!scratch->data || !scratch->context) die_out_of_memory(0);
  pcre2_set_match_limit(scratch->context, MATCH_LIMIT);
  pcre2_set_heap_limit(scratch->context, HEAP_LIMIT);
  return scratch;
}

void term_scratch_until(TermScratch *scratch, int64_t deadline_ns) {
  scratch->deadline_ns = deadline_ns;
}

void term_scratch_free(TermScratch *scratch) {
  if (!scratch) return;
  pcre2_match_data_free(scratch->data);
  pcre2_match_context_free(scratch->context);
  if (scratch->stack) pcre2_jit_stack_free(scratch->stack);
  free(scratch);
}

// The JIT's own stack, once something needs PCRE2 at all.
static void need_stack(TermScratch *scratch) {
  if (scratch->stack) return;
  scratch->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK_MAX, NULL);
  if (scratch->stack) pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
}

static bool is_over(const TermScratch *scratch) {
  if (scratch->cancelled && atomic_load_explicit(scratch->cancelled, memory_order_relaxed))
    return true;
  return scratch->deadline_ns && os_monotonic_ns() >= scratch->deadline_ns;
}

// ---- what is known of a text --------------------------------------------------------------------

static bool subject_is_ascii(Subject *s) {
  if (s->ascii == UNKNOWN_YET) s->ascii = scan_is_ascii(s->text) ? YES : NO;
  return s->ascii == YES;
}

static bool subject_has_return(Subject *s) {
  if (s->has_return == UNKNOWN_YET) {
    s->has_return = str_find_byte(s->text, 0, '\r') < s->text.len ? YES : NO;
  }
  return s->has_return == YES;
}

// Letters beyond ASCII that are k or s in another form.
static bool subject_has_wide_letters(Subject *s) {
  if (s->has_wide_letters == UNKNOWN_YET) {
    ScanNeedle kelvin = scan_needle_make(STR("\xE2\x84\xAA"), false);
    ScanNeedle long_s = scan_needle_make(STR("\xC5\xBF"), false);
    bool found = !subject_is_ascii(s)
                 && (scan_find(&kelvin, s->text, 0) != SIZE_MAX
                     || scan_find(&long_s, s->text, 0) != SIZE_MAX);
    s->has_wide_letters = found ? YES : NO;
  }
  return s->has_wide_letters == YES;
}

// ---- searching ----------------------------------------------------------------------------------

void term_cursor_open(TermCursor *c, const Term *term, Subject *subject, TermScratch *scratch) {
  *c = (TermCursor){.term = term,
                    .scratch = scratch,
                    .subject = subject,
                    .start = SIZE_MAX,
                    .end = SIZE_MAX,
                    .last_end = SIZE_MAX,
                    .stride = STRIDE_FIRST};
  if (term->approx) {
    c->approx = approx_cursor(term->approx, subject->text);
    return;
  }
  bool scanned = term->is_literal && term->has_needle
                 && !(term->other_forms && subject_has_wide_letters(subject));
  if (scanned) return;
  need_stack(scratch);
  scratch->clock_ns = os_monotonic_ns();
  scratch->untimed = 0;
  if (scratch->wary) c->cpu_ns = os_thread_cpu_ns();
  bool ascii = subject_is_ascii(subject);
  if (ascii && term->is_word) return;
  c->code = ascii && term->ascii_code ? term->ascii_code : term->code;
  c->by_literal = !term->is_literal && term->has_needle && (ascii || !term->needle.fold);
  c->by_sets = !c->by_literal && term->has_sets && ascii;
  if (!term->multiline) {
    c->by_line = c->by_literal || c->by_sets || !term->within_lines || subject_has_return(subject);
    return;
  }
  bool absent = c->by_literal && scan_find(&term->needle, subject->text, 0) == SIZE_MAX;
  c->start = 0;
  c->end = subject->text.len;
  if (absent) c->at = subject->text.len + 1;
}

static bool at_word_edges(Str text, size_t start, size_t end) {
  if (start > 0 && is_word_byte(text.ptr[start - 1])) return false;
  return end >= text.len || !is_word_byte(text.ptr[end]);
}

static bool next_literal(TermCursor *c, size_t *start, size_t *end) {
  Str text = c->subject->text;
  size_t found;
  unsigned parts = 1; // of words, passed over
  while ((found = scan_find(&c->term->needle, text, c->at)) != SIZE_MAX) {
    if (parts++ % POLL_PARTS == 0 && is_over(c->scratch)) return false;
    size_t behind = found + c->term->needle.needle.len;
    bool bound = c->term->whole_word || c->term->is_word;
    if (!bound || at_word_edges(text, found, behind)) {
      *start = found;
      *end = c->at = behind;
      return true;
    }
    c->at = found + 1;
  }
  return false;
}

// ---- PCRE2, with patience -----------------------------------------------------------------------

// One call, for places up to `last` (an offset in the text) to start at.
static int call(TermCursor *c, size_t last) {
  PCRE2_SPTR subject = (PCRE2_SPTR)c->subject->text.ptr + c->start;
  size_t length = c->end - c->start, offset = c->at - c->start;
  TermScratch *scratch = c->scratch;
  pcre2_set_offset_limit(scratch->context, last - c->start);
  return c->term->compiled_to_machine
             ? pcre2_jit_match(c->code, subject, length, offset, 0, scratch->data, scratch->context)
             : pcre2_match(c->code, subject, length, offset, 0, scratch->data, scratch->context);
}

// Counts CPU time against the line, the text and the search, and fits the stride to it.
static void note_slow(TermCursor *c, int64_t spent) {
  TermScratch *scratch = c->scratch;
  c->line_ns += spent;
  c->text_ns += spent;
  scratch->slow_ns += spent;
  if (scratch->slow_ns > SEARCH_PATIENCE) {
    pcre2_set_match_limit(scratch->context, IMPATIENT_LIMIT);
  }
  if (spent > SLOW_CALL / 4 && c->stride > STRIDE_MIN) c->stride /= 2;
  if (spent < SLOW_CALL / 64 && c->stride < STRIDE_MAX) c->stride *= 2;
}

// So much wall time has passed since the last look at the clock. What the thread did of it counts; of the
// first such time of a search that is not known, and half a line's patience counts at most.
static void note_long_time(TermCursor *c, int64_t passed) {
  int64_t now = os_thread_cpu_ns();
  int64_t spent = c->cpu_ns ? now - c->cpu_ns : LINE_PATIENCE / 2;
  if (spent > passed) spent = passed; // it includes what was before
  c->cpu_ns = now;
  c->scratch->wary = true;
  if (spent <= SLOW_CALL) return;
  c->slow = true;
  note_slow(c, spent);
}

// As call, with a look at the clock, which costs as much as matching a short line, only now and then.
static int timed_call(TermCursor *c, size_t last) {
  TermScratch *scratch = c->scratch;
  if (c->slow) {
    int64_t began = os_thread_cpu_ns();
    int found = call(c, last);
    note_slow(c, os_thread_cpu_ns() - began);
    return found;
  }
  int found = call(c, last);
  scratch->untimed += last - c->at + 1;
  if (scratch->untimed < STRIDE_MAX && found >= PCRE2_ERROR_NOMATCH) return found;
  int64_t now = os_monotonic_ns(), passed = now - scratch->clock_ns;
  scratch->untimed = 0;
  if (passed > SLOW_CALL) {
    note_long_time(c, passed);
    now = os_monotonic_ns();
  } else if (c->stride < STRIDE_MAX) {
    c->stride *= 2;
  }
  scratch->clock_ns = now;
  return found;
}

static bool is_out_of_patience(const TermCursor *c) {
  bool impatient = c->scratch->slow_ns > SEARCH_PATIENCE;
  return c->line_ns > (impatient ? LINE_PATIENCE / 64 : LINE_PATIENCE);
}

// Matches within [c->start, c->end) from c->at on, which moves to where the search was. 1: found, 0: not,
// -1: gave up.
static int match_within(TermCursor *c, size_t *start, size_t *end) {
  Str text = c->subject->text;
  for (;;) {
    size_t last = c->end - c->at > c->stride ? c->at + c->stride : c->end;
    while (last + 1 < c->end && ((unsigned char)text.ptr[last + 1] & 0xC0) == 0x80) last++;
    int found = timed_call(c, last);
    if (found >= 0) break;
    if (found != PCRE2_ERROR_NOMATCH) return -1;
    if (last >= c->end) return 0;
    c->at = last + 1;
    if (c->slow && (is_out_of_patience(c) || is_over(c->scratch))) return -1;
  }
  const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(c->scratch->data);
  *start = c->start + (ends[0] < ends[1] ? ends[0] : ends[1]); // \K in a look-ahead may turn them
  *end = c->start + ends[1];
  return 1;
}

// A line, or a place in a text, was given up. Whether the rest of the text is, too.
static bool gives_up_text(TermCursor *c) {
  bool impatient = c->scratch->slow_ns > SEARCH_PATIENCE;
  c->given_up++;
  c->line_ns = 0;
  if (!c->slow) c->text_ns += SLOW_CALL / 8, c->scratch->slow_ns += SLOW_CALL / 8;
  return c->given_up >= (impatient ? 1 : GIVE_UP_MAX) || c->text_ns > TEXT_PATIENCE;
}

// ---- lines and windows --------------------------------------------------------------------------

static size_t line_end_from(Str text, size_t at) { return str_find_byte(text, at, '\n'); }

static size_t line_start_before(Str text, size_t at, size_t least) {
  while (at > least && text.ptr[at - 1] != '\n') at--;
  return at;
}

// Makes the next line that may match the current one. false: there is none.
static bool next_line(TermCursor *c) {
  Str text = c->subject->text;
  if (c->at >= text.len) return false;
  c->start = c->at;
  if (c->by_literal || c->by_sets) {
    size_t found = c->by_literal ? scan_find(&c->term->needle, text, c->at)
                                 : scan_find_sets(&c->term->sets, text, c->at);
    if (found == SIZE_MAX) return false;
    c->start = line_start_before(text, found, c->at);
  }
  c->end = line_end_from(text, c->start);
  c->at = c->start;
  if (c->end > c->start && c->end < text.len && text.ptr[c->end - 1] == '\r') c->end--;
  return true;
}

static void leave_line(TermCursor *c) {
  c->at = line_end_from(c->subject->text, c->end) + 1;
  c->start = c->end = SIZE_MAX;
  c->line_ns = 0;
}

static size_t next_character(Str text, size_t at) {
  at++;
  while (at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80) at++;
  return at;
}

// Goes behind what was found. false: it is nothing, right behind something: no occurrence of its own.
static bool is_occurrence(TermCursor *c, size_t start, size_t end) {
  bool empty = start == end, adjacent = empty && end == c->last_end;
  c->at = empty ? next_character(c->subject->text, end) : end;
  if (!adjacent) c->last_end = end;
  return !adjacent;
}

static bool next_by_line(TermCursor *c, size_t *start, size_t *end) {
  Str text = c->subject->text;
  for (unsigned lines = 1; !(lines % POLL_LINES == 0 && is_over(c->scratch));) {
    if (c->start == SIZE_MAX && !next_line(c)) return false;
    int found = c->at <= c->end ? match_within(c, start, end) : 0;
    if (found <= 0) {
      leave_line(c);
      if (found < 0 && gives_up_text(c)) c->at = text.len;
      lines++;
      continue;
    }
    if (is_occurrence(c, *start, *end)) return true;
  }
  return false;
}

// Over many lines at once: only for codes that stay within lines.
static bool next_in_windows(TermCursor *c, size_t *start, size_t *end) {
  Str text = c->subject->text;
  while (!is_over(c->scratch)) {
    if (c->start == SIZE_MAX) {
      if (c->at >= text.len) return false;
      c->start = c->at;
      c->end = c->at + WINDOW < text.len ? line_end_from(text, c->at + WINDOW) : text.len;
    }
    int found = match_within(c, start, end);
    if (found > 0) {
      c->at = *end > c->at ? *end : next_character(text, c->at);
      if (c->at > c->end) c->at = c->end;
      return true;
    }
    if (found < 0) { // find the line that is to blame, from this one on
      c->by_line = true;
      c->line_ns = 0;
      c->start = line_start_before(text, c->at, c->start);
      c->end = line_end_from(text, c->at);
      return next_by_line(c, start, end);
    }
    c->at = c->end + 1;
    c->start = c->end = SIZE_MAX;
    c->line_ns = 0;
  }
  return false;
}

// Over the whole text, for what asks for line ends.
static bool next_in_text(TermCursor *c, size_t *start, size_t *end) {
  Str text = c->subject->text;
  while (c->at <= text.len && !is_over(c->scratch)) {
    int found = match_within(c, start, end);
    if (found == 0) break;
    if (found < 0) { // goes on behind the places that were tried
      c->at = gives_up_text(c) ? text.len + 1 : next_character(text, c->at + c->stride);
      continue;
    }
    bool behind = *start == text.len && (text.len == 0 || text.ptr[text.len - 1] == '\n');
    if (behind) break; // there is no line
    if (is_occurrence(c, *start, *end)) return true;
  }
  c->at = text.len + 1;
  return false;
}

static bool next_approx(TermCursor *c, size_t *start, size_t *end) {
  Str text = c->subject->text;
  do {
    c->approx.until = c->approx.at + WINDOW;
    if (approx_next(c->term->approx, text, &c->approx, start, end)) return true;
  } while (c->approx.at < text.len && !is_over(c->scratch));
  return false;
}

bool term_cursor_next(TermCursor *c, size_t *start, size_t *end) {
  if (c->term->approx) return next_approx(c, start, end);
  if (!c->code) return next_literal(c, start, end);
  if (c->term->multiline) return next_in_text(c, start, end);
  return c->by_line ? next_by_line(c, start, end) : next_in_windows(c, start, end);
}
