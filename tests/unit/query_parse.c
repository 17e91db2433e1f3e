// The query language by example: what is typed, and the canonical form of how it was read. Errors
// by the words in them.
#include "query/query.h"
#include "support/cmocka_all.h"

static Status parse(const char *text, QueryOptions options, Arena *arena, Query *query,
                    Error *error) {
  return query_parse(str_from_c(text), &options, arena, query, error);
}

static void expect(const char *text, const char *canonical) {
  Arena arena = {0};
  Query query;
  Error error;
  Buf out = {0};
  if (parse(text, (QueryOptions){0}, &arena, &query, &error) != STATUS_OK) {
    fail_msg("%s: %s", text, error.message);
  }
  query_print(&query, &out);
  buf_byte(&out, '\0');
  assert_string_equal(out.data, canonical);
  buf_release(&out);
  arena_release(&arena);
}

static void expect_error(const char *text, const char *words) {
  Arena arena = {0};
  Query query;
  Error error;
  if (parse(text, (QueryOptions){0}, &arena, &query, &error) == STATUS_OK) {
    fail_msg("%s was taken", text);
  }
  if (!strstr(error.message, words)) fail_msg("%s: %s", text, error.message);
  arena_release(&arena);
}

static void words_are_anded_and_code_is_text(void **state) {
  (void)state;
  expect("foo", "foo");
  expect("  foo   bar ", "foo bar");
  expect("foo(bar)", "\"foo(bar)\"");
  expect("(void)", "\"(void)\"");
  expect("(void *)p", "\"(void\" \"*)p\"");
  expect("a->b x::y", "a->b \"x::y\"");
  expect("#include <stdio.h>", "#include <stdio.h>");
  expect("std::vector<int>", "\"std::vector<int>\"");
  expect("if (x == -1) return;", "if \"(x\" == \"-1)\" return;");
  expect("--x ->y -= - -1", "\"--x\" \"->y\" \"-=\" \"-\" \"-1\"");
  expect("/usr/lib // x", "\"/usr/lib\" \"//\" x");
  expect("/* x */", "\"/*\" x \"*/\"");
  expect("char *p", "char \"*p\"");
  expect("x ? y : z", "x \"?\" y \":\" z");
  expect("default: case x:", "\"default:\" case \"x:\"");
  expect("printf(\"hello\");", "\"printf(\\\"hello\\\");\"");
}

static void quotes_take_text_as_written(void **state) {
  (void)state;
  expect("\"foo bar\"", "\"foo bar\"");
  expect("\"a\\\"b\\\\c\\n\"", "\"a\\\"b\\\\c\\\\n\"");
  expect("\"OR\" \"file:x\"", "\"OR\" \"file:x\"");
  expect("\"a\nb\"", "/a\\r?\\nb/");
  expect("\"a\",\"b\"", "\"a\\\",\\\"b\"");
}

static void operators_are_in_capitals(void **state) {
  (void)state;
  expect("a OR b", "a OR b");
  expect("a or b and not c", "a or b and not c");
  expect("a AND b OR c", "a b OR c");
  expect("a (b OR c)", "a (b OR c)");
  expect("(a OR b) -c", "(a OR b) NOT c");
  expect("a NOT b", "a NOT b");
  expect("a -b -\"c d\" -/e/", "a NOT b NOT \"c d\" NOT /e/");
  expect("a -(b c)", "a NOT (b c)");
  expect("a NOT NOT b", "a b");
  expect("(foo(bar) OR baz())", "\"foo(bar)\" OR \"baz()\"");
  expect("((a OR b) (c OR d))", "(a OR b) (c OR d)");
  expect("a AND (b c) d", "a b c d");
  expect("a OR (b OR c)", "a OR b OR c");
}

static void regular_expressions_stand_between_slashes(void **state) {
  (void)state;
  expect("/a.*b/", "/a.*b/");
  expect("/a b/ c", "/a b/ c");
  expect("/a\\/b/", "/a\\/b/");
  expect("/usr/bin/", "/usr\\/bin/");
  expect("(/a)/ OR b)", "/a)/ OR b");
  expect("/\\Qa.b\\E+/", "/a\\.b+/");
  expect("/[\\/]\\\\/", "/[\\/]\\\\/");
}

static void wildcards_stand_inside_words(void **state) {
  (void)state;
  Arena arena = {0};
  Query query;
  Error error;
  assert_int_equal(parse("wild*card", (QueryOptions){0}, &arena, &query, &error), STATUS_OK);
  assert_int_equal(query.texts[0]->text.form, TEXT_WILDCARD);
  Buf regex = {0};
  query_wildcard_regex(STR("a*b?c.d"), &regex);
  assert_true(str_equal(buf_str(&regex), STR("a\\S*?b\\Sc\\.d")));
  buf_release(&regex);
  expect("wild*card colo?r", "wild*card colo?r");
  expect("foo* *foo", "\"foo*\" \"*foo\"");
  arena_release(&arena);
}

static void filters_say_what_file(void **state) {
  (void)state;
  expect("foo file:net lang:c,cpp -ext:h dir:a/b", "foo file:net lang:c,cpp NOT ext:h dir:a/b");
  expect("foo file:\"a b\"", "foo file:\"a b\"");
  expect("foo file:a,b", "foo (file:a OR file:b)");
  expect("file:a,b,*.c foo OR bar", "(file:a OR file:b OR file:*.c) foo OR bar");
  expect("foo -dir:a,b", "foo NOT (dir:a OR dir:b)");
  expect("foo file:\"a,b\" ext:c,h", "foo file:\"a,b\" ext:c,h");
  expect("file::x foo:bar", "\"file::x\" \"foo:bar\"");
  expect("foo repo:x size:>10k -changed:git", "foo repo:x size:>10k NOT changed:git");
  expect("foo file:\":x\" file:\"a\\\"b\"", "foo file:\":x\" file:\"a\\\"b\"");
  expect("(void) file:\"a OR b\"", "\"(void)\" file:\"a OR b\"");
}

static void near_stands_between_two_texts(void **state) {
  (void)state;
  expect("a NEAR/5 b", "a NEAR/5 b");
  expect("a ONEAR/05 \"b c\"", "a ONEAR/5 \"b c\"");
  expect("a NEAR/3L /b/", "a NEAR/3L /b/");
  expect("(a OR b) NEAR/0 (c OR (d OR e))", "(a OR b) NEAR/0 (c OR d OR e)");
  expect("a NEAR/5 b NEAR/2L c", "a NEAR/5 b NEAR/2L c");
  expect("(a NEAR/5 b) ONEAR/2 c", "a NEAR/5 b ONEAR/2 c");
  expect("x a NEAR/5 b y OR z", "x a NEAR/5 b y OR z");
  expect("x -(a NEAR/5 b)", "x NOT (a NEAR/5 b)");
  expect("a~ NEAR/1 sym:b", "a~1 NEAR/1 sym:b");
  expect("NEAR", "NEAR");
  expect("a NEAR/ b NEAR/x near/5", "a \"NEAR/\" b \"NEAR/x\" \"near/5\"");
}

static void a_tilde_allows_edits(void **state) {
  (void)state;
  expect("word~1 wrod~ w\xC3\xB6rt~2", "word~1 wrod~1 w\xC3\xB6rt~2");
  expect("~Foo x&~y a~b 1~", "\"~Foo\" \"x&~y\" \"a~b\" 1~1");
  expect("\"word~1\"", "\"word~1\"");
}

static void definitions_are_sought_by_name(void **state) {
  (void)state;
  expect("sym:foo", "sym:foo");
  expect("sym:/^get_[a-z]/ -sym:x", "sym:/^get_[a-z]/ NOT sym:x");
  expect("sym:get* sym:na*me sym:*", "sym:get* sym:na*me sym:*");
  expect("sym:\"operator ()\" sym:\"a*\"", "sym:\"operator ()\" sym:\"a*\"");
  expect("sym:lokc~1", "sym:lokc~1");
  expect("kind:struct,class sym:*", "kind:class,struct sym:*");
  expect("-kind:function sym:x", "-kind:function sym:x");
  expect("kind:function kind:function,method x", "kind:function x");
  expect("sym::x", "\"sym::x\"");
  expect("(sym:a OR sym:b) x", "(sym:a OR sym:b) x");
}

static void scopes_go_to_the_texts_beside_them(void **state) {
  (void)state;
  expect("in:comment TODO OR in:string FIXME", "in:comment TODO OR in:string FIXME");
  expect("TODO in:string,comment", "in:comment,string TODO");
  expect("-in:comment x", "in:code,string x");
  expect("x NOT in:code", "in:comment,string x");
  expect("in:code (a OR b) -c file:x", "in:code (a OR b) NOT c file:x");
  expect("(in:comment a) b (in:comment c)", "(in:comment a) b (in:comment c)");
  expect("(in:comment a) (in:comment b) c", "(in:comment a b) c");
  expect("in:code,comment (in:comment,string a)", "in:comment a");
  expect("in:code in:def a", "in:def -in:comment,string a");
  expect("in:def kind:function a", "kind:function a");
  expect("in:comment kind:function a", "-in:code,string kind:function a");
  expect("in:def sym:a", "sym:a");
  expect("-in:def a", "-in:def a");
  expect("in:code,def a", "in:code,def a");
  expect("-in:string in:code,def a", "in:code,def -in:string a");
  expect("in:code a NEAR/2 b", "in:code a NEAR/2 b");
  expect("(in:code a) NEAR/2 (in:string b)", "(in:code a) NEAR/2 (in:string b)");
  expect("a -(in:string b c)", "a (in:string NOT (b c))");
  expect("in::x", "\"in::x\"");
  expect("(in: code", "\"(in:\" code");
}

static bool matches_case(const char *text, QueryOptions options, size_t i) {
  Arena arena = {0};
  Query query;
  Error error;
  assert_int_equal(parse(text, options, &arena, &query, &error), STATUS_OK);
  bool match_case = query.texts[i]->text.match_case;
  arena_release(&arena);
  return match_case;
}

static void a_capital_makes_a_word_case_sensitive(void **state) {
  (void)state;
  QueryOptions smart = {0}, ignore = {.case_mode = CASE_IGNORE}, match = {.case_mode = CASE_MATCH};
  assert_false(matches_case("foo", smart, 0));
  assert_true(matches_case("Foo", smart, 0));
  assert_true(matches_case("foo Bar", smart, 1));
  assert_false(matches_case("foo Bar", smart, 0));
  assert_true(matches_case("\xC3\x89t\xC3\xA9", smart, 0));
  assert_false(matches_case("\xC3\xA9t\xC3\xA9", smart, 0));
  assert_false(matches_case("/\\S\\W\\p{Lu}/", smart, 0));
  assert_true(matches_case("/[A-Z]/", smart, 0));
  assert_false(matches_case("/[\\x00-\\x7F]/", smart, 0));
  assert_false(matches_case("case:no Foo", smart, 0));
  assert_true(matches_case("foo case:yes", smart, 0));
  assert_false(matches_case("case:yes Foo", ignore, 0));
  assert_true(matches_case("foo", match, 0));
}

static void a_switch_is_no_word(void **state) {
  (void)state;
  expect("word:yes foo", "word:yes foo");
  expect("foo -word:no", "word:yes foo");
  expect("case:auto foo", "foo");
}

static void the_whole_string_may_be_one_text(void **state) {
  (void)state;
  Arena arena = {0};
  Query query;
  Error error;
  QueryOptions literal = {.literal = true}, regex = {.regex = true};
  assert_int_equal(parse("a OR (b", literal, &arena, &query, &error), STATUS_OK);
  assert_true(str_equal(query.texts[0]->text.text, STR("a OR (b")));
  assert_int_equal(parse("a b|c", regex, &arena, &query, &error), STATUS_OK);
  assert_int_equal(query.texts[0]->text.form, TEXT_REGEX);
  assert_int_equal(parse(" a*", regex, &arena, &query, &error), STATUS_OK);
  assert_true(str_equal(query.texts[0]->text.text, STR("(?: a*)")));
  assert_int_equal(parse("a\nb.", literal, &arena, &query, &error), STATUS_OK);
  assert_true(str_equal(query.texts[0]->text.text, STR("a\\r?\\nb\\.")));
  assert_int_equal(query_parse(STR("a\0b "), &regex, &arena, &query, &error), STATUS_OK);
  assert_true(str_equal(query.texts[0]->text.text, STR("(?:a\0b )")));
  assert_int_equal(parse("ab\\", regex, &arena, &query, &error), STATUS_INVALID);
  assert_non_null(strstr(error.message, "at character 3: nothing follows this backslash"));
  assert_int_equal(parse("", regex, &arena, &query, &error), STATUS_INVALID);
  arena_release(&arena);
}

static void negations_in_a_row_are_bounded_by_the_query_alone(void **state) {
  (void)state;
  Buf query = {0};
  for (int i = 0; i < 2001; i++) buf_printf(&query, "NOT ");
  buf_printf(&query, "a b%c", '\0');
  expect(query.data, "NOT a b");
  buf_clear(&query);
  for (int i = 0; i < 50; i++) buf_byte(&query, '(');
  buf_printf(&query, "b NOT a"); // in as many groups as there may be
  for (int i = 0; i < 50; i++) buf_byte(&query, ')');
  buf_byte(&query, '\0');
  expect(query.data, "b NOT a");
  buf_release(&query);
}

static void nesting_and_size_are_bounded(void **state) {
  (void)state;
  char deep[400];
  memset(deep, '(', sizeof deep);
  memcpy(deep + 300, "a OR b", 7);
  expect_error(deep, "more than 50 parentheses");
  static char many[400];
  for (int i = 0; i < 130; i++) memcpy(many + 2 * i, "a ", 2);
  expect_error(many, "more than 64 words");
  static char huge[QUERY_MAX_BYTES + 10];
  memset(huge, 'a', sizeof huge - 1);
  expect_error(huge, "longer than");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_are_anded_and_code_is_text),
      cmocka_unit_test(quotes_take_text_as_written),
      cmocka_unit_test(operators_are_in_capitals),
      cmocka_unit_test(regular_expressions_stand_between_slashes),
      cmocka_unit_test(wildcards_stand_inside_words),
      cmocka_unit_test(filters_say_what_file),
      cmocka_unit_test(near_stands_between_two_texts),
      cmocka_unit_test(a_tilde_allows_edits),
      cmocka_unit_test(definitions_are_sought_by_name),
      cmocka_unit_test(scopes_go_to_the_texts_beside_them),
      cmocka_unit_test(a_capital_makes_a_word_case_sensitive),
      cmocka_unit_test(a_switch_is_no_word),
      cmocka_unit_test(the_whole_string_may_be_one_text),
      cmocka_unit_test(negations_in_a_row_are_bounded_by_the_query_alone),
      cmocka_unit_test(nesting_and_size_are_bounded)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
