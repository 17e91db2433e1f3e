// Operations on the file system that fail on demand: those that os_posix.c asks for. The linker's --wrap puts
// the functions below in between, so only one source of a program can have them.
#ifndef TREELINE_TESTS_FAILING_H
#define TREELINE_TESTS_FAILING_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long operations; // since failing_arm()
static atomic_long fails_at;   // the number of the one that fails; 0: none
static atomic_bool for_good;   // and all after it

static inline void failing_arm(long at, bool all_after) {
  atomic_store(&operations, 0);
  atomic_store(&for_good, all_after);
  atomic_store(&fails_at, at);
}

// Returns what failing_resume goes on with: what a test itself does must not fail.
static inline long failing_pause(void) { return atomic_exchange(&fails_at, 0); }
static inline void failing_resume(long armed) { atomic_store(&fails_at, armed); }
static inline long failing_count(void) { return atomic_load(&operations); }
static inline void failing_disarm(void) { atomic_store(&fails_at, 0); }

static inline bool fails(void) {
  static const int errors[] = {EIO, ENOSPC, EMFILE, EACCES};
  long wanted = atomic_load(&fails_at);
  if (!wanted) return false;
  long number = atomic_fetch_add(&operations, 1) + 1;
  if (number != wanted && !(atomic_load(&for_good) && number > wanted)) return false;
  errno = errors[wanted % (long)(sizeof errors / sizeof *errors)];
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

#endif
