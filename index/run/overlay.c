#include "run/overlay.h"

#include "format/builder.h"

static void document_release(OpenDocument *document) {
  free((char *)(uintptr_t)document->path.ptr);
  shared_segment_unref(document->shared);
}

void overlay_release(Overlay *overlay) {
  for (size_t i = 0; i < overlay->documents.count; i++) {
    document_release(&overlay->documents.items[i]);
  }
  array_free(&overlay->documents);
}

OpenDocument *overlay_find(Overlay *overlay, Str path) {
  for (size_t i = 0; i < overlay->documents.count; i++) {
    if (str_equal(overlay->documents.items[i].path, path)) return &overlay->documents.items[i];
  }
  return NULL;
}

static char *heap_copy(Str s) {
  char *copy = xmalloc(s.len + 1);
  if (s.len) memcpy(copy, s.ptr, s.len);
  copy[s.len] = '\0';
  return copy;
}

uint64_t overlay_set(Overlay *overlay, Str path, LanguageId language, SharedSegment *shared) {
  OpenDocument *document = overlay_find(overlay, path);
  if (!document) {
    OpenDocument fresh = {.path = {heap_copy(path), path.len}, .extracted = true};
    array_push(&overlay->documents, fresh);
    document = &overlay->documents.items[overlay->documents.count - 1];
  }
  if (document->extracted) overlay->unextracted++;
  shared_segment_unref(document->shared);
  document->shared = shared;
  document->language = language;
  document->extracted = false;
  return document->version = ++overlay->version;
}

bool overlay_set_extracted(Overlay *overlay, Str path, uint64_t version, SharedSegment *shared) {
  OpenDocument *document = overlay_find(overlay, path);
  if (!document || document->version != version) {
    shared_segment_unref(shared);
    return false;
  }
  shared_segment_unref(document->shared);
  document->shared = shared;
  document->extracted = true;
  overlay->unextracted--;
  return true;
}

bool overlay_remove(Overlay *overlay, Str path) {
  OpenDocument *document = overlay_find(overlay, path);
  if (!document) return false;
  if (!document->extracted) overlay->unextracted--;
  document_release(document);
  *document = overlay->documents.items[--overlay->documents.count];
  return true;
}

Status overlay_segment(const OverlayDocument *document, SharedSegment **out, Error *error) {
  TextBuilder *text = text_builder_new();
  text_builder_skip_grams(text);
  Document record = {.path = document->path,
                     .hash = str_hash(document->text),
                     .chunk_size = document->text.len,
                     .language = (uint8_t)document->language,
                     .encoding = ENCODING_UTF8};
  record.stamp.size = document->text.len;
  text_builder_add(text, &record, NULL, 0);
  SymbolBuilder *symbols = symbol_builder_new(1);
  symbol_builder_add(symbols, 0, document->symbols, document->symbol_count, document->spans,
                     document->span_count);
  MemoryImage memory = {.texts = xmalloc(sizeof(Str)), .storage = heap_copy(document->text)};
  memory.texts[0] = str_make(memory.storage, document->text.len);
  Status status = builder_write_image(text, document->with_symbols ? symbols : NULL, 0,
                                      buf_sink(&memory.image), error);
  symbol_builder_free(symbols);
  text_builder_free(text);
  if (status == STATUS_OK) return segment_file_open_memory(&memory, out, error);
  buf_release(&memory.image);
  free(memory.texts);
  free(memory.storage);
  return status;
}
