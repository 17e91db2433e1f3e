// What tests of a watch share: a sink that remembers, and waiting for what it is told.
#ifndef TREELINE_TESTS_WATCHING_H
#define TREELINE_TESTS_WATCHING_H

#include "base/array.h"
#include "base/os.h"
#include "run/watch.h"
#include "support/cmocka_all.h"
#include "support/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <uv.h>

enum { WAIT_MS = 120000, STATE_WAIT_MS = 120000 }; // ends of what never comes

typedef struct {
  uv_mutex_t mutex; // guards all of this
  uv_cond_t changed;
  ARRAY(Str) told; // owned
  size_t calls;
  bool blocked; // calls do not return
  bool inside;  // of a call
} Witness;

typedef struct {
  Tree tree;
  Witness witness;
  Watch *watch;
} Watching;

static inline void witness_touched(void *user, const Str *paths, size_t count) {
  Witness *witness = user;
  uv_mutex_lock(&witness->mutex);
  witness->inside = true;
  uv_cond_broadcast(&witness->changed);
  while (witness->blocked) uv_cond_wait(&witness->changed, &witness->mutex);
  for (size_t i = 0; i < count; i++) {
    char *copy = malloc(paths[i].len + 1);
    if (!copy) abort();
    if (paths[i].len) memcpy(copy, paths[i].ptr, paths[i].len);
    array_push(&witness->told, str_make(copy, paths[i].len));
  }
  witness->calls++;
  witness->inside = false;
  uv_cond_broadcast(&witness->changed);
  uv_mutex_unlock(&witness->mutex);
}

static inline void watching_open(Watching *on, size_t limit) {
  uv_mutex_init(&on->witness.mutex);
  uv_cond_init(&on->witness.changed);
  WatchSink sink = {.user = &on->witness, .touched = witness_touched};
  Error error;
  if (watch_open(str_from_c(on->tree.root), limit, &sink, &on->watch, &error) != STATUS_OK) {
    fail_msg("%s", error.message);
  }
}

static inline void watching_forget(Watching *on) {
  uv_mutex_lock(&on->witness.mutex);
  for (size_t i = 0; i < on->witness.told.count; i++) free((char *)on->witness.told.items[i].ptr);
  on->witness.told.count = 0;
  on->witness.calls = 0;
  uv_mutex_unlock(&on->witness.mutex);
}

static inline void watching_close(Watching *on) {
  watch_close(on->watch);
  watching_forget(on);
  array_free(&on->witness.told);
  uv_mutex_destroy(&on->witness.mutex);
  uv_cond_destroy(&on->witness.changed);
  tree_remove(&on->tree);
}

// How often the path has been told since watching_forget. witness.mutex held.
static inline size_t witness_count(const Witness *witness, const char *path) {
  size_t count = 0;
  for (size_t i = 0; i < witness->told.count; i++) {
    if (str_equal(witness->told.items[i], str_from_c(path))) count++;
  }
  return count;
}

static inline size_t watching_told(Watching *on, const char *path) {
  uv_mutex_lock(&on->witness.mutex);
  size_t count = witness_count(&on->witness, path);
  uv_mutex_unlock(&on->witness.mutex);
  return count;
}

static inline bool watching_waits_for(Watching *on, const char *path) {
  int64_t deadline = os_monotonic_ns() + (int64_t)WAIT_MS * 1000000;
  uv_mutex_lock(&on->witness.mutex);
  bool told;
  while (!(told = witness_count(&on->witness, path) > 0)) {
    int64_t left = deadline - os_monotonic_ns();
    if (left <= 0) break;
    uv_cond_timedwait(&on->witness.changed, &on->witness.mutex, (uint64_t)left);
  }
  uv_mutex_unlock(&on->witness.mutex);
  return told;
}

#define assert_told(on, path)                                                                      \
  do {                                                                                             \
    if (!watching_waits_for(on, path)) fail_msg("nobody said that \"%s\" changed", path);          \
  } while (0)

// Waits until the watch has done what it was asked for.
static inline WatchCounts watching_settled(Watching *on) {
  WatchCounts counts;
  int64_t deadline = os_monotonic_ns() + (int64_t)STATE_WAIT_MS * 1000000;
  for (;;) {
    watch_counts(on->watch, &counts);
    if (counts.state != WATCH_PLACING || os_monotonic_ns() > deadline) return counts;
    uv_sleep(1);
  }
}

// All that has happened so far has been told when this file has.
static inline void watching_catch_up(Watching *on) {
  static int number = 0;
  char name[64];
  snprintf(name, sizeof name, "catch-up-%d", ++number);
  tree_write_c(&on->tree, name, "");
  assert_told(on, name);
}

static inline void watching_add(Watching *on, const char *path) {
  Str one = str_from_c(path);
  watch_add(on->watch, &one, 1);
}

// Sets these directories (the last is NULL), waits until they are placed, forgets what was told.
static inline WatchCounts watching_set(Watching *on, const char *const *paths) {
  Str strings[64];
  size_t count = 0;
  for (; paths[count]; count++) strings[count] = str_from_c(paths[count]);
  watch_set(on->watch, strings, count);
  WatchCounts counts = watching_settled(on);
  watching_forget(on);
  return counts;
}

static inline void tree_rename(const Tree *tree, const char *from, const char *to) {
  char a[2048], b[2048];
  tree_path(tree, from, a);
  tree_path(tree, to, b);
  if (rename(a, b) != 0) fail_msg("rename %s %s: %s", a, b, strerror(errno));
}

static inline void tree_unlink(const Tree *tree, const char *path) {
  char full[2048];
  tree_path(tree, path, full);
  if (remove(full) != 0) fail_msg("remove %s: %s", full, strerror(errno));
}

static inline void tree_chmod(const Tree *tree, const char *path, mode_t mode) {
  char full[2048];
  tree_path(tree, path, full);
  if (chmod(full, mode) != 0) fail_msg("chmod %s: %s", full, strerror(errno));
}

// Whether calls of the sink return.
static inline void watching_block(Watching *on, bool blocked) {
  uv_mutex_lock(&on->witness.mutex);
  on->witness.blocked = blocked;
  uv_cond_broadcast(&on->witness.changed);
  uv_mutex_unlock(&on->witness.mutex);
}

// Until the watch's thread waits in the sink.
static inline void watching_block_inside(Watching *on) {
  watching_block(on, true);
  tree_write_c(&on->tree, "blocks", "");
  tree_unlink(&on->tree, "blocks");
  uv_mutex_lock(&on->witness.mutex);
  while (!on->witness.inside) uv_cond_wait(&on->witness.changed, &on->witness.mutex);
  uv_mutex_unlock(&on->witness.mutex);
}

#endif
