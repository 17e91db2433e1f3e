// What a reader of files does with an index that lies about their sizes.
#include "query/content.h"

#include "base/os.h"
#include "support/cmocka_all.h"
#include "support/memory_tree.h"
#include "support/tree.h"

static const char text[] = "zero\none\ntwo\n";

typedef struct {
  Tree tree;
  Snapshot *snapshot;
} Fixture;

static Fixture make(uint64_t start, uint64_t size) {
  Fixture f = {.tree = tree_make()};
  tree_write_c(&f.tree, "file.txt", text);
  char path[2048];
  FileInfo info;
  tree_path(&f.tree, "file.txt", path);
  assert_int_equal(os_stat(path, &info, NULL), STATUS_OK);
  MemoryFile file = {.path = STR("file.txt"),
                     .text = str_from_c(text),
                     .flags = DOCUMENT_CHUNK,
                     .chunk_start = start,
                     .chunk_size = size,
                     .stamp = info.stamp};
  f.snapshot = memory_snapshot(str_from_c(f.tree.root));
  memory_tree_add(f.snapshot, &file, 1, MEMORY_GRAMS | MEMORY_ON_DISK, NULL);
  return f;
}

static void check(uint64_t start, uint64_t size, const char *wanted) {
  enum { SMALL = 1 << 22 };
  Fixture f = make(start, size);
  ContentReader reader = {0};
  Content content;
  assert_true(content_read(&reader, f.snapshot, &f.snapshot->parts.items[0], 0, &content));
  assert_int_equal(content.text.len, strlen(wanted));
  assert_memory_equal(content.text.ptr, wanted, content.text.len);
  assert_true(reader.bytes.capacity < SMALL);
  content_reader_release(&reader);
  snapshot_unref(f.snapshot);
  tree_remove(&f.tree);
}

static void a_chunk_is_read_where_it_is(void **state) {
  (void)state;
  check(0, 5, "zero\n");
  check(5, 4, "one\n");
  check(9, 4, "two\n");
}

static void a_size_beyond_the_file_takes_no_memory(void **state) {
  (void)state;
  check(0, 900 << 20, text);
  check(5, 900 << 20, "one\ntwo\n");
}

static void a_chunk_behind_the_end_is_empty(void **state) {
  (void)state;
  check(1000, 900 << 20, "");
  check(UINT64_MAX - 3, 900 << 20, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_chunk_is_read_where_it_is),
      cmocka_unit_test(a_size_beyond_the_file_takes_no_memory),
      cmocka_unit_test(a_chunk_behind_the_end_is_empty),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
