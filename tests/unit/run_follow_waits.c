// What a follower waits for, and for how long: a writer that is played by hand.
#include "support/indexing.h"

#include <fcntl.h>

static const char *const LITERALS[] = {"alpha", "int", NULL};
// The patience of who waits for a writer here: more than we have, so that what ends a wait is never that.
static const int64_t PATIENCE_NS = 1800000000000;

static Place sample(void) {
  Place place = place_make();
  tree_write_c(&place.tree, "alpha.c", "int alpha;\n");
  tree_write_c(&place.tree, "beta.c", "int beta;\n");
  return place;
}

// Holds the lock of the place's index, which is complete, and commits what it is told to.
static Catalog hand_open(const Place *place) {
  Index *index = indexing_fresh(&place->tree, &place->cache);
  Arena arena = {0};
  Str directory = arena_dup(&arena, index->catalog.directory);
  Str root = arena_dup(&arena, index->catalog.root);
  uint64_t options = index->catalog.options;
  index_close(index);
  Catalog hand;
  Error error;
  catalog_open(&hand, directory, root, options, false, &error);
  assert_non_null(hand.lock);
  assert_true(hand.complete);
  arena_release(&arena);
  return hand;
}

static Index *open_patient(const Place *place) {
  Index *index = indexing_open(&place->tree, &place->cache);
  indexing_set_patience(index, PATIENCE_NS);
  return index;
}

static void hand_commit(Catalog *hand, bool complete, bool symbols) {
  Buf image = {0};
  hand->complete = complete;
  hand->generation++;
  for (size_t i = 0; i < hand->segments.count; i++) {
    hand->segments.items[i].symbols_on_disk = symbols;
  }
  assert_int_equal(catalog_encode(hand, &image, NULL), STATUS_OK);
  assert_int_equal(catalog_write(hand, buf_str(&image), NULL), STATUS_OK);
  buf_release(&image);
}

static void what_another_is_building_is_answered_from_meanwhile(void **state) {
  (void)state;
  Place place = sample();
  Catalog hand = hand_open(&place);
  hand_commit(&hand, false, true);
  Index *follower = open_patient(&place);
  index_refresh(follower);
  assert_false(index_wait(follower, PHASE_TEXT, 300000000)); // it waits
  assert_int_equal(indexing_count(follower, "alpha"), 1);    // and answers from what there is
  IndexStatus status = indexing_status(follower);
  assert_true(status.covered < 1 && !status.verified);
  tree_write_c(&place.tree, "gamma.c", "int gamma;\n");
  hand_commit(&hand, true, true);
  assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_int_equal(indexing_status(follower).covered, 1);
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(follower);
  catalog_close(&hand);
  place_remove(&place);
}

// What a person saves is found, although the rest of the tree is still to come from another.
static void what_is_touched_while_another_builds_is_taken_in(void **state) {
  (void)state;
  Place place = sample();
  Catalog hand = hand_open(&place);
  hand_commit(&hand, false, true);
  Index *follower = open_patient(&place);
  index_refresh(follower);
  assert_false(index_wait(follower, PHASE_TEXT, 300000000)); // it waits
  tree_write_c(&place.tree, "saved.c", "int saved;\n");
  tree_write_c(&place.tree, "alpha.c", "int other;\n");
  Str paths[] = {STR("saved.c"), STR("alpha.c")};
  index_touch(follower, paths, COUNT_OF(paths));
  for (int i = 0; i < 10000 && !indexing_symbol_count(follower, "saved"); i++) uv_sleep(20);
  assert_int_equal(indexing_symbol_count(follower, "saved"), 1);
  assert_int_equal(indexing_symbol_count(follower, "alpha"), 0);
  assert_false(index_wait(follower, PHASE_TEXT, 1)); // it still does
  hand_commit(&hand, true, true);
  assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_int_equal(indexing_symbol_count(follower, "saved"), 1);
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(follower);
  catalog_close(&hand);
  place_remove(&place);
}

static void symbols_that_the_writer_is_extracting_are_waited_for(void **state) {
  (void)state;
  Place place = sample();
  uv_sleep(60);
  Catalog hand = hand_open(&place);
  hand_commit(&hand, true, false);
  Index *follower = open_patient(&place);
  index_refresh(follower);
  assert_false(index_wait(follower, PHASE_READY, 300000000));
  assert_true(index_wait(follower, PHASE_SYMBOLS, INDEXING_TIMEOUT_NS));
  assert_int_equal(indexing_count(follower, "alpha"), 1);
  assert_int_equal(indexing_symbol_count(follower, "alpha"), 0);
  hand_commit(&hand, true, true);
  assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_int_equal(indexing_symbol_count(follower, "alpha"), 1);
  assert_int_equal(indexing_memory_segments(follower), 0);
  index_close(follower);
  catalog_close(&hand);
  place_remove(&place);
}

static void a_writer_that_has_long_been_silent_is_not_waited_for(void **state) {
  (void)state;
  Place place = sample();
  Catalog hand = hand_open(&place);
  hand_commit(&hand, false, false);
  char manifest[600];
  snprintf(manifest, sizeof manifest, "%s/manifest", hand.directory.ptr);
  struct timespec hour_ago[2] = {{.tv_sec = time(NULL) - 3600}, {.tv_sec = time(NULL) - 3600}};
  assert_int_equal(utimensat(AT_FDCWD, manifest, hour_ago, 0), 0);
  Index *follower = open_patient(&place);
  index_refresh(follower);
  assert_true(index_wait(follower, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_int_equal(indexing_symbol_count(follower, "alpha"), 1);
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(follower);
  catalog_close(&hand);
  place_remove(&place);
}

static void closing_does_not_wait_for_the_writer(void **state) {
  (void)state;
  Place place = sample();
  Catalog hand = hand_open(&place);
  hand_commit(&hand, false, true);
  Index *follower = open_patient(&place);
  index_refresh(follower);
  uv_sleep(50);
  int64_t began = os_monotonic_ns();
  index_close(follower);
  assert_true(os_monotonic_ns() - began < PATIENCE_NS);
  catalog_close(&hand);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_another_is_building_is_answered_from_meanwhile),
      cmocka_unit_test(what_is_touched_while_another_builds_is_taken_in),
      cmocka_unit_test(symbols_that_the_writer_is_extracting_are_waited_for),
      cmocka_unit_test(a_writer_that_has_long_been_silent_is_not_waited_for),
      cmocka_unit_test(closing_does_not_wait_for_the_writer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
