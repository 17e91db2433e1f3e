// Everything Treeline asks of the operating system, beside threads and events (those are libuv's, in run/ and
// server/). os_posix*.c implements it; another system is other files beside it, and nothing else changes.
// Paths are UTF-8 with '/' and NUL-terminated. Every call is thread-safe. Directories are listed, and
// files read, at paths of any length; the other calls fail beyond the system's maximum.
#ifndef TREELINE_BASE_OS_H
#define TREELINE_BASE_OS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

typedef enum { FILE_REGULAR, FILE_DIRECTORY, FILE_SYMLINK, FILE_OTHER } FileKind;

// What tells that a file has changed. Equal stamps mean the same content, except for files written
// within the clock's tick of the reading (see stamp_is_racy).
typedef struct {
  uint64_t size; // bytes
  int64_t mtime_ns;
  int64_t ctime_ns;
  uint64_t inode;
} Stamp;

typedef struct {
  FileKind kind;
  Stamp stamp;
  uint64_t device;
} FileInfo;

bool stamp_equal(const Stamp *a, const Stamp *b);
// How long after the last write another may leave the same stamp: the tick of the clock that made it.
int64_t stamp_tick_ns(const Stamp *stamp);
// True if the file was written so shortly before `read_at_ns` (wall clock) that a later write may have
// left the same stamp: such a file is read again rather than trusted.
bool stamp_is_racy(const Stamp *stamp, int64_t read_at_ns);

// Does not follow a symlink in the last component (os_stat_link), or does (os_stat).
MUST_USE Status os_stat_link(const char *path, FileInfo *info, Error *error);
MUST_USE Status os_stat(const char *path, FileInfo *info, Error *error);

// A directory being listed. `name` lives until the next os_dir_next. Order is the system's.
typedef struct OsDir OsDir;
typedef struct {
  Str name; // NUL-terminated; never "." or ".."
  FileKind kind;
} DirEntry;
MUST_USE Status os_dir_open(const char *path, OsDir **dir, Error *error);
// As os_dir_open, but fails if the last component of the path is a symlink.
MUST_USE Status os_dir_open_link(const char *path, OsDir **dir, Error *error);
bool os_dir_next(OsDir *dir, DirEntry *entry); // false at the end
// Stamp of an entry of this directory, cheaper than by path. Does not follow symlinks
// (os_dir_stat), or does (os_dir_stat_target).
MUST_USE Status os_dir_stat(OsDir *dir, const char *name, FileInfo *info, Error *error);
MUST_USE Status os_dir_stat_target(OsDir *dir, const char *name, FileInfo *info, Error *error);
void os_dir_close(OsDir *dir);

// A file read as a whole or in parts. A file that grows meanwhile is read up to the size it had.
typedef struct OsFile OsFile;
MUST_USE Status os_open_read(const char *path, OsFile **file, FileInfo *info, Error *error);
// Appends [offset, offset+size) to `out`; fewer bytes if the file has shrunk.
MUST_USE Status os_read_at(OsFile *file, uint64_t offset, size_t size, Buf *out, Error *error);
void os_file_close(OsFile *file); // NULL is allowed
// Opens, reads everything into `out` (cleared first; out->max bounds it: STATUS_LIMIT), closes.
MUST_USE Status os_read_file(const char *path, Buf *out, FileInfo *info, Error *error);

// A directory below which files are opened by their relative paths: the way to the root is gone once. Any
// thread may use one.
typedef struct OsRoot OsRoot;
MUST_USE Status os_root_open(const char *path, OsRoot **root, Error *error);
void os_root_close(OsRoot *root); // NULL is allowed
MUST_USE Status os_root_open_read(OsRoot *root, const char *path, OsFile **file, FileInfo *info,
                                  Error *error);
// Looks without opening. Does not follow a symlink in the last component.
MUST_USE Status os_root_stat(OsRoot *root, const char *path, FileInfo *info, Error *error);
// As os_read_file. Where the file has the size that is expected, its stamp is not asked for, which saves
// a tenth of a small file's time; where not, that is noticed.
MUST_USE Status os_root_read_file(OsRoot *root, const char *path, uint64_t expected_size, Buf *out,
                                  Error *error);

// A read-only mapping of a whole file. An empty file maps to an empty Str.
typedef struct {
  Str bytes;
} OsMap;
MUST_USE Status os_map(const char *path, OsMap *map, Error *error);
void os_unmap(OsMap *map);

// A new file being written, flushed to the disk by os_write_commit and then renamed onto `path`, with
// the directory flushed behind it: after a crash the old or the new file is there, whole.
typedef struct OsWriter OsWriter;
MUST_USE Status os_write_open(const char *path, OsWriter **writer, Error *error);
MUST_USE Status os_write(OsWriter *writer, Str bytes, Error *error); // buffered
MUST_USE Status os_write_commit(OsWriter *writer, Error *error);     // frees the writer in any case
// Whether a name that begins with a written file's name ends as its temporary's: `rest` is what follows.
bool os_write_is_temporary(Str rest);
void os_write_abandon(OsWriter *writer); // removes the temporary file; NULL is allowed
MUST_USE Status os_replace_file(const char *path, Str bytes, Error *error); // all of it at once
// The same without flushing anything: whole to other processes, but after a crash old, gone or empty.
MUST_USE Status os_replace_note(const char *path, Str bytes, Error *error);

MUST_USE Status os_remove(const char *path, Error *error);    // a file; STATUS_NOT_FOUND if absent
MUST_USE Status os_make_dirs(const char *path, Error *error); // readable by this user alone

// An advisory lock on a file, held until released or the process ends. STATUS_BUSY if another holds it.
typedef struct OsLock OsLock;
MUST_USE Status os_lock(const char *path, OsLock **lock, Error *error);
void os_unlock(OsLock *lock); // NULL is allowed
// Whether the file at `path` is still the locked one. It is not if the file was removed, or its
// directory: then another process may hold a lock on a new one.
bool os_lock_stands(const OsLock *lock, const char *path);

// Absolute path without symlinks. STATUS_NOT_FOUND if it does not exist.
MUST_USE Status os_real_path(const char *path, Arena *arena, Str *real, Error *error);
// The user's cache directory for `name` ($XDG_CACHE_HOME or the system's custom); not created.
MUST_USE Status os_cache_dir(const char *name, Arena *arena, Str *path, Error *error);
Str os_home_dir(Arena *arena);        // empty if unknown
Str os_environment(const char *name); // empty if unset; lives as long as the environment

unsigned os_cpu_count(void);    // usable by this process: affinity and cgroup quota respected
uint64_t os_memory_limit(void); // bytes: the smaller of the machine's and the cgroup's
void os_lower_priority(void);   // of the calling thread, where the system can
int64_t os_process_id(void);
int64_t os_wall_ns(void); // since 1970
int64_t os_monotonic_ns(void);
int64_t os_cpu_ns(void);        // CPU time of this process, user and system
int64_t os_thread_cpu_ns(void); // CPU time of the calling thread
typedef struct {
  uint64_t resident;      // bytes
  uint64_t anonymous;     // bytes that are no file's pages
  uint64_t peak_resident; // bytes
} OsMemory;
OsMemory os_memory_use(void);   // zeros where unknown
void os_keep_memory_low(void);  // once, at start: large blocks go back to the system when freed
void os_give_back_memory(void); // freed memory that the allocator holds, to the system
// Whether one watch reports all that happens below a directory, and how many events the system keeps for
// whoever is slow to read them (0: unknown).
bool os_watches_trees(void);
uint64_t os_watch_queue(void);
void os_ignore_broken_pipes(void); // that nobody reads any more shows in what writing returns
bool os_is_terminal(int descriptor);
unsigned os_terminal_columns(int descriptor); // 80 if unknown

#endif
