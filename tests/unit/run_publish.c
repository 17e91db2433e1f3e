// What a snapshot is put together from, and what of it two snapshots share.
#include "support/editing.h"

static Snapshot *take(Index *index) {
  uv_mutex_lock(&index->mutex);
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  return snapshot;
}

static void hide(Index *index, const char *first, const char *second) {
  Str directories[] = {str_from_c(first), str_from_c(second)};
  index_hide(index, directories, second ? 2 : first ? 1 : 0);
}

static Place some_files(void) {
  static const char *const paths[] = {"a.c",       "a/one.c",   "a/b/two.c", "a/b.c",  "a/bc/x.c",
                                      "a/b/c/3.c", "a-b/two.c", "b/four.c",  "ab/5.c", "a/b!/y.c"};
  Place place = place_make();
  for (size_t i = 0; i < COUNT_OF(paths); i++) tree_write_c(&place.tree, paths[i], "int word;\n");
  return place;
}

// ---- hiding -------------------------------------------------------------------------------------

static void what_lies_below_a_hidden_directory_is_in_no_answer(void **state) {
  (void)state;
  Place place = some_files();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_int_equal(indexing_count(index, "word"), 10);
  hide(index, "a/b", NULL);
  assert_int_equal(indexing_count(index, "word"), 8);
  assert_int_equal(indexing_symbol_count(index, "word"), 8);
  assert_int_equal(indexing_status(index).files, 8);
  assert_false(indexing_has_hit(index, "word", "a/b/two.c:0:4: int word;"));
  assert_true(indexing_has_hit(index, "word", "a/b.c:0:4: int word;"));
  assert_true(indexing_has_hit(index, "word", "a/bc/x.c:0:4: int word;"));
  assert_true(indexing_has_hit(index, "word", "a/b!/y.c:0:4: int word;"));
  index_close(index);
  place_remove(&place);
}

static void what_was_hidden_before_comes_back(void **state) {
  (void)state;
  Place place = some_files();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  hide(index, "a", "b");
  assert_int_equal(indexing_count(index, "word"), 3);
  hide(index, "./b//", NULL);
  assert_int_equal(indexing_count(index, "word"), 9);
  hide(index, "", NULL);
  assert_int_equal(indexing_count(index, "word"), 0);
  hide(index, "no/such/directory", "a.c");
  assert_int_equal(indexing_count(index, "word"), 10);
  hide(index, NULL, NULL);
  assert_int_equal(indexing_count(index, "word"), 10);
  index_close(index);
  place_remove(&place);
}

static void hidden_stays_hidden_through_refreshes_and_edits(void **state) {
  (void)state;
  Place place = some_files();
  Index *index = indexing_open(&place.tree, &place.cache);
  hide(index, "a/b", NULL); // before anything is known
  indexing_refresh(index);
  assert_int_equal(indexing_count(index, "word"), 8);
  tree_write_c(&place.tree, "a/b/new.c", "int word;\n");
  tree_write_c(&place.tree, "a/b/two.c", "int word, changed;\n");
  tree_write_c(&place.tree, "b/four.c", "int changed;\n");
  indexing_refresh(index);
  assert_int_equal(indexing_count(index, "word"), 7);
  editing_set(index, "a/b/two.c", "int word;\n"); // open documents too
  editing_set(index, "a/b/unsaved.c", "int word;\n");
  editing_set(index, "a/b.c", "int word, word;\n");
  assert_int_equal(indexing_count(index, "word"), 8);
  assert_int_equal(indexing_count(index, "changed"), 1);
  assert_int_equal(editing_outline_count(index, "a/b/two.c"), 1); // of whoever asks for it by name
  hide(index, NULL, NULL);
  assert_int_equal(indexing_count(index, "word"), 12);
  assert_int_equal(indexing_count(index, "changed"), 1);
  index_close(index);
  place_remove(&place);
}

// ---- nothing new --------------------------------------------------------------------------------

// Searches and answers how many of all searches so far were answered from what is kept.
static uint64_t search_and_count_kept(Index *index) {
  assert_true(indexing_count(index, "word") > 0);
  return indexing_status(index).answers_hit;
}

static void a_comparison_that_finds_nothing_publishes_nothing(void **state) {
  (void)state;
  Place place = some_files();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  indexing_refresh(index); // files read within the tick of being written are read again
  uv_sleep(100);
  indexing_refresh(index);
  uint64_t generation = indexing_status(index).generation;
  uint64_t kept = search_and_count_kept(index);
  indexing_refresh(index);
  assert_int_equal(indexing_status(index).generation, generation);
  assert_true(indexing_status(index).verified);
  // Asked anew: a directory may have been another one before the comparison (see touch.c).
  assert_int_equal(search_and_count_kept(index), kept);
  assert_int_equal(search_and_count_kept(index), kept + 1);
  tree_write_c(&place.tree, "new.c", "int word;\n");
  indexing_refresh(index);
  assert_true(indexing_status(index).generation > generation);
  assert_int_equal(search_and_count_kept(index), kept + 1);
  index_close(index);
  place_remove(&place);
}

// ---- sharing ------------------------------------------------------------------------------------

static void a_keystroke_shares_all_that_it_does_not_change(void **state) {
  (void)state;
  Place place = some_files();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  hide(index, "a/b", NULL);
  editing_set(index, "a.c", "int word;\n");
  editing_settle(index);
  Snapshot *before = take(index);
  editing_set(index, "a.c", "int other_word;\n");
  editing_settle(index);
  Snapshot *after = take(index);
  assert_true(after->generation > before->generation);
  assert_int_equal(after->parts.count, before->parts.count);
  size_t last = after->parts.count - 1; // the open document
  for (size_t i = 0; i < last; i++) {
    assert_ptr_equal(after->parts.items[i].segment, before->parts.items[i].segment);
    assert_non_null(after->parts.items[i].dead_set);
    assert_ptr_equal(after->parts.items[i].dead_set, before->parts.items[i].dead_set);
  }
  assert_ptr_not_equal(after->parts.items[last].segment, before->parts.items[last].segment);
  snapshot_unref(before);
  snapshot_unref(after);
  index_close(index);
  place_remove(&place);
}

static void an_old_snapshot_stays_what_it_was(void **state) {
  (void)state;
  Place place = some_files();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  Snapshot *before = take(index);
  hide(index, "a", NULL);
  editing_set(index, "b/four.c", "int other;\n");
  tree_write_c(&place.tree, "a.c", "int other;\n");
  indexing_refresh(index);
  uint32_t alive = 0;
  for (size_t i = 0; i < before->parts.count; i++) {
    const SnapshotPart *part = &before->parts.items[i];
    for (uint32_t d = 0; d < segment_documents(part->segment); d++) {
      alive += !snapshot_part_is_dead(part, d);
    }
  }
  assert_int_equal(alive, 10);
  snapshot_unref(before);
  index_close(index);
  place_remove(&place);
}

// One text, in one place: the symbols' segment reads the text's image.
static void text_and_symbols_share_one_copy_of_the_text(void **state) {
  (void)state;
  Place place = place_make();
  Index *index = indexing_open(&place.tree, &place.cache);
  editing_set(index, "a.c", "int word;\n");
  editing_settle(index);
  uv_mutex_lock(&index->mutex);
  const OpenDocument *document = overlay_find(&index->documents.overlay, STR("a.c"));
  const char *text = shared_segment_texts(document->text)[0].ptr;
  assert_ptr_not_equal(document->text, document->shared);
  assert_ptr_equal(shared_segment_texts(document->shared)[0].ptr, text);
  assert_true(segment_has_symbols(shared_segment(document->shared)));
  assert_false(segment_has_symbols(shared_segment(document->text)));
  uv_mutex_unlock(&index->mutex);
  Error error;
  if (index_check(index, indexing_ignore_line, NULL, &error) != STATUS_OK) {
    fail_msg("%s", error.message);
  }
  index_close(index);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_lies_below_a_hidden_directory_is_in_no_answer),
      cmocka_unit_test(what_was_hidden_before_comes_back),
      cmocka_unit_test(hidden_stays_hidden_through_refreshes_and_edits),
      cmocka_unit_test(a_comparison_that_finds_nothing_publishes_nothing),
      cmocka_unit_test(a_keystroke_shares_all_that_it_does_not_change),
      cmocka_unit_test(an_old_snapshot_stays_what_it_was),
      cmocka_unit_test(text_and_symbols_share_one_copy_of_the_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
