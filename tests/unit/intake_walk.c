// What a walk delivers, on small trees made for the purpose.
#include "intake/walk.h"
#include "support/cmocka_all.h"
#include "support/tree.h"

#include <pthread.h>

typedef struct {
  char *names[64];
  size_t count;
  uint64_t bytes;
} Found;

static void found_file(void *user, const WalkedFile *file) {
  Found *found = user;
  found->bytes += file->info.stamp.size;
  if (found->count == COUNT_OF(found->names)) fail_msg("too many files");
  char *name = xmalloc(file->path.len + 1);
  memcpy(name, file->path.ptr, file->path.len + 1); // NUL-terminated, as promised
  found->names[found->count++] = name;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void expect_found(Found *found, const char *expected) {
  Buf list = {0};
  if (found->count) qsort(found->names, found->count, sizeof found->names[0], by_name);
  for (size_t i = 0; i < found->count; i++) {
    buf_printf(&list, "%s%s", i ? " " : "", found->names[i]);
    free(found->names[i]);
  }
  buf_byte(&list, '\0');
  assert_string_equal(list.data, expected);
  buf_release(&list);
}

static WalkResult walk_with(const Tree *tree, const char *path, WalkOptions options,
                            const char *expected) {
  char root[2048];
  tree_path(tree, path, root);
  Walker *walker;
  Error error;
  if (walker_open(root, &options, &walker, &error) != STATUS_OK) fail_msg("%s", error.message);
  WalkResult result = {0};
  Found found = {0};
  walk_tree(walker, found_file, &found, &result);
  walker_close(walker);
  assert_int_equal(result.files, found.count);
  expect_found(&found, expected);
  return result;
}

static WalkResult walk(const Tree *tree, const char *path, const char *expected) {
  return walk_with(tree, path, (WalkOptions){0}, expected);
}

static void files_come_with_their_stamp_and_relative_path(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "r/a/b/c.txt", "12345");
  tree_write_c(&tree, "r/d.txt", "678");
  WalkResult result = walk(&tree, "r", "a/b/c.txt d.txt");
  assert_int_equal(result.directories, 3);
  assert_int_equal(result.failures, 0);
  walk(&tree, "r/a/", "b/c.txt");
  tree_remove(&tree);
}

static void hidden_entries_are_left_out_unless_asked_for_or_included_by_a_rule(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "r/.hidden", "");
  tree_write_c(&tree, "r/.dir/x", "");
  tree_write_c(&tree, "r/.keep", "");
  tree_write_c(&tree, "r/.ignore", "!.keep\n");
  WalkResult result = walk(&tree, "r", ".keep");
  assert_int_equal(result.ignored, 3);
  walk_with(&tree, "r", (WalkOptions){.hidden = true}, ".dir/x .hidden .ignore .keep");
  walk_with(&tree, "r", (WalkOptions){.no_ignore = true}, "");
  tree_remove(&tree);
}

static void gitignore_counts_in_a_repository_only(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "r/.gitignore", "*.log\nout/\n");
  tree_write_c(&tree, "r/a.log", "");
  tree_write_c(&tree, "r/out/x", "");
  tree_write_c(&tree, "r/sub/b.log", "");
  walk(&tree, "r", "a.log out/x sub/b.log");
  tree_directory(&tree, "r/.git");
  walk(&tree, "r", "");
  tree_write_c(&tree, "r/sub/.gitignore", "!b.log");
  walk(&tree, "r", "sub/b.log");
  tree_write_c(&tree, "r/.ignore", "b.*");
  walk(&tree, "r", "");
  walk_with(&tree, "r", (WalkOptions){.no_ignore = true}, "a.log out/x sub/b.log");
  tree_remove(&tree);
}

static void rules_of_parent_directories_count_up_to_the_repository(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, ".gitignore", "a.c\n");
  tree_write_c(&tree, ".ignore", "z.c\n");
  tree_write_c(&tree, "r/.gitignore", "*.log\n/sub/only.c\n");
  tree_directory(&tree, "r/.git");
  tree_write_c(&tree, "r/sub/a.c", "");
  tree_write_c(&tree, "r/sub/z.c", "");
  tree_write_c(&tree, "r/sub/a.log", "");
  tree_write_c(&tree, "r/sub/only.c", "");
  walk(&tree, "r/sub", "a.c");
  tree_remove(&tree);
}

static void excludes_files_of_repository_and_user_count(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, ".test-home/.config/git/ignore", "*.def\n");
  tree_write_c(&tree, "r/.git/info/exclude", "*.exc\n");
  tree_write_c(&tree, "r/x.exc", "");
  tree_write_c(&tree, "r/x.def", "");
  tree_write_c(&tree, "r/x.own", "");
  tree_write_c(&tree, "plain/x.def", "");
  walk(&tree, "r", "x.own");
  walk(&tree, "plain", "x.def");
  tree_write_c(&tree, ".test-home/more", "[Core]\nexcludesfile = ~/mine\n");
  tree_write_c(&tree, ".test-home/.gitconfig", "[include] path = more\n");
  tree_write_c(&tree, ".test-home/mine", "*.own\n");
  walk(&tree, "r", "x.def");
  tree_write_c(&tree, "r/.git/config", "[core]\n excludesFile = x.def\n ignoreCase\n");
  tree_write_c(&tree, "r/x.def", "X.DEF\n");
  walk(&tree, "r", "x.own");
  tree_remove(&tree);
}

static void nested_repositories_and_worktrees_have_their_own_rules(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "r/.gitignore", "*.log\n");
  tree_write_c(&tree, "r/.git/info/exclude", "*.exc\n");
  tree_write_c(&tree, "r/sub/.git/info/exclude", "s.c\n");
  tree_write_c(&tree, "r/sub/s.c", "");
  tree_write_c(&tree, "r/sub/s.log", "");
  tree_write_c(&tree, "r/.git/worktrees/wt/commondir", "../..\n");
  tree_write_c(&tree, "r/wt/.git", "gitdir: ../.git/worktrees/wt\n");
  tree_write_c(&tree, "r/wt/w.exc", "");
  tree_write_c(&tree, "r/wt/w.log", "");
  tree_write_c(&tree, "r/.git/modules/m/info/exclude", "m.c\n");
  tree_write_c(&tree, "r/m/.git", "gitdir: ../.git/modules/m\n");
  tree_write_c(&tree, "r/m/m.c", "");
  tree_write_c(&tree, "r/m/m.exc", "");
  tree_write_c(&tree, "r/broken/.git", "nonsense");
  tree_write_c(&tree, "r/broken/b.log", "");
  WalkResult result = walk(&tree, "r", "broken/b.log m/m.exc sub/s.log wt/w.log");
  assert_int_equal(result.failures, 0);
  walk_with(&tree, "r", (WalkOptions){.hidden = true, .no_ignore = true},
            ".gitignore broken/b.log m/m.c m/m.exc sub/s.c sub/s.log wt/w.exc wt/w.log");
  tree_remove(&tree);
}

static void symlinks_are_followed_only_on_request_and_loops_are_cut(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "r/a/x.c", "1");
  tree_link(&tree, "r/file", "a/x.c");
  tree_link(&tree, "r/dir", "a");
  tree_link(&tree, "r/a/up", "..");
  tree_link(&tree, "r/nowhere", "missing");
  WalkResult result = walk(&tree, "r", "a/x.c");
  assert_int_equal(result.symlinks, 4);
  result = walk_with(&tree, "r", (WalkOptions){.follow_symlinks = true}, "a/x.c dir/x.c file");
  assert_int_equal(result.loops, 2);
  assert_int_equal(result.symlinks, 1);
  tree_remove(&tree);
}

static void what_is_no_file_is_counted_and_left_out(void **state) {
  (void)state;
  Tree tree = tree_make();
  char pipe[2048];
  tree_write_c(&tree, "r/x", "");
  tree_path(&tree, "r/pipe", pipe);
  assert_int_equal(mkfifo(pipe, 0600), 0);
  WalkResult result = walk(&tree, "r", "x");
  assert_int_equal(result.specials, 1);
  tree_remove(&tree);
}

static void unreadable_directories_are_reported_and_do_not_stop_the_walk(void **state) {
  (void)state;
  bool superuser = geteuid() == 0; // who could read everything
  if (superuser && seteuid(65534) != 0) skip();
  Tree tree = tree_make();
  char closed[2048];
  tree_write_c(&tree, "r/closed/x", "");
  tree_write_c(&tree, "r/open/x", "");
  tree_path(&tree, "r/closed", closed);
  chmod(closed, 0);
  WalkResult result = walk(&tree, "r", "open/x");
  assert_int_equal(result.failures, 1);
  assert_non_null(strstr(result.messages[0], "closed"));
  if (superuser) assert_int_equal(seteuid(0), 0);
  tree_remove(&tree);
}

static void oversized_rule_files_are_reported_and_not_applied(void **state) {
  (void)state;
  Tree tree = tree_make();
  Buf rules = {0};
  while (rules.len <= 1 << 20) buf_str_put(&rules, STR("*.c\n"));
  tree_write(&tree, "r/.ignore", buf_str(&rules));
  tree_write_c(&tree, "r/x.c", "");
  WalkResult result = walk(&tree, "r", "x.c");
  assert_int_equal(result.failures, 1);
  assert_non_null(strstr(result.messages[0], ".ignore"));
  buf_release(&rules);
  tree_remove(&tree);
}

static void add_number(void *user, const WalkedFile *file) {
  uint64_t number = 0;
  assert_true(str_to_u64(str_slice(file->path, 0, file->path.len - 2), &number));
  *(uint64_t *)user += number;
}

static void directories_with_more_entries_than_a_batch_are_delivered_once(void **state) {
  (void)state;
  enum { ENTRIES = 5000 };
  Tree tree = tree_make();
  char path[64], root[2048];
  tree_write_c(&tree, "r/.ignore", "*7.c\n");
  for (int i = 0; i < ENTRIES; i++) {
    snprintf(path, sizeof path, "r/%d.c", i);
    tree_path(&tree, path, root);
    FILE *file = fopen(root, "w");
    assert_non_null(file);
    fclose(file);
  }
  tree_path(&tree, "r", root);
  Walker *walker;
  WalkOptions options = {0};
  assert_int_equal(walker_open(root, &options, &walker, NULL), STATUS_OK);
  WalkResult result = {0};
  uint64_t sum = 0;
  walk_tree(walker, add_number, &sum, &result);
  assert_int_equal(result.files, ENTRIES / 10 * 9);
  uint64_t all = (uint64_t)ENTRIES * (ENTRIES - 1) / 2;
  uint64_t left_out = (uint64_t)(7 + ENTRIES - 3) * (ENTRIES / 10) / 2;
  assert_int_equal(sum, all - left_out);
  walker_close(walker);
  tree_remove(&tree);
}

static void count_file(void *user, const WalkedFile *file) {
  size_t *longest = user;
  if (file->path.len > *longest) *longest = file->path.len;
}

// Made from the bottom up by renaming, since no single path to the bottom is short enough to name.
static void trees_deeper_than_any_path_are_walked_to_the_bottom(void **state) {
  (void)state;
  enum { DEPTH = 600 };
  Tree tree = tree_make();
  char name[101], root[2048], here[2048], inner[4096];
  memset(name, 'd', 100);
  name[100] = '\0';
  tree_write_c(&tree, "r/d0/bottom.c", "x");
  for (int i = 1; i <= DEPTH; i++) {
    char above[32], from[32];
    snprintf(above, sizeof above, "r/d%d", i);
    snprintf(from, sizeof from, "r/d%d", i - 1);
    tree_directory(&tree, above);
    tree_path(&tree, from, here);
    tree_path(&tree, above, root);
    snprintf(inner, sizeof inner, "%s/%s", root, name);
    assert_int_equal(rename(here, inner), 0);
  }
  tree_path(&tree, "r", root);
  Walker *walker;
  WalkOptions options = {0};
  WalkResult result = {0};
  size_t longest = 0;
  assert_int_equal(walker_open(root, &options, &walker, NULL), STATUS_OK);
  walk_tree(walker, count_file, &longest, &result);
  walker_close(walker);
  assert_int_equal(result.files, 1);
  assert_int_equal(result.failures, 0);
  assert_int_equal(longest, strlen("d600/") + DEPTH * 101 + strlen("bottom.c"));
  tree_remove(&tree);
}

// A queue of tasks as run/ has it, in its simplest form.
typedef struct {
  const Walker *walker;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  WalkTask *tasks[256];
  size_t count, running;
  WalkResult result;
} SharedWalk;

static void shared_directory(void *user, WalkTask *task) {
  SharedWalk *walk = user;
  pthread_mutex_lock(&walk->lock);
  assert_true(walk->count < COUNT_OF(walk->tasks));
  walk->tasks[walk->count++] = task;
  pthread_cond_signal(&walk->changed);
  pthread_mutex_unlock(&walk->lock);
}

static void shared_file(void *user, const WalkedFile *file) {
  (void)user;
  assert_true(file->info.stamp.size == 1);
}

static void *shared_worker(void *user) {
  SharedWalk *walk = user;
  WalkSink sink = {.user = walk, .file = shared_file, .directory = shared_directory};
  WalkResult result = {0};
  pthread_mutex_lock(&walk->lock);
  while (walk->count || walk->running) {
    if (!walk->count) {
      pthread_cond_wait(&walk->changed, &walk->lock);
      continue;
    }
    WalkTask *task = walk->tasks[--walk->count];
    walk->running++;
    pthread_mutex_unlock(&walk->lock);
    walk_directory(walk->walker, task, &sink, &result);
    pthread_mutex_lock(&walk->lock);
    walk->running--;
  }
  walk_result_add(&walk->result, &result);
  pthread_cond_broadcast(&walk->changed);
  pthread_mutex_unlock(&walk->lock);
  return NULL;
}

static void threads_sharing_a_walk_deliver_the_same_files(void **state) {
  (void)state;
  Tree tree = tree_make();
  char path[64], root[2048];
  tree_directory(&tree, "r/.git");
  tree_write_c(&tree, "r/.gitignore", "*.o\n");
  for (int i = 0; i < 200; i++) {
    snprintf(path, sizeof path, "r/%d/%d/x.%c", i % 10, i % 20, i % 3 ? 'o' : 'c');
    tree_write_c(&tree, path, "1");
    snprintf(path, sizeof path, "r/%d/.gitignore", i % 10);
    tree_write_c(&tree, path, i % 2 ? "!*.o\n" : "*.c\n");
  }
  tree_path(&tree, "r", root);
  Walker *walker;
  WalkOptions options = {.follow_symlinks = true};
  assert_int_equal(walker_open(root, &options, &walker, NULL), STATUS_OK);
  WalkResult alone = {0};
  walk_tree(walker, shared_file, NULL, &alone);
  SharedWalk walk = {.walker = walker};
  pthread_mutex_init(&walk.lock, NULL);
  pthread_cond_init(&walk.changed, NULL);
  shared_directory(&walk, walker_root_task(walker));
  pthread_t threads[3];
  for (size_t i = 0; i < COUNT_OF(threads); i++) {
    assert_int_equal(pthread_create(&threads[i], NULL, shared_worker, &walk), 0);
  }
  for (size_t i = 0; i < COUNT_OF(threads); i++) pthread_join(threads[i], NULL);
  assert_true(walk.result.files > 10);
  assert_int_equal(walk.result.files, alone.files);
  assert_int_equal(walk.result.directories, alone.directories);
  assert_int_equal(walk.result.ignored, alone.ignored);
  pthread_cond_destroy(&walk.changed);
  pthread_mutex_destroy(&walk.lock);
  walker_close(walker);
  tree_remove(&tree);
}

static void a_cancelled_walk_stops_and_says_so(void **state) {
  (void)state;
  Tree tree = tree_make();
  atomic_bool cancelled;
  atomic_init(&cancelled, true);
  tree_write_c(&tree, "r/x", "");
  WalkResult result = walk_with(&tree, "r", (WalkOptions){.cancelled = &cancelled}, "");
  assert_true(result.cancelled);
  tree_remove(&tree);
}

typedef struct {
  const Walker *walker;
  Found found;
  size_t directories;
} OneDirectory;

static void one_file(void *user, const WalkedFile *file) {
  found_file(&((OneDirectory *)user)->found, file);
}

static void one_directory(void *user, WalkTask *task) {
  ((OneDirectory *)user)->directories++;
  walk_task_free(task);
}

static void a_directory_can_be_looked_at_again_by_its_path(void **state) {
  (void)state;
  Tree tree = tree_make();
  char root[2048];
  tree_directory(&tree, "r/.git");
  tree_write_c(&tree, "r/.gitignore", "*.log\nout/\n");
  tree_write_c(&tree, "r/a/.gitignore", "/b/skip\n");
  tree_write_c(&tree, "r/a/b/x.c", "");
  tree_write_c(&tree, "r/a/b/skip", "");
  tree_write_c(&tree, "r/a/b/x.log", "");
  tree_write_c(&tree, "r/a/b/c/y", "");
  tree_write_c(&tree, "r/out/x", "");
  tree_write_c(&tree, "r/.hid/x", "");
  tree_link(&tree, "r/link", "a");
  tree_path(&tree, "r", root);
  OneDirectory one = {0};
  Walker *walker;
  WalkOptions options = {0};
  assert_int_equal(walker_open(root, &options, &walker, NULL), STATUS_OK);
  WalkTask *task;
  assert_int_equal(walker_task(walker, STR("a/b"), &task, NULL), STATUS_OK);
  assert_true(str_equal(walk_task_path(task), STR("a/b")));
  WalkResult result = {0};
  WalkSink sink = {.user = &one, .file = one_file, .directory = one_directory};
  walk_directory(walker, task, &sink, &result);
  expect_found(&one.found, "a/b/x.c");
  assert_int_equal(one.directories, 1);
  static const char *const refused[] = {"out",     ".hid", ".git",    "link",
                                        "a/b/x.c", "none", "a/none/b"};
  for (size_t i = 0; i < COUNT_OF(refused); i++) {
    assert_int_equal(walker_task(walker, str_from_c(refused[i]), &task, NULL), STATUS_NOT_FOUND);
  }
  static const char *const wrong[] = {"..", "a/../a", "a//b", "/a", "./a"};
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    assert_int_equal(walker_task(walker, str_from_c(wrong[i]), &task, NULL), STATUS_INVALID);
  }
  assert_int_equal(walker_task(walker, STR(""), &task, NULL), STATUS_OK);
  assert_true(str_equal(walk_task_path(task), STR("")));
  walk_task_free(task);
  walker_close(walker);
  tree_remove(&tree);
}

static void roots_that_are_no_directory_are_refused(void **state) {
  (void)state;
  Tree tree = tree_make();
  Walker *walker;
  Error error;
  WalkOptions options = {0};
  char path[2048];
  tree_write_c(&tree, "file", "");
  tree_path(&tree, "file", path);
  assert_int_equal(walker_open(path, &options, &walker, &error), STATUS_INVALID);
  tree_path(&tree, "missing", path);
  assert_int_equal(walker_open(path, &options, &walker, &error), STATUS_NOT_FOUND);
  tree_remove(&tree);
}

static void results_of_threads_add_up(void **state) {
  (void)state;
  WalkResult a = {.files = 2, .failures = 7}, b = {.files = 3, .failures = 3, .cancelled = true};
  strcpy(b.messages[0], "first of b");
  strcpy(b.messages[1], "second of b");
  walk_result_add(&a, &b);
  assert_int_equal(a.files, 5);
  assert_int_equal(a.failures, 10);
  assert_string_equal(a.messages[7], "first of b");
  assert_true(a.cancelled);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(files_come_with_their_stamp_and_relative_path),
      cmocka_unit_test(hidden_entries_are_left_out_unless_asked_for_or_included_by_a_rule),
      cmocka_unit_test(gitignore_counts_in_a_repository_only),
      cmocka_unit_test(rules_of_parent_directories_count_up_to_the_repository),
      cmocka_unit_test(excludes_files_of_repository_and_user_count),
      cmocka_unit_test(nested_repositories_and_worktrees_have_their_own_rules),
      cmocka_unit_test(symlinks_are_followed_only_on_request_and_loops_are_cut),
      cmocka_unit_test(what_is_no_file_is_counted_and_left_out),
      cmocka_unit_test(unreadable_directories_are_reported_and_do_not_stop_the_walk),
      cmocka_unit_test(oversized_rule_files_are_reported_and_not_applied),
      cmocka_unit_test(directories_with_more_entries_than_a_batch_are_delivered_once),
      cmocka_unit_test(trees_deeper_than_any_path_are_walked_to_the_bottom),
      cmocka_unit_test(threads_sharing_a_walk_deliver_the_same_files),
      cmocka_unit_test(a_cancelled_walk_stops_and_says_so),
      cmocka_unit_test(a_directory_can_be_looked_at_again_by_its_path),
      cmocka_unit_test(roots_that_are_no_directory_are_refused),
      cmocka_unit_test(results_of_threads_add_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
