// A tree changed at random while it is watched. A model of it is kept by nothing but what the watch tells: a
// path that is told is looked at anew, with all below it. In the end the model must be the tree.
#include "run/watch.h"
#include "support/random.h"
#include "support/watching.h"

#include <stdatomic.h>

enum { STORM_MS = 1200, CONVERGE_MS = 120000, MOST_ENTRIES = 4000 };

typedef struct {
  char path[512];
  FileInfo info;
} Entry;

typedef struct {
  const Tree *tree;
  Watch *watch;
  uv_mutex_t mutex; // guards entries
  ARRAY(Entry) entries;
} Model;

// ---- the model ----------------------------------------------------------------------------------

static bool is_below(const char *path, Str top) {
  Str given = str_from_c(path);
  return top.len == 0
         || (str_starts_with(given, top) && (given.len == top.len || given.ptr[top.len] == '/'));
}

static void model_forget(Model *model, Str top) {
  size_t kept = 0;
  for (size_t i = 0; i < model->entries.count; i++) {
    if (is_below(model->entries.items[i].path, top)) continue;
    model->entries.items[kept++] = model->entries.items[i];
  }
  model->entries.count = kept;
}

static void model_look(Model *model, Str path, Arena *arena, bool watch);

static void model_list(Model *model, const char *full, Str path, Arena *arena, bool watch) {
  OsDir *dir;
  if (os_dir_open_link(full, &dir, NULL) != STATUS_OK) return;
  Str names[256];
  size_t count = 0;
  DirEntry entry;
  while (count < COUNT_OF(names) && os_dir_next(dir, &entry)) {
    names[count++] = arena_dup(arena, entry.name);
  }
  os_dir_close(dir);
  for (size_t i = 0; i < count; i++) {
    model_look(model, arena_join_path(arena, path, names[i]), arena, watch);
  }
}

// Takes in what is at `path` and below. As who is told must: directories found are added to the watch before
// they are listed.
static void model_look(Model *model, Str path, Arena *arena, bool watch) {
  char full[2048];
  snprintf(full, sizeof full, "%s%s%.*s", model->tree->root, path.len ? "/" : "", STR_ARGS(path));
  Entry entry = {0};
  if (os_stat_link(full, &entry.info, NULL) != STATUS_OK) return;
  if (entry.info.kind == FILE_DIRECTORY) {
    if (watch) watch_add(model->watch, &path, 1);
    entry.info.stamp.size = 0;
    entry.info.stamp.mtime_ns = entry.info.stamp.ctime_ns = 0; // entries are told, not this
    model_list(model, full, path, arena, watch);
  }
  snprintf(entry.path, sizeof entry.path, "%.*s", STR_ARGS(path));
  if (model->entries.count < MOST_ENTRIES) array_push(&model->entries, entry);
}

static void model_touched(void *user, const Str *paths, size_t count) {
  Model *model = user;
  Arena arena = {0};
  uv_mutex_lock(&model->mutex);
  for (size_t i = 0; i < count; i++) {
    model_forget(model, paths[i]);
    model_look(model, paths[i], &arena, true);
  }
  uv_mutex_unlock(&model->mutex);
  arena_release(&arena);
}

static int by_path(const void *a, const void *b) {
  return strcmp(((const Entry *)a)->path, ((const Entry *)b)->path);
}

// The first difference from the tree as it is now, as words; empty if there is none.
static void model_difference(Model *model, char words[1024]) {
  Model truth = {.tree = model->tree};
  Arena arena = {0};
  model_look(&truth, STR(""), &arena, false);
  words[0] = '\0';
  uv_mutex_lock(&model->mutex);
  qsort(truth.entries.items, truth.entries.count, sizeof(Entry), by_path);
  qsort(model->entries.items, model->entries.count, sizeof(Entry), by_path);
  size_t most =
      truth.entries.count > model->entries.count ? truth.entries.count : model->entries.count;
  for (size_t i = 0; i < most && !words[0]; i++) {
    const Entry *is = i < truth.entries.count ? &truth.entries.items[i] : NULL;
    const Entry *told = i < model->entries.count ? &model->entries.items[i] : NULL;
    if (is && told && by_path(is, told) == 0 && stamp_equal(&is->info.stamp, &told->info.stamp)
        && is->info.kind == told->info.kind) {
      continue;
    }
    snprintf(words, 1024, "there is \"%.400s\", told was \"%.400s\" (of %zu, %zu)",
             is ? is->path : "-", told ? told->path : "-", truth.entries.count,
             model->entries.count);
  }
  uv_mutex_unlock(&model->mutex);
  array_free(&truth.entries);
  arena_release(&arena);
}

// ---- random changes -----------------------------------------------------------------------------

static const char *const names[] = {"a", "b", "c", "d", "e"};

static void random_path(Random *random, const char *root, char out[2048]) {
  int used = snprintf(out, 2048, "%s", root);
  for (uint32_t depth = 1 + random_below(random, 4); depth > 0; depth--) {
    const char *name = names[random_below(random, COUNT_OF(names))];
    used += snprintf(out + used, 2048 - (size_t)used, "/%s", name);
  }
}

static void remove_all(const char *path) {
  char below[4096];
  FileInfo info;
  if (os_stat_link(path, &info, NULL) != STATUS_OK) return;
  if (info.kind != FILE_DIRECTORY) {
    (void)remove(path);
    return;
  }
  OsDir *dir;
  if (os_dir_open_link(path, &dir, NULL) != STATUS_OK) return;
  DirEntry entry;
  while (os_dir_next(dir, &entry)) {
    snprintf(below, sizeof below, "%s/%s", path, entry.name.ptr);
    remove_all(below);
  }
  os_dir_close(dir);
  (void)remove(path);
}

static void write_some(Random *random, const char *path) {
  int descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (descriptor < 0) return;
  if (write(descriptor, "some text", 1 + random_below(random, 9)) < 0) abort();
  close(descriptor);
}

// Most fail, as paths are random; those that do not are what is tested.
static void change(Random *random, const Tree *tree, const Tree *outside) {
  char a[2048], b[2048];
  random_path(random, tree->root, a);
  random_path(random, random_below(random, 8) ? tree->root : outside->root, b);
  switch (random_below(random, 12)) {
  case 0:
  case 1:
  case 2: (void)mkdir(a, 0755); break;
  case 3:
  case 4: write_some(random, a); break;
  case 5:
  case 6: (void)rename(a, b); break;
  case 7: (void)rename(b, a); break;
  case 8: (void)chmod(a, random_below(random, 2) ? 0700 : 0755); break;
  case 9: (void)remove(a); break;
  case 10:
    if (random_below(random, 4) == 0) remove_all(a);
    break;
  default: // the same name at once again
    if (remove(a) == 0) (void)mkdir(a, 0755);
  }
}

typedef struct {
  Random random;
  const Tree *tree, *outside;
  int64_t until_ns;
  uint32_t pause_ms; // now and then
  uint64_t changes;
} Storm;

static void storm(void *user) {
  Storm *on = user;
  while (os_monotonic_ns() < on->until_ns) {
    change(&on->random, on->tree, on->outside);
    on->changes++;
    if (on->pause_ms && on->changes % 16 == 0) uv_sleep(random_below(&on->random, on->pause_ms));
  }
}

static void storm_over(uint32_t pause_ms, uint64_t extra_seed) {
  Tree tree = tree_make(), outside = tree_make();
  Model model = {.tree = &tree};
  uv_mutex_init(&model.mutex);
  WatchSink sink = {.user = &model, .touched = model_touched};
  assert_int_equal(watch_open(str_from_c(tree.root), 0, &sink, &model.watch, NULL), STATUS_OK);
  watch_set(model.watch, (Str[]){STR("")}, 1);
  Storm storming = {.random = random_seeded("run_watch"),
                    .tree = &tree,
                    .outside = &outside,
                    .until_ns = os_monotonic_ns() + (int64_t)STORM_MS * 1000000,
                    .pause_ms = pause_ms};
  storming.random.state ^= extra_seed;
  uv_thread_t thread;
  assert_int_equal(uv_thread_create(&thread, storm, &storming), 0);
  uv_thread_join(&thread);
  char difference[1024];
  int64_t deadline = os_monotonic_ns() + (int64_t)CONVERGE_MS * 1000000;
  do {
    uv_sleep(5);
    model_difference(&model, difference);
  } while (difference[0] && os_monotonic_ns() < deadline);
  watch_close(model.watch); // nobody else touches the model from here on
  printf("%llu changes, %zu entries in the end\n", (unsigned long long)storming.changes,
         model.entries.count);
  array_free(&model.entries);
  uv_mutex_destroy(&model.mutex);
  tree_remove(&tree);
  tree_remove(&outside);
  if (difference[0]) fail_msg("%s", difference);
}

static void whatever_changes_slowly_is_told(void **state) {
  (void)state;
  storm_over(4, 1);
}

static void whatever_changes_at_full_speed_is_told(void **state) {
  (void)state;
  storm_over(0, 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whatever_changes_slowly_is_told),
      cmocka_unit_test(whatever_changes_at_full_speed_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
