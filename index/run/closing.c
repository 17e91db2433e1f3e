// Three cases, told apart by the file's stamp and, only if that is not the index's, by its bytes:
//   1. the index has the file as it is: the document goes, whatever its text was;
//   2. the file is not as the index has it, and has the document's text: saved and closed. It lingers;
//   3. the file has another text: what was typed has been discarded. The document goes.
// In each the path is touched, so that the index looks at the file anew.
//
// A lingering document ends when the index has the file's bytes; when it has looked since the closing
// asked for it, has said twice that it looked, or has nothing left to look at, for it may not want the
// file at all; or when the file is no longer what it was. A look a second sees to all of that, so
// nothing stays for ever.
//
// Rejected: always lingering until the index has looked (discarded text would be found meanwhile);
// leaving at once and waiting in queries (they wait for nothing).
#include "run/closing.h"
#include "intake/decode.h"
#include "run/state.h"

enum {
  READ_MAX = 256 << 10, // bytes that the caller of index_document_clear may be made to read
  LOOK_EVERY_NS = 1000 * 1000 * 1000,
  ASKED_NS = LOOK_EVERY_NS / 2, // after so long the index has been asked to look at the file
  SETTLED_MAX = 2,
};

// ---- what the index has -------------------------------------------------------------------------

typedef struct {
  bool known;
  bool whole; // not a chunk: `hash` is of the file's bytes
  bool racy;
  Stamp stamp;
  uint64_t hash;
} Indexed;

// mutex held.
static Indexed indexed_file(const Index *index, Str path) {
  for (size_t i = index->catalog.segments.count; i-- > 0;) {
    const CatalogSegment *from = &index->catalog.segments.items[i];
    const Segment *segment = shared_segment(from->shared);
    uint32_t position;
    if (!segment_find_path(segment, path, &position)) continue;
    uint32_t number = segment_by_path(segment, position);
    Document document;
    if (document_set_has(from->dead, number)) continue;
    if (segment_document(segment, number, &document) != STATUS_OK) continue;
    return (Indexed){.known = !(document.flags & DOCUMENT_UNREADABLE),
                     .whole = !(document.flags & DOCUMENT_CHUNK),
                     .racy = (document.flags & DOCUMENT_RACY) != 0,
                     .stamp = document.stamp,
                     .hash = document.hash};
  }
  return (Indexed){.known = false};
}

static bool has_stamp(const Indexed *indexed, const Stamp *stamp) {
  return indexed->known && !indexed->racy && stamp_equal(&indexed->stamp, stamp);
}

static bool has_bytes(const Indexed *indexed, const Stamp *stamp, uint64_t hash) {
  if (has_stamp(indexed, stamp)) return true;
  if (!indexed->known) return false;
  return indexed->whole ? indexed->hash == hash : stamp_equal(&indexed->stamp, stamp);
}

// ---- the file -----------------------------------------------------------------------------------

// The file as it is now. Not regular: the index does not have it, and never will.
static bool stat_file(const Index *index, Str path, Stamp *stamp) {
  Arena arena = {0};
  FileInfo info;
  Str absolute = arena_join_path(&arena, index->catalog.root, path);
  bool regular = os_stat_link(absolute.ptr, &info, NULL) == STATUS_OK && info.kind == FILE_REGULAR;
  if (regular) *stamp = info.stamp;
  arena_release(&arena);
  return regular;
}

static Str without_mark(Str text) {
  return str_starts_with(text, STR("\xEF\xBB\xBF")) ? str_slice(text, 3, text.len) : text;
}

// Whether the file has this text; fills in stamp and hash of what was read.
static bool file_has_text(const Index *index, Str path, Str text, Closing *closing) {
  Arena arena = {0};
  Buf raw = {.max = text.len * 4 + DECODE_PROBE}, scratch = {0};
  FileInfo info;
  DecodedText decoded;
  Str absolute = arena_join_path(&arena, index->catalog.root, path);
  bool same = os_read_file(absolute.ptr, &raw, &info, NULL) == STATUS_OK
              && decode(buf_str(&raw), &scratch, &decoded, NULL) == STATUS_OK && !decoded.binary
              && str_equal(decoded.text, without_mark(text));
  if (same) {
    closing->stamp = info.stamp;
    closing->hash = str_hash(buf_str(&raw));
  }
  buf_release(&raw);
  buf_release(&scratch);
  arena_release(&arena);
  return same;
}

// ---- ending -------------------------------------------------------------------------------------

// mutex held.
static void end_document(Index *index, OpenDocument *document, Retired *old) {
  reparse_cancel(&document->reparse);
  overlay_remove(&index->documents.overlay, document);
  publish_path_changed(index, document->path);
  publish_next(index, old);
  open_document_unref(document, old);
  uv_cond_broadcast(&index->documents.read);
}

// mutex held. The symbols that are still to come are read: they are the file's.
static void let_linger(Index *index, OpenDocument *document, const Closing *closing, Retired *old) {
  Reparse *r = &document->reparse;
  document->closing = *closing;
  document->closing.lingering = true;
  document->closing.since_ns = os_monotonic_ns();
  retire(old, r->reader, document_reader_free);
  r->reader = NULL;
  r->memory = 0;
  if (index->documents.look_ns) return;
  index->documents.look_ns = os_monotonic_ns() + LOOK_EVERY_NS;
  documents_wake(index, NULL);
}

typedef struct {
  Index *index;
  OpenDocument *document; // a reference
  uint64_t version;
  uint64_t asked;      // see Closing
  SharedSegment *text; // a reference
} Comparison;

// mutex not held. Compares, decides, and gives up its references.
static void compare_and_decide(Comparison *c, bool lingers) {
  Index *index = c->index;
  OpenDocument *document = c->document;
  Closing closing = {.asked = c->asked};
  Retired old = {0};
  if (lingers) {
    lingers = file_has_text(index, document->path, shared_segment_texts(c->text)[0], &closing);
  }
  uv_mutex_lock(&index->mutex);
  bool reopened = document->version != c->version || !document->closing.comparing;
  if (!document->closed && !reopened) {
    Indexed indexed = indexed_file(index, document->path);
    if (lingers && !has_bytes(&indexed, &closing.stamp, closing.hash)) {
      let_linger(index, document, &closing, &old);
    } else {
      end_document(index, document, &old);
    }
  }
  open_document_unref(document, &old);
  uv_mutex_unlock(&index->mutex);
  shared_segment_unref(c->text);
  retired_release(&old);
}

static void run_comparison(void *user) {
  Comparison *comparison = user;
  compare_and_decide(comparison, true);
  free(comparison);
}

static void compare_on_worker(const Comparison *c) {
  Comparison *job = xmalloc(sizeof *job);
  *job = *c;
  pool_run(c->index->pool, LANE_QUERY, run_comparison, job);
}

void closing_begin(Index *index, Str path) {
  Comparison c = {.index = index};
  Indexed indexed;
  uv_mutex_lock(&index->mutex);
  OpenDocument *document = overlay_find(&index->documents.overlay, path);
  if (document && !document->closing.lingering && !document->closing.comparing) {
    c.document = open_document_ref(document);
    c.version = document->version;
    c.asked = index->changes.asked;
    c.text = shared_segment_ref(document->text);
    document->closing = (Closing){.comparing = true};
    indexed = indexed_file(index, path);
  }
  uv_mutex_unlock(&index->mutex);
  if (!c.document) return;
  Stamp stamp;
  bool looks = !index->options.documents_only && stat_file(index, path, &stamp);
  bool changed = looks && !has_stamp(&indexed, &stamp);
  if (changed && stamp.size > READ_MAX) {
    compare_on_worker(&c);
  } else {
    compare_and_decide(&c, changed);
  }
  index_touch(index, &path, 1);
}

// ---- lingering ----------------------------------------------------------------------------------

typedef ARRAY(OpenDocument *) Lingering;

// References to those at or below `path`. mutex held.
static void collect(Index *index, Str path, Lingering *out) {
  const Overlay *overlay = &index->documents.overlay;
  for (size_t i = 0; i < overlay->documents.count; i++) {
    OpenDocument *document = overlay->documents.items[i];
    bool below = str_equal(document->path, path) || str_is_below(document->path, path);
    if (document->closing.lingering && below) array_push(out, open_document_ref(document));
  }
}

typedef struct {
  bool settled; // the index says that it has looked
  bool idle;    // it has done all that it was asked for
} IndexSays;

// Takes over the reference. mutex not held.
static void look_at(Index *index, OpenDocument *document, IndexSays says) {
  Retired old = {0};
  Stamp stamp;
  bool there = stat_file(index, document->path, &stamp);
  uv_mutex_lock(&index->mutex);
  Closing *closing = &document->closing;
  if (closing->lingering && !document->closed) {
    Indexed indexed = indexed_file(index, document->path);
    closing->settled += says.settled;
    bool anew = says.settled && index->changes.begun > closing->asked;
    bool looked = anew || closing->settled >= SETTLED_MAX
                  || (says.idle && os_monotonic_ns() - closing->since_ns >= ASKED_NS);
    bool stays = there && stamp_equal(&stamp, &closing->stamp) && !looked
                 && !has_bytes(&indexed, &stamp, closing->hash);
    if (!stays) end_document(index, document, &old);
  }
  open_document_unref(document, &old);
  uv_mutex_unlock(&index->mutex);
  retired_release(&old);
}

static void look_at_all(Index *index, Str path, IndexSays says) {
  Lingering lingering = {0};
  uv_mutex_lock(&index->mutex);
  collect(index, path, &lingering);
  uv_mutex_unlock(&index->mutex);
  for (size_t i = 0; i < lingering.count; i++) look_at(index, lingering.items[i], says);
  array_free(&lingering);
}

void closing_settled(Index *index, Str path) {
  look_at_all(index, path, (IndexSays){.settled = true});
}

void closing_look(Index *index) {
  look_at_all(index, STR(""), (IndexSays){.idle = index_wait(index, PHASE_READY, 1)});
  Lingering left = {0};
  Retired old = {0};
  uv_mutex_lock(&index->mutex);
  collect(index, STR(""), &left);
  index->documents.look_ns = left.count ? os_monotonic_ns() + LOOK_EVERY_NS : 0;
  for (size_t i = 0; i < left.count; i++) open_document_unref(left.items[i], &old);
  uv_mutex_unlock(&index->mutex);
  retired_release(&old);
  array_free(&left);
}
