// What is taken in beside other work, and what is put off. The test plays the coordinator, which is at
// rest; files that change are last in order of path, so that nothing is to be read again before a
// batch is at its end.
#include "run/touch.h"
#include "support/indexing.h"

enum { FILES = 1100 };

typedef struct {
  Place place;
  Index *index;
  char names[FILES][16];
} Scene;

static Scene *scene_new(void) {
  Scene *scene = xcalloc(1, sizeof *scene);
  scene->place = place_make();
  for (int i = 0; i < FILES; i++) {
    snprintf(scene->names[i], sizeof scene->names[i], "f%04d.c", i);
    tree_write_c(&scene->place.tree, scene->names[i], "int file;\n");
  }
  uv_sleep(60); // no file is read too early
  scene->index = indexing_fresh(&scene->place.tree, &scene->place.cache);
  static const UpkeepDelays never = {.rest = INDEXING_TIMEOUT_NS, .longest = INDEXING_TIMEOUT_NS};
  upkeep_set_delays(scene->index, &never);
  return scene;
}

static void scene_free(Scene *scene) {
  index_close(scene->index);
  place_remove(&scene->place);
  free(scene);
}

// Touches the last `count` files as a call does, but beside other work.
static void touch_beside(Scene *scene, size_t count) {
  Changes *changes = &scene->index->changes;
  Str paths[FILES];
  TouchBatch batch;
  for (size_t i = 0; i < count; i++) paths[i] = str_from_c(scene->names[FILES - count + i]);
  uv_mutex_lock(&scene->index->mutex);
  changes_touch(changes, paths, count, os_monotonic_ns());
  assert_true(changes_take(changes, INT64_MAX, true, &batch));
  uv_mutex_unlock(&scene->index->mutex);
  touch_take_in(scene->index, &batch, true);
}

static void hundreds_of_paths_are_taken_in(void **state) {
  (void)state;
  Scene *scene = scene_new();
  tree_write_c(&scene->place.tree, scene->names[FILES - 1], "int saved;\n");
  tree_write_c(&scene->place.tree, scene->names[FILES - 2], "int saved_too;\n");
  touch_beside(scene, 600);
  assert_int_equal(indexing_symbol_count(scene->index, "saved"), 1);
  assert_int_equal(indexing_symbol_count(scene->index, "saved_too"), 1);
  assert_int_equal(indexing_status(scene->index).touched, 0);
  scene_free(scene);
}

static void a_burst_is_put_off(void **state) {
  (void)state;
  Scene *scene = scene_new();
  tree_write_c(&scene->place.tree, scene->names[FILES - 1], "int saved;\n");
  touch_beside(scene, FILES);
  assert_int_equal(indexing_symbol_count(scene->index, "saved"), 0);
  assert_int_equal(indexing_status(scene->index).touched, FILES);
  uv_mutex_lock(&scene->index->mutex); // the work that it was beside ends
  changes_resume(&scene->index->changes, os_monotonic_ns());
  uv_cond_broadcast(&scene->index->changed);
  uv_mutex_unlock(&scene->index->mutex);
  for (int i = 0; i < 3000 && !indexing_symbol_count(scene->index, "saved"); i++) uv_sleep(10);
  assert_int_equal(indexing_symbol_count(scene->index, "saved"), 1);
  scene_free(scene);
}

// What was taken in of it stays, and all of it is looked at later.
static void a_piece_that_is_large_puts_off_what_is_left(void **state) {
  (void)state;
  enum { BYTES = 9 << 20 };
  Scene *scene = scene_new();
  char *text = xmalloc(BYTES + 1);
  memset(text, '\n', BYTES);
  text[BYTES] = '\0';
  tree_write_c(&scene->place.tree, scene->names[FILES - 1], text);
  free(text);
  touch_beside(scene, 600);
  assert_int_equal(indexing_status(scene->index).touched, 600);
  scene_free(scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(hundreds_of_paths_are_taken_in),
                                     cmocka_unit_test(a_burst_is_put_off),
                                     cmocka_unit_test(a_piece_that_is_large_puts_off_what_is_left)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
