// Texts of a query, compiled: where they occur, over line ends too, and that no pattern takes for ever.
#include "base/array.h"
#include "base/os.h"
#include "query/term.h"
#include "support/cmocka_all.h"

#include <signal.h>
#include <sys/time.h>
#include <time.h>

static Term *compiled(const QueryText *text) {
  Term *term = NULL;
  Error error;
  if (term_new(text, &term, &error) != STATUS_OK) {
    fail_msg("%.*s: %s", STR_ARGS(text->text), error.message);
  }
  return term;
}

// All occurrences, as "start-end start-end".
static Str occurrences(const QueryText *query, Str text, Buf *out, unsigned *given_up) {
  Term *term = compiled(query);
  TermScratch *scratch = term_scratch_new(NULL);
  Subject subject = subject_make(text);
  TermCursor cursor;
  size_t start, end;
  buf_clear(out);
  term_cursor_open(&cursor, term, &subject, scratch);
  while (term_cursor_next(&cursor, &start, &end)) {
    buf_printf(out, "%s%zu-%zu", out->len ? " " : "", start, end);
  }
  if (given_up) *given_up = cursor.given_up;
  term_scratch_free(scratch);
  term_free(term);
  return buf_str(out);
}

typedef struct {
  const char *pattern, *text, *wanted;
} Case;

static const Case cases[] = {
    // within lines
    {"foo.bar", "foo\nbar foo bar", "8-15"},
    {"foo[^x]bar", "foo\nbar foo bar", "8-15"},
    {"foo\\s+bar", "foo\nbar foo  bar", "8-16"},
    {"^", "a\nb\n", "0-0 2-2"},
    {"x*", "ax\n", "0-0 1-2"},
    {"foo$", "foo\r\nfoo", "0-3 5-8"},
    // asked for line ends
    {"foo\\nbar", "foo\nbar foo bar", "0-7"},
    {"foo\\r?\\nbar", "foo\r\nbar foo\nbar", "0-8 9-16"},
    {"foo\\Rbar", "foo\r\nbar foo\nbar", "0-8 9-16"},
    {"(?s)a.*?b", "a\n\nb a b", "0-4 5-8"},
    {"(?s:a.b)", "a\nb", "0-3"},
    {"(?s)a[^x]b", "a\nb", "0-3"},
    {"(?s)a[^x\\n]b", "a\nb acb", "4-7"},
    {"a[ \\n]b", "a\nb a b", "0-3 4-7"},
    {"\\s\\n", "a \nb\t\n", "1-3 4-6"},
    {"^b\\n^c$", "a\nb\nc\nd", "2-5"},
    {"\\n", "a\n\nb\n", "1-2 2-3 4-5"},
    {"\\n*", "a\n\nb\n", "0-0 1-3 4-5"},
    {"\\Aa\\nb", "a\nb\na\nb", "0-3"},
    {"b\\n\\z", "b\nb\n", "2-4"},
    {"a\\n(?=b)", "a\na\nb", "2-4"},
    {"(?<=a\\n)b", "a\nb", "2-3"},
    {"\xC3\xA9\\n\xC3\xA9", "\xC3\xA9\n\xC3\xA9", "0-5"},
    {"a{\\n", "a{\n}", "0-3"},
    {"nothing\\nhere", "nothing here", ""},
    {"a\\nb", "", ""},
    // a whole word is a literal, but what is a word beyond ASCII is PCRE2's to say
    {"\\bab\\b", "ab xab ab_ ab\nab", "0-2 11-13 14-16"},
    {"\\bab\\b",
     "\xC3\xA9"
     "ab ab",
     "5-7"},
    {"\\bab\\b",
     "\xC2\xBB"
     "ab abc",
     "2-4"},
    {"\\ba\\.b\\b", "a.b axb xa.b", "0-3"},
    {"\\b\\(a\\b", "x(a (a", "1-3"},
    // (?s) ends with its group, and without a dot or a negated class asks for nothing
    {"(?s:x)a.b", "xa\nb xa b", "5-9"},
    {"(?s)foo\\s", "foo\nfoo ", "4-8"},
};

static void occurrences_stay_within_lines_unless_line_ends_are_asked_for(void **state) {
  (void)state;
  Buf found = {0};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    const Case *c = &cases[i];
    QueryText query = {.form = TEXT_REGEX, .text = str_from_c(c->pattern), .match_case = true};
    if (str_equal(occurrences(&query, str_from_c(c->text), &found, NULL), str_from_c(c->wanted)))
      continue;
    fail_msg("/%s/: wanted %s, found %.*s", c->pattern, c->wanted, STR_ARGS(buf_str(&found)));
  }
  buf_release(&found);
}

static void what_goes_on_where_a_match_ended_is_refused(void **state) {
  (void)state;
  static const char *const refused[] = {"\\Ga", "a|\\Gb", "(?x) \\G a"};
  static const char *const taken[] = {"\\\\Ga", "\\Q\\G\\Ea"};
  for (size_t i = 0; i < COUNT_OF(refused) + COUNT_OF(taken); i++) {
    bool is_refused = i < COUNT_OF(refused);
    const char *text = is_refused ? refused[i] : taken[i - COUNT_OF(refused)];
    QueryText query = {.form = TEXT_REGEX, .text = str_from_c(text), .match_case = true};
    Term *term;
    Error error = {.message = ""};
    Status status = term_new(&query, &term, &error);
    if (is_refused) {
      assert_int_equal(status, STATUS_INVALID);
      assert_non_null(strstr(error.message, "\\G"));
    } else {
      assert_int_equal(status, STATUS_OK);
      term_free(term);
    }
  }
}

static void a_literal_may_hold_a_line_end(void **state) {
  (void)state;
  Buf found = {0};
  QueryText query = {.form = TEXT_LITERAL, .text = STR("Foo\nk"), .match_case = true};
  assert_true(str_equal(occurrences(&query, STR("foo\nk Foo\nk"), &found, NULL), STR("6-11")));
  query.match_case = false; // the Kelvin sign, so not by a scan alone
  Str text = STR("foo\nk FOO\n\xE2\x84\xAA");
  assert_true(str_equal(occurrences(&query, text, &found, NULL), STR("0-5 6-13")));
  Term *term = compiled(&query);
  assert_true(term_is_multiline(term));
  term_free(term);
  query.text = STR("foo");
  term = compiled(&query);
  assert_false(term_is_multiline(term));
  term_free(term);
  buf_release(&found);
}

// A match is found wherever it stands, though only some places are tried at a time.
static void a_match_is_found_at_any_distance(void **state) {
  (void)state;
  Buf text = {0}, found = {0}, wanted = {0};
  for (size_t before = 0; before < 3000; before += 61) {
    for (int wide = 0; wide < 2; wide++) {
      buf_clear(&text);
      buf_clear(&wanted);
      while (text.len < before) buf_str_put(&text, wide ? STR("\xE4\xB8\xAD") : STR("x"));
      size_t at = text.len;
      buf_str_put(&text, STR("0y\nz"));
      for (int multiline = 0; multiline < 2; multiline++) {
        QueryText query = {.form = TEXT_REGEX, .match_case = true};
        query.text = multiline ? STR("[01](?:y)\\n(?:z|y)") : STR("[01](?:y|z)");
        buf_clear(&wanted);
        buf_printf(&wanted, "%zu-%zu", at, at + (multiline ? 4 : 2));
        Str got = occurrences(&query, buf_str(&text), &found, NULL);
        if (!str_equal(got, buf_str(&wanted))) {
          fail_msg("%zu wide %d: %.*s", before, wide, STR_ARGS(got));
        }
      }
    }
  }
  buf_release(&text);
  buf_release(&found);
  buf_release(&wanted);
}

// ---- hostile patterns ---------------------------------------------------------------------------

typedef struct {
  const char *pattern, *piece; // of which the text is made
  size_t times;
  const char *end;
} Hostile;

static const Hostile hostile[] = {
    {"(a+)+$", "a", 5000, "b"},
    {"(x*)*y", "x", 5000, "z"},
    {"(x+x+)+y", "x", 5000, "z"},
    {"(?:xz?)++[yv]", "x", 300000, ""}, // quadratic, and no step of it backtracks
    {"(?:(?=x)[xz])*+[yv]", "x", 300000, ""},
    {"(?:xx)*(?:xxx)*[yv]", "x", 1000, "\n"},
    {"(?:xx)*(?:xxx)*[yv]", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 20000, ""},
    {"(?s)(?:xx)*(?:xxx)*.[yv]", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 20000, ""},
    {"(?s)(?:.z?)++\\n[yv]", "xx\n", 300000, ""},
    {"^(?:(.)\\1?)*$\\n!", "xx\n", 20000, ""},
    {"(a|aa)+$", "a", 3000, "b"},
    {"(a|a?)+$", "a", 3000, "b"},
    {"([a-z]+)*[0-9]", "abc", 30000, ""},
    {"(.*)*x", "a", 30000, ""},
    {"(.*?,){11}P", "1,2,3,4,5,6,7,8,9,10,11,12,13,", 100, ""},
    {"\\b(\\w+\\s*)+\\d{8}\\z", "word ", 5000, "."},
    {"(?R)?a", "a", 2000, ""},
    {"^(a(?1)?b)*$", "aabb", 1000, "c"},
    {"((?:(?:(?:(?:a?){9}){9}){9}){9})b", "a", 5000, ""},
    {"((a{1,60}){1,60}){1,10}b", "a", 5000, ""},
    {"((a{1,60}){1,60}){1,60}b", "a", 50, ""},
    {"(?:a{0,65535}){0,65535}b", "a", 5000, ""},
    {"(?i)(?:k|s|\xC3\xA9)*?\\Kx$", "ks", 20000, ""},
    {"(?=(a+))a*b\\1", "a", 20000, ""},
    {"(?<!a{3})(a*)*c", "a", 5000, ""},
    {"(((((((((((((((((((a*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*b", "a", 1000, ""},
};

static void check_hostile(const Hostile *h, bool whole_word) {
  Buf text = {0}, found = {0};
  for (size_t i = 0; i < h->times; i++) buf_str_put(&text, str_from_c(h->piece));
  buf_str_put(&text, str_from_c(h->end));
  QueryText query = {.form = TEXT_REGEX,
                     .text = str_from_c(h->pattern),
                     .match_case = true,
                     .whole_word = whole_word};
  int64_t began = os_cpu_ns();
  Term *term;
  Error error = {.message = ""};
  unsigned given_up = 0;
  if (term_new(&query, &term, &error) == STATUS_OK) {
    term_free(term);
    occurrences(&query, buf_str(&text), &found, &given_up);
  } else {
    assert_true(error.message[0] != '\0');
  }
  double seconds = (double)(os_cpu_ns() - began) / 1e9;
  print_message("%5.2f s, %2u given up: /%.40s/ %s\n", seconds, given_up, h->pattern,
                error.message);
  if (seconds > 4) fail_msg("/%.40s/ took %.1f s", h->pattern, seconds);
  buf_release(&text);
  buf_release(&found);
}

static void hostile_patterns_end_soon(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(hostile); i++) check_hostile(&hostile[i], i % 2);
}

// Patterns of the greatest length, of the forms that cost most to read and to plan.
static void long_patterns_end_soon(void **state) {
  (void)state;
  static const char *const pieces[] = {"(",      "a|",   "[ab]",    "(a|b)",   ".abc",
                                       "abc|",   "(?:",  "a{9}",    "[a-z]",   "(?i)k",
                                       "\\w+x?", "[^a]", "(?=abc)", "abd{0,4}"};
  for (size_t i = 0; i < COUNT_OF(pieces); i++) {
    Buf pattern = {0};
    while (pattern.len + 10 < 8192) buf_printf(&pattern, "%s", pieces[i]);
    buf_byte(&pattern, '\0');
    check_hostile(&(Hostile){pattern.data, "abcabd", 2000, ""}, false);
    buf_release(&pattern);
  }
}

// A search that meets slow lines everywhere becomes impatient: many documents end, too.
static void many_slow_texts_end_soon(void **state) {
  (void)state;
  QueryText query = {.form = TEXT_REGEX, .text = STR("(?:x|xx)+[yv]"), .match_case = true};
  Term *term = compiled(&query);
  TermScratch *scratch = term_scratch_new(NULL);
  Buf text = {0};
  for (int i = 0; i < 5000; i++) buf_byte(&text, i % 100 == 99 ? '\n' : 'x');
  int64_t began = os_cpu_ns();
  for (int i = 0; i < 2000; i++) {
    Subject subject = subject_make(buf_str(&text));
    TermCursor cursor;
    size_t start, end;
    term_cursor_open(&cursor, term, &subject, scratch);
    assert_false(term_cursor_next(&cursor, &start, &end));
    assert_true(cursor.given_up > 0);
  }
  double seconds = (double)(os_cpu_ns() - began) / 1e9;
  print_message("%.2f s\n", seconds);
  assert_true(seconds < 10);
  buf_release(&text);
  term_scratch_free(scratch);
  term_free(term);
}

static volatile sig_atomic_t stops;

// As if another thread had the processor.
static void stand_still(int signal) {
  (void)signal;
  stops++;
  nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
}

static void let_it_stand_still(bool on) {
  struct sigaction action = {.sa_handler = stand_still, .sa_flags = SA_RESTART};
  struct itimerval often = {.it_interval.tv_usec = 35000, .it_value.tv_usec = 5000}, never = {{0}};
  if (on) sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, on ? &often : &never, NULL);
}

// Time in which nothing is done is not the expression's fault: no line is lost on a busy machine.
static void a_busy_machine_loses_no_line(void **state) {
  (void)state;
  enum { LINES = 40 };
  QueryText query = {.form = TEXT_REGEX, .text = STR("(?:[a-z][a-z ])+[0-9]!"), .match_case = true};
  Term *term = compiled(&query);
  Buf text = {0};
  for (int i = 0; i < LINES; i++) {
    for (int k = 0; k < 400; k++) buf_printf(&text, "some words go by; ");
    buf_printf(&text, "ab1!\n");
  }
  stops = 0;
  let_it_stand_still(true);
  for (int round = 0; round < 1000 && stops < 12; round++) {
    TermScratch *scratch = term_scratch_new(NULL);
    Subject subject = subject_make(buf_str(&text));
    TermCursor cursor;
    size_t start, end, found = 0;
    term_cursor_open(&cursor, term, &subject, scratch);
    while (term_cursor_next(&cursor, &start, &end)) found++;
    term_scratch_free(scratch);
    if (found != LINES || cursor.given_up) break;
  }
  let_it_stand_still(false);
  assert_true(stops >= 12);
  buf_release(&text);
  term_free(term);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(occurrences_stay_within_lines_unless_line_ends_are_asked_for),
      cmocka_unit_test(what_goes_on_where_a_match_ended_is_refused),
      cmocka_unit_test(a_literal_may_hold_a_line_end),
      cmocka_unit_test(a_match_is_found_at_any_distance),
      cmocka_unit_test(hostile_patterns_end_soon),
      cmocka_unit_test(long_patterns_end_soon),
      cmocka_unit_test(many_slow_texts_end_soon),
      cmocka_unit_test(a_busy_machine_loses_no_line)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
