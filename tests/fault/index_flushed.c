// Operations on the file system fail while memory is flushed and segments are merged. Such a life takes its
// time, so a run of this program takes every third operation, beginning with any.
#define _GNU_SOURCE
#include "support/life.h"

static const char *const LITERALS[] = {"alpha", "needle", "saved", NULL};
enum { FILES = 10, CHANGES = 7, SAVES = 2 };

static const char *path_of(int i, char path[32]) {
  snprintf(path, 32, "d%d/f%d.c", i % 2, i);
  return path;
}

static void begin(const Life *life) {
  char path[32];
  for (int i = 0; i < FILES; i++) {
    life_write(life, path_of(i, path), "int alpha(void) { return needle; }\n");
  }
}

static void is_built(Life *life) {
  life->first = life_open(life);
  life_refresh(life->first);
}

// Until all is on disk, or the disk refuses.
static void rest(Index *index) {
  for (int ms = 0; index && ms < 50; ms++) {
    IndexStatus status = indexing_status(index);
    if (status.memory_segments == 0 || status.message[0]) return;
    uv_sleep(1);
  }
}

static void change(const Life *life, int i) {
  char path[32], text[64];
  snprintf(text, sizeof text, "int saved_%d = needle;\n", i);
  life_write(life, path_of(i, path), text);
}

// A small segment each, most of them from a comparison, which is quicker: enough to be merged.
static void sees_changes(Life *life) {
  for (int i = 0; i < CHANGES; i++) {
    change(life, i);
    life_refresh(life->first);
  }
  for (int i = CHANGES; i < CHANGES + SAVES; i++) {
    char path[32];
    change(life, i);
    life_touch(life->first, path_of(i, path));
    rest(life->first);
  }
  life_ask(life->first);
}

// What is mostly dead is written again.
static void sees_deletions(Life *life) {
  char path[32];
  for (int i = 0; i < 6; i++) life_delete(life, path_of(i, path));
  life_touch(life->first, "d0");
  life_touch(life->first, "d1");
  uv_sleep(4);
  rest(life->first);
  life_ask(life->first);
}

// Closing flushes.
static void is_closed_with_a_save(Life *life) {
  life_write(life, "d0/last.c", "int saved_last = needle;\n");
  life_touch(life->first, "d0/last.c");
  index_close(life->first);
  life->first = life_open(life);
  life_ask(life->first);
  life_refresh(life->first);
}

static void (*const STEPS[])(Life *) = {is_built, sees_changes, sees_deletions,
                                        is_closed_with_a_save, NULL};
static const UpkeepDelays EAGER = {
    .rest = 1000000, .longest = 5000000, .retry = 2000000, .retry_most = 10000000};

static void any_operation_of_flushing_and_merging_may_fail(void **state) {
  (void)state;
  Life life = {.literals = LITERALS, .begin = begin, .steps = STEPS, .delays = EAGER};
  life_fail_each(&life, false, 3);
}

static void any_of_them_and_all_after_it_may_fail(void **state) {
  (void)state;
  Life life = {.literals = LITERALS, .begin = begin, .steps = STEPS, .delays = EAGER};
  life_fail_each(&life, true, 12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_operation_of_flushing_and_merging_may_fail),
      cmocka_unit_test(any_of_them_and_all_after_it_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
