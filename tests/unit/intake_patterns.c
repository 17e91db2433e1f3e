// The line patterns: every row compiles, what ends a definition, what a hostile text may cost. What
// each language's rows find is in tests/golden.
#include "intake/patterns.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct {
  Extractor *extractor;
  Arena arena;
  Extraction found;
  Buf listing;
} Fixture;

static int set_up(void **state) {
  Fixture *f = xcalloc(1, sizeof *f);
  f->extractor = extractor_new();
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  Fixture *f = *state;
  extractor_free(f->extractor);
  extraction_release(&f->found);
  arena_release(&f->arena);
  buf_release(&f->listing);
  free(f);
  return 0;
}

static void extract(Fixture *f, LanguageId language, Str text) {
  Error error;
  ExtractOptions options = {0};
  assert_int_equal(
      extractor_run(f->extractor, language, text, &options, &f->arena, &f->found, &error),
      STATUS_OK);
}

// "kind name@last-line" of each symbol, its container in front, separated by spaces.
static const char *list(Fixture *f, LanguageId language, const char *text) {
  extract(f, language, str_from_c(text));
  f->listing.len = 0;
  for (size_t i = 0; i < f->found.symbols.count; i++) {
    const Symbol *s = &f->found.symbols.items[i];
    Str kind = symbol_kind_name(s->kind);
    buf_printf(&f->listing, "%s%.*s ", i ? " " : "", STR_ARGS(kind));
    if (s->container.len) buf_printf(&f->listing, "%.*s/", STR_ARGS(s->container));
    buf_printf(&f->listing, "%.*s@%u", STR_ARGS(s->name), s->end_line + 1);
  }
  buf_byte(&f->listing, '\0');
  return f->listing.data;
}

static void every_pattern_of_every_language_compiles(void **state) {
  (void)state;
  Error error;
  for (int i = 0; i < LANGUAGE_COUNT; i++) {
    if (patterns_check((LanguageId)i, &error) != STATUS_OK) fail_msg("%s", error.message);
  }
}

static void every_query_of_every_language_compiles(void **state) {
  (void)state;
  Error error;
  for (int i = 0; i < LANGUAGE_COUNT; i++) {
    if (extract_check_queries((LanguageId)i, &error) != STATUS_OK) fail_msg("%s", error.message);
  }
}

static void a_definition_ends_where_its_language_says(void **state) {
  static const struct {
    LanguageId language;
    const char *text, *expected;
  } rows[] = {
      {LANGUAGE_proto, "message A {\n message B { int32 x = 1;\n }\n}\n",
       "struct A@4 struct A/B@3 field A.B/x@2"},
      {LANGUAGE_proto, "message A {\n}}}\nmessage B {}\n", "struct A@2 struct B@3"},
      {LANGUAGE_graphql, "scalar A\ntype B\ntype C {\n x: Int\n}\n",
       "type A@1 struct B@2 struct C@5 field C/x@4"},
      {LANGUAGE_cmake, "function(a)\nendfunction()\nset(b\n 1)\n", "function a@2 variable b@4"},
      {LANGUAGE_cmake, "endfunction()\nfunction(a)\n", "function a@2"},
      {LANGUAGE_cmake, "x(\\\"y)\nfunction(a)\nendfunction()\n", "function a@3"},
      {LANGUAGE_vhdl,
       "package p is\n type a is\n record\n  b : c;\n end record;\nend p;\ntype d is\n",
       "package p@6 struct p/a@5 field p.a/b@4 type d@7"},
      {LANGUAGE_make, "a $(b:c) += $(\nifdef X\n  d = 1\n\te = 2\nendif\n", "variable d@3"},
      {LANGUAGE_fortran, "subroutine a\ndo\nend do\nend\nsubroutine b\nend\n",
       "function a@4 function b@6"},
      {LANGUAGE_dockerfile, "FROM x AS a\nRUN y\nFROM a\nARG z\n", "target a@2 variable z@4"},
      {LANGUAGE_erlang, "f(1) ->\n 1;\nf(2) ->\n 2.\ng() -> 3.\nf(3) -> 4.\n",
       "function f@4 function g@5 function f@6"},
      {LANGUAGE_erlang, "-spec f() -> ok.\nf() -> ok.\n", "function f@2"},
      {LANGUAGE_vhdl, "function f(a : b; c : d) return e;\nfunction g return e is\nbegin\nend g;\n",
       "function f@1 function g@4"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    assert_string_equal(list(*state, rows[i].language, rows[i].text), rows[i].expected);
  }
}

static void a_label_is_a_function_if_a_directive_before_or_behind_it_says_so(void **state) {
  const char *text = ".type a, @function\na:\nb:\nc:\n.type c, %function\n.type d, @object\nd:\n";
  assert_string_equal(list(*state, LANGUAGE_assembly, text),
                      "function a@2 label b@3 function c@4 label d@7");
}

static void what_ends_by_name_reaches_to_that_end(void **state) {
  const char *text = "ENTRY(a)\n nop\ninner:\nENDPROC(a)\nb:\n";
  assert_string_equal(list(*state, LANGUAGE_assembly, text),
                      "function a@4 label a/inner@3 label b@5");
}

static void comments_and_strings_define_nothing(void **state) {
  assert_string_equal(list(*state, LANGUAGE_proto, "/*\nmessage A {}\n*/ // message B {}\n"), "");
  assert_string_equal(list(*state, LANGUAGE_erlang, "x() -> \"\nf() -> 1.\n\".\n"), "function x@3");
  assert_string_equal(list(*state, LANGUAGE_cmake, "set(A \"\nset(B 1)\n\")\n"), "variable A@3");
}

static void a_statement_behind_another_on_a_line_is_seen(void **state) {
  assert_string_equal(list(*state, LANGUAGE_proto, "enum A { B = 0; C = 1; } message D {}\n"),
                      "enum A@1 enumerator A/B@1 enumerator A/C@1 struct D@1");
}

static void names_keep_their_case_where_keywords_have_none(void **state) {
  assert_string_equal(list(*state, LANGUAGE_fortran, "SUBROUTINE Level\nEnd Subroutine\n"),
                      "function Level@2");
  assert_string_equal(list(*state, LANGUAGE_dockerfile, "from x as Build\n"), "target Build@1");
}

static void where_the_grammar_of_sql_is_lost_patterns_find_procedures(void **state) {
  assert_string_equal(list(*state, LANGUAGE_sql, "CREATE PROCEDURE p(IN x INT)\nBEGIN\nEND;\n"),
                      "function p@1");
}

static void a_section_of_another_language_is_told_by_its_tag(void **state) {
  (void)state;
  static const struct {
    const char *tag;
    LanguageId language;
  } rows[] = {{"<script>", LANGUAGE_javascript},
              {"<script setup lang=\"ts\">", LANGUAGE_typescript},
              {"<script lang='tsx'>", LANGUAGE_tsx},
              {"<style>", LANGUAGE_css},
              {"<style lang=\"scss\" scoped>", LANGUAGE_scss}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char text[128];
    int head = snprintf(text, sizeof text, "<p/>\n%s", rows[i].tag);
    snprintf(text + head, sizeof text - (size_t)head, "\nx\n</%s>\n", i < 3 ? "script" : "style");
    Section sections[MAX_SECTIONS];
    assert_int_equal(patterns_sections(LANGUAGE_vue, str_from_c(text), sections), 1);
    assert_int_equal(sections[0].language, rows[i].language);
    assert_int_equal(sections[0].start, head);
    assert_int_equal(sections[0].end, head + 3);
  }
}

static void an_element_that_is_never_closed_is_no_section(void **state) {
  (void)state;
  Section sections[MAX_SECTIONS];
  assert_int_equal(patterns_sections(LANGUAGE_vue, STR("<script"), sections), 0);
  assert_int_equal(patterns_sections(LANGUAGE_vue, STR("<script>\nlet x"), sections), 0);
  assert_int_equal(patterns_sections(LANGUAGE_proto, STR("<script>\n</script>"), sections), 0);
}

// `unit` again and again, 1 MiB in all: quadratic work would take minutes.
static void extract_repeated(Fixture *f, LanguageId language, const char *unit) {
  Buf text = {0};
  while (text.len < 1 << 20) buf_printf(&text, "%s", unit);
  int64_t start = os_cpu_ns();
  extract(f, language, buf_str(&text));
  assert_true(os_cpu_ns() - start < 10 * INT64_C(1000000000));
  buf_release(&text);
}

static void hostile_texts_take_linear_time(void **state) {
  static const struct {
    LanguageId language;
    const char *unit;
  } rows[] = {{LANGUAGE_proto, "message a {\n"},
              {LANGUAGE_proto, "message a"},
              {LANGUAGE_proto, "message a { }"},
              {LANGUAGE_vim, "function A()\n"},
              {LANGUAGE_vim, "\\\""},
              {LANGUAGE_cmake, "set(a\n"},
              {LANGUAGE_cmake, "[[ ]= [=[ "},
              {LANGUAGE_fortran, "type a\n"},
              {LANGUAGE_fortran, "integer(integer(\n"},
              {LANGUAGE_vhdl, "function a\n"},
              {LANGUAGE_erlang, "a(\n"},
              {LANGUAGE_graphql, "type A { a: B "},
              {LANGUAGE_assembly, ".size a, b\n"},
              {LANGUAGE_assembly, ".type a, @function\na:\n"},
              {LANGUAGE_dockerfile, "ENV A=1 \\\n"},
              {LANGUAGE_dockerfile, "ENV A=1 B=2 C=3\n"},
              {LANGUAGE_gleam, "fn a() { "},
              {LANGUAGE_vue, "<script>\n"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    extract_repeated(*state, rows[i].language, rows[i].unit);
}

static void a_line_over_the_limit_is_data(void **state) {
  Buf text = {0};
  buf_printf(&text, "message A { ");
  for (int i = 0; i < 5000; i++) buf_byte(&text, 'x');
  buf_printf(&text, " = 1;\nint32 y = 2;\n}\n");
  buf_byte(&text, '\0');
  assert_string_equal(list(*state, LANGUAGE_proto, text.data), "struct A@3 field A/y@2");
  buf_release(&text);
}

static void every_cut_of_a_text_is_read(void **state) {
  static const char text[] =
      "-module(m).\n%%\nf($\", '\") -> \"a\\\"\".\n/* [[ \"\"\" <!-- #[[ ]]\n"
      "FROM a AS b\\\nmessage M { x = 1;\nENTRY(a)\nfunction a( end type\n";
  for (int language = LANGUAGE_dockerfile; language <= LANGUAGE_assembly; language++) {
    for (size_t end = 0; end < sizeof text; end++) {
      char *exact = malloc(end ? end : 1); // so that a sanitizer sees a byte too far
      memcpy(exact, text, end);
      extract(*state, (LanguageId)language, str_make(exact, end));
      free(exact);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_pattern_of_every_language_compiles),
      cmocka_unit_test(every_query_of_every_language_compiles),
      cmocka_unit_test_setup_teardown(a_definition_ends_where_its_language_says, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          a_label_is_a_function_if_a_directive_before_or_behind_it_says_so, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_ends_by_name_reaches_to_that_end, set_up, tear_down),
      cmocka_unit_test_setup_teardown(comments_and_strings_define_nothing, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_statement_behind_another_on_a_line_is_seen, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(names_keep_their_case_where_keywords_have_none, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(where_the_grammar_of_sql_is_lost_patterns_find_procedures,
                                      set_up, tear_down),
      cmocka_unit_test(a_section_of_another_language_is_told_by_its_tag),
      cmocka_unit_test(an_element_that_is_never_closed_is_no_section),
      cmocka_unit_test_setup_teardown(hostile_texts_take_linear_time, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_line_over_the_limit_is_data, set_up, tear_down),
      cmocka_unit_test_setup_teardown(every_cut_of_a_text_is_read, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
