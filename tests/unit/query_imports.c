// What an import may mean: tables of imports and paths.
#include "query/imports.h"

#include "support/cmocka_all.h"
#include "support/memory_tree.h"

typedef struct {
  LanguageId language;
  const char *from, *import, *path;
  ImportFit fit;
} Row;

static ImportFit fit_of(const Row *row) {
  Arena arena = {0};
  Imports imports;
  Str written = str_from_c(row->import);
  size_t which = 99;
  imports_read(row->language, str_from_c(row->from), &written, 1, &arena, &imports);
  ImportFit fit = imports_fit(&imports, str_from_c(row->path), &which);
  if (fit) assert_int_equal(which, 0);
  arena_release(&arena);
  return fit;
}

static void expect(const Row *rows, size_t count) {
  for (size_t i = 0; i < count; i++) {
    ImportFit fit = fit_of(&rows[i]);
    if (fit == rows[i].fit) continue;
    fail_msg("%s in %s, %s: %d instead of %d", rows[i].import, rows[i].from, rows[i].path, fit,
             rows[i].fit);
  }
}

static void includes_name_files_by_their_last_names(void **state) {
  (void)state;
  static const Row rows[] = {
      {LANGUAGE_c, "kernel/a.c", "linux/mutex.h", "include/linux/mutex.h", IMPORT_WHOLE},
      {LANGUAGE_c, "kernel/a.c", "linux/mutex.h", "linux/mutex.h", IMPORT_WHOLE},
      {LANGUAGE_c, "kernel/a.c", "linux/mutex.h", "include/linux/rtmutex.h", IMPORT_NONE},
      {LANGUAGE_c, "kernel/a.c", "linux/mutex.h", "include/asm/mutex.h", IMPORT_NONE},
      {LANGUAGE_c, "kernel/a.c", "linux/mutex.h", "mutex.h", IMPORT_PART},
      {LANGUAGE_c, "kernel/a.c", "linux/mutex.h", "kernel/linux/mutex.h", IMPORT_EXACT},
      {LANGUAGE_c, "kernel/a.c", "linux/mutex.h", "include/linux/mutex.c", IMPORT_NONE},
      {LANGUAGE_c, "lib/a.c", "a.h", "lib/a.h", IMPORT_EXACT},
      {LANGUAGE_c, "lib/a.c", "a.h", "other/a.h", IMPORT_WHOLE},
      {LANGUAGE_c, "lib/x/a.c", "../a.h", "lib/a.h", IMPORT_EXACT},
      {LANGUAGE_c, "lib/x/a.c", "../a.h", "a.h", IMPORT_NONE},
      {LANGUAGE_cpp, "a.cc", "boost/asio.hpp", "third/boost/asio.hpp", IMPORT_WHOLE},
  };
  expect(rows, COUNT_OF(rows));
}

static void relative_modules_are_exact_and_need_no_extension(void **state) {
  (void)state;
  static const Row rows[] = {
      {LANGUAGE_typescript, "src/a/b.ts", "./util", "src/a/util.ts", IMPORT_EXACT},
      {LANGUAGE_typescript, "src/a/b.ts", "./util.js", "src/a/util.ts", IMPORT_EXACT},
      {LANGUAGE_typescript, "src/a/b.ts", "./util", "src/a/util/index.ts", IMPORT_EXACT},
      {LANGUAGE_typescript, "src/a/b.ts", "../util", "src/util.tsx", IMPORT_EXACT},
      {LANGUAGE_typescript, "src/a/b.ts", "../util", "src/a/util.tsx", IMPORT_NONE},
      {LANGUAGE_typescript, "src/a/b.ts", "./util", "lib/util.ts", IMPORT_NONE},
      {LANGUAGE_typescript, "src/a/b.ts", ".", "src/a/index.ts", IMPORT_EXACT},
      {LANGUAGE_javascript, "a.js", "./b", "b.js", IMPORT_EXACT},
      {LANGUAGE_javascript, "a.js", "@/lib/b", "src/lib/b.js", IMPORT_WHOLE},
      {LANGUAGE_javascript, "a.js", "left-pad", "node_modules/left-pad/index.js", IMPORT_WHOLE},
      {LANGUAGE_ruby, "a.rb", "net/http", "lib/net/http.rb", IMPORT_WHOLE},
      {LANGUAGE_dart, "lib/a.dart", "b.dart", "lib/b.dart", IMPORT_WHOLE},
  };
  expect(rows, COUNT_OF(rows));
}

static void dotted_modules_are_paths(void **state) {
  (void)state;
  static const Row rows[] = {
      {LANGUAGE_python, "app/main.py", "pkg.mod", "pkg/mod.py", IMPORT_WHOLE},
      {LANGUAGE_python, "app/main.py", "pkg.mod", "src/pkg/mod/__init__.py", IMPORT_WHOLE},
      {LANGUAGE_python, "app/main.py", "pkg.mod", "src/other/mod.py", IMPORT_NONE},
      {LANGUAGE_python, "app/main.py", "pkg", "src/pkg/inner.py", IMPORT_PACKAGE},
      {LANGUAGE_python, "app/main.py", ".util", "app/util.py", IMPORT_EXACT},
      {LANGUAGE_python, "app/main.py", ".util", "lib/util.py", IMPORT_NONE},
      {LANGUAGE_python, "app/x/main.py", "..util", "app/util.py", IMPORT_EXACT},
      {LANGUAGE_python, "app/main.py", ".", "app/__init__.py", IMPORT_EXACT},
      {LANGUAGE_java, "A.java", "com.foo.Bar", "src/main/java/com/foo/Bar.java", IMPORT_WHOLE},
      {LANGUAGE_java, "A.java", "com.foo.*", "src/main/java/com/foo/Bar.java", IMPORT_PACKAGE},
      {LANGUAGE_java, "A.java", "com.foo.Bar.baz", "src/com/foo/Bar.java", IMPORT_WHOLE},
      {LANGUAGE_java, "A.java", "com.foo.Bar", "src/com/other/Bar.java", IMPORT_NONE},
  };
  expect(rows, COUNT_OF(rows));
}

static void each_language_has_its_habits(void **state) {
  (void)state;
  static const Row rows[] = {
      {LANGUAGE_go, "main.go", "example.com/proj/internal/util", "internal/util/x.go", IMPORT_PART},
      {LANGUAGE_go, "main.go", "example.com/proj/util", "vendor/example.com/proj/util/x.go",
       IMPORT_WHOLE},
      {LANGUAGE_go, "main.go", "example.com/proj/util", "other/x.go", IMPORT_NONE},
      {LANGUAGE_go, "main.go", "example.com/proj/util", "cmd/util.go", IMPORT_NONE},
      {LANGUAGE_rust, "src/main.rs", "crate::a::b", "src/a/b.rs", IMPORT_WHOLE},
      {LANGUAGE_rust, "src/main.rs", "crate::a::b", "src/a/b/mod.rs", IMPORT_WHOLE},
      {LANGUAGE_rust, "src/main.rs", "crate::a::thing", "src/a.rs", IMPORT_WHOLE},
      {LANGUAGE_rust, "src/main.rs", "crate::a::{x, y}", "src/a.rs", IMPORT_WHOLE},
      {LANGUAGE_rust, "app/src/main.rs", "foo_bar::a", "crates/foo-bar/src/a.rs", IMPORT_WHOLE},
      {LANGUAGE_rust, "app/src/main.rs", "foo_bar::Thing", "crates/foo-bar/src/lib.rs",
       IMPORT_WHOLE},
      {LANGUAGE_php, "a.php", "App\\Models\\User", "app/Models/User.php", IMPORT_WHOLE},
  };
  expect(rows, COUNT_OF(rows));
}

static void odd_imports_do_no_harm(void **state) {
  (void)state;
  static const char *const odd[] = {
      "",  ".",  "..", "../../../../..", "/", "//", "*", "{", "::", "\\\\", "a", "...", "@/",
      "?", "a/", " "};
  for (LanguageId language = 0; language < LANGUAGE_COUNT; language++) {
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
      Row row = {language, "x/y.z", odd[i], "p/q.r", IMPORT_NONE};
      assert_int_equal(fit_of(&row), IMPORT_NONE);
    }
  }
  char deep[400];
  for (size_t i = 0; i + 1 < sizeof deep; i++) deep[i] = i % 2 ? '/' : 'a';
  deep[sizeof deep - 1] = '\0';
  Row row = {LANGUAGE_c, "x.c", deep, "p/q.c", IMPORT_NONE};
  assert_int_equal(fit_of(&row), IMPORT_NONE);
}

static void the_best_of_several_imports_counts(void **state) {
  (void)state;
  Arena arena = {0};
  Imports imports;
  Str written[] = {STR("linux/mutex.h"), STR("mutex.h"), STR("linux/list.h")};
  size_t which = 99;
  imports_read(LANGUAGE_c, STR("lib/a.c"), written, 3, &arena, &imports);
  assert_int_equal(imports_fit(&imports, STR("lib/mutex.h"), &which), IMPORT_EXACT);
  assert_int_equal(which, 1);
  assert_true(imports_is_called(&imports, which, STR("mutex")));
  assert_false(imports_is_called(&imports, which, STR("list")));
  assert_int_equal(imports_fit(&imports, STR("include/linux/list.h"), &which), IMPORT_WHOLE);
  assert_int_equal(which, 2);
  arena_release(&arena);
}

static void files_are_found_the_nearest_first(void **state) {
  (void)state;
  MemoryFile files[] = {
      memory_file("include/linux/mutex.h", "a"), memory_file("tools/include/linux/mutex.h", "b"),
      memory_file("include/linux/rtmutex.h", "c"), memory_file("drivers/mutex.h", "d"),
      memory_file("tools/gone/linux/mutex.h", "e")};
  Snapshot *snapshot = memory_snapshot(STR("/nowhere"));
  uint64_t dead = 1 << 4;
  memory_tree_add(snapshot, files, COUNT_OF(files), 0, &dead);
  QueryContext context = {.snapshot = snapshot};
  Arena arena = {0};
  Imports imports;
  ImportedFiles found = {0};
  Str written = STR("linux/mutex.h");
  imports_read(LANGUAGE_c, STR("tools/perf/a.c"), &written, 1, &arena, &imports);
  imports_find(&context, &imports, &found);
  assert_int_equal(found.count, 2);
  assert_true(str_equal(found.items[0].path, STR("tools/include/linux/mutex.h")));
  assert_true(str_equal(found.items[1].path, STR("include/linux/mutex.h")));
  array_free(&found);
  arena_release(&arena);
  snapshot_unref(snapshot);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(includes_name_files_by_their_last_names),
      cmocka_unit_test(relative_modules_are_exact_and_need_no_extension),
      cmocka_unit_test(dotted_modules_are_paths),
      cmocka_unit_test(each_language_has_its_habits),
      cmocka_unit_test(odd_imports_do_no_harm),
      cmocka_unit_test(the_best_of_several_imports_counts),
      cmocka_unit_test(files_are_found_the_nearest_first),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
