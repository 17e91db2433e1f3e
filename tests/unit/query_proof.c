// Files that are answered for from the index alone: which queries are, that the answer is the one that
// reading gives, and that a file which has changed since is read.
#include "query/search.h"

#include "base/os.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/tree.h"

enum { FILES = 6 };

static const char *const names[FILES] = {"a.c", "b.c", "c.txt", "dir/d.c", "e.txt", "empty.c"};
static const char *const texts[FILES] = {"ab->cd\n",   "AB abc 12\n",         "nothing\nab",
                                         "x->y\n12\n", "caf\xC3\xA9 123\n>b", ""};

typedef struct {
  Tree tree;
  Snapshot *snapshot;
} Fixture;

static Fixture make(int flags) {
  Fixture f = {.tree = tree_make()};
  MemoryFile files[FILES];
  for (size_t i = 0; i < FILES; i++) {
    tree_write_c(&f.tree, names[i], texts[i]);
    files[i] = memory_file(names[i], texts[i]);
    char path[4096];
    FileInfo info;
    snprintf(path, sizeof path, "%s/%s", f.tree.root, names[i]);
    assert_int_equal(os_stat(path, &info, NULL), STATUS_OK);
    files[i].stamp = info.stamp;
  }
  f.snapshot = memory_snapshot(str_from_c(f.tree.root));
  memory_tree_add(f.snapshot, files, FILES, flags | MEMORY_ON_DISK, NULL);
  return f;
}

static void release(Fixture *f) {
  snapshot_unref(f->snapshot);
  tree_remove(&f->tree);
}

static bool put_path(void *user, const SearchHit *hit) {
  buf_printf(user, "%.*s ", STR_ARGS(hit->path));
  return true;
}

static QuerySummary run(const Fixture *f, SearchRequest request, Buf *out) {
  QueryContext context = {.snapshot = f->snapshot, .parallel = memory_parallel};
  QuerySummary summary;
  Error error;
  buf_clear(out);
  request.files_only = true;
  if (search_run(&context, &request, put_path, out, &summary, &error) != STATUS_OK)
    fail_msg("%.*s: %s", STR_ARGS(request.query), error.message);
  buf_byte(out, '\0');
  return summary;
}

static const struct {
  const char *query, *files;
  unsigned read; // at most
} cases[] = {
    {"ab", "a.c b.c c.txt ", 1}, // a line of two bytes is in no gram
    {"abc", "b.c ", 0},
    {"->", "a.c dir/d.c ", 0},
    {"23", "e.txt ", 0},
    {"12", "b.c dir/d.c e.txt ", 1},
    {"case:yes ->", "a.c dir/d.c ", 0},
    {"\xC3\xA9 case:yes", "e.txt ", 0},
    {"case:yes \xC3\xA9 OR 12", "b.c dir/d.c e.txt ", 1},
    {"ab 12", "b.c ", 0},
    {"ab -file:b.c", "a.c c.txt ", 1},
    {"ab OR -> file:d.c", "a.c b.c c.txt dir/d.c ", 1},
    {"12 dir:dir", "dir/d.c ", 1},
    {"file:.c", "a.c b.c dir/d.c empty.c ", 0},
    {"-file:.c", "c.txt e.txt ", 0},
    {"file:.txt OR size:0", "c.txt e.txt empty.c ", 0},
    {"AB", "b.c ", FILES},   // a gram has no case
    {"ab->", "a.c ", FILES}, // longer than a gram
    {"word:yes ab", "a.c b.c c.txt ", FILES},
    {"ab -\"12\"", "a.c c.txt ", FILES}, // what is not there is seen by reading
    {"ab NEAR/1 12", "b.c ", FILES},
    {"x", "dir/d.c ", FILES},
};

static void files_are_told_as_reading_tells_them(void **state) {
  (void)state;
  Fixture proven = make(MEMORY_GRAMS), read = make(0);
  Buf out = {0}, wanted = {0};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    SearchRequest request = {.query = str_from_c(cases[i].query), .all = true, .paths_only = true};
    QuerySummary summary = run(&proven, request, &out);
    assert_string_equal(out.data, cases[i].files);
    if (summary.candidates > cases[i].read || (cases[i].read && !summary.candidates))
      fail_msg("%s: %llu files read", cases[i].query, (unsigned long long)summary.candidates);
    assert_int_equal(summary.documents, summary.hits);
    run(&read, request, &wanted);
    assert_string_equal(out.data, wanted.data);
    request.count_only = true;
    assert_int_equal(run(&proven, request, &out).documents, summary.documents);
    assert_int_equal(run(&proven, request, &out).hits, summary.hits);
    assert_int_equal(run(&read, request, &out).documents, summary.documents);
  }
  buf_release(&out);
  buf_release(&wanted);
  release(&proven);
  release(&read);
}

static void a_file_that_has_changed_is_read(void **state) {
  (void)state;
  Fixture f = make(MEMORY_GRAMS);
  tree_write_c(&f.tree, "a.c", "nothing of it any more\n");
  Buf out = {0};
  SearchRequest request = {.query = STR("->"), .all = true, .paths_only = true};
  QuerySummary summary = run(&f, request, &out);
  assert_string_equal(out.data, "dir/d.c ");
  assert_int_equal(summary.candidates, 1);
  request.count_only = true;
  assert_int_equal(run(&f, request, &out).hits, 1);
  buf_release(&out);
  release(&f);
}

// Of a file that was written in the clock's tick in which it was read, the stamp says nothing.
static void a_file_that_may_have_changed_without_a_trace_is_read(void **state) {
  (void)state;
  Tree tree = tree_make();
  tree_write_c(&tree, "a.c", "x+>y\n");
  char path[4096];
  FileInfo info;
  snprintf(path, sizeof path, "%s/a.c", tree.root);
  assert_int_equal(os_stat(path, &info, NULL), STATUS_OK);
  MemoryFile file = memory_file("a.c", "x->y\n"); // as it was indexed
  file.stamp = info.stamp;
  file.flags = DOCUMENT_RACY;
  Fixture f = {.tree = tree, .snapshot = memory_snapshot(str_from_c(tree.root))};
  memory_tree_add(f.snapshot, &file, 1, MEMORY_GRAMS | MEMORY_ON_DISK, NULL);
  Buf out = {0};
  SearchRequest request = {.query = STR("->"), .all = true, .paths_only = true};
  assert_int_equal(run(&f, request, &out).candidates, 1);
  assert_string_equal(out.data, "");
  buf_release(&out);
  release(&f);
}

// The first lines of a large file are all that is read of it, where they say enough.
static void a_large_file_is_read_no_further_than_its_first_hit(void **state) {
  (void)state;
  Buf text = {0};
  Tree tree = tree_make();
  buf_printf(&text, "an early word\n");
  while (text.len < 600000) buf_printf(&text, "some other line of text\n");
  buf_printf(&text, "the lately come end");
  tree_write(&tree, "large.txt", buf_str(&text));
  MemoryFile file = {.path = STR("large.txt"), .text = buf_str(&text)};
  Fixture f = {.tree = tree, .snapshot = memory_snapshot(str_from_c(tree.root))};
  memory_tree_add(f.snapshot, &file, 1, MEMORY_GRAMS | MEMORY_ON_DISK, NULL);
  static const struct {
    const char *query;
    bool found;
  } queries[] = {{"early", true},
                 {"lately", true},
                 {"early lately", true},
                 {"early -lately", false},
                 {"/line\\z/", false},
                 {"/end\\z/", true},
                 {"early NEAR/1 word", true},
                 {"early NEAR/5 lately", false},
                 {"aerly~1", true},
                 {"word:yes earl", false},
                 {"early OR nothing", true},
                 {"absent", false}};
  Buf out = {0};
  for (size_t i = 0; i < COUNT_OF(queries); i++) {
    SearchRequest request = {
        .query = str_from_c(queries[i].query), .all = true, .paths_only = true};
    run(&f, request, &out);
    assert_string_equal(out.data, queries[i].found ? "large.txt " : "");
    request.count_only = true;
    assert_int_equal(run(&f, request, &out).documents, queries[i].found);
  }
  // What follows is not looked at: it may even be gone.
  char path[2048];
  tree_path(&tree, "large.txt", path);
  assert_int_equal(truncate(path, 100000), 0);
  SearchRequest request = {.query = STR("early -absent"), .all = true, .paths_only = true};
  assert_int_equal(run(&f, request, &out).hits, 1);
  buf_release(&out);
  buf_release(&text);
  release(&f);
}

static bool put_place(void *user, const SearchHit *hit) {
  buf_printf(user, "%.*s:%u:%u:%.*s ", STR_ARGS(hit->path), hit->line, hit->column,
             STR_ARGS(hit->text));
  return true;
}

static void who_wants_the_first_place_of_a_file_gets_it(void **state) {
  (void)state;
  Fixture f = make(MEMORY_GRAMS);
  QueryContext context = {.snapshot = f.snapshot};
  SearchRequest request = {.query = STR("12"), .all = true, .files_only = true};
  QuerySummary summary;
  Buf out = {0};
  assert_int_equal(search_run(&context, &request, put_place, &out, &summary, NULL), STATUS_OK);
  buf_byte(&out, '\0');
  assert_string_equal(out.data, "b.c:0:7:AB abc 12 dir/d.c:1:0:12 e.txt:0:6:caf\xC3\xA9 123 ");
  buf_clear(&out);
  // Of a query of filters the place is the file's beginning, whatever else was asked for.
  request =
      (SearchRequest){.query = STR("file:e.txt"), .files_only = true, .before = 1, .after = 1};
  assert_int_equal(search_run(&context, &request, put_place, &out, &summary, NULL), STATUS_OK);
  buf_byte(&out, '\0');
  assert_string_equal(out.data, "e.txt:0:0: ");
  buf_release(&out);
  release(&f);
}

static void filters_alone_are_refused_where_places_are_wanted(void **state) {
  (void)state;
  Fixture f = make(MEMORY_GRAMS);
  QueryContext context = {.snapshot = f.snapshot};
  SearchRequest request = {.query = STR("file:.c"), .all = true};
  Error error;
  Buf out = {0};
  Status status = search_run(&context, &request, put_path, &out, NULL, &error);
  assert_int_equal(status, STATUS_INVALID);
  assert_non_null(strstr(error.message, "only filters and excludes"));
  request = (SearchRequest){.query = STR("file:.c OR (ab -x) OR -y"), .files_only = true};
  assert_int_equal(search_run(&context, &request, put_path, &out, NULL, &error), STATUS_INVALID);
  release(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(files_are_told_as_reading_tells_them),
      cmocka_unit_test(a_file_that_has_changed_is_read),
      cmocka_unit_test(a_file_that_may_have_changed_without_a_trace_is_read),
      cmocka_unit_test(a_large_file_is_read_no_further_than_its_first_hit),
      cmocka_unit_test(who_wants_the_first_place_of_a_file_gets_it),
      cmocka_unit_test(filters_alone_are_refused_where_places_are_wanted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
