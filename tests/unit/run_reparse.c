// How symbols follow what is typed. The linker puts this file between run/reparse.c and the reader, so
// that a reading can be held, counted, made to fail, or made to see nothing.
#include "support/editing.h"

#include <uv.h>

Status __wrap_live_reader_read(LiveReader *live, Str text, const TextEdit *edits, size_t count,
                               const ExtractOptions *options, Arena *arena, Extraction *out,
                               Error *error);
Status __real_live_reader_read(LiveReader *live, Str text, const TextEdit *edits, size_t count,
                               const ExtractOptions *options, Arena *arena, Extraction *out,
                               Error *error);
bool __wrap_live_reader_is_exact(const LiveReader *live);
size_t __wrap_live_reader_memory(const LiveReader *live);
size_t __real_live_reader_memory(const LiveReader *live);

// What the reader is to do, and what it has done.
static struct {
  atomic_bool hold;     // readings do not end until this is cleared, or they are cancelled
  atomic_bool stubborn; // nor when they are cancelled
  atomic_int delay_ms;  // how long a reading takes at least
  atomic_int held_size; // only texts of so many bytes are held and delayed; 0: all
  atomic_bool refuse;   // readings fail
  atomic_bool inexact;  // what is read from edits sees nothing, and says that it may be wrong
  atomic_size_t memory; // that a reader takes; 0: what it really does
  atomic_int begun, ended, abandoned, whole;
  atomic_int last_size; // bytes of the last text that was begun
} reader;

static bool is_cancelled(const ExtractOptions *options) {
  return options->cancelled && atomic_load(options->cancelled) && !atomic_load(&reader.stubborn);
}

static Status wait_as_told(Str text, const ExtractOptions *options) {
  int64_t until = os_monotonic_ns() + (int64_t)atomic_load(&reader.delay_ms) * 1000000;
  int size = atomic_load(&reader.held_size);
  if (size && (int)text.len != size) return STATUS_OK;
  while (atomic_load(&reader.hold) || os_monotonic_ns() < until) {
    if (is_cancelled(options)) return STATUS_CANCELLED;
    struct timespec pause = {0, 200000};
    nanosleep(&pause, NULL);
  }
  return STATUS_OK;
}

Status __wrap_live_reader_read(LiveReader *live, Str text, const TextEdit *edits, size_t count,
                               const ExtractOptions *options, Arena *arena, Extraction *out,
                               Error *error) {
  atomic_fetch_add(&reader.begun, 1);
  atomic_fetch_add(&reader.whole, count == 0);
  atomic_store(&reader.last_size, (int)text.len);
  if (wait_as_told(text, options) != STATUS_OK) {
    atomic_fetch_add(&reader.abandoned, 1);
    live_reader_forget(live); // it has not seen these edits
    return error_set(error, STATUS_CANCELLED, "cancelled");
  }
  if (atomic_load(&reader.refuse)) return error_set(error, STATUS_LIMIT, "refused");
  ExtractOptions unhurried = *options;
  if (atomic_load(&reader.stubborn)) unhurried.cancelled = NULL;
  Status status = __real_live_reader_read(live, text, edits, count, &unhurried, arena, out, error);
  if (atomic_load(&reader.inexact) && count) out->symbols.count = 0;
  atomic_fetch_add(&reader.ended, status == STATUS_OK);
  return status;
}

bool __wrap_live_reader_is_exact(const LiveReader *live) {
  (void)live;
  return !atomic_load(&reader.inexact);
}

size_t __wrap_live_reader_memory(const LiveReader *live) {
  size_t told = atomic_load(&reader.memory);
  return told ? told : __real_live_reader_memory(live);
}

static int reset(void **state) {
  (void)state;
  memset(&reader, 0, sizeof reader);
  return 0;
}

static void wait_for(const atomic_int *counter, int at_least) {
  int64_t deadline = os_monotonic_ns() + INDEXING_TIMEOUT_NS;
  while (atomic_load(counter) < at_least) {
    assert_true(os_monotonic_ns() < deadline);
    editing_pause_ms(1);
  }
}

// A document with a text that has been read, and been edited so that its reader is kept.
typedef struct {
  Place place;
  Index *index;
  Buf text;
} Scene;

static Scene scene_make(void) {
  Scene scene = {.place = place_make()};
  scene.index = indexing_fresh(&scene.place.tree, &scene.place.cache);
  buf_str_put(&scene.text, STR("int first;\n"));
  editing_set_text(scene.index, "a.c", buf_str(&scene.text));
  editing_settle(scene.index);
  editing_replace(scene.index, "a.c", &scene.text, 0, 0, STR("int zeroth;\n"));
  editing_settle(scene.index);
  return scene;
}

static void scene_remove(Scene *scene) {
  index_close(scene->index);
  buf_release(&scene->text);
  place_remove(&scene->place);
}

static void type(Scene *scene, Str text) {
  editing_replace(scene->index, "a.c", &scene->text, scene->text.len, scene->text.len, text);
}

// ---- abandoning ---------------------------------------------------------------------------------

static void superseded_texts_are_never_read(void **state) {
  (void)state;
  enum { EDITS = 100 };
  Scene scene = scene_make();
  int before = atomic_load(&reader.begun);
  atomic_store(&reader.hold, true);
  atomic_store(&reader.stubborn, true); // what has begun goes on until it is let go
  for (int i = 0; i < EDITS; i++) {
    char line[32];
    snprintf(line, sizeof line, "int typed_%d;\n", i);
    type(&scene, str_from_c(line));
    if (i == 0) wait_for(&reader.begun, before + 1);
    assert_int_equal(indexing_count(scene.index, "typed_"), i + 1); // but its text is seen at once
  }
  atomic_store(&reader.hold, false);
  editing_settle(scene.index);
  assert_int_equal(atomic_load(&reader.begun) - before, 2); // the first and the newest
  assert_int_equal(atomic_load(&reader.last_size), scene.text.len);
  assert_int_equal(indexing_symbol_count(scene.index, "typed_0"), 1);
  assert_int_equal(indexing_symbol_count(scene.index, "typed_99"), 1);
  assert_int_equal(indexing_status(scene.index).edits, EDITS + 1);
  scene_remove(&scene);
}

static void a_reading_ends_for_a_newer_text(void **state) {
  (void)state;
  Scene scene = scene_make();
  int before = atomic_load(&reader.begun);
  atomic_store(&reader.hold, true);
  type(&scene, STR("int older;\n"));
  wait_for(&reader.begun, before + 1);
  type(&scene, STR("int newer;\n"));
  wait_for(&reader.abandoned, 1);
  atomic_store(&reader.hold, false);
  editing_settle(scene.index);
  assert_int_equal(atomic_load(&reader.abandoned), 1);
  assert_int_equal(indexing_symbol_count(scene.index, "older"), 1);
  assert_int_equal(indexing_symbol_count(scene.index, "newer"), 1);
  scene_remove(&scene);
}

static void who_never_stops_typing_gets_symbols_all_the_same(void **state) {
  (void)state;
  Scene scene = scene_make();
  int ended = atomic_load(&reader.ended);
  atomic_store(&reader.delay_ms, 30);
  for (int i = 0; i < 100 || (i < 10000 && atomic_load(&reader.ended) < ended + 2); i++) {
    type(&scene, STR("int x;\n"));
    editing_pause_ms(5);
  }
  int done = atomic_load(&reader.ended) - ended, abandoned = atomic_load(&reader.abandoned);
  assert_true(done >= 2);
  assert_true(abandoned <= REPARSE_ABANDON_MAX * (done + 1));
  editing_settle(scene.index);
  scene_remove(&scene);
}

static void a_reading_that_has_gone_on_for_long_is_left_to_end(void **state) {
  (void)state;
  Scene scene = scene_make();
  int begun = atomic_load(&reader.begun);
  atomic_store(&reader.hold, true);
  type(&scene, STR("int older;\n"));
  wait_for(&reader.begun, begun + 1);
  editing_pause_ms(REPARSE_ABANDON_NS / 1000000 + 20);
  type(&scene, STR("int newer;\n"));
  editing_pause_ms(20);
  assert_int_equal(atomic_load(&reader.abandoned), 0);
  atomic_store(&reader.hold, false);
  editing_settle(scene.index);
  assert_int_equal(atomic_load(&reader.begun), begun + 2);
  assert_int_equal(indexing_symbol_count(scene.index, "newer"), 1);
  scene_remove(&scene);
}

static void a_document_that_is_slow_does_not_hold_up_another(void **state) {
  (void)state;
  Scene scene = scene_make();
  Str slow = STR("int slow_one;\n");
  int before = atomic_load(&reader.begun);
  atomic_store(&reader.held_size, (int)(scene.text.len + slow.len));
  atomic_store(&reader.hold, true);
  type(&scene, slow);
  wait_for(&reader.begun, before + 1);
  editing_set(scene.index, "b.c", "int quick_one; // of another size\n");
  wait_for(&reader.ended, before + 1);
  assert_int_equal(indexing_symbol_count(scene.index, "quick_one"), 1);
  assert_int_equal(indexing_symbol_count(scene.index, "slow_one"), 0);
  atomic_store(&reader.hold, false);
  editing_settle(scene.index);
  scene_remove(&scene);
}

// ---- waiting ------------------------------------------------------------------------------------

// How often this thread has waited for readings.
static _Thread_local int waits;

int __wrap_uv_cond_timedwait(uv_cond_t *condition, uv_mutex_t *mutex, uint64_t timeout_ns);
int __real_uv_cond_timedwait(uv_cond_t *condition, uv_mutex_t *mutex, uint64_t timeout_ns);
int __wrap_uv_cond_timedwait(uv_cond_t *condition, uv_mutex_t *mutex, uint64_t timeout_ns) {
  waits++;
  return __real_uv_cond_timedwait(condition, mutex, timeout_ns);
}

// Typed, and asked for while it is being read. A machine that is too busy to read it in time is asked again.
static void symbol_queries_wait_for_what_was_just_typed(void **state) {
  (void)state;
  size_t found;
  Scene scene = scene_make();
  atomic_store(&reader.delay_ms, 20);
  size_t typed = 0;
  do {
    editing_settle(scene.index);
    type(&scene, STR("int typed;\n"));
    typed++;
    found = indexing_symbol_count(scene.index, "typed");
  } while (found < typed && typed < 200);
  assert_int_equal(found, typed);
  scene_remove(&scene);
}

static void but_not_for_long_and_not_twice(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_store(&reader.hold, true);
  type(&scene, STR("int typed;\n"));
  int64_t began = os_monotonic_ns();
  waits = 0;
  assert_int_equal(indexing_symbol_count(scene.index, "typed"), 0); // it ends, though held
  assert_true(waits > 0);
  assert_true(os_monotonic_ns() - began >= SYMBOL_WAIT_NS);
  waits = 0;
  assert_int_equal(indexing_symbol_count(scene.index, "typed"), 0); // that document is slow
  assert_int_equal(indexing_count(scene.index, "typed"), 1);        // texts never wait
  assert_int_equal(waits, 0);
  atomic_store(&reader.hold, false);
  editing_settle(scene.index);
  type(&scene, STR("int typed;\n")); // the last reading took long: so will this one
  atomic_store(&reader.hold, true);
  indexing_symbol_count(scene.index, "typed");
  assert_int_equal(waits, 0);
  atomic_store(&reader.hold, false);
  editing_settle(scene.index);
  scene_remove(&scene);
}

static void an_answer_without_them_says_so(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_store(&reader.hold, true);
  type(&scene, STR("int typed;\n"));
  SymbolRequest request = {.query = STR("typed")};
  QuerySummary summary;
  Lines lines = {0};
  Index *index = scene.index;
  assert_int_equal(index_symbols(index, &request, indexing_take_symbol, &lines, &summary, NULL), 0);
  assert_string_equal(summary.reason, "indexing");
  atomic_store(&reader.hold, false);
  editing_settle(index);
  assert_int_equal(index_symbols(index, &request, indexing_take_symbol, &lines, &summary, NULL), 0);
  assert_string_equal(summary.reason, "");
  lines_release(&lines);
  scene_remove(&scene);
}

static void of_a_text_that_cannot_be_read_nothing_is_left(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_store(&reader.hold, true);
  type(&scene, STR("\nint typed;\n"));
  assert_int_equal(indexing_symbol_count(scene.index, "first"), 1);
  atomic_store(&reader.refuse, true);
  atomic_store(&reader.hold, false);
  editing_settle(scene.index);
  assert_int_equal(indexing_symbol_count(scene.index, "first"), 0);
  assert_int_equal(indexing_count(scene.index, "first"), 1);
  scene_remove(&scene);
}

static void set_soon(void *flag) {
  editing_pause_ms(20);
  atomic_store((atomic_bool *)flag, true);
}

static void who_waits_may_be_cancelled(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_bool cancelled = false;
  uv_thread_t thread;
  atomic_store(&reader.hold, true);
  type(&scene, STR("int typed;\n"));
  assert_int_equal(uv_thread_create(&thread, set_soon, &cancelled), 0);
  Lines lines = {0};
  Status status =
      index_outline(scene.index, STR("a.c"), &cancelled, editing_take_outline, &lines, NULL);
  assert_int_equal(status, STATUS_CANCELLED);
  assert_int_equal(lines.lines.count, 0);
  uv_thread_join(&thread);
  scene_remove(&scene); // with a reading under way
}

// ---- outlines -----------------------------------------------------------------------------------

static void an_outline_is_of_the_present_text_and_reads_nothing_twice(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_store(&reader.delay_ms, 20);
  for (int i = 0; i < 10; i++) {
    type(&scene, STR("int typed;\n"));
    assert_int_equal(editing_outline_count(scene.index, "a.c"), i + 3);
  }
  int begun = atomic_load(&reader.begun);
  for (int i = 0; i < 10; i++) assert_int_equal(editing_outline_count(scene.index, "a.c"), 12);
  assert_int_equal(atomic_load(&reader.begun), begun);
  scene_remove(&scene);
}

typedef struct {
  Index *index;
  Lines lines;
  Status status;
} Asker;

static void ask_for_outline(void *user) {
  Asker *asker = user;
  asker->status =
      index_outline(asker->index, STR("a.c"), NULL, editing_take_outline, &asker->lines, NULL);
}

static void an_outline_of_a_document_that_closes_meanwhile_is_the_files(void **state) {
  (void)state;
  Scene scene = scene_make();
  tree_write_c(&scene.place.tree, "a.c", "int on_disk;\n");
  indexing_refresh(scene.index);
  Asker asker = {.index = scene.index};
  uv_thread_t thread;
  atomic_store(&reader.hold, true);
  type(&scene, STR("int typed;\n"));
  assert_int_equal(uv_thread_create(&thread, ask_for_outline, &asker), 0);
  editing_pause_ms(20);
  index_document_clear(scene.index, STR("a.c"));
  uv_thread_join(&thread);
  assert_int_equal(asker.status, STATUS_OK);
  assert_int_equal(asker.lines.lines.count, 1);
  assert_non_null(strstr(asker.lines.lines.items[0], "on_disk"));
  lines_release(&asker.lines);
  scene_remove(&scene);
}

static void a_reading_that_fails_leaves_the_text(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_store(&reader.refuse, true);
  type(&scene, STR("int typed;\n"));
  editing_settle(scene.index);
  assert_int_equal(indexing_count(scene.index, "typed"), 1);
  assert_int_equal(indexing_symbol_count(scene.index, "typed"), 0);
  Lines lines = {0};
  Status status = index_outline(scene.index, STR("a.c"), NULL, editing_take_outline, &lines, NULL);
  assert_int_equal(status, STATUS_LIMIT);
  atomic_store(&reader.refuse, false);
  type(&scene, STR("int more;\n"));
  editing_settle(scene.index);
  assert_int_equal(indexing_symbol_count(scene.index, "typed"), 1);
  scene_remove(&scene);
}

// ---- at rest ------------------------------------------------------------------------------------

static void a_document_at_rest_is_read_from_nothing_if_it_may_be_wrong(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_store(&reader.inexact, true);
  type(&scene, STR("int typed;\n"));
  int whole = atomic_load(&reader.whole);
  editing_settle(scene.index);
  size_t found = indexing_symbol_count(scene.index, "typed");
  assert_true(found == 0 || atomic_load(&reader.whole) > whole); // we may have been that slow
  int64_t deadline = os_monotonic_ns() + INDEXING_TIMEOUT_NS;
  while (indexing_symbol_count(scene.index, "typed") == 0) {
    assert_true(os_monotonic_ns() < deadline);
    editing_pause_ms(10);
  }
  assert_int_equal(atomic_load(&reader.whole), whole + 1);
  assert_int_equal(editing_outline_count(scene.index, "a.c"), 3);
  editing_pause_ms(REPARSE_REST_NS / 1000000 + 100); // once is enough
  assert_int_equal(atomic_load(&reader.whole), whole + 1);
  scene_remove(&scene);
}

static void the_reading_from_nothing_gives_way_to_a_keystroke(void **state) {
  (void)state;
  Scene scene = scene_make();
  atomic_store(&reader.inexact, true);
  type(&scene, STR("int typed;\n"));
  editing_settle(scene.index);
  int begun = atomic_load(&reader.begun);
  atomic_store(&reader.hold, true);
  wait_for(&reader.begun, begun + 1); // at rest
  atomic_store(&reader.inexact, false);
  atomic_store(&reader.held_size, (int)scene.text.len);
  type(&scene, STR("int more;\n"));
  wait_for(&reader.abandoned, 1);
  editing_settle(scene.index);
  assert_int_equal(indexing_symbol_count(scene.index, "more"), 1);
  scene_remove(&scene);
}

// ---- memory -------------------------------------------------------------------------------------

static size_t held_readers(Index *index, size_t *bytes) {
  size_t readers = 0;
  *bytes = 0;
  uv_mutex_lock(&index->mutex);
  const Overlay *overlay = &index->documents.overlay;
  for (size_t i = 0; i < overlay->documents.count; i++) {
    const OpenDocument *document = overlay->documents.items[i];
    readers += document->reparse.reader != NULL;
    *bytes += document->reparse.memory + outline_memory(document->outline);
  }
  uv_mutex_unlock(&index->mutex);
  return readers;
}

static void documents_that_are_only_looked_at_keep_few_trees(void **state) {
  (void)state;
  enum { EACH = 3 << 20 };
  size_t bytes;
  Scene scene = scene_make();
  atomic_store(&reader.memory, EACH);
  for (int i = 0; i < 10; i++) {
    char path[16];
    snprintf(path, sizeof path, "f%d.c", i);
    editing_set(scene.index, path, "int looked_at;\n");
    editing_settle(scene.index);
    assert_true(held_readers(scene.index, &bytes) <= 1 + REPARSE_UNEDITED_MAX / EACH);
  }
  assert_int_equal(held_readers(scene.index, &bytes), 1 + REPARSE_UNEDITED_MAX / EACH);
  assert_int_equal(indexing_symbol_count(scene.index, "looked_at"), 10);
  int begun = atomic_load(&reader.begun);
  for (int i = 0; i < 10; i++) { // outlines are kept
    char path[16];
    snprintf(path, sizeof path, "f%d.c", i);
    assert_int_equal(editing_outline_count(scene.index, path), 1);
  }
  assert_int_equal(atomic_load(&reader.begun), begun);
  Buf text = {0};
  buf_str_put(&text, STR("int looked_at;\n")); // the first edit of one without a tree
  editing_replace(scene.index, "f0.c", &text, 0, 0, STR("int edited;\n"));
  editing_settle(scene.index);
  assert_int_equal(indexing_symbol_count(scene.index, "edited"), 1);
  assert_int_equal(held_readers(scene.index, &bytes), 2 + REPARSE_UNEDITED_MAX / EACH);
  buf_release(&text);
  scene_remove(&scene);
}

static void trees_are_bounded_and_the_least_recently_edited_go_first(void **state) {
  (void)state;
  enum { DOCUMENTS = 12, EACH = 10 << 20 };
  size_t bytes;
  Scene scene = scene_make();
  atomic_store(&reader.memory, EACH);
  Buf texts[DOCUMENTS] = {{0}};
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < DOCUMENTS; i++) {
      char path[16];
      snprintf(path, sizeof path, "f%d.c", i);
      editing_replace(scene.index, path, &texts[i], 0, 0, STR("int word;\n"));
      editing_settle(scene.index);
      held_readers(scene.index, &bytes);
      assert_true(bytes <= REPARSE_MEMORY_MAX);
    }
  }
  assert_int_equal(held_readers(scene.index, &bytes), REPARSE_MEMORY_MAX / EACH);
  uv_mutex_lock(&scene.index->mutex);
  Overlay *overlay = &scene.index->documents.overlay;
  assert_non_null(overlay_find(overlay, STR("f11.c"))->reparse.reader);
  assert_null(overlay_find(overlay, STR("f0.c"))->reparse.reader);
  uv_mutex_unlock(&scene.index->mutex);
  assert_int_equal(indexing_symbol_count(scene.index, "word"), 2 * DOCUMENTS); // nothing is lost
  for (int i = 0; i < DOCUMENTS; i++) {
    char path[16];
    snprintf(path, sizeof path, "f%d.c", i);
    assert_int_equal(editing_outline_count(scene.index, path), 2);
    buf_release(&texts[i]);
  }
  scene_remove(&scene);
}

static void a_tree_that_is_too_large_alone_is_not_kept_but_its_outline_is(void **state) {
  (void)state;
  size_t bytes;
  Scene scene = scene_make();
  atomic_store(&reader.memory, REPARSE_MEMORY_MAX + 1);
  type(&scene, STR("int typed;\n"));
  editing_settle(scene.index);
  assert_int_equal(held_readers(scene.index, &bytes), 0);
  int begun = atomic_load(&reader.begun);
  assert_int_equal(editing_outline_count(scene.index, "a.c"), 3);
  assert_int_equal(atomic_load(&reader.begun), begun);
  type(&scene, STR("int typed;\n"));
  editing_settle(scene.index);
  assert_int_equal(editing_outline_count(scene.index, "a.c"), 4);
  scene_remove(&scene);
}

// ---- many ---------------------------------------------------------------------------------------

typedef struct {
  Index *index;
  int number;
} Typist;

static void type_a_lot(void *user) {
  const Typist *typist = user;
  Buf texts[8] = {{0}};
  for (int i = 0; i < 200; i++) {
    char path[32];
    snprintf(path, sizeof path, "t%d_%d.c", typist->number, i % 8);
    editing_replace(typist->index, path, &texts[i % 8], 0, 0, STR("int word;\n"));
    if (i % 16 == 5) index_document_clear(typist->index, str_from_c(path));
    if (i % 16 == 6) editing_outline_count(typist->index, path);
  }
  for (int i = 0; i < 8; i++) buf_release(&texts[i]);
}

static void many_documents_are_typed_in_at_once(void **state) {
  (void)state;
  enum { THREADS = 4 };
  Scene scene = scene_make();
  Typist typists[THREADS];
  uv_thread_t threads[THREADS];
  atomic_store(&reader.delay_ms, 1);
  for (int i = 0; i < THREADS; i++) {
    typists[i] = (Typist){scene.index, i};
    assert_int_equal(uv_thread_create(&threads[i], type_a_lot, &typists[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) uv_thread_join(&threads[i]);
  editing_settle(scene.index);
  assert_int_equal(indexing_count(scene.index, "word"), indexing_symbol_count(scene.index, "word"));
  assert_int_equal(editing_outline_count(scene.index, "t0_0.c"), 25);
  scene_remove(&scene);
}

static void an_index_may_close_while_documents_are_read(void **state) {
  (void)state;
  for (int i = 0; i < 20; i++) {
    reset(NULL);
    Scene scene = scene_make();
    atomic_store(&reader.hold, true);
    atomic_store(&reader.inexact, i % 2);
    type(&scene, STR("int typed;\n"));
    editing_set(scene.index, "b.c", "int other;\n");
    if (i % 3) editing_pause_ms(i);
    scene_remove(&scene);
  }
}

#define TEST(name) cmocka_unit_test_setup(name, reset)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(superseded_texts_are_never_read),
      TEST(a_reading_ends_for_a_newer_text),
      TEST(who_never_stops_typing_gets_symbols_all_the_same),
      TEST(a_reading_that_has_gone_on_for_long_is_left_to_end),
      TEST(a_document_that_is_slow_does_not_hold_up_another),
      TEST(symbol_queries_wait_for_what_was_just_typed),
      TEST(but_not_for_long_and_not_twice),
      TEST(an_answer_without_them_says_so),
      TEST(of_a_text_that_cannot_be_read_nothing_is_left),
      TEST(who_waits_may_be_cancelled),
      TEST(an_outline_is_of_the_present_text_and_reads_nothing_twice),
      TEST(an_outline_of_a_document_that_closes_meanwhile_is_the_files),
      TEST(a_reading_that_fails_leaves_the_text),
      TEST(a_document_at_rest_is_read_from_nothing_if_it_may_be_wrong),
      TEST(the_reading_from_nothing_gives_way_to_a_keystroke),
      TEST(documents_that_are_only_looked_at_keep_few_trees),
      TEST(trees_are_bounded_and_the_least_recently_edited_go_first),
      TEST(a_tree_that_is_too_large_alone_is_not_kept_but_its_outline_is),
      TEST(many_documents_are_typed_in_at_once),
      TEST(an_index_may_close_while_documents_are_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
