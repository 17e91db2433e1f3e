#include "run/found.h"
#include "format/intern.h"
#include "run/bulk.h"
#include "run/state.h"

// ---- walking ------------------------------------------------------------------------------------

// Directories wait in a stack: depth first keeps it short.
typedef struct {
  const Walker *walker;
  uv_mutex_t mutex; // guards tasks, busy
  uv_cond_t wake;
  WalkTasks *tasks;
  unsigned busy; // workers that may still add tasks
  struct WalkWorker *workers;
} ParallelWalk;

typedef struct WalkWorker {
  ParallelWalk *walk;
  Arena *arena;
  Found found; // arenas are the whole's
} WalkWorker;

static void take_file(void *user, const WalkedFile *walked) {
  WalkWorker *worker = user;
  FoundFile file = {.path = arena_dup(worker->arena, walked->path), .stamp = walked->info.stamp};
  array_push(&worker->found.files, file);
}

static void list_directory(WalkWorker *worker, WalkTask *task, const WalkSink *sink) {
  array_push(&worker->found.directories, arena_dup(worker->arena, walk_task_path(task)));
  walk_directory(worker->walk->walker, task, sink, &worker->found.result);
}

static void take_directory(void *user, WalkTask *task) {
  ParallelWalk *walk = ((WalkWorker *)user)->walk;
  uv_mutex_lock(&walk->mutex);
  array_push(walk->tasks, task);
  uv_cond_signal(&walk->wake);
  uv_mutex_unlock(&walk->mutex);
}

static bool is_directory(const Walker *walker, Str path) {
  Arena scratch = {0};
  FileInfo info;
  Str whole = arena_join_path(&scratch, walker_root(walker), path);
  bool is = os_stat_link(whole.ptr, &info, NULL) == STATUS_OK && info.kind == FILE_DIRECTORY;
  arena_release(&scratch);
  return is;
}

// Where `info/exclude` is: no walk enters it, but it is watched. Before it is there, what is above it is: a
// walk may come between two steps of `git init`.
static void take_repository(void *user, Str path) {
  static const Str inside[] = {STR_INIT(".git/info"), STR_INIT(".git")};
  WalkWorker *worker = user;
  for (size_t i = 0; i < COUNT_OF(inside); i++) {
    Str directory = arena_join_path(worker->arena, path, inside[i]);
    if (!is_directory(worker->walk->walker, directory)) continue;
    array_push(&worker->found.directories, directory);
    return;
  }
}

static WalkSink sink_of(WalkWorker *worker) {
  return (WalkSink){.user = worker,
                    .file = take_file,
                    .directory = take_directory,
                    .repository = take_repository};
}

static WalkTask *next_task(ParallelWalk *walk) {
  uv_mutex_lock(&walk->mutex);
  walk->busy--;
  while (walk->tasks->count == 0 && walk->busy > 0) uv_cond_wait(&walk->wake, &walk->mutex);
  WalkTask *task = NULL;
  if (walk->tasks->count) {
    task = walk->tasks->items[--walk->tasks->count];
    walk->busy++;
  } else {
    uv_cond_broadcast(&walk->wake); // all done: the others may leave too
  }
  uv_mutex_unlock(&walk->mutex);
  return task;
}

static void walk_work(void *user, size_t i) {
  ParallelWalk *walk = user;
  WalkWorker *worker = &walk->workers[i];
  WalkSink sink = sink_of(worker);
  uv_mutex_lock(&walk->mutex);
  walk->busy++;
  uv_mutex_unlock(&walk->mutex);
  WalkTask *task;
  while ((task = next_task(walk))) list_directory(worker, task, &sink);
}

Arena *found_arena(Found *found) {
  Arena *arena = xcalloc(1, sizeof *arena);
  array_push(&found->arenas, arena);
  return arena;
}

static void gather(WalkWorker *worker, Found *found) {
  for (size_t i = 0; i < worker->found.files.count; i++) {
    array_push(&found->files, worker->found.files.items[i]);
  }
  for (size_t i = 0; i < worker->found.directories.count; i++) {
    array_push(&found->directories, worker->found.directories.items[i]);
  }
  walk_result_add(&found->result, &worker->found.result);
  array_free(&worker->found.files);
  array_free(&worker->found.directories);
}

void found_walk_few(const Walker *walker, WalkTasks *tasks, size_t most, Found *found) {
  ParallelWalk walk = {.walker = walker, .tasks = tasks};
  WalkWorker worker = {.walk = &walk, .arena = found_arena(found)};
  WalkSink sink = sink_of(&worker);
  uv_mutex_init(&walk.mutex);
  uv_cond_init(&walk.wake);
  for (; tasks->count && most; most--) {
    list_directory(&worker, tasks->items[--tasks->count], &sink);
  }
  uv_cond_destroy(&walk.wake);
  uv_mutex_destroy(&walk.mutex);
  gather(&worker, found);
}

Status found_walk(Index *index, const Walker *walker, WalkTasks *tasks, Found *found,
                  Error *error) {
  unsigned count = pool_workers(index->pool), with_help = count + 1;
  ParallelWalk walk = {
      .walker = walker, .tasks = tasks, .workers = xcalloc(with_help, sizeof(WalkWorker))};
  uv_mutex_init(&walk.mutex);
  uv_cond_init(&walk.wake);
  for (unsigned i = 0; i < with_help; i++) {
    walk.workers[i] = (WalkWorker){.walk = &walk, .arena = found_arena(found)};
  }
  bulk_run_helped(index, count, walk_work, &walk);
  for (unsigned i = 0; i < with_help; i++) gather(&walk.workers[i], found);
  free(walk.workers);
  uv_cond_destroy(&walk.wake);
  uv_mutex_destroy(&walk.mutex);
  return found->result.cancelled ? error_set(error, STATUS_CANCELLED, "cancelled") : STATUS_OK;
}

void found_release(Found *found) {
  for (size_t i = 0; i < found->arenas.count; i++) {
    arena_release(found->arenas.items[i]);
    free(found->arenas.items[i]);
  }
  array_free(&found->arenas);
  array_free(&found->files);
  array_free(&found->directories);
  array_free(&found->gone);
  *found = (Found){0};
}

// ---- comparing ----------------------------------------------------------------------------------

static bool is_dead(const CatalogSegment *segment, uint32_t document) {
  return document_set_has(segment->dead, document);
}

enum { SURELY_NS = 10 * 1000 * 1000 }; // beyond a tick of the clock

typedef struct {
  Found *found;
  const Catalog *catalog;
  Intern paths;          // a path's number is its file's place in `found`
  int64_t since_racy_ns; // see found_compare
  Arena *gone_paths;
} Comparison;

static void begin_comparison(Comparison *comparison) {
  Found *found = comparison->found;
  for (size_t i = 0; i < found->files.count; i++) {
    intern_number(&comparison->paths, found->files.items[i].path);
    found->files.items[i].pending = true;
  }
}

static void note_gone(Comparison *comparison, const CatalogSegment *segment, uint32_t number,
                      Str path) {
  if (!comparison->gone_paths) comparison->gone_paths = found_arena(comparison->found);
  GoneDocument gone = {segment->id, number, arena_dup(comparison->gone_paths, path)};
  array_push(&comparison->found->gone, gone);
}

static void compare_document(Comparison *comparison, const CatalogSegment *segment,
                             uint32_t position) {
  Found *found = comparison->found;
  const Segment *read = shared_segment(segment->shared);
  uint32_t number = segment_by_path(read, position), index;
  Document document;
  if (is_dead(segment, number) || segment_document(read, number, &document) != STATUS_OK) return;
  if (!intern_find(&comparison->paths, document.path, &index)) {
    note_gone(comparison, segment, number, document.path);
    return;
  }
  FoundFile *file = &found->files.items[index];
  if (document.flags & DOCUMENT_UNREADABLE) file->unreadable = true;
  if (file->old_segment == segment->id && file->old_documents) {
    file->old_documents++; // the next chunk
    return;
  }
  if (file->old_documents) { // one too many: nobody knows which of them is right
    note_gone(comparison, segment, number, document.path);
    file->pending = true;
    return;
  }
  bool racy = document.flags & DOCUMENT_RACY, same = stamp_equal(&file->stamp, &document.stamp);
  file->old_segment = segment->id;
  file->old_position = position;
  file->old_documents = 1;
  file->pending = !same || racy;
  file->settled =
      same && racy && comparison->since_racy_ns > stamp_tick_ns(&file->stamp) + SURELY_NS;
}

static size_t end_comparison(Comparison *comparison) {
  size_t pending = 0;
  for (size_t i = 0; i < comparison->found->files.count; i++) {
    pending += comparison->found->files.items[i].pending;
  }
  intern_release(&comparison->paths);
  return pending;
}

size_t found_compare(Found *found, const Catalog *catalog, int64_t since_racy_ns) {
  Comparison comparison = {.found = found, .catalog = catalog, .since_racy_ns = since_racy_ns};
  begin_comparison(&comparison);
  for (size_t s = 0; s < catalog->segments.count; s++) {
    const CatalogSegment *segment = &catalog->segments.items[s];
    uint32_t count = segment_documents(shared_segment(segment->shared));
    for (uint32_t i = 0; i < count; i++) compare_document(&comparison, segment, i);
  }
  return end_comparison(&comparison);
}

// ---- comparing some -----------------------------------------------------------------------------

static Str path_at(const Segment *segment, uint32_t position) {
  return segment_path(segment, segment_by_path(segment, position));
}

// The first position at or after `from` whose path is not less than `path`; near ones are found sooner.
static uint32_t gallop(const Segment *segment, uint32_t from, Str path) {
  uint32_t count = segment_documents(segment), step = 1, low = from, high = from;
  while (high < count && str_compare(path_at(segment, high), path) < 0) {
    low = high + 1;
    high = count - high > step ? high + step : count;
    step *= 2;
  }
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (str_compare(path_at(segment, middle), path) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// Documents at `path` and below it; returns where to look for the next path. Paths that only begin alike
// ("a-b" for "a") may lie between the two.
static uint32_t compare_at(Comparison *comparison, const CatalogSegment *segment, uint32_t from,
                           Str path, Buf *below) {
  const Segment *read = shared_segment(segment->shared);
  uint32_t count = segment_documents(read), first = gallop(read, from, path), at = first;
  for (; at < count && str_equal(path_at(read, at), path); at++) {
    compare_document(comparison, segment, at);
  }
  buf_clear(below);
  buf_str_put(below, path);
  buf_byte(below, '/');
  for (at = gallop(read, at, buf_str(below)); at < count; at++) {
    if (!str_starts_with(path_at(read, at), buf_str(below))) break;
    compare_document(comparison, segment, at);
  }
  return first;
}

size_t found_compare_at(Found *found, const Catalog *catalog, const Str *paths, size_t count,
                        int64_t since_racy_ns) {
  Comparison comparison = {.found = found, .catalog = catalog, .since_racy_ns = since_racy_ns};
  Buf below = {0};
  begin_comparison(&comparison);
  for (size_t s = 0; s < catalog->segments.count; s++) {
    uint32_t at = 0;
    for (size_t i = 0; i < count; i++) {
      at = compare_at(&comparison, &catalog->segments.items[s], at, paths[i], &below);
    }
  }
  buf_release(&below);
  return end_comparison(&comparison);
}

// ---- what follows -------------------------------------------------------------------------------

size_t found_kill_gone(const Found *found, Catalog *catalog) {
  for (size_t i = 0; i < found->gone.count; i++) {
    catalog_kill(catalog, found->gone.items[i].segment, found->gone.items[i].document);
  }
  return found->gone.count;
}

size_t found_retry_unreadable(Found *found, Str root) {
  Arena arena = {0};
  size_t pending = 0;
  for (size_t i = 0; i < found->files.count; i++) {
    FoundFile *file = &found->files.items[i];
    OsFile *opened;
    if (file->pending || !file->unreadable) continue;
    if (os_open_read(arena_join_path(&arena, root, file->path).ptr, &opened, NULL, NULL)
        != STATUS_OK) {
      continue;
    }
    os_file_close(opened);
    file->pending = true;
    pending++;
  }
  arena_release(&arena);
  return pending;
}
