// What scope_at says beside locals, and the questions about whole texts: free occurrences, calls, imports.
// A `^` marks the place and is not part of the text.
#include "base/buf.h"
#include "intake/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct {
  ScopeReader *reader;
  Arena arena;
  ExtractOptions options;
  Buf text;
  uint32_t offset;
} Case;

static Case case_of(const char *marked) {
  Case c = {.reader = scope_reader_new()};
  Str source = str_from_c(marked);
  size_t place = str_find_byte(source, 0, '^');
  buf_str_put(&c.text, str_slice(source, 0, place));
  buf_str_put(&c.text, str_slice(source, place + 1, source.len));
  c.offset = (uint32_t)place;
  return c;
}

static void case_end(Case *c) {
  scope_reader_free(c->reader);
  arena_release(&c->arena);
  buf_release(&c->text);
}

static ScopeAnswer ask(Case *c, LanguageId language) {
  ScopeAnswer answer;
  Error error;
  assert_int_equal(scope_at(c->reader, language, buf_str(&c->text), c->offset, &c->options,
                            &c->arena, &answer, &error),
                   STATUS_OK);
  return answer;
}

static void assert_str(Str found, const char *expected) {
  if (!str_equal(found, str_from_c(expected))) {
    fail_msg("'%.*s' is not '%s'", STR_ARGS(found), expected);
  }
}

// ---- one place ----------------------------------------------------------------------------------

static void a_name_has_a_qualifier_and_may_be_a_member(void **state) {
  (void)state;
  static const struct {
    LanguageId language;
    const char *text, *name, *qualifier;
    bool member, called;
  } rows[] = {
      {LANGUAGE_c, "void f(void) { a->b.co^unt = 1; }", "count", "a->b", true, false},
      {LANGUAGE_c, "void f(void) { g(x)[1].co^unt(); }", "count", "g(x)[1]", true, true},
      {LANGUAGE_c, "void f(void) { co^unt (1); }", "count", "", false, true},
      {LANGUAGE_cpp, "void f() { std::vector<int>::ite^r x; }", "iter", "", false, false},
      {LANGUAGE_cpp, "void f() { a::b::c^all<int>(1); }", "call", "a::b", false, true},
      {LANGUAGE_cpp, "void f() { this->si^ze; }", "size", "this", true, false},
      {LANGUAGE_python, "os.path.jo^in(a)\n", "join", "os.path", true, true},
      {LANGUAGE_python, "join^", "join", "", false, false},
      {LANGUAGE_javascript, "a?.b^ar(1)", "bar", "a", true, true},
      {LANGUAGE_javascript, "f(...re^st)", "rest", "", false, false},
      {LANGUAGE_javascript, "$el^em", "$elem", "", false, false},
      {LANGUAGE_rust, "fn f() { a::b::go^::<u8>(1); }", "go", "a::b", false, true},
      {LANGUAGE_rust, "fn f() { prin^tln!(\"\"); }", "println", "", false, true},
      {LANGUAGE_php, "<?php $this->na^me;", "name", "$this", true, false},
      {LANGUAGE_php, "<?php A\\B::ma^ke();", "make", "A\\B", false, true},
      {LANGUAGE_php, "<?php $na^me = 1;", "name", "", false, false},
      {LANGUAGE_ruby, "a.emp^ty?", "empty?", "a", true, true},
      {LANGUAGE_lua, "t.x:me^thod(1)", "method", "t.x", true, true},
      {LANGUAGE_java, "class A { void f() { a.b().c^d(); } }", "cd", "a.b()", true, true},
      {LANGUAGE_bash, "f() { gre^p x; }\n", "grep", "", false, true},
      {LANGUAGE_css, ".a { color: var(--ma^in); }", "--main", "", false, true},
      {LANGUAGE_text, "some wo^rds", "words", "", false, false},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Case c = case_of(rows[i].text);
    ScopeAnswer answer = ask(&c, rows[i].language);
    assert_str(answer.name, rows[i].name);
    assert_str(answer.qualifier, rows[i].qualifier);
    if (answer.member != rows[i].member || answer.called != (rows[i].called)) {
      if (rows[i].language != LANGUAGE_css) fail_msg("%s", rows[i].text);
    }
    case_end(&c);
  }
}

static void no_name_is_found_where_none_is(void **state) {
  (void)state;
  static const char *const rows[] = {"a ^ b", "12^3 a", "^", "a + ^(b)"};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Case c = case_of(rows[i]);
    ScopeAnswer answer = ask(&c, LANGUAGE_javascript);
    assert_int_equal(answer.name.len, 0);
    assert_int_equal(answer.count, 0);
    case_end(&c);
  }
}

static void comments_and_strings_are_told_apart(void **state) {
  (void)state;
  static const struct {
    LanguageId language;
    const char *text;
    bool comment, string;
  } rows[] = {{LANGUAGE_c, "int a; /* wo^rd */", true, false},
              {LANGUAGE_c, "char *a = \"wo^rd\";", false, true},
              {LANGUAGE_python, "# wo^rd\n", true, false},
              {LANGUAGE_python, "a = 'some wo^rd'\n", false, true},
              {LANGUAGE_python, "a = f'some {wo^rd}'\n", false, false},
              {LANGUAGE_javascript, "a = `some ${wo^rd} x`", false, false},
              {LANGUAGE_javascript, "a = `some wo^rd ${b}`", false, true},
              {LANGUAGE_rust, "/// wo^rd\nfn f() {}", true, false},
              {LANGUAGE_haskell, "-- wo^rd\nf = 1\n", true, false},
              {LANGUAGE_cmake, "# wo^rd\n", true, false}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Case c = case_of(rows[i].text);
    ScopeAnswer answer = ask(&c, rows[i].language);
    bool right = answer.in_comment == rows[i].comment && answer.in_string == rows[i].string;
    if (!right) fail_msg("%s", rows[i].text);
    case_end(&c);
  }
}

static void an_import_around_the_place_is_named(void **state) {
  (void)state;
  static const struct {
    LanguageId language;
    const char *text, *import;
  } rows[] = {{LANGUAGE_c, "#include <linux/li^st.h>\n", "linux/list.h"},
              {LANGUAGE_c, "#  inc^lude \"a.h\" // b\n", "a.h"},
              {LANGUAGE_c, "int a^;\n", ""},
              {LANGUAGE_python, "from a.b import c^d\n", "a.b"},
              {LANGUAGE_python, "from .x import (y,\n z^)\n", ".x"},
              {LANGUAGE_python, "import a, b.c^c\n", "b.cc"},
              {LANGUAGE_javascript, "import { a^b } from './x';", "./x"},
              {LANGUAGE_javascript, "const a = require('./y^y');", "./yy"},
              {LANGUAGE_go, "package p\nimport (\n\t\"fmt\"\n\t\"os/ex^ec\"\n)\n", "os/exec"},
              {LANGUAGE_rust, "use a::b::C^d;", "a::b::Cd"},
              {LANGUAGE_java, "import a.b.C^d;\n", "a.b.Cd"},
              {LANGUAGE_ruby, "require \"se^t\"\n", "set"},
              {LANGUAGE_php, "<?php require 'x.p^hp';", "x.php"},
              {LANGUAGE_lua, "local a = require(\"x.y^y\")", "x.yy"},
              {LANGUAGE_bash, "source ./lib.s^h\n", "./lib.sh"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Case c = case_of(rows[i].text);
    ScopeAnswer answer = ask(&c, rows[i].language);
    assert_str(answer.import, rows[i].import);
    case_end(&c);
  }
}

static void what_an_occurrence_is_follows_from_its_place(void **state) {
  (void)state;
  static const char letters[] = {
      [OCCURRENCE_TEXT] = 't',      [OCCURRENCE_READ] = 'r',   [OCCURRENCE_WRITE] = 'w',
      [OCCURRENCE_CALL] = 'c',      [OCCURRENCE_IMPORT] = 'i', [OCCURRENCE_DECLARATION] = 'd',
      [OCCURRENCE_DEFINITION] = 'D'};
  static const struct {
    LanguageId language;
    const char *text, *kinds;
  } rows[] = {
      {LANGUAGE_c,
       "int x^y(int);\nint xy(int a) { return a; }\nvoid f(void) { xy(1); g(xy); } // xy\n",
       "dDcrt"},
      {LANGUAGE_c, "void f(void) { int ^x = 1; x = 2; x++; x += x; if (x == 1) x(); }", "Dwwwrrc"},
      {LANGUAGE_python, "import a^b\nab = 1\nab.c(ab)\n# ab\n", "iwrrt"},
      {LANGUAGE_python, "def f():\n  ^x = 1\n  x = x(2)\n  del x\n", "Dwcr"},
      {LANGUAGE_javascript, "function ^f() {}\nf(); new f(); f = 1; '.f'; a.f()\n", "Dccwtc"},
      {LANGUAGE_go, "package p\nfunc f^f() {}\nfunc g() { ff(); x := ff; _ = x }\n", "Dcr"},
      {LANGUAGE_rust, "fn ^f() {}\nfn g() { f(); let a = f; }", "Dcr"},
      {LANGUAGE_java, "class A { int ^f() { return f(); } }", "Dc"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Case c = case_of(rows[i].text);
    ScopeAnswer answer = ask(&c, rows[i].language);
    char found[64] = {0};
    for (size_t k = 0; k < answer.count && k < sizeof found - 1; k++) {
      found[k] = letters[answer.occurrences[k].kind];
    }
    if (strcmp(found, rows[i].kinds))
      fail_msg("%s: %s is not %s", rows[i].text, found, rows[i].kinds);
    case_end(&c);
  }
}

// ---- texts --------------------------------------------------------------------------------------

static void free_occurrences_leave_out_what_a_scope_binds(void **state) {
  (void)state;
  static const struct {
    LanguageId language;
    const char *text, *name;
    size_t count;
  } rows[] = {
      {LANGUAGE_c, "int run(void);\nint f(int run) { return run; }\nint g(void) { return run(); }",
       "run", 2},
      {LANGUAGE_c, "static void g(void)\n{\n\trun(1); /* run */\n}\nEXPORT(run);\n", "run", 3},
      {LANGUAGE_c, "int f(void) { struct run *run = 0; return run->run; }", "run", 2},
      {LANGUAGE_python, "def f(run):\n  return run\nrun(1)\n", "run", 1},
      {LANGUAGE_python, "x.run()\nrun.y\n'run'\n# run\nrunning\n", "run", 4},
      {LANGUAGE_javascript,
       "import { run } from 'x';\nconst g = () => run();\nfor (const run of g()) run();", "run", 2},
      {LANGUAGE_javascript, "run(`a ${run(1)} run`, /run/, 'run');", "run", 5},
      {LANGUAGE_go, "package p\nfunc f() { run := 1; _ = run }\nfunc g() { run() }\n", "run", 1},
      {LANGUAGE_rust, "fn f<'run>(x: &'run u8) { run(r\"run\"); }", "run", 4},
      {LANGUAGE_haskell, "run x = run -- run\n", "run", 3},
      {LANGUAGE_text, "run, running, rerun, run.", "run", 2},
      {LANGUAGE_c, "", "run", 0},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Case c = case_of(rows[i].text);
    const ScopeOccurrence *found;
    size_t count;
    Error error;
    assert_int_equal(scope_free_occurrences(c.reader, rows[i].language, buf_str(&c.text),
                                            str_from_c(rows[i].name), &c.options, &c.arena, &found,
                                            &count, &error),
                     STATUS_OK);
    if (count != rows[i].count) fail_msg("%s: %zu found", rows[i].text, count);
    case_end(&c);
  }
}

// With and without a parser, an occurrence in code is the same and so is one in a comment.
static void letters_and_trees_agree_on_what_is_code(void **state) {
  (void)state;
  static const struct {
    LanguageId language;
    const char *text; // `run` is bound nowhere; behind it comes a function that binds it
    const char *binder;
  } rows[] = {
      {LANGUAGE_javascript,
       "run(); a = `${run()} ${`run` + run()}`; b = x / run() / 2; // run\n/* run */ /run/;\n",
       "function f(run) {}"},
      {LANGUAGE_python, "run()\n'''\nrun\n'''\nrun(\"run\", 'it\\'s run')  # run\n",
       "def f(run): pass\n"},
      {LANGUAGE_rust, "fn f() { run('\"'); run(\"\\\"\"); r#\"\" run\"#; /* /* run */ run */ }\n",
       "fn g(run: u8) {}\n"},
      {LANGUAGE_go, "package p\nfunc f() { run(`\\`); run('`'); a(\"run\") } // run\n",
       "func g(run int) {}\n"},
      {LANGUAGE_ruby, "run()\n=begin\nrun\n=end\nrun(\"a\n run\")\n", "def f(run) end\n"},
      {LANGUAGE_lua, "run()\n--[[ run\n run ]] run()\n-- run\n", "function f(run) end\n"},
      {LANGUAGE_kotlin, "fun f() { run(\"\"\"a \"run\" \"\"\"); run() } // run\n",
       "fun g(run: Int) {}\n"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Case c = case_of(rows[i].text);
    Buf both = {0};
    buf_str_put(&both, buf_str(&c.text));
    buf_str_put(&both, str_from_c(rows[i].binder));
    const ScopeOccurrence *letters, *tree;
    size_t letter_count, tree_count;
    Error error;
    assert_int_equal(scope_free_occurrences(c.reader, rows[i].language, buf_str(&c.text),
                                            STR("run"), &c.options, &c.arena, &letters,
                                            &letter_count, &error),
                     STATUS_OK);
    assert_int_equal(scope_free_occurrences(c.reader, rows[i].language, buf_str(&both), STR("run"),
                                            &c.options, &c.arena, &tree, &tree_count, &error),
                     STATUS_OK);
    if (letter_count != tree_count)
      fail_msg("%s: %zu and %zu", rows[i].text, letter_count, tree_count);
    for (size_t k = 0; k < letter_count; k++) {
      bool same = (letters[k].kind == OCCURRENCE_TEXT) == (tree[k].kind == OCCURRENCE_TEXT);
      if (!same) fail_msg("%s: occurrence %zu at %u", rows[i].text, k, tree[k].start);
    }
    buf_release(&both);
    case_end(&c);
  }
}

static void calls_within_a_range_are_found_in_order(void **state) {
  (void)state;
  static const struct {
    LanguageId language;
    const char *text, *calls;
  } rows[] = {
      {LANGUAGE_c, "int f(void) { if (a(1)) return b(c(2)); x->d(); sizeof(int); }", "a b c d "},
      {LANGUAGE_cpp, "void f() { a::b(); c<int>(1); new D(2); e.g(); auto l = [] { h(); }; }",
       "b c D g h "},
      {LANGUAGE_python, "def f():\n  a(b())\n  c.d()\n  return e\n", "a b d "},
      {LANGUAGE_typescript, "function f() { a(); b.c(); new D(); e; }", "a c D "},
      {LANGUAGE_go, "package p\nfunc f() { a(); b.C(d()) }\n", "a C d "},
      {LANGUAGE_rust, "fn f() { a(); b::c(); d!(1); x.e(); }", "a c d e "},
      {LANGUAGE_java, "class A { void f() { a(); b.c(); new D(); } }", "a c D "},
      {LANGUAGE_ruby, "def f\n  a 1\n  b.c\nend\n", "a c "},
      {LANGUAGE_bash, "f() { a 1; b $(c); }\n", "a b c "}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Case c = case_of(rows[i].text);
    const ScopeOccurrence *calls;
    size_t count;
    Error error;
    Buf found = {0};
    Str text = buf_str(&c.text);
    assert_int_equal(scope_calls(c.reader, rows[i].language, text, 0, (uint32_t)text.len,
                                 &c.options, &c.arena, &calls, &count, &error),
                     STATUS_OK);
    for (size_t k = 0; k < count; k++) {
      buf_str_put(&found, str_slice(text, calls[k].start, calls[k].end));
      buf_byte(&found, ' ');
    }
    assert_str(buf_str(&found), rows[i].calls);
    buf_release(&found);
    case_end(&c);
  }
}

static void imports_are_found_as_they_are_written(void **state) {
  (void)state;
  static const struct {
    LanguageId language;
    const char *text, *imports;
  } rows[] = {
      {LANGUAGE_c, "#include <a/b.h>\n# include \"c.h\"\nint x;\n#import <d.h>\n",
       "a/b.h c.h d.h "},
      {LANGUAGE_python, "import a.b, c as d\nfrom ..e import f\n", "a.b c ..e "},
      {LANGUAGE_javascript,
       "import a from 'b'; export * from \"c\"; require('d'); await import('e')", "b c d e "},
      {LANGUAGE_go, "package p\nimport \"a\"\nimport (\n b \"c/d\"\n)\n", "a c/d "},
      {LANGUAGE_rust, "use a::b; use c::{d, e}; use f::*; use g as h; mod i;", "a::b c f g i "},
      {LANGUAGE_java, "import a.b.C; import static d.E.*;", "a.b.C d.E "},
      {LANGUAGE_csharp, "using A.B; using C;", "A.B C "},
      {LANGUAGE_ruby, "require 'a'\nrequire_relative \"./b\"\nfoo 'c'\n", "a ./b "},
      {LANGUAGE_php, "<?php use A\\B; require_once 'c.php';", "A\\B c.php "},
      {LANGUAGE_kotlin, "import a.b.C\nimport d.E as F\n", "a.b.C d.E "},
      {LANGUAGE_scala, "import a.b.C\n", "a.b.C "},
      {LANGUAGE_swift, "import A\n", "A "},
      {LANGUAGE_lua, "local a = require(\"b.c\")\n", "b.c "}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Case c = case_of(rows[i].text);
    const Str *imports;
    size_t count;
    Error error;
    Buf found = {0};
    assert_int_equal(scope_imports(c.reader, rows[i].language, buf_str(&c.text), &c.options,
                                   &c.arena, &imports, &count, &error),
                     STATUS_OK);
    for (size_t k = 0; k < count; k++) {
      buf_str_put(&found, imports[k]);
      buf_byte(&found, ' ');
    }
    assert_str(buf_str(&found), rows[i].imports);
    buf_release(&found);
    case_end(&c);
  }
}

// ---- limits -------------------------------------------------------------------------------------

static void a_text_beyond_the_limit_has_names_and_occurrences_but_no_locals(void **state) {
  (void)state;
  Case c = case_of("def f(x):\n  return ^x\n");
  c.options.parse_limit = 4;
  ScopeAnswer answer;
  assert_int_equal(scope_at(c.reader, LANGUAGE_python, buf_str(&c.text), c.offset, &c.options,
                            &c.arena, &answer, NULL),
                   STATUS_LIMIT);
  assert_str(answer.name, "x");
  assert_int_equal(answer.count, 2);
  assert_false(answer.local);
  case_end(&c);
}

static void what_is_cancelled_says_so(void **state) {
  (void)state;
  Buf text = {0};
  for (int i = 0; i < 20000; i++) buf_printf(&text, "def f%d(x):\n  return x\n", i);
  atomic_bool cancelled = true;
  ExtractOptions options = {.cancelled = &cancelled};
  ScopeReader *reader = scope_reader_new();
  Arena arena = {0};
  ScopeAnswer answer;
  assert_int_equal(
      scope_at(reader, LANGUAGE_python, buf_str(&text), 6, &options, &arena, &answer, NULL),
      STATUS_CANCELLED);
  scope_reader_free(reader);
  arena_release(&arena);
  buf_release(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_name_has_a_qualifier_and_may_be_a_member),
      cmocka_unit_test(no_name_is_found_where_none_is),
      cmocka_unit_test(comments_and_strings_are_told_apart),
      cmocka_unit_test(an_import_around_the_place_is_named),
      cmocka_unit_test(what_an_occurrence_is_follows_from_its_place),
      cmocka_unit_test(free_occurrences_leave_out_what_a_scope_binds),
      cmocka_unit_test(letters_and_trees_agree_on_what_is_code),
      cmocka_unit_test(calls_within_a_range_are_found_in_order),
      cmocka_unit_test(imports_are_found_as_they_are_written),
      cmocka_unit_test(a_text_beyond_the_limit_has_names_and_occurrences_but_no_locals),
      cmocka_unit_test(what_is_cancelled_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
