// An index of a real tree: all of it is found, changes are followed, restarts and second processes
// find what is on disk.
#include "support/indexing.h"
#include "support/random.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const LITERALS[] = {"alpha", "beta", "int", "def ", "needle", NULL};

static Place sample(void) {
  Place place = place_make();
  tree_write_c(&place.tree, "src/alpha.c", "int alpha(void) { return 1; }\n");
  tree_write_c(&place.tree, "src/beta.py", "import alpha\n\ndef beta():\n    return alpha\n");
  tree_write_c(&place.tree, "doc/notes.txt", "about alpha and needle\nthe second line\n");
  return place;
}

static void settle(void) { uv_sleep(60); } // files written until now are no longer racy

static void assert_right(Index *index, const Place *place) {
  assert_true(indexing_is_right(index, &place->tree, LITERALS));
}

// ---- building -----------------------------------------------------------------------------------

static void text_and_symbols_of_every_file_are_found(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_int_equal(indexing_count(index, "alpha"), 4);
  assert_true(indexing_has_hit(index, "needle", "doc/notes.txt:0:16: about alpha and needle"));
  Lines symbols = indexing_symbols(index, "beta");
  assert_true(lines_contain(&symbols, "src/beta.py:2: function beta"));
  lines_release(&symbols);
  IndexStatus status = indexing_status(index);
  assert_int_equal(status.phase, PHASE_READY);
  assert_int_equal(status.files, 3);
  assert_int_equal(status.files_pending, 0);
  assert_int_equal(status.symbols_pending, 0);
  assert_true(status.writer && status.verified && status.covered == 1.0);
  assert_right(index, &place);
  index_close(index);
  place_remove(&place);
}

static void an_empty_tree_is_ready(void **state) {
  (void)state;
  Place place = place_make();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_int_equal(indexing_count(index, "alpha"), 0);
  assert_true(indexing_status(index).covered == 1.0);
  index_close(index);
  place_remove(&place);
}

static void one_worker_is_enough(void **state) {
  (void)state;
  Place place = sample();
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.workers = 1;
  options.foreground = false;
  Index *index = indexing_open_with(&options);
  indexing_refresh(index);
  assert_right(index, &place);
  index_close(index);
  place_remove(&place);
}

static void several_indexes_live_in_one_process(void **state) {
  (void)state;
  enum { INDEXES = 4 };
  Tree cache = indexing_tree();
  Tree trees[INDEXES];
  Index *indexes[INDEXES];
  for (int i = 0; i < INDEXES; i++)
    trees[i] = indexing_tree(); // sets the environment: no threads yet
  for (int i = 0; i < INDEXES; i++) {
    char text[64];
    snprintf(text, sizeof text, "int own_%d;\nint common;\n", i);
    tree_write_c(&trees[i], "a.c", text);
    indexes[i] = indexing_open(&trees[i], &cache);
    index_refresh(indexes[i]);
  }
  for (int i = 0; i < INDEXES; i++) {
    assert_true(index_wait(indexes[i], PHASE_READY, INDEXING_TIMEOUT_NS));
    assert_int_equal(indexing_count(indexes[i], "common"), 1);
    for (int k = 0; k < INDEXES; k++) {
      char name[16];
      snprintf(name, sizeof name, "own_%d", k);
      assert_int_equal(indexing_symbol_count(indexes[i], name), i == k);
    }
  }
  for (int i = 0; i < INDEXES; i++) {
    index_close(indexes[i]);
    tree_remove(&trees[i]);
  }
  tree_remove(&cache);
}

static void waiting_for_text_does_not_take_the_last_refresh_for_this_one(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (int i = 0; i < 20; i++) {
    char path[32];
    snprintf(path, sizeof path, "new/%d.txt", i);
    tree_write_c(&place.tree, path, "fresh_text\n");
    index_refresh(index);
    assert_true(index_wait(index, PHASE_SYMBOLS, INDEXING_TIMEOUT_NS));
    assert_int_equal(indexing_count(index, "fresh_text"), i + 1);
  }
  index_close(index);
  place_remove(&place);
}

// ---- restarting ---------------------------------------------------------------------------------

static void a_restart_answers_before_any_refresh(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  Lines before = indexing_describe(index, LITERALS);
  uint64_t generation = indexing_status(index).generation;
  index_close(index);
  index = indexing_open(&place.tree, &place.cache);
  Lines after = indexing_describe(index, LITERALS);
  assert_true(lines_equal(&before, &after));
  IndexStatus status = indexing_status(index);
  assert_false(status.verified);
  assert_true(status.generation > generation);
  assert_true(status.covered == 1.0);
  lines_release(&before);
  lines_release(&after);
  index_close(index);
  place_remove(&place);
}

static uint64_t bytes_read_by_refresh(Index *index) {
  indexing_refresh(index);
  return indexing_status(index).text_bytes_done;
}

static void a_refresh_reads_only_what_has_changed(void **state) {
  (void)state;
  Place place = sample();
  settle();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_int_equal(bytes_read_by_refresh(index), 0);
  index_close(index);
  index = indexing_open(&place.tree, &place.cache);
  assert_int_equal(bytes_read_by_refresh(index), 0);
  tree_write_c(&place.tree, "src/alpha.c", "int alpha2;\n");
  settle();
  assert_int_equal(bytes_read_by_refresh(index), 12);
  assert_int_equal(bytes_read_by_refresh(index), 0);
  assert_right(index, &place);
  index_close(index);
  place_remove(&place);
}

static void an_index_of_other_options_is_built_anew(void **state) {
  (void)state;
  Place place = sample();
  tree_write_c(&place.tree, ".hidden.txt", "needle\n");
  index_close(indexing_fresh(&place.tree, &place.cache));
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.hidden = true;
  Index *index = indexing_open_with(&options);
  assert_int_equal(indexing_count(index, "alpha"), 0);
  indexing_refresh(index);
  assert_int_equal(indexing_count(index, "needle"), 2);
  index_close(index);
  place_remove(&place);
}

static void closing_at_any_moment_leaves_an_index_that_can_be_finished(void **state) {
  (void)state;
  Random random = random_seeded("closing");
  Place place = place_make();
  for (int i = 0; i < 120; i++) {
    char path[64], text[128];
    snprintf(path, sizeof path, "d%d/f%d.c", i % 7, i);
    snprintf(text, sizeof text, "int alpha_%d(void) { return %d; } // needle\n", i, i);
    tree_write_c(&place.tree, path, text);
  }
  for (int round = 0; round < 60; round++) {
    Index *index = indexing_open(&place.tree, &place.cache);
    index_refresh(index);
    uv_sleep(random_below(&random, 12));
    index_close(index);
    if (round % 4 == 0)
      tree_write_c(&place.tree, "d1/changed.c", round % 8 ? "int a;\n" : "int b;\n");
    if (round % 20) continue;
    index = indexing_fresh(&place.tree, &place.cache);
    assert_int_equal(indexing_count(index, "needle"), 120);
    assert_right(index, &place);
    index_close(index);
    char command[700]; // from nothing again
    snprintf(command, sizeof command, "rm -rf '%s'/*", place.cache.root);
    assert_int_equal(system(command), 0);
  }
  place_remove(&place);
}

// ---- changes ------------------------------------------------------------------------------------

static void modify(const Tree *tree) { tree_write_c(tree, "src/alpha.c", "int changed_alpha;\n"); }
static void create(const Tree *tree) { tree_write_c(tree, "new/deep/x.c", "int needle_x;\n"); }
static void change_nothing(const Tree *tree) { (void)tree; }

static void delete (const Tree *tree) {
  char path[2048];
  tree_path(tree, "src/beta.py", path);
  assert_int_equal(unlink(path), 0);
}

static void rename_file(const Tree *tree) {
  char from[2048], to[2048];
  tree_path(tree, "src/beta.py", from);
  tree_path(tree, "src/renamed.py", to);
  assert_int_equal(rename(from, to), 0);
}

static void rename_directory(const Tree *tree) {
  char from[2048], to[2048];
  tree_path(tree, "src", from);
  tree_path(tree, "lib", to);
  assert_int_equal(rename(from, to), 0);
}

static void replace_by_directory(const Tree *tree) {
  delete (tree);
  tree_write_c(tree, "src/beta.py/inside.c", "int needle_inside;\n");
}

static void replace_by_pipe(const Tree *tree) {
  delete (tree);
  char path[2048];
  tree_path(tree, "src/beta.py", path);
  assert_int_equal(mkfifo(path, 0600), 0);
}

static void swap_two_files(const Tree *tree) {
  tree_write_c(tree, "src/alpha.c", "import alpha\n");
  tree_write_c(tree, "src/beta.py", "int alpha;\n");
}

static void every_kind_of_change_is_followed(void **state) {
  (void)state;
  void (*const changes[])(const Tree *) = {
      change_nothing,       modify,          create,        delete, rename_file, rename_directory,
      replace_by_directory, replace_by_pipe, swap_two_files};
  for (size_t i = 0; i < COUNT_OF(changes); i++) {
    Place place = sample();
    Index *index = indexing_fresh(&place.tree, &place.cache);
    changes[i](&place.tree);
    indexing_refresh(index);
    assert_right(index, &place);
    // Closed while it reads a racily clean file again, it would save that one's text alone.
    assert_true(indexing_comes_to_rest(index));
    index_close(index);
    index = indexing_open(&place.tree, &place.cache); // what was committed is the same
    assert_right(index, &place);
    index_close(index);
    place_remove(&place);
  }
}

static void write_ignore(const Tree *tree, const char *rules) {
  tree_write_c(tree, ".gitignore", rules);
}

static void edits_of_gitignore_make_files_leave_and_enter(void **state) {
  (void)state;
  Place place = sample();
  tree_write_c(&place.tree, ".git/HEAD", "ref: refs/heads/main\n");
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_int_equal(indexing_count(index, "alpha"), 4);
  write_ignore(&place.tree, "*.py\ndoc/\n");
  indexing_refresh(index);
  assert_int_equal(indexing_count(index, "alpha"), 1);
  assert_int_equal(indexing_symbol_count(index, "beta"), 0);
  write_ignore(&place.tree, "*.c\n");
  indexing_refresh(index);
  assert_int_equal(indexing_count(index, "alpha"), 3);
  assert_int_equal(indexing_symbol_count(index, "beta"), 1);
  assert_right(index, &place);
  index_close(index);
  place_remove(&place);
}

static void a_file_written_again_within_a_clock_tick_is_read_again(void **state) {
  (void)state;
  Place place = place_make();
  Index *index = indexing_open(&place.tree, &place.cache);
  for (int i = 0; i < 40; i++) {
    char text[32];
    snprintf(text, sizeof text, "tick_%02d\n", i); // always of one size
    tree_write_c(&place.tree, "a.txt", text);
    indexing_refresh(index);
    snprintf(text, sizeof text, "tock_%02d\n", i);
    tree_write_c(&place.tree, "a.txt", text);
    indexing_refresh(index);
    text[7] = '\0';
    assert_int_equal(indexing_count(index, text), 1);
    assert_int_equal(indexing_count(index, "tick"), 0);
  }
  index_close(index);
  place_remove(&place);
}

static void racily_clean_files_are_read_until_they_are_clean(void **state) {
  (void)state;
  Place place = place_make();
  Index *index = indexing_open(&place.tree, &place.cache);
  tree_write_c(&place.tree, "a.txt", "0123456\n");
  assert_int_equal(bytes_read_by_refresh(index), 8);
  settle();
  bytes_read_by_refresh(index); // the machine may have been so slow that it was clean at once
  assert_int_equal(bytes_read_by_refresh(index), 0);
  index_close(index);
  place_remove(&place);
}

static void a_damaged_segment_is_not_named_for_ever(void **state) {
  (void)state;
  Place place = sample();
  settle();
  index_close(indexing_fresh(&place.tree, &place.cache));
  char command[1200]; // the files go together with the segment that held them
  snprintf(command, sizeof command, "rm -r '%s'/* && truncate -s 100 '%s'/*/*.text",
           place.tree.root, place.cache.root);
  assert_int_equal(system(command), 0);
  index_close(indexing_fresh(&place.tree, &place.cache));
  Index *index = indexing_open(&place.tree, &place.cache);
  assert_true(indexing_status(index).covered == 1.0); // the manifest is complete again
  index_close(index);
  place_remove(&place);
}

static void the_cache_may_be_deleted_under_an_open_index(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  char command[700];
  snprintf(command, sizeof command, "rm -rf '%s'", place.cache.root);
  assert_int_equal(system(command), 0);
  assert_int_equal(indexing_count(index, "alpha"), 4);
  modify(&place.tree);
  create(&place.tree);
  indexing_refresh(index);
  assert_right(index, &place);
  index_close(index);
  index = indexing_open(&place.tree, &place.cache); // it was made again, from what was mapped
  assert_true(indexing_status(index).covered == 1.0);
  indexing_refresh(index);
  assert_true(indexing_status(index).writer);
  assert_right(index, &place);
  index_close(index);
  place_remove(&place);
}

static void a_tree_that_is_gone_fails_and_one_that_is_back_does_not(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  char away[600];
  snprintf(away, sizeof away, "%s-away", place.tree.root);
  assert_int_equal(rename(place.tree.root, away), 0);
  index_refresh(index);
  assert_false(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS));
  IndexStatus status = indexing_status(index);
  assert_int_equal(status.phase, PHASE_FAILED);
  assert_true(status.message[0] != '\0');
  assert_int_equal(rename(away, place.tree.root), 0);
  indexing_refresh(index);
  assert_string_equal(indexing_status(index).message, "");
  assert_right(index, &place);
  index_close(index);
  place_remove(&place);
}

// Its time says nothing about whether it was written after it was read.
static void a_file_from_the_future_is_read_at_every_refresh(void **state) {
  (void)state;
  Place place = place_make();
  tree_write_c(&place.tree, "a.txt", "0123456\n");
  char path[2048];
  tree_path(&place.tree, "a.txt", path);
  const struct timespec times[2] = {{.tv_sec = 4000000000}, {.tv_sec = 4000000000}};
  assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
  settle();
  Index *index = indexing_open(&place.tree, &place.cache);
  for (int i = 0; i < 3; i++) assert_int_equal(bytes_read_by_refresh(index), 8);
  assert_int_equal(indexing_status(index).files, 1);
  index_close(index);
  place_remove(&place);
}

// In a child without root's rights, to whom mode 000 means something.
static int unreadable_file_child(void) {
  if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 77;
  Place place = sample();
  settle();
  char path[2048];
  tree_path(&place.tree, "src/alpha.c", path);
  Index *index = indexing_fresh(&place.tree, &place.cache);
  if (chmod(path, 0) != 0) return 1;
  indexing_refresh(index);
  IndexStatus status = indexing_status(index);
  if (status.unreadable != 1 || status.files != 3) return 2;
  if (indexing_count(index, "alpha") != 3) return 3;
  if (bytes_read_by_refresh(index) != 0) return 4; // it is not tried over and over
  if (chmod(path, 0600) != 0) return 1;
  indexing_refresh(index);
  if (indexing_status(index).unreadable != 0) return 5;
  if (indexing_count(index, "alpha") != 4 || indexing_symbol_count(index, "alpha") != 1) return 6;
  index_close(index);
  place_remove(&place);
  return 0;
}

static void a_file_of_mode_000_is_told_and_comes_back(void **state) {
  (void)state;
  fflush(NULL);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) _exit(unreadable_file_child());
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

static void many_small_refreshes_do_not_pile_up_segments(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (int i = 0; i < 30; i++) {
    char path[32];
    snprintf(path, sizeof path, "s/%d.c", i);
    tree_write_c(&place.tree, path, "int needle;\n");
    indexing_refresh(index);
  }
  for (int i = 0; i < 5000 && indexing_status(index).segments > 9; i++) uv_sleep(2); // merging
  assert_true(indexing_status(index).segments <= 9);
  assert_right(index, &place);
  index_close(index);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_and_symbols_of_every_file_are_found),
      cmocka_unit_test(an_empty_tree_is_ready),
      cmocka_unit_test(one_worker_is_enough),
      cmocka_unit_test(several_indexes_live_in_one_process),
      cmocka_unit_test(waiting_for_text_does_not_take_the_last_refresh_for_this_one),
      cmocka_unit_test(a_restart_answers_before_any_refresh),
      cmocka_unit_test(a_refresh_reads_only_what_has_changed),
      cmocka_unit_test(an_index_of_other_options_is_built_anew),
      cmocka_unit_test(closing_at_any_moment_leaves_an_index_that_can_be_finished),
      cmocka_unit_test(every_kind_of_change_is_followed),
      cmocka_unit_test(edits_of_gitignore_make_files_leave_and_enter),
      cmocka_unit_test(a_file_written_again_within_a_clock_tick_is_read_again),
      cmocka_unit_test(racily_clean_files_are_read_until_they_are_clean),
      cmocka_unit_test(a_damaged_segment_is_not_named_for_ever),
      cmocka_unit_test(the_cache_may_be_deleted_under_an_open_index),
      cmocka_unit_test(a_tree_that_is_gone_fails_and_one_that_is_back_does_not),
      cmocka_unit_test(a_file_from_the_future_is_read_at_every_refresh),
      cmocka_unit_test(a_file_of_mode_000_is_told_and_comes_back),
      cmocka_unit_test(many_small_refreshes_do_not_pile_up_segments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
