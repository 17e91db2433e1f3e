// Paths that were touched: whatever has become of them, the index says what the tree says, soon, and
// reads no more than it must.
#include "support/indexing.h"
#include "support/random.h"

#include <fcntl.h>

static const char *const LITERALS[] = {"alpha", "beta", "int", "def ", "common", NULL};

static Place sample(void) {
  Place place = place_make();
  tree_write_c(&place.tree, "src/alpha.c", "int alpha(void) { return 1; }\n");
  tree_write_c(&place.tree, "src/deep/beta.py", "import alpha\n\ndef beta():\n    return alpha\n");
  tree_write_c(&place.tree, "src-more/alpha.c", "int alpha_more;\n");
  tree_write_c(&place.tree, "doc/notes.txt", "about alpha\nthe second line\n");
  return place;
}

static void path_of(const Place *place, const char *path, char out[2048]) {
  tree_path(&place->tree, path, out);
}

static void remove_path(const Place *place, const char *path) {
  char full[2048], command[2100];
  path_of(place, path, full);
  snprintf(command, sizeof command, "rm -r '%s'", full);
  assert_int_equal(system(command), 0);
}

static void move_path(const Place *place, const char *from, const char *to) {
  char full_from[2048], full_to[2048];
  path_of(place, from, full_from);
  path_of(place, to, full_to);
  assert_int_equal(rename(full_from, full_to), 0);
}

static void touch(Index *index, const char *path) {
  Str name = str_from_c(path);
  index_touch(index, &name, 1);
}

static void settle(Index *index) {
  assert_true(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS));
}

static void touch_and_settle(Index *index, const char *path) {
  touch(index, path);
  settle(index);
}

static void assert_right(Index *index, const Place *place) {
  assert_true(indexing_is_right(index, &place->tree, LITERALS));
}

static void end(Index *index, Place *place) {
  index_close(index);
  place_remove(place);
}

// Nothing but what a test does happens: no flush, and no file is read again that was read too early.
static Index *fresh_and_quiet(const Place *place) {
  static const UpkeepDelays never = {.rest = INDEXING_TIMEOUT_NS, .longest = INDEXING_TIMEOUT_NS};
  Index *index = indexing_fresh(&place->tree, &place->cache);
  upkeep_set_delays(index, &never);
  assert_true(indexing_comes_to_rest(index));
  return index;
}

// ---- files --------------------------------------------------------------------------------------

static void a_saved_file_is_found_by_text_and_symbols(void **state) {
  (void)state;
  Place place = sample();
  Index *index = fresh_and_quiet(&place);
  uint64_t before = indexing_status(index).memory_segments;
  tree_write_c(&place.tree, "src/alpha.c", "int alpha_renamed(void) { return 2; }\n");
  touch_and_settle(index, "src/alpha.c");
  assert_int_equal(indexing_symbol_count(index, "alpha_renamed"), 1);
  assert_int_equal(indexing_symbol_count(index, "alpha"), 0);
  assert_true(indexing_has_hit(index, "alpha_renamed",
                               "src/alpha.c:0:4: int alpha_renamed(void) { return 2; }"));
  assert_true(indexing_comes_to_rest(index));
  IndexStatus status = indexing_status(index);
  assert_int_equal(status.memory_segments, before + 1);
  assert_int_equal(status.touched, 0);
  assert_int_equal(status.phase, PHASE_READY);
  assert_int_equal(status.files, 4);
  assert_int_equal(status.files_found, 4);
  assert_right(index, &place);
  end(index, &place);
}

static void files_come_and_go(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  tree_write_c(&place.tree, "new/dir/gamma.c", "int gamma_new;\n");
  touch_and_settle(index, "new/dir/gamma.c");
  assert_int_equal(indexing_symbol_count(index, "gamma_new"), 1);
  assert_int_equal(indexing_status(index).files_found, 5);
  remove_path(&place, "new");
  remove_path(&place, "src/alpha.c");
  Str gone[] = {STR("new"), STR("src/alpha.c"), STR("never/was")};
  index_touch(index, gone, 3);
  settle(index);
  assert_int_equal(indexing_symbol_count(index, "gamma_new"), 0);
  assert_int_equal(indexing_status(index).files_found, 3);
  assert_int_equal(indexing_status(index).files, 3);
  assert_right(index, &place);
  end(index, &place);
}

static void a_file_may_become_a_directory_or_a_symlink(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  remove_path(&place, "src/alpha.c");
  tree_write_c(&place.tree, "src/alpha.c/inner.c", "int inner;\n");
  touch_and_settle(index, "src/alpha.c");
  assert_int_equal(indexing_symbol_count(index, "inner"), 1);
  assert_int_equal(indexing_symbol_count(index, "alpha"), 0);
  remove_path(&place, "src/alpha.c");
  char real[2048];
  path_of(&place, "src/deep", real);
  tree_link(&place.tree, "src/alpha.c", real);
  touch_and_settle(index, "src/alpha.c");
  assert_int_equal(indexing_status(index).files, 3);
  touch_and_settle(index, "src/alpha.c/beta.py"); // through the symlink: not the tree's
  assert_int_equal(indexing_status(index).files, 3);
  remove_path(&place, "src/alpha.c");
  tree_write_c(&place.tree, "src/alpha.c", "int alpha;\n");
  touch_and_settle(index, "src/alpha.c");
  assert_int_equal(indexing_symbol_count(index, "alpha"), 1);
  assert_right(index, &place);
  end(index, &place);
}

static void names_may_change_in_case_alone(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  move_path(&place, "src/alpha.c", "src/Alpha.c");
  Str paths[] = {STR("src/alpha.c"), STR("src/Alpha.c")};
  index_touch(index, paths, 2);
  settle(index);
  assert_true(
      indexing_has_hit(index, "return 1", "src/Alpha.c:0:18: int alpha(void) { return 1; }"));
  assert_right(index, &place);
  end(index, &place);
}

static void a_file_that_may_not_be_read_says_so_until_it_may(void **state) {
  (void)state;
  if (geteuid() == 0) skip(); // who may read everything
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  char full[2048];
  path_of(&place, "src/alpha.c", full);
  assert_int_equal(chmod(full, 0), 0);
  touch_and_settle(index, "src/alpha.c");
  assert_int_equal(indexing_status(index).unreadable, 1);
  assert_int_equal(indexing_symbol_count(index, "alpha"), 0);
  assert_int_equal(chmod(full, 0600), 0);
  touch_and_settle(index, "src/alpha.c");
  assert_int_equal(indexing_status(index).unreadable, 0);
  assert_right(index, &place);
  end(index, &place);
}

static void what_does_not_belong_to_the_tree_changes_nothing(void **state) {
  (void)state;
  Place place = sample();
  tree_write_c(&place.tree, ".ignore", "out/\n");
  tree_write_c(&place.tree, "out/alpha.c", "int alpha;\n");
  tree_write_c(&place.tree, ".hidden/alpha.c", "int alpha;\n");
  Index *index = fresh_and_quiet(&place);
  uint64_t generation = indexing_status(index).generation;
  Str paths[] = {STR("out/alpha.c"), STR(".hidden/alpha.c"), STR("../elsewhere"),
                 STR("/etc"),        STR(".git/HEAD"),       STR("src/alpha.c/x"),
                 STR("out"),         STR("doc/notes.txt")};
  index_touch(index, paths, COUNT_OF(paths));
  settle(index);
  assert_int_equal(indexing_status(index).generation, generation);
  assert_right(index, &place);
  end(index, &place);
}

// ---- directories --------------------------------------------------------------------------------

static void a_directory_stands_for_all_below_it(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  tree_write_c(&place.tree, "src/new.c", "int common_new;\n");
  tree_write_c(&place.tree, "src/deep/er/new.c", "int common_deeper;\n");
  tree_write_c(&place.tree, "src-more/new.c", "int common_unannounced;\n");
  remove_path(&place, "src/alpha.c");
  touch_and_settle(index, "src");
  assert_int_equal(indexing_symbol_count(index, "common_new"), 1);
  assert_int_equal(indexing_symbol_count(index, "common_deeper"), 1);
  assert_int_equal(indexing_symbol_count(index, "common_unannounced"), 0);
  assert_int_equal(indexing_symbol_count(index, "alpha"), 0);
  assert_int_equal(indexing_symbol_count(index, "alpha_more"), 1); // begins alike, and no more
  touch_and_settle(index, "");
  assert_right(index, &place);
  end(index, &place);
}

static void a_moved_directory_takes_its_files_along(void **state) {
  (void)state;
  Place place = sample();
  for (int i = 0; i < 300; i++) {
    char path[64], text[64];
    snprintf(path, sizeof path, "lib/d%d/f%d.c", i % 5, i);
    snprintf(text, sizeof text, "int common_%d(void) { return alpha; }\n", i);
    tree_write_c(&place.tree, path, text);
  }
  Index *index = indexing_fresh(&place.tree, &place.cache);
  move_path(&place, "lib", "vendor");
  Str paths[] = {STR("lib"), STR("vendor")};
  index_touch(index, paths, 2);
  settle(index);
  assert_int_equal(indexing_symbol_count(index, "common_77"), 1);
  assert_int_equal(indexing_status(index).files, 304);
  assert_right(index, &place);
  end(index, &place);
}

// ---- rules --------------------------------------------------------------------------------------

static void edited_rules_let_files_in_and_out(void **state) {
  (void)state;
  Place place = sample();
  tree_directory(&place.tree, ".git/info");
  Index *index = indexing_fresh(&place.tree, &place.cache);
  tree_write_c(&place.tree, "src/.gitignore", "*.c\n");
  touch_and_settle(index, "src/.gitignore");
  assert_int_equal(indexing_symbol_count(index, "alpha"), 0);
  assert_int_equal(indexing_symbol_count(index, "alpha_more"), 1);
  tree_write_c(&place.tree, "src/alpha.c", "int alpha_again;\n"); // stays out, under the new rules
  touch_and_settle(index, "src/alpha.c");
  assert_int_equal(indexing_symbol_count(index, "alpha_again"), 0);
  tree_write_c(&place.tree, "src/.gitignore", "*.py\n"); // written in place
  touch_and_settle(index, "src/.gitignore");
  assert_int_equal(indexing_symbol_count(index, "alpha_again"), 1);
  assert_int_equal(indexing_symbol_count(index, "beta"), 0);
  remove_path(&place, "src/.gitignore");
  touch_and_settle(index, "src/.gitignore");
  assert_int_equal(indexing_symbol_count(index, "beta"), 1);
  tree_write_c(&place.tree, ".git/info/exclude", "deep/\n");
  touch_and_settle(index, ".git/info/exclude");
  assert_int_equal(indexing_symbol_count(index, "beta"), 0);
  assert_right(index, &place);
  end(index, &place);
}

static void a_new_repository_brings_its_rules(void **state) {
  (void)state;
  Place place = sample();
  tree_write_c(&place.tree, "src/.gitignore", "*.c\n"); // without a repository, of no concern
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_int_equal(indexing_symbol_count(index, "alpha"), 1);
  tree_directory(&place.tree, "src/.git");
  touch_and_settle(index, "src/.git");
  assert_int_equal(indexing_symbol_count(index, "alpha"), 0);
  remove_path(&place, "src/.git");
  touch_and_settle(index, "src/.git");
  assert_int_equal(indexing_symbol_count(index, "alpha"), 1);
  assert_right(index, &place);
  end(index, &place);
}

static void rules_that_came_unannounced_hold_for_what_is_touched(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  touch_and_settle(index, "src/alpha.c"); // the rules are known from here on
  tree_write_c(&place.tree, "src/.ignore", "*.c\n");
  touch_and_settle(index, "src/alpha.c");
  assert_int_equal(indexing_symbol_count(index, "alpha"), 0);
  assert_right(index, &place);
  end(index, &place);
}

// ---- many ---------------------------------------------------------------------------------------

enum { MANY = 1100 }; // a burst

static void write_many(const Place *place, int version) {
  for (int i = 0; i < MANY; i++) {
    char path[64], text[128];
    snprintf(path, sizeof path, "many/d%d/f%d.c", i % 31, i);
    snprintf(text, sizeof text, "int many_%d(void) { return %d; } // common\n", i, version);
    tree_write_c(&place->tree, path, text);
  }
}

static void touch_many(Index *index) {
  static char names[MANY][64];
  static Str paths[MANY];
  for (int i = 0; i < MANY; i++) {
    snprintf(names[i], sizeof names[i], "many/d%d/f%d.c", i % 31, i);
    paths[i] = str_from_c(names[i]);
  }
  index_touch(index, paths, MANY);
}

// What upkeep has written so far: it does so as soon as a large batch is in.
static uint64_t flushes_of(Index *index) {
  uv_mutex_lock(&index->mutex);
  uint64_t flushes = index->upkeep.flushes;
  uv_mutex_unlock(&index->mutex);
  return flushes;
}

static void thousands_at_once_are_one_batch_that_waits_for_no_disk(void **state) {
  (void)state;
  Place place = sample();
  write_many(&place, 1);
  Index *index = fresh_and_quiet(&place);
  IndexStatus before = indexing_status(index);
  uint64_t flushes = flushes_of(index);
  write_many(&place, 2);
  touch_many(index);
  assert_int_equal(indexing_status(index).touched, MANY);
  settle(index);
  IndexStatus status = indexing_status(index);
  assert_in_range(status.generation, before.generation + 1,
                  before.generation + 8); // not one a file
  if (flushes_of(index) == flushes) {     // nor has this thread slept until it was
    assert_true(status.memory_segments > 0);
    assert_int_equal(status.disk_bytes, before.disk_bytes);
  }
  assert_int_equal(indexing_count(index, "return 2; } // common"), MANY);
  assert_int_equal(indexing_symbol_count(index, "many_1077"), 1);
  assert_true(status.covered == 1.0 && status.files_pending == 0 && status.symbols_pending == 0);
  assert_right(index, &place);
  index_close(index);
  index = indexing_open(&place.tree, &place.cache); // all of it was committed
  assert_int_equal(indexing_count(index, "return 2; } // common"), MANY);
  assert_true(indexing_status(index).covered == 1.0);
  end(index, &place);
}

static void a_burst_is_followed_by_a_look_at_the_whole_tree(void **state) {
  (void)state;
  Place place = sample();
  write_many(&place, 1);
  Index *index = indexing_fresh(&place.tree, &place.cache);
  write_many(&place, 2);
  tree_write_c(&place.tree, "lost.c", "int lost_event;\n"); // nobody tells of it
  touch_many(index);
  for (int i = 0; i < 20000 && !indexing_symbol_count(index, "lost_event"); i++) uv_sleep(10);
  assert_int_equal(indexing_symbol_count(index, "lost_event"), 1);
  settle(index);
  assert_right(index, &place);
  end(index, &place);
}

// ---- beside other work --------------------------------------------------------------------------

static void a_file_saved_during_a_refresh_is_found(void **state) {
  (void)state;
  Place place = sample();
  Random random = random_seeded("amid");
  write_many(&place, 1);
  Index *index = indexing_open(&place.tree, &place.cache);
  for (int round = 0; round < random_rounds(10); round++) {
    write_many(&place, round + 2);
    index_refresh(index);
    for (int i = 0; i < 40; i++) { // the same files that the refresh reads
      char path[64], text[96];
      snprintf(path, sizeof path, "many/d%d/f%d.c", i % 31, i);
      snprintf(text, sizeof text, "int saved_%d_%d(void) { return 0; } // common\n", round, i);
      tree_write_c(&place.tree, path, text);
      if (i % 5 == 4) remove_path(&place, path);
      touch(index, path);
      if (random_below(&random, 4) == 0) uv_sleep(random_below(&random, 5));
    }
    if (round % 3 == 0) touch(index, "many/d7"); // more than goes beside it
    settle(index);
    assert_int_equal(indexing_symbol_count(index, "saved_0_0"), round == 0);
    char name[32];
    snprintf(name, sizeof name, "saved_%d_38", round);
    assert_int_equal(indexing_symbol_count(index, name), 1);
  }
  assert_right(index, &place);
  end(index, &place);
}

static void what_is_cancelled_stays_pending_and_goes_on(void **state) {
  (void)state;
  Place place = sample();
  write_many(&place, 1);
  Index *index = indexing_open(&place.tree, &place.cache);
  int stopped = 0;
  for (int round = 0; round < random_rounds(20); round++) {
    write_many(&place, round + 2);
    index_refresh(index);
    uv_sleep((unsigned)round);
    index_cancel(index);
    if (!index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS)) {
      IndexStatus status = indexing_status(index);
      stopped++;
      assert_int_equal(status.phase, PHASE_IDLE);
      assert_true(status.touched > 0);
      assert_true(status.files_pending == 0 || status.covered < 1.0);
    }
    if (round % 4 == 3) { // a call, whatever it is about, goes on with it
      touch_and_settle(index, "doc/notes.txt");
      assert_int_equal(indexing_status(index).touched, 0);
      assert_int_equal(indexing_status(index).files_pending, 0);
      assert_int_equal(indexing_status(index).symbols_pending, 0);
      assert_right(index, &place);
    }
  }
  assert_true(stopped > 0);
  end(index, &place);
}

static void a_cancelled_batch_goes_on_too(void **state) {
  (void)state;
  Place place = sample();
  write_many(&place, 1);
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (int round = 0; round < random_rounds(10); round++) {
    write_many(&place, round + 2);
    touch_many(index);
    uv_sleep(20 + 3 * (unsigned)round); // it gathers first
    index_cancel(index);
    index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS);
    touch_and_settle(index, "doc");
    assert_int_equal(indexing_count(index, "common"), MANY);
    assert_int_equal(indexing_symbol_count(index, "many_99"), 1);
  }
  assert_right(index, &place);
  end(index, &place);
}

static void to_cancel_nothing_is_nothing(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  index_cancel(index);
  settle(index);
  assert_int_equal(indexing_status(index).phase, PHASE_READY);
  tree_write_c(&place.tree, "src/alpha.c", "int alpha_two;\n");
  touch_and_settle(index, "src/alpha.c");
  assert_right(index, &place);
  end(index, &place);
}

static void bulk_work_goes_on_while_somebody_types_all_day(void **state) {
  (void)state;
  Place place = sample();
  write_many(&place, 1);
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.foreground = false;
  Index *index = indexing_open_with(&options);
  index_refresh(index);
  for (int i = 0; i < 40000 && !index_wait(index, PHASE_READY, 5000000); i++) {
    index_note_activity(index);
  }
  assert_true(index_wait(index, PHASE_READY, 1));
  assert_right(index, &place);
  end(index, &place);
}

static void a_root_that_is_gone_is_a_failure_and_no_empty_tree(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  char away[600];
  snprintf(away, sizeof away, "%s-away", place.tree.root);
  assert_int_equal(rename(place.tree.root, away), 0);
  touch(index, "src/alpha.c");
  assert_false(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS));
  assert_int_equal(indexing_status(index).phase, PHASE_FAILED);
  assert_int_equal(indexing_status(index).files, 4);
  assert_int_equal(rename(away, place.tree.root), 0);
  touch_and_settle(index, "");
  assert_right(index, &place);
  end(index, &place);
}

// ---- stamps -------------------------------------------------------------------------------------

// Writes the file before its second reading begins. False if none is due: on a slow machine the first
// one was late enough to be sure.
static bool write_before_second_reading(Index *index, const Place *place, const char *text) {
  uv_mutex_lock(&index->mutex);
  bool due = index->changes.racy.count > 0;
  tree_write_c(&place->tree, "src/alpha.c", text); // perhaps within the same tick
  uv_mutex_unlock(&index->mutex);
  return due;
}

static void a_file_read_too_early_is_read_again_unasked(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (int i = 0; i < 5; i++) {
    char first[64], second[64];
    snprintf(first, sizeof first, "int first_%d;", i);
    snprintf(second, sizeof second, "int other_%d;", i);
    tree_write_c(&place.tree, "src/alpha.c", first);
    touch_and_settle(index, "src/alpha.c");
    if (!write_before_second_reading(index, &place, second)) touch(index, "src/alpha.c");
    for (int k = 0; k < 40000 && !indexing_count(index, second); k++) uv_sleep(5);
    assert_int_equal(indexing_count(index, second), 1);
  }
  // Its symbols follow its text, and nobody has asked for either.
  for (int k = 0; k < 40000 && !indexing_symbol_count(index, "other_4"); k++) uv_sleep(5);
  assert_true(indexing_comes_to_rest(index));
  assert_right(index, &place);
  end(index, &place);
}

// A pass may take minutes on a busy machine: that is not what reading one file again costs.
static void it_is_read_again_within_seconds_however_long_the_pass_took(void **state) {
  (void)state;
  Place place = sample();
  Index *index = fresh_and_quiet(&place);
  Found found = {0};
  FoundFile file = {.path = STR("src/alpha.c"),
                    .stamp = {.mtime_ns = 1234567890123},
                    .pending = true,
                    .racy = true};
  array_push(&found.files, file);
  touch_look_again(index, &found, (int64_t)60 * 1000000000);
  uv_mutex_lock(&index->mutex);
  assert_true(index->changes.racy_ns <= os_monotonic_ns() + CHANGES_ALL_LONGEST_NS);
  uv_mutex_unlock(&index->mutex);
  found_release(&found);
  end(index, &place);
}

static void set_time(const Place *place, const char *path, int64_t seconds) {
  char full[2048];
  path_of(place, path, full);
  struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};
  assert_int_equal(utimensat(AT_FDCWD, full, times, 0), 0);
}

static void a_stamp_from_the_future_is_not_racy_for_ever(void **state) {
  (void)state;
  Place place = sample();
  Index *index = fresh_and_quiet(&place);
  set_time(&place, "src/alpha.c", 4102444800); // 2100
  touch_and_settle(index, "src/alpha.c");
  assert_true(indexing_comes_to_rest(index));
  uint64_t generation = indexing_status(index).generation;
  uv_sleep(150);
  assert_int_equal(indexing_status(index).generation, generation);
  indexing_refresh(index);
  assert_false(indexing_has_racy(index));
  tree_write_c(&place.tree, "src/alpha.c", "int alpha(void) { return 7; }\n"); // of the same size
  set_time(&place, "src/alpha.c", 4102444800);
  touch_and_settle(index, "src/alpha.c");
  assert_int_equal(indexing_count(index, "return 7"), 1);
  assert_right(index, &place);
  end(index, &place);
}

static void an_old_time_is_a_change_too(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  tree_write_c(&place.tree, "src/alpha.c", "int alpha(void) { return 8; }\n");
  set_time(&place, "src/alpha.c", 1000);
  touch_and_settle(index, "src/alpha.c");
  assert_int_equal(indexing_count(index, "return 8"), 1);
  assert_true(indexing_comes_to_rest(index));
  assert_right(index, &place);
  end(index, &place);
}

// ---- known content ------------------------------------------------------------------------------

static uint64_t reused(const Index *index) { return counter_get(&index->counters.reused_bytes); }

static void symbols_of_known_content_are_copied(void **state) {
  (void)state;
  Place place = sample();
  write_many(&place, 1);
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_int_equal(reused(index), 0);
  for (int i = 0; i < MANY; i++) {
    char path[64];
    snprintf(path, sizeof path, "many/d%d/f%d.c", i % 31, i);
    set_time(&place, path, 1000000 + i);
  }
  touch_many(index);
  settle(index);
  uint64_t once = reused(index);
  assert_true(once > MANY * 30);
  assert_right(index, &place);
  move_path(&place, "many", "moved"); // other paths, the same content
  Str paths[] = {STR("many"), STR("moved")};
  index_touch(index, paths, 2);
  settle(index);
  assert_true(reused(index) - once > MANY * 30);
  assert_right(index, &place);
  end(index, &place);
}

enum { LARGE_LINES = 120000 }; // half a dozen chunks

static uint64_t write_large(const Place *place, const char *word) {
  Buf text = {0};
  for (int i = 0; i < LARGE_LINES; i++) {
    buf_printf(&text, "static int large_%d(int x) { return x * %d; }\n", i, i * 7919 % 100003);
    if (i == LARGE_LINES / 2) buf_printf(&text, "int %s(void) {\n  return 0;\n}\n", word);
  }
  uint64_t size = text.len;
  tree_write(&place->tree, "large.c", buf_str(&text));
  buf_release(&text);
  return size;
}

static void of_a_large_file_only_the_changed_chunk_is_read_for_symbols(void **state) {
  (void)state;
  static const char *const literals[] = {"large_119999", "common_word", "many_lines", NULL};
  Place place = sample();
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.chunk_limit = 1 << 20;
  options.parse_timeout_ns = INDEXING_TIMEOUT_NS; // sanitizers are slow
  write_large(&place, "common_word");
  Index *index = indexing_open_with(&options);
  indexing_refresh(index);
  uint64_t size =
      write_large(&place, "many_lines(int a,\n  int b,\n  int c);\nint more"); // what follows moves
  touch_and_settle(index, "large.c");
  assert_true(reused(index) > size / 2);
  assert_true(
      indexing_comes_to_rest(index)); // while it is read again, its symbols are still to come
  Tree nowhere = {"/dev/null"};
  options.cache_dir = str_from_c(nowhere.root);
  Index *oracle = indexing_open_with(&options);
  indexing_refresh(oracle);
  Lines expected = indexing_describe(oracle, literals), found = indexing_describe(index, literals);
  assert_true(lines_equal(&expected, &found));
  lines_release(&expected);
  lines_release(&found);
  index_close(oracle);
  end(index, &place);
}

// Its files are those that were indexed, so nothing changes.
static void what_was_asked_while_a_directory_was_another_is_asked_anew(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "dir/a.c", "int needle;\n");
  tree_write_c(&place.tree, ".hidden/dir/a.c", "int others;\n");
  Index *index = fresh_and_quiet(&place);
  move_path(&place, "dir", ".hidden/first");
  move_path(&place, ".hidden/dir", "dir");
  for (uint64_t i = 0; i < 3; i++) { // kept, as far as anyone knows
    assert_false(indexing_has_hit(index, "needle", "dir/a.c:0:4: int needle;"));
    assert_int_equal(indexing_status(index).answers_hit, i);
  }
  move_path(&place, "dir", ".hidden/dir");
  move_path(&place, ".hidden/first", "dir");
  touch_and_settle(index, "dir");
  assert_true(indexing_has_hit(index, "needle", "dir/a.c:0:4: int needle;"));
  end(index, &place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_saved_file_is_found_by_text_and_symbols),
      cmocka_unit_test(files_come_and_go),
      cmocka_unit_test(a_file_may_become_a_directory_or_a_symlink),
      cmocka_unit_test(names_may_change_in_case_alone),
      cmocka_unit_test(a_file_that_may_not_be_read_says_so_until_it_may),
      cmocka_unit_test(what_does_not_belong_to_the_tree_changes_nothing),
      cmocka_unit_test(a_directory_stands_for_all_below_it),
      cmocka_unit_test(a_moved_directory_takes_its_files_along),
      cmocka_unit_test(edited_rules_let_files_in_and_out),
      cmocka_unit_test(a_new_repository_brings_its_rules),
      cmocka_unit_test(rules_that_came_unannounced_hold_for_what_is_touched),
      cmocka_unit_test(thousands_at_once_are_one_batch_that_waits_for_no_disk),
      cmocka_unit_test(a_burst_is_followed_by_a_look_at_the_whole_tree),
      cmocka_unit_test(a_file_saved_during_a_refresh_is_found),
      cmocka_unit_test(what_is_cancelled_stays_pending_and_goes_on),
      cmocka_unit_test(a_cancelled_batch_goes_on_too),
      cmocka_unit_test(to_cancel_nothing_is_nothing),
      cmocka_unit_test(bulk_work_goes_on_while_somebody_types_all_day),
      cmocka_unit_test(a_root_that_is_gone_is_a_failure_and_no_empty_tree),
      cmocka_unit_test(a_file_read_too_early_is_read_again_unasked),
      cmocka_unit_test(it_is_read_again_within_seconds_however_long_the_pass_took),
      cmocka_unit_test(a_stamp_from_the_future_is_not_racy_for_ever),
      cmocka_unit_test(an_old_time_is_a_change_too),
      cmocka_unit_test(symbols_of_known_content_are_copied),
      cmocka_unit_test(of_a_large_file_only_the_changed_chunk_is_read_for_symbols),
      cmocka_unit_test(what_was_asked_while_a_directory_was_another_is_asked_anew),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
