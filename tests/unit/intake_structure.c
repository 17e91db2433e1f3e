// The shape of texts. For every file in tests/structure, its folds, and of each symbol the signature and the
// comment, are compared with the file of the same name in tests/structure/expected; TREELINE_UPDATE=1 in the
// environment rewrites those. Enclosing ranges stand in a table.
#include "base/buf.h"
#include "base/os.h"
#include "intake/structure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static unsigned line_of(Str text, uint32_t offset) {
  unsigned line = 1;
  for (uint32_t i = 0; i < offset; i++) line += text.ptr[i] == '\n';
  return line;
}

static void put_folds(Buf *out, LanguageId language, Str text, Arena *arena) {
  static const char *const kinds[] = {[FOLD_CODE] = "code",
                                      [FOLD_COMMENT] = "comment",
                                      [FOLD_IMPORTS] = "imports",
                                      [FOLD_REGION] = "region"};
  ExtractOptions options = {0};
  const SourceFold *folds;
  size_t count;
  Error error;
  assert_int_equal(structure_folds(language, text, &options, arena, &folds, &count, &error),
                   STATUS_OK);
  for (size_t i = 0; i < count; i++) {
    if (i > 0) assert_true(folds[i].start > folds[i - 1].start);
    assert_true(folds[i].end > folds[i].start && folds[i].end <= text.len);
    buf_printf(out, "fold %u-%u %s\n", line_of(text, folds[i].start), line_of(text, folds[i].end),
               kinds[folds[i].kind]);
  }
}

static void put_lines(Buf *out, const char *mark, Str text) {
  Str line;
  while (str_next_field(&text, '\n', &line)) buf_printf(out, "  %s %.*s\n", mark, STR_ARGS(line));
}

static void put_symbols(Buf *out, LanguageId language, Str text, Arena *arena) {
  Extractor *extractor = extractor_new();
  Extraction found = {0};
  ExtractOptions options = {0};
  Error error;
  assert_int_equal(extractor_run(extractor, language, text, &options, arena, &found, &error),
                   STATUS_OK);
  for (size_t i = 0; i < found.symbols.count; i++) {
    const Symbol *symbol = &found.symbols.items[i];
    Str signature, comment;
    structure_signature(language, text, symbol, arena, &signature);
    structure_comment(language, text, symbol, found.spans.items, found.spans.count, arena,
                      &comment);
    buf_printf(out, "%u %.*s\n", symbol->line + 1, STR_ARGS(symbol->name));
    put_lines(out, ">", signature);
    put_lines(out, "|", comment);
  }
  extraction_release(&found);
  extractor_free(extractor);
}

static int check_file(Str name) {
  char input_path[512], expected_path[512];
  snprintf(input_path, sizeof input_path, "tests/structure/%.*s", STR_ARGS(name));
  snprintf(expected_path, sizeof expected_path, "tests/structure/expected/%.*s.txt",
           STR_ARGS(name));
  Buf input = {0}, expected = {0}, found = {0};
  Arena arena = {0};
  Error error;
  assert_int_equal(os_read_file(input_path, &input, NULL, &error), STATUS_OK);
  LanguageId language = language_detect(name, buf_str(&input), STR(""));
  put_folds(&found, language, buf_str(&input), &arena);
  put_symbols(&found, language, buf_str(&input), &arena);
  if (getenv("TREELINE_UPDATE")) {
    assert_int_equal(os_replace_file(expected_path, buf_str(&found), &error), STATUS_OK);
  }
  Status status = os_read_file(expected_path, &expected, NULL, &error);
  bool same = status == STATUS_OK && str_equal(buf_str(&expected), buf_str(&found));
  if (!same) print_error("%s is not as expected:\n%.*s", input_path, (int)found.len, found.data);
  buf_release(&input);
  buf_release(&expected);
  buf_release(&found);
  arena_release(&arena);
  return !same;
}

static void folds_signatures_and_comments_are_as_expected(void **state) {
  (void)state;
  OsDir *dir;
  Error error;
  int files = 0, failures = 0;
  assert_int_equal(os_dir_open("tests/structure", &dir, &error), STATUS_OK);
  DirEntry entry;
  while (os_dir_next(dir, &entry)) {
    if (entry.kind == FILE_DIRECTORY || str_starts_with(entry.name, STR("."))) continue;
    failures += check_file(entry.name);
    files++;
  }
  os_dir_close(dir);
  assert_true(files > 0);
  assert_int_equal(failures, 0);
}

// The ranges around `^`, which is not part of the text, each between brackets.
static void assert_enclosing(LanguageId language, const char *marked, const char *expected) {
  Arena arena = {0};
  Buf text = {0}, found = {0};
  Str source = str_from_c(marked);
  size_t place = str_find_byte(source, 0, '^');
  buf_str_put(&text, str_slice(source, 0, place));
  buf_str_put(&text, str_slice(source, place + 1, source.len));
  ExtractOptions options = {0};
  const uint32_t *ranges;
  size_t count;
  Error error;
  assert_int_equal(structure_enclosing(language, buf_str(&text), (uint32_t)place, &options, &arena,
                                       &ranges, &count, &error),
                   STATUS_OK);
  for (size_t i = 0; i < count; i++) {
    Str range = str_slice(buf_str(&text), ranges[2 * i], ranges[2 * i + 1]);
    buf_printf(&found, "[%.*s]", STR_ARGS(range));
  }
  buf_byte(&found, 0);
  assert_string_equal(found.data, expected);
  buf_release(&text);
  buf_release(&found);
  arena_release(&arena);
}

static void what_encloses_a_place_grows_from_its_word_to_the_text(void **state) {
  (void)state;
  assert_enclosing(LANGUAGE_python, "f(a, b^b + 1)\n",
                   "[bb][bb + 1][a, bb + 1][(a, bb + 1)][f(a, bb + 1)][f(a, bb + 1)\n]");
  assert_enclosing(LANGUAGE_javascript, "x = \"some wo^rds\";",
                   "[words][some words][\"some words\"][x = \"some words\"][x = \"some words\";]");
  assert_enclosing(LANGUAGE_c, "int f(void)\n{\n  return g^(1);\n}\n",
                   "[g][g(1)][return g(1);][{\n  return g(1);\n}]"
                   "[int f(void)\n{\n  return g(1);\n}][int f(void)\n{\n  return g(1);\n}\n]");
  assert_enclosing(LANGUAGE_text, "one two\nthr^ee\n\nfour\n",
                   "[three][one two\nthree][one two\nthree\n\nfour\n]");
  assert_enclosing(LANGUAGE_text, "^", "");
}

// A file may be nothing but comment. What is shown of it is the beginning.
static void a_long_head_comment_takes_no_longer_than_its_lines(void **state) {
  (void)state;
  enum { LINES = 20000 };
  Arena arena = {0};
  Buf text = {0};
  Span *spans = arena_array(&arena, Span, LINES);
  for (uint32_t i = 0; i < LINES; i++) {
    spans[i] = (Span){.start = (uint32_t)text.len, .kind = SPAN_COMMENT};
    buf_printf(&text, "// some words of line %u that say nothing", i);
    spans[i].end = (uint32_t)text.len;
    buf_byte(&text, '\n');
  }
  Str comment;
  int64_t began = os_monotonic_ns();
  structure_head_comment(LANGUAGE_c, buf_str(&text), spans, LINES, &arena, &comment);
  assert_true(os_monotonic_ns() - began < 1000000000); // a hundredth of it
  assert_true(str_starts_with(comment, STR("some words of line 0 that say nothing\nsome")));
  assert_true(comment.len > 10000 && comment.len < 20000);
  buf_release(&text);
  arena_release(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(folds_signatures_and_comments_are_as_expected),
      cmocka_unit_test(what_encloses_a_place_grows_from_its_word_to_the_text),
      cmocka_unit_test(a_long_head_comment_takes_no_longer_than_its_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
