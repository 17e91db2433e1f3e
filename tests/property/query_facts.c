// What facts say is changed is what `git status` says, over random histories: edited, staged, untracked.
// TREELINE_SEED repeats a run.
#include "intake/walk.h"
#include "query/facts.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/random.h"
#include "support/tree.h"

#include "base/array.h"

typedef ARRAY(char *) Lines;

static void lines_free(Lines *lines) {
  for (size_t i = 0; i < lines->count; i++) free(lines->items[i]);
  array_free(lines);
}

static int by_bytes(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has(const Lines *lines, const char *line) {
  return lines->count && bsearch(&line, lines->items, lines->count, sizeof(char *), by_bytes);
}

static void git(const Tree *tree, const char *where, const char *format, ...) PRINTF_LIKE(3, 4);
static void git(const Tree *tree, const char *where, const char *format, ...) {
  char words[1024], command[4096];
  va_list args;
  va_start(args, format);
  vsnprintf(words, sizeof words, format, args);
  va_end(args);
  snprintf(command, sizeof command,
           "cd '%s/%s' && git -c user.name=a -c user.email=a@b -c commit.gpgsign=false "
           "-c protocol.file.allow=always %s >/dev/null 2>&1",
           tree->root, where, words);
  if (system(command) != 0) fail_msg("%s", command);
}

// Paths that git calls changed, staged or not.
static Lines status_by_git(const Tree *tree, const char *where) {
  char command[2048], line[2048];
  Lines lines = {0};
  snprintf(command, sizeof command,
           "cd '%s/%s' && git -c core.fileMode=false -c core.quotePath=false "
           "status --porcelain --no-renames -uall -z | tr '\\0' '\\n'",
           tree->root, where);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  while (fgets(line, sizeof line, pipe)) {
    line[strcspn(line, "\n")] = '\0';
    if (strlen(line) > 3) array_push(&lines, strdup(line + 3));
  }
  assert_int_equal(pclose(pipe), 0);
  if (lines.count) qsort(lines.items, lines.count, sizeof(char *), by_bytes);
  return lines;
}

typedef struct {
  Arena arena;
  ARRAY(MemoryFile) files;
} Walked;

static void take_file(void *user, const WalkedFile *file) {
  Walked *walked = user;
  MemoryFile one = {.path = arena_dup(&walked->arena, file->path), .text = STR("")};
  array_push(&walked->files, one);
}

// Of a snapshot with all files that a walk finds.
static Facts *facts_of(const char *root) {
  Walked walked = {.files = {0}};
  WalkOptions options = {.hidden = false};
  WalkResult result = {0};
  Walker *walker;
  assert_int_equal(walker_open(root, &options, &walker, NULL), STATUS_OK);
  walk_tree(walker, take_file, &walked, &result);
  walker_close(walker);
  Snapshot *snapshot = memory_snapshot(str_from_c(root));
  memory_tree_add(snapshot, walked.files.items, (uint32_t)walked.files.count, 0, NULL);
  Facts *facts = facts_load_snapshot(snapshot);
  snapshot_unref(snapshot);
  array_free(&walked.files);
  arena_release(&walked.arena);
  return facts;
}

typedef struct {
  const Facts *facts;
  const Lines *changed;
  size_t files, wrong, found;
} Comparison;

static void compare_file(void *user, const WalkedFile *file) {
  Comparison *c = user;
  c->files++;
  bool wanted = has(c->changed, file->path.ptr);
  bool found = facts_changed(c->facts, file->path, &file->info.stamp);
  c->found += found;
  if (wanted == found) return;
  print_error("%s: %s by git\n", file->path.ptr, wanted ? "changed" : "unchanged");
  c->wrong++;
}

// Of all files that a walk finds; returns how many are changed.
static size_t check(const Tree *tree, const char *where) {
  char root[2048];
  tree_path(tree, where, root);
  size_t length = strlen(root);
  while (root[length - 1] == '/' || root[length - 1] == '.') root[--length] = '\0';
  // Before git's own look, which writes the index when it finds times that are right after all.
  Facts *facts = facts_of(root);
  Lines changed = status_by_git(tree, where);
  Comparison comparison = {.facts = facts, .changed = &changed};
  WalkOptions options = {.hidden = false};
  WalkResult result = {0};
  Walker *walker;
  assert_int_equal(walker_open(root, &options, &walker, NULL), STATUS_OK);
  walk_tree(walker, compare_file, &comparison, &result);
  walker_close(walker);
  if (comparison.wrong) fail_msg("%zu of %zu files", comparison.wrong, comparison.files);
  facts_free(facts);
  lines_free(&changed);
  return comparison.found;
}

static const char *const names[] = {"a.c",
                                    "b.c",
                                    "d/a.c",
                                    "d/e/x.h",
                                    "d/e/y.h",
                                    "f/g/h/z.py",
                                    "f/z.py",
                                    "\xC3\xA9t\xC3\xA9.c",
                                    "with space.txt",
                                    "ignored.o",
                                    "d/ignored.o",
                                    "a",
                                    "b",
                                    "zz/1",
                                    "zz/2",
                                    "zz/3"};

static void write_random(Random *random, const Tree *tree, const char *path) {
  char text[64];
  uint32_t length = random_below(random, 4);
  for (uint32_t i = 0; i < length; i++) text[i] = (char)('a' + random_below(random, 3));
  tree_write(tree, path, str_make(text, length));
}

static bool is_there(const Tree *tree, const char *path) {
  char full[2048];
  tree_path(tree, path, full);
  return access(full, F_OK) == 0;
}

static void change(Random *random, const Tree *tree) {
  const char *path = names[random_below(random, COUNT_OF(names))];
  const char *other = names[random_below(random, COUNT_OF(names))];
  char full[2048], target[2048];
  tree_path(tree, path, full);
  tree_path(tree, other, target);
  bool there = is_there(tree, path);
  switch (random_below(random, 13)) {
  case 0:
  case 1:
  case 2: write_random(random, tree, path); break;
  case 3:
    if (there) remove(full);
    break;
  case 4:
    if (there && is_there(tree, other)) rename(full, target);
    break;
  case 5:
    if (there) chmod(full, random_below(random, 2) ? 0755 : 0644);
    break;
  case 6: git(tree, ".", "add -A"); break;
  case 7:
    git(tree, ".", "add -A");
    git(tree, ".", "commit -q --allow-empty -m x");
    break;
  case 9: git(tree, ".", "gc -q"); break; // from now on objects are packed
  case 10:
    if (there && !strstr(path, "ignored")) git(tree, ".", "add '%s'", path);
    break;
  case 11: git(tree, ".", "reset -q --soft HEAD~1 2>/dev/null || true"); break;
  case 12: git(tree, ".", "reset -q 2>/dev/null || true"); break;
  case 8:
    if (there && !strstr(path, "ignored")) git(tree, ".", "add -N '%s'", path);
    break;
  }
}

static void what_is_changed_is_what_git_says(void **state) {
  Random *random = *state;
  size_t changed = 0;
  for (int round = 0; round < 10; round++) {
    Tree tree = tree_make();
    git(&tree, ".", "init -q %s", round % 5 == 4 ? "--object-format=sha256" : "");
    tree_write_c(&tree, ".gitignore", "*.o\n");
    git(&tree, ".", "config index.version %d", 2 + round % 3);
    git(&tree, ".", "config core.fileMode false");
    for (int step = 0; step < 25; step++) {
      for (uint32_t n = 1 + random_below(random, 4); n > 0; n--) change(random, &tree);
      if (step % 3 == 0) changed += check(&tree, ".");
    }
    tree_remove(&tree);
  }
  print_message("%zu changed files\n", changed);
  assert_true(changed > 50);
}

// ---- where repositories are ---------------------------------------------------------------------

static void expect_repository(const Facts *facts, const char *path, const char *wanted) {
  Str directory;
  if (!facts_repo(facts, str_from_c(path), &directory)) {
    if (wanted) fail_msg("%s is in no repository", path);
  } else if (!wanted || !str_equal(directory, str_from_c(wanted))) {
    fail_msg("%s is in %.*s", path, STR_ARGS(directory));
  }
}

static Facts *load(const Tree *tree, const char *where) {
  char root[2048];
  tree_path(tree, where, root);
  if (!*where) root[strlen(root) - 1] = '\0';
  return facts_of(root);
}

static void repositories_are_found_below_and_around_the_root(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "outer/a.c", "a");
  tree_write_c(&tree, "outer/lib/b.c", "b");
  tree_write_c(&tree, "outer/lib/inner/c.c", "c");
  tree_write_c(&tree, "outer/lib/inner/deep/d.c", "d");
  tree_write_c(&tree, "loose/e.c", "e");
  git(&tree, "outer", "init -q");
  git(&tree, "outer/lib/inner", "init -q");
  git(&tree, "outer/lib/inner", "add -A");
  git(&tree, "outer/lib/inner", "commit -q -m x");
  git(&tree, "outer", "add a.c lib/b.c");
  git(&tree, "outer", "commit -q -m x");
  git(&tree, "outer", "worktree add ../tree");
  tree_write_c(&tree, "sub/s.c", "s");
  git(&tree, "sub", "init -q");
  git(&tree, "sub", "add -A");
  git(&tree, "sub", "commit -q -m x");
  git(&tree, "outer", "submodule add ../sub lib/sub");

  Facts *facts = load(&tree, "");
  expect_repository(facts, "loose/e.c", NULL);
  expect_repository(facts, "e.c", NULL);
  expect_repository(facts, "outer/a.c", "outer");
  expect_repository(facts, "outer/lib/b.c", "outer");
  expect_repository(facts, "outer/lib/inner/c.c", "outer/lib/inner");
  expect_repository(facts, "outer/lib/inner/deep/d.c", "outer/lib/inner");
  expect_repository(facts, "outer/lib/inner/new/d.c", "outer/lib/inner");
  expect_repository(facts, "outer/lib/sub/s.c", "outer/lib/sub");
  expect_repository(facts, "tree/a.c", "tree");
  assert_int_equal(facts_root_name(facts).len, 0);
  Stamp stamp = {.size = 1};
  assert_false(facts_changed(facts, STR("loose/e.c"), &stamp));
  assert_true(facts_changed(facts, STR("outer/new.c"), &stamp));
  assert_true(facts_changed(facts, STR("outer/lib/inner/new.c"), &stamp));
  assert_false(facts_are_stale(facts));
  tree_write_c(&tree, "outer/more.c", "more");
  git(&tree, "outer", "add more.c");
  assert_true(facts_are_stale(facts));
  facts_free(facts);

  facts = load(&tree, "outer/lib"); // the root lies inside a repository
  expect_repository(facts, "b.c", "");
  expect_repository(facts, "inner/c.c", "inner");
  assert_true(str_equal(facts_root_name(facts), STR("outer")));
  facts_free(facts);
  check(&tree, "outer/lib/inner");
  check(&tree, "tree");
  assert_int_equal(check(&tree, "outer/lib/sub"), 0);
  tree_write_c(&tree, "outer/lib/sub/s.c", "t"); // of the same size, at once
  assert_int_equal(check(&tree, "outer/lib/sub"), 1);
  tree_remove(&tree);
}

// A root inside a repository sees the files of the repository by their paths from the root.
static void files_of_a_repository_around_the_root_are_known(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "r/x/y/a.c", "a");
  tree_write_c(&tree, "r/x/y/b.c", "b");
  git(&tree, "r", "init -q");
  git(&tree, "r", "add -A");
  git(&tree, "r", "commit -q -m x");
  tree_write_c(&tree, "r/x/y/b.c", "longer");
  Facts *facts = load(&tree, "r/x");
  FileInfo a, b;
  char path[2048];
  tree_path(&tree, "r/x/y/a.c", path);
  assert_int_equal(os_stat(path, &a, NULL), STATUS_OK);
  tree_path(&tree, "r/x/y/b.c", path);
  assert_int_equal(os_stat(path, &b, NULL), STATUS_OK);
  assert_false(facts_changed(facts, STR("y/a.c"), &a.stamp));
  assert_true(facts_changed(facts, STR("y/b.c"), &b.stamp));
  assert_true(facts_changed(facts, STR("y/c.c"), &a.stamp));
  facts_free(facts);
  tree_remove(&tree);
}

static void an_index_that_is_not_understood_says_nothing(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "a.c", "a");
  git(&tree, ".", "init -q");
  Facts *facts = load(&tree, ""); // nothing recorded yet
  Stamp stamp = {.size = 1};
  assert_true(facts_changed(facts, STR("a.c"), &stamp));
  facts_free(facts);
  git(&tree, ".", "add -A");
  git(&tree, ".", "update-index --split-index");
  facts = load(&tree, "");
  expect_repository(facts, "a.c", "");
  assert_false(facts_changed(facts, STR("new.c"), &stamp));
  facts_free(facts);
  git(&tree, ".", "update-index --no-split-index");
  tree_write_c(&tree, ".git/index", "DIRC\0\0\0\2 and no more");
  facts = load(&tree, "");
  assert_false(facts_changed(facts, STR("new.c"), &stamp));
  facts_free(facts);
  tree_write_c(&tree, "no/.git/readme", "a directory of that name is no repository");
  facts = load(&tree, "no");
  expect_repository(facts, "x.c", "");
  facts_free(facts);
  tree_remove(&tree);
}

int main(void) {
  Random random = random_seeded("query_facts");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(what_is_changed_is_what_git_says, &random),
      cmocka_unit_test(repositories_are_found_below_and_around_the_root),
      cmocka_unit_test(files_of_a_repository_around_the_root_are_known),
      cmocka_unit_test(an_index_that_is_not_understood_says_nothing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
