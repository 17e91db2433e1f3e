// What speaks for a definition, one kind of evidence after the other, over trees in memory.
#include "query/navigate.h"

#include "support/cmocka_all.h"
#include "support/memory_tree.h"

enum { SYMBOLS_MAX = 4 };

// A file with symbols of one name, each on a line of its own.
typedef struct {
  const char *path;
  LanguageId language;
  SymbolKind kinds[SYMBOLS_MAX];
  const char *containers[SYMBOLS_MAX];
  uint8_t flags[SYMBOLS_MAX];
  uint32_t count;
} NamedFile;

typedef struct {
  Symbol symbols[16][SYMBOLS_MAX];
  MemoryFile files[16];
} Storage;

static Snapshot *snapshot_of(const NamedFile *files, uint32_t count, Storage *storage,
                             const uint64_t *dead) {
  for (uint32_t i = 0; i < count; i++) {
    const NamedFile *file = &files[i];
    for (uint32_t k = 0; k < file->count; k++) {
      const char *container = file->containers[k];
      storage->symbols[i][k] = (Symbol){.name = STR("thing"),
                                        .container = container ? str_from_c(container) : STR(""),
                                        .kind = file->kinds[k],
                                        .flags = file->flags[k],
                                        .parent = NO_PARENT,
                                        .line = k};
    }
    storage->files[i] = memory_file(file->path, "thing\nthing\nthing\nthing\n");
    storage->files[i].language = (uint8_t)file->language;
    storage->files[i].symbols = storage->symbols[i];
    storage->files[i].symbol_count = file->count;
  }
  Snapshot *snapshot = memory_snapshot(STR("/nowhere"));
  memory_tree_add(snapshot, storage->files, count, MEMORY_GRAMS, dead);
  return snapshot;
}

// The candidates as "path:line certainty", in order.
static void expect(Snapshot *snapshot, NavigateQuestion question, const char *import,
                   const char *wanted) {
  Arena arena = {0};
  Imports imports;
  Str written = import ? str_from_c(import) : STR("");
  imports_read(question.language, question.path, &written, import != NULL, &arena, &imports);
  question.name = STR("thing");
  question.imports = &imports;
  if (question.line == 0) question.line = UINT32_MAX;
  QueryContext context = {.snapshot = snapshot};
  NavigateCandidates found = {0};
  navigate_candidates(&context, &question, &found);
  Buf out = {0};
  for (size_t i = 0; i < found.count; i++) {
    const NavigateCandidate *c = &found.items[i];
    buf_printf(&out, "%s%.*s:%u %d", i ? ", " : "", STR_ARGS(c->path), c->line, c->certainty);
  }
  buf_byte(&out, '\0');
  assert_string_equal(out.data, wanted);
  buf_release(&out);
  array_free(&found);
  arena_release(&arena);
}

#define ONE(path_, language_, kind_)                                                               \
  { .path = path_, .language = LANGUAGE_##language_, .kinds = {SYMBOL_##kind_}, .count = 1 }
#define FROM(path_, language_) .path = STR(path_), .language = LANGUAGE_##language_

static void an_import_outweighs_a_directory_and_that_outweighs_the_rest(void **state) {
  (void)state;
  static const NamedFile files[] = {ONE("a/near.c", c, FUNCTION), ONE("lib/far.c", c, FUNCTION),
                                    ONE("z/other.c", c, FUNCTION)};
  Storage storage;
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files), &storage, NULL);
  NavigateQuestion question = {FROM("a/place.c", c), .called = true};
  expect(snapshot, question, NULL, "a/near.c:0 1, lib/far.c:0 0, z/other.c:0 0");
  expect(snapshot, question, "far.h", "lib/far.c:0 1, a/near.c:0 1, z/other.c:0 0");
  question.path = STR("z/other.c");
  expect(snapshot, question, "far.h", "z/other.c:0 1, lib/far.c:0 1, a/near.c:0 0");
  snapshot_unref(snapshot);
}

static void what_does_not_fit_is_left_out_where_something_fits(void **state) {
  (void)state;
  static const NamedFile files[] = {
      {.path = "a.c",
       .language = LANGUAGE_c,
       .kinds = {SYMBOL_FIELD, SYMBOL_FUNCTION, SYMBOL_STRUCT, SYMBOL_VARIABLE},
       .containers = {"pair"},
       .count = 4}};
  Storage storage;
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files), &storage, NULL);
  expect(snapshot, (NavigateQuestion){FROM("b.c", c), .member = true}, NULL, "a.c:0 2");
  expect(snapshot, (NavigateQuestion){FROM("b.c", c), .called = true}, NULL, "a.c:1 2");
  expect(snapshot, (NavigateQuestion){FROM("b.c", c)}, NULL, "a.c:1 1, a.c:2 1, a.c:3 1");
  snapshot_unref(snapshot);
}

static void what_stands_before_the_name_is_its_container_or_module(void **state) {
  (void)state;
  static const NamedFile files[] = {{.path = "x/shapes.py",
                                     .language = LANGUAGE_python,
                                     .kinds = {SYMBOL_METHOD, SYMBOL_METHOD, SYMBOL_FUNCTION},
                                     .containers = {"Circle", "Square", NULL},
                                     .count = 3}};
  Storage storage;
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files), &storage, NULL);
  NavigateQuestion question = {FROM("a.py", python), .member = true, .called = true};
  question.qualifier = STR("Square");
  expect(snapshot, question, NULL, "x/shapes.py:1 1, x/shapes.py:0 0");
  question.qualifier = STR("shapes");
  expect(snapshot, question, NULL, "x/shapes.py:2 1, x/shapes.py:0 0, x/shapes.py:1 0");
  question.qualifier = STR("circle"); // a value that is called as its type
  expect(snapshot, question, NULL, "x/shapes.py:0 0, x/shapes.py:1 0");
  question.path = STR("x/shapes.py");
  question.qualifier = STR("self");
  expect(snapshot, question, NULL, "x/shapes.py:0 1, x/shapes.py:1 1");
  snapshot_unref(snapshot);
}

static void other_languages_count_where_their_own_has_nothing(void **state) {
  (void)state;
  static const NamedFile files[] = {
      ONE("a.py", python, FUNCTION), ONE("a.ts", typescript, FUNCTION),
      ONE("README.md", markdown, HEADING), ONE("b.py", python, FIELD)};
  Storage storage;
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files), &storage, NULL);
  expect(snapshot, (NavigateQuestion){FROM("x/b.js", javascript), .called = true}, NULL,
         "a.ts:0 2");
  expect(snapshot, (NavigateQuestion){FROM("x/b.c", c), .called = true}, NULL,
         "a.py:0 0, a.ts:0 0");
  expect(snapshot, (NavigateQuestion){FROM("x/y.md", markdown)}, NULL, "README.md:0 2");
  snapshot_unref(snapshot);
}

static void one_definition_is_the_only_one_however_often_it_is_declared(void **state) {
  (void)state;
  static const NamedFile files[] = {ONE("lib/a.c", c, FUNCTION),
                                    {.path = "include/a.h",
                                     .language = LANGUAGE_c,
                                     .kinds = {SYMBOL_FUNCTION, SYMBOL_FUNCTION},
                                     .flags = {SYMBOL_DECLARATION, SYMBOL_DECLARATION},
                                     .count = 2},
                                    ONE("old/a.c", c, FUNCTION)};
  Storage storage;
  uint64_t dead = 1 << 2; // what is dead is not there
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files), &storage, &dead);
  expect(snapshot, (NavigateQuestion){FROM("x/b.c", c), .called = true}, NULL,
         "lib/a.c:0 2, include/a.h:0 0, include/a.h:1 0");
  snapshot_unref(snapshot);
  snapshot = snapshot_of(files + 1, 1, &storage, NULL);
  expect(snapshot, (NavigateQuestion){FROM("x/b.c", c), .called = true}, NULL,
         "include/a.h:0 0, include/a.h:1 0");
  snapshot_unref(snapshot);
}

static void uses_of_members_are_told_from_others(void **state) {
  (void)state;
  NavigateCandidate field = {.kind = SYMBOL_FIELD}, function = {.kind = SYMBOL_FUNCTION},
                    self = {.kind = SYMBOL_FUNCTION, .self = true};
  NavigateCandidate both[] = {field, self};
  NavigateCandidates fields = {.items = &field, .count = 1},
                     functions = {.items = &function, .count = 1};
  NavigateCandidates with_self = {.items = both, .count = 2}, none = {0};
  NavigateQuestion c = {.language = LANGUAGE_c},
                   python = {.language = LANGUAGE_python, .member = true},
                   java = {.language = LANGUAGE_java};
  assert_int_equal(navigate_member(&c, &fields), MEMBER_ALWAYS);
  assert_int_equal(navigate_member(&c, &functions), MEMBER_NEVER);
  assert_int_equal(navigate_member(&c, &with_self), MEMBER_NEVER);
  assert_int_equal(navigate_member(&python, &functions), MEMBER_UNKNOWN);
  assert_int_equal(navigate_member(&python, &none), MEMBER_ALWAYS);
  assert_int_equal(navigate_member(&java, &fields), MEMBER_UNKNOWN);
}

static void few_are_looked_at_even_if_cancelled_and_no_name_has_none(void **state) {
  (void)state;
  static const NamedFile files[] = {ONE("a.c", c, FUNCTION)};
  Storage storage;
  Snapshot *snapshot = snapshot_of(files, COUNT_OF(files), &storage, NULL);
  atomic_bool cancelled = true;
  QueryContext context = {.snapshot = snapshot, .cancelled = &cancelled};
  NavigateQuestion question = {FROM("b.c", c), .name = STR("thing"), .line = UINT32_MAX};
  NavigateCandidates found = {0};
  navigate_candidates(&context, &question, &found);
  assert_int_equal(found.count, 1);
  assert_false(found.cut);
  question.name = STR("");
  navigate_candidates(&context, &question, &found);
  assert_int_equal(found.count, 0);
  array_free(&found);
  snapshot_unref(snapshot);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_import_outweighs_a_directory_and_that_outweighs_the_rest),
      cmocka_unit_test(what_does_not_fit_is_left_out_where_something_fits),
      cmocka_unit_test(what_stands_before_the_name_is_its_container_or_module),
      cmocka_unit_test(other_languages_count_where_their_own_has_nothing),
      cmocka_unit_test(one_definition_is_the_only_one_however_often_it_is_declared),
      cmocka_unit_test(uses_of_members_are_told_from_others),
      cmocka_unit_test(few_are_looked_at_even_if_cancelled_and_no_name_has_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
