// Segments in memory, on their way to disk, and beside what another process has committed.
#include "support/catalogs.h"

// ---- memory and disk ----------------------------------------------------------------------------

static void segments_in_memory_have_ids_of_their_own(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  assert_int_equal(catalog_next_place(&writer).id, 4);
  assert_int_equal(catalog_next_place(&follower).id & CATALOG_MEMORY_ID, CATALOG_MEMORY_ID);
  assert_int_not_equal(catalog_next_place(&follower).id, catalog_memory_place(&follower).id);
  assert_int_equal(catalog_memory_place(&writer).id & CATALOG_MEMORY_ID, CATALOG_MEMORY_ID);
  catalog_close(&writer);
  catalog_close(&follower);
  tree_remove(&tree);
}

static void a_segment_is_persisted_as_it_is(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  uint64_t id = add_in_memory(&catalog, "m", 70, 1);
  catalog_kill(&catalog, id, 66);
  assert_true(catalog_is_unsaved(catalog_find(&catalog, id)));
  uint64_t disk_id = persist(&catalog, id);
  assert_null(catalog_find(&catalog, id));
  CatalogSegment *segment = catalog_find(&catalog, disk_id);
  assert_false(catalog_is_unsaved(segment));
  assert_int_equal(segment->dead_count, 1);
  assert_int_equal(segment->dead_bytes, 10);
  uint64_t in_two = persist(&catalog, 2); // an image of text and one of symbols
  commit(&catalog);
  catalog_sweep(&catalog);
  catalog_close(&catalog);
  open_catalog(&catalog, &tree);
  assert_int_equal(live_documents(&catalog), 11 + 69);
  const Segment *read = shared_segment(catalog_find(&catalog, disk_id)->shared);
  assert_int_equal(segment_symbol_count(read), 70);
  assert_int_equal(segment_verify(read, NULL), STATUS_OK);
  read = shared_segment(catalog_find(&catalog, in_two)->shared);
  assert_int_equal(segment_symbol_count(read), 4);
  assert_true(exists(&tree, "0000000000000005.syms"));
  assert_false(exists(&tree, "0000000000000004.syms")); // one image holds both
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void a_merged_segment_takes_the_place_of_its_inputs(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  add_symbols(&catalog, 1);
  const Segment *inputs[] = {shared_segment(catalog_find(&catalog, 1)->shared),
                             shared_segment(catalog_find(&catalog, 2)->shared)};
  MergedDocument order[] = {{1, 0}, {0, 2}, {1, 3}};
  Merge merge = {.inputs = inputs, .input_count = 2, .order = order, .documents = 3};
  SegmentPlace place = catalog_next_place(&catalog);
  SharedSegment *shared;
  bool on_disk;
  assert_int_equal(segment_file_write_merged(&place, &merge, &shared, &on_disk, NULL), STATUS_OK);
  assert_true(on_disk);
  const uint64_t ids[] = {2, 1};
  catalog_merged(&catalog, ids, 2, place.id, shared, on_disk);
  assert_int_equal(catalog.segments.count, 2);
  assert_int_equal(catalog.segments.items[0].id, place.id);
  assert_int_equal(live_documents(&catalog), 3 + 4);
  commit(&catalog);
  catalog_sweep(&catalog);
  assert_false(exists(&tree, "0000000000000001.text"));
  assert_false(exists(&tree, "0000000000000002.syms"));
  catalog_close(&catalog);
  open_catalog(&catalog, &tree);
  assert_int_equal(live_documents(&catalog), 3 + 4);
  assert_int_equal(segment_symbol_count(shared_segment(catalog_find(&catalog, place.id)->shared)),
                   3);
  catalog_close(&catalog);
  tree_remove(&tree);
}

static void deaths_are_new_until_they_are_committed(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog catalog;
  open_catalog(&catalog, &tree);
  assert_false(catalog_has_new_deaths(&catalog));
  catalog_kill(&catalog, 1, 0);
  assert_true(catalog_has_new_deaths(&catalog));
  commit(&catalog);
  assert_false(catalog_has_new_deaths(&catalog));
  uint64_t id = add_in_memory(&catalog, "m", 2, 1);
  catalog_kill(&catalog, id, 0); // the manifest does not know it
  assert_false(catalog_has_new_deaths(&catalog));
  catalog_close(&catalog);
  tree_remove(&tree);
}

// ---- taking over what another has committed -----------------------------------------------------

static bool names(const CatalogPaths *paths, const char *path) {
  for (size_t i = 0; i < paths->items.count; i++) {
    if (str_equal(paths->items.items[i], str_from_c(path))) return true;
  }
  return false;
}

// How many live documents have the path, and the stamp of the last of them.
static size_t live_of(const Catalog *catalog, const char *path, uint64_t *stamp) {
  size_t live = 0;
  for (size_t i = 0; i < catalog->segments.count; i++) {
    const CatalogSegment *segment = &catalog->segments.items[i];
    const Segment *read = shared_segment(segment->shared);
    uint32_t position;
    if (!segment_find_path(read, str_from_c(path), &position)) continue;
    uint32_t number = segment_by_path(read, position);
    Document document;
    if (segment->dead[number / 64] >> (number % 64) & 1) continue;
    assert_int_equal(segment_document(read, number, &document), STATUS_OK);
    *stamp = document.stamp.size;
    live++;
  }
  return live;
}

// What the follower knows of a path, what the writer commits of it, and what becomes of it.
static void a_follower_keeps_what_it_alone_knows(void **state) {
  (void)state;
  static const struct {
    const char *path;
    uint64_t here, there; // stamps; 0: nothing is known of it
    uint64_t after;
    bool differs;
  } cases[] = {
      {"same0", 7, 7, 7, false},
      {"other0", 7, 8, 7, true},
      {"here0", 7, 0, 7, false},
      {"there0", 0, 8, 8, true},
  };
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char name[16];
    snprintf(name, sizeof name, "%.*s", (int)strlen(cases[i].path) - 1, cases[i].path);
    if (cases[i].here) add_in_memory(&follower, name, 1, cases[i].here);
    if (cases[i].there) persist(&writer, add_in_memory(&writer, name, 1, cases[i].there));
  }
  commit(&writer);
  CatalogPaths differing = {0};
  assert_true(catalog_reload_keeping(&follower, &differing));
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    uint64_t stamp = 0;
    assert_int_equal(live_of(&follower, cases[i].path, &stamp), 1);
    assert_int_equal(stamp, cases[i].after);
    assert_int_equal(names(&differing, cases[i].path), cases[i].differs);
  }
  assert_int_equal(follower.segments.count, 3 + 3 + 2); // "same" is in memory no more
  catalog_paths_release(&differing);
  catalog_close(&writer);
  assert_true(catalog_try_lock(&follower));
  commit(&follower); // names what is on disk, and no more
  catalog_close(&follower);
  tree_remove(&tree);
}

static void a_follower_remembers_which_files_are_gone(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  catalog_kill_path(&follower, 1, STR("a0")); // it saw that
  catalog_kill_path(&follower, 1, STR("a1")); // and so did the writer
  catalog_kill_path(&follower, 1, STR("a2")); // that has another text here
  add_in_memory(&follower, "a2", 1, 5);       // (as a20, which is another path)
  catalog_kill_path(&writer, 1, STR("a1"));
  commit(&writer);
  CatalogPaths differing = {0};
  uint64_t stamp;
  assert_true(catalog_reload_keeping(&follower, &differing));
  assert_int_equal(live_of(&follower, "a0", &stamp), 0);
  assert_int_equal(live_of(&follower, "a1", &stamp), 0);
  assert_int_equal(live_of(&follower, "a20", &stamp), 1);
  assert_int_equal(live_of(&follower, "b0", &stamp), 1);
  assert_true(names(&differing, "a0"));
  assert_false(names(&differing, "a1"));
  assert_int_equal(differing.items.count, 2);
  catalog_paths_release(&differing);
  catalog_close(&writer);
  catalog_close(&follower);
  tree_remove(&tree);
}

static void what_has_been_verified_stays_so(void **state) {
  (void)state;
  Tree tree = sample();
  Catalog writer, follower;
  open_catalog(&writer, &tree);
  open_catalog(&follower, &tree);
  catalog_find(&follower, 1)->verified = true;
  add_symbols(&writer, 3);
  catalog_find(&follower, 3)->verified = true; // as long as it had no symbols
  commit(&writer);
  assert_true(catalog_reload(&follower));
  assert_true(catalog_find(&follower, 1)->verified);
  assert_false(catalog_find(&follower, 2)->verified);
  assert_false(catalog_find(&follower, 3)->verified);
  catalog_close(&writer);
  catalog_close(&follower);
  tree_remove(&tree);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(segments_in_memory_have_ids_of_their_own),
      cmocka_unit_test(a_segment_is_persisted_as_it_is),
      cmocka_unit_test(a_merged_segment_takes_the_place_of_its_inputs),
      cmocka_unit_test(deaths_are_new_until_they_are_committed),
      cmocka_unit_test(a_follower_keeps_what_it_alone_knows),
      cmocka_unit_test(a_follower_remembers_which_files_are_gone),
      cmocka_unit_test(what_has_been_verified_stays_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
