// Looking at single paths says what a walk of the whole tree says of them, whatever has happened to the
// tree since the last look: as long as rule files that are written in place are announced.
#include "base/array.h"
#include "format/intern.h"
#include "intake/walk.h"
#include "support/cmocka_all.h"
#include "support/random.h"
#include "support/tree.h"

static const char *const NAMES[] = {"a", "b", "c.o", ".h", "d"};
static const char *const RULES[] = {"*.o\n",          "a/\n",  "/b\n!b/c.o\n",
                                    "*\n!*/\n!c.o\n", "!.h\n", "d/a\n"};
static const char *const RULE_FILES[] = {".gitignore", ".ignore"};

typedef struct {
  Tree tree;
  Random random;
  Walker *walker;
  WalkLook *look;
  Intern files, entered; // what a walk finds
} Scene;

static void random_path(Scene *scene, char out[64]) {
  int used = 0;
  for (uint32_t depth = random_below(&scene->random, 4) + 1; depth > 0; depth--) {
    const char *name = NAMES[random_below(&scene->random, COUNT_OF(NAMES))];
    used += snprintf(out + used, 64 - (size_t)used, "%s%s", used ? "/" : "", name);
  }
}

static void remove_path(Scene *scene, const char *path) {
  char full[2048], command[2100];
  tree_path(&scene->tree, path, full);
  snprintf(command, sizeof command, "rm -rf '%s'", full);
  assert_int_equal(system(command), 0);
}

// Makes a file, a directory or a symlink there, whatever is in its way.
static void make_something(Scene *scene) {
  char path[64], part[64], full[2048];
  random_path(scene, path);
  snprintf(part, sizeof part, "%s", path);
  for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
    FileInfo info;
    *slash = '\0';
    tree_path(&scene->tree, part, full);
    if (os_stat_link(full, &info, NULL) == STATUS_OK && info.kind != FILE_DIRECTORY) {
      remove_path(scene, part);
    }
    *slash = '/';
  }
  remove_path(scene, path);
  switch (random_below(&scene->random, 6)) {
  case 0: tree_directory(&scene->tree, path); break;
  case 1:
    if (!strchr(path, '/')) tree_link(&scene->tree, path, "d");
    break;
  default: tree_write_c(&scene->tree, path, "text\n");
  }
}

static void forget_rules(Scene *scene) {
  static const WalkOptions options = {0};
  walk_look_free(scene->look);
  walker_close(scene->walker);
  assert_int_equal(walker_open(scene->tree.root, &options, &scene->walker, NULL), STATUS_OK);
  scene->look = walk_look_new(scene->walker);
}

static void change_rules(Scene *scene) {
  char path[64], full[2048], rule[80];
  FileInfo info;
  random_path(scene, path);
  tree_path(&scene->tree, path, full);
  bool there = os_stat_link(full, &info, NULL) == STATUS_OK && info.kind == FILE_DIRECTORY;
  const char *name = RULE_FILES[random_below(&scene->random, COUNT_OF(RULE_FILES))];
  snprintf(rule, sizeof rule, "%s/%s", there ? path : ".", name);
  if (random_below(&scene->random, 3) == 0) {
    remove_path(scene, rule);
  } else {
    tree_write_c(&scene->tree, rule, RULES[random_below(&scene->random, COUNT_OF(RULES))]);
  }
  forget_rules(scene);
}

static void move_something(Scene *scene) {
  char from[64], to[64], full_from[2048], full_to[2048];
  random_path(scene, from);
  random_path(scene, to);
  tree_path(&scene->tree, from, full_from);
  tree_path(&scene->tree, to, full_to);
  rename(full_from, full_to); // with the rules in it; where that is not possible, nothing happens
}

static void take_file(void *user, const WalkedFile *file) {
  intern_number(&((Scene *)user)->files, file->path);
}

typedef struct {
  Scene *scene;
  ARRAY(WalkTask *) tasks;
} Tasks;

static void sink_file(void *user, const WalkedFile *file) {
  take_file(((Tasks *)user)->scene, file);
}

static void sink_directory(void *user, WalkTask *task) {
  Tasks *tasks = user;
  array_push(&tasks->tasks, task);
}

static void walk(Scene *scene) {
  Tasks tasks = {.scene = scene};
  WalkSink sink = {.user = &tasks, .file = sink_file, .directory = sink_directory};
  WalkResult result = {0};
  intern_release(&scene->files);
  intern_release(&scene->entered);
  sink_directory(&tasks, walker_root_task(scene->walker));
  while (tasks.tasks.count) {
    WalkTask *task = tasks.tasks.items[--tasks.tasks.count];
    intern_number(&scene->entered, walk_task_path(task));
    walk_directory(scene->walker, task, &sink, &result);
  }
  array_free(&tasks.tasks);
}

static WalkSight expected(const Scene *scene, Str path) {
  uint32_t number;
  if (intern_find(&scene->files, path, &number)) return WALK_FILE;
  return intern_find(&scene->entered, path, &number) ? WALK_DIRECTORY : WALK_NOTHING;
}

static void look_at(Scene *scene, Str path) {
  FileInfo info;
  WalkTask *task;
  WalkSight sight = walk_look(scene->look, path, &info, &task);
  if (sight != expected(scene, path)) {
    fail_msg("%.*s: %d and not %d", STR_ARGS(path), sight, expected(scene, path));
  }
  if (sight == WALK_DIRECTORY) {
    assert_true(str_equal(walk_task_path(task), path));
    walk_task_free(task);
  }
}

static void look_around(Scene *scene) {
  walk(scene);
  walk_look_again(scene->look);
  for (uint32_t i = 0; i < scene->files.count; i++) look_at(scene, scene->files.strings[i]);
  for (uint32_t i = 0; i < scene->entered.count; i++) look_at(scene, scene->entered.strings[i]);
  for (int i = 0; i < 60; i++) {
    char path[64];
    random_path(scene, path);
    look_at(scene, str_from_c(path));
  }
  look_at(scene, STR(".git"));
  look_at(scene, STR("a/../b"));
}

static void a_look_says_what_a_walk_says(void **state) {
  (void)state;
  enum { TREES = 12, ROUNDS = 40 };
  Random random = random_seeded("look");
  for (int t = 0; t < TREES; t++) {
    Scene scene = {.tree = tree_make(), .random = random};
    if (t % 2) tree_directory(&scene.tree, ".git");
    forget_rules(&scene);
    for (int i = 0; i < 20; i++) make_something(&scene);
    for (int round = 0; round < ROUNDS; round++) {
      switch (random_below(&scene.random, 4)) {
      case 0: change_rules(&scene); break;
      case 1: move_something(&scene); break;
      default: make_something(&scene);
      }
      look_around(&scene);
    }
    random = scene.random;
    walk_look_free(scene.look);
    walker_close(scene.walker);
    intern_release(&scene.files);
    intern_release(&scene.entered);
    tree_remove(&scene.tree);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_look_says_what_a_walk_says)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
