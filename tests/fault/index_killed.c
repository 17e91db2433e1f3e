// An indexing process killed at any moment leaves an index that opens, is sound and can be finished:
// while it builds, compares, takes in what was touched, commits, flushes, merges.
#include "support/indexing.h"
#include "support/random.h"
#include "support/strays.h"

#include <signal.h>
#include <sys/wait.h>

static const char *const LITERALS[] = {"alpha", "needle", "changed", NULL};

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { FILES = 60, KILLS = 50, SECONDS = 20 };
#else
enum { FILES = 120, KILLS = 200, SECONDS = 20 };
#endif

static void file_path(int i, char path[64]) { snprintf(path, 64, "d%d/f%d.c", i % 9, i); }

static void write_file(const Tree *tree, int i, const char *word) {
  char path[64];
  Buf text = {0};
  file_path(i, path);
  for (int k = 0; k < 20; k++) {
    buf_printf(&text, "int %s_%d_%d(void) { return needle; }\n", word, i, k);
  }
  tree_write(tree, path, buf_str(&text));
  buf_release(&text);
}

// ---- lives that end by a signal -----------------------------------------------------------------

typedef void (*Life)(Index *index, const Place *place, Random *random);

// Builds, and compares again and again.
static void compare(Index *index, const Place *place, Random *random) {
  indexing_refresh(index);
  write_file(&place->tree, (int)random_below(random, FILES), "changed");
}

// Saves one file after another, each into memory first.
static void save(Index *index, const Place *place, Random *random) {
  char path[64];
  int i = (int)random_below(random, FILES);
  file_path(i, path);
  write_file(&place->tree, i, "changed");
  Str touched = str_from_c(path);
  index_touch(index, &touched, 1);
  if (!index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS)) _exit(1);
}

// Changes half of the tree at once.
static void check_out(Index *index, const Place *place, Random *random) {
  const char *word = random_below(random, 2) ? "changed" : "alpha";
  for (int i = 0; i < FILES; i += 2) write_file(&place->tree, i, word);
  indexing_refresh(index);
}

// Memory goes to disk at once, and is merged there.
static const UpkeepDelays EAGER = {.rest = 1000000, .longest = 3000000, .retry = 1000000};

static _Noreturn void child(const Place *place, Life life, Random random) {
  setenv("CMOCKA_TEST_ABORT", "1", 1);
  Index *index = indexing_open(&place->tree, &place->cache);
  upkeep_set_delays(index, &EAGER);
  index_refresh(index);
  for (;;) life(index, place, &random);
}

static void kill_one(const Place *place, Life life, Random *random) {
  fflush(NULL);
  uint32_t delay_ms = random_below(random, 70);
  pid_t process = fork();
  assert_true(process >= 0);
  if (process == 0) child(place, life, *random);
  uv_sleep(delay_ms);
  int status;
  assert_int_equal(kill(process, SIGKILL), 0);
  assert_int_equal(waitpid(process, &status, 0), process);
  assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL); // and of nothing else before
}

// ---- who comes after ----------------------------------------------------------------------------

static void find_sound(const Place *place, bool finish) {
  Index *index = indexing_open(&place->tree, &place->cache);
  IndexStatus status = indexing_status(index);
  assert_true(status.writer); // the lock went with the process
  Error error = {.message = ""};
  Status sound = index_check(index, indexing_ignore_line, NULL, &error);
  if (sound != STATUS_OK && sound != STATUS_NOT_FOUND) fail_msg("%s", error.message);
  indexing_count(index, "needle");
  indexing_symbol_count(index, "");
  if (finish) { // else what one left is for the next one to go on from
    indexing_refresh(index);
    assert_true(indexing_is_right(index, &place->tree, LITERALS));
  }
  index_close(index);
  if (finish) assert_int_equal(strays_count(status.directory), 0);
}

// A slow machine comes to a quarter of them, however long that takes.
static bool kills_more(int kills, int64_t end_ns) {
  int wanted = os_monotonic_ns() < end_ns ? KILLS : KILLS / 4;
  return kills < wanted;
}

static void a_process_killed_at_any_moment_leaves_a_sound_index(void **state) {
  (void)state;
  static const Life lives[] = {compare, save, check_out};
  Random random = random_seeded("killed");
  int64_t end = os_monotonic_ns() + (int64_t)SECONDS * 1000000000;
  int kills = 0;
  while (kills_more(kills, end)) {
    Place place = place_make();
    for (int i = 0; i < FILES; i++) write_file(&place.tree, i, "alpha");
    for (int k = 0; k < 10 && kills_more(kills, end); k++, kills++) {
      random_next(&random);
      kill_one(&place, lives[random_below(&random, COUNT_OF(lives))], &random);
      find_sound(&place, k % 3 == 0 || k == 9);
    }
    place_remove(&place);
  }
  printf("%d kills\n", kills);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_process_killed_at_any_moment_leaves_a_sound_index)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
