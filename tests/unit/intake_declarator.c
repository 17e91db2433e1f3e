// What declarators declare, through the extractor: the shapes that a pattern of fixed depth would
// miss.
#include "intake/extract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct {
  LanguageId language;
  const char *text;
  const char *name; // NULL: nothing is found
  SymbolKind kind;
  const char *container;
  bool declaration;
} Row;

static void check(const Row *row) {
  Error error;
  Extractor *extractor = extractor_new();
  Extraction found = {0};
  ExtractOptions options = {0};
  Arena arena = {0};
  assert_int_equal(extractor_run(extractor, row->language, str_from_c(row->text), &options, &arena,
                                 &found, &error),
                   STATUS_OK);
  print_message("%s\n", row->text);
  assert_int_equal(found.symbols.count, row->name ? 1 : 0);
  if (row->name) {
    const Symbol *s = &found.symbols.items[0];
    assert_true(str_equal(s->name, str_from_c(row->name)));
    assert_int_equal(s->kind, row->kind);
    assert_true(str_equal(s->container, str_from_c(row->container ? row->container : "")));
    assert_int_equal((s->flags & SYMBOL_DECLARATION) != 0, row->declaration);
  }
  extraction_release(&found);
  arena_release(&arena);
  extractor_free(extractor);
}

static void check_all(const Row *rows, size_t count) {
  for (size_t i = 0; i < count; i++) check(&rows[i]);
}

static void a_name_is_found_at_any_depth(void **state) {
  (void)state;
  static const Row rows[] = {
      {LANGUAGE_c, "int ***p;", "p", SYMBOL_VARIABLE, NULL, false},
      {LANGUAGE_c, "int (*(*table[3][4])(int))[5];", "table", SYMBOL_VARIABLE, NULL, false},
      {LANGUAGE_c, "int ((x)) = 1;", "x", SYMBOL_VARIABLE, NULL, false},
      {LANGUAGE_c, "typedef int (*(*fn)(void))[2];", "fn", SYMBOL_TYPE, NULL, false},
      {LANGUAGE_cpp, "int &r = x;", "r", SYMBOL_VARIABLE, NULL, false},
  };
  check_all(rows, COUNT_OF(rows));
}

static void what_stands_around_the_name_decides_what_is_declared(void **state) {
  (void)state;
  static const Row rows[] = {
      {LANGUAGE_c, "int f(int);", "f", SYMBOL_FUNCTION, NULL, true},
      {LANGUAGE_c, "int **f(int);", "f", SYMBOL_FUNCTION, NULL, true},
      {LANGUAGE_c, "int (f)(int);", "f", SYMBOL_FUNCTION, NULL, true},
      {LANGUAGE_c, "int (*f)(int);", "f", SYMBOL_VARIABLE, NULL, false},
      {LANGUAGE_c, "int (*f(int))(long);", "f", SYMBOL_FUNCTION, NULL, true},
      {LANGUAGE_c, "int *f(int a) { return 0; }", "f", SYMBOL_FUNCTION, NULL, false},
      {LANGUAGE_c, "typedef int f(int);", "f", SYMBOL_TYPE, NULL, false},
  };
  check_all(rows, COUNT_OF(rows));
}

static void a_qualified_name_says_its_container(void **state) {
  (void)state;
  static const Row rows[] = {
      {LANGUAGE_cpp, "int A::f() { return 1; }", "f", SYMBOL_METHOD, "A", false},
      {LANGUAGE_cpp, "A::A() {}", "A", SYMBOL_CONSTRUCTOR, "A", false},
      {LANGUAGE_cpp, "A::~A() {}", "~A", SYMBOL_METHOD, "A", false},
      {LANGUAGE_cpp, "int a::b::C::f() { return 1; }", "f", SYMBOL_METHOD, "a::b::C", false},
      {LANGUAGE_cpp, "template <class T> A<T>::A() {}", "A", SYMBOL_CONSTRUCTOR, "A", false},
      {LANGUAGE_cpp, "int A::count = 0;", "count", SYMBOL_FIELD, "A", false},
      {LANGUAGE_cpp, "A::operator bool() const { return 1; }", "operator bool", SYMBOL_METHOD, "A",
       false},
      {LANGUAGE_cpp, "A &A::operator=(const A &o) { return *this; }", "operator=", SYMBOL_METHOD,
       "A", false},
  };
  check_all(rows, COUNT_OF(rows));
}

static void a_keyword_is_no_name(void **state) {
  (void)state;
  static const Row rows[] = {
      {LANGUAGE_c, "EACH(i) if (x) { y(); }", NULL, SYMBOL_FUNCTION, NULL, false},
      {LANGUAGE_c, "int class;", "class", SYMBOL_VARIABLE, NULL, false},
      {LANGUAGE_cpp, "EXPORT explicit;", NULL, SYMBOL_VARIABLE, NULL, false},
      {LANGUAGE_c, "int;", NULL, SYMBOL_VARIABLE, NULL, false},
  };
  check_all(rows, COUNT_OF(rows));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_name_is_found_at_any_depth),
      cmocka_unit_test(what_stands_around_the_name_decides_what_is_declared),
      cmocka_unit_test(a_qualified_name_says_its_container),
      cmocka_unit_test(a_keyword_is_no_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
