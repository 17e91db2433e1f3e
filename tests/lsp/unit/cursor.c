#include "lsp/cursor.h"

#include "lsp/unit/check.h"

static void what_is_printed_is_parsed_again(void **state) {
  (void)state;
  Cursor cursor = {.query = UINT64_MAX, .folders = 1, .index = 0, .turn = 2, .folder_count = 3};
  cursor.given[0] = 200;
  cursor.given[2] = CURSOR_HITS_MAX;
  Buf text = {0};
  cursor_print(&cursor, &text);
  Cursor parsed;
  Arena arena = {0};
  assert_true(cursor_parse(buf_str(&text), &arena, &parsed));
  assert_memory_equal(&parsed, &cursor, sizeof cursor);
  static const char *const paths[] = {"a", "dir/with space.c", "\xFF\x01/\n", "a.b/c.d"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    cursor.path = str_from_c(paths[i]);
    cursor.documents = 7 * i;
    buf_clear(&text);
    cursor_print(&cursor, &text);
    assert_true(cursor_parse(buf_str(&text), &arena, &parsed));
    assert_true(str_equal(parsed.path, cursor.path));
    assert_int_equal(parsed.documents, cursor.documents);
    assert_memory_equal(parsed.given, cursor.given, sizeof cursor.given);
  }
  arena_release(&arena);
  buf_release(&text);
}

static void what_was_never_printed_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {
      "",
      "1",
      "1.2.3",
      "1.2.3.4",
      "1.2.3.0",
      "1.2.3.1.5",
      "1.2.3.0.x",
      "1.2.3.0.-1",
      "1.2.3.0.1000000001",
      "1.2.3.0..",
      "1.2.3.0.5.",
      "x.2.3.0.1",
      ".1.2.3.0.1",
      "1.2.3.0.1.99999999999999999999",
      "1.2.3.0. 1",
      "1.2.3.0.1\n",
      "99999999999999999999.2.3.0.1",
      "1.2.3.0.1/",
      "1.2.3.0.1/5",
      "1.2.3.0.1/5/",
      "1.2.3.0.1/5/6",
      "1.2.3.0.1/5/6G",
      "1.2.3.0.1/5/6A",
      "1.2.3.0.1/x/61",
      "1.2.3.0.1/5/61/62",
      "1.2.3.0/5/61",
      "/5/61",
  };
  Arena arena = {0};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    Cursor cursor = {.query = 77};
    assert_false(cursor_parse(str_from_c(texts[i]), &arena, &cursor));
    assert_int_equal(cursor.query, 77); // untouched
  }
  arena_release(&arena);
}

static void as_many_folders_as_there_may_be_and_no_more(void **state) {
  (void)state;
  Buf text = {0};
  Arena arena = {0};
  Cursor cursor;
  buf_printf(&text, "1.2.3.0");
  for (size_t i = 0; i < CURSOR_FOLDERS_MAX; i++) buf_printf(&text, ".%zu", i);
  assert_true(cursor_parse(buf_str(&text), &arena, &cursor));
  assert_int_equal(cursor.folder_count, CURSOR_FOLDERS_MAX);
  buf_printf(&text, ".1");
  assert_false(cursor_parse(buf_str(&text), &arena, &cursor));
  buf_release(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_printed_is_parsed_again),
      cmocka_unit_test(what_was_never_printed_is_refused),
      cmocka_unit_test(as_many_folders_as_there_may_be_and_no_more),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
