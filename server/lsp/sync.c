#include "lsp/sync.h"

#include "base/array.h"
#include "lsp/rpc.h"
#include "lsp/server.h"

#include <stdlib.h>
#include <uv.h>

// What an index is to hide.
typedef struct {
  Folder *folder; // referenced
  Arena arena;
  ARRAY(Str) hidden;
} SyncFolder;

typedef struct {
  OpenDocument *document;
  TextChange *changes;
  bool open;         // else its text is given up
  bool whole;        // `folder` does not know it yet
  Folder *folder;    // referenced: where it belongs, or NULL
  char *path;        // there
  char *language;    //
  Folder *former;    // referenced: from where it goes, or NULL
  char *former_path; // there
  bool too_large;    // says the worker
  Error error;       // its, too
} SyncStep;

typedef struct {
  Event finished;
  Sync *sync;
  uint64_t change;
  uint64_t arrangement;
  PositionEncoding encoding;
  ARRAY(SyncFolder) folders;
  ARRAY(SyncStep) steps;
} SyncJob;

struct Sync {
  Server *server;
  bool busy;
  uint64_t applied;     // Documents.change that the indexes have heard of
  uint64_t arrangement; // grows with every change of folders
  uint64_t arranged;    // the one that the indexes have heard of

  uv_thread_t thread;
  uv_mutex_t lock; // guards what follows
  uv_cond_t called;
  SyncJob *job; // not begun
  bool ending;
};

// ---- the thread ---------------------------------------------------------------------------------

static void apply_changes(SyncStep *step, PositionEncoding encoding) {
  OpenDocument *document = step->document;
  for (TextChange *change = step->changes; change; change = change->next) {
    if (document->lost && !change->whole) continue;
    if (document->lost) step->whole = true;
    document->lost = !text_apply(&document->text, change, encoding);
    if (!document->lost) continue;
    step->too_large = true;
    text_release(&document->text);
  }
}

static Status tell_index(const SyncStep *step, Error *error) {
  const Text *text = &step->document->text;
  Index *index = step->folder->index;
  Str path = str_from_c(step->path);
  if (step->document->lost) {
    index_document_clear(index, path);
    return STATUS_OK;
  }
  if (step->whole) {
    return index_document_set(index, path, str_from_c(step->language), text_str(text), error);
  }
  if (text->edits.count == 0) return STATUS_OK;
  return index_document_edit(index, path, text_str(text), text->edits.items, text->edits.count,
                             error);
}

static void run_step(SyncStep *step, PositionEncoding encoding) {
  OpenDocument *document = step->document;
  apply_changes(step, encoding);
  if (step->former) index_document_clear(step->former->index, str_from_c(step->former_path));
  if (step->folder) step->error.status = tell_index(step, &step->error);
  text_forget_edits(&document->text);
  if (step->open) return;
  text_release(&document->text);
  document->lost = false;
}

static void run_job(SyncJob *job) {
  for (size_t i = 0; i < job->folders.count; i++) {
    const SyncFolder *f = &job->folders.items[i];
    index_hide(f->folder->index, f->hidden.items, f->hidden.count);
  }
  for (size_t i = 0; i < job->steps.count; i++) run_step(&job->steps.items[i], job->encoding);
}

static void sync_thread(void *user) {
  Sync *sync = user;
  uv_mutex_lock(&sync->lock);
  while (!sync->ending) {
    SyncJob *job = sync->job;
    sync->job = NULL;
    if (!job) {
      uv_cond_wait(&sync->called, &sync->lock);
      continue;
    }
    uv_mutex_unlock(&sync->lock);
    run_job(job);
    server_post(sync->server, &job->finished);
    uv_mutex_lock(&sync->lock);
  }
  uv_mutex_unlock(&sync->lock);
}

Sync *sync_open(Server *server) {
  Sync *sync = xcalloc(1, sizeof *sync);
  sync->server = server;
  bool failed = uv_mutex_init(&sync->lock) || uv_cond_init(&sync->called)
                || uv_thread_create(&sync->thread, sync_thread, sync);
  if (failed) abort(); // a process that may not start a thread cannot serve
  return sync;
}

void sync_close(Sync *sync) {
  uv_mutex_lock(&sync->lock);
  sync->ending = true;
  uv_cond_signal(&sync->called);
  uv_mutex_unlock(&sync->lock);
  uv_thread_join(&sync->thread);
  uv_cond_destroy(&sync->called);
  uv_mutex_destroy(&sync->lock);
  free(sync);
}

// ---- jobs ---------------------------------------------------------------------------------------

static void step_release(SyncStep *step) {
  text_change_free(step->changes);
  free(step->path);
  free(step->language);
  free(step->former_path);
  if (step->folder) folder_unref(step->folder);
  if (step->former) folder_unref(step->former);
}

static void job_free(SyncJob *job) {
  for (size_t i = 0; i < job->folders.count; i++) {
    SyncFolder *f = &job->folders.items[i];
    folder_unref(f->folder);
    arena_release(&f->arena);
    array_free(&f->hidden);
  }
  for (size_t i = 0; i < job->steps.count; i++) step_release(&job->steps.items[i]);
  array_free(&job->folders);
  array_free(&job->steps);
  free(job);
}

static void report(Server *server, const SyncStep *step) {
  if (step->too_large) {
    rpc_show_message(server, 2, "%s is too large to be searched while it is open",
                     step->document->path);
  }
  if (step->error.status == STATUS_OK) return;
  rpc_log_message(server, 2, step->error.message);
  step->document->fresh = true; // the next change tells all of it
}

static void job_finished(Server *server, Event *event) {
  SyncJob *job = (SyncJob *)event;
  Sync *sync = job->sync;
  for (size_t i = 0; i < job->steps.count; i++) {
    report(server, &job->steps.items[i]);
    documents_give_back(&server->documents, job->steps.items[i].document);
  }
  sync->applied = job->change;
  sync->arranged = job->arrangement;
  sync->busy = false;
  job_free(job);
  sync_now(sync);
  rpc_dispatch(server);
  server_wake(server); // input may have been left waiting
}

// The step moves the document to `target`, which may be where it is, or NULL.
static void add_step(Sync *sync, SyncJob *job, OpenDocument *document, Folder *target, Str path) {
  bool moves = document->holder != target;
  SyncStep step = {.document = document, .open = document->open, .folder = target};
  step.whole = document->fresh || moves;
  step.language = str_to_c(str_from_c(document->language));
  if (moves) {
    step.former = document->holder;
    step.former_path = document->held_as;
    document->holder = target;
    document->held_as = target ? str_to_c(path) : NULL;
    if (target) target->references++;
  }
  if (target) {
    target->references++;
    step.path = str_to_c(str_from_c(document->held_as));
  }
  step.changes = documents_take(&sync->server->documents, document);
  array_push(&job->steps, step);
}

static void add_documents(Sync *sync, SyncJob *job) {
  for (OpenDocument *d = sync->server->documents.first; d; d = d->next) {
    if (!d->dirty) continue;
    Str path = {"", 0};
    Folder *target = d->open ? workspace_holder(sync->server, str_from_c(d->path), &path) : NULL;
    add_step(sync, job, d, target, path);
  }
}

static void add_folders(Sync *sync, SyncJob *job) {
  for (Folder *f = sync->server->workspace.first; f; f = f->next) {
    if (!f->index) continue;
    SyncFolder told = {.folder = f};
    f->references++;
    for (const Folder *inner = sync->server->workspace.first; inner; inner = inner->next) {
      Str below;
      if (!inner->index || !folder_contains(f, inner, &below)) continue;
      array_push(&told.hidden, arena_dup(&told.arena, below));
    }
    array_push(&job->folders, told);
  }
}

// A document that no folder holds is one for the loose folder, which may have to be opened first.
static bool everyone_has_a_place(Sync *sync) {
  Server *server = sync->server;
  for (OpenDocument *d = server->documents.first; d; d = d->next) {
    Str path;
    if (!d->dirty || !d->open || workspace_holder(server, str_from_c(d->path), &path)) continue;
    if (workspace_open_loose(server)) return false;
  }
  return true;
}

void sync_now(Sync *sync) {
  Server *server = sync->server;
  bool rearranged = sync->arranged != sync->arrangement;
  bool nothing = !rearranged && sync->applied == server->documents.change;
  if (sync->busy || nothing || server->workspace.opening) return;
  // Whoever is asking several folders is to be answered by all of them as they are.
  if (rearranged && server->asking) return;
  if (server->state == SERVER_ENDING || !everyone_has_a_place(sync)) return;
  SyncJob *job = xcalloc(1, sizeof *job);
  job->finished.handle = job_finished;
  job->sync = sync;
  job->change = server->documents.change;
  job->encoding = server->client.encoding;
  job->arrangement = sync->arrangement;
  if (rearranged) add_folders(sync, job);
  add_documents(sync, job);
  sync->busy = true;
  uv_mutex_lock(&sync->lock);
  sync->job = job;
  uv_cond_signal(&sync->called);
  uv_mutex_unlock(&sync->lock);
}

void sync_folders_changed(Sync *sync) {
  sync->arrangement++;
  documents_mark_all(&sync->server->documents);
  sync_now(sync);
}

bool sync_is_busy(const Sync *sync) { return sync->busy; }

bool sync_is_settled(const Sync *sync, uint64_t change) {
  return sync->server->workspace.opening == 0 && sync->arranged == sync->arrangement
         && sync->applied >= change;
}
