// A disk that is full, a cache that cannot be written: the index lies in memory then, answers all
// the same, says so, and leaves on disk what was good before.
#include "support/indexing.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

static const char *const LITERALS[] = {"alpha", "needle", NULL};

static void write_file(const Tree *tree, int i, const char *word) {
  char path[64];
  Buf text = {0};
  snprintf(path, sizeof path, "d%d/f%d.c", i % 5, i);
  for (int k = 0; k < 30; k++) buf_printf(&text, "int %s_%d_%d = needle;\n", word, i, k);
  tree_write(tree, path, buf_str(&text));
  buf_release(&text);
}

static Place sample(void) {
  Place place = place_make();
  for (int i = 0; i < 60; i++) write_file(&place.tree, i, "alpha");
  return place;
}

static bool answers(Index *index, const Place *place) {
  return indexing_is_right(index, &place->tree, LITERALS)
         && indexing_symbol_count(index, "alpha_7_7") == 1;
}

// ---- files that may not grow --------------------------------------------------------------------

static void limit_file_size(rlim_t bytes) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(90);
  limit.rlim_cur = bytes;
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(91);
}

static bool has_message(Index *index) { return indexing_status(index).message[0] != '\0'; }

static int limited_child(const Place *place, rlim_t bytes) {
  signal(SIGXFSZ, SIG_IGN);
  limit_file_size(bytes);
  Index *index = indexing_fresh(&place->tree, &place->cache);
  if (!answers(index, place)) return 1;
  if (!has_message(index)) return 2;
  limit_file_size(RLIM_INFINITY);
  write_file(&place->tree, 3, "changed");
  limit_file_size(bytes);
  indexing_refresh(index);
  if (!answers(index, place)) return 3;
  index_close(index);
  limit_file_size(RLIM_INFINITY); // room again
  index = indexing_fresh(&place->tree, &place->cache);
  if (!answers(index, place) || has_message(index)) return 4;
  index_close(index);
  index = indexing_open(&place->tree, &place->cache);
  if (!answers(index, place)) return 5; // now it is on disk
  index_close(index);
  return 0;
}

static bool comes_to_disk(Index *index) {
  static const UpkeepDelays eager = {.rest = 1000000, .retry = 1000000};
  upkeep_set_delays(index, &eager);
  for (int ms = 0; ms < 10000; ms++) {
    IndexStatus status = indexing_status(index);
    if (status.memory_segments == 0 && !status.message[0]) return true;
    uv_sleep(1);
  }
  return false;
}

// Room in the middle of a life: what lies in memory is written then, without a restart.
static int relieved_child(const Place *place, rlim_t bytes) {
  signal(SIGXFSZ, SIG_IGN);
  limit_file_size(bytes);
  Index *index = indexing_fresh(&place->tree, &place->cache);
  if (!answers(index, place) || !has_message(index)) return 1;
  limit_file_size(RLIM_INFINITY);
  if (!comes_to_disk(index)) return 2;
  if (!answers(index, place)) return 3;
  for (int i = 0; i < 60; i += 2) write_file(&place->tree, i, "changed");
  limit_file_size(bytes); // full again, amid an index
  indexing_refresh(index);
  if (!answers(index, place) || !has_message(index)) return 4;
  limit_file_size(RLIM_INFINITY);
  indexing_refresh(index);
  if (!comes_to_disk(index) || !answers(index, place)) return 5;
  index_close(index);
  IndexOptions options = indexing_options(&place->tree, &place->cache);
  options.read_only = true;
  index = indexing_open_with(&options); // as it is on disk
  IndexStatus status = indexing_status(index);
  if (status.files != 60 || status.covered < 1) return 6;
  if (indexing_symbol_count(index, "changed_4_4") != 1) return 7;
  index_close(index);
  return 0;
}

static int in_child(int (*run)(const Place *, rlim_t), const Place *place, rlim_t argument) {
  fflush(NULL);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) _exit(run(place, argument));
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static void a_full_disk_leaves_an_index_in_memory(void **state) {
  (void)state;
  static const rlim_t limits[] = {0, 100, 1000, 4000, 10000};
  for (size_t i = 0; i < COUNT_OF(limits); i++) {
    Place place = sample();
    assert_int_equal(in_child(limited_child, &place, limits[i]), 0);
    place_remove(&place);
  }
}

static void room_again_is_made_use_of_at_once(void **state) {
  (void)state;
  static const rlim_t limits[] = {0, 100, 3000};
  for (size_t i = 0; i < COUNT_OF(limits); i++) {
    Place place = sample();
    assert_int_equal(in_child(relieved_child, &place, limits[i]), 0);
    place_remove(&place);
  }
}

static int outgrown_child(const Place *place, rlim_t bytes) {
  signal(SIGXFSZ, SIG_IGN);
  Index *index = indexing_fresh(&place->tree, &place->cache);
  for (int i = 0; i < 60; i += 2) write_file(&place->tree, i, "changed");
  limit_file_size(bytes);
  indexing_refresh(index);
  if (!answers(index, place) || !has_message(index)) return 1;
  index_close(index);
  index = indexing_open(&place->tree, &place->cache); // as it was committed before
  Error error;
  if (index_check(index, indexing_ignore_line, NULL, &error) != STATUS_OK) return 2;
  if (indexing_count(index, "alpha_7_7 ") != 1 || indexing_status(index).files != 60) return 3;
  index_close(index);
  limit_file_size(RLIM_INFINITY);
  return 0;
}

static void what_was_committed_before_survives_a_full_disk(void **state) {
  (void)state;
  static const rlim_t limits[] = {0, 100, 3000};
  for (size_t i = 0; i < COUNT_OF(limits); i++) {
    Place place = sample();
    assert_int_equal(in_child(outgrown_child, &place, limits[i]), 0);
    place_remove(&place);
  }
}

// ---- a file system that is full -----------------------------------------------------------------

static void a_file_system_without_room_is_lived_with(void **state) {
  (void)state;
  static const char *const sizes[] = {"size=4k", "size=8k", "size=16k"};
  Place place = sample();
  for (size_t i = 0; i < COUNT_OF(sizes); i++) {
    if (mount("none", place.cache.root, "tmpfs", 0, sizes[i]) != 0) {
      printf("skipped: no right to mount a small file system\n");
      place_remove(&place);
      skip();
    }
    Index *index = indexing_fresh(&place.tree, &place.cache);
    bool right = answers(index, &place), told = has_message(index);
    index_close(index);
    index = indexing_fresh(&place.tree, &place.cache);
    bool again = answers(index, &place);
    index_close(index);
    assert_int_equal(umount2(place.cache.root, MNT_DETACH), 0);
    assert_true(right && told && again);
  }
  place_remove(&place);
}

// ---- a cache that cannot be written -------------------------------------------------------------

static void a_file_in_place_of_the_cache_directory_leaves_memory(void **state) {
  (void)state;
  Place place = sample();
  Place blocked = place;
  tree_write_c(&place.cache, "file", "x");
  snprintf(blocked.cache.root, sizeof blocked.cache.root, "%.400s/file", place.cache.root);
  Index *index = indexing_fresh(&blocked.tree, &blocked.cache);
  assert_true(answers(index, &blocked));
  assert_true(has_message(index));
  assert_false(indexing_status(index).writer);
  index_close(index);
  place_remove(&place);
}

static int unwritable_child(const Place *place, rlim_t mode) {
  if (chmod(place->cache.root, (mode_t)mode) != 0) return 90;
  if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 91;
  Index *index = indexing_fresh(&place->tree, &place->cache);
  if (!answers(index, place) || !has_message(index)) return 1;
  if (indexing_status(index).writer) return 2;
  index_close(index);
  return 0;
}

static void a_directory_of_another_user_is_not_waited_for(void **state) {
  (void)state;
  static const mode_t modes[] = {0755, 0711, 0700};
  for (size_t i = 0; i < COUNT_OF(modes); i++) {
    Place place = sample();
    index_close(indexing_fresh(&place.tree, &place.cache)); // made by us, closed to the child
    assert_int_equal(chmod(place.tree.root, 0755), 0);
    char command[700];
    snprintf(command, sizeof command, "chmod -R a+rX '%s'", place.tree.root);
    assert_int_equal(system(command), 0);
    if (geteuid() != 0) snprintf(command, sizeof command, "chmod -R a-w '%s'", place.cache.root);
    assert_int_equal(system(command), 0);
    assert_int_equal(in_child(unwritable_child, &place, modes[i]), 0);
    place_remove(&place);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_full_disk_leaves_an_index_in_memory),
      cmocka_unit_test(room_again_is_made_use_of_at_once),
      cmocka_unit_test(what_was_committed_before_survives_a_full_disk),
      cmocka_unit_test(a_file_system_without_room_is_lived_with),
      cmocka_unit_test(a_file_in_place_of_the_cache_directory_leaves_memory),
      cmocka_unit_test(a_directory_of_another_user_is_not_waited_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
