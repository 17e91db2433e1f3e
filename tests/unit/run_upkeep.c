// What becomes of saves: they rest in memory, go to disk together, become few segments, and survive
// whatever happens to the directory.
#include "support/indexing.h"
#include "support/random.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static const char *const LITERALS[] = {"alpha", "int", NULL};
static const int64_t MS = 1000000;
enum { PATIENCE_MS = 240000 };

static const UpkeepDelays EAGER = {1000000, 50000000, 50000000, 100000000};
static const UpkeepDelays NEVER = {INT64_C(3600000000000), INT64_C(3600000000000),
                                   INT64_C(3600000000000), INT64_C(3600000000000)};

static Place sample(void) {
  Place place = place_make();
  tree_write_c(&place.tree, "alpha.c", "int alpha;\n");
  tree_write_c(&place.tree, "beta.c", "int beta;\n");
  return place;
}

static Index *open_fresh(const Place *place, const UpkeepDelays *delays) {
  Index *index = indexing_open(&place->tree, &place->cache);
  upkeep_set_delays(index, delays);
  indexing_refresh(index);
  return index;
}

static void touch(Index *index, const char *path) {
  Str touched = str_from_c(path);
  index_touch(index, &touched, 1);
  assert_true(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS));
}

// Another text of the file, known to the index when this returns.
static void save(Index *index, const Place *place, const char *path, const char *text) {
  tree_write_c(&place->tree, path, text);
  touch(index, path);
}

static void save_number(Index *index, const Place *place, int file, int number) {
  char path[32], text[96];
  snprintf(path, sizeof path, "d%d/f%d.c", file % 7, file);
  snprintf(text, sizeof text, "int file_%d;\nint saved_%d;\n", file, number);
  save(index, place, path, text);
}

static uint64_t memory_segments(Index *index) { return indexing_status(index).memory_segments; }
static bool all_is_on_disk(Index *index) { return memory_segments(index) == 0; }
static bool is_writer(Index *index) { return indexing_status(index).writer; }
static bool follows(Index *index) { return !is_writer(index); }
static bool has_message(Index *index) { return indexing_status(index).message[0] != '\0'; }
static bool is_quiet(Index *index) { return !has_message(index); }
static bool has_few_segments(Index *index) { return indexing_status(index).segments <= 8; }

static bool is_sound(Index *index) {
  return index_check(index, indexing_ignore_line, NULL, NULL) == STATUS_OK;
}

static bool comes_to(Index *index, bool (*state)(Index *)) {
  for (int i = 0; i < PATIENCE_MS / 2; i++) {
    if (state(index)) return true;
    uv_sleep(2);
  }
  return false;
}

// The directory of the index, below the cache.
static const char *directory(Index *index) {
  static char path[1024];
  snprintf(path, sizeof path, "%s", indexing_status(index).directory);
  return path;
}

static Stamp manifest_stamp(Index *index) {
  char path[1100];
  FileInfo info = {0};
  snprintf(path, sizeof path, "%s/manifest", directory(index));
  status_ignore(os_stat(path, &info, NULL));
  return info.stamp;
}

static unsigned long shell_number(const char *format, const char *path) {
  char command[1400];
  unsigned long number = 0;
  snprintf(command, sizeof command, format, path);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  assert_int_equal(fscanf(pipe, "%lu", &number), 1);
  pclose(pipe);
  return number;
}

static unsigned long bytes_in(const char *path) {
  return shell_number("find '%s' -type f -printf '%%s\\n' | awk '{s+=$1} END {print s+0}'", path);
}

static unsigned long files_in(const char *path) {
  return shell_number("find '%s' -type f | wc -l", path);
}

static void shell(const char *format, const char *path) {
  char command[1400];
  snprintf(command, sizeof command, format, path, path);
  assert_int_equal(system(command), 0);
}

static bool is_right(Index *index, const Place *place) {
  return indexing_is_right(index, &place->tree, LITERALS);
}

// What lies on disk now, read by an index that is not refreshed.
static bool disk_is_complete(const Place *place, const char *literal) {
  IndexOptions options = indexing_options(&place->tree, &place->cache);
  options.read_only = true;
  Index *reader = indexing_open_with(&options);
  bool complete = indexing_status(reader).covered == 1.0 && indexing_count(reader, literal) == 1;
  index_close(reader);
  return complete;
}

// Where that takes another commit.
static bool comes_to_disk(const Place *place, const char *literal) {
  for (int i = 0; i < PATIENCE_MS / 10; i++) {
    if (disk_is_complete(place, literal)) return true;
    uv_sleep(10);
  }
  return false;
}

static bool symbols_come_to_disk(const Place *place, const char *name) {
  IndexOptions options = indexing_options(&place->tree, &place->cache);
  options.read_only = true;
  for (int i = 0; i < PATIENCE_MS / 10; i++) {
    Index *reader = indexing_open_with(&options);
    size_t found = indexing_symbol_count(reader, name);
    index_close(reader);
    if (found == 1) return true;
    uv_sleep(10);
  }
  return false;
}

// ---- when ---------------------------------------------------------------------------------------

static void saves_go_to_disk_when_they_rest(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &NEVER);
  Stamp before = manifest_stamp(index), after;
  for (int i = 0; i < 5; i++) save_number(index, &place, i, i);
  assert_true(memory_segments(index) > 0);
  assert_false(disk_is_complete(&place, "saved_4"));
  after = manifest_stamp(index);
  assert_true(stamp_equal(&before, &after)); // nothing was written
  UpkeepDelays delays = NEVER;
  delays.rest = 20 * MS;
  upkeep_set_delays(index, &delays);
  assert_true(comes_to(index, all_is_on_disk));
  assert_true(indexing_status(index).segments <= 2); // all five are one
  assert_true(comes_to_disk(&place, "saved_4"));
  assert_true(is_right(index, &place));
  index_close(index);
  place_remove(&place);
}

static void what_keeps_coming_is_written_after_the_longest_wait(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &NEVER);
  UpkeepDelays delays = {NEVER.rest, 300 * MS, NEVER.retry, NEVER.retry_most};
  upkeep_set_delays(index, &delays);
  Stamp before = manifest_stamp(index), after = before;
  int saves = 0;
  int64_t began = os_monotonic_ns();
  for (; stamp_equal(&before, &after) && saves < 2000; saves++) {
    save_number(index, &place, saves % 20, saves);
    after = manifest_stamp(index);
  }
  assert_true(saves > 1);
  assert_true(os_monotonic_ns() - began >= 300 * MS || saves > 32);
  assert_true(is_right(index, &place));
  index_close(index);
  place_remove(&place);
}

static void many_saves_are_not_kept_waiting(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &NEVER);
  Stamp before = manifest_stamp(index), after = before;
  int saves = 0;
  for (; stamp_equal(&before, &after) && saves < 3000; saves++) {
    save_number(index, &place, saves, saves);
    after = manifest_stamp(index);
  }
  assert_true(saves > 10 && saves < 3000);
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.read_only = true;
  Index *reader = indexing_open_with(&options); // not all: saves have come since
  assert_int_equal(indexing_count(reader, "saved_1;"), 1);
  index_close(reader);
  index_close(index);
  place_remove(&place);
}

// Files changed together, of more text than is worth waiting with.
static void write_large(const Place *place, unsigned version, const char *head) {
  Random random = {version};
  for (int i = 0; i < 260; i++) { // more than are taken in one by one
    Buf text = {0};
    char path[32];
    for (int k = 0; k < 400; k++) { // few symbols of long names, which are quickly read
      buf_printf(&text, "%s w", head);
      for (int n = 0; n < 5; n++) buf_printf(&text, "_%08x", random_below(&random, UINT32_MAX));
      buf_str_put(&text, STR(";\n"));
    }
    buf_printf(&text, "int version_%u_%d;\n", version, i);
    snprintf(path, sizeof path, "large/f%d.c", i);
    tree_write(&place->tree, path, buf_str(&text));
    buf_release(&text);
  }
}

static uint64_t flushes_of(Index *index) {
  uv_mutex_lock(&index->mutex);
  uint64_t flushes = index->upkeep.flushes;
  uv_mutex_unlock(&index->mutex);
  return flushes;
}

static void a_large_batch_is_written_as_soon_as_it_is_in(void **state) {
  (void)state;
  Place place = sample();
  write_large(&place, 1, "int");
  Index *index = open_fresh(&place, &NEVER);
  uint64_t flushes = flushes_of(index);
  write_large(&place, 2, "int");
  touch(index, "large");
  assert_int_equal(indexing_count(index, "version_2_77"), 1);
  assert_true(comes_to_disk(&place, "version_2_77"));
  for (int k = 0; k < 4000 && flushes_of(index) == flushes; k++)
    uv_sleep(5); // told behind the file
  assert_true(flushes_of(index) > flushes);
  index_close(index);
  place_remove(&place);
}

static void a_batch_that_is_too_large_for_memory_goes_to_disk(void **state) {
  (void)state;
  Place place = sample();
  write_large(&place, 1, "//"); // so that there is less to compare below
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.memory_bytes = 8 << 20; // half of it is less than the batch
  Index *index = indexing_open_with(&options);
  upkeep_set_delays(index, &NEVER);
  indexing_refresh(index);
  uv_sleep(100); // nothing is racy
  touch(index, "");
  write_large(&place, 2, "//");
  uv_sleep(100); // else it would be read once more
  touch(index, "large");
  assert_true(disk_is_complete(&place, "version_2_77"));
  assert_true(is_right(index, &place));
  index_close(index);
  place_remove(&place);
}

static void a_segment_that_is_dead_altogether_keeps_nobody_busy(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &NEVER);
  for (int i = 0; i < 3; i++) { // what is on disk is dead, but is the newest that the disk has
    save(index, &place, "alpha.c", "int alpha, alpha_again;\n");
    save(index, &place, "beta.c", "int beta, beta_again;\n");
  }
  uint64_t generation = indexing_status(index).generation;
  uv_sleep(200);
  assert_in_range(indexing_status(index).generation, generation, generation + 4);
  assert_int_equal(flushes_of(index), 0);
  assert_in_range(index->upkeep.merges, 0, 4);
  assert_true(is_right(index, &place));
  index_close(index);
  place_remove(&place);
}

static void a_file_that_goes_is_dead_on_disk_too(void **state) {
  (void)state;
  Place place = sample();
  UpkeepDelays delays = NEVER;
  delays.longest = 30 * MS;
  Index *index = open_fresh(&place, &delays);
  Stamp before = manifest_stamp(index), after = before;
  char path[2048];
  tree_path(&place.tree, "beta.c", path);
  assert_int_equal(unlink(path), 0);
  touch(index, "beta.c");
  for (int i = 0; i < PATIENCE_MS && stamp_equal(&before, &after); i++) {
    uv_sleep(1);
    after = manifest_stamp(index);
  }
  assert_false(disk_is_complete(&place, "beta"));
  assert_true(disk_is_complete(&place, "alpha"));
  index_close(index);
  place_remove(&place);
}

static void closing_writes_what_is_little(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &NEVER);
  for (int i = 0; i < 5; i++) save_number(index, &place, i, i);
  index_close(index);
  assert_true(disk_is_complete(&place, "saved_4"));
  index = open_fresh(&place, &NEVER);
  assert_true(is_right(index, &place));
  index_close(index);
  place_remove(&place);
}

// ---- how much -----------------------------------------------------------------------------------

static void a_long_day_leaves_few_segments_and_little_waste(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &EAGER);
  for (int i = 0; i < 60 + random_rounds(340); i++) save_number(index, &place, i * 7 % 60, i);
  for (int i = 0; i < 60; i += 2) {
    char path[32], full[2048];
    snprintf(path, sizeof path, "d%d/f%d.c", i % 7, i);
    tree_path(&place.tree, path, full);
    assert_int_equal(unlink(full), 0);
    touch(index, path);
  }
  assert_true(comes_to(index, all_is_on_disk));
  assert_true(comes_to(index, has_few_segments));
  assert_true(is_right(index, &place));
  char path[1024];
  snprintf(path, sizeof path, "%s", directory(index));
  unsigned long bytes = bytes_in(path);
  index_close(index);
  shell("rm -rf '%s'", path);
  index_close(indexing_fresh(&place.tree, &place.cache));
  assert_true(bytes <= 2 * bytes_in(path) + 8 * (64 << 10));
  place_remove(&place);
}

static void a_sweep_spares_what_is_being_written(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &EAGER);
  for (int i = 0; i < 60; i++) { // refreshes sweep while flushes and merges write
    save_number(index, &place, i, i);
    if (i % 3 == 0) indexing_refresh(index);
  }
  assert_true(comes_to(index, all_is_on_disk));
  assert_true(is_right(index, &place));
  assert_true(is_quiet(index));
  index_close(index);
  index = indexing_open(&place.tree, &place.cache);
  assert_int_equal(indexing_count(index, "saved_59"), 1);
  index_close(index);
  place_remove(&place);
}

// ---- who does not write -------------------------------------------------------------------------

static void a_follower_merges_in_memory_and_writes_nothing(void **state) {
  (void)state;
  Place place = sample();
  Index *writer = open_fresh(&place, &NEVER);
  Index *follower = open_fresh(&place, &EAGER);
  unsigned long files = files_in(place.cache.root);
  for (int i = 0; i < 40; i++) save_number(follower, &place, i, i);
  assert_true(comes_to(follower, has_few_segments));
  assert_true(memory_segments(follower) > 0);
  assert_int_equal(files_in(place.cache.root), files);
  assert_true(is_right(follower, &place));
  index_close(writer); // it is the follower's now
  assert_true(comes_to(follower, is_writer));
  assert_true(comes_to(follower, all_is_on_disk));
  assert_true(comes_to_disk(&place, "saved_39"));
  index_close(follower);
  place_remove(&place);
}

static void read_only_merges_in_memory_and_writes_nothing(void **state) {
  (void)state;
  Place place = sample();
  index_close(open_fresh(&place, &NEVER));
  unsigned long files = files_in(place.cache.root);
  IndexOptions options = indexing_options(&place.tree, &place.cache);
  options.read_only = true;
  Index *index = indexing_open_with(&options);
  upkeep_set_delays(index, &EAGER);
  indexing_refresh(index);
  for (int i = 0; i < 20; i++) save_number(index, &place, i, i);
  assert_true(comes_to(index, has_few_segments));
  assert_int_equal(files_in(place.cache.root), files);
  assert_true(is_right(index, &place));
  index_close(index);
  assert_int_equal(files_in(place.cache.root), files);
  place_remove(&place);
}

// ---- what happens to the directory --------------------------------------------------------------

static void a_directory_that_is_removed_is_written_again(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &EAGER);
  shell("rm -rf '%s'", place.cache.root);
  save(index, &place, "gamma.c", "int gamma;\n");
  assert_true(comes_to(index, all_is_on_disk));
  assert_true(comes_to(index, is_quiet));
  assert_true(is_right(index, &place));
  assert_true(is_writer(index));
  assert_true(comes_to_disk(&place, "gamma"));
  assert_true(comes_to_disk(&place, "alpha")); // from what was mapped
  index_close(index);
  place_remove(&place);
}

static void a_directory_that_is_moved_is_left_alone(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &EAGER);
  shell("mv '%s' '%s.moved'", directory(index));
  char moved[1100];
  snprintf(moved, sizeof moved, "%s.moved", directory(index));
  unsigned long files = files_in(moved);
  save(index, &place, "gamma.c", "int gamma;\n");
  assert_true(comes_to(index, all_is_on_disk));
  assert_true(comes_to_disk(&place, "gamma"));
  assert_int_equal(files_in(moved), files);
  index_close(index);
  place_remove(&place);
}

static void a_segment_file_that_is_removed_is_written_again(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &EAGER);
  shell("rm '%s'/*.syms", directory(index));
  save(index, &place, "gamma.c", "int gamma;\n");
  assert_true(comes_to(index, all_is_on_disk));
  assert_true(comes_to(index, is_quiet));
  assert_true(comes_to(index, is_sound));
  assert_true(is_right(index, &place));
  assert_true(symbols_come_to_disk(&place, "alpha"));
  assert_true(symbols_come_to_disk(&place, "gamma"));
  index_close(index);
  place_remove(&place);
}

static void a_refresh_misses_a_removed_file_though_nothing_has_changed(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &EAGER);
  shell("rm '%s'/*.text", directory(index));
  assert_int_equal(index_check(index, indexing_ignore_line, NULL, NULL), STATUS_CORRUPT);
  indexing_refresh(index);
  assert_true(comes_to(index, all_is_on_disk));
  assert_true(comes_to_disk(&place, "alpha"));
  assert_int_equal(index_check(index, indexing_ignore_line, NULL, NULL), STATUS_OK);
  index_close(index);
  place_remove(&place);
}

static void who_lost_the_directory_to_another_follows_it(void **state) {
  (void)state;
  Place place = sample();
  Index *first = open_fresh(&place, &EAGER);
  shell("rm -rf '%s'", place.cache.root);
  Index *second = open_fresh(&place, &EAGER);
  assert_true(is_writer(second));
  save(first, &place, "gamma.c", "int gamma;\n");
  assert_true(comes_to(first, follows));
  assert_true(comes_to(first, is_quiet));
  touch(second, "gamma.c");
  assert_true(is_right(first, &place));
  assert_true(is_right(second, &place));
  assert_true(is_writer(second));
  index_close(second);
  assert_true(comes_to(first, is_writer));
  assert_true(comes_to(first, all_is_on_disk));
  assert_true(comes_to_disk(&place, "gamma"));
  index_close(first);
  place_remove(&place);
}

static void a_file_in_the_place_of_the_directory_is_waited_for(void **state) {
  (void)state;
  Place place = sample();
  Index *index = open_fresh(&place, &EAGER);
  char path[1024];
  snprintf(path, sizeof path, "%s", directory(index));
  shell("rm -rf '%s' && echo text > '%s'", path);
  save(index, &place, "gamma.c", "int gamma;\n");
  assert_true(comes_to(index, has_message));
  assert_int_equal(indexing_count(index, "gamma"), 1);
  uv_sleep(300);
  assert_true(has_message(index));
  shell("rm '%s'", path);
  assert_true(comes_to(index, all_is_on_disk));
  assert_true(comes_to(index, is_quiet));
  assert_true(comes_to_disk(&place, "gamma"));
  index_close(index);
  place_remove(&place);
}

static void a_cache_that_could_not_be_made_is_tried_again(void **state) {
  (void)state;
  Place place = sample();
  shell("rm -rf '%s' && echo text > '%s'", place.cache.root);
  Index *index = open_fresh(&place, &EAGER);
  assert_true(has_message(index));
  assert_int_equal(indexing_count(index, "alpha"), 1);
  shell("rm '%s'", place.cache.root);
  assert_true(comes_to(index, all_is_on_disk));
  assert_true(comes_to(index, is_quiet));
  assert_true(comes_to_disk(&place, "alpha"));
  index_close(index);
  place_remove(&place);
}

// ---- a full disk --------------------------------------------------------------------------------

static void limit_file_size(rlim_t bytes) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(90);
  limit.rlim_cur = bytes;
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(91);
}

static int full_disk_child(const Place *place) {
  signal(SIGXFSZ, SIG_IGN);
  Index *index = open_fresh(place, &EAGER);
  limit_file_size(50);
  tree_write_c(&place->tree, "g.c", "int gamma;\n");
  Str touched = STR("g.c");
  index_touch(index, &touched, 1);
  if (!comes_to(index, has_message)) return 1;
  if (indexing_count(index, "gamma") != 1 || memory_segments(index) != 1) return 2;
  uv_sleep(250); // it is tried again, in vain
  if (!has_message(index) || memory_segments(index) != 1) return 3;
  limit_file_size(RLIM_INFINITY);
  if (!comes_to(index, all_is_on_disk) || !comes_to(index, is_quiet)) return 4;
  if (!comes_to_disk(place, "gamma")) return 5;
  if (!is_right(index, place)) return 6;
  index_close(index);
  return 0;
}

static void a_full_disk_keeps_saves_in_memory_until_there_is_room(void **state) {
  (void)state;
  Place place = sample();
  fflush(NULL);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) _exit(full_disk_child(&place));
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  place_remove(&place);
}

static void closing_in_the_midst_of_it_all_harms_nothing(void **state) {
  (void)state;
  Place place = sample();
  for (int round = 0; round < random_rounds(20); round++) {
    Index *index = open_fresh(&place, &EAGER);
    for (int i = 0; i < round; i++) save_number(index, &place, i, round * 100 + i);
    index_close(index);
  }
  Index *index = indexing_fresh(&place.tree, &place.cache);
  assert_true(is_right(index, &place));
  index_close(index);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(saves_go_to_disk_when_they_rest),
      cmocka_unit_test(what_keeps_coming_is_written_after_the_longest_wait),
      cmocka_unit_test(many_saves_are_not_kept_waiting),
      cmocka_unit_test(a_large_batch_is_written_as_soon_as_it_is_in),
      cmocka_unit_test(a_batch_that_is_too_large_for_memory_goes_to_disk),
      cmocka_unit_test(a_segment_that_is_dead_altogether_keeps_nobody_busy),
      cmocka_unit_test(a_file_that_goes_is_dead_on_disk_too),
      cmocka_unit_test(closing_writes_what_is_little),
      cmocka_unit_test(a_long_day_leaves_few_segments_and_little_waste),
      cmocka_unit_test(a_sweep_spares_what_is_being_written),
      cmocka_unit_test(a_follower_merges_in_memory_and_writes_nothing),
      cmocka_unit_test(read_only_merges_in_memory_and_writes_nothing),
      cmocka_unit_test(a_directory_that_is_removed_is_written_again),
      cmocka_unit_test(a_directory_that_is_moved_is_left_alone),
      cmocka_unit_test(a_segment_file_that_is_removed_is_written_again),
      cmocka_unit_test(a_refresh_misses_a_removed_file_though_nothing_has_changed),
      cmocka_unit_test(who_lost_the_directory_to_another_follows_it),
      cmocka_unit_test(a_file_in_the_place_of_the_directory_is_waited_for),
      cmocka_unit_test(a_cache_that_could_not_be_made_is_tried_again),
      cmocka_unit_test(a_full_disk_keeps_saves_in_memory_until_there_is_room),
      cmocka_unit_test(closing_in_the_midst_of_it_all_harms_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
