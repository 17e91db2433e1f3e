// Rejected: a socket to ask the server by (it would have to be found, guarded and answered; a server that
// hangs is the one to be asked about), shared memory (what a crash leaves in it is anybody's guess).
#include "lsp/bulletin.h"

#include "base/array.h"
#include "base/os.h"
#include "lsp/figures.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILE_BYTES_MAX = 64 << 10 };
static const uint64_t COUNT_MOST = (uint64_t)1 << 53;

struct Bulletin {
  char *path, *lock_path; // NULL: none yet
  OsLock *lock;           // NULL: not held
  uint64_t written;       // hash of what the file says; 0: nothing
};

Bulletin *bulletin_new(void) { return xcalloc(1, sizeof(Bulletin)); }

static char *path_of(Str directory, uint64_t pid, const char *extension) {
  Arena arena = {0};
  char *path = str_to_c(arena_printf(&arena, "%.*s/server-%llu.%s", STR_ARGS(directory),
                                     (unsigned long long)pid, extension));
  arena_release(&arena);
  return path;
}

static void put_entry(JsonOut *out, const IndexStatus *status) {
  json_open(out, '{');
  json_put_unsigned(out, "pid", (uint64_t)os_process_id());
  json_put_string(out, "version", STR(TREELINE_VERSION));
  json_put_string(out, "phase", index_phase_name(status->phase));
  json_put_unsigned(out, "generation", status->generation);
  json_put_unsigned(out, "openDocuments", status->open_documents);
  json_put_unsigned(out, "touched", status->touched);
  figures_put(out, status);
}

// ---- what was left ------------------------------------------------------------------------------

static bool is_left(const char *lock_path) {
  OsLock *lock;
  Status status = os_lock(lock_path, &lock, NULL);
  if (status != STATUS_OK) return false;
  status_ignore(os_remove(lock_path, NULL));
  os_unlock(lock);
  return true;
}

// "server-123.json" is of 123; so is what it was about to be, "server-123.json.tmp-abc".
static bool parse_name(Str name, uint64_t *pid, bool *temporary) {
  static const Str before = STR_INIT("server-"), behind = STR_INIT(".json");
  size_t end = str_find(name, behind);
  if (!str_starts_with(name, before) || end == SIZE_MAX) return false;
  Str rest = str_slice(name, end + behind.len, name.len);
  *temporary = rest.len > 0;
  if (*temporary && !os_write_is_temporary(rest)) return false;
  if (end <= before.len || end > before.len + 10) return false;
  return str_to_u64(str_slice(name, before.len, end), pid);
}

// Of a process that died while it wrote.
static void remove_temporary(Str directory, uint64_t pid, Str name) {
  char *lock_path = path_of(directory, pid, "lock");
  if (is_left(lock_path)) {
    Arena arena = {0};
    status_ignore(os_remove(arena_join_path(&arena, directory, name).ptr, NULL));
    arena_release(&arena);
  }
  free(lock_path);
}

typedef ARRAY(uint64_t) Pids;

// The processes that have a file there, at most BULLETINS_MAX. Temporary files that were left go.
static void list(Str directory, Pids *pids) {
  OsDir *dir;
  DirEntry found;
  uint64_t pid;
  bool temporary;
  char *terminated = str_to_c(directory);
  if (directory.len && os_dir_open(terminated, &dir, NULL) == STATUS_OK) {
    while (os_dir_next(dir, &found)) {
      if (!parse_name(found.name, &pid, &temporary)) continue;
      if (temporary)
        remove_temporary(directory, pid, found.name);
      else if (pids->count < BULLETINS_MAX)
        array_push(pids, pid);
    }
    os_dir_close(dir);
  }
  free(terminated);
}

// ---- writing ------------------------------------------------------------------------------------

// Whether the file may be written: its lock is held and still the one that others see.
static bool holds_lock(Bulletin *b, Str directory) {
  if (!b->path) {
    uint64_t pid = (uint64_t)os_process_id();
    b->path = path_of(directory, pid, "json");
    b->lock_path = path_of(directory, pid, "lock");
    Pids others = {0};
    list(directory, &others);
    array_free(&others);
  }
  if (b->lock && os_lock_stands(b->lock, b->lock_path)) return true;
  os_unlock(b->lock);
  b->lock = NULL;
  b->written = 0;
  return os_lock(b->lock_path, &b->lock, NULL) == STATUS_OK;
}

void bulletin_write(Bulletin *b, Index *index) {
  IndexStatus status;
  index_figures(index, &status);
  Str directory = str_from_c(status.directory);
  if (!directory.len || !holds_lock(b, directory)) return;
  Buf text = {0};
  JsonOut out = json_out(&text);
  put_entry(&out, &status);
  uint64_t hash = str_hash(buf_str(&text)); // of what does not change by itself
  json_put_unsigned(&out, "resident", os_memory_use().resident);
  json_close(&out, '}');
  if (hash != b->written && os_replace_note(b->path, buf_str(&text), NULL) == STATUS_OK) {
    b->written = hash;
  }
  buf_release(&text);
}

void bulletin_free(Bulletin *b) {
  if (!b) return;
  if (b->lock) {
    status_ignore(os_remove(b->path, NULL));
    status_ignore(os_remove(b->lock_path, NULL));
  }
  os_unlock(b->lock);
  free(b->path);
  free(b->lock_path);
  free(b);
}

// ---- reading ------------------------------------------------------------------------------------

static IndexPhase phase_of(Str name) {
  for (int phase = 0; phase <= PHASE_FAILED; phase++) {
    if (str_equal(index_phase_name((IndexPhase)phase), name)) return (IndexPhase)phase;
  }
  return PHASE_IDLE;
}

static void read_entry(const cJSON *json, BulletinEntry *out) {
  IndexStatus *status = &out->status;
  Str text;
  if (json_get_string(json, "version", &text)) {
    snprintf(out->version, sizeof out->version, "%.*s", STR_ARGS(text));
  }
  if (json_get_string(json, "phase", &text)) status->phase = phase_of(text);
  json_get_unsigned(json, "generation", COUNT_MOST, &status->generation);
  json_get_unsigned(json, "openDocuments", COUNT_MOST, &status->open_documents);
  json_get_unsigned(json, "touched", COUNT_MOST, &status->touched);
  json_get_unsigned(json, "resident", COUNT_MOST, &out->resident);
  figures_read(json, status);
}

// False if nobody lives who would have written it.
static bool is_alive(const char *path, const char *lock_path) {
  OsLock *lock;
  Status status = os_lock(lock_path, &lock, NULL);
  if (status != STATUS_OK) return status == STATUS_BUSY;
  status_ignore(os_remove(path, NULL));
  status_ignore(os_remove(lock_path, NULL));
  os_unlock(lock);
  return false;
}

static bool read_file(const char *path, BulletinEntry *out) {
  Buf text = {.max = FILE_BYTES_MAX};
  FileInfo info;
  const char *problem;
  cJSON *json = NULL;
  if (os_read_file(path, &text, &info, NULL) == STATUS_OK && text.len) {
    json = json_parse(text.data, text.len, &problem);
  }
  if (json) {
    read_entry(json, out);
    int64_t age = os_wall_ns() - info.stamp.mtime_ns;
    out->age_ns = age > 0 ? age : 0;
  }
  cJSON_Delete(json);
  buf_release(&text);
  return json;
}

static int by_pid(const void *a, const void *b) {
  const uint64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

void bulletin_read_all(Str directory, void (*fn)(void *user, const BulletinEntry *entry),
                       void *user) {
  Pids pids = {0};
  list(directory, &pids);
  if (pids.count) qsort(pids.items, pids.count, sizeof *pids.items, by_pid);
  for (size_t i = 0; i < pids.count; i++) {
    BulletinEntry entry = {.pid = pids.items[i]};
    char *path = path_of(directory, entry.pid, "json");
    char *lock_path = path_of(directory, entry.pid, "lock");
    if (is_alive(path, lock_path) && read_file(path, &entry)) fn(user, &entry);
    free(path);
    free(lock_path);
  }
  array_free(&pids);
}
