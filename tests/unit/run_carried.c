// What is known of a text until it has been read. The linker puts this file between run/reparse.c and the
// reader, so that a reading can be held, and run/carry.c, so that things happen meanwhile.
#include "support/editing.h"

#include <uv.h>

Status __wrap_live_reader_read(LiveReader *live, Str text, const TextEdit *edits, size_t count,
                               const ExtractOptions *options, Arena *arena, Extraction *out,
                               Error *error);
Status __real_live_reader_read(LiveReader *live, Str text, const TextEdit *edits, size_t count,
                               const ExtractOptions *options, Arena *arena, Extraction *out,
                               Error *error);

static atomic_bool hold; // no reading ends until this is cleared

Status __wrap_live_reader_read(LiveReader *live, Str text, const TextEdit *edits, size_t count,
                               const ExtractOptions *options, Arena *arena, Extraction *out,
                               Error *error) {
  while (atomic_load(&hold)) editing_pause_ms(1);
  return __real_live_reader_read(live, text, edits, count, options, arena, out, error);
}

// What is done while symbols are carried over.
static struct {
  atomic_int begun;
  atomic_int delay_ms;
  void (*meanwhile)(void *user); // may be NULL
  void *user;
} carrying;

void __wrap_carry_over(const Extraction *found, Str old, Str new, Extraction *out);
void __real_carry_over(const Extraction *found, Str old, Str new, Extraction *out);
void __wrap_carry_over(const Extraction *found, Str old, Str new, Extraction *out) {
  atomic_fetch_add(&carrying.begun, 1);
  __real_carry_over(found, old, new, out);
  if (carrying.meanwhile) carrying.meanwhile(carrying.user);
  editing_pause_ms(atomic_load(&carrying.delay_ms));
}

static int reset(void **state) {
  (void)state;
  atomic_store(&hold, false);
  memset(&carrying, 0, sizeof carrying);
  return 0;
}

static void wait_for_begun(void) {
  int64_t deadline = os_monotonic_ns() + INDEXING_TIMEOUT_NS;
  while (atomic_load(&carrying.begun) < 1) {
    assert_true(os_monotonic_ns() < deadline);
    editing_pause_ms(1);
  }
}

// A document whose present text has been read.
typedef struct {
  Place place;
  Index *index;
  Buf text;
} Scene;

static Scene scene_make(void) {
  Scene scene = {.place = place_make()};
  scene.index = indexing_fresh(&scene.place.tree, &scene.place.cache);
  buf_str_put(&scene.text, STR("int zeroth;\nint first;\n"));
  editing_set_text(scene.index, "a.c", buf_str(&scene.text));
  editing_settle(scene.index);
  return scene;
}

static void scene_remove(Scene *scene) {
  atomic_store(&hold, false);
  editing_settle(scene->index);
  index_close(scene->index);
  buf_release(&scene->text);
  place_remove(&scene->place);
}

static void type(Scene *scene, Str text) {
  editing_replace(scene->index, "a.c", &scene->text, scene->text.len, scene->text.len, text);
}

static bool has_symbol(Index *index, const char *name, const char *line) {
  Lines lines = indexing_symbols(index, name);
  bool has = lines_contain(&lines, line);
  lines_release(&lines);
  return has;
}

static void what_was_there_before_is_found_where_it_is_now(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_store(&hold, true);
  editing_replace(scene.index, "a.c", &scene.text, 0, 0, STR("int typed;\n\n"));
  assert_int_equal(indexing_symbol_count(scene.index, "typed"), 0);
  assert_true(has_symbol(scene.index, "first", "a.c:3: variable first"));
  assert_true(has_symbol(scene.index, "zeroth", "a.c:2: variable zeroth"));
  editing_replace(scene.index, "a.c", &scene.text, 0, 1, STR("\n"));
  assert_true(has_symbol(scene.index, "first", "a.c:4: variable first"));
  atomic_store(&hold, false);
  editing_settle(scene.index);
  assert_true(has_symbol(scene.index, "first", "a.c:4: variable first"));
  scene_remove(&scene);
}

static size_t count_hits(Index *index, const char *query) {
  SearchRequest request = {.query = str_from_c(query), .all = true};
  QuerySummary summary;
  Lines lines = {0};
  assert_int_equal(index_search(index, &request, indexing_take_hit, &lines, &summary, NULL), 0);
  size_t count = lines.lines.count;
  lines_release(&lines);
  return count;
}

static void but_it_does_not_tell_what_is_in_the_text_now(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_store(&hold, true);
  editing_replace(scene.index, "a.c", &scene.text, 0, 0, STR("int typed; // remark\n// "));
  assert_int_equal(indexing_symbol_count(scene.index, "first"), 1);
  assert_int_equal(count_hits(scene.index, "sym:typed"), 1);
  assert_int_equal(count_hits(scene.index, "sym:zeroth"), 0);
  assert_int_equal(count_hits(scene.index, "sym:first"), 1);
  assert_int_equal(count_hits(scene.index, "in:comment remark"), 1);
  assert_int_equal(count_hits(scene.index, "in:code zeroth"), 0);
  scene_remove(&scene);
}

static void type_one_more(void *user) {
  enum { MOST = 30 };
  if (atomic_load(&carrying.begun) < MOST) type(user, STR("int more;\n"));
}

static void who_never_stops_typing_does_not_keep_a_query(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_store(&hold, true);
  type(&scene, STR("int typed;\n"));
  carrying.user = &scene;
  carrying.meanwhile = type_one_more;
  indexing_symbol_count(scene.index, "first");
  assert_int_equal(atomic_load(&carrying.begun), 2); // its own text, and once what came meanwhile
  carrying.meanwhile = NULL;
  assert_int_equal(indexing_symbol_count(scene.index, "first"), 1);
  scene_remove(&scene);
}

static void ask_for_first(void *user) {
  assert_int_equal(indexing_symbol_count(((Scene *)user)->index, "first"), 1);
}

static void who_asks_while_another_carries_over_waits_for_it(void **state) {
  (void)state;
  Scene scene = scene_make();
  uv_thread_t thread;
  atomic_store(&hold, true);
  atomic_store(&carrying.delay_ms, 200);
  type(&scene, STR("int typed;\n"));
  assert_int_equal(uv_thread_create(&thread, ask_for_first, &scene), 0);
  wait_for_begun();
  assert_int_equal(indexing_symbol_count(scene.index, "first"), 1);
  uv_thread_join(&thread);
  assert_int_equal(atomic_load(&carrying.begun), 1);
  scene_remove(&scene);
}

static void for_who_is_cancelled_nothing_is_carried_over(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_bool cancelled = true;
  atomic_store(&hold, true);
  type(&scene, STR("int typed;\n"));
  SymbolRequest request = {.query = STR("first"), .cancelled = &cancelled};
  QuerySummary summary;
  Lines lines = {0};
  Status status =
      index_symbols(scene.index, &request, indexing_take_symbol, &lines, &summary, NULL);
  assert_true(status == STATUS_CANCELLED || status == STATUS_OK);
  assert_int_equal(atomic_load(&carrying.begun), 0);
  lines_release(&lines);
  scene_remove(&scene);
}

typedef struct {
  Index *index;
  const char *path;
} Person;

static void type_and_close(void *user) {
  const Person *person = user;
  Buf text = {0};
  buf_str_put(&text, STR("int known;\n"));
  for (int i = 0; i < 150; i++) {
    editing_replace(person->index, person->path, &text, 0, 0, STR("int word;\n"));
    bool closes = i % 20 == 19 && atomic_load(&carrying.begun);
    if (closes) index_document_clear(person->index, str_from_c(person->path));
    editing_pause_ms(3);
  }
  editing_replace(person->index, person->path, &text, 0, 0, STR("int word;\n"));
  buf_release(&text);
}

static void ask_again_and_again(void *user) {
  const Person *person = user;
  for (int i = 0; i < 60; i++) indexing_symbol_count(person->index, i % 2 ? "word" : "first");
}

static void many_may_type_ask_and_close_at_once(void **state) {
  (void)state;
  Scene scene = scene_make();
  editing_set(scene.index, "t0.c", "int known;\n");
  editing_set(scene.index, "t1.c", "int known;\n");
  editing_settle(scene.index);
  atomic_store(&hold, true);
  type(&scene, STR("int typed;\n"));
  uv_thread_t threads[4];
  Person people[4] = {
      {scene.index, "t0.c"}, {scene.index, "t1.c"}, {scene.index, ""}, {scene.index, ""}};
  for (size_t i = 0; i < COUNT_OF(threads); i++) {
    uv_thread_cb work = i < 2 ? type_and_close : ask_again_and_again;
    assert_int_equal(uv_thread_create(&threads[i], work, &people[i]), 0);
  }
  wait_for_begun(); // until then nobody closes a document
  atomic_store(&hold, false);
  editing_pause_ms(20);
  atomic_store(&hold, true);
  for (size_t i = 0; i < COUNT_OF(threads); i++) uv_thread_join(&threads[i]);
  atomic_store(&hold, false);
  editing_settle(scene.index);
  assert_int_equal(indexing_symbol_count(scene.index, "word"), 302);
  scene_remove(&scene);
}

#define TEST(name) cmocka_unit_test_setup(name, reset)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(what_was_there_before_is_found_where_it_is_now),
      TEST(but_it_does_not_tell_what_is_in_the_text_now),
      TEST(who_never_stops_typing_does_not_keep_a_query),
      TEST(who_asks_while_another_carries_over_waits_for_it),
      TEST(for_who_is_cancelled_nothing_is_carried_over),
      TEST(many_may_type_ask_and_close_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
