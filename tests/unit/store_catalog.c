// The catalogue: what is committed is there again, what is damaged or foreign is left out, one
// process writes.
#include "support/catalogs.h"

static void what_was_committed_is_there_again(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  assert_non_null(catalog.lock);
  assert_true(catalog.complete);
  assert_int_equal(catalog.segments.count, 3);
  assert_int_equal(live_documents(&catalog), 11);
  assert_int_equal(catalog.generation, 1);
  assert_int_equal(catalog.next_id, 4);
  assert_false(segment_has_symbols(shared_segment(catalog_find(&catalog, 1)->shared)));
  assert_true(segment_has_symbols(shared_segment(catalog_find(&catalog, 2)->shared)));
  assert_true(catalog_disk_bytes(&catalog) > 0);
  assert_null(catalog_find(&catalog, 4));
  Snapshot *snapshot = catalog_snapshot(&catalog);
  catalog_close(&catalog); // the snapshot outlives it
  assert_int_equal(snapshot->parts.count, 3);
  assert_true(snapshot_part_is_dead(&snapshot->parts.items[2], 1));
  assert_false(snapshot_part_is_dead(&snapshot->parts.items[2], 2));
  assert_int_equal(segment_verify(snapshot->parts.items[1].segment, NULL), STATUS_OK);
  snapshot_unref(snapshot);
  tree_remove(&tree);
}

static void a_segment_all_of_whose_documents_are_dead_goes(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  for (uint32_t i = 0; i < 3; i++)
    catalog_kill_path(&catalog, 1,
                      segment_path(shared_segment(catalog_find(&catalog, 1)->shared), i));
  commit(&catalog);
  assert_null(catalog_find(&catalog, 1));
  catalog_sweep(&catalog);
  assert_false(exists(&tree, "0000000000000001.text"));
  assert_true(exists(&tree, "0000000000000002.text"));
  catalog_close(&catalog);
  open_catalog(&catalog, &tree);
  assert_int_equal(catalog.segments.count, 2);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void what_is_missing_or_damaged_is_left_out(void **state) {
  (void)state;
  static const struct {
    const char *file; // of three segments, the second with symbols
    bool removed;     // else overwritten
    size_t segments;
    bool complete;
  } cases[] = {
      {"0000000000000001.text", true, 2, false},
      {"0000000000000001.text", false, 2, false},
      {"0000000000000002.text", true, 2, false},
      {"0000000000000003.text", false, 2, false},
      {"0000000000000002.syms", true, 3, true}, // its text is worth keeping
      {"0000000000000002.syms", false, 3, true},
      {"manifest", true, 0, false},
      {"manifest", false, 0, false},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Tree tree = sample();
    if (cases[i].removed) {
      remove_in_index(&tree, cases[i].file);
    } else {
      write_in_index(&tree, cases[i].file, "not an index file, and longer than any trailer is");
    }
    Catalog catalog;
    open_catalog(&catalog, &tree);
    assert_non_null(catalog.lock);
    assert_int_equal(catalog.segments.count, cases[i].segments);
    assert_int_equal(catalog.complete, cases[i].complete);
    add_segment(&catalog, "again", 3);
    commit(&catalog);
    catalog_sweep(&catalog);
    catalog_close(&catalog);
    open_catalog(&catalog, &tree);
    assert_int_equal(catalog.segments.count, cases[i].segments + 1);
    catalog_close(&catalog);
    tree_remove(&tree);
  }
}

static void another_version_is_built_again(void **state) {
  (void)state;
  Tree tree = sample();
  char path[2048];
  snprintf(path, sizeof path, "%s/index/0000000000000001.text", tree.root);
  FILE *file = fopen(path, "r+b");
  assert_non_null(file);
  assert_int_equal(fseek(file, -20, SEEK_END), 0); // the version in the trailer
  fputc(99, file);
  fclose(file);
  Catalog catalog;
  open_catalog(&catalog, &tree);
  assert_int_equal(catalog.segments.count, 2);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void other_options_or_another_root_start_from_nothing(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  catalog_open(&catalog, directory_of(&tree), STR("/some/tree"), OPTIONS + 1, false, NULL);
  assert_int_equal(catalog.segments.count, 0);
  catalog_close(&catalog);
  catalog_open(&catalog, directory_of(&tree), STR("/other/tree"), OPTIONS, false, NULL);
  assert_int_equal(catalog.segments.count, 0);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void the_second_to_open_follows_until_the_first_closes(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  assert_null(follower.lock);
  assert_false(catalog_try_lock(&follower));
  assert_int_equal(follower.segments.count, 3);
  assert_false(catalog_reload(&follower));
  add_segment(&writer, "d", 6);
  commit(&writer);
  follower.generation += 5; // what it publishes by itself must not hide a commit
  assert_true(catalog_reload(&follower));
  assert_false(catalog_reload(&follower));
  assert_int_equal(follower.segments.count, 4);
  assert_int_equal(follower.generation, 6);
  assert_int_equal(catalog_next_place(&follower).directory.len, 0); // it writes into memory
  assert_int_equal(catalog_place(&follower, &follower.segments.items[0]).directory.len, 0);
  catalog_close(&writer);
  assert_true(catalog_try_lock(&follower));
  assert_true(catalog_next_place(&follower).directory.len > 0);
  catalog_close(&follower);
  tree_remove(&tree);
}

static void a_manifest_names_only_what_is_on_disk(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  uint64_t id = add_segment(&follower, "memory", 2);
  add_symbols(&follower, id);
  add_symbols(&follower, 1);
  catalog_close(&writer);
  assert_true(catalog_try_lock(&follower));
  commit(&follower);
  catalog_close(&follower);
  open_catalog(&follower, &tree);
  assert_int_equal(follower.segments.count, 3);
  assert_int_equal(follower.unsaved, 2); // what lay in memory is gone
  assert_true(catalog_covered(&follower) < 1);
  assert_false(segment_has_symbols(shared_segment(catalog_find(&follower, 1)->shared)));
  catalog_close(&follower);
  tree_remove(&tree);
}

// A file that is read again while its segment's symbols are extracted is skipped there. As long as its new
// document lies in memory, the manifest must not call the old one alive: it looks as if it had no symbols.
static void a_document_without_its_symbols_is_never_called_alive_again(void **state) {
  (void)state;
  for (int dies_first = 0; dies_first < 2; dies_first++) {
    Tree tree = tree_make();
    Catalog writer, next;
    open_catalog(&writer, &tree);
    uint64_t id = add_segment(&writer, "again", 2);
    if (dies_first) catalog_kill(&writer, id, 0);
    add_symbols(&writer, id);
    catalog_kill(&writer, id, 0);
    OsLock *lock = writer.lock;
    writer.lock = NULL; // so that the next one lies in memory
    add_segment(&writer, "again", 1);
    writer.lock = lock;
    commit(&writer);
    catalog_open(&next, directory_of(&tree), STR("/some/tree"), OPTIONS, true, NULL);
    assert_int_equal(catalog_find(&next, id)->dead_count, dies_first);
    assert_int_equal(next.unsaved, dies_first);
    catalog_close(&next);
    catalog_close(&writer);
    tree_remove(&tree);
  }
}

static void a_sweep_removes_strays_and_nothing_else(void **state) {
  (void)state;
  static const char *const strays[] = {"0000000000000009.text", "00000000000000ff.syms",
                                       "0000000000000001.text.tmp-Ab3xY_",
                                       "0000000000000009.syms.tmp-000000", "manifest.tmp-q1W2e3"};
  static const char *const others[] = {"notes.txt",
                                       "________________.text",
                                       "ZZZZZZZZZZZZZZZZ.syms",
                                       "0000000000000009.textbook",
                                       "0000000000000009.text.backup",
                                       "00000000000000FF.text",
                                       "manifest.old",
                                       "lock2",
                                       "0000000000000009.tex",
                                       "000000000000009.text"};
  Tree tree = sample();
  for (size_t i = 0; i < COUNT_OF(strays); i++) write_in_index(&tree, strays[i], "x");
  for (size_t i = 0; i < COUNT_OF(others); i++) write_in_index(&tree, others[i], "x");
  Catalog catalog, follower;
  open_catalog(&catalog, &tree);
  open_catalog(&follower, &tree);
  catalog_sweep(&follower); // has no say
  assert_true(exists(&tree, strays[0]));
  catalog_sweep(&catalog);
  for (size_t i = 0; i < COUNT_OF(strays); i++) assert_false(exists(&tree, strays[i]));
  for (size_t i = 0; i < COUNT_OF(others); i++) assert_true(exists(&tree, others[i]));
  catalog_close(&catalog);
  catalog_close(&follower);
  open_catalog(&catalog, &tree);
  assert_int_equal(live_documents(&catalog), 11);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_directory_that_cannot_be_made_leaves_memory(void **state) {
  (void)state;
  Tree tree = indexing_tree();
  tree_write_c(&tree, "index", "a file has its name");
  Catalog catalog;
  Error error = {.message = ""};
  catalog_open(&catalog, directory_of(&tree), STR("/some/tree"), OPTIONS, false, &error);
  assert_int_not_equal(error.status, STATUS_OK);
  assert_int_equal(catalog.directory.len, 0);
  add_segment(&catalog, "a", 3);
  commit(&catalog);
  catalog_sweep(&catalog);
  assert_int_equal(live_documents(&catalog), 3);
  assert_false(catalog_awaits_writer(&catalog));
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_directory_without_a_lock_is_read_and_not_waited_for(void **state) {
  (void)state;
  Tree tree = sample();
  remove_in_index(&tree, "lock");
  char path[600];
  snprintf(path, sizeof path, "%s/index/lock/x", tree.root);
  assert_int_equal(os_make_dirs(path, NULL),
                   STATUS_OK); // nobody can write there now, not even root
  Catalog catalog;
  Error error;
  catalog_open(&catalog, directory_of(&tree), STR("/some/tree"), OPTIONS, false, &error);
  assert_int_not_equal(error.status, STATUS_OK);
  assert_null(catalog.lock);
  assert_int_equal(catalog.segments.count, 3);
  catalog.complete = false;
  assert_false(catalog_awaits_writer(&catalog));
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void read_only_makes_nothing(void **state) {
  (void)state;
  Tree tree = indexing_tree();
  Catalog catalog;
  catalog_open(&catalog, directory_of(&tree), STR("/some/tree"), OPTIONS, true, NULL);
  assert_false(catalog_try_lock(&catalog));
  assert_false(exists(&tree, "."));
  catalog_close(&catalog);
  tree_remove(&tree);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_was_committed_is_there_again),
      cmocka_unit_test(a_segment_all_of_whose_documents_are_dead_goes),
      cmocka_unit_test(what_is_missing_or_damaged_is_left_out),
      cmocka_unit_test(another_version_is_built_again),
      cmocka_unit_test(other_options_or_another_root_start_from_nothing),
      cmocka_unit_test(the_second_to_open_follows_until_the_first_closes),
      cmocka_unit_test(a_manifest_names_only_what_is_on_disk),
      cmocka_unit_test(a_document_without_its_symbols_is_never_called_alive_again),
      cmocka_unit_test(a_sweep_removes_strays_and_nothing_else),
      cmocka_unit_test(a_directory_that_cannot_be_made_leaves_memory),
      cmocka_unit_test(a_directory_without_a_lock_is_read_and_not_waited_for),
      cmocka_unit_test(read_only_makes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
