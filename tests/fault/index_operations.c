// Every operation on the file system fails once, and every one from some moment on: the library goes on
// without it, and when the system is well again, a refresh makes everything right.
#define _GNU_SOURCE
#include "support/life.h"

static const char *const LITERALS[] = {"alpha", "needle", "changed", NULL};

static void begin(const Life *life) {
  const Tree *tree = &life->place.tree;
  life_move(life, "lib", "src");
  tree_write_c(tree, "src/a.c", "int alpha(void) { return needle; }\n");
  tree_write_c(tree, "src/b.py", "def alpha():\n    return needle\n");
  tree_write_c(tree, ".gitignore", "ignored.c\n");
  tree_write_c(tree, ".git/HEAD", "ref: refs/heads/main\n");
  tree_write_c(tree, "ignored.c", "int needle;\n");
  life_delete(life, "src/c.c");
  life_delete(life, "src/d.c");
}

static void is_built(Life *life) {
  life->first = life_open(life);
  life_refresh(life->first);
  life_ask(life->first);
}

static void is_opened_again(Life *life) {
  index_close(life->first);
  life->first = life_open(life);
  life_ask(life->first);
  life_refresh(life->first);
}

static void sees_a_save(Life *life) {
  life_write(life, "src/a.c", "int changed;\n");
  life_touch(life->first, "src/a.c");
  life_ask(life->first);
}

static void sees_a_move(Life *life) {
  life_move(life, "src", "lib");
  life_touch(life->first, "src");
  life_touch(life->first, "lib");
  life_ask(life->first);
}

static void is_followed(Life *life) {
  life->second = life_open(life);
  life_ask(life->second);
  life_refresh(life->second);
  life_write(life, "lib/c.c", "int changed_twice = needle;\n");
  life_touch(life->second, "lib/c.c");
  life_refresh(life->first);
  life_refresh(life->second);
  life_ask(life->second);
}

static void is_handed_on(Life *life) {
  index_close(life->first);
  life->first = NULL;
  if (!life->second) life->second = life_open(life);
  life_write(life, "lib/c.c", "int changed = needle + 1;\n");
  life_refresh(life->second);
}

static void loses_its_directory(Life *life) {
  life_empty_cache(life);
  life_write(life, "lib/d.c", "int changed = needle + 2;\n");
  life_refresh(life->second);
  life_ask(life->second);
}

static void (*const STEPS[])(Life *) = {
    is_built,    is_opened_again, sees_a_save,         sees_a_move,
    is_followed, is_handed_on,    loses_its_directory, NULL};

static void any_operation_may_fail_once(void **state) {
  (void)state;
  Life life = {.literals = LITERALS, .begin = begin, .steps = STEPS};
  life_fail_each(&life, false, 1);
}

static void any_operation_and_all_after_it_may_fail(void **state) {
  (void)state;
  Life life = {.literals = LITERALS, .begin = begin, .steps = STEPS};
  life_fail_each(&life, true, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_operation_may_fail_once),
      cmocka_unit_test(any_operation_and_all_after_it_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
