// Walking a tree fast and surviving what trees can be: deep beyond any stack or PATH_MAX, wide
// beyond memory, changing meanwhile, unreadable in parts, and hostile.
//
// Each directory is a task that carries its path and its parent's rules, nothing else: no
// descriptor stays open between tasks, so depth costs no descriptors, and os_dir_open_link copes
// with any length. A directory is listed before its entries are judged, since the listing tells
// which rule files there are (three failed opens a directory saved); a huge one is listed in
// batches, and probed instead.
//
// Rejected: keeping the parent's descriptor in the task for openat (a queue of tasks would hold
// thousands of descriptors; opening by path costs a microsecond a directory), and fts(3) (one
// thread, follows its own policy).
#include "intake/walk.h"
#include "base/array.h"
#include "format/intern.h"
#include "intake/git.h"
#include "intake/ignore.h"

#include <stdio.h>

enum { LISTING_BATCH = 1 << 12 }; // entries

struct Walker {
  WalkOptions options;
  Arena arena;
  Str root;
  size_t root_prefix; // bytes before the relative part of a path
  GitSettings user;
  IgnoreScope *outer; // the rules of the root's parents
  WalkResult opening; // failures met while reading them
};

// A directory that a task lies in; kept only where symlinks are followed, to find loops.
typedef struct Ancestor Ancestor;
struct Ancestor {
  atomic_size_t references;
  Ancestor *parent;
  uint64_t device, inode;
};

struct WalkTask {
  IgnoreScope *scope; // of the parent
  Ancestor *parent;
  size_t prefix; // of the relative part in `path`
  size_t len;
  char path[]; // absolute, NUL-terminated
};

// ---- results ------------------------------------------------------------------------------------

static void add_message(WalkResult *result, const char *message) {
  if (result->failures < WALK_MESSAGES) {
    snprintf(result->messages[result->failures], sizeof result->messages[0], "%s", message);
  }
  result->failures++;
}

void walk_result_add(WalkResult *into, const WalkResult *from) {
  uint64_t failures = into->failures + from->failures;
  for (uint64_t i = 0; i < from->failures && i < WALK_MESSAGES; i++) {
    add_message(into, from->messages[i]);
  }
  into->failures = failures;
  into->files += from->files;
  into->directories += from->directories;
  into->ignored += from->ignored;
  into->symlinks += from->symlinks;
  into->loops += from->loops;
  into->specials += from->specials;
  into->cancelled |= from->cancelled;
}

// What vanished meanwhile is no failure: a walk later or earlier would not have met it either.
static void count_failure(WalkResult *result, Status status, const Error *error) {
  if (status != STATUS_OK && status != STATUS_NOT_FOUND) add_message(result, error->message);
}

// ---- rule files ---------------------------------------------------------------------------------

typedef struct {
  bool git, gitignore, ignore;
} Markers;

// git does not follow a .gitignore that is a symlink; ripgrep follows an .ignore that is one.
static void note_marker(Markers *markers, Str name, FileKind kind) {
  bool file = kind == FILE_REGULAR;
  if (str_equal(name, STR(".git"))) markers->git = file || kind == FILE_DIRECTORY;
  if (str_equal(name, STR(".gitignore"))) markers->gitignore = file;
  if (str_equal(name, STR(".ignore"))) markers->ignore = file || kind == FILE_SYMLINK;
}

static Markers probe_markers(OsDir *dir) {
  static const char *const names[] = {".git", ".gitignore", ".ignore"};
  Markers markers = {0};
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    FileInfo info;
    if (os_dir_stat(dir, names[i], &info, NULL) != STATUS_OK) continue;
    note_marker(&markers, str_from_c(names[i]), info.kind);
  }
  return markers;
}

typedef struct {
  const Walker *walker;
  IgnoreScope *parent;
  Str dir;      // the directory, absolute
  size_t rules; // in force so far
  Arena arena;
  WalkResult *result;
} ScopeLoader;

static IgnoreRules *load_rules(ScopeLoader *loader, Str path, bool fold_case) {
  Buf text = {.max = IGNORE_FILE_MAX};
  Error error;
  IgnoreRules *rules = NULL;
  Status status = os_read_file(path.ptr, &text, NULL, &error);
  count_failure(loader->result, status, &error);
  if (status == STATUS_OK) rules = ignore_rules_parse(buf_str(&text), fold_case);
  buf_release(&text);
  if (rules && loader->rules + ignore_rules_count(rules) > IGNORE_RULES_MAX) {
    status = error_set(&error, STATUS_LIMIT, "%s: too many rules in force", path.ptr);
    count_failure(loader->result, status, &error);
    ignore_rules_free(rules);
    return NULL;
  }
  if (rules) loader->rules += ignore_rules_count(rules);
  return rules;
}

static Str path_in_dir(ScopeLoader *loader, Str name) {
  return arena_join_path(&loader->arena, loader->dir, name);
}

static void load_repository(ScopeLoader *loader, IgnoreScopeParts *parts) {
  GitSettings settings = loader->walker->user;
  Str common;
  parts->repository = true;
  if (git_common_dir(loader->dir, &loader->arena, &common)) {
    git_repository_settings(common, &loader->arena, &settings);
    parts->exclude = load_rules(
        loader, arena_join_path(&loader->arena, common, STR("info/exclude")), settings.ignore_case);
  }
  parts->fold_case = settings.ignore_case;
  if (settings.excludes_file.len == 0) return;
  Str global = settings.excludes_file;
  if (global.ptr[0] != '/') global = path_in_dir(loader, global);
  parts->global = load_rules(loader, global, settings.ignore_case);
}

// The rules in force below loader->dir, as a new reference; its parent's if it adds none.
static IgnoreScope *load_scope(ScopeLoader *loader, Markers markers) {
  const Walker *walker = loader->walker;
  IgnoreScope *parent = loader->parent;
  bool in_repository = markers.git || ignore_scope_in_repository(parent);
  bool gitignore = markers.gitignore && in_repository;
  if (walker->options.no_ignore || !(markers.git || gitignore || markers.ignore)) {
    return ignore_scope_ref(parent);
  }
  loader->rules = ignore_scope_rule_count(parent);
  IgnoreScopeParts parts = {.base = loader->dir.len + (loader->dir.len > 1)};
  bool fold_case = ignore_scope_folds_case(parent);
  if (markers.git) {
    load_repository(loader, &parts);
    fold_case = parts.fold_case;
  }
  if (gitignore)
    parts.gitignore = load_rules(loader, path_in_dir(loader, STR(".gitignore")), fold_case);
  if (markers.ignore) parts.ignore = load_rules(loader, path_in_dir(loader, STR(".ignore")), false);
  return ignore_scope_new(parent, &parts);
}

static IgnoreScope *scope_of(const Walker *walker, const WalkTask *task, Markers markers,
                             WalkResult *result) {
  ScopeLoader loader = {
      .walker = walker, .parent = task->scope, .dir = {task->path, task->len}, .result = result};
  IgnoreScope *scope = load_scope(&loader, markers);
  arena_release(&loader.arena);
  return scope;
}

// Is the entry `path` part of the tree, so far as names and rules decide?
static bool admits(const Walker *walker, const IgnoreScope *scope, Str path, bool is_directory) {
  IgnoreSubject subject = ignore_subject(path, is_directory);
  IgnoreVerdict verdict = scope ? ignore_scope_match(scope, &subject) : IGNORE_UNDECIDED;
  if (verdict != IGNORE_UNDECIDED) return verdict == IGNORE_INCLUDED;
  return walker->options.hidden || subject.name.ptr[0] != '.';
}

// ---- tasks --------------------------------------------------------------------------------------

static Ancestor *ancestor_ref(Ancestor *ancestor) {
  if (ancestor) atomic_fetch_add_explicit(&ancestor->references, 1, memory_order_relaxed);
  return ancestor;
}

static void ancestor_unref(Ancestor *at) {
  while (at && atomic_fetch_sub_explicit(&at->references, 1, memory_order_acq_rel) == 1) {
    Ancestor *parent = at->parent;
    free(at);
    at = parent;
  }
}

static bool is_loop(const Ancestor *at, const FileInfo *info) {
  for (; at; at = at->parent) {
    if (at->device == info->device && at->inode == info->stamp.inode) return true;
  }
  return false;
}

static WalkTask *task_new(const Walker *walker, Str path, IgnoreScope *scope, Ancestor *parent) {
  WalkTask *task = xmalloc(sizeof *task + path.len + 1);
  task->scope = ignore_scope_ref(scope);
  task->parent = ancestor_ref(parent);
  task->prefix = walker->root_prefix < path.len ? walker->root_prefix : path.len;
  task->len = path.len;
  memcpy(task->path, path.ptr, path.len);
  task->path[path.len] = '\0';
  return task;
}

void walk_task_free(WalkTask *task) {
  if (!task) return;
  ignore_scope_unref(task->scope);
  ancestor_unref(task->parent);
  free(task);
}

Str walk_task_path(const WalkTask *task) {
  return str_make(task->path + task->prefix, task->len - task->prefix);
}

WalkTask *walker_root_task(const Walker *walker) {
  return task_new(walker, walker->root, walker->outer, NULL);
}

static Status open_task(const Walker *walker, const WalkTask *task, OsDir **dir, Error *error) {
  return walker->options.follow_symlinks ? os_dir_open(task->path, dir, error)
                                         : os_dir_open_link(task->path, dir, error);
}

static void path_append(Buf *path, Str name) {
  if (path->data[path->len - 1] != '/') buf_byte(path, '/');
  buf_str_put(path, name);
  buf_byte(path, '\0');
  path->len--;
}

// From the directory of `task` to the one called `name` in it, if a walk would go there.
static Status step_into(const Walker *walker, WalkTask **task, Str name, Error *error) {
  OsDir *dir;
  Status status = open_task(walker, *task, &dir, error);
  if (status != STATUS_OK) return status;
  WalkResult ignored = {0};
  IgnoreScope *scope = scope_of(walker, *task, probe_markers(dir), &ignored);
  Buf path = {0};
  buf_put(&path, (*task)->path, (*task)->len);
  path_append(&path, name);
  const char *name_c = path.data + path.len - name.len;
  FileInfo info;
  status = walker->options.follow_symlinks ? os_dir_stat_target(dir, name_c, &info, error)
                                           : os_dir_stat(dir, name_c, &info, error);
  if (status == STATUS_OK
      && (info.kind != FILE_DIRECTORY || str_equal(name, STR(".git"))
          || !admits(walker, scope, buf_str(&path), true))) {
    status = error_set(error, STATUS_NOT_FOUND, "%s: not part of the tree", path.data);
  }
  if (status == STATUS_OK) {
    WalkTask *next = task_new(walker, buf_str(&path), scope, NULL);
    walk_task_free(*task);
    *task = next;
  }
  buf_release(&path);
  ignore_scope_unref(scope);
  os_dir_close(dir);
  return status;
}

static bool is_name(Str name) {
  return name.len > 0 && !str_equal(name, STR(".")) && !str_equal(name, STR(".."))
         && str_find_byte(name, 0, '\0') == name.len;
}

Status walker_task(const Walker *walker, Str path, WalkTask **out, Error *error) {
  WalkTask *task = walker_root_task(walker);
  Status status = STATUS_OK;
  Str name;
  while (status == STATUS_OK && str_next_field(&path, '/', &name)) {
    if (!is_name(name)) {
      status = error_set(error, STATUS_INVALID, "not a path below the root");
    } else {
      status = step_into(walker, &task, name, error);
    }
  }
  if (status == STATUS_OK) {
    *out = task;
  } else {
    walk_task_free(task);
  }
  return status;
}

// ---- one directory ------------------------------------------------------------------------------

typedef struct {
  size_t name_at;
  uint32_t name_len;
  FileKind kind;
} Entry;

typedef struct {
  const Walker *walker;
  const WalkSink *sink;
  WalkResult *result;
  OsDir *dir;
  IgnoreScope *scope;
  Ancestor *self;
  Buf path; // of the directory, and of the entry in hand
  size_t dir_len;
  Buf names;
  struct {
    Entry *items;
    size_t count, capacity;
  } entries;
} Listing;

static bool is_cancelled(const Walker *walker, WalkResult *result) {
  const atomic_bool *cancelled = walker->options.cancelled;
  if (cancelled && atomic_load_explicit(cancelled, memory_order_relaxed)) result->cancelled = true;
  return result->cancelled;
}

// Fills names and entries; false when the directory ended, so that this was the last batch.
static bool read_batch(Listing *l, Markers *markers) {
  DirEntry entry;
  buf_clear(&l->names);
  l->entries.count = 0;
  while (l->entries.count < LISTING_BATCH) {
    if (!os_dir_next(l->dir, &entry)) return false;
    if (entry.name.ptr[0] == '.') note_marker(markers, entry.name, entry.kind);
    Entry kept = {l->names.len, (uint32_t)entry.name.len, entry.kind};
    array_push(&l->entries, kept);
    buf_put(&l->names, entry.name.ptr, entry.name.len + 1);
  }
  return true;
}

// With the kind and stamp of what a symlink leads to. False if the entry is not to be visited.
static bool follow_link(Listing *l, const char *name, FileInfo *info) {
  if (!l->walker->options.follow_symlinks
      || os_dir_stat_target(l->dir, name, info, NULL) != STATUS_OK) {
    l->result->symlinks++;
    return false;
  }
  if (info->kind == FILE_DIRECTORY && is_loop(l->self, info)) {
    l->result->loops++;
    return false;
  }
  return true;
}

static void deliver_file(Listing *l, const char *name, FileInfo *info, bool known) {
  if (!known) {
    Error error;
    Status status = os_dir_stat(l->dir, name, info, &error);
    if (status != STATUS_OK) {
      count_failure(l->result, status, &error);
      return;
    }
  }
  if (info->kind != FILE_REGULAR) { // replaced since it was listed
    l->result->specials++;
    return;
  }
  size_t at = l->walker->root_prefix;
  WalkedFile file = {str_make(l->path.data + at, l->path.len - at), *info};
  l->result->files++;
  l->sink->file(l->sink->user, &file);
}

static void visit(Listing *l, const Entry *entry) {
  const char *name = l->names.data + entry->name_at;
  Str name_str = str_make(name, entry->name_len);
  if (str_equal(name_str, STR(".git"))) return;
  FileInfo info = {.kind = entry->kind};
  bool linked = entry->kind == FILE_SYMLINK;
  if (linked && !follow_link(l, name, &info)) return;
  l->path.len = l->dir_len;
  path_append(&l->path, name_str);
  if (!admits(l->walker, l->scope, buf_str(&l->path), info.kind == FILE_DIRECTORY)) {
    l->result->ignored++;
  } else if (info.kind == FILE_DIRECTORY) {
    l->sink->directory(l->sink->user, task_new(l->walker, buf_str(&l->path), l->scope, l->self));
  } else if (info.kind == FILE_REGULAR) {
    deliver_file(l, name, &info, linked);
  } else {
    l->result->specials++;
  }
}

static Ancestor *ancestor_of(Listing *l, const WalkTask *task) {
  FileInfo info;
  if (!l->walker->options.follow_symlinks) return NULL;
  if (os_dir_stat(l->dir, ".", &info, NULL) != STATUS_OK) return ancestor_ref(task->parent);
  Ancestor *self = xmalloc(sizeof *self);
  *self = (Ancestor){
      .parent = ancestor_ref(task->parent), .device = info.device, .inode = info.stamp.inode};
  atomic_init(&self->references, 1);
  return self;
}

static void list(Listing *l, const WalkTask *task) {
  buf_put(&l->path, task->path, task->len);
  l->dir_len = l->path.len;
  l->self = ancestor_of(l, task);
  Markers markers = {0};
  bool more = read_batch(l, &markers);
  if (more) markers = probe_markers(l->dir);
  l->scope = scope_of(l->walker, task, markers, l->result);
  if (markers.git && l->sink->repository) {
    l->sink->repository(l->sink->user, walk_task_path(task));
  }
  for (;;) {
    for (size_t i = 0; i < l->entries.count; i++) {
      if (is_cancelled(l->walker, l->result)) return;
      visit(l, &l->entries.items[i]);
    }
    if (!more) return;
    more = read_batch(l, &markers);
  }
}

void walk_directory(const Walker *walker, WalkTask *task, const WalkSink *sink,
                    WalkResult *result) {
  if (is_cancelled(walker, result)) {
    walk_task_free(task);
    return;
  }
  Listing l = {.walker = walker, .sink = sink, .result = result};
  Error error;
  if (task->len == walker->root.len) walk_result_add(result, &walker->opening);
  Status status = open_task(walker, task, &l.dir, &error);
  if (status == STATUS_OK) {
    result->directories++;
    list(&l, task);
    os_dir_close(l.dir);
  } else {
    count_failure(result, status, &error);
  }
  ignore_scope_unref(l.scope);
  ancestor_unref(l.self);
  buf_release(&l.path);
  buf_release(&l.names);
  array_free(&l.entries);
  walk_task_free(task);
}

// ---- single paths -------------------------------------------------------------------------------

enum { MOST_PASSED = 1 << 14 };

// A directory that a look has come by.
typedef struct {
  unsigned round;      // when it was last seen
  bool entered;        // a walk would list it
  Stamp stamp;         // of the directory when its rules were read
  IgnoreScope *parent; // the rules of the directory above
  IgnoreScope *scope;  // those in force here
} PassedDirectory;

struct WalkLook {
  const Walker *walker;
  Intern paths; // relative; a path's number is its place in `passed`
  ARRAY(PassedDirectory) passed;
  unsigned round;
  Buf path; // absolute, NUL-terminated
};

WalkLook *walk_look_new(const Walker *walker) {
  WalkLook *look = xcalloc(1, sizeof *look);
  look->walker = walker;
  look->round = 1;
  return look;
}

static void forget_rules(PassedDirectory *passed) {
  ignore_scope_unref(passed->parent);
  ignore_scope_unref(passed->scope);
  *passed = (PassedDirectory){.round = passed->round};
}

static void forget_passed(WalkLook *look) {
  for (size_t i = 0; i < look->passed.count; i++) forget_rules(&look->passed.items[i]);
  array_free(&look->passed);
  intern_release(&look->paths);
}

void walk_look_free(WalkLook *look) {
  if (!look) return;
  forget_passed(look);
  buf_release(&look->path);
  free(look);
}

void walk_look_again(WalkLook *look) {
  if (look->passed.count > MOST_PASSED) forget_passed(look);
  look->round++;
}

static Str absolute_path(WalkLook *look, Str path) {
  buf_clear(&look->path);
  buf_str_put(&look->path, look->walker->root);
  if (path.len && look->path.data[look->path.len - 1] != '/') buf_byte(&look->path, '/');
  buf_str_put(&look->path, path);
  buf_byte(&look->path, '\0');
  look->path.len--;
  return buf_str(&look->path);
}

// Of the entry at look->path. By way of its directory where the path is longer than the system takes.
static Status stat_path(const WalkLook *look, FileInfo *info) {
  enum { SURELY_SHORT = 1000 };
  Str path = buf_str(&look->path);
  if (path.len < SURELY_SHORT) return os_stat_link(path.ptr, info, NULL);
  Str name = str_base_name(path);
  Buf above = {0};
  buf_put(&above, path.ptr, path.len - name.len - 1);
  buf_byte(&above, '\0');
  OsDir *dir;
  Status status = os_dir_open_link(above.data, &dir, NULL);
  if (status == STATUS_OK) {
    status = os_dir_stat(dir, name.ptr, info, NULL);
    os_dir_close(dir);
  }
  buf_release(&above);
  return status;
}

static void read_rules(WalkLook *look, PassedDirectory *passed, IgnoreScope *parent,
                       const Stamp *stamp) {
  forget_rules(passed);
  WalkTask *task = task_new(look->walker, buf_str(&look->path), parent, NULL);
  OsDir *dir;
  if (os_dir_open_link(task->path, &dir, NULL) == STATUS_OK) {
    WalkResult ignored = {0};
    passed->scope = scope_of(look->walker, task, probe_markers(dir), &ignored);
    passed->parent = ignore_scope_ref(parent);
    passed->stamp = *stamp;
    passed->entered = true;
    os_dir_close(dir);
  }
  walk_task_free(task);
}

// One step: the directory `path`, where `parent` are the rules above it.
static const PassedDirectory *pass_by(WalkLook *look, Str path, IgnoreScope *parent) {
  uint32_t number = intern_number(&look->paths, path);
  if (number == look->passed.count) {
    PassedDirectory unseen = {0};
    array_push(&look->passed, unseen);
  }
  PassedDirectory *passed = &look->passed.items[number];
  if (passed->round == look->round) return passed;
  passed->round = look->round;
  Str absolute = absolute_path(look, path);
  FileInfo info;
  bool enters = stat_path(look, &info) == STATUS_OK && info.kind == FILE_DIRECTORY
                && (path.len == 0 || admits(look->walker, parent, absolute, true));
  if (!enters) {
    forget_rules(passed);
  } else if (!passed->entered || passed->parent != parent
             || !stamp_equal(&passed->stamp, &info.stamp)) {
    read_rules(look, passed, parent, &info.stamp);
  }
  return passed;
}

// The directory that the last component of `path` lies in; NULL if a walk would not come there.
static const PassedDirectory *pass_to_parent(WalkLook *look, Str path) {
  const PassedDirectory *passed = pass_by(look, STR(""), look->walker->outer);
  size_t from = 0;
  while (passed->entered) {
    size_t to = str_find_byte(path, from, '/');
    Str name = str_slice(path, from, to);
    if (!is_name(name) || str_equal(name, STR(".git"))) return NULL;
    if (to == path.len) return passed;
    passed = pass_by(look, str_slice(path, 0, to), passed->scope);
    from = to + 1;
  }
  return NULL;
}

WalkSight walk_look(WalkLook *look, Str path, FileInfo *info, WalkTask **task) {
  const Walker *walker = look->walker;
  if (path.len == 0) {
    *task = walker_root_task(walker);
    return WALK_DIRECTORY;
  }
  const PassedDirectory *parent = pass_to_parent(look, path);
  if (!parent) return WALK_NOTHING;
  Str absolute = absolute_path(look, path);
  FileInfo seen;
  if (stat_path(look, &seen) != STATUS_OK) return WALK_NOTHING;
  bool directory = seen.kind == FILE_DIRECTORY;
  if (!directory && seen.kind != FILE_REGULAR) return WALK_NOTHING;
  if (!admits(walker, parent->scope, absolute, directory)) return WALK_NOTHING;
  if (directory) {
    *task = task_new(walker, absolute, parent->scope, NULL);
    return WALK_DIRECTORY;
  }
  *info = seen;
  return WALK_FILE;
}

// ---- the whole tree -----------------------------------------------------------------------------

// The rules of the directories above the root, outermost first.
static void load_outer_scopes(Walker *walker) {
  Str root = walker->root;
  for (size_t at = 0; at + 1 < root.len; at++) {
    if (root.ptr[at] != '/') continue;
    WalkTask *above = task_new(walker, str_slice(root, 0, at ? at : 1), walker->outer, NULL);
    OsDir *dir;
    if (os_dir_open(above->path, &dir, NULL) == STATUS_OK) {
      IgnoreScope *scope = scope_of(walker, above, probe_markers(dir), &walker->opening);
      ignore_scope_unref(walker->outer);
      walker->outer = scope;
      os_dir_close(dir);
    }
    walk_task_free(above);
  }
}

Status walker_open(const char *root, const WalkOptions *options, Walker **out, Error *error) {
  Walker *walker = xcalloc(1, sizeof *walker);
  walker->options = *options;
  FileInfo info;
  Status status = os_real_path(root, &walker->arena, &walker->root, error);
  if (status == STATUS_OK) status = os_stat(walker->root.ptr, &info, error);
  if (status == STATUS_OK && info.kind != FILE_DIRECTORY) {
    status = error_set(error, STATUS_INVALID, "%s: not a directory", root);
  }
  if (status != STATUS_OK) {
    walker_close(walker);
    return status;
  }
  walker->root_prefix = walker->root.len + (walker->root.len > 1);
  if (!options->no_ignore) {
    walker->user = git_user_settings(&walker->arena);
    load_outer_scopes(walker);
  }
  *out = walker;
  return STATUS_OK;
}

void walker_close(Walker *walker) {
  if (!walker) return;
  ignore_scope_unref(walker->outer);
  arena_release(&walker->arena);
  free(walker);
}

Str walker_root(const Walker *walker) { return walker->root; }

typedef ARRAY(WalkTask *) TaskStack;

typedef struct {
  TaskStack tasks;
  void (*file)(void *user, const WalkedFile *file);
  void *user;
} TreeWalk;

static void tree_file(void *user, const WalkedFile *file) {
  TreeWalk *walk = user;
  walk->file(walk->user, file);
}

static void tree_directory(void *user, WalkTask *task) {
  TreeWalk *walk = user;
  array_push(&walk->tasks, task);
}

void walk_tree(const Walker *walker, void (*file)(void *user, const WalkedFile *file), void *user,
               WalkResult *result) {
  TreeWalk walk = {.file = file, .user = user};
  WalkSink sink = {.user = &walk, .file = tree_file, .directory = tree_directory};
  tree_directory(&walk, walker_root_task(walker));
  while (walk.tasks.count) {
    walk_directory(walker, walk.tasks.items[--walk.tasks.count], &sink, result);
  }
  array_free(&walk.tasks);
}
