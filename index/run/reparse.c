#include "run/reparse.h"
#include "base/trace.h"
#include "format/name_memory.h"
#include "run/carry.h"
#include "run/state.h"

enum {
  EDITS_MAX = 4096,          // that a reader is told at once; beyond, reading anew is as good
  CAME_MAX = 1024,           // edits that wait to be measured
  POLL_NS = 4 * 1000 * 1000, // how often who waits looks whether it is cancelled
};

struct DocumentReader {
  LiveReader *live;
  NameMemory *names; // of the symbols published last
};

static DocumentReader *reader_new(LanguageId language) {
  DocumentReader *reader = xmalloc(sizeof *reader);
  *reader = (DocumentReader){live_reader_new(language), name_memory_new()};
  return reader;
}

void document_reader_free(void *memory) {
  DocumentReader *reader = memory;
  if (!reader) return;
  live_reader_free(reader->live);
  name_memory_free(reader->names);
  free(reader);
}

static size_t reader_memory(const DocumentReader *reader) {
  return live_reader_memory(reader->live) + (size_t)name_memory_bytes(reader->names);
}

static void free_outline(void *outline) { outline_unref(outline); }

void reparse_release(Reparse *reparse) {
  document_reader_free(reparse->reader);
  array_free(&reparse->edits);
  array_free(&reparse->came_ns);
}

void reparse_cancel(Reparse *reparse) {
  atomic_store(&reparse->cancelled, true);
  atomic_store(&reparse->unwanted, true);
}

// ---- what is to be read -------------------------------------------------------------------------

static bool may_be_abandoned(const Reparse *r, int64_t now_ns) {
  return r->abandoned < REPARSE_ABANDON_MAX && now_ns - r->began_ns <= REPARSE_ABANDON_NS;
}

static void add_edits(Reparse *r, const TextChange *change) {
  if (change->count == 0 || r->edits.count + change->count > EDITS_MAX) r->anew = true;
  if (r->anew) {
    r->edits.count = 0;
    return;
  }
  for (size_t i = 0; i < change->count; i++) array_push(&r->edits, change->edits[i]);
}

void reparse_text_changed(Index *index, OpenDocument *document, const TextChange *change) {
  Reparse *r = &document->reparse;
  r->changed_ns = os_monotonic_ns();
  add_edits(r, change);
  if (change->typed) {
    r->edited = true;
    if (r->came_ns.count < CAME_MAX) array_push(&r->came_ns, change->came_ns);
  }
  atomic_store(&r->unwanted, true);
  if (r->running && may_be_abandoned(r, r->changed_ns)) atomic_store(&r->cancelled, true);
  documents_wake(index, document);
}

static bool is_to_be_read(const OpenDocument *document) {
  return !document->reparse.running && document->reparse.done != document->version;
}

// The one whose text has been there longest, so that none is forgotten over another that never rests.
static OpenDocument *next_to_read(Index *index) {
  const Overlay *overlay = &index->documents.overlay;
  OpenDocument *next = NULL;
  for (size_t i = 0; i < overlay->documents.count; i++) {
    OpenDocument *document = overlay->documents.items[i];
    if (!is_to_be_read(document)) continue;
    if (!next || document->reparse.changed_ns < next->reparse.changed_ns) next = document;
  }
  return next;
}

// ---- one reading --------------------------------------------------------------------------------

// What a thread takes with it when it leaves the mutex, and what it brings back.
typedef struct {
  OpenDocument *document;
  LanguageId language;
  uint64_t version;
  SharedSegment *text;
  DocumentReader *reader; // NULL: a new one
  TextEdits edits;
  const atomic_bool *cancelled;
  bool shown; // the text's symbols are published already: only the outline is wanted

  Status status;
  Outline *outline;
  SharedSegment *with_symbols;
  bool whole, inexact;
  size_t memory;
} Pass;

// How long the next reading will take, by the last of its kind; 0 if there was none.
static int64_t likely_ns(const Reparse *r) {
  return r->anew || !r->reader ? r->whole_ns : r->edits_ns;
}

static Pass begin(OpenDocument *document, Retired *old) {
  Reparse *r = &document->reparse;
  Pass pass = {.document = open_document_ref(document),
               .language = document->language,
               .version = document->version,
               .text = shared_segment_ref(document->text),
               .reader = r->reader,
               .edits = r->edits,
               .cancelled = &r->cancelled,
               .shown = document->extracted};
  if (r->anew) pass.edits.count = 0;
  if (r->language != document->language) {
    retire(old, r->reader, document_reader_free);
    pass.reader = NULL;
  }
  r->language = document->language;
  r->likely_ns = likely_ns(r);
  r->reader = NULL;
  r->edits = (TextEdits){0};
  r->anew = false;
  r->running = true;
  r->began_ns = os_monotonic_ns();
  atomic_store(&r->cancelled, false);
  return pass;
}

// Any thread; mutex not held.
static void perform(const Index *index, Pass *pass) {
  int64_t traced = trace_begin();
  Outline *outline = outline_new(pass->version, pass->text);
  ExtractOptions options = {.timeout_ns = index->options.parse_timeout_ns,
                            .parse_limit = index->options.symbol_limit,
                            .cancelled = pass->cancelled};
  pass->whole = !pass->reader || pass->edits.count == 0;
  if (!pass->reader) {
    pass->reader = reader_new(pass->language);
    pass->edits.count = 0;
  }
  pass->status =
      live_reader_read(pass->reader->live, shared_segment_texts(pass->text)[0], pass->edits.items,
                       pass->edits.count, &options, &outline->arena, &outline->found, NULL);
  if (pass->status == STATUS_OK && !pass->shown) {
    pass->status = overlay_symbol_segment(pass->text, &outline->found, pass->reader->names,
                                          &pass->with_symbols, NULL);
  }
  pass->outline = outline;
  pass->inexact = !live_reader_is_exact(pass->reader->live);
  pass->memory = reader_memory(pass->reader);
  trace_end("index", "reparse", traced);
}

// Mutex not held. What was published has been taken out.
static void pass_release(Pass *pass) {
  shared_segment_unref(pass->text);
  shared_segment_unref(pass->with_symbols);
  outline_unref(pass->outline);
  document_reader_free(pass->reader);
  array_free(&pass->edits);
}

static void record_latencies(Index *index, Reparse *r) {
  int64_t now = os_monotonic_ns();
  for (size_t i = 0; i < r->came_ns.count; i++) {
    histogram_record(&index->documents.edits, now - r->came_ns.items[i]);
  }
  r->came_ns.count = 0;
}

// The present text has been read to its end, for better or worse.
static void show(Index *index, Pass *pass, Retired *old) {
  OpenDocument *document = pass->document;
  retire(old, document->outline, free_outline);
  document->outline = NULL;
  if (pass->status == STATUS_OK) {
    document->outline = pass->outline;
    pass->outline = NULL;
  }
  if (document->extracted && !pass->with_symbols) return;
  overlay_set_symbols(&index->documents.overlay, document, pass->with_symbols, old);
  pass->with_symbols = NULL;
  publish_next(index, old);
  record_latencies(index, &document->reparse);
}

// ---- memory -------------------------------------------------------------------------------------

static void give_up_reader(Reparse *r, Retired *old) {
  retire(old, r->reader, document_reader_free);
  r->reader = NULL;
  r->memory = 0;
}

// The document that was edited, or opened, least recently, of those that no thread reads.
typedef struct {
  size_t bytes; // of all
  OpenDocument *oldest;
} Holders;

static void add_holder(Holders *holders, OpenDocument *document, size_t bytes) {
  const Reparse *r = &document->reparse;
  holders->bytes += bytes;
  if (bytes == 0 || r->running) return;
  if (!holders->oldest || r->changed_ns < holders->oldest->reparse.changed_ns) {
    holders->oldest = document;
  }
}

// Of `latest`, which has just been read, the outline stays: who waits for it must find it.
static void keep_within_memory(Index *index, const OpenDocument *latest, Retired *old) {
  const Overlay *overlay = &index->documents.overlay;
  for (;;) {
    Holders all = {0}, unedited = {0};
    for (size_t i = 0; i < overlay->documents.count; i++) {
      OpenDocument *document = overlay->documents.items[i];
      size_t tree = document->reparse.memory;
      size_t outline = document == latest ? 0 : outline_memory(document->outline);
      add_holder(&all, document, tree + outline);
      if (!document->reparse.edited) add_holder(&unedited, document, tree);
    }
    if (unedited.bytes > REPARSE_UNEDITED_MAX && unedited.oldest) {
      give_up_reader(&unedited.oldest->reparse, old);
    } else if (all.bytes > REPARSE_MEMORY_MAX && all.oldest) {
      give_up_reader(&all.oldest->reparse, old);
      if (all.oldest == latest) continue;
      retire(old, all.oldest->outline, free_outline);
      all.oldest->outline = NULL;
    } else {
      return;
    }
  }
}

// The reader goes back to its document, unless nobody knows what it has seen.
static void put_back(Pass *pass, Retired *old) {
  Reparse *r = &pass->document->reparse;
  bool known = pass->status == STATUS_OK || pass->status == STATUS_CANCELLED;
  r->reader = pass->reader;
  r->memory = pass->memory;
  pass->reader = NULL;
  if (!known) give_up_reader(r, old);
}

// ---- reading ------------------------------------------------------------------------------------

static void finish(Index *index, Pass *pass, Retired *old) {
  OpenDocument *document = pass->document;
  Reparse *r = &document->reparse;
  r->running = false;
  put_back(pass, old);
  if (pass->status == STATUS_CANCELLED) {
    r->abandoned++;
    return;
  }
  int64_t took_ns = os_monotonic_ns() - r->began_ns;
  *(pass->whole ? &r->whole_ns : &r->edits_ns) = took_ns;
  r->abandoned = 0;
  r->done = pass->version;
  r->status = pass->status;
  r->inexact = pass->status == STATUS_OK && pass->inexact;
  if (document->version == pass->version && !document->closed) show(index, pass, old);
  keep_within_memory(index, document, old);
  uv_cond_broadcast(&index->documents.read);
}

bool reparse_work(Index *index) {
  OpenDocument *document = next_to_read(index);
  Retired old = {0};
  if (!document) return false;
  Pass pass = begin(document, &old);
  uv_mutex_unlock(&index->mutex);
  perform(index, &pass);
  uv_mutex_lock(&index->mutex);
  finish(index, &pass, &old);
  open_document_unref(document, &old);
  uv_mutex_unlock(&index->mutex);
  pass_release(&pass);
  retired_release(&old);
  uv_mutex_lock(&index->mutex);
  return true;
}

// ---- waiting ------------------------------------------------------------------------------------

static bool is_set(const atomic_bool *flag) { return flag && atomic_load(flag); }

Status reparse_wait(Index *index, OpenDocument *document, const atomic_bool *cancelled,
                    Error *error) {
  Reparse *r = &document->reparse;
  for (;;) {
    if (document->closed || is_set(cancelled) || atomic_load(&index->closing)) {
      return error_set(error, STATUS_CANCELLED, "cancelled");
    }
    if (r->done == document->version && document->outline) return STATUS_OK;
    if (r->done == document->version && r->status != STATUS_OK) {
      return error_set(error, r->status, "%.*s: its symbols cannot be read",
                       STR_ARGS(document->path));
    }
    if (r->done == document->version) { // its outline was given up
      r->done = 0;
      r->anew = true;
      documents_wake(index, document);
    }
    uv_cond_timedwait(&index->documents.read, &index->mutex, POLL_NS);
  }
}

// Whether symbols of a text that came by `version` are likely to be there soon.
static bool is_worth_waiting(const OpenDocument *document, uint64_t version, int64_t now_ns) {
  const Reparse *r = &document->reparse;
  if (document->extracted || document->awaited > version) return false;
  if (r->running && now_ns - r->began_ns > SYMBOL_WAIT_NS) return false;
  return (r->running ? r->likely_ns : likely_ns(r)) <= SYMBOL_WAIT_NS;
}

static bool any_worth_waiting(Index *index, uint64_t version, int64_t now_ns) {
  const Documents *documents = &index->documents;
  if (documents->overlay.unextracted == 0) return false;
  for (size_t i = 0; i < documents->overlay.documents.count; i++) {
    const OpenDocument *document = documents->overlay.documents.items[i];
    if (!is_worth_waiting(document, version, now_ns)) continue;
    if (!publish_hides(&documents->publisher, document->path)) return true;
  }
  return false;
}

// ---- what is known meanwhile --------------------------------------------------------------------

// Of those whose text that came by `version`, or one after it, has not got them: who goes on typing must not
// keep a query for ever.
static OpenDocument *next_to_carry(Index *index, uint64_t version) {
  const Documents *documents = &index->documents;
  for (size_t i = 0; i < documents->overlay.documents.count; i++) {
    OpenDocument *document = documents->overlay.documents.items[i];
    bool known = document->outline && !document->extracted;
    if (!known || document->carried == document->version || document->carried > version) continue;
    if (!publish_hides(&documents->publisher, document->path)) return document;
  }
  return NULL;
}

static SharedSegment *carried_segment(SharedSegment *text, const Outline *outline) {
  Extraction found = {0};
  SharedSegment *out = NULL;
  carry_over(&outline->found, shared_segment_texts(outline->text)[0], shared_segment_texts(text)[0],
             &found);
  if (overlay_symbol_segment(text, &found, NULL, &out, NULL) != STATUS_OK) out = NULL;
  if (out) shared_segment_set_lagging(out);
  extraction_release(&found);
  return out;
}

// mutex held, but not while it works.
static void carry(Index *index, OpenDocument *document) {
  Retired old = {0};
  uint64_t version = document->version;
  SharedSegment *text = shared_segment_ref(document->text);
  Outline *outline = outline_ref(document->outline);
  open_document_ref(document);
  document->carrying = true;
  uv_mutex_unlock(&index->mutex);
  SharedSegment *carried = carried_segment(text, outline);
  uv_mutex_lock(&index->mutex);
  document->carrying = false;
  document->carried = version;
  bool wanted = document->version == version && !document->extracted && !document->closed;
  if (carried && wanted) {
    overlay_carry_symbols(document, carried, &old);
    carried = NULL;
    publish_next(index, &old);
  }
  uv_cond_broadcast(&index->documents.read);
  open_document_unref(document, &old);
  uv_mutex_unlock(&index->mutex);
  shared_segment_unref(text);
  shared_segment_unref(carried);
  outline_unref(outline);
  retired_release(&old);
  uv_mutex_lock(&index->mutex);
}

// Gives texts whose symbols are still to come those of the texts before, or waits for who does. mutex held,
// but not while it works.
static void carry_all(Index *index, uint64_t version, const atomic_bool *cancelled) {
  OpenDocument *document;
  while (!is_set(cancelled) && (document = next_to_carry(index, version))) {
    if (document->carrying) {
      uv_cond_timedwait(&index->documents.read, &index->mutex, POLL_NS);
    } else {
      carry(index, document);
    }
  }
}

void reparse_wait_symbols(Index *index, const atomic_bool *cancelled) {
  uint64_t version = index->documents.overlay.version; // later texts are for later queries
  int64_t now = os_monotonic_ns(), deadline = now + SYMBOL_WAIT_NS;
  while (now < deadline && !is_set(cancelled) && any_worth_waiting(index, version, now)) {
    int64_t left = deadline - now;
    if (cancelled && left > POLL_NS) left = POLL_NS;
    uv_cond_timedwait(&index->documents.read, &index->mutex, (uint64_t)left);
    now = os_monotonic_ns();
  }
  if (index->documents.overlay.unextracted) carry_all(index, version, cancelled);
}

// ---- documents at rest --------------------------------------------------------------------------

// A reading from nothing, on the bulk lane.
typedef struct {
  Index *index;
  OpenDocument *document; // a reference
} Check;

static bool is_to_be_checked(const OpenDocument *document) {
  const Reparse *r = &document->reparse;
  return r->inexact && !r->running && r->done == document->version && !document->closed;
}

static Pass begin_check(OpenDocument *document) {
  atomic_store(&document->reparse.unwanted, false);
  return (Pass){.document = document,
                .language = document->language,
                .version = document->version,
                .text = shared_segment_ref(document->text),
                .cancelled = &document->reparse.unwanted};
}

static void finish_check(Index *index, Pass *pass, Retired *old) {
  OpenDocument *document = pass->document;
  Reparse *r = &document->reparse;
  bool late = pass->version != document->version || !is_to_be_checked(document);
  if (late || pass->status == STATUS_CANCELLED) return;
  r->inexact = false;
  if (pass->status != STATUS_OK) return;
  if (r->reader) { // of the same text, but of a tree that is not quite its own
    give_up_reader(r, old);
    r->reader = pass->reader;
    r->memory = pass->memory;
    pass->reader = NULL;
  }
  if (!document->outline || !outline_equal(document->outline, pass->outline)) {
    show(index, pass, old);
  }
  keep_within_memory(index, document, old);
  uv_cond_broadcast(&index->documents.read);
}

static void run_check(void *user) {
  Check *check = user;
  Index *index = check->index;
  OpenDocument *document = check->document;
  Retired old = {0};
  Pass pass = {0};
  uv_mutex_lock(&index->mutex);
  if (is_to_be_checked(document) && !atomic_load(&index->closing)) {
    pass = begin_check(document);
    uv_mutex_unlock(&index->mutex);
    perform(index, &pass);
    uv_mutex_lock(&index->mutex);
    finish_check(index, &pass, &old);
  }
  document->reparse.checking = false;
  documents_wake(index, NULL);
  open_document_unref(document, &old);
  uv_mutex_unlock(&index->mutex);
  pass_release(&pass);
  retired_release(&old);
  free(check);
}

static void ask_for_check(Index *index, OpenDocument *document) {
  Check *check = xmalloc(sizeof *check);
  *check = (Check){index, open_document_ref(document)};
  document->reparse.checking = true;
  pool_run(index->pool, LANE_BULK, run_check, check);
}

int64_t reparse_rest(Index *index, int64_t now_ns) {
  const Overlay *overlay = &index->documents.overlay;
  int64_t next = INT64_MAX;
  for (size_t i = 0; i < overlay->documents.count; i++) {
    OpenDocument *document = overlay->documents.items[i];
    if (!is_to_be_checked(document) || document->reparse.checking) continue;
    int64_t due = document->reparse.changed_ns + REPARSE_REST_NS;
    if (due <= now_ns) {
      ask_for_check(index, document);
    } else if (due < next) {
      next = due;
    }
  }
  return next;
}
