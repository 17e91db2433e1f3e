#include "format/segment.h"
#include "base/array.h"
#include "base/codec.h"
#include "format/segment_image.h"
#include "format/signature.h"
#include "format/units.h"

// ---- opening ------------------------------------------------------------------------------------

static Status read_meta(const ChunkTable *table, uint32_t kind, ImageMeta *meta, Error *error) {
  Str bytes = chunk_table_section(table, TAG_META);
  if (bytes.len != META_SIZE) return error_set(error, STATUS_CORRUPT, "no META section");
  Reader reader = reader_make(bytes);
  meta->documents = reader_u32(&reader);
  meta->kind = reader_u32(&reader);
  meta->source_bytes = reader_u64(&reader);
  meta->symbols = reader_u64(&reader);
  meta->names = reader_u32(&reader);
  meta->containers = reader_u32(&reader);
  meta->text_id = reader_u64(&reader);
  if (!(meta->kind & kind)) return error_set(error, STATUS_CORRUPT, "an image of another kind");
  return STATUS_OK;
}

static Status wrong_size(const char *section, Error *error) {
  return error_set(error, STATUS_CORRUPT, "section %s has the wrong size", section);
}

static Status open_text(Segment *segment, Str image, Error *error) {
  Status status = chunk_table_read(image, &segment->text, error);
  if (status == STATUS_OK) status = read_meta(&segment->text, IMAGE_TEXT, &segment->meta, error);
  if (status != STATUS_OK) return status;
  uint64_t count = segment->meta.documents;
  segment->documents = chunk_table_section(&segment->text, TAG_DOCS);
  segment->paths = chunk_table_section(&segment->text, TAG_PATH);
  segment->path_order = chunk_table_section(&segment->text, TAG_PORD);
  if (segment->documents.len != count * DOC_SIZE) return wrong_size("DOCS", error);
  if (segment->paths.len < (count + 1) * 4) return wrong_size("PATH", error);
  if (segment->path_order.len != count * 4) return wrong_size("PORD", error);
  segment->gram_index = chunk_table_section(&segment->text, TAG_GIDX);
  segment->gram_entries = chunk_table_section(&segment->text, TAG_GENT);
  segment->gram_lists = chunk_table_section(&segment->text, TAG_GLST);
  segment->has_grams = segment->gram_index.ptr != NULL;
  if (segment->gram_index.len % GRAM_PAGE_SIZE) return wrong_size("GIDX", error);
  segment->gram_pages = (uint32_t)(segment->gram_index.len / GRAM_PAGE_SIZE);
  segment->word_index = chunk_table_section(&segment->text, TAG_WIDX);
  segment->words = chunk_table_section(&segment->text, TAG_WORD);
  segment->has_words = segment->word_index.ptr != NULL;
  if (segment->word_index.len % WORD_PAGE_SIZE) return wrong_size("WIDX", error);
  segment->word_pages = (uint32_t)(segment->word_index.len / WORD_PAGE_SIZE);
  return units_open(segment, error);
}

static Status open_symbols(Segment *segment, Str image, Error *error) {
  ImageMeta meta;
  Status status = chunk_table_read(image, &segment->symbols, error);
  if (status == STATUS_OK) status = read_meta(&segment->symbols, IMAGE_SYMBOLS, &meta, error);
  if (status != STATUS_OK) return status;
  if (meta.text_id != segment->meta.text_id || meta.documents != segment->meta.documents) {
    return error_set(error, STATUS_CORRUPT, "symbols of another segment's documents");
  }
  segment->meta.symbols = meta.symbols;
  segment->meta.names = meta.names;
  segment->meta.containers = meta.containers;
  const ChunkTable *table = &segment->symbols;
  segment->name_index = chunk_table_section(table, TAG_NIDX);
  segment->names = chunk_table_section(table, TAG_NAME);
  segment->name_symbols = chunk_table_section(table, TAG_SYMS);
  segment->containers = chunk_table_section(table, TAG_CONT);
  segment->span_index = chunk_table_section(table, TAG_SPIX);
  segment->spans = chunk_table_section(table, TAG_SPAN);
  uint64_t blocks = ((uint64_t)meta.names + NAME_BLOCK - 1) / NAME_BLOCK;
  if (segment->name_index.len != blocks * NAME_INDEX_SIZE) return wrong_size("NIDX", error);
  if (segment->containers.len < ((uint64_t)meta.containers + 1) * 4)
    return wrong_size("CONT", error);
  if (segment->span_index.len != ((uint64_t)meta.documents + 1) * 4) {
    return wrong_size("SPIX", error);
  }
  segment->name_blocks = (uint32_t)blocks;
  segment->signatures = chunk_table_section(table, TAG_NSIG);
  if (segment->signatures.len && segment->signatures.len != signature_size((uint32_t)blocks)) {
    return wrong_size("NSIG", error);
  }
  segment->has_symbols = segment->has_spans = true;
  return STATUS_OK;
}

Status segment_open(Str text, Str symbols, Segment **out, Error *error) {
  Segment *segment = xcalloc(1, sizeof *segment);
  Status status = open_text(segment, text, error);
  if (status == STATUS_OK && symbols.len) status = open_symbols(segment, symbols, error);
  if (status != STATUS_OK) {
    free(segment);
    return status;
  }
  *out = segment;
  return STATUS_OK;
}

void segment_close(Segment *segment) { free(segment); }

uint32_t segment_documents(const Segment *segment) { return segment->meta.documents; }
uint64_t segment_source_bytes(const Segment *segment) { return segment->meta.source_bytes; }
Str segment_text_image(const Segment *segment) { return segment->text.image; }

Str segment_symbol_image(const Segment *segment) {
  return segment->has_symbols ? segment->symbols.image : STR("");
}

uint64_t segment_image_bytes(const Segment *segment) {
  Str text = segment->text.image, symbols = segment_symbol_image(segment);
  return text.len + (symbols.ptr == text.ptr ? 0 : symbols.len);
}
uint64_t segment_text_id(const Segment *segment) { return segment->meta.text_id; }

// ---- documents ----------------------------------------------------------------------------------

Str sliced_table_get(Str table, uint32_t count, uint32_t i) {
  uint64_t head = ((uint64_t)count + 1) * 4;
  if (i >= count || table.len < head) return STR("");
  uint64_t from = head + le_get_u32(table.ptr + (uint64_t)i * 4);
  uint64_t to = head + le_get_u32(table.ptr + ((uint64_t)i + 1) * 4);
  if (from > to || to > table.len) return STR("");
  return str_slice(table, (size_t)from, (size_t)to);
}

Str segment_path(const Segment *segment, uint32_t document) {
  return sliced_table_get(segment->paths, segment->meta.documents, document);
}

Str segment_paths(const Segment *segment) {
  return str_slice(segment->paths, ((size_t)segment->meta.documents + 1) * 4, segment->paths.len);
}

uint8_t segment_language(const Segment *segment, uint32_t document) {
  if (document >= segment->meta.documents) return 0;
  return (uint8_t)segment->documents.ptr[(size_t)document * DOC_SIZE + 64];
}

bool segment_has_text(const Segment *segment, uint32_t document) {
  if (document >= segment->meta.documents) return false;
  const char *record = segment->documents.ptr + (size_t)document * DOC_SIZE;
  const unsigned without = DOCUMENT_BINARY | DOCUMENT_UNREADABLE;
  return le_get_u64(record + 48) > 0 && !(le_get_u16(record + 66) & without);
}

Status segment_document(const Segment *segment, uint32_t document, Document *out) {
  if (document >= segment->meta.documents) return STATUS_INVALID;
  const char *record = segment->documents.ptr + (size_t)document * DOC_SIZE;
  out->path = segment_path(segment, document);
  out->stamp.size = le_get_u64(record);
  out->stamp.mtime_ns = (int64_t)le_get_u64(record + 8);
  out->stamp.ctime_ns = (int64_t)le_get_u64(record + 16);
  out->stamp.inode = le_get_u64(record + 24);
  out->hash = le_get_u64(record + 32);
  out->chunk_start = le_get_u64(record + 40);
  out->chunk_size = le_get_u64(record + 48);
  out->first_line = le_get_u32(record + 56);
  out->line_count = le_get_u32(record + 60);
  out->language = (uint8_t)record[64];
  out->encoding = (uint8_t)record[65];
  out->flags = le_get_u16(record + 66);
  return STATUS_OK;
}

uint32_t segment_by_path(const Segment *segment, uint32_t i) {
  if (i >= segment->meta.documents) return 0;
  uint32_t document = le_get_u32(segment->path_order.ptr + (size_t)i * 4);
  return document < segment->meta.documents ? document : 0;
}

bool segment_find_path(const Segment *segment, Str path, uint32_t *position) {
  uint32_t low = 0, high = segment->meta.documents;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (str_compare(segment_path(segment, segment_by_path(segment, middle)), path) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low >= segment->meta.documents) return false;
  if (!str_equal(segment_path(segment, segment_by_path(segment, low)), path)) return false;
  *position = low;
  return true;
}

// ---- grams --------------------------------------------------------------------------------------

typedef struct {
  uint32_t count;
  Str list;
} GramEntry;

static const char *gram_page(const Segment *segment, uint32_t page) {
  return segment->gram_index.ptr + (size_t)page * GRAM_PAGE_SIZE;
}

static bool find_gram(const Segment *segment, uint32_t gram, GramEntry *out) {
  uint32_t low = 0, high = segment->gram_pages; // the last page whose first gram is <= gram
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (le_get_u32(gram_page(segment, middle)) <= gram) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return false;
  const char *page = gram_page(segment, low - 1);
  uint32_t offset = le_get_u32(page + 4);
  uint64_t list = le_get_u64(page + 8), at = le_get_u32(page);
  Reader reader = reader_make(str_slice(segment->gram_entries, offset, segment->gram_entries.len));
  for (int i = 0; i < GRAM_PAGE && !reader.failed && reader_left(&reader); i++) {
    at += reader_varint_max(&reader, UINT32_MAX);
    uint64_t count = reader_varint_max(&reader, segment->units);
    uint64_t size = reader_varint_max(&reader, segment->gram_lists.len);
    if (at > gram || reader.failed) return false;
    if (at == gram) {
      if (list > segment->gram_lists.len || size > segment->gram_lists.len - list) return false;
      out->count = (uint32_t)count;
      out->list = str_make(segment->gram_lists.ptr + list, (size_t)size);
      return true;
    }
    list += size;
  }
  return false;
}

bool segment_has_grams(const Segment *segment) { return segment->has_grams; }

void segment_gram(const Segment *segment, uint32_t gram, Posting *posting) {
  GramEntry entry = {0, STR("")};
  if (!find_gram(segment, gram, &entry)) entry.count = 0;
  posting_open_sized(posting, entry.list, entry.count, segment->units);
}

uint32_t segment_gram_count(const Segment *segment, uint32_t gram) {
  GramEntry entry;
  return find_gram(segment, gram, &entry) ? entry.count : 0;
}

// ---- spans --------------------------------------------------------------------------------------

bool segment_has_spans(const Segment *segment) { return segment->has_spans; }

Status segment_spans(const Segment *segment, uint32_t document, SpanList *out) {
  out->count = 0;
  if (!segment->has_spans || document >= segment->meta.documents) return STATUS_OK;
  const char *offsets = segment->span_index.ptr + (size_t)document * 4;
  uint32_t from = le_get_u32(offsets), to = le_get_u32(offsets + 4);
  if (from > to || to > segment->spans.len) return STATUS_CORRUPT;
  Reader reader = reader_make(str_slice(segment->spans, from, to));
  uint64_t at = 0;
  while (reader_left(&reader)) {
    uint64_t gap = reader_varint_max(&reader, (uint64_t)UINT32_MAX << 1 | 1);
    uint64_t length = reader_varint_max(&reader, UINT32_MAX);
    Span span = {.start = (uint32_t)(at + (gap >> 1)), .kind = (SpanKind)(gap & 1)};
    at += (gap >> 1) + length;
    span.end = (uint32_t)at;
    if (reader.failed || at > UINT32_MAX) return STATUS_CORRUPT;
    array_push(out, span);
  }
  return STATUS_OK;
}

// ---- people -------------------------------------------------------------------------------------

static void report_sections(const ChunkTable *table, SectionFn fn, void *user) {
  static const struct {
    uint32_t tag;
    const char *name;
  } names[] = {{TAG_DOCS, "documents"},  {TAG_PATH, "paths"},      {TAG_PORD, "path order"},
               {TAG_UIDX, "units"},      {TAG_UNIT, "units"},      {TAG_GIDX, "gram index"},
               {TAG_GENT, "gram index"}, {TAG_GLST, "gram lists"}, {TAG_WIDX, "words"},
               {TAG_WORD, "words"},      {TAG_NIDX, "name index"}, {TAG_NSIG, "name signatures"},
               {TAG_NAME, "names"},      {TAG_SYMS, "symbols"},    {TAG_CONT, "containers"},
               {TAG_SPIX, "spans"},      {TAG_SPAN, "spans"},      {TAG_META, "frame"}};
  for (uint32_t i = 0; i < table->count; i++) {
    for (size_t k = 0; k < COUNT_OF(names); k++) {
      if (names[k].tag != table->sections[i].tag) continue;
      fn(user, str_from_c(names[k].name), table->sections[i].size);
    }
  }
}

void segment_sections(const Segment *segment, SectionFn fn, void *user) {
  report_sections(&segment->text, fn, user);
  if (segment->has_symbols && segment->symbols.image.ptr != segment->text.image.ptr) {
    report_sections(&segment->symbols, fn, user);
  }
}
