#include "query/implies.h"

#include "support/cmocka_all.h"

#include <stdio.h>

typedef struct {
  const char *former, *next;
  bool implied;
} Case;

static bool implied(const char *former, const char *next, CaseMode mode) {
  Arena arena = {0};
  Query a, b;
  QueryOptions options = {.case_mode = mode};
  Error error;
  if (query_parse(str_from_c(former), &options, &arena, &a, &error) != STATUS_OK
      || query_parse(str_from_c(next), &options, &arena, &b, &error) != STATUS_OK) {
    fail_msg("%s, %s: %s", former, next, error.message);
  }
  bool result = query_implies(&b, &a);
  if (result) assert_true(query_may_be_implied(&a));
  arena_release(&arena);
  return result;
}

static void check(const Case *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    bool result = implied(cases[i].former, cases[i].next, CASE_SMART);
    if (result != cases[i].implied) fail_msg("%s, then %s", cases[i].former, cases[i].next);
  }
}

static void a_longer_text_implies_what_it_contains(void **state) {
  (void)state;
  static const Case cases[] = {
      {"foo", "foo", true},           {"foo", "foob", true},     {"foo", "xfoo", true},
      {"foo", "fo", false},           {"foo", "fob", false},     {"foo", "foo bar", true},
      {"foo", "bar foo", true},       {"foo bar", "foo", false}, {"foo bar", "foox barx", true},
      {"foo bar", "foobar", true},    {"fo o", "foo", true},     {"foo bar", "bar foo", true},
      {"\"a b\"", "\"a b c\"", true}, {"\"a b\"", "a b", false},
  };
  check(cases, sizeof cases / sizeof *cases);
}

static void case_may_tighten_and_not_loosen(void **state) {
  (void)state;
  static const Case cases[] = {
      {"foo", "Foo", true},  {"foo", "fooB", true},         {"Foo", "foo", false},
      {"Foo", "Foob", true}, {"Foo", "xFoob", true},        {"Foo", "FOOb", false},
      {"foo", "FOOb", true}, {"Foo", "Foo case:no", false},
  };
  check(cases, sizeof cases / sizeof *cases);
}

static void letters_beyond_ascii_are_compared_as_they_stand(void **state) {
  (void)state;
  static const Case cases[] = {
      {"stra\xC3\x9F",
       "stra\xC3\x9F"
       "e",
       true},
      {"\xC3\xA4x", "\xC3\x84xy", false}, // they fold to each other, which is left to others
  };
  check(cases, sizeof cases / sizeof *cases);
}

static void whole_words_imply_themselves_only(void **state) {
  (void)state;
  static const Case cases[] = {
      {"foo word:yes", "foob word:yes", false},
      {"foo word:yes", "foo word:yes", true},
      {"foo word:yes", "foo bar word:yes", true},
      {"foo word:yes", "foo", false},
      {"foo", "foob word:yes", true},
  };
  check(cases, sizeof cases / sizeof *cases);
}

static void filters_may_be_added_and_not_taken_away(void **state) {
  (void)state;
  static const Case cases[] = {
      {"foo", "foo lang:c", true},
      {"foo lang:c", "foob lang:c", true},
      {"foo lang:c", "foob", false},
      {"foo lang:c", "foob lang:python", false},
      {"foo file:a", "foob file:ab", false}, // narrower, but nobody has worked that out
      {"foo file:a", "file:a dir:b foob", true},
  };
  check(cases, sizeof cases / sizeof *cases);
}

static void what_is_more_than_literals_implies_nothing(void **state) {
  (void)state;
  static const Case cases[] = {
      {"/foo/", "/foob/", false}, {"fo*o", "fo*ob", false},          {"foo OR bar", "foo", false},
      {"foo -bar", "foo", false}, {"foo -bar", "foo -bar", false},   {"foo", "foo OR bar", false},
      {"foo", "foo -bar", true},  {"foo", "foo (bar OR baz)", true}, {"foo", "(foo x) OR y", false},
      {"foo", "foo /b.r/", true}, {"foo", "/foo/", false},           {"foo", "bar -foo", false},
  };
  check(cases, sizeof cases / sizeof *cases);
}

static void forced_case_counts_as_the_query_says(void **state) {
  (void)state;
  assert_true(implied("FOO", "FOOb", CASE_IGNORE));
  assert_true(implied("FOO", "foob", CASE_IGNORE));
  assert_false(implied("foo", "FOOb", CASE_MATCH));
  assert_true(implied("foo", "foob", CASE_MATCH));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_longer_text_implies_what_it_contains),
      cmocka_unit_test(case_may_tighten_and_not_loosen),
      cmocka_unit_test(letters_beyond_ascii_are_compared_as_they_stand),
      cmocka_unit_test(whole_words_imply_themselves_only),
      cmocka_unit_test(filters_may_be_added_and_not_taken_away),
      cmocka_unit_test(what_is_more_than_literals_implies_nothing),
      cmocka_unit_test(forced_case_counts_as_the_query_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
