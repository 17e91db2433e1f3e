// A directory that is removed, moved, emptied or replaced while a catalogue is open: nothing is lost, and
// nothing of another's is touched.
#include "store/verify.h"
#include "support/catalogs.h"

static Status try_commit(Catalog *catalog) {
  Buf image = {0};
  catalog->generation++;
  Status status = catalog_encode(catalog, &image, NULL);
  if (status == STATUS_OK) status = catalog_write(catalog, buf_str(&image), NULL);
  buf_release(&image);
  return status;
}

static void persist_all(Catalog *catalog) {
  for (size_t i = 0; i < catalog->segments.count; i++) {
    if (catalog_is_unsaved(&catalog->segments.items[i])) {
      persist(catalog, catalog->segments.items[i].id);
    }
  }
}

static void shell_in(const Tree *tree, const char *format) {
  char command[1400];
  snprintf(command, sizeof command, format, tree->root, tree->root);
  assert_int_equal(system(command), 0);
}

static void what_is_missing_is_not_named_but_written_again(void **state) {
  (void)state;
  static const struct {
    const char *command;
    size_t lost; // segments
  } cases[] = {{"rm '%s/index/0000000000000001.text'", 1},
               {"rm '%s/index/0000000000000002.syms'", 1},
               {"rm '%s'/index/*.text", 3},
               {"rm -r '%s/index'", 3},
               {"mv '%s/index' '%s/elsewhere'", 3},
               {"rm '%s/index/lock'", 3}}; // whoever finds no lock may write there
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Tree tree = sample();
    Catalog catalog;
    open_catalog(&catalog, &tree);
    assert_false(catalog_recover(&catalog, NULL)); // nothing has happened
    shell_in(&tree, cases[i].command);
    assert_int_equal(try_commit(&catalog), STATUS_NOT_FOUND);
    assert_true(catalog_recover(&catalog, NULL));
    size_t lost = 0;
    for (size_t s = 0; s < catalog.segments.count; s++) {
      const CatalogSegment *segment = &catalog.segments.items[s];
      lost += catalog_is_unsaved(segment);
      assert_int_equal((segment->id & CATALOG_MEMORY_ID) != 0, catalog_is_unsaved(segment));
    }
    assert_int_equal(lost, cases[i].lost);
    assert_int_equal(live_documents(&catalog), 11);
    persist_all(&catalog);
    assert_int_equal(try_commit(&catalog), STATUS_OK);
    catalog_sweep(&catalog);
    catalog_close(&catalog);
    open_catalog(&catalog, &tree);
    assert_true(catalog.complete);
    assert_int_equal(live_documents(&catalog), 11);
    catalog_close(&catalog);
    tree_remove(&tree);
  }
}

static void a_file_that_goes_before_it_is_added_is_missed_too(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  // Mapped and removed: the directory was emptied while a merge was written to it.
  SharedSegment *mapped = shared_segment_ref(catalog.segments.items[0].shared);
  catalog_add(&catalog, catalog_next_place(&catalog).id, mapped, true);
  assert_int_equal(try_commit(&catalog), STATUS_NOT_FOUND);
  assert_true(catalog_recover(&catalog, NULL));
  persist_all(&catalog);
  assert_int_equal(try_commit(&catalog), STATUS_OK);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_directory_that_another_has_made_is_followed(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog first, second;
  open_catalog(&first, &tree);
  shell_in(&tree, "rm -r '%s/index'");
  open_catalog(&second, &tree);
  assert_non_null(second.lock);
  assert_int_equal(try_commit(&first), STATUS_NOT_FOUND);
  assert_false(catalog_recover(&first, NULL));
  assert_null(first.lock);
  assert_false(catalog_lacks_directory(&first));
  persist(&second, add_in_memory(&second, "a", 3, 0));
  commit(&second);
  assert_true(catalog_reload(&first)); // whatever the numbers of generations
  assert_int_equal(live_documents(&first), 11);
  assert_int_equal(try_commit(&first), STATUS_OK); // and writes nothing
  catalog_close(&first);
  catalog_close(&second);
  open_catalog(&second, &tree);
  assert_int_equal(live_documents(&second), 3);
  catalog_close(&second);
  tree_remove(&tree);
}

static void ignore_line(void *user, Str line) {
  (void)user;
  (void)line;
}

static SharedSegment *share(Catalog *catalog, size_t i) {
  return catalog->segments.items[i].shared;
}

// Two who write have the same numbers before them when the directory goes. The one that does not know yet
// writes a file that it has begun over what the other has made anew.
static void late_writer(const char *command) {
  Tree tree = sample();
  Catalog late, next;
  open_catalog(&late, &tree);
  open_catalog(&next, &tree); // follows, and knows the same numbers
  SegmentPlace begun[8];
  for (int i = 0; i < 8; i++) begun[i] = catalog_next_place(&late);
  shell_in(&tree, command);
  assert_true(catalog_try_lock(&next));
  if (next.segments.count) persist(&next, add_in_memory(&next, "new", 3, 0));
  persist_all(&next);
  assert_int_equal(try_commit(&next), STATUS_OK);
  for (int i = 0; i < 8; i++) {
    SharedSegment *out;
    assert_int_equal(segment_file_persist(&begun[i], share(&late, 0), &out, NULL), STATUS_OK);
    shared_segment_unref(out);
  }
  assert_int_equal(try_commit(&late), STATUS_NOT_FOUND);
  assert_int_equal(verify_directory(late.directory, ignore_line, NULL, NULL), STATUS_OK);
  catalog_sweep(&next); // what came late goes
  for (int i = 0; i < 8; i++) assert_false(segment_file_is_there(&begun[i], 1));
  catalog_close(&late);
  catalog_close(&next);
  tree_remove(&tree);
}

static void a_late_writer_hits_no_file_of_its_successor(void **state) {
  (void)state;
  late_writer("rm -r '%s/index'");
  late_writer("rm '%s/index/lock'"); // the first that goes, perhaps
}

static void numbers_of_a_directory_come_to_are_not_used_again(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog, other;
  open_catalog(&catalog, &tree);
  shell_in(&tree, "rm -r '%s/index'");
  open_catalog(&other, &tree);
  for (int i = 0; i < 20; i++) add_segment(&other, "z", 1);
  commit(&other);
  uint64_t generation = other.generation += 90;
  commit(&other);
  catalog_close(&other);
  assert_true(catalog_recover(&catalog, NULL));
  assert_true(catalog_next_place(&catalog).id > 20);
  assert_true(catalog.generation > generation);
  persist_all(&catalog);
  assert_int_equal(try_commit(&catalog), STATUS_OK);
  catalog_sweep(&catalog);
  catalog_close(&catalog);
  open_catalog(&catalog, &tree);
  assert_int_equal(live_documents(&catalog), 11);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_directory_that_cannot_be_made_is_asked_for_again(void **state) {
  (void)state;
  Tree tree = indexing_tree();
  tree_write_c(&tree, "index", "a file has its name");
  Catalog catalog;
  Error error = {.message = ""};
  open_catalog(&catalog, &tree);
  assert_true(catalog_lacks_directory(&catalog));
  add_in_memory(&catalog, "a", 3, 1);
  assert_false(catalog_recover(&catalog, &error));
  assert_true(error.message[0] != '\0');
  shell_in(&tree, "rm '%s/index'");
  assert_true(catalog_recover(&catalog, NULL));
  assert_false(catalog_lacks_directory(&catalog));
  persist_all(&catalog);
  assert_int_equal(try_commit(&catalog), STATUS_OK);
  catalog_close(&catalog);
  open_catalog(&catalog, &tree);
  assert_int_equal(live_documents(&catalog), 3);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_sweep_leaves_what_a_manifest_names_or_another_writes(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  catalog_drop(&catalog, 1); // not committed
  catalog_sweep(&catalog);
  assert_true(exists(&tree, "0000000000000001.text"));
  write_in_index(&tree, "0000000000000008.text", "x");
  write_in_index(&tree, "0000000000000009.text.tmp-Ab3xY_", "x");
  catalog.spared = 9;
  catalog_sweep(&catalog);
  assert_false(exists(&tree, "0000000000000008.text"));
  assert_true(exists(&tree, "0000000000000009.text.tmp-Ab3xY_"));
  catalog.spared = 0;
  catalog.generation = 0; // the manifest is another's, and newer
  catalog_sweep(&catalog);
  assert_true(exists(&tree, "0000000000000009.text.tmp-Ab3xY_"));
  catalog.generation = 1;
  shell_in(&tree, "rm '%s/index/lock' && touch '%s/index/lock'");
  catalog_sweep(&catalog); // not ours any more
  assert_true(exists(&tree, "0000000000000009.text.tmp-Ab3xY_"));
  catalog_close(&catalog);
  tree_remove(&tree);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_missing_is_not_named_but_written_again),
      cmocka_unit_test(a_file_that_goes_before_it_is_added_is_missed_too),
      cmocka_unit_test(a_directory_that_another_has_made_is_followed),
      cmocka_unit_test(a_late_writer_hits_no_file_of_its_successor),
      cmocka_unit_test(numbers_of_a_directory_come_to_are_not_used_again),
      cmocka_unit_test(a_directory_that_cannot_be_made_is_asked_for_again),
      cmocka_unit_test(a_sweep_leaves_what_a_manifest_names_or_another_writes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
