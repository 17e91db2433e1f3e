// The tree of directories to watch: found by path, pruned when nothing is wanted, placed shallow first.
#include "run/watch_tree.h"
#include "support/cmocka_all.h"

#include <stdio.h>

static WatchDir *want(WatchTree *tree, const char *path) {
  WatchDir *dir = watch_tree_make(tree, str_from_c(path));
  dir->wanted = true;
  watch_tree_list(tree, dir, LIST_PENDING);
  return dir;
}

static void unwant(WatchTree *tree, const char *path) {
  WatchDir *dir = watch_tree_find(tree, str_from_c(path));
  assert_non_null(dir);
  dir->wanted = false;
  watch_tree_prune(tree, dir);
}

static void assert_path(const WatchDir *dir, const char *name, const char *expected) {
  Buf path = {0};
  watch_tree_path(dir, str_from_c(name), &path);
  assert_true(str_equal(buf_str(&path), str_from_c(expected)));
  buf_release(&path);
}

static void directories_are_found_by_path_and_know_theirs(void **state) {
  (void)state;
  static const char *const paths[] = {"", "a", "a/b", "a/bb", "aa/b", "b/a/b", "a/b/a/b", "ab"};
  WatchTree tree;
  watch_tree_init(&tree);
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) want(&tree, paths[i]);
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    WatchDir *dir = watch_tree_find(&tree, str_from_c(paths[i]));
    assert_non_null(dir);
    assert_ptr_equal(dir, watch_tree_make(&tree, str_from_c(paths[i])));
    assert_path(dir, "", paths[i]);
  }
  assert_null(watch_tree_find(&tree, STR("a/b/b")));
  assert_null(watch_tree_find(&tree, STR("b/b")));
  assert_null(watch_tree_find(&tree, STR("a/b/")));
  assert_non_null(watch_tree_find(&tree, STR("b"))); // leads to b/a/b
  assert_path(tree.root, "file", "file");
  assert_path(watch_tree_find(&tree, STR("a/b")), "file", "a/b/file");
  watch_tree_release(&tree);
}

static void what_leads_to_nothing_wanted_is_pruned(void **state) {
  (void)state;
  WatchTree tree;
  watch_tree_init(&tree);
  want(&tree, "a/b/c/d");
  want(&tree, "a/b/x");
  want(&tree, "a");
  assert_int_equal(tree.count, 6);
  unwant(&tree, "a");
  assert_int_equal(tree.count, 6);
  unwant(&tree, "a/b/c/d");
  assert_int_equal(tree.count, 4);
  assert_null(watch_tree_find(&tree, STR("a/b/c")));
  unwant(&tree, "a/b/x");
  assert_int_equal(tree.count, 1);
  assert_int_equal(tree.pending, 0);
  watch_tree_release(&tree);
}

static void the_shallowest_is_placed_first_then_the_oldest(void **state) {
  (void)state;
  static const char *const asked[] = {"a/b/c", "z/y", "q", "a/b", "", "b"};
  static const char *const expected[] = {"", "q", "b", "z/y", "a/b", "a/b/c"};
  WatchTree tree;
  watch_tree_init(&tree);
  for (size_t i = 0; i < 6; i++) want(&tree, asked[i]);
  for (size_t i = 0; i < 6; i++) {
    WatchDir *dir = watch_tree_next_pending(&tree);
    assert_path(dir, "", expected[i]);
    watch_tree_list(&tree, dir, i % 2 ? LIST_REFUSED : LIST_NONE);
  }
  assert_null(watch_tree_next_pending(&tree));
  assert_int_equal(tree.pending, 0);
  assert_int_equal(tree.refused, 3);
  while (tree.refused_first) watch_tree_list(&tree, tree.refused_first, LIST_PENDING);
  assert_int_equal(tree.pending, 3);
  assert_path(watch_tree_next_pending(&tree), "", "q");
  watch_tree_release(&tree);
}

static void a_list_survives_taking_out_any_of_it(void **state) {
  (void)state;
  enum { COUNT = 5 };
  for (int out = 0; out < COUNT; out++) {
    WatchTree tree;
    watch_tree_init(&tree);
    char name[8];
    for (int i = 0; i < COUNT; i++) {
      snprintf(name, sizeof name, "%d", i);
      want(&tree, name);
    }
    snprintf(name, sizeof name, "%d", out);
    watch_tree_list(&tree, watch_tree_find(&tree, str_from_c(name)), LIST_NONE);
    want(&tree, "last");
    for (int i = 0; i < COUNT; i++) {
      if (i == out) continue;
      snprintf(name, sizeof name, "%d", i);
      assert_path(watch_tree_next_pending(&tree), "", name);
      watch_tree_list(&tree, watch_tree_next_pending(&tree), LIST_NONE);
    }
    assert_path(watch_tree_next_pending(&tree), "", "last");
    watch_tree_release(&tree);
  }
}

static void those_below_come_behind_their_parents(void **state) {
  (void)state;
  WatchTree tree;
  watch_tree_init(&tree);
  want(&tree, "a/b/c");
  want(&tree, "a/d");
  want(&tree, "ab");
  WatchDirs dirs = {0};
  watch_tree_below(watch_tree_find(&tree, STR("a")), &dirs);
  assert_int_equal(dirs.count, 4);
  for (size_t i = 1; i < dirs.count; i++) {
    bool seen = false;
    for (size_t before = 0; before < i; before++) {
      seen = seen || dirs.items[before] == dirs.items[i]->parent;
    }
    assert_true(seen);
  }
  array_free(&dirs);
  watch_tree_all(&tree, &dirs);
  assert_int_equal(dirs.count, 6);
  array_free(&dirs);
  watch_tree_release(&tree);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(directories_are_found_by_path_and_know_theirs),
      cmocka_unit_test(what_leads_to_nothing_wanted_is_pruned),
      cmocka_unit_test(the_shallowest_is_placed_first_then_the_oldest),
      cmocka_unit_test(a_list_survives_taking_out_any_of_it),
      cmocka_unit_test(those_below_come_behind_their_parents),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
