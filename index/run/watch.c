// Problem: the system reports changes of single directories only, forgets a directory that is deleted, keeps
// one that is moved under its old name, and drops events when its queue is full; placing thousands of
// watches takes long enough to lose events meanwhile.
//
// Approach: one handle a directory, named by the directory's own record (watch_tree.h), with the device and
// inode that was placed. One turn of the loop reads all events there are; everything else happens at its
// end, in this order: close handles of directories that went, tell the sink, carry out requests, place some
// directories. The order matters:
// - libuv has one record for one inode, so a moved directory's old handle must be closed before the
//   directory is placed under its new path.
// - Lost events are noticed by counting (watch.h), and those of a closed handle are not seen. So handles are
//   closed only when the queue has just been read, a few at a time, as each closing queues an event too.
//
// A directory is placed by its path with a '/' behind it. What libuv then passes for an event of the
// directory itself is the empty name, which no entry has; without it, it would be the directory's own name,
// which an entry may have too. A directory deleted and made again may get its old inode, so an event of the
// directory itself leads to a new handle even if the inode is the same.
//
// Rejected: inotify itself (says when events were lost, but is one system's); a watch of the whole mount
// (fanotify; needs privileges); polling the handles' liveness (a system call a directory).
#include "run/watch.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/os.h"
#include "base/trace.h"
#include "run/path_set.h"
#include "run/watch_tree.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

enum {
  MOST_PATHS_A_CALL = 8192,
  MOST_PLACED_NAMED = 256,
  BURST_BEGINS = 512, // paths within a span: from here on, calls are spaced
  CLOSED_A_TURN = 512,
  PLACED_A_TURN = 128,
  EVENTS_A_LOOK = 64, // between two looks at the clock within one turn
  DEFAULT_QUEUE = 16384,
  SMALLEST_QUEUE = 128, // a smaller one is not told from this
};
static const int64_t MS = 1000 * 1000;
static const int64_t SPAN_NS = 1000 * MS;
static const int64_t SPACING_NS = 20 * MS;

typedef enum { REQUEST_SET, REQUEST_ADD, REQUEST_DROP } RequestKind;
typedef struct Request Request;
struct Request {
  Request *next;
  RequestKind kind;
  size_t count;
  Str paths[]; // their bytes follow
};

typedef struct {
  int64_t began_ns; // of the present span
  size_t paths;     // told in it
  int64_t told_ns;  // the last call
} Burst;

struct Watch {
  WatchSink sink;
  size_t limit;
  size_t most_events; // in a turn, with none lost
  char *root;         // absolute, '/' at its end
  uv_thread_t thread;
  uv_async_t wake;
  atomic_bool closing;

  uv_mutex_t mutex; // guards:
  Request *first, *last;
  bool asked; // for anything yet
  WatchCounts counts;

  // The thread's own:
  uv_loop_t loop;
  uv_check_t turn_end;
  uv_idle_t more;   // active while work is left, so that the loop does not wait for events
  uv_timer_t later; // wakes the loop
  bool closed;
  WatchTree tree;
  uint32_t generation; // of the last REQUEST_SET
  uint64_t watched;
  ARRAY(uv_fs_event_t *) retired; // of no directory any more; to be closed
  size_t turn_events;
  int64_t turn_began_ns;
  PathSet events, placed; // to be told
  Burst burst;
  bool limit_logged;
  Buf path, absolute;
};

// ---- counts ------------------------------------------------------------------------------------

static bool has_work(const Watch *watch) {
  return watch->tree.pending > 0 || watch->retired.count > 0;
}

static void publish_counts(Watch *watch) {
  uv_mutex_lock(&watch->mutex);
  watch->counts.watched = watch->watched;
  watch->counts.unwatched = watch->tree.refused;
  bool placing = !watch->asked || has_work(watch) || watch->placed.paths.count > 0;
  watch->counts.state = placing                   ? WATCH_PLACING
                        : watch->tree.refused > 0 ? WATCH_PARTIAL
                                                  : WATCH_ALL;
  uv_mutex_unlock(&watch->mutex);
}

// ---- telling ------------------------------------------------------------------------------------

static void tell(Watch *watch, PathSet *set, int64_t now) {
  if (set->paths.count == 0) return;
  publish_counts(watch); // who is told may ask
  Burst *burst = &watch->burst;
  if (now - burst->began_ns > SPAN_NS) {
    burst->began_ns = now;
    burst->paths = 0;
  }
  burst->paths += set->paths.count;
  burst->told_ns = now;
  watch->sink.touched(watch->sink.user, set->paths.items, set->paths.count);
  path_set_clear(set);
}

// When the events gathered are to be told; INT64_MAX if there are none.
static int64_t telling_due_ns(const Watch *watch) {
  const Burst *burst = &watch->burst;
  if (watch->events.paths.count == 0) return INT64_MAX;
  return burst->paths < BURST_BEGINS ? 0 : burst->told_ns + SPACING_NS;
}

static void tell_what_is_due(Watch *watch) {
  int64_t now = os_monotonic_ns();
  if (now >= telling_due_ns(watch)) tell(watch, &watch->events, now);
}

// ---- closing handles ----------------------------------------------------------------------------

static void free_handle(uv_handle_t *handle) { free(handle); }

static void close_handle(uv_fs_event_t *handle) { uv_close((uv_handle_t *)handle, free_handle); }

// The directory is not watched from now on. Its handle goes on counting events until it is closed.
static void retire(Watch *watch, WatchDir *dir) {
  if (dir->watched) watch->watched--;
  dir->watched = false;
  if (!dir->handle) return;
  uv_fs_event_t *handle = dir->handle;
  dir->handle = NULL;
  handle->data = NULL;
  array_push(&watch->retired, handle);
}

static void close_retired(Watch *watch) {
  for (size_t i = 0; i < CLOSED_A_TURN && watch->retired.count > 0; i++) {
    close_handle(watch->retired.items[--watch->retired.count]);
  }
}

// Forgets these, all of them wanted: none is freed before its turn. No directory before one below it.
static void forget(Watch *watch, const WatchDirs *dirs) {
  for (size_t i = dirs->count; i-- > 0;) {
    WatchDir *dir = dirs->items[i];
    retire(watch, dir);
    watch_tree_list(&watch->tree, dir, LIST_NONE);
    dir->wanted = false;
    watch_tree_prune(&watch->tree, dir);
  }
}

static void forget_below(Watch *watch, WatchDir *dir) {
  WatchDirs dirs = {0};
  watch_tree_below(dir, &dirs);
  size_t wanted = 0;
  for (size_t i = 0; i < dirs.count; i++) {
    if (dirs.items[i]->wanted) dirs.items[wanted++] = dirs.items[i];
  }
  dirs.count = wanted;
  forget(watch, &dirs);
  array_free(&dirs);
}

// ---- directories --------------------------------------------------------------------------------

// The absolute path, NUL-terminated, '/' at its end. Lives until the next one.
static const char *absolute_path(Watch *watch, const WatchDir *dir) {
  Buf *absolute = &watch->absolute;
  watch_tree_path(dir, STR(""), &watch->path);
  buf_clear(absolute);
  buf_str_put(absolute, str_from_c(watch->root));
  buf_str_put(absolute, buf_str(&watch->path));
  if (watch->path.len > 0) buf_byte(absolute, '/');
  buf_byte(absolute, 0);
  return absolute->data;
}

// Of the directory itself: a '/' at the end would follow a symlink.
static Status look_at(Watch *watch, const WatchDir *dir, FileInfo *info) {
  absolute_path(watch, dir);
  Buf *absolute = &watch->absolute;
  size_t slash = absolute->len - 2;
  if (slash > 0) absolute->data[slash] = '\0';
  Status status = os_stat_link(absolute->data, info, NULL);
  absolute->data[slash] = '/';
  return status;
}

// Something is said to have happened to a watched directory: is it still the one that was placed?
static bool is_still_there(Watch *watch, const WatchDir *dir) {
  FileInfo info;
  return look_at(watch, dir, &info) == STATUS_OK && info.kind == FILE_DIRECTORY
         && info.stamp.inode == dir->inode && info.device == dir->device;
}

// A root that is gone is wanted all the same: it may come back.
static void vanish(Watch *watch, WatchDir *dir) {
  forget_below(watch, dir);
  if (dir == watch->tree.root) {
    dir->wanted = true;
    watch_tree_list(&watch->tree, dir, LIST_REFUSED);
  }
}

static void touch(Watch *watch, const WatchDir *dir, Str name) {
  watch_tree_path(dir, name, &watch->path);
  path_set_add(&watch->events, buf_str(&watch->path));
}

static void on_own_event(Watch *watch, WatchDir *dir, bool renamed) {
  touch(watch, dir, STR(""));
  if (!renamed || !dir->watched) return;
  if (is_still_there(watch, dir)) {
    watch_tree_list(&watch->tree, dir, LIST_PENDING);
  } else {
    vanish(watch, dir);
  }
}

static void on_entry_event(Watch *watch, WatchDir *dir, Str name, bool renamed) {
  touch(watch, dir, name);
  if (!renamed) return;
  WatchDir *child = watch_tree_find(&watch->tree, buf_str(&watch->path));
  if (!child) return;
  if (child->watched) {
    if (!is_still_there(watch, child)) vanish(watch, child);
  } else if (child->first_child) {
    forget_below(watch, child); // those below have no event of their own when it moves
  }
}

static void close_all(Watch *watch);

static void on_event(uv_fs_event_t *handle, const char *name, int events, int status) {
  Watch *watch = handle->loop->data;
  if (watch->closed) return;
  // libuv reads until there is nothing more to read: somebody who never stops writing must not keep the
  // sink from being told, nor the thread from ending.
  if (watch->turn_events++ % EVENTS_A_LOOK == 0) {
    if (atomic_load(&watch->closing)) {
      close_all(watch);
      return;
    }
    int64_t now = os_monotonic_ns();
    if (watch->turn_events == 1) watch->turn_began_ns = now;
    if (now - watch->turn_began_ns > SPACING_NS) tell_what_is_due(watch);
  }
  WatchDir *dir = handle->data;
  if (!dir) return;
  bool renamed = status < 0 || (events & UV_RENAME) != 0;
  if (status < 0 || !name || !*name) {
    on_own_event(watch, dir, renamed);
  } else {
    on_entry_event(watch, dir, str_from_c(name), renamed);
  }
}

// ---- placing ------------------------------------------------------------------------------------

static void refuse(Watch *watch, WatchDir *dir) {
  retire(watch, dir);
  watch_tree_list(&watch->tree, dir, LIST_REFUSED);
}

// No more can be watched. Those to be placed anew need no more than they have.
static void refuse_new(Watch *watch) {
  for (size_t depth = 0; depth < WATCH_DEPTHS; depth++) {
    for (WatchDir *dir = watch->tree.pending_first[depth], *next; dir; dir = next) {
      next = dir->list_next;
      if (!dir->watched) refuse(watch, dir);
    }
  }
}

static void log_limit(Watch *watch, int error) {
  if (watch->limit_logged) return;
  watch->limit_logged = true;
  const char *remedy = error == UV_ENOSPC                         ? "fs.inotify.max_user_watches"
                       : error == UV_EMFILE || error == UV_ENFILE ? "fs.inotify.max_user_instances"
                                                                  : NULL;
  unsigned long long watched = watch->watched;
  unsigned long long wanted = watched + watch->tree.pending + watch->tree.refused;
  log_write(remedy ? LOG_WARNING : LOG_INFO,
            "%llu of %llu directories are watched, the rest is compared from time to time%s%s%s",
            watched, wanted, remedy ? ": the system allows no more; raise " : "",
            remedy ? remedy : "", remedy ? " with sysctl" : "");
}

// What a failure to place `dir` means. The root is never forgotten.
static void on_refusal(Watch *watch, WatchDir *dir, int error) {
  bool gone = error == UV_ENOENT || error == UV_ENOTDIR;
  bool closed_to_us = error == UV_EACCES || error == UV_EPERM;
  if (error == UV_ENOSPC || error == UV_EMFILE || error == UV_ENFILE || error == UV_ENOMEM) {
    log_limit(watch, error);
    refuse(watch, dir);
    refuse_new(watch);
  } else if (dir == watch->tree.root || !(gone || closed_to_us)) {
    refuse(watch, dir);
  } else {
    forget(watch, &(WatchDirs){.items = &dir, .count = 1});
  }
}

// 0 or libuv's error. An older handle of the directory is closed behind the new one, so that there is no gap.
static int start_handle(Watch *watch, WatchDir *dir) {
  FileInfo info = {.kind = FILE_DIRECTORY};
  Status status = look_at(watch, dir, &info);
  if (status == STATUS_NOT_FOUND) return UV_ENOENT;
  if (info.kind != FILE_DIRECTORY) return UV_ENOTDIR;
  uv_fs_event_t *handle = xmalloc(sizeof *handle);
  uv_fs_event_init(&watch->loop, handle);
  int error = uv_fs_event_start(handle, on_event, watch->absolute.data,
                                os_watches_trees() ? UV_FS_EVENT_RECURSIVE : 0);
  if (error != 0) {
    close_handle(handle);
    return error;
  }
  handle->data = dir;
  // Looked up before the start: if the directory was replaced in between, this is not what is there, and
  // the event of the replacement shows it.
  dir->device = info.device;
  dir->inode = info.stamp.inode;
  if (dir->handle) {
    ((uv_fs_event_t *)dir->handle)->data = NULL;
    close_handle(dir->handle);
  }
  dir->handle = handle;
  return 0;
}

static void place(Watch *watch, WatchDir *dir) {
  // Where one handle at the root reports the whole tree, it is the only one.
  bool covered_by_root = os_watches_trees() && dir->parent;
  if (!covered_by_root) {
    int error = start_handle(watch, dir);
    if (error != 0) {
      on_refusal(watch, dir, error);
      return;
    }
  }
  if (!dir->watched) watch->watched++;
  dir->watched = true;
  watch_tree_list(&watch->tree, dir, LIST_NONE);
  watch_tree_path(dir, STR(""), &watch->path);
  path_set_add(&watch->placed, buf_str(&watch->path));
}

static void place_some(Watch *watch) {
  for (size_t i = 0; i < PLACED_A_TURN; i++) {
    WatchDir *dir = watch_tree_next_pending(&watch->tree);
    if (!dir) return;
    if (watch->limit && watch->watched >= watch->limit && !dir->watched) {
      log_limit(watch, 0);
      refuse_new(watch);
    } else {
      place(watch, dir);
    }
  }
}

// Events were lost: any directory may have been deleted and made again.
static void place_all_anew(Watch *watch) {
  WatchDirs dirs = {0};
  watch_tree_all(&watch->tree, &dirs);
  for (size_t i = 0; i < dirs.count; i++) {
    if (dirs.items[i]->watched) watch_tree_list(&watch->tree, dirs.items[i], LIST_PENDING);
  }
  array_free(&dirs);
  path_set_add_all(&watch->placed);
}

// ---- requests -----------------------------------------------------------------------------------

static Request *request_new(RequestKind kind, const Str *paths, size_t count) {
  size_t size = sizeof(Request) + count * sizeof(Str);
  for (size_t i = 0; i < count; i++) size += paths[i].len;
  Request *request = xmalloc(size);
  *request = (Request){.kind = kind, .count = count};
  char *bytes = (char *)&request->paths[count];
  for (size_t i = 0; i < count; i++) {
    if (paths[i].len) memcpy(bytes, paths[i].ptr, paths[i].len);
    request->paths[i] = str_make(bytes, paths[i].len);
    bytes += paths[i].len;
  }
  return request;
}

static void free_requests(Request *request) {
  while (request) {
    Request *next = request->next;
    free(request);
    request = next;
  }
}

static void ask(Watch *watch, Request *request) {
  Request *moot = NULL;
  uv_mutex_lock(&watch->mutex);
  if (request->kind == REQUEST_SET) {
    moot = watch->first;
    watch->first = NULL;
    watch->asked = true;
  }
  if (watch->first) {
    watch->last->next = request;
  } else {
    watch->first = request;
  }
  watch->last = request;
  uv_mutex_unlock(&watch->mutex);
  free_requests(moot);
  uv_async_send(&watch->wake);
}

static void want(Watch *watch, Str path) {
  if (path.len > 0 && path.ptr[0] == '/') return; // not relative
  WatchDir *dir = watch_tree_make(&watch->tree, path);
  dir->generation = watch->generation;
  dir->wanted = true;
  if (!dir->watched) watch_tree_list(&watch->tree, dir, LIST_PENDING);
}

static void forget_others(Watch *watch) {
  WatchDirs all = {0}, others = {0};
  watch_tree_all(&watch->tree, &all);
  for (size_t i = 0; i < all.count; i++) {
    WatchDir *dir = all.items[i];
    if (dir->wanted && dir->generation != watch->generation) array_push(&others, dir);
  }
  forget(watch, &others);
  array_free(&others);
  array_free(&all);
}

static void carry_out(Watch *watch, const Request *request) {
  if (request->kind == REQUEST_DROP) {
    WatchDir *dir = watch_tree_find(&watch->tree, request->paths[0]);
    if (dir) forget_below(watch, dir);
    return;
  }
  if (request->kind == REQUEST_SET) watch->generation++;
  for (size_t i = 0; i < request->count; i++) want(watch, request->paths[i]);
  if (request->kind == REQUEST_SET) forget_others(watch);
}

// What is asked for is not all watched until the counts say so again.
static void carry_out_requests(Watch *watch) {
  uv_mutex_lock(&watch->mutex);
  Request *requests = watch->first;
  watch->first = watch->last = NULL;
  if (requests) watch->counts.state = WATCH_PLACING;
  uv_mutex_unlock(&watch->mutex);
  for (const Request *request = requests; request; request = request->next) {
    carry_out(watch, request);
  }
  free_requests(requests);
}

// ---- the loop -----------------------------------------------------------------------------------

static void on_wake(uv_async_t *wake) { (void)wake; } // the end of the turn does the work
static void on_timer(uv_timer_t *timer) { (void)timer; }
static void on_idle(uv_idle_t *idle) { (void)idle; }

static void plan_next_turn(Watch *watch) {
  if (has_work(watch)) {
    uv_idle_start(&watch->more, on_idle);
  } else {
    uv_idle_stop(&watch->more);
  }
  int64_t due = telling_due_ns(watch);
  if (due == INT64_MAX) {
    uv_timer_stop(&watch->later);
    return;
  }
  int64_t wait = due - os_monotonic_ns();
  uv_update_time(&watch->loop);
  uv_timer_start(&watch->later, on_timer, wait > 0 ? (uint64_t)(wait / MS + 1) : 0, 0);
}

static void on_turn_end(uv_check_t *check) {
  Watch *watch = check->data;
  if (watch->closed) return;
  if (atomic_load(&watch->closing)) {
    close_all(watch);
    return;
  }
  if (watch->turn_events >= watch->most_events) place_all_anew(watch);
  watch->turn_events = 0;
  close_retired(watch);
  tell_what_is_due(watch);
  if (watch->retired.count == 0) {
    carry_out_requests(watch);
    close_retired(watch);
  }
  if (watch->retired.count == 0) place_some(watch);
  if (!has_work(watch)) tell(watch, &watch->placed, os_monotonic_ns());
  publish_counts(watch);
  plan_next_turn(watch);
}

// Closes every handle, so that the loop ends.
static void close_all(Watch *watch) {
  watch->closed = true;
  WatchDirs dirs = {0};
  watch_tree_all(&watch->tree, &dirs);
  for (size_t i = 0; i < dirs.count; i++) {
    if (dirs.items[i]->handle) close_handle(dirs.items[i]->handle);
  }
  array_free(&dirs);
  for (size_t i = 0; i < watch->retired.count; i++) close_handle(watch->retired.items[i]);
  watch->retired.count = 0;
  uv_close((uv_handle_t *)&watch->wake, NULL);
  uv_close((uv_handle_t *)&watch->turn_end, NULL);
  uv_close((uv_handle_t *)&watch->more, NULL);
  uv_close((uv_handle_t *)&watch->later, NULL);
}

static void run_loop(void *user) {
  Watch *watch = user;
  trace_thread("watch");
  uv_run(&watch->loop, UV_RUN_DEFAULT);
}

// ---- opening and closing ------------------------------------------------------------------------

// How many events the system keeps for a reader.
static uint64_t queue_size(void) {
  uint64_t size = os_watch_queue();
  if (size == 0) size = DEFAULT_QUEUE;
  return size > SMALLEST_QUEUE ? size : SMALLEST_QUEUE;
}

static char *root_with_slash(Str root) {
  while (root.len > 0 && root.ptr[root.len - 1] == '/') root.len--;
  char *copy = xmalloc(root.len + 2);
  if (root.len) memcpy(copy, root.ptr, root.len);
  memcpy(copy + root.len, "/", 2);
  return copy;
}

static void watch_free(Watch *watch) {
  free_requests(watch->first);
  watch_tree_release(&watch->tree);
  path_set_release(&watch->events);
  path_set_release(&watch->placed);
  array_free(&watch->retired);
  buf_release(&watch->path);
  buf_release(&watch->absolute);
  uv_mutex_destroy(&watch->mutex);
  free(watch->root);
  free(watch);
}

static int start_thread(Watch *watch) {
  int failed = uv_loop_init(&watch->loop);
  if (failed != 0) return failed;
  watch->loop.data = watch;
  failed = uv_async_init(&watch->loop, &watch->wake, on_wake);
  if (failed == 0) {
    uv_check_init(&watch->loop, &watch->turn_end);
    watch->turn_end.data = watch;
    uv_check_start(&watch->turn_end, on_turn_end);
    uv_idle_init(&watch->loop, &watch->more);
    uv_timer_init(&watch->loop, &watch->later);
    failed = uv_thread_create(&watch->thread, run_loop, watch);
    if (failed != 0) close_all(watch);
  }
  if (failed != 0) {
    uv_run(&watch->loop, UV_RUN_DEFAULT);
    uv_loop_close(&watch->loop);
  }
  return failed;
}

Status watch_open(Str root, size_t limit, const WatchSink *sink, Watch **watch, Error *error) {
  Watch *opened = xcalloc(1, sizeof *opened);
  opened->sink = *sink;
  opened->limit = limit;
  opened->root = root_with_slash(root);
  opened->most_events = (size_t)queue_size() / 2;
  opened->events.most = MOST_PATHS_A_CALL;
  opened->placed.most = MOST_PLACED_NAMED;
  opened->counts.state = WATCH_PLACING;
  uv_mutex_init(&opened->mutex);
  watch_tree_init(&opened->tree);
  int failed = start_thread(opened);
  if (failed != 0) {
    watch_free(opened);
    return error_set(error, STATUS_IO, "watching %.*s: %s", STR_ARGS(root), uv_strerror(failed));
  }
  *watch = opened;
  return STATUS_OK;
}

void watch_close(Watch *watch) {
  if (!watch) return;
  atomic_store(&watch->closing, true);
  uv_async_send(&watch->wake);
  uv_thread_join(&watch->thread);
  uv_loop_close(&watch->loop);
  watch_free(watch);
}

void watch_set(Watch *watch, const Str *paths, size_t count) {
  ask(watch, request_new(REQUEST_SET, paths, count));
}

void watch_add(Watch *watch, const Str *paths, size_t count) {
  ask(watch, request_new(REQUEST_ADD, paths, count));
}

void watch_drop(Watch *watch, Str path) { ask(watch, request_new(REQUEST_DROP, &path, 1)); }

void watch_counts(Watch *watch, WatchCounts *out) {
  uv_mutex_lock(&watch->mutex);
  *out = watch->counts;
  if (watch->first) out->state = WATCH_PLACING;
  uv_mutex_unlock(&watch->mutex);
}
