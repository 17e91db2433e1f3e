// Every operation on the file system fails once, and every one from some moment on: the library
// goes on without it, and when the system is well again, a refresh makes everything right. The
// operations are those that os_posix.c asks for; the linker's --wrap puts the functions below in
// between.
#define _GNU_SOURCE
#include "support/indexing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/file.h>
#include <sys/mman.h>

static const char *const LITERALS[] = {"alpha", "needle", "changed", NULL};

// ---- failing ------------------------------------------------------------------------------------

static atomic_long operations; // since arm()
static atomic_long fails_at;   // the number of the one that fails; 0: none
static atomic_bool for_good;   // and all after it

static void arm(long at, bool all_after) {
  atomic_store(&operations, 0);
  atomic_store(&for_good, all_after);
  atomic_store(&fails_at, at);
}

static void disarm(void) { atomic_store(&fails_at, 0); }

static bool fails(void) {
  static const int errors[] = {EIO, ENOSPC, EMFILE, EACCES};
  long wanted = atomic_load(&fails_at);
  if (!wanted) return false;
  long number = atomic_fetch_add(&operations, 1) + 1;
  if (number != wanted && !(atomic_load(&for_good) && number > wanted)) return false;
  errno = errors[wanted % (long)COUNT_OF(errors)];
  return true;
}

#define WRAP(Type, name, parameters, arguments, failure)                                           \
  Type __real_##name parameters;                                                                   \
  Type __wrap_##name parameters;                                                                   \
  Type __wrap_##name parameters { return fails() ? (failure) : __real_##name arguments; }

WRAP(int, fstat, (int fd, struct stat *st), (fd, st), -1)
WRAP(int, stat, (const char *path, struct stat *st), (path, st), -1)
WRAP(int, lstat, (const char *path, struct stat *st), (path, st), -1)
WRAP(int, fstatat, (int fd, const char *path, struct stat *st, int flags), (fd, path, st, flags),
     -1)
WRAP(ssize_t, pread, (int fd, void *to, size_t size, off_t at), (fd, to, size, at), -1)
WRAP(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size), -1)
WRAP(int, fsync, (int fd), (fd), -1)
WRAP(int, rename, (const char *from, const char *to), (from, to), -1)
WRAP(int, unlink, (const char *path), (path), -1)
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), -1)
WRAP(int, mkostemp, (char *path, int flags), (path, flags), -1)
WRAP(int, flock, (int fd, int what), (fd, what), -1)
WRAP(DIR *, fdopendir, (int fd), (fd), NULL)
WRAP(char *, realpath, (const char *path, char *to), (path, to), NULL)
WRAP(void *, mmap, (void *at, size_t size, int protection, int flags, int fd, off_t offset),
     (at, size, protection, flags, fd, offset), MAP_FAILED)

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...) {
  va_list args;
  va_start(args, flags);
  unsigned mode = flags & O_CREAT ? va_arg(args, unsigned) : 0;
  va_end(args);
  return fails() ? -1 : __real_open(path, flags, mode);
}

int __real_openat(int base, const char *path, int flags, ...);
int __wrap_openat(int base, const char *path, int flags, ...);
int __wrap_openat(int base, const char *path, int flags, ...) {
  return fails() ? -1 : __real_openat(base, path, flags); // nothing is created through it
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd) {
  bool failed = fails();
  int kept = errno, result = __real_close(fd); // a failing close closes all the same
  if (!failed) return result;
  errno = kept;
  return -1;
}

// Under ThreadSanitizer everything takes ten times as long, and threads are not what this is about.
#if defined(__SANITIZE_THREAD__)
enum { STRIDE = 7 };
#else
enum { STRIDE = 1 };
#endif

// ---- a life of an index -------------------------------------------------------------------------

static Place sample(void) {
  Place place = place_make();
  tree_write_c(&place.tree, "src/a.c", "int alpha(void) { return needle; }\n");
  tree_write_c(&place.tree, "src/b.py", "def alpha():\n    return needle\n");
  tree_write_c(&place.tree, ".gitignore", "ignored.c\n");
  tree_write_c(&place.tree, ".git/HEAD", "ref: refs/heads/main\n");
  tree_write_c(&place.tree, "ignored.c", "int needle;\n");
  return place;
}

static void back_to_nothing(const Place *place) {
  char command[1024];
  snprintf(command, sizeof command, "rm -rf '%s'/*", place->cache.root);
  assert_int_equal(system(command), 0);
  tree_write_c(&place->tree, "src/a.c", "int alpha(void) { return needle; }\n");
}

// READY or FAILED, but an end.
static void refresh_somehow(Index *index) {
  index_refresh(index);
  if (index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS)) return;
  assert_int_equal(indexing_status(index).phase, PHASE_FAILED);
}

static void ask(Index *index) {
  indexing_count(index, "needle");
  indexing_symbol_count(index, "alpha");
}

// Builds, opens again, follows a change. Returns the index of the last opening, or NULL if it
// failed.
static Index *live(const Place *place) {
  IndexOptions options = indexing_options(&place->tree, &place->cache);
  options.workers = 1;
  Index *index;
  if (index_open(&options, &index, NULL) == STATUS_OK) {
    refresh_somehow(index);
    ask(index);
    index_close(index);
  }
  if (index_open(&options, &index, NULL) != STATUS_OK) return NULL;
  ask(index);
  refresh_somehow(index);
  long armed = atomic_exchange(&fails_at, 0);
  tree_write_c(&place->tree, "src/a.c", "int changed;\n");
  atomic_store(&fails_at, armed);
  refresh_somehow(index);
  return index;
}

static long count_operations(const Place *place) {
  back_to_nothing(place);
  arm(1000000000, false);
  index_close(live(place));
  long count = atomic_load(&operations);
  disarm();
  return count;
}

static void check_recovery(const Place *place, long at, bool all_after) {
  back_to_nothing(place);
  arm(at, all_after);
  Index *index = live(place);
  disarm();
  if (index) {
    indexing_refresh(index);
    if (!indexing_is_right(index, &place->tree, LITERALS)) {
      fail_msg("operation %ld%s", at, all_after ? " and all after it" : "");
    }
    index_close(index);
  }
  index = indexing_fresh(&place->tree, &place->cache);
  if (!indexing_status(index).writer || !indexing_is_right(index, &place->tree, LITERALS)) {
    fail_msg("operation %ld%s, opened again", at, all_after ? " and all after it" : "");
  }
  index_close(index);
}

static void any_operation_may_fail_once(void **state) {
  (void)state;
  Place place = sample();
  long count = count_operations(&place);
  printf("%ld operations\n", count);
  assert_true(count > 100);
  for (long at = 1; at <= count; at += STRIDE) check_recovery(&place, at, false);
  place_remove(&place);
}

static void any_operation_and_all_after_it_may_fail(void **state) {
  (void)state;
  Place place = sample();
  long count = count_operations(&place);
  for (long at = 1; at <= count; at += STRIDE) check_recovery(&place, at, true);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_operation_may_fail_once),
      cmocka_unit_test(any_operation_and_all_after_it_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
