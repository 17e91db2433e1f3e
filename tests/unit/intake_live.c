#include "intake/live.h"
#include "base/buf.h"
#include "support/cmocka_all.h"

#include <stdio.h>

typedef struct {
  LiveReader *live;
  LanguageId language;
  Buf text;
  Extraction found;
  Arena arena;
  ExtractOptions options;
} Open;

static Open open_text(LanguageId language, const char *text) {
  Open doc = {.live = live_reader_new(language), .language = language};
  buf_str_put(&doc.text, str_from_c(text));
  return doc;
}

static void close_text(Open *doc) {
  live_reader_free(doc->live);
  buf_release(&doc->text);
  extraction_release(&doc->found);
  arena_release(&doc->arena);
}

static Status read_edits(Open *doc, const TextEdit *edits, size_t count) {
  Error error;
  return live_reader_read(doc->live, buf_str(&doc->text), edits, count, &doc->options, &doc->arena,
                          &doc->found, &error);
}

// Puts `by` in place of the first `old` and says how.
static TextEdit replace(Open *doc, const char *old, const char *by) {
  Str text = buf_str(&doc->text);
  size_t start = str_find(text, str_from_c(old)), end = start + strlen(old);
  assert_true(start != SIZE_MAX);
  Buf next = {0};
  buf_str_put(&next, str_slice(text, 0, start));
  buf_str_put(&next, str_from_c(by));
  buf_str_put(&next, str_slice(text, end, text.len));
  buf_release(&doc->text);
  doc->text = next;
  return (TextEdit){(uint32_t)start, (uint32_t)end, (uint32_t)(start + strlen(by))};
}

static void read_replaced(Open *doc, const char *old, const char *by) {
  TextEdit edit = replace(doc, old, by);
  assert_int_equal(read_edits(doc, &edit, 1), STATUS_OK);
}

// What is found, as lines of `KIND NAME in CONTAINER LINE:COLUMN-ENDLINE`, then the number of spans.
static const char *summary(Open *doc) {
  Buf out = {0};
  for (size_t i = 0; i < doc->found.symbols.count; i++) {
    const Symbol *s = &doc->found.symbols.items[i];
    Str kind = symbol_kind_name(s->kind);
    buf_printf(&out, "%.*s %.*s", STR_ARGS(kind), STR_ARGS(s->name));
    if (s->container.len) buf_printf(&out, " in %.*s", STR_ARGS(s->container));
    buf_printf(&out, " %u:%u-%u\n", s->line, s->column, s->end_line);
  }
  buf_printf(&out, "%zu spans", doc->found.spans.count);
  Str text = arena_dup(&doc->arena, buf_str(&out));
  buf_release(&out);
  return text.ptr;
}

static void assert_same_as_from_nothing(Open *doc) {
  Open other = {.language = doc->language};
  Error error;
  Extractor *extractor = extractor_new();
  ExtractOptions options = {0};
  assert_int_equal(extractor_run(extractor, doc->language, buf_str(&doc->text), &options,
                                 &other.arena, &other.found, &error),
                   STATUS_OK);
  assert_string_equal(summary(doc), summary(&other));
  assert_int_equal(doc->found.has_errors, other.found.has_errors);
  extractor_free(extractor);
  extraction_release(&other.found);
  arena_release(&other.arena);
}

// ---- what a reading finds -----------------------------------------------------------------------

static void a_first_reading_finds_all(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_python, "class A:\n    def f(self):\n        pass\n# done\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  assert_string_equal(summary(&doc), "class A 0:6-2\nmethod f in A 1:8-2\n1 spans");
  assert_true(live_reader_is_exact(doc.live));
  close_text(&doc);
}

static void a_renamed_function_has_its_new_name_and_what_follows_moves(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_go, "package p\n\nfunc one() {}\n\nfunc two() {}\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  read_replaced(&doc, "one", "another\n");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "another\n", "x");
  assert_string_equal(summary(&doc),
                      "package p 0:8-0\nfunction x 2:5-2\nfunction two 4:5-4\n0 spans");
  close_text(&doc);
}

static void a_word_far_from_the_name_changes_what_is_known_of_it(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_javascript, "function f() {\n  return 1;\n}\nclass B { m() {} }\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  assert_false(doc.found.symbols.items[0].flags & SYMBOL_EXPORTED);
  read_replaced(&doc, "function f", "export function f");
  assert_true(doc.found.symbols.items[0].flags & SYMBOL_EXPORTED);
  read_replaced(&doc, "class B", "export default class B");
  assert_same_as_from_nothing(&doc);
  assert_true(doc.found.symbols.items[1].flags & SYMBOL_EXPORTED);
  close_text(&doc);
}

static void a_definition_that_takes_the_rest_of_its_block_follows_the_block(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_php, "<?php\nnamespace A;\nfunction f() {}\nfunction g() {}\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  read_replaced(&doc, "function g() {}\n", "function g() {}\nfunction h() {}\n");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "function g", "namespace B;\nfunction g");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "namespace B;\n", "");
  assert_same_as_from_nothing(&doc);
  close_text(&doc);
}

static void what_an_opaque_node_hides_comes_back_when_it_goes(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_json, "{\"a\": [{\"b\": 1}, {\"c\": 2}], \"d\": 3}\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  assert_int_equal(doc.found.symbols.count, 2);
  TextEdit edits[2] = {replace(&doc, "[", "{\"x\":"), {0}};
  edits[1] = replace(&doc, ", {\"c\": 2}]", "}");
  assert_int_equal(read_edits(&doc, edits, 2), STATUS_OK);
  assert_same_as_from_nothing(&doc);
  assert_int_equal(doc.found.symbols.count, 4);
  close_text(&doc);
}

static void a_heading_reaches_to_the_next_of_its_level(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_markdown, "# A\n\ntext `code`\n\n## B\n\n# C\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  read_replaced(&doc, "# C", "## C");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "`code`", "code");
  assert_int_equal(doc.found.spans.count, 0);
  close_text(&doc);
}

static void scripts_in_a_page_are_read_with_it(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_html, "<h1>Title</h1>\n<script>\nfunction f() {}\n</script>\n"
                                      "<p>text</p>\n<script>\nfunction g() {}\n</script>\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "function f() {}", "function f2() {}\nfunction f3() {}");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "<p>text", "<p>longer text");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "</script>\n<p>", "</script>\n<style>\n.a {}\n</style>\n<p>");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "<script>", "<pre>");
  assert_same_as_from_nothing(&doc);
  close_text(&doc);
}

static void a_language_without_a_grammar_has_its_line_patterns(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_cmake, "function(a)\nendfunction()\n# comment\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  read_replaced(&doc, "endfunction()", "endfunction()\nmacro(b)\nendmacro()");
  assert_same_as_from_nothing(&doc);
  assert_int_equal(doc.found.symbols.count, 2);
  assert_true(live_reader_is_exact(doc.live));
  close_text(&doc);
}

static void a_line_that_the_parser_sees_differently_stays_so(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_kotlin, "class A { val b = 1 }\n\nfun f() {}\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "val b", "\n  val b");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "\n  val b", "val c = 2; val b");
  assert_same_as_from_nothing(&doc);
  close_text(&doc);
}

// ---- C ------------------------------------------------------------------------------------------

static const char c_text[] = "#define SIZE 3\n"
                             "struct s { int member; };\n"
                             "static int first(void)\n{\n\treturn 1; /* one */\n}\n"
                             "int second(int a)\n{\n\treturn a;\n}\n";

static void typing_in_a_body_of_c_parses_nothing(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_c, c_text);
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  read_replaced(&doc, "return 1;", "if (x)\n\t\treturn 1 + \"}\";");
  assert_true(live_reader_is_exact(doc.live)); // the skeleton is the same
  assert_same_as_from_nothing(&doc);
  close_text(&doc);
}

static void a_new_function_of_c_is_found_and_the_rest_moves(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_c, c_text);
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  read_replaced(&doc, "static int first", "long zeroth(void)\n{\n}\n\nstatic int first");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "int member", "int member, other");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "SIZE 3", "LENGTH 3\n#define MORE");
  assert_same_as_from_nothing(&doc);
  close_text(&doc);
}

static void a_brace_too_many_in_c_is_read_as_from_nothing(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_c, c_text);
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  read_replaced(&doc, "return 1;", "if (x) {");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "if (x) {", "if (x) { y();");
  assert_same_as_from_nothing(&doc);
  read_replaced(&doc, "y();", "y(); }");
  assert_same_as_from_nothing(&doc);
  close_text(&doc);
}

// ---- limits and odd input -----------------------------------------------------------------------

static void a_cancelled_reading_is_made_up_for_by_the_next(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_python, "");
  for (int i = 0; i < 400; i++) buf_printf(&doc.text, "def f%d(a):\n    return [a, %d]\n", i, i);
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  atomic_bool stop = true;
  doc.options.cancelled = &stop;
  TextEdit edit = replace(&doc, "def f7(", "class New:\n    pass\ndef f7(");
  edit = (TextEdit){0, 0, 0};
  assert_int_equal(read_edits(&doc, &edit, 1), STATUS_CANCELLED); // and not even told of the edit
  stop = false;
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  assert_same_as_from_nothing(&doc);
  stop = true;
  edit = replace(&doc, "class New", "class Newer");
  Status status = read_edits(&doc, &edit, 1);
  edit = replace(&doc, "def f9(", "def nine(");
  stop = false;
  assert_int_equal(read_edits(&doc, &edit, 1), STATUS_OK);
  assert_true(status == STATUS_OK || status == STATUS_CANCELLED); // a small edit may need no time
  assert_same_as_from_nothing(&doc);
  close_text(&doc);
}

static void edits_that_do_not_fit_count_as_none(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_rust, "fn a() {}\nfn b() {}\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  replace(&doc, "fn a", "struct S;\nfn c");
  static const TextEdit wrong[] = {{0, 1, 1},         {5, 3, 9},
                                   {3, 5, 2},         {0, 4000, 4010},
                                   {0, 0, 11},        {UINT32_MAX, UINT32_MAX, UINT32_MAX},
                                   {0, 0, UINT32_MAX}};
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    assert_int_equal(read_edits(&doc, &wrong[i], 1), STATUS_OK);
    assert_same_as_from_nothing(&doc);
    assert_true(live_reader_is_exact(doc.live));
  }
  close_text(&doc);
}

static void several_edits_of_one_reading_follow_one_another(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_typescript, "interface A { x: number }\nclass B { y = 1 }\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  TextEdit edits[4];
  edits[0] = replace(&doc, "class B", "class C {}\nclass B");
  edits[1] = replace(&doc, "interface A", "interface Longer");
  edits[2] = replace(&doc, "Longer", "L");
  edits[3] = replace(&doc, "y = 1", "y = 1; z() {}");
  assert_int_equal(read_edits(&doc, edits, 4), STATUS_OK);
  assert_same_as_from_nothing(&doc);
  close_text(&doc);
}

static void a_text_may_become_empty_and_come_back(void **state) {
  (void)state;
  static const LanguageId languages[] = {LANGUAGE_c,     LANGUAGE_python, LANGUAGE_html,
                                         LANGUAGE_swift, LANGUAGE_text,   LANGUAGE_vue,
                                         LANGUAGE_json};
  for (size_t i = 0; i < COUNT_OF(languages); i++) {
    Open doc = open_text(languages[i], "");
    assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
    assert_same_as_from_nothing(&doc);
    buf_str_put(&doc.text, STR("int f() {}\n\xff\0\xc3(\r\ndef g():\r\n"));
    TextEdit edit = {0, 0, (uint32_t)doc.text.len};
    assert_int_equal(read_edits(&doc, &edit, 1), STATUS_OK);
    assert_same_as_from_nothing(&doc);
    edit = (TextEdit){0, (uint32_t)doc.text.len, 0};
    buf_clear(&doc.text);
    assert_int_equal(read_edits(&doc, &edit, 1), STATUS_OK);
    assert_int_equal(doc.found.symbols.count + doc.found.spans.count, 0);
    close_text(&doc);
  }
}

static void a_text_over_the_parse_limit_is_not_parsed(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_java, "class A { void f() {} }\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  doc.options.parse_limit = 24;
  read_replaced(&doc, "f()", "much_longer()");
  assert_true(doc.found.too_large);
  assert_int_equal(doc.found.symbols.count, 0);
  read_replaced(&doc, "much_longer()", "f()");
  assert_false(doc.found.too_large);
  assert_same_as_from_nothing(&doc);
  close_text(&doc);
}

static void a_reading_out_of_time_says_so_and_the_next_is_whole(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_python, "");
  for (int i = 0; i < 2000; i++) buf_printf(&doc.text, "def f%d(a):\n    return [a, %d]\n", i, i);
  doc.options.timeout_ns = 1;
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  assert_true(doc.found.timed_out);
  doc.options.timeout_ns = 0;
  read_replaced(&doc, "def f5(", "def five(");
  assert_false(doc.found.timed_out);
  assert_same_as_from_nothing(&doc);
  close_text(&doc);
}

static void what_is_kept_is_counted_and_given_up(void **state) {
  (void)state;
  Open doc = open_text(LANGUAGE_cpp, "namespace n { class C { void m(); }; }\n");
  assert_int_equal(read_edits(&doc, NULL, 0), STATUS_OK);
  assert_true(live_reader_memory(doc.live) > doc.text.len);
  live_reader_forget(doc.live);
  assert_int_equal(live_reader_memory(doc.live), 0);
  read_replaced(&doc, "void m", "void m2");
  assert_same_as_from_nothing(&doc);
  assert_true(live_reader_is_exact(doc.live));
  close_text(&doc);
  live_reader_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_first_reading_finds_all),
      cmocka_unit_test(a_renamed_function_has_its_new_name_and_what_follows_moves),
      cmocka_unit_test(a_word_far_from_the_name_changes_what_is_known_of_it),
      cmocka_unit_test(a_definition_that_takes_the_rest_of_its_block_follows_the_block),
      cmocka_unit_test(what_an_opaque_node_hides_comes_back_when_it_goes),
      cmocka_unit_test(a_heading_reaches_to_the_next_of_its_level),
      cmocka_unit_test(scripts_in_a_page_are_read_with_it),
      cmocka_unit_test(a_language_without_a_grammar_has_its_line_patterns),
      cmocka_unit_test(a_line_that_the_parser_sees_differently_stays_so),
      cmocka_unit_test(typing_in_a_body_of_c_parses_nothing),
      cmocka_unit_test(a_new_function_of_c_is_found_and_the_rest_moves),
      cmocka_unit_test(a_brace_too_many_in_c_is_read_as_from_nothing),
      cmocka_unit_test(a_cancelled_reading_is_made_up_for_by_the_next),
      cmocka_unit_test(edits_that_do_not_fit_count_as_none),
      cmocka_unit_test(several_edits_of_one_reading_follow_one_another),
      cmocka_unit_test(a_text_may_become_empty_and_come_back),
      cmocka_unit_test(a_text_over_the_parse_limit_is_not_parsed),
      cmocka_unit_test(a_reading_out_of_time_says_so_and_the_next_is_whole),
      cmocka_unit_test(what_is_kept_is_counted_and_given_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
