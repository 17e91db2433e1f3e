// The lexical side of the masked reader: bytes, literals, words, tokens, preprocessor lines.
#include "intake/cpreproc.h"
#include "intake/ctoken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static CText c_text(const char *text, CDialect dialect) {
  return (CText){.text = str_from_c(text), .dialect = dialect};
}

// ---- passing over -------------------------------------------------------------------------------

typedef struct {
  const char *text;
  CDialect dialect;
  CStop stop;
  int found;
  uint32_t at;
} FindCase;

static void find_passes_comments_and_literals(void **state) {
  (void)state;
  static const FindCase cases[] = {
      {"ab {", C_DIALECT_C, C_STOP_BODY, '{', 3},
      {"a(b) }", C_DIALECT_C, C_STOP_BODY, '}', 5},
      {"a(b) }", C_DIALECT_C, C_STOP_GROUP, '(', 1},
      {"/* { */ }", C_DIALECT_C, C_STOP_BODY, '}', 8},
      {"/*/ { */}", C_DIALECT_C, C_STOP_BODY, '}', 8},
      {"// {\n}", C_DIALECT_C, C_STOP_BODY, '}', 5},
      {"// \\\r\n{\n}", C_DIALECT_C, C_STOP_BODY, '}', 8},
      {"a / b {", C_DIALECT_C, C_STOP_BODY, '{', 6},
      {"\"{\\\"{\" {", C_DIALECT_C, C_STOP_BODY, '{', 7},
      {"'{' '\\'' {", C_DIALECT_C, C_STOP_BODY, '{', 9},
      {"\"{\n{", C_DIALECT_C, C_STOP_BODY, '{', 3},
      {"1'000 {'", C_DIALECT_CPP, C_STOP_BODY, '{', 6},
      {"u8'{' {", C_DIALECT_CPP, C_STOP_BODY, '{', 6},
      {"R\"({\")\" {", C_DIALECT_CPP, C_STOP_BODY, '{', 8},
      {"R\"x(\")\"{)x\"}", C_DIALECT_CPP, C_STOP_BODY, '}', 11},
      {"R\"({\")\" {", C_DIALECT_C, C_STOP_BODY, C_TEXT_END, 9},
      {"FOR\"({\" }", C_DIALECT_CPP, C_STOP_BODY, '}', 8},
      {"a < b; c", C_DIALECT_CPP, C_STOP_ANGLE, '<', 2},
      {"a, b", C_DIALECT_CPP, C_STOP_VALUE, ',', 1},
      {"{ \"#\" #", C_DIALECT_C, C_STOP_DROPPED, '#', 6},
      {"/* open", C_DIALECT_C, C_STOP_BODY, C_TEXT_END, 7},
      {"", C_DIALECT_C, C_STOP_BODY, C_TEXT_END, 0},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    CText c = c_text(cases[i].text, cases[i].dialect);
    assert_int_equal(ctext_find(&c, cases[i].stop), cases[i].found);
    assert_int_equal(c.at, cases[i].at);
  }
}

static void a_directive_starts_a_line(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool starts;
  } cases[] = {{"#", true},         {"\n \t#", true},       {"a #", false},
               {"/* x */ #", true}, {"a /* x */ #", false}, {"\n/* x\n */ #", true}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    CText c = c_text(cases[i].text, C_DIALECT_C);
    c.at = (uint32_t)c.text.len - 1;
    assert_int_equal(ctext_at_line_start(&c), cases[i].starts);
  }
}

// ---- tokens -------------------------------------------------------------------------------------

static void tokens_are_words_literals_and_marks(void **state) {
  (void)state;
  static const struct {
    const char *text;
    CTokenKind kind;
  } expected[] = {
      {"static", TOKEN_WORD},       {"a1_$", TOKEN_WORD},
      {"::", TOKEN_PUNCT},          {"->", TOKEN_PUNCT},
      {"-", TOKEN_PUNCT},           {"0x1'0.5f", TOKEN_LITERAL},
      {"L\"a b\"", TOKEN_LITERAL},  {"'a'", TOKEN_LITERAL},
      {"R\"(\n)\"", TOKEN_LITERAL}, {"operator==", TOKEN_OPERATOR},
      {"(", TOKEN_PUNCT},           {"operator()", TOKEN_OPERATOR},
      {"(", TOKEN_PUNCT},           {"operator bool", TOKEN_OPERATOR},
      {"(", TOKEN_PUNCT},           {"#", TOKEN_DIRECTIVE},
  };
  CText c = c_text("static /* x */ a1_$ :: -> - 0x1'0.5f L\"a b\" 'a' \\\n R\"(\n)\" operator== ( "
                   "operator() ( operator bool (\n #if",
                   C_DIALECT_CPP);
  for (size_t i = 0; i < COUNT_OF(expected); i++) {
    CToken token = ctoken_next(&c);
    assert_int_equal(token.kind, expected[i].kind);
    if (token.kind == TOKEN_DIRECTIVE) break;
    assert_true(str_equal(ctoken_text(c.text, &token), str_from_c(expected[i].text)));
  }
}

static void groups_end_where_they_close(void **state) {
  (void)state;
  CText c = c_text("(a[b], \")\" /* ) */\n#define X )\n) c", C_DIALECT_C);
  assert_true(ctoken_pass_group(&c));
  assert_int_equal(ctext_peek(&c, 1), 'c');
  c = c_text("(a", C_DIALECT_C);
  assert_false(ctoken_pass_group(&c));
}

static void angles_are_template_arguments_or_nothing(void **state) {
  (void)state;
  static const struct {
    const char *text;
    uint32_t end; // 0: none
  } cases[] = {
      {"<int> x", 5},
      {"<a<b>> x", 6},
      {"<a, (b > c), d<1>> x", 18},
      {"< b; c >", 0},
      {"<a && b", 0},
      {"<a->b> x", 6},
      {"<1 << 2> x", 8},
      {"<N <= 2> x", 8},
      {"<N >= 2> x", 8},
      {"<class = X<a>=0> x", 16},
      {"<a\n#if X\n, b\n#endif\n> x", 21},
      {"<a\n#if X\n> x", 0},
      {"<\">\"> x", 5},
      {"<a{1}> x", 6},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    CText c = c_text(cases[i].text, C_DIALECT_CPP);
    assert_int_equal(ctoken_pass_angles(&c), cases[i].end > 0);
    assert_int_equal(c.at, cases[i].end);
  }
}

static void arguments_are_single_words(void **state) {
  (void)state;
  static const struct {
    const char *text;
    uint32_t number;
    const char *argument; // NULL: none
  } cases[] = {
      {"(a)", 0, "a"},
      {"(a, b)", 1, "b"},
      {"(f(x, y), b)", 1, "b"},
      {"(struct s, b)", 0, NULL},
      {"(a b)", 0, NULL},
      {"()", 0, NULL},
      {"(a)", 1, NULL},
      {"(\"a\")", 0, NULL},
      {"( /* x */ a /* y */ )", 0, "a"},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Str text = str_from_c(cases[i].text);
    CToken group = {.end = (uint32_t)text.len, .kind = TOKEN_GROUP, .byte = '('}, found;
    bool has = ctoken_argument(text, &group, cases[i].number, &found);
    assert_int_equal(has, cases[i].argument != NULL);
    if (has) assert_true(str_equal(ctoken_text(text, &found), str_from_c(cases[i].argument)));
  }
}

// ---- words --------------------------------------------------------------------------------------

static void words_are_known_by_dialect(void **state) {
  (void)state;
  assert_int_equal(cword_class(STR("int"), C_DIALECT_C), WORD_TYPE);
  assert_int_equal(cword_class(STR("class"), C_DIALECT_CPP), WORD_AGGREGATE);
  assert_int_equal(cword_class(STR("class"), C_DIALECT_C), WORD_NAME);
  assert_int_equal(cword_class(STR("@interface"), C_DIALECT_OBJC), WORD_OBJC_CLASS);
  assert_int_equal(cword_class(STR("@catch"), C_DIALECT_OBJC), WORD_STATEMENT);
  assert_int_equal(cword_class(STR("while"), C_DIALECT_C), WORD_STATEMENT);
  assert_int_equal(cword_class(STR("whiles"), C_DIALECT_C), WORD_NAME);
  assert_int_equal(cword_class(STR(""), C_DIALECT_C), WORD_NAME);
}

static void attributes_are_shouted_or_underscored(void **state) {
  (void)state;
  static const char *const attributes[] = {"__must_check", "EXPORT", "QT_API", "Lib_API", "A1"};
  static const char *const names[] = {"__u32", "__le16", "__kernel_size_t", "Export", "a", "_x",
                                      "X",     "_1"};
  for (size_t i = 0; i < COUNT_OF(attributes); i++) {
    assert_true(cword_looks_like_attribute(str_from_c(attributes[i])));
  }
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    assert_false(cword_looks_like_attribute(str_from_c(names[i])));
  }
}

static void the_first_prefix_decides_what_a_macro_makes(void **state) {
  (void)state;
  CMacro macro;
  assert_true(cword_defining_macro(STR("SYSCALL_DEFINE3"), &macro));
  assert_int_equal(macro.kind, SYMBOL_FUNCTION);
  assert_true(cword_defining_macro(STR("DEFINE_PER_CPU_ALIGNED"), &macro));
  assert_int_equal(macro.argument, 1);
  assert_true(cword_defining_macro(STR("DEFINE_MUTEX"), &macro));
  assert_int_equal(macro.argument, 0);
  assert_true(cword_defining_macro(STR("TEST"), &macro));
  assert_int_equal(macro.container, 0);
  assert_false(cword_defining_macro(STR("TESTING"), &macro));
  assert_false(cword_defining_macro(STR("define_x"), &macro));
}

// ---- preprocessor lines -------------------------------------------------------------------------

static void lines_tell_what_can_be_known_of_them(void **state) {
  (void)state;
  static const struct {
    const char *text;
    CDialect dialect;
    Directive expected;
  } cases[] = {
      {"#if 0", C_DIALECT_C, {DIRECTIVE_IF, true, false, false}},
      {"# if 0 || A", C_DIALECT_C, {DIRECTIVE_IF, false, false, false}},
      {"#if !0", C_DIALECT_C, {DIRECTIVE_IF, false, false, false}},
      {"#ifdef __cplusplus", C_DIALECT_C, {DIRECTIVE_IF, false, true, false}},
      {"#ifdef __cplusplus", C_DIALECT_CPP, {DIRECTIVE_IF, false, false, false}},
      {"#if defined(__cplusplus) && A", C_DIALECT_C, {DIRECTIVE_IF, false, true, false}},
      {"#if defined __cplusplus || A", C_DIALECT_C, {DIRECTIVE_IF, false, false, false}},
      {"#ifndef __ASSEMBLY__", C_DIALECT_C, {DIRECTIVE_IF, false, false, true}},
      {"#if !defined(__ASSEMBLER__)", C_DIALECT_C, {DIRECTIVE_IF, false, false, true}},
      {"#if !defined(__ASSEMBLY__) && A", C_DIALECT_C, {DIRECTIVE_IF, false, false, false}},
      {"#elif A", C_DIALECT_C, {DIRECTIVE_ELSE, false, false, false}},
      {"#else", C_DIALECT_C, {DIRECTIVE_ELSE, false, false, false}},
      {"#\\\nendif", C_DIALECT_C, {DIRECTIVE_ENDIF, false, false, false}},
      {"#pragma once", C_DIALECT_C, {DIRECTIVE_OTHER, false, false, false}},
      {"#", C_DIALECT_C, {DIRECTIVE_OTHER, false, false, false}},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    CText c = c_text(cases[i].text, cases[i].dialect);
    Directive found = cpreproc_pass_line(&c, NULL);
    assert_int_equal(found.kind, cases[i].expected.kind);
    assert_int_equal(found.zero, cases[i].expected.zero);
    assert_int_equal(found.never, cases[i].expected.never);
    assert_int_equal(found.never_else, cases[i].expected.never_else);
    assert_int_equal(c.at, c.text.len);
  }
}

static void a_skipped_branch_still_gives_its_macros(void **state) {
  (void)state;
  Definitions macros = {0};
  CText c = c_text("#define A\n{ don't\n#if 0\n#define B\n#else\n#define C\n#endif\n#else\nrest",
                   C_DIALECT_C);
  assert_int_equal(cpreproc_skip_branch(&c, &macros, 0).kind, DIRECTIVE_ELSE);
  assert_int_equal(macros.count, 2);
  assert_true(str_equal(macros.items[1].name, STR("C")));
  c = c_text("#endif\n#endif\n#endif\nrest", C_DIALECT_C);
  assert_int_equal(cpreproc_skip_branch(&c, NULL, 2).kind, DIRECTIVE_ENDIF);
  assert_int_equal(ctext_peek(&c, 1), 'r');
  c = c_text("no end", C_DIALECT_C);
  assert_int_equal(cpreproc_skip_branch(&c, NULL, 0).kind, DIRECTIVE_OTHER);
  array_free(&macros);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(find_passes_comments_and_literals),
      cmocka_unit_test(a_directive_starts_a_line),
      cmocka_unit_test(tokens_are_words_literals_and_marks),
      cmocka_unit_test(groups_end_where_they_close),
      cmocka_unit_test(angles_are_template_arguments_or_nothing),
      cmocka_unit_test(arguments_are_single_words),
      cmocka_unit_test(words_are_known_by_dialect),
      cmocka_unit_test(attributes_are_shouted_or_underscored),
      cmocka_unit_test(the_first_prefix_decides_what_a_macro_makes),
      cmocka_unit_test(lines_tell_what_can_be_known_of_them),
      cmocka_unit_test(a_skipped_branch_still_gives_its_macros),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
