// Watching real directories: what is told of each kind of change, and of directories that come, go and move.
#include "run/watch.h"
#include "support/watching.h"

#define PATHS(...) ((const char *const[]){__VA_ARGS__, NULL})

static Watching start(void) { return (Watching){.tree = tree_make()}; }

// ---- single changes -----------------------------------------------------------------------------

static void change_create(const Tree *tree) { tree_write_c(tree, "d/new", ""); }
static void change_write(const Tree *tree) { tree_write_c(tree, "d/file", "other"); }
static void change_delete(const Tree *tree) { tree_unlink(tree, "d/file"); }
static void change_mode(const Tree *tree) { tree_chmod(tree, "d/file", 0755); }
static void change_rename(const Tree *tree) { tree_rename(tree, "d/file", "d/renamed"); }
static void change_move(const Tree *tree) { tree_rename(tree, "d/file", "file"); }
static void change_save(const Tree *tree) {
  tree_write_c(tree, "d/.file.swp", "saved");
  tree_rename(tree, "d/.file.swp", "d/file");
}
static void change_link(const Tree *tree) { tree_link(tree, "d/link", "file"); }
static void change_directory(const Tree *tree) { tree_directory(tree, "d/sub"); }
static void change_no_directory(const Tree *tree) { tree_unlink(tree, "d/empty"); }
static void change_directory_mode(const Tree *tree) { tree_chmod(tree, "d/empty", 0711); }

static void each_kind_of_change_names_its_paths(void **state) {
  (void)state;
  static const struct {
    void (*change)(const Tree *tree);
    const char *told[2];
  } cases[] = {
      {change_create, {"d/new"}},
      {change_write, {"d/file"}},
      {change_delete, {"d/file"}},
      {change_mode, {"d/file"}},
      {change_rename, {"d/file", "d/renamed"}},
      {change_move, {"d/file", "file"}},
      {change_save, {"d/file"}},
      {change_link, {"d/link"}},
      {change_directory, {"d/sub"}},
      {change_no_directory, {"d/empty"}},
      {change_directory_mode, {"d/empty"}},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Watching on = start();
    tree_write_c(&on.tree, "d/file", "one");
    tree_directory(&on.tree, "d/empty");
    watching_open(&on, 0);
    assert_int_equal(watching_set(&on, PATHS("", "d", "d/empty")).watched, 3);
    cases[i].change(&on.tree);
    for (size_t told = 0; told < 2 && cases[i].told[told]; told++) {
      assert_told(&on, cases[i].told[told]);
    }
    watching_catch_up(&on);
    assert_int_equal(watching_told(&on, ""), 0);
    assert_int_equal(watching_told(&on, "d"), 0);
    watching_close(&on);
  }
}

static void one_call_names_a_path_once(void **state) {
  (void)state;
  Watching on = start();
  tree_write_c(&on.tree, "a", "");
  tree_write_c(&on.tree, "b", "");
  watching_open(&on, 0);
  watching_set(&on, PATHS(""));
  watching_block_inside(&on);
  for (int i = 0; i < 50; i++) {
    tree_chmod(&on.tree, "a", i % 2 ? 0600 : 0700);
    tree_chmod(&on.tree, "b", i % 2 ? 0600 : 0700);
  }
  watching_block(&on, false);
  watching_catch_up(&on);
  assert_int_equal(watching_told(&on, "a"), 1);
  assert_int_equal(watching_told(&on, "b"), 1);
  watching_close(&on);
}

static void names_may_hold_any_bytes(void **state) {
  (void)state;
  static const char *const names[] = {" ",    "new\nline", "\xff\xfe",  "\xe2\x82\xac", "-rf",
                                      "a\\b", "*?[",       "tab\there", "...",          "\x01\x7f"};
  Watching on = start();
  Str directories[COUNT_OF(names) + 1] = {STR("")};
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    tree_directory(&on.tree, names[i]);
    directories[i + 1] = str_from_c(names[i]);
  }
  watching_open(&on, 0);
  watch_set(on.watch, directories, COUNT_OF(directories));
  assert_int_equal(watching_settled(&on).watched, COUNT_OF(directories));
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", names[i], names[COUNT_OF(names) - 1 - i]);
    tree_write_c(&on.tree, path, "");
    assert_told(&on, path);
  }
  watching_close(&on);
}

static void an_entry_with_its_directorys_name_is_not_the_directory(void **state) {
  (void)state;
  Watching on = start();
  const char *own = strrchr(on.tree.root, '/') + 1;
  tree_directory(&on.tree, "foo");
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "foo"));
  tree_write_c(&on.tree, "foo/foo", "");
  assert_told(&on, "foo/foo");
  tree_unlink(&on.tree, "foo/foo");
  tree_write_c(&on.tree, own, "");
  assert_told(&on, own);
  watching_catch_up(&on);
  assert_int_equal(watching_told(&on, "foo"), 0);
  assert_int_equal(watching_told(&on, ""), 0);
  watching_close(&on);
}

// ---- directories that come, go and move ---------------------------------------------------------

static void a_new_directory_is_named_and_watched_when_added(void **state) {
  (void)state;
  Watching on = start();
  watching_open(&on, 0);
  watching_set(&on, PATHS(""));
  tree_write_c(&on.tree, "new/sub/early", "");
  assert_told(&on, "new");
  watching_forget(&on);
  watching_add(&on, "new");
  watching_add(&on, "new/sub");
  assert_told(&on, "new"); // what is in it was not seen coming
  assert_told(&on, "new/sub");
  tree_write_c(&on.tree, "new/sub/late", "");
  assert_told(&on, "new/sub/late");
  watching_close(&on);
}

static void
a_directory_moved_within_the_tree_is_named_twice_and_reports_by_its_new_path(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a/b/c");
  tree_directory(&on.tree, "z");
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "a", "a/b", "a/b/c", "z"));
  tree_rename(&on.tree, "a/b", "z/b");
  assert_told(&on, "a/b");
  assert_told(&on, "z/b");
  watching_catch_up(&on);
  assert_int_equal(watching_settled(&on).watched, 3);
  watching_add(&on, "z/b");
  watching_add(&on, "z/b/c");
  assert_told(&on, "z/b/c");
  watching_forget(&on);
  tree_write_c(&on.tree, "z/b/c/file", "");
  assert_told(&on, "z/b/c/file");
  watching_catch_up(&on);
  assert_int_equal(watching_told(&on, "a/b/c/file"), 0);
  watching_close(&on);
}

static void a_directory_added_by_its_new_path_at_once_is_not_confused_with_the_old(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a");
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "a"));
  tree_rename(&on.tree, "a", "b");
  watching_add(&on, "b"); // perhaps before the event of the move
  assert_told(&on, "a");
  watching_catch_up(&on);
  assert_int_equal(watching_settled(&on).watched, 2);
  watching_forget(&on);
  tree_write_c(&on.tree, "b/file", "");
  assert_told(&on, "b/file");
  tree_unlink(&on.tree, "b/file");
  tree_unlink(&on.tree, "b");
  assert_told(&on, "b");
  watching_close(&on);
}

static void an_unwatched_directory_that_moves_takes_the_watched_ones_below_along(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a/b/c");
  watching_open(&on, 0);
  assert_int_equal(watching_set(&on, PATHS("", "a/b/c")).watched, 2);
  tree_rename(&on.tree, "a", "z");
  assert_told(&on, "a");
  assert_int_equal(watching_settled(&on).watched, 1);
  tree_write_c(&on.tree, "z/b/c/file", "");
  watching_catch_up(&on);
  assert_int_equal(watching_told(&on, "a/b/c/file"), 0);
  watching_close(&on);
}

static void two_directories_may_change_places(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a/in-a");
  tree_directory(&on.tree, "b/in-b");
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "a", "a/in-a", "b", "b/in-b"));
  tree_rename(&on.tree, "a", "t");
  tree_rename(&on.tree, "b", "a");
  tree_rename(&on.tree, "t", "b");
  assert_told(&on, "t");
  watching_catch_up(&on);
  watching_set(&on, PATHS("", "a", "a/in-b", "b", "b/in-a"));
  assert_int_equal(watching_settled(&on).watched, 5);
  tree_write_c(&on.tree, "a/in-b/x", "");
  tree_write_c(&on.tree, "b/in-a/y", "");
  assert_told(&on, "a/in-b/x");
  assert_told(&on, "b/in-a/y");
  watching_close(&on);
}

static void a_directory_moved_away_and_back_is_watched_still(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a/b");
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "a", "a/b"));
  for (int i = 0; i < 20; i++) {
    tree_rename(&on.tree, "a", "elsewhere");
    tree_rename(&on.tree, "elsewhere", "a");
  }
  assert_told(&on, "a");
  watching_catch_up(&on);
  watching_set(&on, PATHS("", "a", "a/b")); // as a walk of "a" would
  tree_write_c(&on.tree, "a/b/file", "");
  assert_told(&on, "a/b/file");
  watching_close(&on);
}

static void a_directory_moved_out_of_the_tree_is_forgotten_and_welcome_back(void **state) {
  (void)state;
  Watching on = start();
  Tree outside = tree_make();
  char away[2048], home[2048];
  tree_directory(&on.tree, "a/b");
  tree_path(&outside, "moved", away);
  tree_path(&on.tree, "a", home);
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "a", "a/b"));
  assert_int_equal(rename(home, away), 0);
  assert_told(&on, "a");
  watching_catch_up(&on);
  assert_int_equal(watching_settled(&on).watched, 1);
  watching_forget(&on);
  tree_write_c(&outside, "moved/b/unseen", "");
  watching_catch_up(&on);
  assert_int_equal(watching_told(&on, "a/b/unseen"), 0);
  watching_forget(&on);
  assert_int_equal(rename(away, home), 0);
  assert_told(&on, "a");
  watching_add(&on, "a");
  watching_add(&on, "a/b");
  assert_told(&on, "a/b");
  tree_write_c(&on.tree, "a/b/seen", "");
  assert_told(&on, "a/b/seen");
  watching_close(&on);
  tree_remove(&outside);
}

static void a_directory_made_again_with_the_same_inode_is_watched(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a");
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "a"));
  for (int i = 0; i < 20; i++) {
    watching_block_inside(&on); // so that it is there again when its end is noticed
    tree_unlink(&on.tree, "a");
    tree_directory(&on.tree, "a"); // most file systems give it the inode it had
    watching_block(&on, false);
    assert_told(&on, "a");
    watching_catch_up(&on);
    watching_set(&on, PATHS("", "a"));
    tree_write_c(&on.tree, "a/file", "");
    assert_told(&on, "a/file");
    tree_unlink(&on.tree, "a/file");
    watching_catch_up(&on);
    watching_forget(&on);
  }
  watching_close(&on);
}

static void a_file_in_place_of_a_directory_ends_its_watch(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a");
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "a"));
  tree_unlink(&on.tree, "a");
  tree_write_c(&on.tree, "a", "text");
  assert_told(&on, "a");
  watching_catch_up(&on);
  assert_int_equal(watching_settled(&on).watched, 1);
  watching_close(&on);
}

static void a_root_that_goes_is_told_and_watched_again_when_it_is_back(void **state) {
  (void)state;
  Watching on = start();
  Tree outside = on.tree;
  tree_directory(&on.tree, "root/sub");
  strcat(on.tree.root, "/root");
  watching_open(&on, 0);
  for (int round = 0; round < 2; round++) { // deleted, then moved away
    assert_int_equal(watching_set(&on, PATHS("", "sub")).watched, 2);
    if (round == 0) {
      tree_unlink(&outside, "root/sub");
      tree_unlink(&outside, "root");
    } else {
      tree_rename(&outside, "root", "away");
    }
    assert_told(&on, "");
    WatchCounts counts = watching_settled(&on);
    assert_int_equal(counts.watched, 0);
    assert_int_equal(counts.unwatched, 1);
    assert_int_equal(counts.state, WATCH_PARTIAL);
    counts = watching_set(&on, PATHS("", "sub"));
    assert_int_equal(counts.state, WATCH_PARTIAL);
    tree_directory(&outside, "root/sub");
  }
  assert_int_equal(watching_set(&on, PATHS("", "sub")).watched, 2);
  tree_write_c(&on.tree, "sub/file", "");
  assert_told(&on, "sub/file");
  on.tree = outside;
  watching_close(&on);
}

static void a_root_made_again_with_the_same_inode_is_watched(void **state) {
  (void)state;
  Watching on = start();
  Tree outside = on.tree;
  tree_directory(&on.tree, "root");
  strcat(on.tree.root, "/root");
  watching_open(&on, 0);
  watching_set(&on, PATHS(""));
  for (int i = 0; i < 20; i++) {
    watching_block_inside(&on);
    tree_unlink(&outside, "root");
    tree_directory(&outside, "root");
    watching_block(&on, false);
    assert_told(&on, "");
    watching_settled(&on);
    watching_set(&on, PATHS(""));
    tree_write_c(&on.tree, "file", "");
    assert_told(&on, "file");
    tree_unlink(&on.tree, "file");
    watching_forget(&on);
  }
  on.tree = outside;
  watching_close(&on);
}

static void links_to_directories_are_not_followed(void **state) {
  (void)state;
  Watching on = start();
  Tree outside = tree_make();
  tree_directory(&outside, "target");
  char target[2048];
  tree_path(&outside, "target", target);
  tree_link(&on.tree, "link", target);
  watching_open(&on, 0);
  WatchCounts counts = watching_set(&on, PATHS("", "link"));
  assert_int_equal(counts.watched, 1);
  assert_int_equal(counts.state, WATCH_ALL);
  tree_write_c(&outside, "target/file", "");
  watching_catch_up(&on);
  assert_int_equal(watching_told(&on, "link/file"), 0);
  watching_close(&on);
  tree_remove(&outside);
}

static void deep_directories_are_watched(void **state) {
  (void)state;
  Watching on = start();
  char path[400] = "";
  Str directories[100] = {STR("")};
  for (int i = 1; i < 100; i++) {
    snprintf(path + strlen(path), sizeof path - strlen(path), "%sd%d", i > 1 ? "/" : "", i);
    directories[i] = str_from_c(strdup(path));
  }
  tree_directory(&on.tree, path);
  watching_open(&on, 0);
  watch_set(on.watch, directories, COUNT_OF(directories));
  assert_int_equal(watching_settled(&on).watched, 100);
  char file[500];
  snprintf(file, sizeof file, "%s/file", path);
  tree_write_c(&on.tree, file, "");
  assert_told(&on, file);
  tree_rename(&on.tree, "d1/d2", "d1/other");
  assert_told(&on, "d1/d2");
  watching_catch_up(&on);
  assert_int_equal(watching_settled(&on).watched, 2);
  for (int i = 1; i < 100; i++) free((char *)directories[i].ptr);
  watching_close(&on);
}

// ---- setting, adding, dropping ------------------------------------------------------------------

static void the_same_directories_again_are_neither_placed_nor_named(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a/b");
  watching_open(&on, 0);
  WatchCounts counts;
  watch_counts(on.watch, &counts);
  assert_int_equal(counts.state, WATCH_PLACING);
  watch_set(on.watch, (Str[]){STR(""), STR("a"), STR("a/b")}, 3);
  assert_told(&on, ""); // with which the others are told
  watching_settled(&on);
  watching_forget(&on);
  assert_int_equal(watching_set(&on, PATHS("a/b", "a", "")).watched, 3);
  watching_add(&on, "a");
  watching_settled(&on);
  watching_catch_up(&on);
  assert_int_equal(on.witness.told.count, 1);
  watching_close(&on);
}

static void a_set_replaces_what_was_watched(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a/b");
  tree_directory(&on.tree, "c");
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "a", "a/b"));
  watch_set(on.watch, (Str[]){STR(""), STR("a/b"), STR("c")}, 3); // "a" only leads to others
  assert_told(&on, "c");
  assert_int_equal(watching_settled(&on).watched, 3);
  tree_write_c(&on.tree, "a/unseen", "");
  tree_write_c(&on.tree, "a/b/seen", "");
  assert_told(&on, "a/b/seen");
  watching_catch_up(&on);
  assert_int_equal(watching_told(&on, "a/unseen"), 0);
  assert_int_equal(watching_told(&on, "a/b"), 0);
  watching_close(&on);
}

static void a_dropped_directory_is_silent_with_all_below(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a/b/c");
  tree_directory(&on.tree, "ab");
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "a", "a/b/c", "ab"));
  watch_drop(on.watch, STR("a"));
  watch_drop(on.watch, STR("a"));
  watch_drop(on.watch, STR("never/there"));
  assert_int_equal(watching_settled(&on).watched, 2);
  tree_write_c(&on.tree, "a/unseen", "");
  tree_write_c(&on.tree, "a/b/c/unseen", "");
  tree_write_c(&on.tree, "ab/seen", "");
  assert_told(&on, "ab/seen");
  watching_catch_up(&on);
  assert_int_equal(watching_told(&on, "a/unseen"), 0);
  assert_int_equal(watching_told(&on, "a/b/c/unseen"), 0);
  watch_set(on.watch, NULL, 0);
  WatchCounts counts = watching_settled(&on);
  assert_int_equal(counts.watched, 0);
  assert_int_equal(counts.state, WATCH_ALL);
  watching_close(&on);
}

static void what_is_not_there_or_no_directory_is_passed_over(void **state) {
  (void)state;
  Watching on = start();
  tree_write_c(&on.tree, "file", "");
  tree_directory(&on.tree, "there");
  watching_open(&on, 0);
  WatchCounts counts =
      watching_set(&on, PATHS("", "file", "gone", "gone/below", "file/below", "/tmp", "there"));
  assert_int_equal(counts.watched, 2);
  assert_int_equal(counts.unwatched, 0);
  assert_int_equal(counts.state, WATCH_ALL);
  watching_close(&on);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_kind_of_change_names_its_paths),
      cmocka_unit_test(one_call_names_a_path_once),
      cmocka_unit_test(names_may_hold_any_bytes),
      cmocka_unit_test(an_entry_with_its_directorys_name_is_not_the_directory),
      cmocka_unit_test(a_new_directory_is_named_and_watched_when_added),
      cmocka_unit_test(
          a_directory_moved_within_the_tree_is_named_twice_and_reports_by_its_new_path),
      cmocka_unit_test(a_directory_added_by_its_new_path_at_once_is_not_confused_with_the_old),
      cmocka_unit_test(an_unwatched_directory_that_moves_takes_the_watched_ones_below_along),
      cmocka_unit_test(two_directories_may_change_places),
      cmocka_unit_test(a_directory_moved_away_and_back_is_watched_still),
      cmocka_unit_test(a_directory_moved_out_of_the_tree_is_forgotten_and_welcome_back),
      cmocka_unit_test(a_directory_made_again_with_the_same_inode_is_watched),
      cmocka_unit_test(a_file_in_place_of_a_directory_ends_its_watch),
      cmocka_unit_test(a_root_that_goes_is_told_and_watched_again_when_it_is_back),
      cmocka_unit_test(a_root_made_again_with_the_same_inode_is_watched),
      cmocka_unit_test(links_to_directories_are_not_followed),
      cmocka_unit_test(deep_directories_are_watched),
      cmocka_unit_test(the_same_directories_again_are_neither_placed_nor_named),
      cmocka_unit_test(a_set_replaces_what_was_watched),
      cmocka_unit_test(a_dropped_directory_is_silent_with_all_below),
      cmocka_unit_test(what_is_not_there_or_no_directory_is_passed_over),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
