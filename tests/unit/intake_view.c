#include "intake/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void expect_view(LanguageId language, const char *text, const char *view) {
  Arena arena = {0};
  Str seen = view_for_parser(language, str_from_c(text), &arena);
  assert_int_equal(seen.len, str_from_c(text).len);
  if (!str_equal(seen, str_from_c(view))) print_error("seen: %.*s\n", STR_ARGS(seen));
  assert_true(str_equal(seen, str_from_c(view)));
  arena_release(&arena);
}

static void kotlin_gets_a_line_end_before_a_brace_that_its_line_opened(void **state) {
  (void)state;
  expect_view(LANGUAGE_kotlin, "class A { val b = 1 }\n", "class A { val b = 1\n}\n");
  expect_view(LANGUAGE_kotlin, "a { b { c } }", "a { b { c\n}\n}");
}

static void kotlin_keeps_braces_in_strings_and_alone_on_their_lines(void **state) {
  (void)state;
  expect_view(LANGUAGE_kotlin, "f(\"{ a }\")", "f(\"{ a }\")");
  expect_view(LANGUAGE_kotlin, "f(\"\\\"{ a }\")", "f(\"\\\"{ a }\")");
  expect_view(LANGUAGE_kotlin, "class A {\n  b\n }\n", "class A {\n  b\n }\n");
  expect_view(LANGUAGE_kotlin, "}", "}");
}

static void swift_loses_its_conditions(void **state) {
  (void)state;
  expect_view(LANGUAGE_swift, "a\n  #if DEBUG\nb\n  #endif", "a\n           \nb\n        ");
  expect_view(LANGUAGE_swift, "#elseif os(iOS)\n#else\n", "               \n     \n");
}

static void swift_keeps_other_hashes(void **state) {
  (void)state;
  expect_view(LANGUAGE_swift, "let a = #\"if\"#", "let a = #\"if\"#");
  expect_view(LANGUAGE_swift, "x #if y\n#selector(z)\n", "x #if y\n#selector(z)\n");
}

static void typescript_loses_the_module_of_a_type_with_arguments(void **state) {
  (void)state;
  expect_view(LANGUAGE_typescript, "a: import(\"vue\").Prop<b>;", "a:               Prop<b>;");
  expect_view(LANGUAGE_tsx, "import('x').N.$y<import(\"z\").T<a>>",
              "            N.$y<            T<a>>");
}

static void typescript_keeps_other_imports(void **state) {
  (void)state;
  static const char *const texts[] = {
      "import(\"vue\").then(f)", "import(\"vue\").Prop;",     "import(\"vue\")",   "import(\"vue",
      "import(\"vue\").",        "import(\"vue\").\nProp<a>", "import(x).Prop<a>", "import("};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    expect_view(LANGUAGE_typescript, texts[i], texts[i]);
  }
}

static void other_languages_are_seen_as_they_are(void **state) {
  (void)state;
  Arena arena = {0};
  Str text = STR("#if A { b }\n");
  assert_ptr_equal(view_for_parser(LANGUAGE_go, text, &arena).ptr, text.ptr);
  assert_int_equal(view_for_parser(LANGUAGE_kotlin, STR(""), &arena).len, 0);
  arena_release(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(kotlin_gets_a_line_end_before_a_brace_that_its_line_opened),
      cmocka_unit_test(kotlin_keeps_braces_in_strings_and_alone_on_their_lines),
      cmocka_unit_test(swift_loses_its_conditions),
      cmocka_unit_test(swift_keeps_other_hashes),
      cmocka_unit_test(typescript_loses_the_module_of_a_type_with_arguments),
      cmocka_unit_test(typescript_keeps_other_imports),
      cmocka_unit_test(other_languages_are_seen_as_they_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
