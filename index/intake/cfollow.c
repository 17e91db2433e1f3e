// A change is read from the last mark (cmarks.h) well before it to the first well behind it where the
// state is what it was; what was found before and behind is taken over, moved.
//
// Both readings of a text whose braces do not balance are followed, for it takes the first to know that
// they do not. A text with raw strings that do not end, or with very many `<`, is not followed: there, what
// is read at one place depends on places far away.
#include "intake/cfollow.h"
#include "intake/creader.h"
#include "intake/kept.h"

// What one reading found.
typedef struct {
  bool valid;
  Skeleton skeleton;
  Kept macros; // and spans
  Kept made;
  CMarks marks;
  uint32_t uneven, angle_failures;
} Found;

struct CFollowed {
  Found first, by_column; // the readings of the last text
  Found next;             // room
  Definitions macros;     // of the part being read; what lies before it is left out
  Extraction spans;
};

static void clear(Found *found) {
  found->valid = false;
  skeleton_clear(&found->skeleton);
  kept_clear(&found->macros);
  kept_clear(&found->made);
  cmarks_clear(&found->marks);
}

static void release(Found *found) {
  skeleton_release(&found->skeleton);
  kept_release(&found->macros);
  kept_release(&found->made);
  cmarks_release(&found->marks);
}

void cfollow_free(CFollowed *followed) {
  if (!followed) return;
  release(&followed->first);
  release(&followed->by_column);
  release(&followed->next);
  array_free(&followed->macros);
  extraction_release(&followed->spans);
  free(followed);
}

static size_t memory(const Found *found) {
  return found->skeleton.bytes.capacity + sizeof(SkeletonPiece) * found->skeleton.pieces.capacity
         + kept_memory(&found->macros) + kept_memory(&found->made) + cmarks_memory(&found->marks);
}

size_t cmask_memory(const CMask *m) {
  const CFollowed *f = m->followed;
  if (!f) return 0;
  return memory(&f->first) + memory(&f->by_column) + memory(&f->next)
         + sizeof(Definition) * f->macros.capacity + sizeof(Span) * f->spans.spans.capacity;
}

// ---- putting together ---------------------------------------------------------------------------

// Makes the arrays seem to hold what lies before the mark, so that counts are those of the whole.
static void leave_out(CMask *m, CFollowed *f, const CMark *mark) {
  array_reserve(&m->made, mark->made);
  array_reserve(&f->macros, mark->macros);
  array_reserve(&f->spans.spans, mark->spans);
  m->made.count = mark->made;
  f->macros.count = mark->macros;
  f->spans.spans.count = mark->spans;
}

static void take_spans(Kept *to, const Extraction *from, size_t first, size_t last, uint32_t by) {
  for (size_t i = first; i < last; i++) {
    Span span = from->spans.items[i];
    span.start += by; // modulo 2^32
    span.end += by;
    array_push(&to->spans.spans, span);
  }
}

// The old skeleton behind `mark` goes on where the reader's ends.
static void take_skeleton(Skeleton *skeleton, const Skeleton *old, const CMark *mark, uint32_t by) {
  uint32_t moved = (uint32_t)skeleton->bytes.len - mark->skeleton; // modulo 2^32
  buf_put(&skeleton->bytes, old->bytes.data + mark->skeleton, old->bytes.len - mark->skeleton);
  if (mark->pieces) { // the piece that ends there may have been joined by the next
    const SkeletonPiece *then = &old->pieces.items[mark->pieces - 1];
    SkeletonPiece *last = &skeleton->pieces.items[skeleton->pieces.count - 1];
    last->length += then->at + then->length - mark->piece_end;
  }
  for (size_t i = mark->pieces; i < old->pieces.count; i++) {
    SkeletonPiece piece = old->pieces.items[i];
    piece.at += moved;
    piece.text += by;
    array_push(&skeleton->pieces, piece);
  }
}

// From `start` (NULL: the beginning) the reader has read anew; from `end` (NULL: the text's) all is old.
static void put_together(CMask *m, CFollowed *f, Found *old, const CMark *start, const CMark *end) {
  Found *new = &f->next;
  Str text = m->c.text;
  CMark from = start ? *start : (CMark){0};
  kept_add_moved(&new->macros, &old->macros, 0, from.macros, 0);
  kept_add(&new->macros, &f->macros, from.macros, f->macros.count, text);
  kept_add_moved(&new->made, &old->made, 0, from.made, 0);
  kept_add(&new->made, &m->made, from.made, m->made.count, text);
  take_spans(&new->macros, &old->macros.spans, 0, from.spans, 0);
  take_spans(&new->macros, &f->spans, from.spans, f->spans.spans.count, 0);
  new->uneven = m->uneven;
  new->angle_failures = m->angle_failures;
  if (end) {
    uint32_t by = m->c.at - end->at;
    cmarks_take_tail(&new->marks, &old->marks, (size_t)(end - old->marks.items.items), m);
    kept_add_moved(&new->macros, &old->macros, end->macros, old->macros.definitions.count, by);
    kept_add_moved(&new->made, &old->made, end->made, old->made.definitions.count, by);
    take_spans(&new->macros, &old->macros.spans, end->spans, old->macros.spans.spans.count, by);
    take_skeleton(&m->skeleton, &old->skeleton, end, by);
    new->uneven += old->uneven - end->uneven;
    new->angle_failures += old->angle_failures - end->angle_failures;
  }
  Skeleton skeleton = new->skeleton;
  new->skeleton = m->skeleton;
  m->skeleton = skeleton;
}

// ---- reading ------------------------------------------------------------------------------------

// Makes `found` that of the text that `m` has open. False if it cannot be followed.
static bool read_again(CMask *m, CFollowed *f, Found *found, const TextChange *change,
                       bool by_column) {
  bool follows = change && found->valid;
  Found *next = &f->next;
  clear(next);
  creader_start(m, by_column);
  f->macros.count = f->spans.spans.count = 0;
  m->c.raw_failures = 0;
  const CMark *start = follows ? cmarks_before(&found->marks, change->old_start) : NULL;
  CSync sync = {.marks = &found->marks, .skeleton = &found->skeleton};
  if (follows) sync.change = *change;
  cmarks_take_head(&next->marks, &found->marks, start);
  if (start) {
    cmarks_restore(m, &found->marks, start, &found->skeleton);
    leave_out(m, f, start);
    next->marks.ground = start->skeleton;
    next->marks.made = start->made;
  }
  next->marks.sync = follows ? &sync : NULL;
  m->marks = &next->marks;
  bool to_the_end = creader_read(m);
  m->marks = NULL;
  if (next->marks.uprooted) {
    found->valid = false;
    return read_again(m, f, found, NULL, by_column);
  }
  if (m->c.raw_failures) return false;
  put_together(m, f, found, start, to_the_end ? NULL : &found->marks.items.items[sync.next]);
  next->marks.sync = NULL;
  if (next->angle_failures >= MAX_ANGLE_FAILURES) return false;
  next->valid = true;
  Found other = *found;
  *found = *next;
  *next = other;
  return true;
}

const Skeleton *cmask_follow(CMask *m, CDialect dialect, Str text, const TextChange *change,
                             Definitions *definitions, Extraction *out) {
  if (!m->followed) m->followed = xcalloc(1, sizeof *m->followed);
  CFollowed *f = m->followed;
  creader_open(m, dialect, text, &f->macros, &f->spans);
  Found *found = &f->first;
  bool readable = read_again(m, f, found, change, false);
  if (readable && found->uneven) {
    found = &f->by_column;
    readable = read_again(m, f, found, change, true);
  } else {
    f->by_column.valid = false; // of an older text
  }
  if (!readable) {
    f->first.valid = f->by_column.valid = false;
    return cmask_run(m, dialect, text, definitions, out);
  }
  Arena none = {0}; // all names stand in the text
  kept_emit(&found->macros, text, &none, definitions, out);
  kept_emit(&found->made, text, &none, definitions, out);
  return &found->skeleton;
}
