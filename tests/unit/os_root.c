// Files read below a root: what is there is read, whatever size was expected.
#define _XOPEN_SOURCE 700
#include "base/os.h"
#include "support/cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char path[64];
  OsRoot *root;
} Folder;

static char *path_in(const Folder *folder, const char *name) {
  static char path[256];
  snprintf(path, sizeof path, "%s/%s", folder->path, name);
  return path;
}

static void write_bytes(const Folder *folder, const char *name, size_t size) {
  FILE *file = fopen(path_in(folder, name), "w");
  assert_non_null(file);
  for (size_t i = 0; i < size; i++) fputc('a' + (int)(i % 23), file);
  assert_int_equal(fclose(file), 0);
}

static int open_folder(void **state) {
  Folder *folder = calloc(1, sizeof *folder);
  snprintf(folder->path, sizeof folder->path, "/tmp/treeline-root-XXXXXX");
  assert_non_null(mkdtemp(folder->path));
  assert_int_equal(os_root_open(folder->path, &folder->root, NULL), STATUS_OK);
  *state = folder;
  return 0;
}

static int close_folder(void **state) {
  Folder *folder = *state;
  static const char *const names[] = {"file", "pipe", "deep/file"};
  for (size_t i = 0; i < COUNT_OF(names); i++) unlink(path_in(folder, names[i]));
  rmdir(path_in(folder, "deep"));
  assert_int_equal(rmdir(folder->path), 0);
  os_root_close(folder->root);
  free(folder);
  return 0;
}

static void assert_reads(const Folder *folder, uint64_t expected, size_t size) {
  Buf out = {0};
  buf_str_put(&out, STR("what was there before"));
  assert_int_equal(os_root_read_file(folder->root, "file", expected, &out, NULL), STATUS_OK);
  assert_int_equal(out.len, size);
  for (size_t i = 0; i < size; i++) assert_int_equal(out.data[i], 'a' + (int)(i % 23));
  buf_release(&out);
}

static void a_file_is_read_whole_whatever_size_was_expected(void **state) {
  static const size_t sizes[] = {0, 1, 100, 4095, 4096, 4097, 8192, 100000};
  for (size_t i = 0; i < COUNT_OF(sizes); i++) {
    write_bytes(*state, "file", sizes[i]);
    for (size_t k = 0; k < COUNT_OF(sizes); k++) assert_reads(*state, sizes[k], sizes[i]);
    assert_reads(*state, UINT64_MAX, sizes[i]);
    assert_reads(*state, sizes[i] + 1, sizes[i]);
    if (sizes[i]) assert_reads(*state, sizes[i] - 1, sizes[i]);
  }
}

static void a_file_larger_than_the_buffer_may_be_is_refused(void **state) {
  Folder *folder = *state;
  Buf out = {.max = 1000};
  static const uint64_t expected[] = {0, 999, 1000, 1001, UINT64_MAX};
  write_bytes(folder, "file", 1001);
  for (size_t i = 0; i < COUNT_OF(expected); i++) {
    Error error;
    assert_int_equal(os_root_read_file(folder->root, "file", expected[i], &out, &error),
                     STATUS_LIMIT);
  }
  write_bytes(folder, "file", 1000);
  assert_int_equal(os_root_read_file(folder->root, "file", 1000, &out, NULL), STATUS_OK);
  assert_int_equal(out.len, 1000);
  buf_release(&out);
}

static void what_is_no_file_any_more_is_not_read_and_nothing_is_taken_from_it(void **state) {
  Folder *folder = *state;
  Buf out = {0};
  Error error;
  assert_int_equal(os_root_read_file(folder->root, "file", 5, &out, &error), STATUS_NOT_FOUND);
  assert_int_equal(mkdir(path_in(folder, "file"), 0700), 0);
  assert_int_not_equal(os_root_read_file(folder->root, "file", 5, &out, &error), STATUS_OK);
  assert_int_equal(rmdir(path_in(folder, "file")), 0);
  assert_int_equal(mkfifo(path_in(folder, "pipe"), 0600), 0);
  int pipe = open(path_in(folder, "pipe"), O_RDWR | O_NONBLOCK);
  assert_true(pipe >= 0);
  assert_int_equal(write(pipe, "words", 5), 5);
  assert_int_not_equal(os_root_read_file(folder->root, "pipe", 5, &out, &error), STATUS_OK);
  assert_int_not_equal(os_root_read_file(folder->root, "pipe", 0, &out, &error), STATUS_OK);
  char left[8];
  assert_int_equal(read(pipe, left, sizeof left), 5);
  close(pipe);
  buf_release(&out);
}

static void a_root_that_is_moved_is_still_the_root(void **state) {
  Folder *folder = *state;
  char moved[80];
  assert_int_equal(mkdir(path_in(folder, "deep"), 0700), 0);
  write_bytes(folder, "deep/file", 10);
  snprintf(moved, sizeof moved, "%s-moved", folder->path);
  assert_int_equal(rename(folder->path, moved), 0);
  Buf out = {0};
  Status status = os_root_read_file(folder->root, "deep/file", 10, &out, NULL);
  OsFile *file;
  FileInfo info;
  Status opened = os_root_open_read(folder->root, "deep/file", &file, &info, NULL);
  assert_int_equal(rename(moved, folder->path), 0);
  assert_int_equal(status, STATUS_OK);
  assert_int_equal(out.len, 10);
  assert_int_equal(opened, STATUS_OK);
  assert_int_equal(info.stamp.size, 10);
  os_file_close(file);
  buf_release(&out);
  OsRoot *none;
  Error error;
  assert_int_equal(os_root_open(moved, &none, &error), STATUS_NOT_FOUND);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_file_is_read_whole_whatever_size_was_expected, open_folder,
                                      close_folder),
      cmocka_unit_test_setup_teardown(a_file_larger_than_the_buffer_may_be_is_refused, open_folder,
                                      close_folder),
      cmocka_unit_test_setup_teardown(
          what_is_no_file_any_more_is_not_read_and_nothing_is_taken_from_it, open_folder,
          close_folder),
      cmocka_unit_test_setup_teardown(a_root_that_is_moved_is_still_the_root, open_folder,
                                      close_folder),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
