// Problem: a snapshot says of each segment which documents do not count: replaced ones (the catalogue
// knows), those below hidden directories, and those that are open. Working that out for every snapshot
// took longer than all else that a keystroke causes.
//
// Approach: the set of each segment is kept from one snapshot to the next, and made anew only if one of
// its three causes has changed. For the catalogue's part the number of dead documents tells, since the
// dead stay dead; opening or closing a document concerns only the segments that hold its path.
#include "run/publish.h"
#include "run/state.h"

static void free_snapshot(void *snapshot) { snapshot_unref(snapshot); }

static void free_segment(void *shared) { shared_segment_unref(shared); }

static void part_release(PublishedPart *part, Retired *old) {
  retire(old, part->shared, free_segment);
  dead_set_unref(part->hidden);
  dead_set_unref(part->dead);
}

static void drop_parts_from(Publisher *publisher, size_t count, Retired *old) {
  while (publisher->parts.count > count) {
    part_release(&publisher->parts.items[--publisher->parts.count], old);
  }
}

static void release_directories(Publisher *publisher) {
  for (size_t i = 0; i < publisher->directories.count; i++) {
    free((char *)(uintptr_t)publisher->directories.items[i].ptr);
  }
  array_free(&publisher->directories);
}

void publisher_release(Publisher *publisher) {
  Retired old = {0};
  drop_parts_from(publisher, 0, &old);
  array_free(&publisher->parts);
  release_directories(publisher);
  retired_release(&old);
}

// ---- dead documents -----------------------------------------------------------------------------

static void mark(DeadSet **set, uint32_t documents, uint32_t document) {
  if (!*set) *set = dead_set_new(documents, NULL);
  (*set)->bits[document / 64] |= (uint64_t)1 << (document % 64);
}

// Position in path order of the first document whose path is not before `path`.
static uint32_t path_lower_bound(const Segment *segment, Str path) {
  uint32_t from = 0, to = segment_documents(segment);
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (str_compare(segment_path(segment, segment_by_path(segment, middle)), path) < 0) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}

bool publish_hides(const Publisher *publisher, Str path) {
  for (size_t i = 0; i < publisher->directories.count; i++) {
    if (str_is_below(path, publisher->directories.items[i])) return true;
  }
  return false;
}

// Paths are in order, so what lies below a directory is one run.
static DeadSet *hidden_documents(const Publisher *publisher, const Segment *segment) {
  DeadSet *hidden = NULL;
  uint32_t documents = segment_documents(segment);
  for (size_t i = 0; i < publisher->directories.count; i++) {
    Str directory = publisher->directories.items[i];
    Buf first = {0};
    buf_str_put(&first, directory);
    if (directory.len) buf_byte(&first, '/');
    for (uint32_t at = path_lower_bound(segment, buf_str(&first)); at < documents; at++) {
      uint32_t document = segment_by_path(segment, at);
      if (!str_is_below(segment_path(segment, document), directory)) break;
      mark(&hidden, documents, document);
    }
    buf_release(&first);
  }
  return hidden;
}

static void mark_path(DeadSet **set, const Segment *segment, Str path) {
  uint32_t position, documents = segment_documents(segment);
  if (!segment_find_path(segment, path, &position)) return;
  for (; position < documents; position++) {
    uint32_t document = segment_by_path(segment, position);
    if (!str_equal(segment_path(segment, document), path)) break;
    mark(set, documents, document);
  }
}

static DeadSet *dead_documents(const Index *index, const CatalogSegment *from,
                               const PublishedPart *part) {
  const Segment *segment = shared_segment(from->shared);
  const Overlay *overlay = &index->documents.overlay;
  uint32_t documents = segment_documents(segment);
  DeadSet *dead = from->dead_count ? dead_set_new(documents, from->dead) : NULL;
  if (part->hidden && !dead) dead = dead_set_new(documents, NULL);
  for (size_t w = 0; part->hidden && w < ((size_t)documents + 63) / 64; w++) {
    dead->bits[w] |= part->hidden->bits[w];
  }
  for (size_t i = 0; i < overlay->documents.count; i++) {
    mark_path(&dead, segment, overlay->documents.items[i]->path);
  }
  return dead;
}

// ---- parts --------------------------------------------------------------------------------------

// The part of the i-th segment, moved to its place; a new one if the segment is new.
static PublishedPart *part_of(Publisher *publisher, size_t i, SharedSegment *shared) {
  PublishedPart *parts = publisher->parts.items;
  size_t at = i;
  while (at < publisher->parts.count && parts[at].shared != shared) at++;
  if (at == publisher->parts.count) {
    PublishedPart fresh = {.shared = shared_segment_ref(shared), .stale = true};
    array_push(&publisher->parts, fresh);
    parts = publisher->parts.items;
  }
  PublishedPart found = parts[at];
  parts[at] = parts[i];
  parts[i] = found;
  return &parts[i];
}

static void bring_up_to_date(Index *index, PublishedPart *part, const CatalogSegment *from) {
  const Publisher *publisher = &index->documents.publisher;
  if (!part->hidden_known) {
    dead_set_unref(part->hidden);
    part->hidden = hidden_documents(publisher, shared_segment(from->shared));
    part->hidden_known = part->stale = true;
  }
  if (!part->stale && part->catalog_dead == from->dead_count) return;
  dead_set_unref(part->dead);
  part->dead = dead_documents(index, from, part);
  part->catalog_dead = from->dead_count;
  part->stale = false;
  part->counts.known = false;
}

static void add_open_documents(Index *index, Snapshot *snapshot) {
  const Overlay *overlay = &index->documents.overlay;
  for (size_t i = 0; i < overlay->documents.count; i++) {
    const OpenDocument *document = overlay->documents.items[i];
    if (publish_hides(&index->documents.publisher, document->path)) continue;
    snapshot_add_shared(snapshot, document->shared, NULL);
  }
}

// Whether two snapshots say the same: dead sets are shared as long as they stay what they are.
static bool is_same(const Snapshot *a, const Snapshot *b) {
  bool same = a->parts.count == b->parts.count && a->covered == b->covered
              && a->text_complete == b->text_complete && a->symbols_complete == b->symbols_complete;
  for (size_t i = 0; same && i < a->parts.count; i++) {
    const SnapshotPart *x = &a->parts.items[i], *y = &b->parts.items[i];
    same = x->shared == y->shared && x->dead_set == y->dead_set;
  }
  return same;
}

void publish_next(Index *index, Retired *old) {
  Publisher *publisher = &index->documents.publisher;
  Snapshot *snapshot = snapshot_new(index->catalog.root, index->catalog.generation + 1);
  size_t count = index->catalog.segments.count;
  array_reserve(&snapshot->parts, count + index->documents.overlay.documents.count);
  for (size_t i = 0; i < count; i++) {
    const CatalogSegment *from = &index->catalog.segments.items[i];
    PublishedPart *part = part_of(publisher, i, from->shared);
    bring_up_to_date(index, part, from);
    snapshot_add_shared(snapshot, from->shared, part->dead);
  }
  drop_parts_from(publisher, count, old);
  add_open_documents(index, snapshot);
  snapshot->covered = index->covered;
  snapshot->text_complete = index->text_complete;
  snapshot->symbols_complete = index->symbols_complete && !index->documents.overlay.unextracted;
  if (index->snapshot && is_same(index->snapshot, snapshot)) {
    retire(old, snapshot, free_snapshot);
    return;
  }
  index->catalog.generation++;
  retire(old, index->snapshot, free_snapshot);
  index->snapshot = snapshot;
}

void index_publish(Index *index) {
  Retired old = {0};
  publish_next(index, &old);
  retired_release(&old);
}

void publish_path_changed(Index *index, Str path) {
  Publisher *publisher = &index->documents.publisher;
  for (size_t i = 0; i < publisher->parts.count; i++) {
    PublishedPart *part = &publisher->parts.items[i];
    uint32_t position;
    if (segment_find_path(shared_segment(part->shared), path, &position)) part->stale = true;
  }
}

// ---- hiding -------------------------------------------------------------------------------------

// "./a/b//" is a/b.
static Str trimmed(Str directory) {
  while (directory.len && directory.ptr[directory.len - 1] == '/') directory.len--;
  while (str_starts_with(directory, STR("./"))) directory = str_slice(directory, 2, directory.len);
  return str_equal(directory, STR(".")) ? STR("") : directory;
}

static bool hides_the_same(const Publisher *publisher, const Str *directories, size_t count) {
  if (publisher->directories.count != count) return false;
  for (size_t i = 0; i < count; i++) {
    if (!str_equal(publisher->directories.items[i], trimmed(directories[i]))) return false;
  }
  return true;
}

void index_hide(Index *index, const Str *directories, size_t count) {
  Publisher *publisher = &index->documents.publisher;
  Retired old = {0};
  uv_mutex_lock(&index->mutex);
  if (!hides_the_same(publisher, directories, count)) {
    release_directories(publisher);
    for (size_t i = 0; i < count; i++) {
      Str directory = trimmed(directories[i]);
      array_push(&publisher->directories, str_make(str_to_c(directory), directory.len));
    }
    for (size_t i = 0; i < publisher->parts.count; i++) {
      publisher->parts.items[i].hidden_known = false;
    }
    publish_next(index, &old);
  }
  uv_mutex_unlock(&index->mutex);
  retired_release(&old);
}
