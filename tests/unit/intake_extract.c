// The extractor's limits, and what queries ask of matches, through small texts of real languages.
#include "intake/extract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct {
  Extractor *extractor;
  Extraction found;
  ExtractOptions options;
  Arena arena;
} Fixture;

static int set_up(void **state) {
  Fixture *f = xcalloc(1, sizeof *f);
  f->extractor = extractor_new();
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  Fixture *f = *state;
  extraction_release(&f->found);
  extractor_free(f->extractor);
  arena_release(&f->arena);
  free(f);
  return 0;
}

static Status extract(Fixture *f, LanguageId language, const char *text) {
  Error error;
  return extractor_run(f->extractor, language, str_from_c(text), &f->options, &f->arena, &f->found,
                       &error);
}

static const Symbol *find(const Fixture *f, const char *name) {
  for (size_t i = 0; i < f->found.symbols.count; i++) {
    const Symbol *symbol = &f->found.symbols.items[i];
    if (str_equal(symbol->name, str_from_c(name))) return symbol;
  }
  return NULL;
}

static void a_text_over_the_parse_limit_is_not_parsed(void **state) {
  Fixture *f = *state;
  const char *text = "x = 1 # one\n";
  f->options.parse_limit = strlen(text) - 1;
  assert_int_equal(extract(f, LANGUAGE_python, text), STATUS_OK);
  assert_true(f->found.too_large);
  assert_false(f->found.timed_out);
  assert_int_equal(f->found.symbols.count + f->found.spans.count, 0);
}

static void a_text_at_the_parse_limit_is_parsed_and_the_mark_cleared(void **state) {
  Fixture *f = *state;
  const char *text = "x = 1 # one\n";
  f->options.parse_limit = 1;
  assert_int_equal(extract(f, LANGUAGE_python, text), STATUS_OK);
  f->options.parse_limit = strlen(text);
  assert_int_equal(extract(f, LANGUAGE_python, text), STATUS_OK);
  assert_false(f->found.too_large);
  assert_non_null(find(f, "x"));
  assert_int_equal(f->found.spans.count, 1);
}

static void a_language_without_a_grammar_has_no_parse_limit(void **state) {
  Fixture *f = *state;
  f->options.parse_limit = 1;
  assert_int_equal(extract(f, LANGUAGE_erlang, "boats() -> ok.\n"), STATUS_OK);
  assert_false(f->found.too_large);
  assert_non_null(find(f, "boats"));
}

static void a_part_in_another_language_has_the_limit_of_its_own_size(void **state) {
  Fixture *f = *state;
  const char *text = "<script>\nlet x = 1;\n</script>\n<style>\n.tide-and-time { color: blue; }\n"
                     "</style>\n";
  f->options.parse_limit = 20;
  assert_int_equal(extract(f, LANGUAGE_vue, text), STATUS_OK);
  assert_true(f->found.too_large);
  assert_non_null(find(f, "x"));
  assert_null(find(f, ".tide-and-time"));
}

static void a_part_in_another_language_stands_where_it_is_in_the_document(void **state) {
  Fixture *f = *state;
  const char *text = "<p>\xc3\xa9</p>\n<script>let a;\n  function f() {}</script>\n";
  assert_int_equal(extract(f, LANGUAGE_html, text), STATUS_OK);
  const Symbol *symbol = find(f, "f");
  assert_non_null(symbol);
  assert_int_equal(symbol->line, 2);
  assert_int_equal(symbol->column, 11);
}

static void cancelling_ends_a_long_parse(void **state) {
  Fixture *f = *state;
  atomic_bool cancelled = true;
  f->options.cancelled = &cancelled;
  enum { LINES = 20000, WIDTH = 8 };
  char *text = arena_alloc(&f->arena, LINES * WIDTH + 1);
  for (size_t i = 0; i < LINES; i++) memcpy(text + i * WIDTH, "x = [1]\n", WIDTH);
  text[LINES * WIDTH] = '\0';
  assert_int_equal(extract(f, LANGUAGE_python, text), STATUS_CANCELLED);
  f->options.cancelled = NULL;
  f->options.timeout_ns = 1;
  assert_int_equal(extract(f, LANGUAGE_python, text), STATUS_OK);
  assert_true(f->found.timed_out);
}

static void names_are_cut_as_their_queries_ask(void **state) {
  Fixture *f = *state;
  static const struct {
    LanguageId language;
    const char *text, *name;
  } rows[] = {{LANGUAGE_ruby, "class A\n  def f\n    @count = 1\n  end\nend\n", "count"},
              {LANGUAGE_powershell, "$script:level = 1\n", "level"},
              {LANGUAGE_bash, "alias ll='ls -l'\n", "ll"},
              {LANGUAGE_markdown, "## Install ##\n", "Install"},
              {LANGUAGE_markdown, "# C#\n", "C#"},
              {LANGUAGE_cpp, "struct A { ~A(); };", "~A"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    assert_int_equal(extract(f, rows[i].language, rows[i].text), STATUS_OK);
    if (!find(f, rows[i].name)) print_error("no %s in %s\n", rows[i].name, rows[i].text);
    assert_non_null(find(f, rows[i].name));
  }
}

static void an_opaque_node_hides_only_what_is_inside_it(void **state) {
  Fixture *f = *state;
  assert_int_equal(extract(f, LANGUAGE_json, "{\"a\": [{\"b\": 1}], \"c\": {\"d\": 1}}"),
                   STATUS_OK);
  assert_non_null(find(f, "a"));
  assert_null(find(f, "b"));
  assert_non_null(find(f, "d"));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_text_over_the_parse_limit_is_not_parsed),
      TEST(a_text_at_the_parse_limit_is_parsed_and_the_mark_cleared),
      TEST(a_language_without_a_grammar_has_no_parse_limit),
      TEST(a_part_in_another_language_has_the_limit_of_its_own_size),
      TEST(a_part_in_another_language_stands_where_it_is_in_the_document),
      TEST(cancelling_ends_a_long_parse),
      TEST(names_are_cut_as_their_queries_ask),
      TEST(an_opaque_node_hides_only_what_is_inside_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
