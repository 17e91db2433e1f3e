// Types in the bodies of functions: a row of `cases` is a sentence, a body, and the names that are
// found in it with the letter of their kind: s(truct), u(nion), e(num), c(lass), n: enumerator.
#include "base/buf.h"
#include "intake/cmask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct {
  const char *sentence;
  CDialect dialect;
  const char *body;
  const char *names;
} Case;

static const Case cases[] = {
    {"a struct with a name", C_DIALECT_C, "struct s { int x; } v;", "s:s"},
    {"a union and an enum", C_DIALECT_C, "union u { int a; }; enum e { A, B };", "u:u e:e n:A n:B"},
    {"an enum without a name gives its enumerators", C_DIALECT_C, "enum { ONE = 1, TWO };",
     "n:ONE n:TWO"},
    {"values with commas are no enumerators", C_DIALECT_C, "enum { A = f(1, 2), B = ({ C, D; }) };",
     "n:A n:B"},
    {"a macro between the enumerators is none", C_DIALECT_C, "enum {\n  A,\n#define M B, C\n  D };",
     "n:A n:D"},
    {"an attribute stands before the name", C_DIALECT_C, "struct PACKED s { int x; };", "s:s"},
    {"the name of a struct that shouts is its name", C_DIALECT_C, "struct RECORD { int x; };",
     "s:RECORD"},
    {"a value of a struct is no type", C_DIALECT_C, "struct s v = { 1 }; f((struct t) { 1 });", ""},
    {"a struct without a name has none", C_DIALECT_C, "struct { int x; } v;", ""},
    {"statements are none", C_DIALECT_C, "do { } while (0); if (a) { } else { } switch (a) { }",
     ""},
    {"one inside another", C_DIALECT_C, "struct a { struct b { int x; } y; };", "s:a s:b"},
    {"a class that derives", C_DIALECT_CPP, "class C final : public B<int>, D { };", "c:C"},
    {"a scoped enum with a type", C_DIALECT_CPP, "enum class E : int { A };", "e:E n:A"},
    {"braces that initialise a variable", C_DIALECT_CPP, "struct s v{}; std::vector<int> w{1};",
     ""},
    {"a comment that speaks of a struct", C_DIALECT_C, "// struct s\n{ }", ""},
    {"a body that never ends", C_DIALECT_C, "struct s { enum e { A", "s:s e:e n:A"},
};

static char letter_of(SymbolKind kind) {
  switch (kind) {
  case SYMBOL_STRUCT: return 's';
  case SYMBOL_UNION: return 'u';
  case SYMBOL_ENUM: return 'e';
  case SYMBOL_CLASS: return 'c';
  case SYMBOL_ENUMERATOR: return 'n';
  default: return '?';
  }
}

static void names_of_types_in_bodies_are_found(void **state) {
  (void)state;
  CMask *mask = cmask_new();
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Definitions definitions = {0};
    Extraction out = {0};
    Buf text = {0}, names = {0};
    buf_printf(&text, "void f(void) {\n%s\n}\n", cases[i].body);
    cmask_run(mask, cases[i].dialect, buf_str(&text), &definitions, &out);
    for (size_t k = 0; k < definitions.count; k++) {
      const Definition *d = &definitions.items[k];
      if (d->kind == SYMBOL_MACRO) continue;
      assert_true(d->start <= d->name_start && d->name_end <= d->end && d->end <= text.len);
      buf_printf(&names, "%s%c:%.*s", names.len ? " " : "", letter_of(d->kind), STR_ARGS(d->name));
    }
    if (!str_equal(buf_str(&names), str_from_c(cases[i].names))) {
      fail_msg("%s: %.*s", cases[i].sentence, (int)names.len, (const char *)names.data);
    }
    array_free(&definitions);
    extraction_release(&out);
    buf_release(&text);
    buf_release(&names);
  }
  cmask_free(mask);
}

// What the end of a type is worth is seen in what contains what.
static void a_type_reaches_to_its_brace(void **state) {
  (void)state;
  CMask *mask = cmask_new();
  Definitions definitions = {0};
  Extraction out = {0};
  Str text = STR("void f(void) { struct a { int x; } v; }");
  cmask_run(mask, C_DIALECT_C, text, &definitions, &out);
  assert_int_equal(definitions.count, 1);
  Str range = str_slice(text, definitions.items[0].start, definitions.items[0].end);
  assert_true(str_equal(range, STR("struct a { int x; }")));
  array_free(&definitions);
  extraction_release(&out);
  cmask_free(mask);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_of_types_in_bodies_are_found),
      cmocka_unit_test(a_type_reaches_to_its_brace),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
