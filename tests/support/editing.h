// Open documents in tests: set, typed in, waited for.
#ifndef TREELINE_TESTS_EDITING_H
#define TREELINE_TESTS_EDITING_H

#include "support/indexing.h"

static inline void editing_set_text(Index *index, const char *path, Str text) {
  Error error;
  if (index_document_set(index, str_from_c(path), STR(""), text, &error) != STATUS_OK) {
    fail_msg("%s", error.message);
  }
}

static inline void editing_set(Index *index, const char *path, const char *text) {
  editing_set_text(index, path, str_from_c(text));
}

// The document's text is `text`; that becomes what it is with [start, old_end) replaced by `with`.
static inline void editing_replace(Index *index, const char *path, Buf *text, size_t start,
                                   size_t old_end, Str with) {
  Buf next = {0};
  Error error;
  buf_str_put(&next, str_slice(buf_str(text), 0, start));
  buf_str_put(&next, with);
  buf_str_put(&next, str_slice(buf_str(text), old_end, text->len));
  TextEdit edit = {(uint32_t)start, (uint32_t)old_end, (uint32_t)(start + with.len)};
  Status status = index_document_edit(index, str_from_c(path), buf_str(&next), &edit, 1, &error);
  if (status != STATUS_OK) fail_msg("%s", error.message);
  buf_release(text);
  *text = next;
}

static inline size_t editing_unread(Index *index) {
  uv_mutex_lock(&index->mutex);
  size_t unread = index->documents.overlay.unextracted;
  uv_mutex_unlock(&index->mutex);
  return unread;
}

static inline void editing_pause_ms(int ms) {
  struct timespec pause = {ms / 1000, ms % 1000 * 1000000L};
  nanosleep(&pause, NULL);
}

// Until every open document's symbols are in.
static inline void editing_settle(Index *index) {
  int64_t deadline = os_monotonic_ns() + INDEXING_TIMEOUT_NS;
  while (editing_unread(index)) {
    assert_true(os_monotonic_ns() < deadline);
    editing_pause_ms(1);
  }
}

static inline void editing_take_outline(void *user, Str text, const Symbol *symbols, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const Symbol *s = &symbols[i];
    lines_add(user, "%u:%u %.*s %.*s %u-%u in %.*s, named %.*s", s->line, s->column,
              STR_ARGS(symbol_kind_name(s->kind)), STR_ARGS(s->name), s->start, s->end,
              STR_ARGS(s->container), (int)(s->name_end - s->name_start), text.ptr + s->name_start);
  }
}

static inline Lines editing_outline(Index *index, const char *path) {
  Lines lines = {0};
  Error error;
  Status status =
      index_outline(index, str_from_c(path), NULL, editing_take_outline, &lines, &error);
  if (status != STATUS_OK) fail_msg("%s: %s", path, error.message);
  return lines;
}

static inline size_t editing_outline_count(Index *index, const char *path) {
  Lines lines = editing_outline(index, path);
  size_t count = lines.lines.count;
  lines_release(&lines);
  return count;
}

#endif
