// Every operation on the file system fails once, and every one from some moment on: the library
// goes on without it, and when the system is well again, a refresh makes everything right. The
// operations are those that os_posix.c asks for; the linker's --wrap puts the functions below in
// between.
#define _GNU_SOURCE
#include "support/indexing.h"
#include "support/strays.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
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

typedef struct {
  Place place;
  Index *first, *second; // NULL where opening failed
  Lines expected;        // at the end of the life
} World;

static const char ORIGINAL[] = "int alpha(void) { return needle; }\n";

static World world_make(void) {
  World world = {.place = place_make()};
  const Tree *tree = &world.place.tree;
  tree_write_c(tree, "src/b.py", "def alpha():\n    return needle\n");
  tree_write_c(tree, ".gitignore", "ignored.c\n");
  tree_write_c(tree, ".git/HEAD", "ref: refs/heads/main\n");
  tree_write_c(tree, "ignored.c", "int needle;\n");
  return world;
}

// What the life itself does to files must not fail: faults are for the library.
static long pause_faults(void) { return atomic_exchange(&fails_at, 0); }
static void resume_faults(long armed) { atomic_store(&fails_at, armed); }

static void write_file(const World *world, const char *path, const char *text) {
  long armed = pause_faults();
  tree_write_c(&world->place.tree, path, text);
  resume_faults(armed);
}

static void move(const World *world, const char *from, const char *to) {
  char full[2][2048];
  long armed = pause_faults();
  tree_path(&world->place.tree, from, full[0]);
  tree_path(&world->place.tree, to, full[1]);
  if (rename(full[0], full[1]) != 0 && errno != ENOENT) fail_msg("%s", strerror(errno));
  resume_faults(armed);
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at) {
  (void)st, (void)kind;
  return at->level == 0 ? 0 : remove(path);
}

static void empty_cache(const World *world) {
  long armed = pause_faults();
  assert_int_equal(nftw(world->place.cache.root, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
  resume_faults(armed);
}

static Index *open_somehow(const World *world) {
  IndexOptions options = indexing_options(&world->place.tree, &world->place.cache);
  options.workers = 1;
  Index *index;
  if (index_open(&options, &index, NULL) != STATUS_OK) return NULL;
  index->follow.impatient = true; // a writer that cannot commit would be waited for
  return index;
}

// READY or FAILED, but an end.
static void wait_somehow(Index *index) {
  if (!index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS)) {
    assert_int_equal(indexing_status(index).phase, PHASE_FAILED);
  }
}

static void refresh_somehow(Index *index) {
  if (!index) return;
  index_refresh(index);
  wait_somehow(index);
}

static void touch_somehow(Index *index, const char *path, const char *other) {
  Str paths[] = {str_from_c(path), str_from_c(other)};
  if (!index) return;
  index_touch(index, paths, COUNT_OF(paths));
  wait_somehow(index);
}

static void ask(Index *index) {
  if (!index) return;
  indexing_count(index, "needle");
  indexing_symbol_count(index, "alpha");
}

static void is_built(World *world) {
  world->first = open_somehow(world);
  refresh_somehow(world->first);
  ask(world->first);
}

static void is_opened_again(World *world) {
  index_close(world->first);
  world->first = open_somehow(world);
  ask(world->first);
  refresh_somehow(world->first);
}

static void sees_a_save(World *world) {
  write_file(world, "src/a.c", "int changed;\n");
  touch_somehow(world->first, "src/a.c", "src/none.c");
  ask(world->first);
}

static void sees_a_move(World *world) {
  move(world, "src", "lib");
  touch_somehow(world->first, "src", "lib");
  ask(world->first);
}

static void is_followed(World *world) {
  world->second = open_somehow(world);
  ask(world->second);
  refresh_somehow(world->second);
  write_file(world, "lib/c.c", "int changed_twice = needle;\n");
  touch_somehow(world->second, "lib/c.c", "lib");
  refresh_somehow(world->first);
  refresh_somehow(world->second);
  ask(world->second);
}

static void is_handed_on(World *world) {
  index_close(world->first);
  world->first = NULL;
  if (!world->second) world->second = open_somehow(world);
  write_file(world, "lib/c.c", "int changed = needle + 1;\n");
  refresh_somehow(world->second);
}

static void loses_its_directory(World *world) {
  empty_cache(world);
  write_file(world, "lib/d.c", "int changed = needle + 2;\n");
  refresh_somehow(world->second);
  ask(world->second);
}

static void live(World *world) {
  static void (*const steps[])(World *) = {is_built,           is_opened_again, sees_a_save,
                                           sees_a_move,        is_followed,     is_handed_on,
                                           loses_its_directory};
  for (size_t i = 0; i < COUNT_OF(steps); i++) steps[i](world);
}

static void back_to_nothing(World *world) {
  static const char *const later[] = {"src/c.c", "src/d.c"};
  empty_cache(world);
  move(world, "lib", "src");
  write_file(world, "src/a.c", ORIGINAL);
  for (size_t i = 0; i < COUNT_OF(later); i++) {
    char full[2048];
    tree_path(&world->place.tree, later[i], full);
    unlink(full);
  }
}

// What the end of every life is measured by, and how many operations one takes.
static long rehearse(World *world) {
  back_to_nothing(world);
  arm(1000000000, false);
  live(world);
  long count = atomic_load(&operations);
  disarm();
  Tree nowhere = {"/dev/null"};
  Index *oracle = indexing_fresh(&world->place.tree, &nowhere);
  world->expected = indexing_describe(oracle, LITERALS);
  index_close(oracle);
  index_close(world->second);
  world->second = NULL;
  printf("%ld operations\n", count);
  assert_true(count > 300);
  return count;
}

static bool says_what_it_should(const World *world, Index *index) {
  Error error;
  Lines lines = indexing_describe(index, LITERALS);
  bool right = lines_equal(&world->expected, &lines);
  lines_release(&lines);
  if (index_check(index, indexing_ignore_line, NULL, &error) == STATUS_OK) return right;
  fprintf(stderr, "check: %s\n", error.message);
  return false;
}

// One more refresh, without faults: right, and nothing to complain of.
static const char *complaint(const World *world, Index *index) {
  indexing_refresh(index);
  IndexStatus status = indexing_status(index);
  if (!says_what_it_should(world, index)) return "wrong answers";
  if (!status.writer) return "not the writer";
  if (status.message[0]) {
    fprintf(stderr, "%s\n", status.message);
    return "a message that stays";
  }
  return NULL;
}

static void check_recovery(World *world, long at, bool all_after) {
  const char *and_more = all_after ? " and all after it" : "";
  back_to_nothing(world);
  arm(at, all_after);
  live(world);
  disarm();
  if (world->second) {
    const char *wrong = complaint(world, world->second);
    if (wrong) fail_msg("operation %ld%s: %s", at, and_more, wrong);
    index_close(world->second);
    world->second = NULL;
  }
  Index *index = open_somehow(world);
  const char *wrong = complaint(world, index);
  if (wrong) fail_msg("operation %ld%s, opened again: %s", at, and_more, wrong);
  char directory[1024];
  snprintf(directory, sizeof directory, "%s", indexing_status(index).directory);
  index_close(index);
  if (strays_count(directory)) fail_msg("operation %ld%s: strays", at, and_more);
}

static void fail_each(bool all_after) {
  World world = world_make();
  long count = rehearse(&world);
  for (long at = 1; at <= count; at += STRIDE) check_recovery(&world, at, all_after);
  lines_release(&world.expected);
  place_remove(&world.place);
}

static void any_operation_may_fail_once(void **state) {
  (void)state;
  fail_each(false);
}

static void any_operation_and_all_after_it_may_fail(void **state) {
  (void)state;
  fail_each(true);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_operation_may_fail_once),
      cmocka_unit_test(any_operation_and_all_after_it_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
