// An indexing process killed at any moment leaves an index that opens, is sound and can be
// finished.
#include "support/indexing.h"
#include "support/random.h"

#include <signal.h>
#include <sys/wait.h>

static const char *const LITERALS[] = {"alpha", "needle", "changed", NULL};
enum { FILES = 150, SECONDS = 12 };

static void write_file(const Tree *tree, int i, const char *word) {
  char path[64];
  Buf text = {0};
  snprintf(path, sizeof path, "d%d/f%d.c", i % 9, i);
  for (int k = 0; k < 20; k++)
    buf_printf(&text, "int %s_%d_%d(void) { return needle; }\n", word, i, k);
  tree_write(tree, path, buf_str(&text));
  buf_release(&text);
}

static _Noreturn void child(const Place *place) {
  Index *index = indexing_open(&place->tree, &place->cache);
  for (;;) { // refreshes and commits until it is killed
    indexing_refresh(index);
    write_file(&place->tree, rand() % FILES, "changed");
  }
}

static void kill_one(const Place *place, Random *random) {
  fflush(NULL);
  pid_t process = fork();
  assert_true(process >= 0);
  if (process == 0) child(place);
  uv_sleep(random_below(random, 60));
  assert_int_equal(kill(process, SIGKILL), 0);
  assert_int_equal(waitpid(process, NULL, 0), process);
}

static void a_process_killed_at_any_moment_leaves_a_sound_index(void **state) {
  (void)state;
  Random random = random_seeded("killed");
  int64_t end = os_monotonic_ns() + (int64_t)SECONDS * 1000000000;
  int kills = 0;
  while (os_monotonic_ns() < end) {
    Place place = place_make();
    for (int i = 0; i < FILES; i++) write_file(&place.tree, i, "alpha");
    for (int k = 0; k < 10 && os_monotonic_ns() < end; k++, kills++) {
      kill_one(&place, &random);
      Index *index = indexing_open(&place.tree, &place.cache);
      assert_true(indexing_status(index).writer); // the lock went with the process
      Error error = {.message = ""};
      Status status = index_check(index, indexing_ignore_line, NULL, &error);
      if (status != STATUS_OK && status != STATUS_NOT_FOUND) fail_msg("%s", error.message);
      if (k % 3 == 0) { // else what one left is for the next one to go on from
        indexing_refresh(index);
        assert_true(indexing_is_right(index, &place.tree, LITERALS));
      }
      index_close(index);
    }
    place_remove(&place);
  }
  printf("%d kills\n", kills);
  assert_true(kills > 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_process_killed_at_any_moment_leaves_a_sound_index)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
