#include "run/found.h"
#include "format/intern.h"

#include <uv.h>

// ---- walking ------------------------------------------------------------------------------------

// Directories wait in a stack: depth first keeps it short.
typedef struct {
  const Walker *walker;
  uv_mutex_t mutex; // guards tasks, busy
  uv_cond_t wake;
  ARRAY(WalkTask *) tasks;
  unsigned busy; // workers that may still add tasks
  struct WalkWorker *workers;
} ParallelWalk;

typedef struct WalkWorker {
  ParallelWalk *walk;
  Arena *arena;
  FoundFiles files;
  WalkResult result;
} WalkWorker;

static void take_file(void *user, const WalkedFile *walked) {
  WalkWorker *worker = user;
  FoundFile file = {.path = arena_dup(worker->arena, walked->path), .stamp = walked->info.stamp};
  array_push(&worker->files, file);
}

static void take_directory(void *user, WalkTask *task) {
  ParallelWalk *walk = ((WalkWorker *)user)->walk;
  uv_mutex_lock(&walk->mutex);
  array_push(&walk->tasks, task);
  uv_cond_signal(&walk->wake);
  uv_mutex_unlock(&walk->mutex);
}

static WalkTask *next_task(ParallelWalk *walk) {
  uv_mutex_lock(&walk->mutex);
  walk->busy--;
  while (walk->tasks.count == 0 && walk->busy > 0) uv_cond_wait(&walk->wake, &walk->mutex);
  WalkTask *task = NULL;
  if (walk->tasks.count) {
    task = walk->tasks.items[--walk->tasks.count];
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
  WalkSink sink = {.user = worker, .file = take_file, .directory = take_directory};
  uv_mutex_lock(&walk->mutex);
  walk->busy++;
  uv_mutex_unlock(&walk->mutex);
  WalkTask *task;
  while ((task = next_task(walk))) walk_directory(walk->walker, task, &sink, &worker->result);
}

static void gather(ParallelWalk *walk, unsigned count, Found *found) {
  for (unsigned i = 0; i < count; i++) {
    WalkWorker *worker = &walk->workers[i];
    array_reserve(&found->files, found->files.count + worker->files.count);
    if (worker->files.count) {
      memcpy(found->files.items + found->files.count, worker->files.items,
             worker->files.count * sizeof *worker->files.items);
    }
    found->files.count += worker->files.count;
    walk_result_add(&found->result, &worker->result);
    array_free(&worker->files);
  }
}

Status found_walk(Pool *pool, const char *root, const WalkOptions *options, Found *found,
                  Error *error) {
  Walker *walker;
  Status status = walker_open(root, options, &walker, error);
  if (status != STATUS_OK) return status;
  unsigned count = pool_workers(pool);
  *found = (Found){.arenas = xcalloc(count, sizeof(Arena)), .arena_count = count};
  ParallelWalk walk = {.walker = walker, .workers = xcalloc(count, sizeof(WalkWorker))};
  uv_mutex_init(&walk.mutex);
  uv_cond_init(&walk.wake);
  for (unsigned i = 0; i < count; i++) {
    walk.workers[i] = (WalkWorker){.walk = &walk, .arena = &found->arenas[i]};
  }
  array_push(&walk.tasks, walker_root_task(walker));
  pool_parallel(pool, LANE_BULK, count, walk_work, &walk);
  gather(&walk, count, found);
  array_free(&walk.tasks);
  free(walk.workers);
  uv_cond_destroy(&walk.wake);
  uv_mutex_destroy(&walk.mutex);
  walker_close(walker);
  if (!found->result.cancelled) return STATUS_OK;
  found_release(found);
  return error_set(error, STATUS_CANCELLED, "cancelled");
}

void found_release(Found *found) {
  for (unsigned i = 0; i < found->arena_count; i++) arena_release(&found->arenas[i]);
  free(found->arenas);
  array_free(&found->files);
  array_free(&found->gone);
  *found = (Found){0};
}

// ---- comparing ----------------------------------------------------------------------------------

static bool is_dead(const CatalogSegment *segment, uint32_t document) {
  return segment->dead[document / 64] >> (document % 64) & 1;
}

static void compare_document(Found *found, const CatalogSegment *segment, const Intern *paths,
                             uint32_t position) {
  const Segment *read = shared_segment(segment->shared);
  uint32_t number = segment_by_path(read, position), index;
  Document document;
  if (is_dead(segment, number) || segment_document(read, number, &document) != STATUS_OK) return;
  if (!intern_find(paths, document.path, &index)) {
    GoneDocument gone = {segment->id, number};
    array_push(&found->gone, gone);
    return;
  }
  FoundFile *file = &found->files.items[index];
  if (document.flags & DOCUMENT_UNREADABLE) file->unreadable = true;
  if (file->old_segment == segment->id && file->old_documents) {
    file->old_documents++; // the next chunk
    return;
  }
  file->old_segment = segment->id;
  file->old_position = position;
  file->old_documents = 1;
  file->pending = !stamp_equal(&file->stamp, &document.stamp) || document.flags & DOCUMENT_RACY;
}

size_t found_compare(Found *found, const Catalog *catalog) {
  Intern paths = {0};
  for (size_t i = 0; i < found->files.count; i++) {
    intern_number(&paths, found->files.items[i].path);
    found->files.items[i].pending = true;
  }
  for (size_t s = 0; s < catalog->segments.count; s++) {
    const CatalogSegment *segment = &catalog->segments.items[s];
    uint32_t count = segment_documents(shared_segment(segment->shared));
    for (uint32_t i = 0; i < count; i++) compare_document(found, segment, &paths, i);
  }
  size_t pending = 0;
  for (size_t i = 0; i < found->files.count; i++) pending += found->files.items[i].pending;
  intern_release(&paths);
  return pending;
}

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
