// Text and symbols are two images, as on disk: the text is copied once, into the first, and the second
// keeps a reference to it. Rejected: one image with both, built again when the symbols are known (the
// text was copied and hashed twice for every keystroke).
#include "run/overlay.h"

#include "format/builder.h"

static void free_segment(void *shared) { shared_segment_unref(shared); }

static void free_document(void *memory) {
  OpenDocument *document = memory;
  free((char *)(uintptr_t)document->path.ptr);
  shared_segment_unref(document->text);
  shared_segment_unref(document->shared);
  outline_unref(document->outline);
  reparse_release(&document->reparse);
  free(document);
}

OpenDocument *open_document_ref(OpenDocument *document) {
  document->references++;
  return document;
}

void open_document_unref(OpenDocument *document, Retired *old) {
  if (--document->references == 0) retire(old, document, free_document);
}

// ---- the set ------------------------------------------------------------------------------------

void overlay_release(Overlay *overlay) {
  Retired old = {0};
  for (size_t i = 0; i < overlay->documents.count; i++) {
    open_document_unref(overlay->documents.items[i], &old);
  }
  array_free(&overlay->documents);
  retired_release(&old);
}

OpenDocument *overlay_find(Overlay *overlay, Str path) {
  for (size_t i = 0; i < overlay->documents.count; i++) {
    if (str_equal(overlay->documents.items[i]->path, path)) return overlay->documents.items[i];
  }
  return NULL;
}

OpenDocument *overlay_add(Overlay *overlay, Str path) {
  OpenDocument *document = xcalloc(1, sizeof *document);
  document->path = str_make(str_to_c(path), path.len);
  document->references = 1;
  document->extracted = true;
  array_push(&overlay->documents, document);
  return document;
}

void overlay_remove(Overlay *overlay, OpenDocument *document) {
  size_t i = 0;
  while (overlay->documents.items[i] != document) i++;
  overlay->documents.items[i] = overlay->documents.items[--overlay->documents.count];
  if (!document->extracted) overlay->unextracted--;
  document->extracted = document->closed = true;
}

void overlay_set_text(Overlay *overlay, OpenDocument *document, SharedSegment *text, Retired *old) {
  retire(old, document->text, free_segment);
  retire(old, document->shared, free_segment);
  document->text = text;
  document->shared = shared_segment_ref(text);
  document->version = ++overlay->version;
  if (!document->extracted) return;
  document->extracted = false;
  document->awaited = document->version;
  overlay->unextracted++;
}

void overlay_carry_symbols(OpenDocument *document, SharedSegment *with_symbols, Retired *old) {
  retire(old, document->shared, free_segment);
  document->shared = with_symbols;
}

void overlay_set_symbols(Overlay *overlay, OpenDocument *document, SharedSegment *with_symbols,
                         Retired *old) {
  if (with_symbols || !document->extracted) {
    retire(old, document->shared, free_segment);
    document->shared = with_symbols ? with_symbols : shared_segment_ref(document->text);
  }
  if (!document->extracted) overlay->unextracted--;
  document->extracted = true;
}

// ---- segments -----------------------------------------------------------------------------------

Status overlay_text_segment(Str path, LanguageId language, Str text, SharedSegment **out,
                            Error *error) {
  TextBuilder *builder = text_builder_new();
  text_builder_skip_grams(builder);
  text_builder_skip_words(builder);
  MemoryImage memory = {.texts = xmalloc(sizeof(Str)), .storage = str_to_c(text)};
  memory.texts[0] = str_make(memory.storage, text.len);
  Document record = {.path = path,
                     .hash = str_hash(memory.texts[0]),
                     .chunk_size = text.len,
                     .language = (uint8_t)language,
                     .encoding = ENCODING_UTF8};
  record.stamp.size = text.len;
  text_builder_add(builder, &record, NULL, 0);
  Status status = builder_write_image(builder, NULL, 0, buf_sink(&memory.image), error);
  text_builder_free(builder);
  if (status == STATUS_OK) return segment_file_open_memory(&memory, out, error);
  buf_release(&memory.image);
  free(memory.texts);
  free(memory.storage);
  return status;
}

Status overlay_symbol_segment(SharedSegment *text, const Extraction *found, NameMemory *names,
                              SharedSegment **out, Error *error) {
  SymbolBuilder *builder = symbol_builder_new(1);
  symbol_builder_skip_signatures(builder);
  if (names) symbol_builder_remember(builder, names);
  symbol_builder_add(builder, 0, found->symbols.items, found->symbols.count, found->spans.items,
                     found->spans.count);
  SegmentPlace memory = {STR(""), 0};
  Status status = segment_file_write_symbols(&memory, builder, text, out, error);
  symbol_builder_free(builder);
  return status;
}
