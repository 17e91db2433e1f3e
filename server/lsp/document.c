#include "lsp/document.h"

#include "base/err.h"
#include "lsp/uri.h"

#include <stdlib.h>

bool document_path_is_untitled(Str path) { return str_starts_with(path, STR("untitled:")); }

bool document_path(Str uri, Arena *arena, Str *path) {
  if (uri_to_path(uri, arena, path)) return true;
  if (!document_path_is_untitled(uri)) return false;
  *path = uri;
  return true;
}

// ---- the list -----------------------------------------------------------------------------------

static OpenDocument *find_any(const Documents *documents, Str uri) {
  uint64_t hash = str_hash(uri);
  for (OpenDocument *d = documents->first; d; d = d->next) {
    if (d->uri_hash == hash && str_equal(str_from_c(d->uri), uri)) return d;
  }
  return NULL;
}

OpenDocument *documents_find(const Documents *documents, Str uri) {
  OpenDocument *document = find_any(documents, uri);
  return document && document->open ? document : NULL;
}

static void mark(Documents *documents, OpenDocument *document) {
  document->dirty = true;
  documents->change++;
}

// What came before a whole text, or the end, is of no more interest.
static void drop_changes(Documents *documents, OpenDocument *document) {
  for (TextChange *c = document->changes; c; c = c->next) documents->changes_bytes -= c->bytes;
  text_change_free(document->changes);
  document->changes = document->last_change = NULL;
}

static OpenDocument *document_new(Documents *documents, Str uri, Str path) {
  OpenDocument *document = xcalloc(1, sizeof *document);
  document->uri = str_to_c(uri);
  document->uri_hash = str_hash(uri);
  document->path = str_to_c(path);
  document->next = documents->first;
  documents->first = document;
  return document;
}

void documents_open(Documents *documents, Str uri, Str path, Str language, TextChange *text) {
  OpenDocument *document = find_any(documents, uri);
  if (!document) document = document_new(documents, uri, path);
  free(document->language);
  document->language = str_to_c(language);
  if (!document->open) documents->open_count++;
  document->open = document->fresh = true;
  document->version_odd = false;
  documents_change(documents, document, text);
}

// The document touched last stands first: it is where the person is.
static void move_to_front(Documents *documents, OpenDocument *document) {
  OpenDocument **at = &documents->first;
  while (*at != document) at = &(*at)->next;
  *at = document->next;
  document->next = documents->first;
  documents->first = document;
}

void documents_change(Documents *documents, OpenDocument *document, TextChange *changes) {
  move_to_front(documents, document);
  for (TextChange *c = changes, *next; c; c = next) {
    next = c->next;
    if (c->whole) drop_changes(documents, document);
    if (document->last_change)
      document->last_change->next = c;
    else
      document->changes = c;
    document->last_change = c;
    c->next = NULL;
    documents->changes_bytes += c->bytes;
  }
  mark(documents, document);
}

void documents_close(Documents *documents, OpenDocument *document) {
  documents->open_count--;
  document->open = document->fresh = false;
  drop_changes(documents, document);
  mark(documents, document);
}

void documents_mark_all(Documents *documents) {
  for (OpenDocument *d = documents->first; d; d = d->next) mark(documents, d);
}

TextChange *documents_take(Documents *documents, OpenDocument *document) {
  TextChange *changes = document->changes;
  for (TextChange *c = changes; c; c = c->next) documents->changes_bytes -= c->bytes;
  document->changes = document->last_change = NULL;
  document->dirty = document->fresh = false;
  document->syncing = true;
  return changes;
}

static void document_free(OpenDocument *document) {
  text_change_free(document->changes);
  text_release(&document->text);
  free(document->uri);
  free(document->path);
  free(document->language);
  free(document->held_as);
  free(document);
}

void documents_give_back(Documents *documents, OpenDocument *document) {
  document->syncing = false;
  if (document->open || document->dirty) return;
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

// ---- changes as JSON ----------------------------------------------------------------------------

static bool is_place(const cJSON *json) {
  return cJSON_IsNumber(json_get(json, "line")) && cJSON_IsNumber(json_get(json, "character"));
}

// No range, or one with both its ends.
static bool is_change(const cJSON *json) {
  Str text;
  const cJSON *range = json_get(json, "range");
  if (!json_get_string(json, "text", &text)) return false;
  if (!range || cJSON_IsNull(range)) return true;
  return is_place(json_get(range, "start")) && is_place(json_get(range, "end"));
}

// Of a tree that is about to be freed anyway: the string without a copy.
static char *take_string(const cJSON *object, const char *key) {
  cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
  char *string = item->valuestring;
  item->valuestring = NULL;
  return string;
}

static void read_place(const cJSON *json, Position *position) {
  json_get_clamped(json, "line", &position->line);
  json_get_clamped(json, "character", &position->character);
}

static TextChange *read_change(const cJSON *json) {
  TextChange *change = xcalloc(1, sizeof *change);
  const cJSON *range = json_get(json, "range");
  change->whole = !range || cJSON_IsNull(range);
  if (!change->whole) {
    read_place(json_get(range, "start"), &change->start);
    read_place(json_get(range, "end"), &change->end);
  }
  change->with = take_string(json, "text");
  change->bytes = sizeof *change;
  return change;
}

TextChange *documents_read_changes(const cJSON *changes) {
  const cJSON *json;
  if (!cJSON_IsArray(changes)) return NULL;
  cJSON_ArrayForEach(json, changes) {
    if (!is_change(json)) return NULL;
  }
  TextChange *first = NULL, **end = &first;
  cJSON_ArrayForEach(json, changes) {
    *end = read_change(json);
    end = &(*end)->next;
  }
  return first;
}

TextChange *documents_read_text(const cJSON *object) {
  Str text;
  if (!json_get_string(object, "text", &text)) return NULL;
  TextChange *change = xcalloc(1, sizeof *change);
  *change =
      (TextChange){.whole = true, .with = take_string(object, "text"), .bytes = sizeof *change};
  return change;
}
