// Open documents: what callers ask, and the thread that looks after them.
#include "run/documents.h"
#include "base/trace.h"
#include "run/state.h"

// ---- the thread ---------------------------------------------------------------------------------

static void wait_until(Index *index, int64_t due_ns) {
  Documents *documents = &index->documents;
  if (due_ns == INT64_MAX) {
    uv_cond_wait(&documents->wake, &index->mutex);
    return;
  }
  int64_t left = due_ns - os_monotonic_ns();
  if (left > 0) uv_cond_timedwait(&documents->wake, &index->mutex, (uint64_t)left);
}

static void documents_thread(void *user) {
  Index *index = user;
  Documents *documents = &index->documents;
  trace_thread("open documents");
  uv_mutex_lock(&index->mutex);
  while (!documents->stopping) {
    documents->busy = true;
    bool worked = reparse_work(index);
    documents->busy = false;
    if (worked) continue;
    int64_t now = os_monotonic_ns();
    int64_t due = reparse_rest(index, now);
    int64_t look = documents->look_ns ? documents->look_ns : INT64_MAX;
    if (look <= now) {
      uv_mutex_unlock(&index->mutex);
      closing_look(index);
      uv_mutex_lock(&index->mutex);
      continue;
    }
    wait_until(index, due < look ? due : look);
  }
  uv_mutex_unlock(&index->mutex);
}

static void run_helper(void *user) {
  Index *index = user;
  uv_mutex_lock(&index->mutex);
  while (!atomic_load(&index->closing) && reparse_work(index)) {
  }
  index->documents.helpers--;
  uv_mutex_unlock(&index->mutex);
}

void documents_wake(Index *index, const OpenDocument *document) {
  Documents *documents = &index->documents;
  if (documents->stopping) return;
  if (!documents->started) {
    documents->started = uv_thread_create(&documents->thread, documents_thread, index) == 0;
    if (!documents->started) die_out_of_memory(0);
  }
  uv_cond_signal(&documents->wake);
  bool alone = !documents->busy || !document || document->reparse.running;
  if (alone || documents->helpers == pool_workers(index->pool)) return;
  documents->helpers++;
  pool_run(index->pool, LANE_QUERY, run_helper, index);
}

void documents_init(Index *index) {
  if (uv_cond_init(&index->documents.wake) != 0) die_out_of_memory(0);
  if (uv_cond_init(&index->documents.read) != 0) die_out_of_memory(0);
}

void documents_stop(Index *index) {
  Documents *documents = &index->documents;
  uv_mutex_lock(&index->mutex);
  documents->stopping = true;
  for (size_t i = 0; i < documents->overlay.documents.count; i++) {
    reparse_cancel(&documents->overlay.documents.items[i]->reparse);
  }
  uv_cond_signal(&documents->wake);
  uv_cond_broadcast(&documents->read);
  uv_mutex_unlock(&index->mutex);
  if (documents->started) uv_thread_join(&documents->thread);
}

void documents_end(Index *index) {
  overlay_release(&index->documents.overlay);
  publisher_release(&index->documents.publisher);
  uv_cond_destroy(&index->documents.wake);
  uv_cond_destroy(&index->documents.read);
}

// ---- texts --------------------------------------------------------------------------------------

// What a caller brings, and what the document is now.
typedef struct {
  Str path, text;
  bool has_language; // `language` was named
  LanguageId language;
  TextChange change;
} NewText;

// Whether the document has this text and language already: opened again, or an edit that changes
// nothing. Then it is open for certain when this returns.
static bool is_present(Index *index, NewText *new) {
  uv_mutex_lock(&index->mutex);
  OpenDocument *document = overlay_find(&index->documents.overlay, new->path);
  SharedSegment *text = NULL;
  if (document && !new->has_language) new->language = document->language;
  bool maybe = document
               && document->language == new->language &&shared_segment_texts(document->text)[0].len
                      == new->text.len;
  if (maybe) text = shared_segment_ref(document->text);
  uv_mutex_unlock(&index->mutex);
  if (!document && !new->has_language) {
    new->language = language_detect(new->path, str_slice(new->text, 0, 4096), STR(""));
  }
  if (!maybe) return false;
  bool same = str_equal(shared_segment_texts(text)[0], new->text);
  uv_mutex_lock(&index->mutex);
  document = overlay_find(&index->documents.overlay, new->path);
  same = same && document && document->text == text;
  if (same) document->closing = (Closing){0};
  uv_mutex_unlock(&index->mutex);
  shared_segment_unref(text);
  return same;
}

static Status put_text(Index *index, NewText *new, Error *error) {
  SharedSegment *text;
  Retired old = {0};
  if (is_present(index, new)) return STATUS_OK;
  Status status = overlay_text_segment(new->path, new->language, new->text, &text, error);
  if (status != STATUS_OK) return status;
  uv_mutex_lock(&index->mutex);
  Overlay *overlay = &index->documents.overlay;
  OpenDocument *document = overlay_find(overlay, new->path);
  if (!document) {
    document = overlay_add(overlay, new->path);
    publish_path_changed(index, new->path);
  }
  document->language = new->language;
  document->closing = (Closing){0};
  overlay_set_text(overlay, document, text, &old);
  reparse_text_changed(index, document, &new->change);
  publish_next(index, &old);
  uv_mutex_unlock(&index->mutex);
  retired_release(&old);
  return STATUS_OK;
}

Status index_document_set(Index *index, Str path, Str language, Str text, Error *error) {
  NewText new = {.path = path, .text = text};
  index_note_activity(index);
  new.has_language = language_from_name(language, &new.language);
  if (!new.has_language) {
    new.language = language_detect(path, str_slice(text, 0, 4096), STR(""));
    new.has_language = true;
  }
  return put_text(index, &new, error);
}

Status index_document_edit(Index *index, Str path, Str text, const TextEdit *edits, size_t count,
                           Error *error) {
  NewText new = {
      .path = path,
      .text = text,
      .change = {.edits = edits, .count = count, .typed = true, .came_ns = os_monotonic_ns()}};
  index_note_activity(index);
  return put_text(index, &new, error);
}

void index_document_clear(Index *index, Str path) {
  index_note_activity(index);
  closing_begin(index, path);
}

void documents_settled(Index *index, Str path) { closing_settled(index, path); }

// ---- status -------------------------------------------------------------------------------------

void documents_fill_status(Index *index, IndexStatus *out) {
  const Documents *documents = &index->documents;
  uv_mutex_lock(&index->mutex);
  out->open_documents = 0;
  for (size_t i = 0; i < documents->overlay.documents.count; i++) {
    out->open_documents += !documents->overlay.documents.items[i]->closing.lingering;
  }
  uv_mutex_unlock(&index->mutex);
  out->edits = histogram_count(&documents->edits);
  out->edit_p50_ns = histogram_quantile(&documents->edits, 0.50);
  out->edit_p99_ns = histogram_quantile(&documents->edits, 0.99);
}
