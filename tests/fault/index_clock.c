// Clocks that jump, stamps that lie, edits within one tick: what has changed is found all the same. The
// linker's --wrap puts the functions below between the library and the clock, and the stamps of files,
// because a kernel may be so kind as to give every change a stamp of its own.
#include "support/indexing.h"
#include "support/random.h"

#include <fcntl.h>

static const char *const LITERALS[] = {"alpha", "omega", "int", NULL};

static atomic_int_fast64_t wall_offset_ns;

int64_t __real_os_wall_ns(void);
int64_t __wrap_os_wall_ns(void);
int64_t __wrap_os_wall_ns(void) { return __real_os_wall_ns() + atomic_load(&wall_offset_ns); }

static atomic_int_fast64_t granularity_ns; // of stamps; 0: as they are

static int64_t total_ns(const struct timespec *time) {
  return time->tv_sec * INT64_C(1000000000) + time->tv_nsec; // of years this side of 2262
}

static int coarsen(int result, struct stat *st) {
  int64_t unit = atomic_load(&granularity_ns);
  if (result != 0 || unit == 0) return result;
  struct timespec *times[] = {&st->st_mtim, &st->st_ctim};
  for (size_t i = 0; i < COUNT_OF(times); i++) {
    int64_t ns = total_ns(times[i]) / unit * unit;
    *times[i] = (struct timespec){ns / 1000000000, ns % 1000000000};
  }
  return result;
}

#define WRAP_STAT(name, parameters, arguments)                                                     \
  int __real_##name parameters;                                                                    \
  int __wrap_##name parameters;                                                                    \
  int __wrap_##name parameters { return coarsen(__real_##name arguments, st); }

WRAP_STAT(fstat, (int fd, struct stat *st), (fd, st))
WRAP_STAT(stat, (const char *path, struct stat *st), (path, st))
WRAP_STAT(lstat, (const char *path, struct stat *st), (path, st))
WRAP_STAT(fstatat, (int fd, const char *path, struct stat *st, int flags), (fd, path, st, flags))

static const int64_t DAY_NS = INT64_C(86400) * 1000000000;

static void set_clock(int64_t offset_ns) { atomic_store(&wall_offset_ns, offset_ns); }

static Place sample(void) {
  Place place = place_make();
  for (int i = 0; i < 8; i++) {
    char path[32];
    snprintf(path, sizeof path, "d%d/f%d.c", i % 2, i);
    tree_write_c(&place.tree, path, "int alpha;\n");
  }
  return place;
}

// Size, inode and time of modification as they were: only the time of change tells.
static void write_in_place(const Tree *tree, const char *path, const char *text) {
  char full[2048];
  struct stat before;
  tree_path(tree, path, full);
  assert_int_equal(stat(full, &before), 0);
  int fd = open(full, O_WRONLY);
  assert_true(fd >= 0);
  assert_int_equal(pwrite(fd, text, strlen(text), 0), (ssize_t)strlen(text));
  struct timespec times[2] = {before.st_atim, before.st_mtim};
  assert_int_equal(futimens(fd, times), 0);
  close(fd);
}

static void set_modified(const Tree *tree, const char *path, time_t seconds) {
  char full[2048];
  tree_path(tree, path, full);
  struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};
  assert_int_equal(utimensat(AT_FDCWD, full, times, 0), 0);
}

static void look_again(Index *index, const char *path) {
  Str touched = str_from_c(path);
  if (path) {
    index_touch(index, &touched, 1);
    assert_true(index_wait(index, PHASE_READY, INDEXING_TIMEOUT_NS));
  } else {
    indexing_refresh(index);
  }
}

// ---- one tick -----------------------------------------------------------------------------------

// As fast as it goes, a file alternates between two texts of one size, and so do the answers.
static void flip(const char *touched, int64_t unit_ns) {
  enum { FLIPS = 60 };
  atomic_store(&granularity_ns, unit_ns);
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (int i = 0; i < FLIPS; i++) {
    bool omega = i % 2 == 0;
    write_in_place(&place.tree, "d0/f0.c", omega ? "int omega;\n" : "int alpha;\n");
    look_again(index, touched);
    // Symbols, since a text is verified on the file and would be right by chance.
    assert_int_equal(indexing_symbol_count(index, "omega"), omega);
    assert_int_equal(indexing_symbol_count(index, "alpha"), omega ? 7 : 8);
    assert_int_equal(indexing_count(index, "omega"), omega);
  }
  assert_true(indexing_is_right(index, &place.tree, LITERALS));
  index_close(index);
  place_remove(&place);
  atomic_store(&granularity_ns, 0);
}

// As they are; a slow kernel's; those of file systems that keep seconds, or every other one.
static const int64_t UNITS_NS[] = {0, 4000000, 10000000, 1000000000, 2000000000};

static void edits_within_a_tick_are_found_by_comparing(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(UNITS_NS); i++) flip(NULL, UNITS_NS[i]);
}

static void edits_within_a_tick_are_found_by_touching(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(UNITS_NS); i++) flip("d0/f0.c", UNITS_NS[i]);
}

static void an_edit_right_behind_the_last_commit_is_found_at_the_next_start(void **state) {
  (void)state;
  Place place = sample();
  for (int i = 0; i < 60; i++) {
    atomic_store(&granularity_ns, UNITS_NS[i / 12]);
    bool omega = i % 2 == 0;
    Index *index = indexing_fresh(&place.tree, &place.cache);
    write_in_place(&place.tree, "d0/f0.c", omega ? "int omega;\n" : "int alpha;\n");
    index_close(index);
    index = indexing_fresh(&place.tree, &place.cache);
    assert_int_equal(indexing_symbol_count(index, "omega"), omega);
    index_close(index);
  }
  atomic_store(&granularity_ns, 0);
  place_remove(&place);
}

// ---- jumps --------------------------------------------------------------------------------------

static void live_with_jumps(const int64_t *offsets, size_t count) {
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (size_t i = 0; i < count; i++) {
    char text[64];
    set_clock(offsets[i]);
    int64_t began = os_monotonic_ns();
    snprintf(text, sizeof text, "int omega%zu;\n", i);
    tree_write_c(&place.tree, "d0/f0.c", text);
    look_again(index, "d0/f0.c");
    assert_int_equal(indexing_count(index, "omega"), 1);
    snprintf(text, sizeof text, "int other%zu;\n", i);
    tree_write_c(&place.tree, "d1/f1.c", text);
    look_again(index, NULL);
    assert_true(os_monotonic_ns() - began < INDEXING_TIMEOUT_NS); // nobody waits for a clock
    IndexStatus status = indexing_status(index);
    assert_true(status.verified && status.elapsed_ns >= 0);
    assert_true(indexing_is_right(index, &place.tree, LITERALS));
    Index *follower = indexing_fresh(&place.tree, &place.cache);
    assert_true(indexing_is_right(follower, &place.tree, LITERALS));
    index_close(index);
    index_close(follower);
    index = indexing_fresh(&place.tree, &place.cache);
    assert_true(indexing_is_right(index, &place.tree, LITERALS));
  }
  set_clock(0);
  index_close(index);
  place_remove(&place);
}

static void a_wall_clock_may_jump(void **state) {
  (void)state;
  const int64_t offsets[] = {0, -DAY_NS, 365 * DAY_NS, 0, -DAY_NS / 24, 365 * DAY_NS, -40 * DAY_NS};
  live_with_jumps(offsets, COUNT_OF(offsets));
}

static void a_wall_clock_may_stand_at_nothing(void **state) {
  (void)state;
  const int64_t offsets[] = {-__real_os_wall_ns(), -__real_os_wall_ns() - DAY_NS};
  live_with_jumps(offsets, COUNT_OF(offsets));
}

// ---- stamps -------------------------------------------------------------------------------------

static void stamps_of_any_time_are_as_good_as_others(void **state) {
  (void)state;
  static const time_t times[] = {
      0, 1, -86400, 1600000000, 4102444800, 253370764800, 2147483648, -2147483649};
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (size_t i = 0; i < COUNT_OF(times); i++) {
    for (int again = 0; again < 2; again++) {
      bool omega = again == 0;
      write_in_place(&place.tree, "d0/f0.c", omega ? "int omega;\n" : "int alpha;\n");
      set_modified(&place.tree, "d0/f0.c", times[i]); // the same one twice
      look_again(index, i % 2 ? "d0/f0.c" : NULL);
      assert_int_equal(indexing_symbol_count(index, "omega"), omega);
      assert_true(indexing_is_right(index, &place.tree, LITERALS));
    }
    index_close(index);
    index = indexing_fresh(&place.tree, &place.cache);
  }
  index_close(index);
  place_remove(&place);
}

// A year ago by its stamp, written now: as a file is that was unpacked or copied with its times.
static void a_file_exchanged_for_one_with_the_same_stamp_is_found(void **state) {
  (void)state;
  Place place = sample();
  Index *index = indexing_fresh(&place.tree, &place.cache);
  for (int i = 0; i < 20; i++) {
    char from[2048], to[2048];
    bool omega = i % 2 == 0;
    tree_write_c(&place.tree, "new", omega ? "int omega;\n" : "int alpha;\n");
    set_modified(&place.tree, "new", 1600000000);
    tree_path(&place.tree, "new", from);
    tree_path(&place.tree, "d0/f0.c", to);
    assert_int_equal(rename(from, to), 0);
    look_again(index, i % 3 ? "d0/f0.c" : NULL);
    assert_int_equal(indexing_symbol_count(index, "omega"), omega);
  }
  index_close(index);
  place_remove(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(edits_within_a_tick_are_found_by_comparing),
      cmocka_unit_test(edits_within_a_tick_are_found_by_touching),
      cmocka_unit_test(an_edit_right_behind_the_last_commit_is_found_at_the_next_start),
      cmocka_unit_test(a_wall_clock_may_jump),
      cmocka_unit_test(a_wall_clock_may_stand_at_nothing),
      cmocka_unit_test(stamps_of_any_time_are_as_good_as_others),
      cmocka_unit_test(a_file_exchanged_for_one_with_the_same_stamp_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
