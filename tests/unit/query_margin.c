// Lines around hits near the edges of a large file's chunks: those that a file in one piece would give. And
// lines' numbers in a file whose chunks have moved.
#include "query/search.h"

#include "base/os.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/tree.h"

typedef struct {
  Tree tree;
  Snapshot *snapshot;
} Fixture;

// The text on disk, indexed as chunks that end at these offsets; `cuts` ends with 0.
static Fixture make(const char *text, const uint64_t *cuts) {
  Fixture f = {.tree = tree_make()};
  MemoryFile files[16];
  uint32_t count = 0, line = 0;
  uint64_t start = 0, size = strlen(text);
  tree_write_c(&f.tree, "big.txt", text);
  char path[2048];
  FileInfo info;
  tree_path(&f.tree, "big.txt", path);
  assert_int_equal(os_stat(path, &info, NULL), STATUS_OK);
  for (size_t i = 0; start < size; i++) {
    uint64_t end = cuts[i] ? cuts[i] : size;
    files[count] = (MemoryFile){.path = STR("big.txt"),
                                .text = str_make(text + start, (size_t)(end - start)),
                                .flags = DOCUMENT_CHUNK,
                                .chunk_start = start,
                                .chunk_size = end - start,
                                .first_line = line,
                                .stamp = info.stamp};
    for (; start < end; start++) line += text[start] == '\n';
    count++;
    if (!cuts[i]) break;
  }
  f.snapshot = memory_snapshot(str_from_c(f.tree.root));
  memory_tree_add(f.snapshot, files, count, MEMORY_GRAMS | MEMORY_ON_DISK, NULL);
  return f;
}

static void release(Fixture *f) {
  snapshot_unref(f->snapshot);
  tree_remove(&f->tree);
}

static bool put_hit(void *user, const SearchHit *hit) {
  buf_printf(user, "%u:", hit->line);
  for (uint32_t i = 0; i < hit->before_count; i++) {
    buf_printf(user, "%.*s|", STR_ARGS(hit->before[i]));
  }
  buf_printf(user, "=%.*s|", STR_ARGS(hit->text));
  for (uint32_t i = 0; i < hit->after_count; i++)
    buf_printf(user, "%.*s|", STR_ARGS(hit->after[i]));
  buf_byte(user, ' ');
  return true;
}

static void expect(const Fixture *f, SearchRequest request, const char *wanted) {
  QueryContext context = {.snapshot = f->snapshot, .parallel = memory_parallel};
  Error error;
  Buf out = {0};
  if (search_run(&context, &request, put_hit, &out, NULL, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  buf_byte(&out, '\0');
  assert_string_equal(out.data, wanted);
  buf_release(&out);
}

static const char text[] = "zero\none\r\ntwo\nthree\nfour\nfive\n\xC3\xA9\nseven";

static void lines_beyond_a_chunks_edges_are_there(void **state) {
  (void)state;
  static const uint64_t each_line[] = {5, 10, 14, 20, 25, 30, 33, 0}, two[] = {20, 0}, none[] = {0};
  const uint64_t *const cuts[] = {each_line, two, none};
  for (size_t i = 0; i < COUNT_OF(cuts); i++) {
    Fixture f = make(text, cuts[i]);
    for (int all = 0; all < 2; all++) {
      SearchRequest request = {.query = STR("three"), .all = all, .before = 2, .after = 3};
      expect(&f, request, "3:one|two|=three|four|five|\xC3\xA9| ");
      request.query = STR("four");
      expect(&f, request, "4:two|three|=four|five|\xC3\xA9|seven| ");
      request.query = STR("zero");
      expect(&f, request, "0:=zero|one|two|three| ");
      request.query = STR("seven");
      request.before = 100;
      expect(&f, request, "7:zero|one|two|three|four|five|\xC3\xA9|=seven| ");
      request.before = 0;
      request.after = 100;
      request.query = STR("one");
      expect(&f, request, "1:=one|two|three|four|five|\xC3\xA9|seven| ");
    }
    release(&f);
  }
}

static void a_line_that_is_cut_is_no_line_around(void **state) {
  (void)state;
  static const uint64_t inside[] = {8, 0}; // zero\none|two\nthree
  Fixture f = make("zero\nonetwo\nthree\nfour\n", inside);
  expect(&f, (SearchRequest){.query = STR("three"), .all = true, .before = 3},
         "2:zero|two|=three| ");
  expect(&f, (SearchRequest){.query = STR("zero"), .all = true, .after = 3},
         "0:=zero|one|three|four| ");
  release(&f);
}

static void very_long_lines_beyond_an_edge_are_left_out(void **state) {
  (void)state;
  Buf long_text = {0};
  buf_printf(&long_text, "first\n");
  for (int i = 0; i < 300000; i++) buf_byte(&long_text, 'x');
  buf_printf(&long_text, "\nsecond\n");
  uint64_t cuts[] = {long_text.len, 0};
  buf_printf(&long_text, "needle\n");
  buf_byte(&long_text, '\0');
  Fixture f = make(long_text.data, cuts);
  expect(&f, (SearchRequest){.query = STR("needle"), .all = true, .before = 3},
         "3:second|=needle| ");
  release(&f);
  buf_release(&long_text);
}

// Chunks are where they were; what is there now has other lines before.
static void lines_are_counted_anew_in_a_file_that_has_changed(void **state) {
  (void)state;
  static const uint64_t cuts[] = {20, 25, 30, 0};
  Fixture f = make(text, cuts);
  tree_write_c(&f.tree, "big.txt", "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nfour\nfive\nsix\nseve");
  expect(&f, (SearchRequest){.query = STR("four OR five OR seve"), .all = true},
         "20:=four| 21:=five| 23:=seve| ");
  for (int i = 0; i < 3; i++) // and again by one thread, in whatever order
    expect(&f, (SearchRequest){.query = STR("four OR five OR seve")},
           "20:=four| 21:=five| 23:=seve| ");
  release(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_beyond_a_chunks_edges_are_there),
      cmocka_unit_test(a_line_that_is_cut_is_no_line_around),
      cmocka_unit_test(very_long_lines_beyond_an_edge_are_left_out),
      cmocka_unit_test(lines_are_counted_anew_in_a_file_that_has_changed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
