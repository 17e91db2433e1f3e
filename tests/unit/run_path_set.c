// A set of paths: each once, the root instead of all, the root instead of too many.
#include "run/path_set.h"
#include "support/cmocka_all.h"

#include <stdio.h>

static void add(PathSet *set, const char *path) { path_set_add(set, str_from_c(path)); }

static void a_path_is_kept_once_in_order_of_coming(void **state) {
  (void)state;
  PathSet set = {.most = 10};
  for (int round = 0; round < 3; round++) {
    add(&set, "b");
    add(&set, "a/b");
    add(&set, "b");
    add(&set, "a");
    add(&set, "a/b");
    assert_int_equal(set.paths.count, 3);
    assert_true(str_equal(set.paths.items[0], STR("b")));
    assert_true(str_equal(set.paths.items[1], STR("a/b")));
    assert_true(str_equal(set.paths.items[2], STR("a")));
    path_set_clear(&set);
    assert_int_equal(set.paths.count, 0);
  }
  path_set_release(&set);
}

static void the_root_stands_for_all(void **state) {
  (void)state;
  PathSet set = {.most = 10};
  add(&set, "a");
  add(&set, "");
  add(&set, "b");
  assert_int_equal(set.paths.count, 1);
  assert_int_equal(set.paths.items[0].len, 0);
  path_set_clear(&set);
  add(&set, "b");
  assert_true(str_equal(set.paths.items[0], STR("b")));
  path_set_add_all(&set);
  path_set_add_all(&set);
  assert_int_equal(set.paths.count, 1);
  assert_true(set.whole);
  path_set_release(&set);
  path_set_add_all(&set); // a released set is as new
  assert_int_equal(set.paths.count, 1);
  path_set_release(&set);
}

static void more_than_the_most_are_the_root(void **state) {
  (void)state;
  enum { MOST = 3000 };
  PathSet set = {.most = MOST};
  for (int round = 0; round < 2; round++) {
    char path[32];
    for (int i = 0; i < MOST * 3; i++) {
      snprintf(path, sizeof path, "d%d/f%d", i % MOST % 7, i % MOST);
      add(&set, path);
    }
    size_t different = set.paths.count;
    assert_int_equal(different, MOST);
    assert_false(set.whole);
    add(&set, "d0/f0");
    assert_false(set.whole);
    add(&set, "one more");
    assert_true(set.whole);
    assert_int_equal(set.paths.count, 1);
    path_set_clear(&set);
  }
  path_set_release(&set);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_path_is_kept_once_in_order_of_coming),
      cmocka_unit_test(the_root_stands_for_all),
      cmocka_unit_test(more_than_the_most_are_the_root),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
