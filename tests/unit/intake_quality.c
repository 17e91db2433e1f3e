// The order in which files are shown before anything is known of their content.
#include "intake/quality.h"
#include "base/compiler.h"
#include "support/cmocka_all.h"

static void paths_are_put_into_the_class_people_would_put_them(void **state) {
  (void)state;
  static const struct {
    const char *path;
    QualityClass class;
  } cases[] = {
      {"main.c", QUALITY_OWN},
      {"src/latest/contest.py", QUALITY_OWN},
      {"src/attest.go", QUALITY_OWN},
      {"src/inspect.ts", QUALITY_OWN},
      {"CMakeLists.txt", QUALITY_OWN},
      {"python/requirements.txt", QUALITY_OWN},
      {"src/readme.c", QUALITY_DOCUMENTATION},
      {"src/readme_parser.c", QUALITY_OWN},
      {"README", QUALITY_DOCUMENTATION},
      {"README.md", QUALITY_DOCUMENTATION},
      {"Documentation/admin/x.c", QUALITY_DOCUMENTATION},
      {"docs/conf.py", QUALITY_DOCUMENTATION},
      {"examples/a/main.go", QUALITY_DOCUMENTATION},
      {"COPYING", QUALITY_DOCUMENTATION},
      {"tests/unit/a.c", QUALITY_TEST},
      {"src/test_a.py", QUALITY_TEST},
      {"src/a_test.go", QUALITY_TEST},
      {"src/a.test.ts", QUALITY_TEST},
      {"src/a.spec.js", QUALITY_TEST},
      {"src/FooTest.java", QUALITY_TEST},
      {"src/FooTests.cs", QUALITY_TEST},
      {"lib/kasan_kunit.c", QUALITY_TEST},
      {"pkg/foo_test/data.c", QUALITY_TEST},
      {"src/Latest.java", QUALITY_OWN},
      {"conftest.py", QUALITY_TEST},
      {"vendor/a/b.go", QUALITY_VENDORED},
      {"web/node_modules/x/test/index.js", QUALITY_VENDORED},
      {"Third_Party/a.cc", QUALITY_VENDORED},
      {"api/a.pb.go", QUALITY_GENERATED},
      {"api/a_pb2.py", QUALITY_GENERATED},
      {"vendor/jquery.min.js", QUALITY_GENERATED},
      {"yarn.lock", QUALITY_GENERATED},
      {"package-lock.json", QUALITY_GENERATED},
      {"src/parser_generated.rs", QUALITY_GENERATED},
      {"a/__generated__/x.ts", QUALITY_GENERATED},
      {"src/Form.Designer.cs", QUALITY_GENERATED},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    QualityClass got = quality_class(quality_of(str_from_c(cases[i].path), 100));
    if (got != cases[i].class) fail_msg("%s: %d, not %d", cases[i].path, got, cases[i].class);
  }
}

static int compare(const char *a, uint64_t a_size, const char *b, uint64_t b_size) {
  Str x = str_from_c(a), y = str_from_c(b);
  return quality_compare(quality_of(x, a_size), x, quality_of(y, b_size), y);
}

static void better_classes_then_shallower_paths_then_earlier_names_come_first(void **state) {
  (void)state;
  static const struct {
    const char *path;
    uint64_t size;
  } ordered[] = {{"a.c", 1},          {"z.c", 1},       {"a/a.c", 1},      {"a/b/c/d.c", 1},
                 {"README", 1},       {"doc/a.c", 1},   {"tests/a.c", 1},  {"tests/x/a.c", 1},
                 {"vendor/a.c", 1},   {"yarn.lock", 1}, {"a/b.min.js", 1}, {"big.c", 1 << 20},
                 {"a/big.c", 1 << 30}};
  for (size_t i = 0; i < COUNT_OF(ordered); i++) {
    for (size_t j = 0; j < COUNT_OF(ordered); j++) {
      int order = compare(ordered[i].path, ordered[i].size, ordered[j].path, ordered[j].size);
      if ((order > 0) - (order < 0) == (i > j) - (i < j)) continue;
      fail_msg("%s and %s are in the wrong order", ordered[i].path, ordered[j].path);
    }
  }
}

static void text_that_looks_generated_moves_a_file_down_never_up(void **state) {
  (void)state;
  Quality own = quality_of(STR("a/b/c.c"), 1), huge = quality_of(STR("a.c"), 1 << 20);
  assert_int_equal(quality_class(quality_generated(own)), QUALITY_GENERATED);
  assert_int_equal(quality_generated(huge), huge);
  assert_true(quality_generated(quality_of(STR("c.c"), 1)) < quality_generated(own));
}

static void absurd_depths_do_not_change_the_class(void **state) {
  (void)state;
  char path[2048];
  for (size_t i = 0; i + 1 < sizeof path; i++) path[i] = i % 2 ? '/' : 'a';
  path[sizeof path - 1] = 'c';
  Quality deep = quality_of(str_make(path, sizeof path), 1);
  assert_int_equal(quality_class(deep), QUALITY_OWN);
  assert_true(deep < quality_of(STR("README"), 1));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(paths_are_put_into_the_class_people_would_put_them),
      cmocka_unit_test(better_classes_then_shallower_paths_then_earlier_names_come_first),
      cmocka_unit_test(text_that_looks_generated_moves_a_file_down_never_up),
      cmocka_unit_test(absurd_depths_do_not_change_the_class),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
