// Several processes, or several indexes in one, on one directory: one writes, the others follow.
#include "support/indexing.h"

#include <sys/wait.h>

static const char *const LITERALS[] = {"alpha", "int", NULL};

static Place sample(void) {
  Place place = place_make();
  tree_write_c(&place.tree, "alpha.c", "int alpha;\n");
  tree_write_c(&place.tree, "beta.c", "int beta;\n");
  return place;
}

static size_t files_in(const char *folder) {
  char command[1024];
  snprintf(command, sizeof command, "find '%s' -type f | wc -l", folder);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  unsigned long count = 0;
  assert_int_equal(fscanf(pipe, "%lu", &count), 1);
  pclose(pipe);
  return count;
}

static void a_second_index_follows_the_first_and_takes_over_from_it(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *follower = indexing_open(&place.tree, &place.cache);
  assert_true(indexing_status(writer).writer);
  assert_false(indexing_status(follower).writer);
  assert_int_equal(indexing_count(follower, "alpha"), 1); // from disk at once
  tree_write_c(&place.tree, "gamma.c", "int gamma;\n");
  indexing_refresh(writer);
  indexing_refresh(follower);
  assert_int_equal(indexing_count(follower, "gamma"), 1);
  assert_int_equal(indexing_symbol_count(follower, "gamma"), 1);
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(writer);
  tree_write_c(&place.tree, "delta.c", "int delta;\n");
  indexing_refresh(follower);
  assert_true(indexing_status(follower).writer);
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(follower);
  Index *after = indexing_open(&place.tree, &place.cache);
  assert_int_equal(indexing_count(after, "delta"), 1); // was written by the one that took over
  index_close(after);
  place_remove(&place);
}

static void a_follower_reads_changes_by_itself_and_writes_nothing(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  size_t files = files_in(place.cache.root);
  Index *follower = indexing_open(&place.tree, &place.cache);
  for (int i = 0; i < 12; i++) { // its segments in memory are small ones, too
    char path[32];
    snprintf(path, sizeof path, "f%d.c", i);
    tree_write_c(&place.tree, path, "int alpha;\n");
    indexing_refresh(follower);
  }
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  assert_int_equal(files_in(place.cache.root), files);
  indexing_refresh(writer);
  indexing_refresh(follower);
  assert_true(indexing_is_right(writer, &place.tree, LITERALS));
  assert_true(indexing_is_right(follower, &place.tree, LITERALS));
  index_close(follower);
  index_close(writer);
  place_remove(&place);
}

static void generations_grow_whoever_writes(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  Index *follower = indexing_open(&place.tree, &place.cache);
  uint64_t before = indexing_status(follower).generation;
  for (int i = 0; i < 20; i++) { // the follower's own publications run ahead of the writer's
    assert_int_equal(
        index_document_set(follower, STR("beta.c"), STR("c"), STR("int open;\n"), NULL), STATUS_OK);
  }
  tree_write_c(&place.tree, "gamma.c", "int gamma;\n");
  indexing_refresh(writer);
  indexing_refresh(follower);
  assert_true(indexing_status(follower).generation > before + 20);
  assert_int_equal(indexing_count(follower, "gamma"), 1);
  assert_int_equal(indexing_count(follower, "open"), 1);
  index_close(follower);
  index_close(writer);
  place_remove(&place);
}

// Nobody waits for an index that its writer will never commit.
static void a_writer_of_other_options_is_not_waited_for(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.hidden = true;
  int64_t began = os_monotonic_ns();
  Index *other = indexing_open_with(&options);
  indexing_refresh(other);
  assert_int_equal(indexing_count(other, "alpha"), 1);
  assert_true(os_monotonic_ns() - began < 8000000000); // its patience is 10 s
  index_close(other);
  index_close(writer);
  place_remove(&place);
}

static void read_only_takes_no_lock_and_writes_nothing(void **state) {
  (void)state;
  Place place = sample();
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.read_only = true;
  Index *reader = indexing_open_with(&options);
  indexing_refresh(reader);
  assert_false(indexing_status(reader).writer);
  assert_int_equal(files_in(place.cache.root), 0);
  assert_true(indexing_is_right(reader, &place.tree, LITERALS));
  Index *writer = indexing_fresh(&place.tree, &place.cache);
  assert_true(indexing_status(writer).writer);
  indexing_refresh(reader);
  assert_true(indexing_is_right(reader, &place.tree, LITERALS));
  index_close(reader);
  index_close(writer);
  place_remove(&place);
}

// A process of its own holds the lock until its pipe is closed.
static void the_lock_counts_between_processes(void **state) {
  (void)state;
  Place place = sample();
  int to_child[2], from_child[2];
  assert_int_equal(pipe(to_child), 0);
  assert_int_equal(pipe(from_child), 0);
  fflush(NULL);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    close(to_child[1]);
    Index *index = indexing_fresh(&place.tree, &place.cache);
    char byte = indexing_status(index).writer ? 'w' : 'f';
    if (write(from_child[1], &byte, 1) != 1) _exit(1);
    if (read(to_child[0], &byte, 1) != 0) _exit(1);
    index_close(index);
    _exit(0);
  }
  char byte = 0;
  assert_int_equal(read(from_child[0], &byte, 1), 1);
  assert_int_equal(byte, 'w');
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_false(indexing_status(index).writer);
  assert_int_equal(indexing_count(index, "alpha"), 1);
  close(to_child[1]);
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  indexing_refresh(index);
  assert_true(indexing_status(index).writer);
  close(to_child[0]);
  close(from_child[0]);
  close(from_child[1]);
  index_close(index);
  place_remove(&place);
}

static void both_indexing_at_once_end_with_the_same_answers(void **state) {
  (void)state;
  for (int round = 0; round < 5; round++) {
    Place place = sample();
    for (int i = 0; i < 60; i++) {
      char path[32];
      snprintf(path, sizeof path, "d%d/f%d.c", i % 5, i);
      tree_write_c(&place.tree, path, "int alpha;\n");
    }
    Index *a = indexing_open(&place.tree, &place.cache);
    Index *b = indexing_open(&place.tree, &place.cache);
    index_refresh(b);
    index_refresh(a);
    assert_true(index_wait(a, PHASE_READY, INDEXING_TIMEOUT_NS));
    assert_true(index_wait(b, PHASE_READY, INDEXING_TIMEOUT_NS));
    assert_true(indexing_is_right(a, &place.tree, LITERALS));
    assert_true(indexing_is_right(b, &place.tree, LITERALS));
    index_close(a);
    index_close(b);
    place_remove(&place);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_second_index_follows_the_first_and_takes_over_from_it),
      cmocka_unit_test(a_follower_reads_changes_by_itself_and_writes_nothing),
      cmocka_unit_test(generations_grow_whoever_writes),
      cmocka_unit_test(a_writer_of_other_options_is_not_waited_for),
      cmocka_unit_test(read_only_takes_no_lock_and_writes_nothing),
      cmocka_unit_test(the_lock_counts_between_processes),
      cmocka_unit_test(both_indexing_at_once_end_with_the_same_answers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
