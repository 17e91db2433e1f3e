// Problem: 80,000 files are asked about at once, and their paths, recorded by git, are 10 MB.
//
// Approach: of each file that git's index has, 32 bytes are kept in a hash table, its path as a hash of
// 64 bits alone (two of a million files share one with a chance of 1 in 10^7). Repositories are found
// by looking for `.git` in the directories that hold documents, but not in those where the repository
// around has recorded files: for most trees that is one look.
//
// Rejected: running git (which looks at every file: 80 ms for as many, and may not be there);
// looking for `.git` by a walk (all that is ignored would be walked, too).
#include "query/facts.h"

#include "base/array.h"
#include "base/hash_map.h"
#include "base/sha.h"
#include "intake/git.h"
#include "intake/git_object.h"
#include "intake/git_staged.h"

#include <stdatomic.h>

enum {
  INDEX_MAX = 256 << 20,    // bytes of git's index: three million files
  INDEXES_MAX = 512 << 20,  // of those of all repositories
  COMPARED_FILE = 8 << 20,  // bytes of a file whose content is compared, at most
  COMPARED_ALL = 256 << 20, // of all of them
  VERDICTS = 1 << 12,       // remembered comparisons
};
static const uint32_t NO_REPOSITORY = UINT32_MAX;

enum { FILE_ALWAYS = 1, FILE_NEVER = 2, FILE_UNSURE = 4 };

// What git has recorded of a file.
typedef struct {
  uint64_t path; // hash; 0: the slot is free
  uint64_t id;   // the first bytes of the content's name
  uint32_t size, mtime_s, mtime_ns;
  uint32_t flags; // FILE_ALWAYS changed, FILE_NEVER, FILE_UNSURE even if size and time agree
} Recorded;

typedef struct {
  Recorded *slots;
  size_t mask, count;
} Records;

typedef struct {
  Str directory; // relative to the root; "" at or around it
  Str inner;     // of a repository around the root: the root's path in it, with a slash at its end
  Str worktree;  // absolute
  bool known, sha256;
  Records records;
  HashMap tracked;          // its directories with recorded files
  Str index_path, log_path; // of git's index and HEAD's history; NUL-terminated
  Stamp index, log;         // theirs; zeros: there was none
} Repository;

struct Facts {
  Arena arena;
  Str root, root_name;
  ARRAY(Repository) repositories;
  HashMap directories;  // number of the repository of each, or NO_REPOSITORY
  uint64_t index_bytes; // that may be read yet, of all indexes
  uint64_t object_cost; // and what may be spent on all objects
  atomic_uint_fast64_t *verdicts;
  atomic_int_fast64_t compared; // bytes
};

// ---- tables -------------------------------------------------------------------------------------

static uint64_t path_hash(Str path) {
  uint64_t hash = str_hash(path);
  return hash ? hash : 1;
}

static Recorded *record_slot(const Records *records, uint64_t path) {
  size_t i = (size_t)path & records->mask;
  while (records->slots[i].path && records->slots[i].path != path) i = (i + 1) & records->mask;
  return &records->slots[i];
}

static void records_reserve(Records *records, size_t room) {
  Records wider = {.mask = 255, .count = records->count};
  while (wider.mask / 4 * 3 < room) wider.mask = wider.mask * 2 + 1;
  wider.slots = xcalloc(wider.mask + 1, sizeof *wider.slots);
  for (size_t i = 0; records->slots && i <= records->mask; i++) {
    const Recorded *old = &records->slots[i];
    if (old->path) *record_slot(&wider, old->path) = *old;
  }
  free(records->slots);
  *records = wider;
}

static Recorded *records_put(Records *records, uint64_t path) {
  if (!records->slots || records->count > records->mask / 4 * 3) {
    records_reserve(records, records->count * 2);
  }
  Recorded *slot = record_slot(records, path);
  records->count += slot->path == 0;
  slot->path = path;
  return slot;
}

// ---- paths --------------------------------------------------------------------------------------

// "a/b/c" is in "a/b", and "c" in "".
static Str directory_of(Str path) {
  size_t end = path.len;
  while (end > 0 && path.ptr[end - 1] != '/') end--;
  return str_slice(path, 0, end > 0 ? end - 1 : 0);
}

// A path relative to the root as the repository has it: `room` is used where the two differ.
static Str path_in(const Repository *repository, Str path, Buf *room) {
  if (repository->directory.len) {
    return str_slice(path, repository->directory.len + 1, path.len);
  }
  if (repository->inner.len == 0) return path;
  buf_clear(room);
  buf_str_put(room, repository->inner);
  buf_str_put(room, path);
  return buf_str(room);
}

// ---- loading ------------------------------------------------------------------------------------

typedef struct {
  Repository *repository;
  char directory[4096]; // of the entry before
  size_t directory_len;
  bool any;
} Taking;

static void take_entry(void *user, const GitIndexEntry *entry) {
  Taking *taking = user;
  Repository *r = taking->repository;
  if ((entry->mode & GIT_MODE_KIND) == GIT_MODE_REPOSITORY) return; // has an index of its own
  uint64_t id = 0;
  memcpy(&id, entry->id, sizeof id);
  uint32_t flags = entry->assumed ? FILE_NEVER : 0;
  if (entry->stage || entry->intended) flags = FILE_ALWAYS;
  int64_t mtime_ns = (int64_t)entry->mtime_s * 1000000000 + entry->mtime_ns;
  if (mtime_ns >= r->index.mtime_ns) flags |= FILE_UNSURE;
  Recorded *slot = records_put(&r->records, path_hash(entry->path));
  uint64_t path = slot->path;
  *slot = (Recorded){path, id, entry->size, entry->mtime_s, entry->mtime_ns, flags};
  Str directory = directory_of(entry->path);
  Str before = str_make(taking->directory, taking->directory_len);
  if (directory.len > sizeof taking->directory) return;
  if (taking->any && str_equal(directory, before)) return;
  taking->any = true;
  memcpy(taking->directory, directory.ptr, directory.len);
  taking->directory_len = directory.len;
  hash_map_put(&r->tracked, path_hash(directory), 1);
}

static void forget(Repository *r) {
  free(r->records.slots);
  hash_map_release(&r->tracked);
  r->records = (Records){.slots = NULL};
}

// In the index as it is, but not in the last commit.
static void take_staged(void *user, const GitIndexEntry *entry) {
  Repository *r = user;
  if ((entry->mode & GIT_MODE_KIND) == GIT_MODE_REPOSITORY) return;
  records_put(&r->records, path_hash(entry->path))->flags |= FILE_ALWAYS;
}

// Without an index nothing is recorded yet. An index that cannot be read says nothing. Where the last
// commit cannot be read, nothing counts as staged.
static void read_repository(Facts *facts, Repository *r, Str git_dir, Str common_dir) {
  uint64_t room = facts->index_bytes < INDEX_MAX ? facts->index_bytes : INDEX_MAX;
  Buf bytes = {.max = (size_t)room + 1}; // 0 would be without a limit
  FileInfo info;
  Status status = os_read_file(r->index_path.ptr, &bytes, &info, NULL);
  if (status == STATUS_OK) {
    Taking taking = {.repository = r};
    GitIndexReading reading = {.sha256 = r->sha256, .fn = take_entry, .user = &taking};
    r->index = info.stamp;
    facts->index_bytes -= bytes.len < facts->index_bytes ? bytes.len : facts->index_bytes;
    records_reserve(&r->records, git_index_count(buf_str(&bytes)));
    status = git_index_read(buf_str(&bytes), &reading, NULL);
    GitStaged staged = {git_dir,   common_dir,         buf_str(&bytes), reading.cache_tree,
                        r->sha256, &facts->object_cost};
    if (status == STATUS_OK)
      status_ignore(git_staged(&staged, take_staged, r, NULL));
    else
      forget(r);
  }
  r->known = status == STATUS_OK || status == STATUS_NOT_FOUND;
  if (os_stat(r->log_path.ptr, &info, NULL) == STATUS_OK) r->log = info.stamp;
  buf_release(&bytes);
}

// Whether there is a repository whose worktree is that directory; adds it.
static bool add_repository(Facts *facts, Str worktree, Str directory, Str inner) {
  Arena arena = {0};
  Str git_dir, common_dir;
  FileInfo info;
  bool found =
      git_directory(worktree, &arena, &git_dir)
      && os_stat_link(arena_join_path(&arena, git_dir, STR("HEAD")).ptr, &info, NULL) == STATUS_OK
      && git_common_dir(worktree, &arena, &common_dir);
  if (found) {
    GitSettings settings = {.excludes_file = STR("")};
    git_repository_settings(common_dir, &arena, &settings);
    Repository repository = {.directory = arena_dup(&facts->arena, directory),
                             .inner = arena_dup(&facts->arena, inner),
                             .worktree = arena_dup(&facts->arena, worktree),
                             .index_path = arena_join_path(&facts->arena, git_dir, STR("index")),
                             .log_path = arena_join_path(&facts->arena, git_dir, STR("logs/HEAD")),
                             .sha256 = settings.sha256};
    read_repository(facts, &repository, git_dir, common_dir);
    array_push(&facts->repositories, repository);
  }
  arena_release(&arena);
  return found;
}

// The repository at the root, or else the nearest one around it.
static uint32_t find_outer(Facts *facts) {
  for (Str worktree = facts->root; worktree.len; worktree = directory_of(worktree)) {
    Str path = arena_dup(&facts->arena, worktree), inner = STR("");
    if (worktree.len < facts->root.len) {
      Str below = str_slice(facts->root, worktree.len + 1, facts->root.len);
      inner = arena_printf(&facts->arena, "%.*s/", STR_ARGS(below));
    }
    if (!add_repository(facts, path, STR(""), inner)) continue;
    facts->root_name = str_base_name(path);
    return 0;
  }
  return NO_REPOSITORY;
}

static bool is_tracked(const Facts *facts, uint32_t number, Str directory, Buf *room) {
  if (number == NO_REPOSITORY) return false;
  const Repository *r = &facts->repositories.items[number];
  Str path = path_in(r, directory, room);
  if (path.len && path.ptr[path.len - 1] == '/') path.len--;
  return hash_map_get(&r->tracked, path_hash(path), NULL);
}

// The number of the repository that a directory (relative, not the root) lies in.
static uint32_t place(Facts *facts, Str directory, Buf *room) {
  uint64_t hash = path_hash(directory);
  uint64_t known;
  if (hash_map_get(&facts->directories, hash, &known)) return (uint32_t)known;
  uint32_t number =
      place(facts, directory_of(directory), room); // ends at the root, which is placed
  bool nested = false;
  if (!is_tracked(facts, number, directory, room)) {
    Arena arena = {0};
    Str worktree = arena_join_path(&arena, facts->root, directory);
    nested = add_repository(facts, worktree, directory, STR(""));
    arena_release(&arena);
  }
  if (nested) number = (uint32_t)facts->repositories.count - 1;
  hash_map_put(&facts->directories, hash, number);
  return number;
}

static Facts *open_facts(Str root) {
  Facts *facts = xcalloc(1, sizeof *facts);
  facts->root = arena_dup(&facts->arena, root);
  facts->root_name = STR("");
  facts->index_bytes = INDEXES_MAX;
  facts->object_cost = GIT_OBJECTS_COST;
  facts->verdicts = xcalloc(VERDICTS, sizeof *facts->verdicts);
  hash_map_put(&facts->directories, path_hash(STR("")), find_outer(facts));
  return facts;
}

Facts *facts_load_snapshot(const Snapshot *snapshot) {
  Facts *facts = open_facts(snapshot->root);
  Buf room = {0};
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    const Segment *segment = snapshot->parts.items[i].segment;
    Str before = STR("");
    for (uint32_t d = 0; d < segment_documents(segment); d++) {
      Str directory = directory_of(segment_path(segment, d));
      if (!str_equal(directory, before)) place(facts, directory, &room);
      before = directory;
    }
  }
  buf_release(&room);
  return facts;
}

void facts_free(Facts *facts) {
  if (!facts) return;
  for (size_t i = 0; i < facts->repositories.count; i++) forget(&facts->repositories.items[i]);
  array_free(&facts->repositories);
  hash_map_release(&facts->directories);
  free(facts->verdicts);
  arena_release(&facts->arena);
  free(facts);
}

static bool is_stale(Str path, const Stamp *stamp) {
  FileInfo info = {.kind = FILE_REGULAR};
  Status status = os_stat(path.ptr, &info, NULL);
  if (status != STATUS_OK && status != STATUS_NOT_FOUND) return false;
  return !stamp_equal(&info.stamp, stamp);
}

bool facts_are_stale(const Facts *facts) {
  for (size_t i = 0; i < facts->repositories.count; i++) {
    const Repository *r = &facts->repositories.items[i];
    if (is_stale(r->index_path, &r->index) || is_stale(r->log_path, &r->log)) return true;
  }
  return false;
}

// ---- asking -------------------------------------------------------------------------------------

// The nearest directory above that was placed decides: one that came later has no repository yet.
static const Repository *repository_of(const Facts *facts, Str path) {
  Str directory = path;
  uint64_t number = NO_REPOSITORY;
  do directory = directory_of(directory);
  while (!hash_map_get(&facts->directories, path_hash(directory), &number) && directory.len);
  return number == NO_REPOSITORY ? NULL : &facts->repositories.items[number];
}

bool facts_repo(const Facts *facts, Str path, Str *directory) {
  const Repository *r = repository_of(facts, path);
  if (r) *directory = r->directory;
  return r != NULL;
}

Str facts_root_name(const Facts *facts) { return facts->root_name; }

// Whether the content on disk is not the recorded one, as git names it.
static bool content_differs(const Facts *facts, const Repository *r, const Recorded *recorded,
                            Str path) {
  Buf bytes = {.max = COMPARED_FILE}, full = {0}, head = {0};
  buf_printf(&full, "%.*s/%.*s%c", STR_ARGS(facts->root), STR_ARGS(path), '\0');
  bool differs = os_read_file(full.data, &bytes, NULL, NULL) != STATUS_OK;
  if (!differs) {
    uint8_t name[SHA256_BYTES];
    uint64_t id;
    Sha sha = sha_begin(r->sha256);
    buf_printf(&head, "blob %zu%c", bytes.len, '\0');
    sha_put(&sha, buf_str(&head));
    sha_put(&sha, buf_str(&bytes));
    sha_end(&sha, name);
    memcpy(&id, name, sizeof id);
    differs = id != recorded->id;
  }
  buf_release(&bytes);
  buf_release(&full);
  buf_release(&head);
  return differs;
}

// As content_differs, remembered by path and stamp, and bounded in all: beyond that, what may differ does.
static bool may_differ(const Facts *facts, const Repository *r, const Recorded *recorded, Str path,
                       const Stamp *stamp) {
  uint64_t key[3] = {recorded->path, (uint64_t)stamp->mtime_ns, stamp->size};
  uint64_t hash = str_hash(str_make((const char *)key, sizeof key)) | 2;
  Facts *kept = (Facts *)(uintptr_t)facts; // what is remembered is no part of what was loaded
  atomic_uint_fast64_t *slot = &kept->verdicts[hash >> 2 & (VERDICTS - 1)];
  uint64_t verdict = atomic_load_explicit(slot, memory_order_relaxed);
  if ((verdict | 1) == (hash | 1)) return verdict & 1;
  if (stamp->size > COMPARED_FILE) return true;
  int64_t bytes = (int64_t)stamp->size + 4096;
  if (atomic_fetch_add(&kept->compared, bytes) > COMPARED_ALL) return true;
  bool differs = content_differs(facts, r, recorded, path);
  atomic_store_explicit(slot, (hash & ~(uint64_t)1) | differs, memory_order_relaxed);
  return differs;
}

bool facts_changed(const Facts *facts, Str path, const Stamp *stamp) {
  const Repository *r = repository_of(facts, path);
  if (!r || !r->known) return false;
  if (!r->records.slots) return true;
  Buf room = {0};
  const Recorded *recorded = record_slot(&r->records, path_hash(path_in(r, path, &room)));
  buf_release(&room);
  if (!recorded->path || recorded->flags & FILE_ALWAYS) return true;
  if (recorded->flags & FILE_NEVER) return false;
  // git records no size of what it found racily clean: any may be right, unless it is empty.
  static const uint8_t empty[2][8] = {{0xE6, 0x9D, 0xE2, 0x9B, 0xB2, 0xD1, 0xD6, 0x43},
                                      {0x47, 0x3A, 0x0F, 0x4C, 0x3B, 0xE8, 0xA9, 0x36}};
  bool is_empty = memcmp(empty[r->sha256], &recorded->id, sizeof recorded->id) == 0;
  bool smudged = recorded->size == 0 && stamp->size > 0 && !is_empty;
  if (recorded->size != (uint32_t)stamp->size && !smudged) return true;
  int64_t seconds = stamp->mtime_ns / 1000000000, rest = stamp->mtime_ns % 1000000000;
  bool same_time = recorded->mtime_s == (uint32_t)seconds
                   && (recorded->mtime_ns == 0 || recorded->mtime_ns == (uint32_t)rest);
  if (same_time && !smudged && !(recorded->flags & FILE_UNSURE)) return false;
  return may_differ(facts, r, recorded, path, stamp);
}
