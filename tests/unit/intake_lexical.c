// Where comments and strings are, by rules alone, and that blanking moves nothing.
#include "intake/lexical.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static bool after_space(Str text, size_t at) { return at == 0 || text.ptr[at - 1] == ' '; }

static const LexicalRules c_like = {
    .line = {"//"},
    .block_open = "/*",
    .block_close = "*/",
    .strings = {{"\"\"\"", "\"\"\"", .multiline = true}, {"\"", "\"", .escapes = true}}};
static const LexicalRules vim_like = {
    .line_first = "\"#",
    .strings = {{"\"", "\"", .escapes = true, .else_comment = true}, {"'", "'"}}};
static const LexicalRules prose = {.strings = {{"`", "`", .multiline = true, .must_close = true}}};
static const LexicalRules with_test = {.starts_comment = after_space, .test_bytes = "#"};
static const LexicalRules with_chars = {
    .line = {"%"}, .char_prefix = '$', .strings = {{"\"", "\""}}};

static const LexicalRules cmake_like = {
    .line = {"#"},
    .char_prefix = '\\',
    .strings = {{"\"", "\"", .multiline = true, .escapes = true}}};

typedef struct {
  const LexicalRules *rules;
  const char *text, *blanked;
  const char *kinds; // of the spans: 'c' or 's'
} Row;

static void check(const Row *row) {
  Arena arena = {0};
  Extraction out = {0};
  Str text = str_from_c(row->text);
  Str blanked = lexical_blank(row->rules, text, &arena, &out);
  assert_int_equal(blanked.len, text.len);
  if (!str_equal(blanked, str_from_c(row->blanked))) {
    fail_msg("'%s' became '%.*s'", row->text, STR_ARGS(blanked));
  }
  assert_int_equal(out.spans.count, strlen(row->kinds));
  for (size_t i = 0; i < out.spans.count; i++) {
    assert_int_equal(out.spans.items[i].kind, row->kinds[i] == 'c' ? SPAN_COMMENT : SPAN_STRING);
    if (i) assert_true(out.spans.items[i].start >= out.spans.items[i - 1].end);
  }
  array_free(&out.spans);
  arena_release(&arena);
}

static void comments_and_the_insides_of_strings_become_blanks(void **state) {
  (void)state;
  static const Row rows[] = {
      {&c_like, "a // b\nc", "a     \nc", "c"},
      {&c_like, "a /* b\nc */ d", "a     \n     d", "c"},
      {&c_like, "a /* b", "a     ", "c"},
      {&c_like, "\"a // b\" c", "\"      \" c", "s"},
      {&c_like, "\"a\\\"b\" c", "\"    \" c", "s"},
      {&c_like, "\"\"\"a\n\"b\"\"\" c", "\"\"\" \n  \"\"\" c", "s"},
      {&c_like, "// \"a\nb", "     \nb", "c"},
      {&c_like, "/* \" */ \"/*\" x", "        \"  \" x", "cs"},
      {&c_like, "", "", ""},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) check(&rows[i]);
}

static void a_delimiter_that_nothing_closes_is_code(void **state) {
  (void)state;
  static const Row rows[] = {
      {&c_like, "\"a\nb\"c\"", "\"a\nb\" \"", "s"},
      {&prose, "a `b\n` c", "a ` \n` c", "s"},
      {&prose, "a `b\n\nc", "a `b\n\nc", ""},
      {&vim_like, "let a = 'it", "let a = 'it", ""},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) check(&rows[i]);
}

static void a_string_to_the_end_of_the_text_is_one_where_it_may_run_on(void **state) {
  (void)state;
  check(&(Row){&c_like, "\"\"\"a\nb", "\"\"\" \n ", "s"});
}

static void a_quote_is_a_comment_where_the_language_says_so(void **state) {
  (void)state;
  static const Row rows[] = {
      {&vim_like, "\" a 'b'\nc", "       \nc", "c"},
      {&vim_like, "  # a\nb # c", "     \nb # c", "c"},
      {&vim_like, "a \"b\" \" c", "a \" \"    ", "sc"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) check(&rows[i]);
}

static void a_test_decides_what_a_prefix_cannot(void **state) {
  (void)state;
  check(&(Row){&with_test, "a#b #c", "a#b   ", "c"});
}

static void a_character_is_no_delimiter(void **state) {
  (void)state;
  check(&(Row){&with_chars, "$\" $% \"a\" % b", "$\" $% \" \"    ", "sc"});
  check(&(Row){&with_chars, "a $", "a $", ""});
  check(&(Row){&cmake_like, "a \\\"b \"c\\\"\" d # e", "a \\\"b \"   \" d    ", "sc"});
  check(&(Row){&cmake_like, "a \\", "a \\", ""});
}

static void only_blanks_may_stand_before_the_first_of_a_line(void **state) {
  (void)state;
  assert_true(lexical_first_on_line(STR("a"), 0));
  assert_true(lexical_first_on_line(STR("a\n \tb"), 4));
  assert_false(lexical_first_on_line(STR("a\n x b"), 5));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(comments_and_the_insides_of_strings_become_blanks),
      cmocka_unit_test(a_delimiter_that_nothing_closes_is_code),
      cmocka_unit_test(a_string_to_the_end_of_the_text_is_one_where_it_may_run_on),
      cmocka_unit_test(a_quote_is_a_comment_where_the_language_says_so),
      cmocka_unit_test(a_test_decides_what_a_prefix_cannot),
      cmocka_unit_test(a_character_is_no_delimiter),
      cmocka_unit_test(only_blanks_may_stand_before_the_first_of_a_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
