// Everything at once, from many threads: queries, open documents, status, checks, refreshes, edits
// of the tree. What is asserted is what holds at any moment; ThreadSanitizer looks for the rest.
#include "support/indexing.h"
#include "support/random.h"

enum { THREADS = 4, FILES = 40, OPEN = 4, RUN_MS = 1500 };

typedef struct {
  Place place;
  Index *index;
  atomic_bool stop;
  atomic_int failures;
  atomic_int answers;
} Scene;

typedef struct {
  Scene *scene;
  uint64_t seed;
  unsigned number;
} Actor;

static void expect(Scene *scene, bool holds) {
  if (!holds) atomic_fetch_add(&scene->failures, 1);
}

static bool count_hit(void *user, const SearchHit *hit) {
  ++*(unsigned *)user;
  return hit->path.len > 0;
}

static bool count_symbol(void *user, const SymbolHit *hit) {
  ++*(unsigned *)user;
  return hit->name.len > 0;
}

// A word that stands once in each file, and in each open text.
static void search(Scene *scene) {
  unsigned hits = 0;
  SearchRequest request = {.query = STR("everywhere"), .all = true};
  QuerySummary summary;
  Status status = index_search(scene->index, &request, count_hit, &hits, &summary, NULL);
  expect(scene, status == STATUS_OK && hits <= FILES + OPEN * THREADS && summary.hits == hits);
  atomic_fetch_add(&scene->answers, 1);
}

static void look_for_symbols(Scene *scene) {
  unsigned hits = 0;
  SymbolRequest request = {.query = STR("function"), .limit = 50};
  QuerySummary summary;
  Status status = index_symbols(scene->index, &request, count_symbol, &hits, &summary, NULL);
  expect(scene, status == STATUS_OK && hits <= 50);
}

// What a thread has open is seen by its own next query.
static void edit(const Actor *actor, Random *random) {
  char path[32], text[96], word[32];
  uint32_t value = random_below(random, 1000000);
  snprintf(path, sizeof path, "open%u_%u.c", actor->number, random_below(random, OPEN));
  snprintf(word, sizeof word, "typed_%u_%u_", actor->number, value);
  snprintf(text, sizeof text, "int %s; // everywhere\n", word);
  Index *index = actor->scene->index;
  Str name = str_from_c(path);
  expect(actor->scene,
         index_document_set(index, name, STR("c"), str_from_c(text), NULL) == STATUS_OK);
  unsigned hits = 0;
  SearchRequest request = {.query = str_from_c(word), .all = true, .literal = true};
  QuerySummary summary;
  Status status = index_search(index, &request, count_hit, &hits, &summary, NULL);
  expect(actor->scene, status == STATUS_OK && hits == 1);
  if (random_below(random, 2)) index_document_clear(index, name);
}

static void ignore_outline(void *user, Str text, const Symbol *symbols, size_t count) {
  (void)symbols;
  expect(user, count == 0 || text.len > 0);
}

static void look_after(Scene *scene, Random *random) {
  uint64_t before = indexing_status(scene->index).generation;
  Status checked = index_check(scene->index, indexing_ignore_line, NULL, NULL);
  expect(scene, checked == STATUS_OK || checked == STATUS_NOT_FOUND); // before the first commit
  expect(scene, indexing_status(scene->index).generation >= before);
  char path[32];
  snprintf(path, sizeof path, "f%u.c", random_below(random, FILES));
  status_ignore( // it may be gone
      index_outline(scene->index, str_from_c(path), NULL, ignore_outline, scene, NULL));
}

static void act(void *user) {
  const Actor *actor = user;
  Random random = {actor->seed};
  while (!atomic_load(&actor->scene->stop)) {
    switch (random_below(&random, 4)) {
    case 0: search(actor->scene); break;
    case 1: look_for_symbols(actor->scene); break;
    case 2: edit(actor, &random); break;
    default: look_after(actor->scene, &random); break;
    }
  }
}

static void write_file(const Tree *tree, unsigned i, unsigned version) {
  char path[32], text[128];
  snprintf(path, sizeof path, "f%u.c", i);
  snprintf(text, sizeof text, "int function_%u(void) { return %u; } // everywhere\n", i, version);
  tree_write_c(tree, path, text);
}

static void touch_some(Scene *scene, Random *random) {
  char names[5][32];
  Str paths[5];
  for (unsigned i = 0; i < COUNT_OF(paths); i++) {
    snprintf(names[i], sizeof names[i], "f%u.c", random_below(random, FILES));
    paths[i] = str_from_c(names[i]);
  }
  index_touch(scene->index, paths, COUNT_OF(paths));
}

static void change_the_tree(Scene *scene, Random *random) {
  int64_t end = os_monotonic_ns() + (int64_t)RUN_MS * 1000000;
  for (unsigned version = 1; os_monotonic_ns() < end; version++) {
    for (uint32_t i = random_below(random, 5); i > 0; i--) {
      write_file(&scene->place.tree, random_below(random, FILES), version);
    }
    if (random_below(random, 2)) {
      index_refresh(scene->index);
    } else {
      touch_some(scene, random);
    }
    if (random_below(random, 2)) {
      expect(scene, index_wait(scene->index, PHASE_READY, INDEXING_TIMEOUT_NS));
    }
  }
}

static void everything_at_once_stays_right(void **state) {
  (void)state;
  static const char *const literals[] = {"everywhere", "function", NULL};
  static Scene scene;
  Random random = random_seeded("threads");
  Actor actors[THREADS];
  uv_thread_t threads[THREADS];
  scene.place = place_make();
  for (unsigned i = 0; i < FILES; i++) write_file(&scene.place.tree, i, 0);
  scene.index = indexing_open(&scene.place.tree, &scene.place.cache);
  for (unsigned i = 0; i < THREADS; i++) {
    actors[i] = (Actor){&scene, random_next(&random) | 1, i};
    assert_int_equal(uv_thread_create(&threads[i], act, &actors[i]), 0);
  }
  change_the_tree(&scene, &random);
  atomic_store(&scene.stop, true);
  for (unsigned i = 0; i < THREADS; i++) uv_thread_join(&threads[i]);
  assert_int_equal(atomic_load(&scene.failures), 0);
  assert_true(atomic_load(&scene.answers) > 0);
  for (unsigned i = 0; i < THREADS * OPEN; i++) {
    char path[32];
    snprintf(path, sizeof path, "open%u_%u.c", i / OPEN, i % OPEN);
    index_document_clear(scene.index, str_from_c(path));
  }
  indexing_refresh(scene.index);
  assert_true(indexing_is_right(scene.index, &scene.place.tree, literals));
  index_close(scene.index);
  place_remove(&scene.place);
}

static void refresh_and_wait(void *user) {
  index_refresh(user);
  index_wait(user, PHASE_READY, INDEXING_TIMEOUT_NS);
}

static void many_may_ask_for_a_refresh_and_wait_for_it(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "a.c", "int everywhere;\n");
  Index *index = indexing_open(&place.tree, &place.cache);
  uv_thread_t threads[THREADS];
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < THREADS; i++) {
      assert_int_equal(uv_thread_create(&threads[i], refresh_and_wait, index), 0);
    }
    for (int i = 0; i < THREADS; i++) uv_thread_join(&threads[i]);
    assert_int_equal(indexing_status(index).phase, PHASE_READY);
  }
  index_close(index);
  place_remove(&place);
}

static void add_one(void *user) { atomic_fetch_add((atomic_int *)user, 1); }

static void jobs_are_run_even_if_the_index_closes_at_once(void **state) {
  (void)state;
  Place place = place_make();
  atomic_int done = 0;
  Index *index = indexing_open(&place.tree, &place.cache);
  index_refresh(index);
  for (int i = 0; i < 200; i++) index_run(index, add_one, &done);
  index_close(index);
  assert_int_equal(atomic_load(&done), 200);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(everything_at_once_stays_right),
      cmocka_unit_test(many_may_ask_for_a_refresh_and_wait_for_it),
      cmocka_unit_test(jobs_are_run_even_if_the_index_closes_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
