// os.h on POSIX systems: files and directories; os_posix_machine.c has the rest. Rejected: mapping source
// files to read them (11 us a file against 5 for read(), measured on the kernel tree); mappings serve index
// files only, which never shrink in place.
#define _GNU_SOURCE
#include "base/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// ---- stamps -------------------------------------------------------------------------------------

static const int64_t SECOND_NS = 1000000000;
static const int64_t TICK_NS = 20 * 1000 * 1000; // two of a 100 Hz kernel

bool stamp_equal(const Stamp *a, const Stamp *b) {
  return a->size == b->size && a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns
         && a->inode == b->inode;
}

// Whole seconds in both times: a file system that keeps no more than that, or every other one.
int64_t stamp_tick_ns(const Stamp *stamp) {
  bool coarse = stamp->mtime_ns % SECOND_NS == 0 && stamp->ctime_ns % SECOND_NS == 0;
  return TICK_NS + (coarse ? 2 * SECOND_NS : 0);
}

bool stamp_is_racy(const Stamp *stamp, int64_t read_at_ns) {
  int64_t last = stamp->mtime_ns > stamp->ctime_ns ? stamp->mtime_ns : stamp->ctime_ns;
  return last >= read_at_ns - stamp_tick_ns(stamp);
}

// Of any year that a file system can hold: beyond 64 bits it wraps, which is as good to compare.
static int64_t stamp_time_ns(struct timespec time) {
  return (int64_t)((uint64_t)time.tv_sec * (uint64_t)SECOND_NS + (uint64_t)time.tv_nsec);
}

static FileInfo info_from_stat(const struct stat *st) {
  FileInfo info = {.kind = FILE_OTHER, .device = (uint64_t)st->st_dev};
  if (S_ISREG(st->st_mode)) info.kind = FILE_REGULAR;
  if (S_ISDIR(st->st_mode)) info.kind = FILE_DIRECTORY;
  if (S_ISLNK(st->st_mode)) info.kind = FILE_SYMLINK;
  info.stamp.size = (uint64_t)st->st_size;
  info.stamp.inode = (uint64_t)st->st_ino;
#if defined(__APPLE__)
  info.stamp.mtime_ns = stamp_time_ns(st->st_mtimespec);
  info.stamp.ctime_ns = stamp_time_ns(st->st_ctimespec);
#else
  info.stamp.mtime_ns = stamp_time_ns(st->st_mtim);
  info.stamp.ctime_ns = stamp_time_ns(st->st_ctim);
#endif
  return info;
}

Status os_stat_link(const char *path, FileInfo *info, Error *error) {
  struct stat st;
  if (lstat(path, &st) != 0) return error_system(error, errno, "%s", path);
  *info = info_from_stat(&st);
  return STATUS_OK;
}

Status os_stat(const char *path, FileInfo *info, Error *error) {
  struct stat st;
  if (stat(path, &st) != 0) return error_system(error, errno, "%s", path);
  *info = info_from_stat(&st);
  return STATUS_OK;
}

// ---- paths of any length ------------------------------------------------------------------------

#ifdef O_PATH
enum { OPEN_PASSAGE = O_PATH | O_DIRECTORY | O_CLOEXEC };
#else
enum { OPEN_PASSAGE = O_RDONLY | O_DIRECTORY | O_CLOEXEC };
#endif

static void close_keeping_errno(int fd) {
  int kept = errno;
  close(fd);
  errno = kept;
}

// openat(), for paths beyond PATH_MAX too: those are gone through in pieces, each relative to the last.
static int open_path_at(int from, const char *path, int flags) {
  int base = from;
  for (;;) {
    size_t length = strlen(path);
    if (length < PATH_MAX) break;
    size_t cut = PATH_MAX - 1;
    while (cut > 0 && path[cut] != '/') cut--;
    if (cut == 0) break; // one component, longer than any: the system will say so
    char piece[PATH_MAX];
    memcpy(piece, path, cut);
    piece[cut] = '\0';
    int next = openat(base, piece, OPEN_PASSAGE);
    if (base != from) close_keeping_errno(base);
    if (next < 0) return -1;
    base = next;
    path += cut + 1;
  }
  int fd = openat(base, path, flags);
  if (base != from) close_keeping_errno(base);
  return fd;
}

static int open_path(const char *path, int flags) { return open_path_at(AT_FDCWD, path, flags); }

// ---- directories --------------------------------------------------------------------------------

struct OsDir {
  DIR *stream;
};

static Status dir_open(const char *path, int flags, OsDir **dir, Error *error) {
  int fd = open_path(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
  DIR *stream = fd < 0 ? NULL : fdopendir(fd);
  if (!stream) {
    Status status = error_system(error, errno, "%s", path);
    if (fd >= 0) close(fd);
    return status;
  }
  *dir = xmalloc(sizeof **dir);
  (*dir)->stream = stream;
  return STATUS_OK;
}

Status os_dir_open(const char *path, OsDir **dir, Error *error) {
  return dir_open(path, 0, dir, error);
}

Status os_dir_open_link(const char *path, OsDir **dir, Error *error) {
  return dir_open(path, O_NOFOLLOW, dir, error);
}

static FileKind kind_of_entry(OsDir *dir, const struct dirent *entry) {
  switch (entry->d_type) {
  case DT_REG: return FILE_REGULAR;
  case DT_DIR: return FILE_DIRECTORY;
  case DT_LNK: return FILE_SYMLINK;
  case DT_UNKNOWN: break; // some file systems do not say
  default: return FILE_OTHER;
  }
  FileInfo info = {.kind = FILE_OTHER};
  return os_dir_stat(dir, entry->d_name, &info, NULL) == STATUS_OK ? info.kind : FILE_OTHER;
}

bool os_dir_next(OsDir *dir, DirEntry *out) {
  struct dirent *entry;
  while ((entry = readdir(dir->stream))) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    *out = (DirEntry){str_from_c(entry->d_name), kind_of_entry(dir, entry)};
    return true;
  }
  return false;
}

static Status dir_stat(OsDir *dir, const char *name, int flags, FileInfo *info, Error *error) {
  struct stat st;
  if (fstatat(dirfd(dir->stream), name, &st, flags) != 0) {
    return error_system(error, errno, "%s", name);
  }
  *info = info_from_stat(&st);
  return STATUS_OK;
}

Status os_dir_stat(OsDir *dir, const char *name, FileInfo *info, Error *error) {
  return dir_stat(dir, name, AT_SYMLINK_NOFOLLOW, info, error);
}

Status os_dir_stat_target(OsDir *dir, const char *name, FileInfo *info, Error *error) {
  return dir_stat(dir, name, 0, info, error);
}

void os_dir_close(OsDir *dir) {
  if (!dir) return;
  closedir(dir->stream);
  free(dir);
}

// ---- reading ------------------------------------------------------------------------------------

struct OsFile {
  int descriptor;
};

// O_NONBLOCK: a FIFO or device that took a file's place must not hang the reader.
enum { OPEN_TO_READ = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

static int open_regular_at(int from, const char *path, struct stat *st, Error *error,
                           Status *status) {
  int fd = open_path_at(from, path, OPEN_TO_READ);
  if (fd < 0) {
    *status = error_system(error, errno, "%s", path);
    return -1;
  }
  if (fstat(fd, st) != 0 || !S_ISREG(st->st_mode)) {
    *status = error_set(error, STATUS_IO, "%s: not a regular file", path);
    close(fd);
    return -1;
  }
  return fd;
}

static Status open_file_at(int from, const char *path, OsFile **file, FileInfo *info,
                           Error *error) {
  struct stat st;
  Status status = STATUS_OK;
  int fd = open_regular_at(from, path, &st, error, &status);
  if (fd < 0) return status;
  *file = xmalloc(sizeof **file);
  (*file)->descriptor = fd;
  if (info) *info = info_from_stat(&st);
  return STATUS_OK;
}

Status os_open_read(const char *path, OsFile **file, FileInfo *info, Error *error) {
  return open_file_at(AT_FDCWD, path, file, info, error);
}

static Status read_range(int fd, uint64_t offset, size_t size, Buf *out, Error *error) {
  size_t start = out->len;
  char *room = buf_extend(out, size);
  if (!room && size) return error_set(error, STATUS_LIMIT, "larger than %zu bytes", out->max);
  size_t done = 0;
  while (done < size) {
    ssize_t got = pread(fd, room + done, size - done, (off_t)(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      out->len = start;
      return error_system(error, errno, "read");
    }
    if (got == 0) break;
    done += (size_t)got;
  }
  out->len = start + done;
  return STATUS_OK;
}

Status os_read_at(OsFile *file, uint64_t offset, size_t size, Buf *out, Error *error) {
  return read_range(file->descriptor, offset, size, out, error);
}

void os_file_close(OsFile *file) {
  if (!file) return;
  close(file->descriptor);
  free(file);
}

Status os_read_file(const char *path, Buf *out, FileInfo *info, Error *error) {
  struct stat st;
  Status status = STATUS_OK;
  int fd = open_regular_at(AT_FDCWD, path, &st, error, &status);
  if (fd < 0) return status;
  buf_clear(out);
  if ((uint64_t)st.st_size > SIZE_MAX / 4) {
    status = error_set(error, STATUS_LIMIT, "%s: too large", path);
  } else {
    status = read_range(fd, 0, (size_t)st.st_size, out, error);
    if (status != STATUS_OK) error_prefix(error, status, "%s", path);
  }
  close(fd);
  if (status == STATUS_OK && info) *info = info_from_stat(&st);
  return status;
}

// ---- reading below a directory ------------------------------------------------------------------

struct OsRoot {
  int descriptor;
};

Status os_root_open(const char *path, OsRoot **root, Error *error) {
  int fd = open_path(path, OPEN_PASSAGE);
  if (fd < 0) return error_system(error, errno, "%s", path);
  *root = xmalloc(sizeof **root);
  (*root)->descriptor = fd;
  return STATUS_OK;
}

void os_root_close(OsRoot *root) {
  if (!root) return;
  close(root->descriptor);
  free(root);
}

Status os_root_open_read(OsRoot *root, const char *path, OsFile **file, FileInfo *info,
                         Error *error) {
  return open_file_at(root->descriptor, path, file, info, error);
}

Status os_root_stat(OsRoot *root, const char *path, FileInfo *info, Error *error) {
  struct stat st;
  if (fstatat(root->descriptor, path, &st, AT_SYMLINK_NOFOLLOW) != 0) {
    return error_system(error, errno, "%s", path);
  }
  *info = info_from_stat(&st);
  return STATUS_OK;
}

// What is there now, as its size now tells.
static Status read_whole(int fd, const char *path, Buf *out, Error *error) {
  struct stat st;
  if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
    return error_set(error, STATUS_IO, "%s: not a regular file", path);
  }
  if ((uint64_t)st.st_size > SIZE_MAX / 4) {
    return error_set(error, STATUS_LIMIT, "%s: too large", path);
  }
  buf_clear(out);
  return read_range(fd, 0, (size_t)st.st_size, out, error);
}

// One read asks for a byte more than is expected: if what is expected comes, it was the file's end, and
// fstat would have told nothing more. pread takes nothing from a FIFO or a socket: it fails. A file
// system may cut reads short at its blocks' ends, so sizes that end there are not believed.
static bool read_expected(int fd, size_t expected, Buf *out) {
  enum { BLOCK = 4096 };
  if (expected % BLOCK == 0) return false;
  char *room = buf_extend(out, expected + 1);
  ssize_t got = room ? pread(fd, room, expected + 1, 0) : -1;
  buf_clear(out);
  if (got < 0 || (size_t)got != expected) return false;
  out->len = expected;
  return true;
}

Status os_root_read_file(OsRoot *root, const char *path, uint64_t expected_size, Buf *out,
                         Error *error) {
  int fd = open_path_at(root->descriptor, path, OPEN_TO_READ);
  if (fd < 0) return error_system(error, errno, "%s", path);
  Status status = STATUS_OK;
  buf_clear(out);
  if (expected_size > SIZE_MAX / 4 || !read_expected(fd, (size_t)expected_size, out)) {
    status = read_whole(fd, path, out, error);
  }
  close(fd);
  return status;
}

Status os_map(const char *path, OsMap *map, Error *error) {
  struct stat st;
  Status status = STATUS_OK;
  int fd = open_regular_at(AT_FDCWD, path, &st, error, &status);
  if (fd < 0) return status;
  if (st.st_size == 0) {
    close(fd);
    map->bytes = STR("");
    return STATUS_OK;
  }
  void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
  int failure = errno;
  close(fd);
  if (bytes == MAP_FAILED) return error_system(error, failure, "%s: mmap", path);
  map->bytes = str_make(bytes, (size_t)st.st_size);
  return STATUS_OK;
}

void os_unmap(OsMap *map) {
  if (map->bytes.len) munmap((void *)(uintptr_t)map->bytes.ptr, map->bytes.len);
  map->bytes = STR("");
}

// ---- writing ------------------------------------------------------------------------------------

enum { WRITE_BUFFER = 1 << 16 };
#define TEMPORARY_SUFFIX ".tmp-XXXXXX"

struct OsWriter {
  int descriptor;
  char *path;
  char *temporary;
  size_t used;
  char buffer[WRITE_BUFFER];
};

static char *copy_c(const char *text, const char *suffix) {
  size_t a = strlen(text), b = strlen(suffix);
  char *copy = xmalloc(a + b + 1);
  memcpy(copy, text, a);
  memcpy(copy + a, suffix, b + 1);
  return copy;
}

static void writer_free(OsWriter *writer) {
  free(writer->path);
  free(writer->temporary);
  free(writer);
}

Status os_write_open(const char *path, OsWriter **out, Error *error) {
  OsWriter *writer = xmalloc(sizeof *writer);
  writer->path = copy_c(path, "");
  writer->temporary = copy_c(path, TEMPORARY_SUFFIX);
  writer->used = 0;
  writer->descriptor = mkostemp(writer->temporary, O_CLOEXEC); // mode 0600
  if (writer->descriptor < 0) {
    Status status = error_system(error, errno, "%s", path);
    writer_free(writer);
    return status;
  }
  *out = writer;
  return STATUS_OK;
}

static Status write_through(OsWriter *writer, const char *bytes, size_t size, Error *error) {
  while (size > 0) {
    ssize_t done = write(writer->descriptor, bytes, size);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return error_system(error, errno, "%s", writer->path);
    bytes += done;
    size -= (size_t)done;
  }
  return STATUS_OK;
}

static Status writer_flush(OsWriter *writer, Error *error) {
  size_t used = writer->used;
  writer->used = 0;
  return write_through(writer, writer->buffer, used, error);
}

Status os_write(OsWriter *writer, Str bytes, Error *error) {
  if (bytes.len > sizeof writer->buffer - writer->used) {
    Status status = writer_flush(writer, error);
    if (status != STATUS_OK) return status;
  }
  if (bytes.len > sizeof writer->buffer) return write_through(writer, bytes.ptr, bytes.len, error);
  if (bytes.len) memcpy(writer->buffer + writer->used, bytes.ptr, bytes.len);
  writer->used += bytes.len;
  return STATUS_OK;
}

static Status sync_parent(const char *path, Error *error) {
  char *parent = copy_c(path, "");
  char *slash = strrchr(parent, '/');
  if (slash) *(slash == parent ? slash + 1 : slash) = '\0';
  int fd = open(slash ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failed = fd < 0 || (fsync(fd) != 0 && errno != EINVAL); // EINVAL: cannot be synced at all
  Status status = failed ? error_system(error, errno, "%s", parent) : STATUS_OK;
  if (fd >= 0) close(fd);
  free(parent);
  return status;
}

static Status put_in_place(OsWriter *writer, bool lasting, Error *error) {
  Status status = writer_flush(writer, error);
  if (status == STATUS_OK && lasting && fsync(writer->descriptor) != 0) {
    status = error_system(error, errno, "%s: fsync", writer->path);
  }
  if (close(writer->descriptor) != 0 && status == STATUS_OK) {
    status = error_system(error, errno, "%s: close", writer->path);
  }
  if (status == STATUS_OK && rename(writer->temporary, writer->path) != 0) {
    status = error_system(error, errno, "%s: rename", writer->path);
  }
  if (status != STATUS_OK) {
    unlink(writer->temporary);
  } else if (lasting) {
    status = sync_parent(writer->path, error);
  }
  writer_free(writer);
  return status;
}

Status os_write_commit(OsWriter *writer, Error *error) { return put_in_place(writer, true, error); }
bool os_write_is_temporary(Str rest) {
  return rest.len == sizeof TEMPORARY_SUFFIX - 1 && str_starts_with(rest, STR(".tmp-"));
}

void os_write_abandon(OsWriter *writer) {
  if (!writer) return;
  close(writer->descriptor);
  unlink(writer->temporary);
  writer_free(writer);
}

static Status replace(const char *path, Str bytes, bool lasting, Error *error) {
  OsWriter *writer;
  Status status = os_write_open(path, &writer, error);
  if (status != STATUS_OK) return status;
  status = os_write(writer, bytes, error);
  if (status == STATUS_OK) return put_in_place(writer, lasting, error);
  os_write_abandon(writer);
  return status;
}

Status os_replace_file(const char *path, Str bytes, Error *error) {
  return replace(path, bytes, true, error);
}

Status os_replace_note(const char *path, Str bytes, Error *error) {
  return replace(path, bytes, false, error);
}

Status os_remove(const char *path, Error *error) {
  return unlink(path) == 0 ? STATUS_OK : error_system(error, errno, "%s", path);
}

Status os_make_dirs(const char *path, Error *error) {
  char *copy = copy_c(path, "");
  Status status = STATUS_OK;
  for (char *at = copy + 1; status == STATUS_OK; at++) {
    if (*at != '/' && *at != '\0') continue;
    char end = *at;
    *at = '\0';
    if (mkdir(copy, 0700) != 0 && errno != EEXIST) status = error_system(error, errno, "%s", copy);
    *at = end;
    if (end == '\0') break;
  }
  struct stat st; // something else may have the name
  if (status == STATUS_OK && (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))) {
    status = error_system(error, ENOTDIR, "%s", path);
  }
  free(copy);
  return status;
}

struct OsLock {
  int descriptor;
};

Status os_lock(const char *path, OsLock **lock, Error *error) {
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return error_system(error, errno, "%s", path);
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    Status status = errno == EWOULDBLOCK
                        ? error_set(error, STATUS_BUSY, "%s: held by another process", path)
                        : error_system(error, errno, "%s", path);
    close(fd);
    return status;
  }
  OsLock taken = {fd};
  if (!os_lock_stands(&taken, path)) { // removed between opening and locking
    close(fd);
    return error_set(error, STATUS_BUSY, "%s: was replaced meanwhile", path);
  }
  *lock = xmalloc(sizeof **lock);
  **lock = taken;
  return STATUS_OK;
}

void os_unlock(OsLock *lock) {
  if (!lock) return;
  close(lock->descriptor);
  free(lock);
}

// Only what is known for sure takes a lock away: not that the system has just failed to tell.
bool os_lock_stands(const OsLock *lock, const char *path) {
  struct stat held, there;
  if (fstat(lock->descriptor, &held) != 0) return true;
  if (stat(path, &there) != 0) return errno != ENOENT && errno != ENOTDIR;
  return held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

// ---- places -------------------------------------------------------------------------------------

Status os_real_path(const char *path, Arena *arena, Str *real, Error *error) {
  char *found = realpath(path, NULL);
  if (!found) return error_system(error, errno, "%s", path);
  *real = arena_dup(arena, str_from_c(found));
  free(found);
  return STATUS_OK;
}

Str os_environment(const char *name) { return str_from_c(getenv(name)); }

Str os_home_dir(Arena *arena) { return arena_dup(arena, os_environment("HOME")); }

Status os_cache_dir(const char *name, Arena *arena, Str *path, Error *error) {
  Str base = os_environment("XDG_CACHE_HOME");
  if (base.len == 0 || base.ptr[0] != '/') {
    Str home = os_environment("HOME");
    if (home.len == 0) {
      return error_set(error, STATUS_NOT_FOUND, "no cache directory: set HOME or XDG_CACHE_HOME");
    }
#if defined(__APPLE__)
    base = arena_join_path(arena, home, STR("Library/Caches"));
#else
    base = arena_join_path(arena, home, STR(".cache"));
#endif
  }
  *path = arena_join_path(arena, base, str_from_c(name));
  return STATUS_OK;
}
