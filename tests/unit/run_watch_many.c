// Watching many directories: limits, bursts, lost events, closing in the middle.
#include "run/watch.h"
#include "base/log.h"
#include "support/indexing.h"
#include "support/watching.h"

#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define PATHS(...) ((const char *const[]){__VA_ARGS__, NULL})

static Watching start(void) { return (Watching){.tree = indexing_tree()}; }

// ---- limits -------------------------------------------------------------------------------------

static void a_limit_leaves_out_the_deepest_until_there_is_room(void **state) {
  (void)state;
  Watching on = start();
  tree_directory(&on.tree, "a/b/c");
  tree_directory(&on.tree, "d/e");
  watching_open(&on, 4);
  const char *const all[] = {"a/b/c", "a/b", "d/e", "d", "a", "", NULL};
  WatchCounts counts = watching_set(&on, all);
  assert_int_equal(counts.state, WATCH_PARTIAL);
  assert_int_equal(counts.watched, 4);
  assert_int_equal(counts.unwatched, 2);
  tree_write_c(&on.tree, "a/b/c/unseen", "");
  tree_write_c(&on.tree, "d/seen", "");
  assert_told(&on, "d/seen");
  assert_int_equal(watching_told(&on, "a/b/c/unseen"), 0);
  watch_drop(on.watch, STR("d"));
  counts = watching_settled(&on);
  assert_int_equal(counts.watched + counts.unwatched, 4);
  counts = watching_set(&on, PATHS("", "a", "a/b", "a/b/c"));
  assert_int_equal(counts.state, WATCH_ALL);
  assert_int_equal(counts.watched, 4);
  tree_write_c(&on.tree, "a/b/c/seen", "");
  assert_told(&on, "a/b/c/seen");
  watching_close(&on);
}

static void no_descriptor_left_means_unwatched_and_is_tried_again(void **state) {
  (void)state;
  Watching on = start();
  watching_open(&on, 0);
  struct rlimit before, tight;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  tight = before;
  int lowest_free = dup(0);
  assert_true(lowest_free > 0);
  close(lowest_free);
  tight.rlim_cur = (rlim_t)lowest_free;
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &tight), 0);
  WatchCounts counts = watching_set(&on, PATHS(""));
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
  assert_int_equal(counts.state, WATCH_PARTIAL);
  assert_int_equal(counts.unwatched, 1);
  counts = watching_set(&on, PATHS(""));
  assert_int_equal(counts.state, WATCH_ALL);
  watching_catch_up(&on);
  watching_close(&on);
}

// `groups` times 50 directories "g/3/7", and those above them, as paths that live as long as `arena`.
static size_t many_directories(const Tree *tree, int groups, Arena *arena, Str paths[2100]) {
  size_t count = 0;
  paths[count++] = STR("");
  paths[count++] = STR("g");
  for (int i = 0; i < groups; i++) {
    paths[count++] = arena_printf(arena, "g/%d", i);
    for (int j = 0; j < 50; j++) {
      paths[count] = arena_printf(arena, "g/%d/%d", i, j);
      tree_directory(tree, paths[count++].ptr);
    }
  }
  return count;
}

// ---- the system's limit, in a user namespace of its own ------------------------------------------

enum { SYSTEM_LIMIT = 20 };

static int warnings;

static void count_warning(void *user, LogLevel level, const char *message) {
  (void)user;
  if (level == LOG_WARNING && strstr(message, "fs.inotify.max_user_watches")) warnings++;
}

static void what_the_system_refuses_is_counted_and_tried_again(void **state) {
  (void)state;
  Watching on = start();
  Arena arena = {0};
  Str paths[2100];
  size_t count = many_directories(&on.tree, 2, &arena, paths);
  log_set_sink(count_warning, NULL, LOG_WARNING);
  watching_open(&on, 0);
  for (int round = 0; round < 3; round++) {
    watch_set(on.watch, paths, count);
    WatchCounts counts = watching_settled(&on);
    assert_int_equal(counts.state, WATCH_PARTIAL);
    assert_int_equal(counts.watched, SYSTEM_LIMIT);
    assert_int_equal(counts.unwatched, count - SYSTEM_LIMIT);
  }
  tree_write_c(&on.tree, "g/1/seen", ""); // the shallow ones are watched
  assert_told(&on, "g/1/seen");
  assert_int_equal(watching_set(&on, PATHS("", "g", "g/0", "g/1", "g/1/49")).state, WATCH_ALL);
  tree_write_c(&on.tree, "g/1/49/seen", "");
  assert_told(&on, "g/1/49/seen");
  watching_close(&on);
  assert_int_equal(warnings, 1);
  log_set_sink(NULL, NULL, LOG_WARNING);
  arena_release(&arena);
}

static int run_limited(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_the_system_refuses_is_counted_and_tried_again),
  };
  return cmocka_run_group_tests_name("limited", tests, NULL, NULL);
}

// In a user namespace of its own, which may set its own limit; where none may be made, as in many containers,
// there is nothing to try it in.
static void the_systems_limit_is_no_error(void **state) {
  (void)state;
  char self[1024], command[1400];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length <= 0) skip();
  self[length] = '\0';
  snprintf(command, sizeof command,
           "unshare -Ur true || exit 77; unshare -Ur sh -c 'echo %d > "
           "/proc/sys/user/max_inotify_watches || exit 77; "
           "exec \"$0\" limited' '%s' 2>&1",
           SYSTEM_LIMIT, self);
  int result = system(command);
  if (result == -1 || !WIFEXITED(result)) fail();
  if (WEXITSTATUS(result) == 77 || WEXITSTATUS(result) == 127) skip();
  assert_int_equal(WEXITSTATUS(result), 0);
}

// ---- many ---------------------------------------------------------------------------------------

static void two_thousand_directories_are_placed_and_named_as_one(void **state) {
  (void)state;
  Watching on = start();
  Arena arena = {0};
  Str paths[2100];
  size_t count = many_directories(&on.tree, 40, &arena, paths);
  watching_open(&on, 0);
  watch_set(on.watch, paths, count);
  assert_int_equal(watching_settled(&on).watched, count);
  assert_int_equal(on.witness.told.count, 1);
  assert_int_equal(watching_told(&on, ""), 1);
  for (int i = 0; i < 40; i += 3) {
    char file[64];
    snprintf(file, sizeof file, "g/%d/%d/file", i, 49 - i);
    tree_write_c(&on.tree, file, "");
    assert_told(&on, file);
  }
  tree_rename(&on.tree, "g", "h");
  assert_told(&on, "h");
  watching_catch_up(&on);
  assert_int_equal(watching_settled(&on).watched, 1);
  arena_release(&arena);
  watching_close(&on);
}

static void ten_thousand_changes_at_once_are_all_told(void **state) {
  (void)state;
  Watching on = start();
  char from[64] = "f", to[64];
  tree_write_c(&on.tree, from, "");
  watching_open(&on, 0);
  watching_set(&on, PATHS(""));
  for (int i = 0; i < 10000; i++) { // two events each
    snprintf(to, sizeof to, "f%d", i);
    tree_rename(&on.tree, from, to);
    memcpy(from, to, sizeof from);
  }
  while (!watching_told(&on, "f9999") && !watching_told(&on, "")) uv_sleep(1);
  watching_catch_up(&on);
  for (int i = 0; i < 10000; i++) { // by their names, or, of too many in one call, by the root's
    snprintf(to, sizeof to, "f%d", i);
    assert_true(watching_told(&on, to) || watching_told(&on, ""));
  }
  watching_forget(&on);
  watching_catch_up(&on); // and all is as before
  watching_close(&on);
}

static uint64_t system_queue(void) {
  unsigned long long size = 0;
  FILE *file = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
  if (!file) return 0;
  if (fscanf(file, "%llu", &size) != 1) size = 0;
  fclose(file);
  return size;
}

static void lost_events_are_noticed_and_every_directory_is_placed_anew(void **state) {
  (void)state;
  uint64_t queue = system_queue();
  if (queue == 0 || queue > 100000) skip();
  Watching on = start();
  tree_write_c(&on.tree, "noise/a", "");
  tree_write_c(&on.tree, "noise/b", "");
  tree_directory(&on.tree, "again");
  watching_open(&on, 0);
  watching_set(&on, PATHS("", "again", "noise"));
  watching_block_inside(&on);
  for (uint64_t i = 0; i < queue; i++) { // no event like the one before it: those count as one
    tree_chmod(&on.tree, i % 2 ? "noise/a" : "noise/b", i % 4 < 2 ? 0600 : 0640);
  }
  tree_unlink(&on.tree, "again"); // is lost
  tree_directory(&on.tree, "again");
  watching_block(&on, false);
  assert_told(&on, "");
  watching_settled(&on);
  watching_set(&on, PATHS("", "again", "noise"));
  watching_forget(&on);
  tree_write_c(&on.tree, "again/file", "");
  assert_told(&on, "again/file");
  watching_close(&on);
}

// ---- closing ------------------------------------------------------------------------------------

typedef struct {
  const Tree *tree;
  atomic_bool stop;
  atomic_int changes;
} Storm;

static void storm(void *user) {
  Storm *on = user;
  for (unsigned i = 0; !atomic_load(&on->stop); i++) {
    tree_chmod(on->tree, i % 2 ? "a" : "b", i % 4 < 2 ? 0600 : 0640);
    atomic_fetch_add(&on->changes, 1);
  }
}

static void it_closes_while_events_pour_in(void **state) {
  (void)state;
  for (int round = 0; round < 10; round++) {
    Watching on = start();
    tree_write_c(&on.tree, "a", "");
    tree_write_c(&on.tree, "b", "");
    watching_open(&on, 0);
    watching_set(&on, PATHS(""));
    Storm storming = {.tree = &on.tree};
    uv_thread_t thread;
    assert_int_equal(uv_thread_create(&thread, storm, &storming), 0);
    assert_told(&on, "a");
    while (atomic_load(&storming.changes) < 500 * round) uv_sleep(1);
    int64_t began = os_monotonic_ns();
    watch_close(on.watch);
    on.watch = NULL;
    assert_true(os_monotonic_ns() - began < (int64_t)WAIT_MS * 1000000); // the storm goes on
    atomic_store(&storming.stop, true);
    uv_thread_join(&thread);
    watching_close(&on);
  }
}

static void it_closes_while_directories_are_being_placed(void **state) {
  (void)state;
  Tree tree = indexing_tree();
  Arena arena = {0};
  Str paths[2100];
  size_t count = many_directories(&tree, 8, &arena, paths);
  for (int round = 0; round < 20; round++) {
    Watching on = {.tree = tree};
    watching_open(&on, 0);
    watch_set(on.watch, paths, count);
    watch_drop(on.watch, STR("g/3"));
    watch_add(on.watch, paths, count);
    if (round % 2) uv_sleep((unsigned)round / 4);
    watch_close(on.watch);
    on.watch = NULL;
    watching_forget(&on);
    array_free(&on.witness.told);
    uv_mutex_destroy(&on.witness.mutex);
    uv_cond_destroy(&on.witness.changed);
  }
  arena_release(&arena);
  tree_remove(&tree);
  watch_close(NULL);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "limited") == 0) return run_limited();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_limit_leaves_out_the_deepest_until_there_is_room),
      cmocka_unit_test(no_descriptor_left_means_unwatched_and_is_tried_again),
      cmocka_unit_test(the_systems_limit_is_no_error),
      cmocka_unit_test(two_thousand_directories_are_placed_and_named_as_one),
      cmocka_unit_test(ten_thousand_changes_at_once_are_all_told),
      cmocka_unit_test(lost_events_are_noticed_and_every_directory_is_placed_anew),
      cmocka_unit_test(it_closes_while_events_pour_in),
      cmocka_unit_test(it_closes_while_directories_are_being_placed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
