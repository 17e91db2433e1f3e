// Trees whose texts carry markers, `<1>`, `<2>` ...: the places that a test asks about, and what the answers
// are told by. The markers are not in the files.
#ifndef TREELINE_TESTS_MARKERS_H
#define TREELINE_TESTS_MARKERS_H

#include "support/editing.h"

enum { MARKERS_MAX = 100, MARKED_FILES_MAX = 32 };

typedef struct {
  const char *path, *text;
} MarkedFile;

typedef struct {
  const char *path; // NULL: no such marker
  uint32_t offset, line, column;
} Marker;

typedef struct {
  Place place;
  Index *index;
  Marker markers[MARKERS_MAX];
} Marked;

// The text without its markers, which are noted; to be freed.
static inline char *marked_note(Marked *m, const char *path, const char *text) {
  char *plain = xmalloc(strlen(text) + 1);
  size_t at = 0;
  uint32_t line = 0, line_start = 0;
  for (const char *c = text; *c;) {
    int length = 0;
    unsigned number = 0;
    if (sscanf(c, "<%2u>%n", &number, &length) == 1 && length) {
      m->markers[number] = (Marker){path, (uint32_t)at, line, (uint32_t)at - line_start};
      c += length;
      continue;
    }
    plain[at++] = *c;
    if (*c++ == '\n') {
      line++;
      line_start = (uint32_t)at;
    }
  }
  plain[at] = '\0';
  return plain;
}

static inline Marked marked_open(const MarkedFile *files, size_t count) {
  Marked m = {.place = place_make()};
  for (size_t i = 0; i < count; i++) {
    char *plain = marked_note(&m, files[i].path, files[i].text);
    tree_write_c(&m.place.tree, files[i].path, plain);
    free(plain);
  }
  m.index = indexing_fresh(&m.place.tree, &m.place.cache);
  return m;
}

// An unsaved text, with markers of its own.
static inline void marked_edit(Marked *m, const char *path, const char *text) {
  char *plain = marked_note(m, path, text);
  editing_set(m->index, path, plain);
  free(plain);
}

static inline void marked_close(Marked *m) {
  index_close(m->index);
  place_remove(&m->place);
}

static inline size_t marked_offset(void *user, Str text) {
  const Marker *marker = user;
  assert_true(marker->offset <= text.len);
  return marker->offset;
}

static inline SourcePlace marked_place(Marked *m, unsigned number) {
  Marker *marker = &m->markers[number];
  assert_non_null(marker->path);
  return (SourcePlace){.path = str_from_c(marker->path), .offset = marked_offset, .user = marker};
}

// Appends the number of the marker at a position, or the position itself.
static inline void marked_put(const Marked *m, Buf *out, Str path, uint32_t line, uint32_t column) {
  if (out->len) buf_printf(out, ", ");
  for (unsigned i = 0; i < MARKERS_MAX; i++) {
    const Marker *marker = &m->markers[i];
    if (!marker->path || !str_equal(str_from_c(marker->path), path)) continue;
    if (marker->line != line || marker->column != column) continue;
    buf_printf(out, "%u", i);
    return;
  }
  buf_printf(out, "%.*s:%u:%u", STR_ARGS(path), line, column);
}

typedef struct {
  const Marked *marked;
  Buf out;
} MarkedSink;

static inline bool marked_take_target(void *user, const SourceTarget *t) {
  MarkedSink *sink = user;
  if (t->name_start > t->name_end || t->name_end > t->text.len || t->start > t->name_start
      || (t->end < t->name_end && t->name.len)) {
    fail_msg("%.*s: bytes %u-%u around %u-%u", STR_ARGS(t->path), t->start, t->end, t->name_start,
             t->name_end);
  }
  Str name = str_slice(t->text, t->name_start, t->name_end);
  assert_true(str_equal(name, t->name));
  size_t start = t->name_start;
  while (start > 0 && t->text.ptr[start - 1] != '\n') start--;
  marked_put(sink->marked, &sink->out, t->path, t->line, (uint32_t)(t->name_start - start));
  buf_printf(&sink->out, " %.*s", STR_ARGS(index_certainty_name(t->certainty)));
  return true;
}

static inline bool marked_take_reference(void *user, const SourceReference *r) {
  MarkedSink *sink = user;
  assert_true((uint64_t)r->column + r->length <= r->text.len);
  marked_put(sink->marked, &sink->out, r->path, r->line, r->column);
  buf_printf(&sink->out, " %.*s", STR_ARGS(index_occurrence_name(r->kind)));
  return true;
}

static inline void marked_compare(MarkedSink *sink, const char *wanted, unsigned marker) {
  buf_byte(&sink->out, '\0');
  if (strcmp(sink->out.data, wanted) != 0) {
    fail_msg("<%u>:\n  found    %s\n  expected %s", marker, sink->out.data, wanted);
  }
  buf_release(&sink->out);
}

// What a place means, as "2 likely, 3 name": markers, or path:line:column where there is none.
static inline void marked_definitions(Marked *m, unsigned marker, bool declarations,
                                      const char *wanted) {
  MarkedSink sink = {.marked = m};
  SourcePlace place = marked_place(m, marker);
  NavigationSummary summary;
  Error error;
  Status status = index_definitions(m->index, &place, declarations, 0, marked_take_target, &sink,
                                    &summary, &error);
  if (status != STATUS_OK) fail_msg("<%u>: %s", marker, error.message);
  assert_string_equal(summary.reason, "");
  marked_compare(&sink, wanted, marker);
}

static inline void marked_references(Marked *m, unsigned marker, ReferenceOptions options,
                                     const char *wanted) {
  MarkedSink sink = {.marked = m};
  SourcePlace place = marked_place(m, marker);
  NavigationSummary summary;
  Error error;
  Status status =
      index_references(m->index, &place, &options, marked_take_reference, &sink, &summary, &error);
  if (status != STATUS_OK) fail_msg("<%u>: %s", marker, error.message);
  if (!options.limit) assert_string_equal(summary.reason, "");
  marked_compare(&sink, wanted, marker);
}

#endif
