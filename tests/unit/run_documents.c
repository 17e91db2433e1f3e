// Documents of every kind: open ones, other encodings, large ones, ones that are no text.
#include "support/indexing.h"

static void set(Index *index, const char *path, const char *text) {
  Error error;
  if (index_document_set(index, str_from_c(path), STR(""), str_from_c(text), &error) != STATUS_OK) {
    fail_msg("%s", error.message);
  }
}

// ---- open documents -----------------------------------------------------------------------------

static void the_text_of_an_open_document_hides_the_file(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "a.c", "int on_disk;\n");
  Index *index = indexing_fresh(&place.tree, &place.cache);
  set(index, "a.c", "int in_editor;\n");
  assert_int_equal(indexing_count(index, "on_disk"), 0);
  assert_true(indexing_has_hit(index, "in_editor", "a.c:0:4: int in_editor;"));
  assert_int_equal(indexing_symbol_count(index, "on_disk"), 0);
  assert_int_equal(indexing_symbol_count(index, "in_editor"), 1);
  assert_int_equal(indexing_status(index).open_documents, 1);
  index_document_clear(index, STR("a.c"));
  assert_int_equal(indexing_count(index, "on_disk"), 1);
  assert_int_equal(indexing_symbol_count(index, "on_disk"), 1);
  assert_int_equal(indexing_symbol_count(index, "in_editor"), 0);
  assert_int_equal(indexing_status(index).open_documents, 0);
  index_close(index);
  place_remove(&place);
}

static void every_keystroke_is_seen_by_the_next_query(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "a.c", "int on_disk;\n");
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (int i = 0; i < 100; i++) {
    char text[64], name[32];
    snprintf(name, sizeof name, "typed_%d_", i);
    snprintf(text, sizeof text, "int %s;\n", name);
    set(index, "a.c", text);
    assert_int_equal(indexing_count(index, name), 1);
    assert_int_equal(indexing_count(index, "typed_"), 1);
    if (i % 10 == 0) assert_int_equal(indexing_symbol_count(index, name), 1);
  }
  index_close(index);
  place_remove(&place);
}

static void an_open_document_stays_on_top_through_refreshes(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "a.c", "int on_disk;\n");
  Index *index = indexing_fresh(&place.tree, &place.cache);
  set(index, "a.c", "int in_editor;\n");
  set(index, "unsaved.c", "int never_saved;\n");
  tree_write_c(&place.tree, "a.c", "int saved_by_another;\n");
  indexing_refresh(index);
  assert_int_equal(indexing_count(index, "saved_by_another"), 0);
  assert_int_equal(indexing_count(index, "in_editor"), 1);
  assert_int_equal(indexing_count(index, "never_saved"), 1);
  index_document_clear(index, STR("a.c"));
  index_document_clear(index, STR("unsaved.c"));
  index_document_clear(index, STR("unknown.c"));
  assert_int_equal(indexing_count(index, "saved_by_another"), 1);
  assert_int_equal(indexing_count(index, "never_saved"), 0);
  index_close(index);
  index = indexing_open(&place.tree, &place.cache); // nothing of an editor is kept on disk
  assert_int_equal(indexing_count(index, "in_editor"), 0);
  assert_int_equal(indexing_count(index, "saved_by_another"), 1);
  index_close(index);
  place_remove(&place);
}

static void documents_open_while_the_tree_is_indexed(void **state) {
  (void)state;
  Place place = place_make();
  for (int i = 0; i < 50; i++) {
    char path[32];
    snprintf(path, sizeof path, "f%d.c", i);
    tree_write_c(&place.tree, path, "int on_disk;\n");
  }
  Index *index = indexing_open(&place.tree, &place.cache);
  index_refresh(index);
  for (int i = 0; i < 50; i += 2) {
    char path[32];
    snprintf(path, sizeof path, "f%d.c", i);
    set(index, path, "int in_editor;\n");
  }
  assert_true(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_int_equal(indexing_count(index, "on_disk"), 25);
  assert_int_equal(indexing_count(index, "in_editor"), 25);
  assert_int_equal(indexing_symbol_count(index, "in_editor"), 25);
  index_close(index); // with documents open
  place_remove(&place);
}

static void documents_may_be_open_when_the_index_closes(void **state) {
  (void)state;
  Place place = place_make();
  for (int i = 0; i < 20; i++) {
    Index *index = indexing_open(&place.tree, &place.cache);
    if (i % 2) index_refresh(index);
    for (int k = 0; k < 5; k++) set(index, "a.c", "int in_editor;\n");
    index_close(index);
  }
  place_remove(&place);
}

// ---- encodings ----------------------------------------------------------------------------------

static void text_is_found_in_every_encoding(void **state) {
  (void)state;
  Place place = place_make();
  static const char utf16le[] = "\xFF\xFEn\0e\0e\0d\0l\0e\0_\0l\0\n\0";
  static const char utf16be[] = "\xFE\xFF\0n\0e\0e\0d\0l\0e\0_\0b\0\n";
  tree_write(&place.tree, "utf16le.txt", str_make(utf16le, sizeof utf16le - 1));
  tree_write(&place.tree, "utf16be.txt", str_make(utf16be, sizeof utf16be - 1));
  tree_write_c(&place.tree, "latin1.txt", "caf\xE9 needle_1\n");
  tree_write_c(&place.tree, "utf8.txt", "caf\xC3\xA9 needle_8\n");
  tree_write_c(&place.tree, "bom.txt", "\xEF\xBB\xBFneedle_m\n");
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_true(indexing_has_hit(index, "needle_l", "utf16le.txt:0:0: needle_l"));
  assert_true(indexing_has_hit(index, "needle_b", "utf16be.txt:0:0: needle_b"));
  assert_true(indexing_has_hit(index, "needle_m", "bom.txt:0:0: needle_m"));
  assert_int_equal(indexing_count(index, "needle_"), 5);
  assert_int_equal(indexing_count(index, "caf\xC3\xA9"), 2);
  assert_int_equal(indexing_status(index).binary, 0);
  index_close(index);
  place_remove(&place);
}

static void binary_and_empty_files_are_counted_and_have_no_hits(void **state) {
  (void)state;
  Place place = place_make();
  tree_write(&place.tree, "program.o",
             STR("\x7F"
                 "ELF\0\0needle\0"));
  tree_write_c(&place.tree, "empty.c", "");
  tree_write_c(&place.tree, "one.c", "x");
  Index *index = indexing_fresh(&place.tree, &place.cache);
  IndexStatus status = indexing_status(index);
  assert_int_equal(status.files, 3);
  assert_int_equal(status.binary, 1);
  assert_int_equal(indexing_count(index, "needle"), 0);
  assert_int_equal(indexing_count(index, "x"), 1);
  index_close(index);
  place_remove(&place);
}

// ---- sizes --------------------------------------------------------------------------------------

static void a_line_of_three_megabytes_is_searched(void **state) {
  (void)state;
  Place place = place_make();
  Buf text = {0};
  buf_str_put(&text, STR("first\n"));
  while (text.len < 3 << 20) buf_str_put(&text, STR("abc def "));
  buf_str_put(&text, STR("needle\nint after;\n"));
  tree_write(&place.tree, "wide.txt", buf_str(&text));
  Index *index = indexing_fresh(&place.tree, &place.cache);
  Lines hits = indexing_search(index, "needle");
  assert_int_equal(hits.lines.count, 1);
  assert_int_equal(strncmp(hits.lines.items[0], "wide.txt:1:3145", 15), 0);
  lines_release(&hits);
  assert_true(indexing_has_hit(index, "after", "wide.txt:2:4: int after;"));
  index_close(index);
  buf_release(&text);
  place_remove(&place);
}

static void a_large_file_is_taken_in_chunks_with_its_own_lines(void **state) {
  (void)state;
  enum { LINES = 700000, MARKED = 50000 };
  Place place = place_make();
  Buf text = {0};
  for (unsigned i = 0; i < LINES; i++) {
    if (i % MARKED == 7) {
      buf_printf(&text, "int needle_%u_(void) { return 0; }\n", i);
    } else {
      buf_printf(&text, "// line number %u of many\n", i);
    }
  }
  assert_true(text.len > (17 << 20));
  tree_write(&place.tree, "large.c", buf_str(&text));
  Index *index = indexing_fresh(&place.tree, &place.cache);
  IndexStatus status = indexing_status(index);
  assert_int_equal(status.files, 1);
  assert_true(status.documents > 4);
  for (unsigned i = 7; i < LINES; i += MARKED) {
    char name[32], hit[128], symbol[128];
    snprintf(name, sizeof name, "needle_%u_", i);
    snprintf(hit, sizeof hit, "large.c:%u:4: int needle_%u_(void) { return 0; }", i, i);
    snprintf(symbol, sizeof symbol, "large.c:%u: function needle_%u_", i, i);
    assert_true(indexing_has_hit(index, name, hit));
    Lines symbols = indexing_symbols(index, name);
    assert_true(lines_contain(&symbols, symbol));
    lines_release(&symbols);
  }
  tree_write_c(&place.tree, "large.c", "int small_now;\n"); // all chunks go
  indexing_refresh(index);
  assert_int_equal(indexing_status(index).documents, 1);
  assert_int_equal(indexing_count(index, "needle_"), 0);
  index_close(index);
  buf_release(&text);
  place_remove(&place);
}

static void a_file_over_the_symbol_limit_is_text_only(void **state) {
  (void)state;
  Place place = place_make();
  Buf text = {0};
  for (int i = 0; i < 500; i++) buf_printf(&text, "def function_%d():\n    pass\n", i);
  tree_write(&place.tree, "long.py", buf_str(&text));
  tree_write_c(&place.tree, "short.py", "def short():\n    pass\n");
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.symbol_limit = 4096;
  Index *index = indexing_open_with(&options);
  indexing_refresh(index);
  assert_int_equal(indexing_status(index).text_only, 1);
  assert_int_equal(indexing_count(index, "function_77("), 1);
  assert_int_equal(indexing_symbol_count(index, "function_77"), 0);
  assert_int_equal(indexing_symbol_count(index, "short"), 1);
  index_close(index);
  buf_release(&text);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_text_of_an_open_document_hides_the_file),
      cmocka_unit_test(every_keystroke_is_seen_by_the_next_query),
      cmocka_unit_test(an_open_document_stays_on_top_through_refreshes),
      cmocka_unit_test(documents_open_while_the_tree_is_indexed),
      cmocka_unit_test(documents_may_be_open_when_the_index_closes),
      cmocka_unit_test(text_is_found_in_every_encoding),
      cmocka_unit_test(binary_and_empty_files_are_counted_and_have_no_hits),
      cmocka_unit_test(a_line_of_three_megabytes_is_searched),
      cmocka_unit_test(a_large_file_is_taken_in_chunks_with_its_own_lines),
      cmocka_unit_test(a_file_over_the_symbol_limit_is_text_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
