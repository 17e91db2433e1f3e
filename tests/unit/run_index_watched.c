// An index that watches its tree: what changes is found without being told, and what does not change is left
// in peace.
#include "support/indexing.h"

enum { SOON_MS = 240000, PEACE_MS = 700 };

static Index *open_watched(const Place *place) {
  IndexOptions options = indexing_options(&place->tree, &place->cache);
  options.watch = true;
  Index *index = indexing_open_with(&options);
  indexing_refresh(index);
  return index;
}

typedef bool (*Condition)(Index *index, const char *path);

static bool soon(Condition condition, Index *index, const char *path) {
  int64_t deadline = os_monotonic_ns() + (int64_t)SOON_MS * 1000000;
  while (!condition(index, path)) {
    if (os_monotonic_ns() > deadline) return false;
    uv_sleep(5);
  }
  return true;
}

static bool note_hit(void *user, const SearchHit *hit) {
  Str *wanted = user;
  if (str_equal(hit->path, *wanted)) wanted->len = 0;
  return true;
}

// Whether "needle" is found in the file.
static bool is_found(Index *index, const char *path) {
  Str wanted = str_from_c(path);
  SearchRequest request = {.query = STR("needle"), .all = true};
  QuerySummary summary;
  assert_int_equal(index_search(index, &request, note_hit, &wanted, &summary, NULL), STATUS_OK);
  return wanted.len == 0;
}

static bool is_not_found(Index *index, const char *path) { return !is_found(index, path); }

static bool is_watched_in_peace(Index *index, const char *path) {
  (void)path;
  IndexStatus status = indexing_status(index);
  return status.watch == WATCH_ALL && status.phase == PHASE_READY && status.touched == 0
         && status.verified_ago_ns > (int64_t)PEACE_MS * 1000000;
}

static void a_tree_that_does_not_change_is_not_compared_again(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "a/b/c.c", "int needle;\n");
  tree_write_c(&place.tree, ".git/info/exclude", "*.o\n");
  tree_write_c(&place.tree, ".git/HEAD", "ref: refs/heads/main\n");
  Index *index = open_watched(&place);
  assert_true(soon(is_watched_in_peace, index, ""));
  index_close(index);
  place_remove(&place);
}

static void what_changes_is_found_without_being_told(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, ".git/info/exclude", "*.o\n");
  tree_write_c(&place.tree, "a/first.c", "int needle;\n");
  Index *index = open_watched(&place);
  assert_true(soon(is_watched_in_peace, index, ""));
  char from[2048], to[2048];
  tree_write_c(&place.tree, "a/second.c", "int needle;\n");
  assert_true(soon(is_found, index, "a/second.c"));
  tree_write_c(&place.tree, "a/first.c", "int nothing;\n");
  assert_true(soon(is_not_found, index, "a/first.c"));
  tree_write_c(&place.tree, "deep/er/new.c", "int needle;\n");
  assert_true(soon(is_found, index, "deep/er/new.c"));
  tree_path(&place.tree, "deep", from);
  tree_path(&place.tree, "moved", to);
  assert_int_equal(rename(from, to), 0);
  assert_true(soon(is_found, index, "moved/er/new.c"));
  assert_true(soon(is_not_found, index, "deep/er/new.c"));
  tree_write_c(&place.tree, "moved/er/later.c", "int needle;\n");
  assert_true(soon(is_found, index, "moved/er/later.c"));
  tree_write_c(&place.tree, ".git/info/exclude", "second.c\n");
  assert_true(soon(is_not_found, index, "a/second.c"));
  tree_write_c(&place.tree, ".git/info/exclude", "\n");
  assert_true(soon(is_found, index, "a/second.c"));
  index_close(index);
  place_remove(&place);
}

static void the_excludes_of_a_repository_inside_are_followed(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, ".git/info/exclude", "*.o\n");
  tree_write_c(&place.tree, "lib/inner/.git/HEAD", "ref: refs/heads/main\n");
  tree_write_c(&place.tree, "lib/inner/.git/info/exclude", "\n");
  tree_write_c(&place.tree, "lib/inner/first.c", "int needle;\n");
  tree_write_c(&place.tree, "first.c", "int needle;\n");
  Index *index = open_watched(&place);
  assert_true(soon(is_watched_in_peace, index, ""));
  assert_true(soon(is_found, index, "lib/inner/first.c"));
  tree_write_c(&place.tree, "lib/inner/.git/info/exclude", "first.c\n");
  assert_true(soon(is_not_found, index, "lib/inner/first.c"));
  assert_true(is_found(index, "first.c"));
  tree_write_c(&place.tree, "later/.git/HEAD", "ref: refs/heads/main\n");
  tree_write_c(&place.tree, "later/.git/info/exclude", "\n");
  tree_write_c(&place.tree, "later/first.c", "int needle;\n");
  assert_true(soon(is_found, index, "later/first.c"));
  assert_true(soon(is_watched_in_peace, index, ""));
  tree_write_c(&place.tree, "later/.git/info/exclude", "first.c\n");
  assert_true(soon(is_not_found, index, "later/first.c"));
  index_close(index);
  place_remove(&place);
}

// A walk may come between two steps of whoever makes a repository.
static void a_repository_may_be_made_slowly(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "later/first.c", "int needle;\n");
  Index *index = open_watched(&place);
  assert_true(soon(is_watched_in_peace, index, ""));
  tree_write_c(&place.tree, "later/.git/HEAD", "ref: refs/heads/main\n");
  assert_true(soon(is_watched_in_peace, index, ""));
  tree_write_c(&place.tree, "later/.git/info/exclude", "\n");
  assert_true(soon(is_watched_in_peace, index, ""));
  assert_true(is_found(index, "later/first.c"));
  tree_write_c(&place.tree, "later/.git/info/exclude", "first.c\n");
  assert_true(soon(is_not_found, index, "later/first.c"));
  index_close(index);
  place_remove(&place);
}

static void it_closes_at_any_moment(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "a/b/c.c", "int needle;\n");
  for (unsigned i = 0; i < 30; i++) {
    IndexOptions options = indexing_options(&place.tree, &place.cache);
    options.watch = true;
    options.foreground = i % 2 == 0;
    Index *index = indexing_open_with(&options);
    index_refresh(index);
    uv_sleep(i % 10);
    tree_write_c(&place.tree, "a/d.c", i % 3 ? "int a;\n" : "int b;\n");
    index_close(index);
  }
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_tree_that_does_not_change_is_not_compared_again),
      cmocka_unit_test(what_changes_is_found_without_being_told),
      cmocka_unit_test(the_excludes_of_a_repository_inside_are_followed),
      cmocka_unit_test(a_repository_may_be_made_slowly),
      cmocka_unit_test(it_closes_at_any_moment),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
