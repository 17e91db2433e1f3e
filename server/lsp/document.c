#include "lsp/document.h"

#include "base/err.h"

#include <stdlib.h>

Text *text_new(char *bytes, size_t length) {
  Text *text = xmalloc(sizeof *text);
  atomic_init(&text->references, 1);
  text->bytes = bytes;
  text->length = length;
  return text;
}

Text *text_ref(Text *text) {
  atomic_fetch_add(&text->references, 1);
  return text;
}

void text_unref(Text *text) {
  if (!text || atomic_fetch_sub(&text->references, 1) != 1) return;
  free(text->bytes);
  free(text);
}

static char *copy_c(Str s) {
  char *copy = xmalloc(s.len + 1);
  if (s.len) memcpy(copy, s.ptr, s.len);
  copy[s.len] = 0;
  return copy;
}

static OpenDocument *find_any(const Documents *documents, Str uri) {
  for (OpenDocument *d = documents->first; d; d = d->next) {
    if (str_equal(str_from_c(d->uri), uri)) return d;
  }
  return NULL;
}

OpenDocument *documents_find(const Documents *documents, Str uri) {
  OpenDocument *document = find_any(documents, uri);
  return document && document->text ? document : NULL;
}

static void mark(Documents *documents, OpenDocument *document) {
  document->dirty = true;
  documents->change++;
}

void documents_open(Documents *documents, Str uri, Str path, Str language, Text *text) {
  OpenDocument *document = find_any(documents, uri);
  if (!document) {
    document = xcalloc(1, sizeof *document);
    document->uri = copy_c(uri);
    document->path = copy_c(path);
    document->next = documents->first;
    documents->first = document;
  }
  free(document->language);
  document->language = copy_c(language);
  if (!document->text) documents->open_count++;
  documents_set_text(documents, document, text);
}

void documents_set_text(Documents *documents, OpenDocument *document, Text *text) {
  text_unref(document->text);
  document->text = text;
  mark(documents, document);
}

void documents_close(Documents *documents, OpenDocument *document) {
  documents->open_count--;
  documents_set_text(documents, document, NULL);
}

void documents_mark_all(Documents *documents) {
  for (OpenDocument *d = documents->first; d; d = d->next) mark(documents, d);
}

static void document_free(OpenDocument *document) {
  text_unref(document->text);
  free(document->uri);
  free(document->path);
  free(document->language);
  free(document);
}

void documents_told(Documents *documents, OpenDocument *document) {
  document->dirty = false;
  if (document->text) return;
  OpenDocument **at = &documents->first;
  while (*at != document) at = &(*at)->next;
  *at = document->next;
  document_free(document);
}

void documents_release(Documents *documents) {
  while (documents->first) {
    OpenDocument *document = documents->first;
    documents->first = document->next;
    document_free(document);
  }
}

static Text *text_spliced(Str old, size_t from, size_t to, Str with) {
  size_t length = old.len - (to - from) + with.len;
  char *bytes = xmalloc(length + 1);
  memcpy(bytes, old.ptr, from);
  memcpy(bytes + from, with.ptr, with.len);
  memcpy(bytes + from + with.len, old.ptr + to, old.len - to);
  return text_new(bytes, length);
}

static bool read_position(const cJSON *json, Position *position) {
  return json_get_clamped(json, "line", &position->line)
         && json_get_clamped(json, "character", &position->character);
}

Text *text_changed(const Text *text, const cJSON *change, PositionEncoding encoding) {
  Str with, old = text_str(text);
  if (!json_get_string(change, "text", &with)) return NULL;
  const cJSON *range = json_get(change, "range");
  if (!range || cJSON_IsNull(range)) return text_spliced(old, 0, old.len, with);
  Position start, end;
  if (!read_position(json_get(range, "start"), &start)) return NULL;
  if (!read_position(json_get(range, "end"), &end)) return NULL;
  size_t from = position_to_offset(old, start, encoding);
  size_t to = position_to_offset(old, end, encoding);
  if (from > to) return text_spliced(old, to, from, with);
  return text_spliced(old, from, to, with);
}
