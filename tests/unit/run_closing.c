// What is seen of a document that has been closed: never the version before, and never for ever.
#include "support/editing.h"

typedef struct {
  Place place;
  Index *index;
} Scene;

// "a.c" is on disk and in the index.
static Scene scene_make(void) {
  Scene scene = {.place = place_make()};
  tree_write_c(&scene.place.tree, "a.c", "int before;\n");
  scene.index = indexing_fresh(&scene.place.tree, &scene.place.cache);
  return scene;
}

static void scene_remove(Scene *scene) {
  index_close(scene->index);
  place_remove(&scene->place);
}

static void save(Scene *scene, const char *path, const char *text) {
  tree_write_c(&scene->place.tree, path, text);
}

static size_t shown_documents(Index *index) {
  uv_mutex_lock(&index->mutex);
  size_t count = index->documents.overlay.documents.count;
  uv_mutex_unlock(&index->mutex);
  return count;
}

static void wait_until_none_is_shown(Index *index) {
  int64_t deadline = os_monotonic_ns() + INDEXING_TIMEOUT_NS;
  while (shown_documents(index)) {
    assert_true(os_monotonic_ns() < deadline);
    editing_pause_ms(5);
  }
}

// The index looks at the tree only when it is told to: otherwise it might be too quick to see anything.
static void stop_looking(Scene *scene) {
  save(scene, ".ignore", "*.c\n");
  indexing_refresh(scene->index);
}

// ---- saved --------------------------------------------------------------------------------------

static void saved_and_closed_never_shows_the_version_before(void **state) {
  (void)state;
  Scene scene = scene_make();
  for (int i = 0; i < 30; i++) {
    char text[64], word[32];
    snprintf(word, sizeof word, "version_%d_", i);
    snprintf(text, sizeof text, "int %s;\n", word);
    editing_set(scene.index, "a.c", text);
    save(&scene, "a.c", text);
    index_document_clear(scene.index, STR("a.c"));
    for (int look = 0; look < 10; look++) {
      assert_int_equal(indexing_count(scene.index, word), 1);
      assert_int_equal(indexing_count(scene.index, "version_"), 1);
      assert_int_equal(indexing_count(scene.index, "before"), 0);
    }
    assert_int_equal(indexing_status(scene.index).open_documents, 0);
  }
  indexing_refresh(scene.index);
  wait_until_none_is_shown(scene.index);
  assert_int_equal(indexing_symbol_count(scene.index, "version_29_"), 1);
  scene_remove(&scene);
}

static void a_new_file_is_seen_from_before_its_save_until_it_is_indexed(void **state) {
  (void)state;
  Scene scene = scene_make();
  editing_set(scene.index, "new.c", "int created;\n");
  save(&scene, "new.c", "int created;\n");
  index_document_clear(scene.index, STR("new.c"));
  assert_int_equal(indexing_count(scene.index, "created"), 1);
  indexing_refresh(scene.index);
  assert_int_equal(indexing_count(scene.index, "created"), 1);
  wait_until_none_is_shown(scene.index);
  assert_int_equal(indexing_count(scene.index, "created"), 1);
  scene_remove(&scene);
}

static void the_encoding_of_the_file_does_not_matter(void **state) {
  (void)state;
  static const char utf16[] = "\xFF\xFEw\0o\0r\0d\0\xE9\0";
  Scene scene = scene_make();
  editing_set(scene.index, "utf16.c", "word\xC3\xA9");
  tree_write(&scene.place.tree, "utf16.c", str_make(utf16, sizeof utf16 - 1));
  editing_set(scene.index, "latin1.c", "word\xC3\xA9");
  save(&scene, "latin1.c", "word\xE9");
  editing_set(scene.index, "mark.c", "\xEF\xBB\xBFword");
  save(&scene, "mark.c", "\xEF\xBB\xBFword");
  index_document_clear(scene.index, STR("utf16.c"));
  index_document_clear(scene.index, STR("latin1.c"));
  index_document_clear(scene.index, STR("mark.c"));
  assert_int_equal(indexing_count(scene.index, "word"), 3);
  scene_remove(&scene);
}

static void a_large_file_is_compared_on_a_worker(void **state) {
  (void)state;
  Scene scene = scene_make();
  Buf text = {0};
  while (text.len < 1 << 20) buf_str_put(&text, STR("// a line of this large file\n"));
  buf_str_put(&text, STR("int needle;\n"));
  editing_set_text(scene.index, "large.c", buf_str(&text));
  tree_write(&scene.place.tree, "large.c", buf_str(&text));
  index_document_clear(scene.index, STR("large.c"));
  for (int i = 0; i < 20; i++) {
    assert_int_equal(indexing_count(scene.index, "needle"), 1);
    editing_pause_ms(1);
  }
  editing_set_text(scene.index, "large.c", buf_str(&text)); // open again
  assert_int_equal(indexing_status(scene.index).open_documents, 1);
  text.data[text.len - 3] = '2';
  editing_set_text(scene.index, "large.c", buf_str(&text));
  index_document_clear(scene.index, STR("large.c"));
  wait_until_none_is_shown(scene.index); // discarded
  assert_int_equal(indexing_count(scene.index, "needl2"), 0);
  buf_release(&text);
  scene_remove(&scene);
}

// ---- discarded, unchanged, gone -----------------------------------------------------------------

static void discarded_changes_are_gone_at_once(void **state) {
  (void)state;
  Scene scene = scene_make();
  editing_set(scene.index, "a.c", "int discarded;\n");
  index_document_clear(scene.index, STR("a.c"));
  assert_int_equal(shown_documents(scene.index), 0);
  assert_int_equal(indexing_count(scene.index, "discarded"), 0);
  assert_int_equal(indexing_count(scene.index, "before"), 1);
  assert_true(index_wait(scene.index, PHASE_READY, INDEXING_TIMEOUT_NS)); // it looks anew
  assert_int_equal(indexing_symbol_count(scene.index, "before"), 1);
  scene_remove(&scene);
}

static void discarded_changes_are_gone_though_another_has_saved(void **state) {
  (void)state;
  Scene scene = scene_make();
  editing_set(scene.index, "a.c", "int discarded;\n");
  save(&scene, "a.c", "int of_another;\n");
  index_document_clear(scene.index, STR("a.c"));
  assert_int_equal(indexing_count(scene.index, "discarded"), 0);
  indexing_refresh(scene.index);
  assert_int_equal(indexing_count(scene.index, "of_another"), 1);
  scene_remove(&scene);
}

static void what_was_only_looked_at_does_not_linger(void **state) {
  (void)state;
  Scene scene = scene_make();
  editing_set(scene.index, "a.c", "int before;\n");
  index_document_clear(scene.index, STR("a.c"));
  assert_int_equal(shown_documents(scene.index), 0);
  assert_int_equal(indexing_count(scene.index, "before"), 1);
  scene_remove(&scene);
}

static void a_document_without_a_file_goes(void **state) {
  (void)state;
  Scene scene = scene_make();
  editing_set(scene.index, "unsaved.c", "int unsaved;\n");
  index_document_clear(scene.index, STR("unsaved.c"));
  tree_directory(&scene.place.tree, "directory.c");
  editing_set(scene.index, "directory.c", "int unsaved;\n");
  index_document_clear(scene.index, STR("directory.c"));
  index_document_clear(scene.index, STR("never-opened.c"));
  assert_int_equal(indexing_count(scene.index, "unsaved"), 0);
  assert_int_equal(shown_documents(scene.index), 0);
  scene_remove(&scene);
}

// ---- how lingering ends -------------------------------------------------------------------------

// A document that lingers since `since_ns`, and does so until it is told otherwise: its file is ignored, so
// that the index never takes it, and the index has not been asked to look at it.
static Scene scene_with_a_lingering_document(int64_t since_ns) {
  Scene scene = scene_make();
  char path[2048];
  FileInfo info;
  Str text = STR("int lingering;\n");
  stop_looking(&scene);
  editing_set(scene.index, "d/b.c", text.ptr);
  save(&scene, "d/b.c", text.ptr);
  tree_path(&scene.place.tree, "d/b.c", path);
  assert_int_equal(os_stat(path, &info, NULL), STATUS_OK);
  uv_mutex_lock(&scene.index->mutex);
  overlay_find(&scene.index->documents.overlay, STR("d/b.c"))->closing =
      (Closing){.lingering = true,
                .since_ns = since_ns,
                .stamp = info.stamp,
                .hash = str_hash(text),
                .asked = UINT64_MAX};
  uv_mutex_unlock(&scene.index->mutex);
  assert_int_equal(indexing_count(scene.index, "lingering"), 1);
  return scene;
}

static void an_index_that_has_looked_since_does_not_want_the_file(void **state) {
  (void)state;
  Scene scene = scene_make();
  stop_looking(&scene);
  for (int i = 0; i < 20; i++) {
    editing_set(scene.index, "d/b.c", "int lingering;\n");
    save(&scene, "d/b.c", "int lingering;\n");
    index_document_clear(scene.index, STR("d/b.c"));
    assert_true(index_wait(scene.index, PHASE_READY, INDEXING_TIMEOUT_NS)); // it has been looked at
    assert_int_equal(shown_documents(scene.index), 0);
    assert_int_equal(indexing_count(scene.index, "lingering"), 0);
  }
  scene_remove(&scene);
}

static void an_index_that_has_looked_twice_does_not_want_the_file(void **state) {
  (void)state;
  static const char *const looks[][2] = {{"d/b.c", "d/b.c"}, {"", ""}, {"d", "d/b.c"}};
  for (size_t i = 0; i < COUNT_OF(looks); i++) {
    Scene scene = scene_with_a_lingering_document(INT64_MAX / 2);
    documents_settled(scene.index, STR("d/b"));
    documents_settled(scene.index, STR("other.c"));
    documents_settled(scene.index, str_from_c(looks[i][0]));
    assert_int_equal(indexing_count(scene.index, "lingering"), 1);
    documents_settled(scene.index, str_from_c(looks[i][1]));
    assert_int_equal(indexing_count(scene.index, "lingering"), 0);
    assert_int_equal(shown_documents(scene.index), 0);
    scene_remove(&scene);
  }
}

static void an_index_that_has_nothing_left_to_look_at_does_not_want_it(void **state) {
  (void)state;
  Scene scene = scene_with_a_lingering_document(0);
  closing_look(scene.index);
  assert_int_equal(shown_documents(scene.index), 0);
  assert_int_equal(indexing_count(scene.index, "lingering"), 0);
  scene_remove(&scene);
}

static void a_file_that_changes_again_ends_it(void **state) {
  (void)state;
  Scene scene = scene_with_a_lingering_document(INT64_MAX / 2);
  save(&scene, "d/b.c", "int changed_again;\n");
  documents_settled(scene.index, STR("d/b.c"));
  assert_int_equal(shown_documents(scene.index), 0);
  assert_int_equal(indexing_count(scene.index, "lingering"), 0);
  scene_remove(&scene);
}

static void a_file_that_is_removed_ends_it(void **state) {
  (void)state;
  char path[2048];
  Scene scene = scene_with_a_lingering_document(INT64_MAX / 2);
  tree_path(&scene.place.tree, "d/b.c", path);
  unlink(path);
  documents_settled(scene.index, STR("d/b.c"));
  assert_int_equal(shown_documents(scene.index), 0);
  scene_remove(&scene);
}

static void opening_again_ends_it_too(void **state) {
  (void)state;
  Scene scene = scene_with_a_lingering_document(INT64_MAX / 2);
  editing_set(scene.index, "d/b.c", "int lingering;\n"); // the very same
  assert_int_equal(indexing_status(scene.index).open_documents, 1);
  documents_settled(scene.index, STR("d/b.c"));
  documents_settled(scene.index, STR("d/b.c"));
  assert_int_equal(indexing_count(scene.index, "lingering"), 1);
  Buf text = {0};
  buf_str_put(&text, STR("int lingering;\n"));
  editing_replace(scene.index, "d/b.c", &text, 4, 4, STR("no_longer_"));
  editing_settle(scene.index);
  assert_int_equal(indexing_symbol_count(scene.index, "no_longer_lingering"), 1);
  index_document_clear(scene.index, STR("d/b.c")); // discarded
  assert_int_equal(shown_documents(scene.index), 0);
  buf_release(&text);
  scene_remove(&scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(saved_and_closed_never_shows_the_version_before),
      cmocka_unit_test(a_new_file_is_seen_from_before_its_save_until_it_is_indexed),
      cmocka_unit_test(the_encoding_of_the_file_does_not_matter),
      cmocka_unit_test(a_large_file_is_compared_on_a_worker),
      cmocka_unit_test(discarded_changes_are_gone_at_once),
      cmocka_unit_test(discarded_changes_are_gone_though_another_has_saved),
      cmocka_unit_test(what_was_only_looked_at_does_not_linger),
      cmocka_unit_test(a_document_without_a_file_goes),
      cmocka_unit_test(an_index_that_has_looked_since_does_not_want_the_file),
      cmocka_unit_test(an_index_that_has_looked_twice_does_not_want_the_file),
      cmocka_unit_test(an_index_that_has_nothing_left_to_look_at_does_not_want_it),
      cmocka_unit_test(a_file_that_changes_again_ends_it),
      cmocka_unit_test(a_file_that_is_removed_ends_it),
      cmocka_unit_test(opening_again_ends_it_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
