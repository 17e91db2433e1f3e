// Rejected: reading whatever is touched without comparing (editors and version control touch much that
// they do not change), and trusting what an event says of a path, whose order is not that of the changes.
#include "run/touch.h"
#include "base/trace.h"
#include "run/bulk.h"
#include "run/pass.h"
#include "run/refresh.h"
#include "run/state.h"
#include "run/symbol_pass.h"
#include "run/text_pass.h"

enum {
  FEW_FILES = 256,
  FEW_BYTES = 8 << 20,
  BESIDE_MAX = 1024,      // paths that are looked at beside other work, FEW_FILES at a time
  FEW_DIRECTORIES = 64,   // are listed on this thread
  TEXT_FIRST = 512 << 10, // from so many bytes on, text does not wait for symbols
  LOOK_AGAIN_SHARE = 16,  // a file that is always written is read for this part of the time at most
};

// What one thread looks at.
typedef struct {
  struct Touch *touch;
  WalkLook *look;
  size_t from, to; // paths
  FoundFiles files;
  Arena *arena; // of their paths
  WalkTasks tasks;
} Look;

typedef struct Touch {
  Index *index;
  const Str *paths; // in str_compare order
  size_t count;
  bool beside;
  bool *nothing; // of each path: there is nothing
  Found found;
  size_t pending; // files
  uint64_t bytes; // of these
  int64_t started_ns;
} Touch;

// ---- looking ------------------------------------------------------------------------------------

void touch_forget_rules(Index *index) {
  walk_look_free(index->touch.look);
  walker_close(index->touch.walker);
  index->touch.look = NULL;
  index->touch.walker = NULL;
}

void touch_release(Index *index) { touch_forget_rules(index); }

// False if the root itself is not there: that all of it is gone is for a refresh to say.
static bool open_eyes(Index *index) {
  TouchState *state = &index->touch;
  FileInfo root;
  const char *path = index->catalog.root.ptr;
  if (os_stat(path, &root, NULL) != STATUS_OK || root.kind != FILE_DIRECTORY) return false;
  if (state->walker) return true;
  WalkOptions options = {.hidden = index->options.hidden,
                         .no_ignore = index->options.no_ignore,
                         .cancelled = &index->closing};
  if (walker_open(path, &options, &state->walker, NULL) != STATUS_OK) return false;
  state->look = walk_look_new(state->walker);
  return true;
}

static void look_at(Look *look, size_t i) {
  Touch *touch = look->touch;
  FileInfo info;
  WalkTask *task;
  switch (walk_look(look->look, touch->paths[i], &info, &task)) {
  case WALK_NOTHING: touch->nothing[i] = true; break;
  case WALK_DIRECTORY: array_push(&look->tasks, task); break;
  case WALK_FILE: {
    FoundFile file = {.path = arena_dup(look->arena, touch->paths[i]), .stamp = info.stamp};
    array_push(&look->files, file);
  }
  }
}

static void look_at_part(void *user, size_t part) {
  Look *look = (Look *)user + part;
  for (size_t i = look->from; i < look->to; i++) look_at(look, i);
}

// A few by this thread; of many each worker takes a part.
static void look_at_paths(Touch *touch, WalkTasks *tasks) {
  TouchState *state = &touch->index->touch;
  size_t parts = touch->count > FEW_FILES ? pool_workers(touch->index->pool) : 1;
  Look *looks = xcalloc(parts, sizeof *looks);
  for (size_t p = 0; p < parts; p++) {
    looks[p] = (Look){.touch = touch,
                      .look = p ? walk_look_new(state->walker) : state->look,
                      .from = touch->count * p / parts,
                      .to = touch->count * (p + 1) / parts,
                      .arena = found_arena(&touch->found)};
  }
  pool_parallel(touch->index->pool, LANE_BULK, parts, look_at_part, looks);
  for (size_t p = 0; p < parts; p++) {
    Look *look = &looks[p];
    for (size_t i = 0; i < look->files.count; i++) {
      array_push(&touch->found.files, look->files.items[i]);
    }
    for (size_t i = 0; i < look->tasks.count; i++) array_push(tasks, look->tasks.items[i]);
    if (p) walk_look_free(look->look);
    array_free(&look->files);
    array_free(&look->tasks);
  }
  free(looks);
}

// False if that is more than can be done beside other work.
static bool look(Touch *touch) {
  Index *index = touch->index;
  WalkTasks tasks = {0};
  Status status = STATUS_OK;
  walk_look_again(index->touch.look);
  look_at_paths(touch, &tasks);
  if (tasks.count) found_walk_few(index->touch.walker, &tasks, FEW_DIRECTORIES, &touch->found);
  bool done = tasks.count == 0 || !touch->beside;
  if (done && tasks.count) {
    status = found_walk(index, index->touch.walker, &tasks, &touch->found, NULL);
  }
  if (done) index_report_failures(index, &touch->found.result);
  for (size_t i = 0; i < tasks.count; i++) walk_task_free(tasks.items[i]);
  array_free(&tasks);
  return done && status == STATUS_OK;
}

// ---- comparing ----------------------------------------------------------------------------------

int64_t touch_since_racy_ns(const Index *index) { return os_monotonic_ns() - index->touch.racy_ns; }

// Files that came and went, for files_found.
static void count_files(Touch *touch) {
  Counters *counters = &touch->index->counters;
  uint64_t came = 0, went = 0;
  for (size_t i = 0; i < touch->found.files.count; i++) {
    came += touch->found.files.items[i].old_documents == 0;
  }
  for (size_t i = 0; i < touch->found.gone.count; i++) {
    const GoneDocument *gone = &touch->found.gone.items[i];
    CatalogSegment *segment = catalog_find(&touch->index->catalog, gone->segment);
    Document document;
    if (!segment)
      continue; // emptied by the pass beside which this is done, and gone with its commit
    if (segment_document(shared_segment(segment->shared), gone->document, &document) == STATUS_OK) {
      went += document.chunk_start == 0;
    }
  }
  uint64_t found = counter_get(&counters->files_found) + came;
  counter_set(&counters->files_found, found > went ? found - went : 0);
}

static void compare(Touch *touch) {
  Index *index = touch->index;
  uv_mutex_lock(&index->mutex);
  found_compare_at(&touch->found, &index->catalog, touch->paths, touch->count,
                   touch_since_racy_ns(index));
  uv_mutex_unlock(&index->mutex);
  found_retry_unreadable(&touch->found, index->catalog.root);
  for (size_t i = 0; i < touch->found.files.count; i++) {
    const FoundFile *file = &touch->found.files.items[i];
    if (!file->pending) continue;
    touch->pending++;
    touch->bytes += file->stamp.size;
  }
}

static bool is_large(const Touch *touch) {
  return touch->pending > FEW_FILES || touch->bytes > FEW_BYTES;
}

// ---- a few files --------------------------------------------------------------------------------

static ReuseSources take_sources(Index *index) {
  ReuseSources sources;
  uv_mutex_lock(&index->mutex);
  reuse_sources_take(&index->catalog, &sources);
  uv_mutex_unlock(&index->mutex);
  return sources;
}

static void publish(Touch *touch) {
  Index *index = touch->index;
  uv_mutex_lock(&index->mutex);
  found_kill_gone(&touch->found, &index->catalog);
  catalog_drop_emptied(&index->catalog);
  index_publish(index);
  uv_mutex_unlock(&index->mutex);
}

static void take_few(Touch *touch) {
  Index *index = touch->index;
  Counters counters = {0};
  ReuseSources sources = take_sources(index);
  PassPlan plan = {.urgent = true,
                   .in_memory = true,
                   .stop = &index->closing,
                   .counters = &counters,
                   .reuse = &sources};
  if (touch->pending) {
    text_pass_run(index, &touch->found, &plan);
    if (touch->bytes > TEXT_FIRST) publish(touch);
    symbol_pass_run(index, &plan);
  }
  publish(touch);
  array_free(&plan.segments);
  reuse_sources_release(&sources);
}

// ---- many ---------------------------------------------------------------------------------------

static IndexPhase begin_many(Touch *touch) {
  Index *index = touch->index;
  uv_mutex_lock(&index->mutex);
  IndexPhase before = index->phase;
  uint64_t found = counter_get(&index->counters.files_found);
  index->refreshing = true;
  index->refreshing_for = index->changes.begun;
  index->text_complete = false;
  index->covered = found > touch->pending ? 1.0 - (double)touch->pending / (double)found : 0;
  index->started_ns = touch->started_ns;
  index->ended_ns = 0;
  counter_set(&index->counters.bytes_found, touch->bytes);
  counter_set(&index->counters.text_bytes_done, 0);
  counter_set(&index->counters.symbol_bytes_done, 0);
  counter_set(&index->counters.files_pending, touch->pending);
  changes_begin_noting(&index->changes);
  index_publish(index);
  uv_mutex_unlock(&index->mutex);
  index_set_phase(index, PHASE_TEXT);
  return before;
}

static void end_many(Touch *touch, const PassPlan *plan, IndexPhase before) {
  Index *index = touch->index;
  uv_mutex_lock(&index->mutex);
  changes_end_noting(&index->changes);
  bool stopped = atomic_load(&index->stop);
  index_end_work(index, !stopped);
  if (!stopped) {
    index->covered = index->text_whole ? 1.0 : index->covered;
    index->text_complete = index->text_whole;
    index->symbols_complete = index->text_whole && !index_lacks_symbols(index);
    index->catalog.complete = index->text_whole;
  }
  index_publish(index);
  uv_mutex_unlock(&index->mutex);
  if (!plan->in_memory) bulk_commit(index, false);
  uv_mutex_lock(&index->mutex);
  changes_resume(&index->changes, os_monotonic_ns());
  uv_mutex_unlock(&index->mutex);
  index_set_phase(index, stopped ? PHASE_IDLE : before);
}

static void take_many(Touch *touch) {
  Index *index = touch->index;
  ReuseSources sources = take_sources(index);
  PassPlan plan = {.in_memory = upkeep_takes_in_memory(index, touch->bytes),
                   .stop = &index->stop,
                   .counters = &index->counters,
                   .reuse = &sources};
  IndexPhase before = begin_many(touch);
  text_pass_run(index, &touch->found, &plan);
  publish(touch);
  if (!atomic_load(&index->stop)) {
    index_set_phase(index, PHASE_SYMBOLS);
    symbol_pass_run(index, &plan);
  }
  end_many(touch, &plan, before);
  array_free(&plan.segments);
  reuse_sources_release(&sources);
}

// ---- afterwards ---------------------------------------------------------------------------------

void touch_look_again(Index *index, const Found *found, int64_t took_ns) {
  int64_t now = os_monotonic_ns();
  bool any = false;
  uv_mutex_lock(&index->mutex);
  for (size_t i = 0; i < found->files.count; i++) {
    const FoundFile *file = &found->files.items[i];
    if (!file->pending || !file->racy) continue;
    int64_t delay = took_ns * LOOK_AGAIN_SHARE, tick = stamp_tick_ns(&file->stamp);
    if (delay > CHANGES_ALL_LONGEST_NS) delay = CHANGES_ALL_LONGEST_NS;
    if (delay < CHANGES_RACY_NS) delay = CHANGES_RACY_NS;
    if (delay < tick * 3 / 2) delay = tick * 3 / 2;
    changes_look_again(&index->changes, file->path, now + delay);
    any = true;
  }
  uv_mutex_unlock(&index->mutex);
  if (any) index->touch.racy_ns = now;
}

// A path without a file that had none before was perhaps a directory.
static void tell_watch(const Touch *touch) {
  Index *index = touch->index;
  if (!index->watch) return;
  if (touch->found.directories.count) {
    watch_add(index->watch, touch->found.directories.items, touch->found.directories.count);
  }
  Intern files = {0};
  uint32_t number;
  for (size_t i = 0; i < touch->found.gone.count; i++) {
    intern_number(&files, touch->found.gone.items[i].path);
  }
  for (size_t i = 0; i < touch->count; i++) {
    if (!touch->nothing[i] || intern_find(&files, touch->paths[i], &number)) continue;
    watch_drop(index->watch, touch->paths[i]);
  }
  intern_release(&files);
}

// A directory may have been another one for a while, and be back as it was: nothing has changed, but who
// searched meanwhile read other files.
static void distrust_answers(const Touch *touch) {
  if (touch->found.directories.count == 0) return;
  atomic_store(&touch->index->answers_since_ns, os_monotonic_ns());
}

static void finish(Touch *touch) {
  Index *index = touch->index;
  distrust_answers(touch);
  touch_look_again(index, &touch->found, os_monotonic_ns() - touch->started_ns);
  tell_watch(touch);
  for (size_t i = 0; i < touch->count; i++) documents_settled(index, touch->paths[i]);
}

// False if it is to be put off.
static bool take_in(Touch *touch) {
  bool seen = look(touch);
  if (seen) compare(touch);
  if (!seen || (touch->beside && is_large(touch))) return false;
  uv_mutex_lock(&touch->index->mutex);
  count_files(touch);
  uv_mutex_unlock(&touch->index->mutex);
  if (is_large(touch)) {
    take_many(touch);
  } else if (touch->pending || touch->found.gone.count) {
    take_few(touch);
  }
  finish(touch);
  return true;
}

static void touch_free(Touch *touch) {
  found_release(&touch->found);
  free(touch->nothing);
}

// What came of a batch.
typedef struct {
  bool done;  // else it is put off
  bool large; // some of it was taken in as many files are
} Outcome;

// All at once, or, beside other work, piece by piece: a save that was gathered with the files of a build
// does not wait for the whole tree to be read. So many paths that it would take long are not even
// looked at: it would have to be done again.
static Outcome take_in_all(const Touch *all) {
  Outcome outcome = {.done = !all->beside || all->count <= BESIDE_MAX};
  size_t from = 0;
  while (outcome.done) {
    Touch touch = *all;
    touch.paths += from;
    touch.count -= from;
    if (all->beside && touch.count > FEW_FILES) touch.count = FEW_FILES;
    touch.nothing = xcalloc(touch.count, sizeof(bool));
    outcome.done = take_in(&touch);
    outcome.large |= outcome.done && is_large(&touch);
    from += touch.count;
    touch_free(&touch);
    if (from >= all->count) break;
  }
  return outcome;
}

static void tell_changes(const Touch *all, const TouchBatch *batch, Outcome outcome) {
  Index *index = all->index;
  int64_t now_ns = os_monotonic_ns();
  uv_mutex_lock(&index->mutex);
  if (!outcome.done) {
    changes_defer(&index->changes, batch);
  } else {
    changes_finish(&index->changes, batch);
    if (outcome.large) {
      changes_rest(&index->changes, now_ns);
    } else {
      changes_pace(&index->changes, (now_ns - all->started_ns) * LOOK_AGAIN_SHARE);
    }
    uv_cond_broadcast(&index->changed);
  }
  uv_mutex_unlock(&index->mutex);
}

static int by_path(const void *a, const void *b) {
  return str_compare(*(const Str *)a, *(const Str *)b);
}

void touch_take_in(Index *index, TouchBatch *batch, bool beside) {
  int64_t traced = trace_begin();
  size_t count = batch->paths.count;
  Str *paths = xcalloc(count, sizeof *paths);
  if (count) memcpy(paths, batch->paths.strings, count * sizeof *paths);
  if (count) qsort(paths, count, sizeof *paths, by_path);
  Touch all = {.index = index,
               .paths = paths,
               .count = count,
               .beside = beside,
               .started_ns = os_monotonic_ns()};
  Outcome outcome = {.done = true};
  if (batch->rules) touch_forget_rules(index);
  if (open_eyes(index)) {
    outcome = take_in_all(&all);
    tell_changes(&all, batch, outcome);
  } else {
    uv_mutex_lock(&index->mutex);
    changes_touch_all(&index->changes, os_monotonic_ns());
    changes_finish(&index->changes, batch);
    uv_mutex_unlock(&index->mutex);
  }
  free(paths);
  touch_batch_release(batch);
  trace_end("index", "touched paths", traced);
  if (outcome.large) os_give_back_memory(); // when nobody waits any more
}
