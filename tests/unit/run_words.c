// Where words are weighed in a living index: in files on disk, in saves that lie in memory yet, and in what
// they are merged into, always as the text on disk has it; not in open documents.
#include "support/editing.h"
#include "support/indexing.h"

#include "format/weight.h"

// The weight of the word in the live document of the path; -1 if that segment has no words, or there is no
// such document.
static int weight_in(Index *index, const char *path, const char *word) {
  int weight = -1;
  uv_mutex_lock(&index->mutex);
  Snapshot *snapshot = snapshot_ref(index->snapshot);
  uv_mutex_unlock(&index->mutex);
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    const SnapshotPart *part = &snapshot->parts.items[i];
    uint32_t position;
    if (!segment_find_path(part->segment, str_from_c(path), &position)) continue;
    uint32_t document = segment_by_path(part->segment, position);
    if (snapshot_part_is_dead(part, document) || !segment_has_words(part->segment)) continue;
    WordCursor cursor;
    word_cursor_open(&cursor, part->segment, str_from_c(word));
    bool there = word_cursor_advance_to(&cursor, document) == document;
    weight = there ? word_cursor_weight(&cursor) : 0;
  }
  snapshot_unref(snapshot);
  return weight;
}

static void touch(Index *index, const char *path) {
  Str touched = str_from_c(path);
  index_touch(index, &touched, 1);
  assert_true(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS));
}

static const UpkeepDelays NEVER = {INT64_C(3600000000000), INT64_C(3600000000000),
                                   INT64_C(3600000000000), INT64_C(3600000000000)};

static Index *open_fresh(const Place *place) {
  Index *index = indexing_open(&place->tree, &place->cache);
  upkeep_set_delays(index, &NEVER);
  indexing_refresh(index);
  return index;
}

static void what_is_indexed_has_weights_after_a_restart_too(void **state) {
  (void)state;
  static const char text[] = "int lock; lock(Lock); once;\n";
  Place place = place_make();
  tree_write_c(&place.tree, "a.c", text);
  for (int round = 0; round < 2; round++) {
    Index *index = open_fresh(&place);
    assert_int_equal(weight_in(index, "a.c", "lock"), word_weight(3, sizeof text - 1));
    assert_int_equal(weight_in(index, "a.c", "once"), 0);
    assert_int_equal(weight_in(index, "a.c", "absent"), 0);
    index_close(index);
  }
  place_remove(&place);
}

static void a_save_has_its_weights_at_once(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "a.c", "int before, before_ever, before;\n");
  tree_write_c(&place.tree, "b.c", "int before, before;\n");
  Index *index = open_fresh(&place);
  tree_write_c(&place.tree, "a.c", "int after, after, after, after;\n");
  touch(index, "a.c");
  assert_int_equal(indexing_status(index).memory_segments, 1);
  assert_true(weight_in(index, "a.c", "after") > 0);
  assert_int_equal(weight_in(index, "a.c", "before"), 0);
  assert_true(weight_in(index, "b.c", "before") > 0);
  index_close(index);
  place_remove(&place);
}

static void words_of_many_saves_outlive_merging(void **state) {
  (void)state;
  enum { SAVES = 40 };
  Place place = place_make();
  tree_write_c(&place.tree, "first.c", "int first, first;\n");
  Index *index = open_fresh(&place);
  char path[32], text[128], word[32];
  for (int i = 0; i < SAVES; i++) {
    snprintf(path, sizeof path, "f%d.c", i);
    snprintf(text, sizeof text, "int word_%d, common; word_%d = common;\n", i, i);
    tree_write_c(&place.tree, path, text);
    touch(index, path);
  }
  static const UpkeepDelays eager = {1000000, 1000000, 1000000, 1000000};
  upkeep_set_delays(index, &eager);
  for (int i = 0; i < 5000 && indexing_status(index).segments > 8; i++) uv_sleep(2);
  assert_true(indexing_status(index).segments <= 8);
  for (int i = 0; i < SAVES; i++) {
    snprintf(path, sizeof path, "f%d.c", i);
    snprintf(word, sizeof word, "word_%d", i);
    assert_true(weight_in(index, path, word) > 0);
    assert_true(weight_in(index, path, "common") > 0);
    assert_int_equal(weight_in(index, path, "first"), 0);
  }
  index_close(index);
  place_remove(&place);
}

static void an_open_document_is_not_weighed_and_hides_the_file_that_is(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "a.c", "int word, word;\n");
  Index *index = open_fresh(&place);
  assert_true(weight_in(index, "a.c", "word") > 0);
  editing_set(index, "a.c", "int word, word, word;\n");
  assert_int_equal(weight_in(index, "a.c", "word"), -1);
  index_close(index);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_indexed_has_weights_after_a_restart_too),
      cmocka_unit_test(a_save_has_its_weights_at_once),
      cmocka_unit_test(words_of_many_saves_outlive_merging),
      cmocka_unit_test(an_open_document_is_not_weighed_and_hides_the_file_that_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
