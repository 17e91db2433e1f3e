#include "intake/extract.h"
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

static void kotlin_loses_an_annotation_that_nothing_follows(void **state) {
  (void)state;
  expect_view(LANGUAGE_kotlin, "val a = 1\n@Foo", "val a = 1\n Foo");
  expect_view(LANGUAGE_kotlin, "val a = 1\n@Foo(a b", "val a = 1\n Foo(a b");
  expect_view(LANGUAGE_kotlin, "val a = 1\n@Foo(a b) c", "val a = 1\n@Foo(a b) c");
  expect_view(LANGUAGE_kotlin, "@A @B c @", "@A @B c  ");
  expect_view(LANGUAGE_kotlin, "class A {\n  @Foo\n", "class A {\n  @Foo\n");
  Error error; // and comes to an end
  Extraction found = {0};
  ExtractOptions options = {0};
  Arena arena = {0};
  Extractor *extractor = extractor_new();
  static const char *const texts[] = {"class A {\n  var x = 1\n  @Foo", "var x: Int = 1\n@A(b\n@",
                                      "class A\n@Foo(", "fun f() {}\n@"};
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    assert_int_equal(extractor_run(extractor, LANGUAGE_kotlin, str_from_c(texts[i]), &options,
                                   &arena, &found, &error),
                     STATUS_OK);
  }
  extractor_free(extractor);
  extraction_release(&found);
  arena_release(&arena);
}

static void kotlin_keeps_braces_in_strings_and_comments_and_alone_on_their_lines(void **state) {
  (void)state;
  expect_view(LANGUAGE_kotlin, "f(\"{ a }\")", "f(\"{ a }\")");
  expect_view(LANGUAGE_kotlin, "f(\"\\\"{ a }\")", "f(\"\\\"{ a }\")");
  expect_view(LANGUAGE_kotlin, "class A {\n  b\n }\n", "class A {\n  b\n }\n");
  expect_view(LANGUAGE_kotlin, "}", "}");
  expect_view(LANGUAGE_kotlin, "// f { a }\n{ b }//", "// f { a }\n{ b\n}//");
  expect_view(LANGUAGE_kotlin, "f(\"//\") { a }", "f(\"//\") { a\n}");
}

static void kotlin_loses_context_parameters(void **state) {
  (void)state;
  expect_view(LANGUAGE_kotlin, "context(a: A)\nfun b()", "             \nfun b()");
  expect_view(LANGUAGE_kotlin, "  context(A) fun b()", "             fun b()");
  expect_view(LANGUAGE_kotlin, "context(\"a\") { b() }", "context(\"a\") { b()\n}");
  expect_view(LANGUAGE_kotlin, "a.context(b)\ncontext(\nc)", "a.context(b)\ncontext(\nc)");
}

static void swift_loses_its_conditions(void **state) {
  (void)state;
  expect_view(LANGUAGE_swift, "a\n  #if DEBUG\nb\n  #endif", "a\n           \nb\n        ");
  expect_view(LANGUAGE_swift, "#elseif os(iOS)\n#else\n", "               \n     \n");
}

static void csharp_loses_its_conditions(void **state) {
  (void)state;
  expect_view(LANGUAGE_csharp, "#if A\npublic\n#else // b\ninternal\n\t#endif",
              "     \npublic\n      // b\ninternal\n\t      ");
  expect_view(LANGUAGE_csharp, "#region A\n#ifx\nx #if y", "#region A\n#ifx\nx #if y");
}

static void swift_keeps_other_hashes(void **state) {
  (void)state;
  expect_view(LANGUAGE_swift, "let a = #\"if\"#", "let a = #\"if\"#");
  expect_view(LANGUAGE_swift, "x #if y\n#selector(z)\n", "x #if y\n#selector(z)\n");
}

static void swift_loses_words_of_ownership(void **state) {
  (void)state;
  expect_view(LANGUAGE_swift, "f(a: __owned A)", "f(a:         A)");
  expect_view(LANGUAGE_swift, "f(a: sending A) -> sending B", "f(a:         A) ->         B");
  expect_view(LANGUAGE_swift, "f() throws(E) -> A", "f() throws    -> A");
  expect_view(LANGUAGE_swift, "nonisolated(unsafe) var a", "nonisolated         var a");
  expect_view(LANGUAGE_swift, "try unsafe f($0)\nunsafe $0", "try        f($0)\n       $0");
  expect_view(LANGUAGE_swift, "a = consume b", "a =         b");
}

static void swift_keeps_those_words_as_names(void **state) {
  (void)state;
  static const char *const names[] = {
      "sending a", "unsafe = 1",  "{ unsafe in }", "a.consume b",     "throws(\n)",
      "isolated",  "rethrows(E)", "unsafe",        "unsafely called", "throws"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    expect_view(LANGUAGE_swift, names[i], names[i]);
  }
}

static void swift_gets_identifiers_for_macros_and_names_in_backticks(void **state) {
  (void)state;
  expect_view(LANGUAGE_swift, "f(a: A = #isolation)", "f(a: A = _isolation)");
  expect_view(LANGUAGE_swift, "#_sourceLocation", "__sourceLocation");
  expect_view(LANGUAGE_swift, "func `a (b)`() {}", "func `a__b_`() {}");
  expect_view(LANGUAGE_swift, "// `a b`, func `a\n", "// `a b`, func `a\n");
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
      cmocka_unit_test(kotlin_loses_an_annotation_that_nothing_follows),
      cmocka_unit_test(kotlin_keeps_braces_in_strings_and_comments_and_alone_on_their_lines),
      cmocka_unit_test(kotlin_loses_context_parameters),
      cmocka_unit_test(swift_loses_its_conditions),
      cmocka_unit_test(csharp_loses_its_conditions),
      cmocka_unit_test(swift_keeps_other_hashes),
      cmocka_unit_test(swift_loses_words_of_ownership),
      cmocka_unit_test(swift_keeps_those_words_as_names),
      cmocka_unit_test(swift_gets_identifiers_for_macros_and_names_in_backticks),
      cmocka_unit_test(typescript_loses_the_module_of_a_type_with_arguments),
      cmocka_unit_test(typescript_keeps_other_imports),
      cmocka_unit_test(other_languages_are_seen_as_they_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
