// Documents of every kind: open ones, other encodings, large ones, ones that are no text.
#include "support/editing.h"
#include "support/random.h"

// ---- open documents -----------------------------------------------------------------------------

static void the_text_of_an_open_document_hides_the_file(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "a.c", "int on_disk;\n");
  Index *index = indexing_fresh(&place.tree, &place.cache);
  editing_set(index, "a.c", "int in_editor;\n");
  assert_int_equal(indexing_count(index, "on_disk"), 0);
  assert_true(indexing_has_hit(index, "in_editor", "a.c:0:4: int in_editor;"));
  assert_int_equal(indexing_symbol_count(index, "on_disk"), 0);
  assert_int_equal(indexing_symbol_count(index, "in_editor"), 1);
  assert_int_equal(indexing_status(index).open_documents, 1);
  index_document_clear(index, STR("a.c"));
  assert_int_equal(indexing_count(index, "on_disk"), 1);
  assert_true(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS)); // the file is looked at anew
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
    editing_set(index, "a.c", text);
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
  editing_set(index, "a.c", "int in_editor;\n");
  editing_set(index, "unsaved.c", "int never_saved;\n");
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
    editing_set(index, path, "int in_editor;\n");
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
    for (int k = 0; k < 5; k++) editing_set(index, "a.c", "int in_editor;\n");
    index_close(index);
  }
  place_remove(&place);
}

// ---- typing -------------------------------------------------------------------------------------

static void an_edit_opens_a_document_that_is_not_open(void **state) {
  (void)state;
  Place place = place_make();
  Buf text = {0};
  Index *index = indexing_open(&place.tree, &place.cache);
  editing_replace(index, "a.py", &text, 0, 0, STR("def typed():\n    pass\n"));
  editing_settle(index);
  assert_int_equal(indexing_symbol_count(index, "typed"), 1); // its language is told by its name
  IndexStatus status = indexing_status(index);
  assert_int_equal(status.open_documents, 1);
  assert_int_equal(status.edits, 1);
  assert_true(status.edit_p50_ns > 0);
  assert_true(status.edit_p99_ns >= status.edit_p50_ns);
  index_close(index);
  buf_release(&text);
  place_remove(&place);
}

static void several_edits_come_in_one_call_and_in_order(void **state) {
  (void)state;
  Place place = place_make();
  Index *index = indexing_open(&place.tree, &place.cache);
  editing_set(index, "a.c", "int one;\nint two;\n");
  static const char after[] = "int first;\nint second;\nint third;\n";
  TextEdit edits[] = {{18, 18, 29}, {4, 7, 9}, {15, 18, 21}};
  assert_int_equal(index_document_edit(index, STR("a.c"), STR(after), edits, 3, NULL), STATUS_OK);
  editing_settle(index);
  Lines outline = editing_outline(index, "a.c");
  assert_int_equal(outline.lines.count, 3);
  assert_string_equal(outline.lines.items[2], "2:4 variable third 23-33 in , named third");
  lines_release(&outline);
  index_close(index);
  place_remove(&place);
}

static void edits_that_do_not_lead_to_the_text_do_no_harm(void **state) {
  (void)state;
  static const TextEdit wrong[] = {{0, 0, 0},          {0, 5, 2},          {9, 3, 12},
                                   {1000, 2000, 3000}, {0, UINT32_MAX, 7}, {5, 5, 1}};
  Place place = place_make();
  Index *index = indexing_open(&place.tree, &place.cache);
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    char text[64], name[32];
    snprintf(name, sizeof name, "typed_%zu_", i);
    snprintf(text, sizeof text, "int %s;\nint other;\n", name);
    assert_int_equal(index_document_edit(index, STR("a.c"), str_from_c(text), &wrong[i], 1, NULL),
                     STATUS_OK);
    editing_settle(index);
    assert_int_equal(indexing_symbol_count(index, name), 1);
    assert_int_equal(indexing_symbol_count(index, "other"), 1);
  }
  index_close(index);
  place_remove(&place);
}

static void the_language_may_change_under_the_same_text(void **state) {
  (void)state;
  Place place = place_make();
  Index *index = indexing_open(&place.tree, &place.cache);
  Str text = STR("def typed():\n    pass\n");
  assert_int_equal(index_document_set(index, STR("x"), STR("plaintext"), text, NULL), STATUS_OK);
  editing_settle(index);
  assert_int_equal(indexing_symbol_count(index, "typed"), 0);
  assert_int_equal(index_document_set(index, STR("x"), STR("python"), text, NULL), STATUS_OK);
  editing_settle(index);
  assert_int_equal(indexing_symbol_count(index, "typed"), 1);
  index_close(index);
  place_remove(&place);
}

static void the_same_text_again_is_no_news(void **state) {
  (void)state;
  Place place = place_make();
  Index *index = indexing_open(&place.tree, &place.cache);
  editing_set(index, "a.c", "int typed;\n");
  editing_settle(index);
  uint64_t generation = indexing_status(index).generation;
  editing_set(index, "a.c", "int typed;\n");
  assert_int_equal(index_document_edit(index, STR("a.c"), STR("int typed;\n"), NULL, 0, NULL),
                   STATUS_OK);
  assert_int_equal(indexing_status(index).generation, generation);
  index_close(index);
  place_remove(&place);
}

// ---- texts of every kind ------------------------------------------------------------------------

static void any_bytes_may_be_a_text(void **state) {
  (void)state;
  static const char *const paths[] = {"a.c", "b.py", "c.md", "d.txt", "e.ts", "f.cpp"};
  Place place = place_make();
  Random random = random_seeded("bytes");
  Index *index = indexing_open(&place.tree, &place.cache);
  for (size_t i = 0; i < COUNT_OF(paths); i++) {
    Buf text = {0};
    for (int k = 0; k < 200; k++) {
      char bytes[64];
      for (size_t b = 0; b < sizeof bytes; b++) bytes[b] = (char)random_next(&random);
      if (k % 3 == 0) memset(bytes, 0, 20);
      size_t at = random_below(&random, (uint32_t)text.len + 1), end = at;
      if (k % 2) end += random_below(&random, (uint32_t)(text.len - at) + 1);
      editing_replace(index, paths[i], &text, at, end, str_make(bytes, random_below(&random, 64)));
      if (k % 20 == 0) indexing_count(index, "a");
    }
    buf_str_put(&text, STR("\nneedle_in_bytes\n"));
    editing_set_text(index, paths[i], buf_str(&text));
    assert_int_equal(indexing_count(index, "needle_in_bytes"), i + 1);
    editing_outline_count(index, paths[i]);
    buf_release(&text);
  }
  editing_settle(index);
  Error error;
  if (index_check(index, indexing_ignore_line, NULL, &error) != STATUS_OK) {
    fail_msg("%s", error.message);
  }
  index_close(index);
  place_remove(&place);
}

static void a_text_may_become_empty_and_grow_again(void **state) {
  (void)state;
  Place place = place_make();
  Buf text = {0};
  Index *index = indexing_open(&place.tree, &place.cache);
  editing_set(index, "a.c", "");
  assert_int_equal(editing_outline_count(index, "a.c"), 0);
  for (int i = 0; i < 5; i++) {
    editing_replace(index, "a.c", &text, 0, 0, STR("int typed;\n"));
    assert_int_equal(editing_outline_count(index, "a.c"), 1);
    editing_replace(index, "a.c", &text, 0, text.len, STR(""));
    assert_int_equal(editing_outline_count(index, "a.c"), 0);
    assert_int_equal(indexing_count(index, "typed"), 0);
  }
  index_close(index);
  buf_release(&text);
  place_remove(&place);
}

static void a_text_of_fifty_megabytes_is_searched_and_typed_in(void **state) {
  (void)state;
  Place place = place_make();
  Buf text = {0};
  while (text.len < 50 << 20) buf_str_put(&text, STR("# a line of the many lines of this text\n"));
  Index *index = indexing_open(&place.tree, &place.cache);
  editing_set_text(index, "a.py", buf_str(&text));
  for (size_t i = 0; i < 3; i++) {
    editing_replace(index, "a.py", &text, 64, 64, STR("\nneedle\n"));
    assert_int_equal(indexing_count(index, "needle"), i + 1);
  }
  assert_int_equal(indexing_symbol_count(index, "needle"), 0); // waits for nothing that takes long
  editing_outline_count(index, "a.py");
  index_close(index);
  buf_release(&text);
  place_remove(&place);
}

static void the_outline_of_fifty_thousand_lines_follows(void **state) {
  (void)state;
  enum { FUNCTIONS = 10000 };
  Place place = place_make();
  Buf text = {0};
  for (int i = 0; i < FUNCTIONS; i++) {
    buf_printf(&text, "int function_%d(void)\n{\n\treturn %d;\n}\n\n", i, i);
  }
  Index *index = indexing_open(&place.tree, &place.cache);
  editing_set_text(index, "a.c", buf_str(&text));
  assert_int_equal(editing_outline_count(index, "a.c"), FUNCTIONS);
  for (int i = 0; i < 5; i++) {
    editing_replace(index, "a.c", &text, 0, 0, STR("int typed;\n"));
    Lines outline = editing_outline(index, "a.c");
    assert_int_equal(outline.lines.count, FUNCTIONS + i + 1);
    char last[64];
    snprintf(last, sizeof last, "%d:4 function function_%d ", 5 * (FUNCTIONS - 1) + i + 1,
             FUNCTIONS - 1);
    assert_memory_equal(outline.lines.items[FUNCTIONS + i], last, strlen(last));
    lines_release(&outline);
  }
  tree_write(&place.tree, "b.c", buf_str(&text)); // and of a file
  assert_int_equal(editing_outline_count(index, "b.c"), FUNCTIONS + 5);
  index_close(index);
  buf_release(&text);
  place_remove(&place);
}

static void five_hundred_documents_may_be_open(void **state) {
  (void)state;
  enum { DOCUMENTS = 500 };
  Place place = place_make();
  for (int i = 0; i < DOCUMENTS; i += 2) {
    char path[32];
    snprintf(path, sizeof path, "d%d/f%d.c", i % 7, i);
    tree_write_c(&place.tree, path, "int on_disk;\n");
  }
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (int i = 0; i < DOCUMENTS; i++) {
    char path[32];
    snprintf(path, sizeof path, "d%d/f%d.c", i % 7, i);
    editing_set(index, path, "int in_editor;\n");
  }
  editing_settle(index);
  assert_int_equal(indexing_status(index).open_documents, DOCUMENTS);
  assert_int_equal(indexing_status(index).files, DOCUMENTS);
  assert_int_equal(indexing_symbol_count(index, "in_editor"), DOCUMENTS);
  assert_int_equal(indexing_count(index, "on_disk"), 0);
  for (int i = 0; i < DOCUMENTS; i++) {
    char path[32];
    snprintf(path, sizeof path, "d%d/f%d.c", i % 7, i);
    index_document_clear(index, str_from_c(path));
  }
  assert_int_equal(indexing_count(index, "in_editor"), 0);
  assert_true(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_int_equal(indexing_symbol_count(index, "on_disk"), DOCUMENTS / 2);
  index_close(index);
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
      cmocka_unit_test(an_edit_opens_a_document_that_is_not_open),
      cmocka_unit_test(several_edits_come_in_one_call_and_in_order),
      cmocka_unit_test(edits_that_do_not_lead_to_the_text_do_no_harm),
      cmocka_unit_test(the_language_may_change_under_the_same_text),
      cmocka_unit_test(the_same_text_again_is_no_news),
      cmocka_unit_test(any_bytes_may_be_a_text),
      cmocka_unit_test(a_text_may_become_empty_and_grow_again),
      cmocka_unit_test(a_text_of_fifty_megabytes_is_searched_and_typed_in),
      cmocka_unit_test(the_outline_of_fifty_thousand_lines_follows),
      cmocka_unit_test(five_hundred_documents_may_be_open),
      cmocka_unit_test(text_is_found_in_every_encoding),
      cmocka_unit_test(binary_and_empty_files_are_counted_and_have_no_hits),
      cmocka_unit_test(a_line_of_three_megabytes_is_searched),
      cmocka_unit_test(a_large_file_is_taken_in_chunks_with_its_own_lines),
      cmocka_unit_test(a_file_over_the_symbol_limit_is_text_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
