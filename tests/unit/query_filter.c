#include "query/filter.h"

#include "intake/language.h"
#include "support/cmocka_all.h"

static bool passes(FilterField field, const char *value, const char *path) {
  Filter filter;
  Error error;
  if (filter_make(field, str_from_c(value), &filter, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  Str p = str_from_c(path);
  return filter_matches_path(&filter, p, (uint8_t)language_detect(p, STR(""), STR("")));
}

typedef struct {
  FilterField field;
  const char *value, *path;
  bool passes;
} Case;

static const Case cases[] = {
    {FILTER_FILE, "main", "src/main.c", true},
    {FILTER_FILE, "src/m", "src/main.c", true},
    {FILTER_FILE, "MAIN", "src/main.c", false}, // a capital: case counts
    {FILTER_FILE, "main", "src/MAIN.c", true},
    {FILTER_FILE, "*.c", "src/main.c", true},
    {FILTER_FILE, "*.c", "src/main.cc", false},
    {FILTER_FILE, "m?in.*", "src/main.c", true},
    {FILTER_FILE, "src/*.c", "src/main.c", true},
    {FILTER_FILE, "src/*.c", "src/a/main.c", false},
    {FILTER_FILE, "src/**.c", "src/a/main.c", true},
    {FILTER_FILE, "[a-m]*.c", "src/main.c", true},
    {FILTER_FILE, "[!a-m]*.c", "src/main.c", false},
    {FILTER_DIR, "net", "net/core/sock.c", true},
    {FILTER_DIR, "core", "net/core/sock.c", true},
    {FILTER_DIR, "net/core", "a/net/core/sock.c", true},
    {FILTER_DIR, "net/core/", "net/core/sock.c", true},
    {FILTER_DIR, "cor", "net/core/sock.c", false},
    {FILTER_DIR, "sock.c", "net/core/sock.c", false},
    {FILTER_DIR, "/net", "net/core/sock.c", true},
    {FILTER_DIR, "/core", "net/core/sock.c", false},
    {FILTER_DIR, "c*e", "net/core/sock.c", true},
    {FILTER_DIR, "net", "sock.c", false},
    {FILTER_EXT, "c", "a/b.c", true},
    {FILTER_EXT, "h,c", "a/b.c", true},
    {FILTER_EXT, ".c", "a/b.C", true},
    {FILTER_EXT, "c", "a/c", false},
    {FILTER_LANG, "c", "a/b.c", true},
    {FILTER_LANG, "python,C", "a/b.c", true},
    {FILTER_LANG, "python", "a/b.c", false},
};

static void filters_decide_by_path_and_language(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    if (passes(cases[i].field, cases[i].value, cases[i].path) == cases[i].passes) continue;
    fail_msg("%d:%s %s", cases[i].field, cases[i].value, cases[i].path);
  }
}

static void stars_backtrack_without_exploding(void **state) {
  (void)state;
  char text[2001];
  memset(text, 'a', sizeof text - 1);
  assert_false(filter_glob(STR("*a*a*a*a*a*a*a*a*b"), str_make(text, 2000), false));
  assert_true(filter_glob(STR("*a*a*a*a*a*a*a*a"), str_make(text, 2000), false));
  assert_true(filter_glob(STR("**/x/*.c"), STR("a/b/x/y.c"), false));
  assert_false(filter_glob(STR("**/x/*.c"), STR("a/b/x/y/z.c"), false));
  assert_true(filter_glob(STR("[]a]["), STR("]["), false));
}

static void an_unknown_language_is_an_error(void **state) {
  (void)state;
  Filter filter;
  Error error;
  assert_int_equal(filter_make(FILTER_LANG, STR("c,klingon"), &filter, &error), STATUS_INVALID);
  assert_non_null(strstr(error.message, "klingon"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(filters_decide_by_path_and_language),
                                     cmocka_unit_test(stars_backtrack_without_exploding),
                                     cmocka_unit_test(an_unknown_language_is_an_error)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
