// Rules one by one, as gitignore(5) describes them; tests/property/ignore_git.c has the random
// ones.
#include "base/os.h"
#include "intake/git.h"
#include "intake/glob.h"
#include "intake/ignore.h"

#include "support/cmocka_all.h"

#include <stdio.h>

static IgnoreVerdict verdict_of(const char *rules_text, const char *path, bool fold) {
  IgnoreRules *rules = ignore_rules_parse(str_from_c(rules_text), fold);
  Str s = str_from_c(path);
  bool directory = str_ends_with(s, STR("/"));
  if (directory) s.len--;
  IgnoreSubject subject = ignore_subject(s, directory);
  IgnoreVerdict verdict = ignore_rules_match(rules, &subject, 0);
  ignore_rules_free(rules);
  return verdict;
}

typedef struct {
  const char *rules, *path; // a path with '/' at the end is a directory
  IgnoreVerdict verdict;
} Case;

#define NONE IGNORE_UNDECIDED
#define EXCLUDED IGNORE_EXCLUDED
#define INCLUDED IGNORE_INCLUDED

static void check(const Case *cases, size_t count, bool fold) {
  for (size_t i = 0; i < count; i++) {
    IgnoreVerdict got = verdict_of(cases[i].rules, cases[i].path, fold);
    if (got == cases[i].verdict) continue;
    fail_msg("\"%s\" on \"%s\": got %d, not %d", cases[i].rules, cases[i].path, got,
             cases[i].verdict);
  }
}

static void a_rule_without_slash_matches_names_at_any_depth(void **state) {
  (void)state;
  static const Case cases[] = {
      {"foo", "foo", EXCLUDED},   {"foo", "a/b/foo", EXCLUDED},    {"foo", "foo/b", NONE},
      {"foo", "foobar", NONE},    {"*.o", "a/x.o", EXCLUDED},      {"*.o", ".o", EXCLUDED},
      {"*.o", "x.oo", NONE},      {"foo*", "a/foo", EXCLUDED},     {"foo*", "a/food", EXCLUDED},
      {"foo*", "xfoo", NONE},     {"*", "anything", EXCLUDED},     {"f?o", "a/fxo", EXCLUDED},
      {"f?o", "fo", NONE},        {"*a*b*", "xxaxxbxx", EXCLUDED}, {"*a*b*", "xxbxxaxx", NONE},
      {"a**b", "axxb", EXCLUDED}, {"**", "a/b", EXCLUDED},         {".*", ".hidden", EXCLUDED},
      {".*", "visible", NONE},    {"*~", "a~", EXCLUDED},
  };
  check(cases, COUNT_OF(cases), false);
}

static void a_rule_with_a_slash_is_bound_to_its_directory(void **state) {
  (void)state;
  static const Case cases[] = {
      {"/foo", "foo", EXCLUDED},  {"/foo", "a/foo", NONE},      {"a/foo", "a/foo", EXCLUDED},
      {"a/foo", "b/a/foo", NONE}, {"a/*", "a/b", EXCLUDED},     {"a/*", "a/b/c", NONE},
      {"/*.c", "x.c", EXCLUDED},  {"/*.c", "a/x.c", NONE},      {"a/*/c", "a/b/c", EXCLUDED},
      {"a/*/c", "a/b/b/c", NONE}, {"a/?/c", "a/b/c", EXCLUDED}, {"a?c/d", "a/c/d", NONE},
      {"a[/]c/d", "a/c/d", NONE}, {"/a*b", "a/b", NONE},
  };
  check(cases, COUNT_OF(cases), false);
}

static void two_stars_span_directories_only_where_they_stand_alone(void **state) {
  (void)state;
  static const Case cases[] = {
      {"**/foo", "foo", EXCLUDED},
      {"**/foo", "a/b/foo", EXCLUDED},
      {"**/foo", "xfoo", NONE},
      {"a/**", "a/b/c", EXCLUDED},
      {"a/**", "a/", NONE},
      {"a/**/b", "a/b", EXCLUDED},
      {"a/**/b", "a/x/y/b", EXCLUDED},
      {"a/**/b", "ab", NONE},
      {"a/**/b", "a/xb", NONE},
      {"x/a**b", "x/a1/2b", NONE},
      {"x/a**b", "x/a12b", EXCLUDED},
      {"**/a/**/b", "1/a/2/3/b", EXCLUDED},
      {"**/*a/b", "x/ya/b", EXCLUDED},
      {"a/**/**/b", "a/b", EXCLUDED},
      {"a/**/*.c", "a/b/x.c", EXCLUDED},
      {"/**/x", "x", EXCLUDED},
      {"***/x", "a/b/x", EXCLUDED},
      {"a**/x", "a/b/x", EXCLUDED}, // see the top of ignore.c
  };
  check(cases, COUNT_OF(cases), false);
}

static void a_slash_at_the_end_asks_for_a_directory(void **state) {
  (void)state;
  static const Case cases[] = {
      {"foo/", "foo/", EXCLUDED}, {"foo/", "foo", NONE},      {"foo/", "a/foo/", EXCLUDED},
      {"/foo/", "a/foo/", NONE},  {"*.d/", "x.d/", EXCLUDED}, {"*.d/", "x.d", NONE},
      {"/foo/", "foobar/", NONE}, {"foo//", "foo/", NONE},    {"/", "a/", NONE},
  };
  check(cases, COUNT_OF(cases), false);
}

static void the_last_matching_rule_wins_whatever_its_kind(void **state) {
  (void)state;
  static const Case cases[] = {
      {"*.c\n!a.c", "a.c", INCLUDED},
      {"!a.c\n*.c", "a.c", EXCLUDED},
      {"a*\n!*.c\nabc.c", "abc.c", EXCLUDED},
      {"abc.c\na*\n!*.c", "abc.c", INCLUDED},
      {"*.c\n!a/", "a.c", EXCLUDED},
      {"[a]bc\n!abc", "abc", INCLUDED},
      {"!abc\n[a]bc", "abc", EXCLUDED},
      {"!x", "x", INCLUDED},
      {"x\n!x/", "x", EXCLUDED},
      {"x\n!x/", "x/", INCLUDED},
      {"/a/b\n!b", "a/b", INCLUDED},
      {"b\n!/a/b", "b", EXCLUDED},
  };
  check(cases, COUNT_OF(cases), false);
}

static void brackets_are_git_s(void **state) {
  (void)state;
  static const Case cases[] = {
      {"[a-c]x", "bx", EXCLUDED},
      {"[a-c]x", "dx", NONE},
      {"[!a-c]x", "dx", EXCLUDED},
      {"[^a-c]x", "ax", NONE},
      {"[]a]x", "]x", EXCLUDED},
      {"[!]a]x", "bx", EXCLUDED},
      {"[a-]x", "-x", EXCLUDED},
      {"[-a]x", "-x", EXCLUDED},
      {"[\\]]x", "]x", EXCLUDED},
      {"[\\a-\\c]x", "bx", EXCLUDED},
      {"[[:digit:]]x", "7x", EXCLUDED},
      {"[[:digit:]ab]x", "bx", EXCLUDED},
      {"[[:nope:]]x", "nx", NONE},
      {"[[:]x", ":x", EXCLUDED},
      {"[[:x]x", "[x", EXCLUDED},
      {"[abc", "[abc", NONE},
      {"[abc", "a", NONE},
      {"[[:punct:]]x", "_x", EXCLUDED},
      {"[[:space:]]x", "\tx", EXCLUDED},
      {"[[:xdigit:][:upper:]]x", "Zx", EXCLUDED},
      {"[c-a]x", "bx", NONE},
      {"*.[ch]", "x.h", EXCLUDED},
  };
  check(cases, COUNT_OF(cases), false);
}

static void lines_are_read_as_git_reads_them(void **state) {
  (void)state;
  static const Case cases[] = {
      {"#x\nx", "#x", NONE},
      {"\\#x", "#x", EXCLUDED},
      {"\\!x", "!x", EXCLUDED},
      {"x  ", "x", EXCLUDED},
      {"x\\ ", "x ", EXCLUDED},
      {"x\\ ", "x", NONE},
      {"x \\ ", "x  ", EXCLUDED},
      {"x\t", "x", NONE},
      {"x\t", "x\t", EXCLUDED},
      {"x\r\ny\r\n", "x", EXCLUDED},
      {"x\r\ny\r", "y", EXCLUDED},
      {" x", "x", NONE},
      {" x", " x", EXCLUDED},
      {"", "x", NONE},
      {"\n\n\n", "x", NONE},
      {"\xEF\xBB\xBFx", "x", EXCLUDED},
      {"!", "!", NONE},
      {"a\\b", "ab", EXCLUDED},
      {"x\\", "x", NONE},
      {"x\\", "x\\", NONE},
      {"\\\\", "\\", EXCLUDED},
  };
  check(cases, COUNT_OF(cases), false);
  IgnoreRules *rules = ignore_rules_parse(STR("a\0b\nc"), false);
  IgnoreSubject subject = ignore_subject(STR("a"), false);
  assert_int_equal(ignore_rules_match(rules, &subject, 0), EXCLUDED);
  assert_int_equal(ignore_rules_count(rules), 2);
  ignore_rules_free(rules);
}

static void case_is_ignored_only_where_git_would(void **state) {
  (void)state;
  static const Case cases[] = {
      {"Foo", "fOO", EXCLUDED},
      {"*.TXT", "a.txt", EXCLUDED},
      {"ab*", "ABC", EXCLUDED},
      {"/A/b", "a/B", EXCLUDED},
      {"a?C", "AxC", EXCLUDED},
      {"[A-C]x", "bX", EXCLUDED},
      {"[A]x", "ax", NONE},
      {"\\Ax", "ax", NONE},
      {"[[:upper:]]x", "ax", EXCLUDED},
      {"A*/[b]x", "a1/Bx", EXCLUDED},
  };
  check(cases, COUNT_OF(cases), true);
  assert_int_equal(verdict_of("Foo", "foo", false), NONE);
}

static void a_hundred_thousand_rules_are_found_by_name(void **state) {
  (void)state;
  Buf text = {0};
  for (int i = 0; i < 100000; i++) buf_printf(&text, "%sname%d\n", i % 2 ? "!" : "", i);
  IgnoreRules *rules = ignore_rules_parse(buf_str(&text), false);
  assert_int_equal(ignore_rules_count(rules), 100000);
  for (int i = 0; i < 100000; i += 97) {
    char name[32];
    snprintf(name, sizeof name, "a/name%d", i);
    IgnoreSubject subject = ignore_subject(str_from_c(name), false);
    assert_int_equal(ignore_rules_match(rules, &subject, 0), i % 2 ? INCLUDED : EXCLUDED);
  }
  ignore_rules_free(rules);
  buf_release(&text);
}

// Each would take longer than the age of the universe with naive backtracking.
static void hostile_patterns_are_answered_at_once(void **state) {
  (void)state;
  Buf name = {0}, deep = {0}, stars = {0}, dirs = {0}, mixed = {0};
  for (int i = 0; i < 250; i++) buf_byte(&name, 'a');
  for (int i = 0; i < 2000; i++) buf_str_put(&deep, STR("a/"));
  buf_byte(&deep, 'a');
  for (int i = 0; i < 120; i++) buf_str_put(&stars, STR("*a"));
  for (int i = 0; i < 500; i++) buf_str_put(&dirs, STR("**/a/"));
  for (int i = 0; i < 500; i++) buf_str_put(&mixed, STR("**/*a*/"));
  Buf *patterns[] = {&stars, &dirs, &mixed};
  Buf *texts[] = {&name, &deep};
  int64_t start = os_thread_cpu_ns();
  for (size_t i = 0; i < COUNT_OF(patterns); i++) {
    buf_byte(patterns[i], 'b');
    for (size_t j = 0; j < COUNT_OF(texts); j++) {
      Arena arena = {0};
      Glob glob;
      assert_true(glob_compile(&arena, buf_str(patterns[i]), false, &glob));
      assert_false(glob_match(&glob, buf_str(texts[j]), false));
      arena_release(&arena);
    }
    buf_release(patterns[i]);
  }
  assert_true(os_thread_cpu_ns() - start < 2000000000);
  buf_release(&name);
  buf_release(&deep);
}

static IgnoreRules *rules_of(const char *text) {
  return ignore_rules_parse(str_from_c(text), false);
}

static IgnoreVerdict in_scope(const IgnoreScope *scope, const char *path) {
  IgnoreSubject subject = ignore_subject(str_from_c(path), false);
  return ignore_scope_match(scope, &subject);
}

static void inner_files_win_over_outer_and_dot_ignore_over_all(void **state) {
  (void)state;
  IgnoreScopeParts outer_parts = {.base = 0,
                                  .repository = true,
                                  .gitignore = rules_of("*.a\n*.b\n/top"),
                                  .exclude = rules_of("*.x\n!*.a"),
                                  .global = rules_of("*.y\n!*.x"),
                                  .ignore = rules_of("!w.b")};
  IgnoreScope *outer = ignore_scope_new(NULL, &outer_parts);
  IgnoreScopeParts inner_parts = {.base = 4, .gitignore = rules_of("!k.a\nw.b\n/top")};
  IgnoreScope *inner = ignore_scope_new(outer, &inner_parts);
  ignore_scope_unref(outer); // inner keeps it
  assert_int_equal(ignore_scope_rule_count(inner), 11);
  assert_int_equal(in_scope(inner, "sub/z.a"), EXCLUDED);
  assert_int_equal(in_scope(inner, "sub/k.a"), INCLUDED);
  assert_int_equal(in_scope(inner, "sub/w.b"), INCLUDED);
  assert_int_equal(in_scope(inner, "sub/z.x"), EXCLUDED);
  assert_int_equal(in_scope(inner, "sub/z.y"), EXCLUDED);
  assert_int_equal(in_scope(inner, "sub/top"), EXCLUDED);
  assert_int_equal(in_scope(inner, "sub/a/top"), NONE);
  assert_int_equal(in_scope(outer, "sub/top"), NONE);
  ignore_scope_unref(inner);
}

static void a_nested_repository_starts_afresh(void **state) {
  (void)state;
  IgnoreScopeParts outer_parts = {
      .repository = true, .gitignore = rules_of("*.a"), .ignore = rules_of("*.i")};
  IgnoreScope *outer = ignore_scope_new(NULL, &outer_parts);
  IgnoreScopeParts inner_parts = {.base = 2, .repository = true};
  IgnoreScope *inner = ignore_scope_new(outer, &inner_parts);
  assert_int_equal(in_scope(outer, "x.a"), EXCLUDED);
  assert_int_equal(in_scope(inner, "n/x.a"), NONE);
  assert_int_equal(in_scope(inner, "n/x.i"), EXCLUDED); // .ignore knows no repositories
  ignore_scope_unref(outer);
  ignore_scope_unref(inner);
}

static void outside_a_repository_only_dot_ignore_counts(void **state) {
  (void)state;
  IgnoreScopeParts parts = {.gitignore = rules_of("*.a"), .ignore = rules_of("*.i")};
  IgnoreScope *scope = ignore_scope_new(NULL, &parts);
  assert_int_equal(in_scope(scope, "x.a"), NONE);
  assert_int_equal(in_scope(scope, "x.i"), EXCLUDED);
  assert_int_equal(in_scope(NULL, "x.i"), NONE);
  ignore_scope_unref(scope);
}

static void a_git_configuration_is_read_as_git_reads_it(void **state) {
  (void)state;
  static const char text[] = "\xEF\xBB\xBF# comment\n"
                             "[core]\r\n"
                             "\tExcludesFile = \"a b\" c ; rest\r\n"
                             "  bare\n"
                             "  empty =\n"
                             "[Remote \"O\\\"r.X\"] URL=x\\\n  y # no\n"
                             "[section.Sub]\n"
                             "k = \" lead\\ttab\\\\ \" \n"
                             "bad-key! = 1\n"
                             "never = reached\n";
  static const char *const expected[][2] = {{"core.excludesfile", "a b c"},
                                            {"core.bare", "true"},
                                            {"core.empty", ""},
                                            {"remote.O\"r.X.url", "x  y"},
                                            {"section.sub.k", " lead\ttab\\ "}};
  GitConfig config = git_config_open(STR(text));
  Str name, value;
  for (size_t i = 0; i < COUNT_OF(expected); i++) {
    assert_true(git_config_next(&config, &name, &value));
    assert_true(str_equal(name, str_from_c(expected[i][0])));
    if (!str_equal(value, str_from_c(expected[i][1]))) fail_msg("%.*s", STR_ARGS(value));
  }
  assert_false(git_config_next(&config, &name, &value));
  assert_false(git_config_next(&config, &name, &value));
  git_config_close(&config);
}

static void broken_configurations_end_early_and_harm_nothing(void **state) {
  (void)state;
  static const char *const texts[] = {"[",        "[core",        "[core \"x",    "[core \"x\"",
                                      "k = v",    "[a]\nk = \"v", "[a]\nk = \\x", "[a]\nk = v\\",
                                      "[a]\n= v", "[a\n]k=v",     "[]\nk=v"};
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    GitConfig config = git_config_open(str_from_c(texts[i]));
    Str name, value;
    bool any = git_config_next(&config, &name, &value);
    if (any) fail_msg("%s: %.*s = %.*s", texts[i], STR_ARGS(name), STR_ARGS(value));
    git_config_close(&config);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_rule_without_slash_matches_names_at_any_depth),
      cmocka_unit_test(a_rule_with_a_slash_is_bound_to_its_directory),
      cmocka_unit_test(two_stars_span_directories_only_where_they_stand_alone),
      cmocka_unit_test(a_slash_at_the_end_asks_for_a_directory),
      cmocka_unit_test(the_last_matching_rule_wins_whatever_its_kind),
      cmocka_unit_test(brackets_are_git_s),
      cmocka_unit_test(lines_are_read_as_git_reads_them),
      cmocka_unit_test(case_is_ignored_only_where_git_would),
      cmocka_unit_test(a_hundred_thousand_rules_are_found_by_name),
      cmocka_unit_test(hostile_patterns_are_answered_at_once),
      cmocka_unit_test(inner_files_win_over_outer_and_dot_ignore_over_all),
      cmocka_unit_test(a_nested_repository_starts_afresh),
      cmocka_unit_test(outside_a_repository_only_dot_ignore_counts),
      cmocka_unit_test(a_git_configuration_is_read_as_git_reads_it),
      cmocka_unit_test(broken_configurations_end_early_and_harm_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
