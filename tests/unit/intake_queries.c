// Every language's queries, compiled: a wrong node type or capture is a fault of the build, and
// must not wait for the first file of that language.
#include "base/buf.h"
#include "base/os.h"
#include "intake/extract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static bool has_queries(LanguageId language) {
  char path[256];
  Str name = language_name(language);
  snprintf(path, sizeof path, "grammars/queries/%.*s/symbols.scm", STR_ARGS(name));
  Buf text = {0};
  Error error;
  bool found = os_read_file(path, &text, NULL, &error) == STATUS_OK;
  buf_release(&text);
  return found;
}

static void the_queries_of_every_language_compile(void **state) {
  (void)state;
  int compiled = 0, failed = 0;
  for (int i = 0; i < LANGUAGE_COUNT; i++) {
    Error error;
    if (!language_grammar((LanguageId)i) || !has_queries((LanguageId)i)) continue;
    compiled++;
    if (extract_check_queries((LanguageId)i, &error) == STATUS_OK) continue;
    print_error("%s\n", error.message);
    failed++;
  }
  assert_int_equal(failed, 0);
  assert_true(compiled > 0);
}

static void the_smallest_function_is_found_in_each_of_these_languages(void **state) {
  (void)state;
  Error error;
  Extractor *extractor = extractor_new();
  Extraction found = {0};
  ExtractOptions options = {0};
  Arena arena = {0};
  static const struct {
    LanguageId language;
    const char *text;
  } rows[] = {{LANGUAGE_c, "int f(void) { return 1; }"},
              {LANGUAGE_cpp, "int f() { return 1; }"},
              {LANGUAGE_objc, "int f(void) { return 1; }"},
              {LANGUAGE_go, "package p\nfunc f() {}\n"},
              {LANGUAGE_rust, "fn f() {}"},
              {LANGUAGE_java, "class A { void f() {} }"},
              {LANGUAGE_csharp, "class A { void f() {} }"},
              {LANGUAGE_kotlin, "class A { fun f() {} }"},
              {LANGUAGE_swift, "func f() {}"},
              {LANGUAGE_scala, "object A { def f = 1 }"},
              {LANGUAGE_dart, "void f() {}"},
              {LANGUAGE_zig, "fn f() void {}"},
              {LANGUAGE_python, "def f(): pass\n"},
              {LANGUAGE_javascript, "function f() {}"},
              {LANGUAGE_typescript, "function f(): void {}"},
              {LANGUAGE_tsx, "function f() { return <p/> }"},
              {LANGUAGE_ruby, "def f; end"},
              {LANGUAGE_php, "<?php function f() {}"},
              {LANGUAGE_perl, "sub f { 1 }"},
              {LANGUAGE_lua, "function f() end"},
              {LANGUAGE_bash, "f() { :; }"},
              {LANGUAGE_elixir, "defmodule A do\n  def f, do: 1\nend"},
              {LANGUAGE_julia, "f(x) = x"},
              {LANGUAGE_r, "f <- function() 1"},
              {LANGUAGE_powershell, "function f { 1 }"},
              {LANGUAGE_haskell, "f x = x\n"},
              {LANGUAGE_ocaml, "let f x = x"},
              {LANGUAGE_elm, "f x = x\n"},
              {LANGUAGE_solidity, "contract A { function f() public {} }"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Str text = str_from_c(rows[i].text);
    assert_int_equal(
        extractor_run(extractor, rows[i].language, text, &options, &arena, &found, &error),
        STATUS_OK);
    bool named = false;
    for (size_t k = 0; k < found.symbols.count; k++) {
      named = named || str_equal(found.symbols.items[k].name, STR("f"));
    }
    if (!named) print_error("no f in %s\n", rows[i].text);
    assert_true(named);
  }
  extraction_release(&found);
  arena_release(&arena);
  extractor_free(extractor);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_queries_of_every_language_compile),
      cmocka_unit_test(the_smallest_function_is_found_in_each_of_these_languages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
