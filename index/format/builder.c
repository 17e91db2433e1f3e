// Writes the text sections of an image; see layout.h.
#include "format/builder.h"
#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/codec.h"
#include "format/gram_lists.h"
#include "format/layout.h"
#include "format/posting.h"
#include "format/symbol_builder.h"
#include "format/text_builder.h"
#include "format/word_lists.h"

// Where a document is cut: what is from `start` on is a further unit.
typedef struct {
  uint32_t document, line;
  uint64_t start;
} Cut;

struct TextBuilder {
  Arena strings;
  ARRAY(Document) documents;
  ARRAY(Cut) cuts;
  GramLists *grams;  // NULL: none are kept
  GramSource source; // lists that come from elsewhere
  WordLists *words;  // NULL: none are kept
  WordSource word_source;
  uint64_t source_bytes;
};

TextBuilder *text_builder_new(void) {
  TextBuilder *builder = xcalloc(1, sizeof *builder);
  builder->grams = gram_lists_new();
  builder->words = word_lists_new();
  return builder;
}

void text_builder_free(TextBuilder *builder) {
  if (!builder) return;
  gram_lists_free(builder->grams);
  word_lists_free(builder->words);
  array_free(&builder->documents);
  array_free(&builder->cuts);
  arena_release(&builder->strings);
  free(builder);
}

void text_builder_skip_grams(TextBuilder *builder) {
  gram_lists_free(builder->grams);
  builder->grams = NULL;
}

void text_builder_set_source(TextBuilder *builder, GramSource source) {
  text_builder_skip_grams(builder);
  builder->source = source;
}

void text_builder_skip_words(TextBuilder *builder) {
  word_lists_free(builder->words);
  builder->words = NULL;
}

void text_builder_set_words(TextBuilder *builder, WordSource source) {
  text_builder_skip_words(builder);
  builder->word_source = source;
}

uint32_t text_builder_add(TextBuilder *builder, const Document *document, const uint32_t *grams,
                          size_t gram_count) {
  uint32_t number = (uint32_t)builder->documents.count;
  Document copy = *document;
  copy.path = arena_dup(&builder->strings, document->path);
  array_push(&builder->documents, copy);
  builder->source_bytes += document->chunk_size;
  uint32_t unit = text_builder_units(builder) - 1;
  if (builder->grams) gram_lists_add(builder->grams, unit, grams, gram_count);
  return number;
}

void text_builder_add_unit(TextBuilder *builder, uint64_t start, uint32_t line,
                           const uint32_t *grams, size_t gram_count) {
  uint32_t document = (uint32_t)builder->documents.count - 1;
  array_push(&builder->cuts, ((Cut){document, line, start}));
  uint32_t unit = text_builder_units(builder) - 1;
  if (builder->grams) gram_lists_add(builder->grams, unit, grams, gram_count);
}

void text_builder_add_words(TextBuilder *builder, const WeighedWord *words, size_t count) {
  uint32_t last = (uint32_t)builder->documents.count - 1;
  if (builder->words) word_lists_add(builder->words, last, words, count);
}

uint32_t text_builder_documents(const TextBuilder *builder) {
  return (uint32_t)builder->documents.count;
}

uint32_t text_builder_units(const TextBuilder *builder) {
  return (uint32_t)(builder->documents.count + builder->cuts.count);
}

uint64_t text_builder_source_bytes(const TextBuilder *builder) { return builder->source_bytes; }

uint64_t text_builder_memory(const TextBuilder *builder) {
  uint64_t grams = builder->grams ? gram_lists_memory(builder->grams) : 0;
  uint64_t words = builder->words ? word_lists_memory(builder->words) : 0;
  return grams + words + builder->strings.total + builder->documents.capacity * sizeof(Document)
         + builder->cuts.capacity * sizeof(Cut);
}

// ---- documents ----------------------------------------------------------------------------------

static void put_documents(const TextBuilder *builder, ChunkWriter *writer) {
  chunk_writer_begin(writer, TAG_DOCS);
  for (size_t i = 0; i < builder->documents.count; i++) {
    const Document *d = &builder->documents.items[i];
    char record[DOC_SIZE];
    le_put_u64(record, d->stamp.size);
    le_put_u64(record + 8, (uint64_t)d->stamp.mtime_ns);
    le_put_u64(record + 16, (uint64_t)d->stamp.ctime_ns);
    le_put_u64(record + 24, d->stamp.inode);
    le_put_u64(record + 32, d->hash);
    le_put_u64(record + 40, d->chunk_start);
    le_put_u64(record + 48, d->chunk_size);
    le_put_u32(record + 56, d->first_line);
    le_put_u32(record + 60, d->line_count);
    record[64] = (char)d->language;
    record[65] = (char)d->encoding;
    record[66] = (char)d->flags;
    record[67] = (char)(d->flags >> 8);
    chunk_writer_put(writer, str_make(record, sizeof record));
  }
}

static void put_paths(const TextBuilder *builder, ChunkWriter *writer) {
  chunk_writer_begin(writer, TAG_PATH);
  uint32_t offset = 0;
  for (size_t i = 0; i < builder->documents.count; i++) {
    chunk_writer_u32(writer, offset);
    offset += (uint32_t)builder->documents.items[i].path.len;
  }
  chunk_writer_u32(writer, offset);
  for (size_t i = 0; i < builder->documents.count; i++) {
    chunk_writer_put(writer, builder->documents.items[i].path);
  }
}

typedef struct {
  Str path;
  uint64_t chunk_start;
  uint32_t number;
} PathOrder;

static int by_path(const void *a, const void *b) {
  const PathOrder *x = a, *y = b;
  int order = str_compare(x->path, y->path);
  if (order) return order;
  return (x->chunk_start > y->chunk_start) - (x->chunk_start < y->chunk_start);
}

static void put_path_order(const TextBuilder *builder, ChunkWriter *writer) {
  size_t count = builder->documents.count;
  PathOrder *order = xmalloc(count * sizeof *order);
  for (size_t i = 0; i < count; i++) {
    const Document *d = &builder->documents.items[i];
    order[i] = (PathOrder){d->path, d->chunk_start, (uint32_t)i};
  }
  qsort(order, count, sizeof *order, by_path);
  chunk_writer_begin(writer, TAG_PORD);
  for (size_t i = 0; i < count; i++) chunk_writer_u32(writer, order[i].number);
  free(order);
}

// ---- units --------------------------------------------------------------------------------------

static void put_units(const TextBuilder *builder, ChunkWriter *writer) {
  Buf starts = {0};
  chunk_writer_begin(writer, TAG_UIDX);
  Cut before = {.document = UINT32_MAX};
  for (size_t i = 0; i < builder->cuts.count; i++) {
    Cut cut = builder->cuts.items[i];
    if (cut.document != before.document) {
      chunk_writer_u32(writer, cut.document);
      chunk_writer_u32(writer, cut.document + (uint32_t)i);
      chunk_writer_u32(writer, (uint32_t)starts.len);
      before = (Cut){.document = cut.document};
    }
    buf_varint(&starts, cut.start - before.start);
    buf_varint(&starts, cut.line - before.line);
    before = cut;
  }
  chunk_writer_u32(writer, (uint32_t)builder->documents.count);
  chunk_writer_u32(writer, text_builder_units(builder));
  chunk_writer_u32(writer, (uint32_t)starts.len);
  chunk_writer_begin(writer, TAG_UNIT);
  chunk_writer_put(writer, buf_str(&starts));
  buf_release(&starts);
}

// ---- grams --------------------------------------------------------------------------------------

typedef struct {
  ChunkWriter *writer;
  uint32_t universe;
  Buf list;    // the list being written
  Buf entries; // GENT
  Buf pages;   // GIDX
  uint64_t lists_size;
  uint32_t grams;
  uint32_t before;
} GramSections;

static void put_gram(void *user, uint32_t gram, const uint32_t *documents, uint32_t count) {
  GramSections *sections = user;
  buf_clear(&sections->list);
  posting_write_sized(&sections->list, documents, count, sections->universe);
  if (sections->grams % GRAM_PAGE == 0) {
    buf_u32(&sections->pages, gram);
    buf_u32(&sections->pages, (uint32_t)sections->entries.len);
    buf_u64(&sections->pages, sections->lists_size);
    sections->before = gram;
  }
  buf_varint(&sections->entries, gram - sections->before);
  buf_varint(&sections->entries, count);
  buf_varint(&sections->entries, sections->list.len);
  chunk_writer_put(sections->writer, buf_str(&sections->list));
  sections->lists_size += sections->list.len;
  sections->before = gram;
  sections->grams++;
}

static void put_grams(TextBuilder *builder, ChunkWriter *writer) {
  GramSections sections = {.writer = writer, .universe = text_builder_units(builder)};
  chunk_writer_begin(writer, TAG_GLST);
  if (builder->grams) {
    gram_lists_each(builder->grams, put_gram, &sections);
  } else {
    builder->source.each(builder->source.user, put_gram, &sections);
  }
  chunk_writer_begin(writer, TAG_GENT);
  chunk_writer_put(writer, buf_str(&sections.entries));
  chunk_writer_begin(writer, TAG_GIDX);
  chunk_writer_put(writer, buf_str(&sections.pages));
  buf_release(&sections.list);
  buf_release(&sections.entries);
  buf_release(&sections.pages);
}

// ---- words --------------------------------------------------------------------------------------

typedef struct {
  ChunkWriter *writer;
  uint32_t universe;
  Buf list;     // the list being written
  Buf out;      // of WORD, not yet put: words are small and many
  Buf pages;    // WIDX
  uint64_t put; // bytes of WORD
  uint32_t words;
  uint64_t before;
} WordSections;

enum { WORDS_AT_ONCE = 32 << 10 }; // bytes

static void flush_words(WordSections *sections) {
  chunk_writer_put(sections->writer, buf_str(&sections->out));
  sections->put += sections->out.len;
  buf_clear(&sections->out);
}

static void put_weights(Buf *out, const uint8_t *weights, uint32_t count) {
  unsigned bits = 0, held = 0; // not put yet
  for (uint32_t i = 0; i < count; i++) {
    bits |= (unsigned)weights[i] << held;
    held += 3;
    if (held < 8) continue;
    buf_byte(out, (uint8_t)bits);
    bits >>= 8;
    held -= 8;
  }
  if (held) buf_byte(out, (uint8_t)bits);
}

static void put_word(void *user, const WordPostings *word) {
  WordSections *sections = user;
  Buf *out = &sections->out;
  if (sections->words % WORD_PAGE == 0) {
    buf_u64(&sections->pages, word->key);
    buf_u64(&sections->pages, sections->put + out->len);
    sections->before = word->key;
  }
  buf_clear(&sections->list);
  posting_write(&sections->list, word->documents, word->count, sections->universe);
  buf_varint(out, word->key - sections->before);
  buf_varint(out, word->count > 1 ? word->count + WORD_HEAD : word->weights[0]);
  if (word->count >= POSTING_BLOCK) buf_varint(out, sections->list.len);
  buf_str_put(out, buf_str(&sections->list));
  if (word->count > 1) put_weights(out, word->weights, word->count);
  sections->before = word->key;
  sections->words++;
  if (out->len >= WORDS_AT_ONCE) flush_words(sections);
}

static void put_words(TextBuilder *builder, ChunkWriter *writer) {
  WordSections sections = {.writer = writer, .universe = text_builder_documents(builder)};
  chunk_writer_begin(writer, TAG_WORD);
  if (builder->words) {
    word_lists_each(builder->words, put_word, &sections);
  } else {
    builder->word_source.each(builder->word_source.user, put_word, &sections);
  }
  flush_words(&sections);
  chunk_writer_begin(writer, TAG_WIDX);
  chunk_writer_put(writer, buf_str(&sections.pages));
  buf_release(&sections.list);
  buf_release(&sections.out);
  buf_release(&sections.pages);
}

// ---- images -------------------------------------------------------------------------------------

// What tells one set of documents from another.
static uint64_t text_id_of(const TextBuilder *builder) {
  uint64_t id = builder->documents.count;
  for (size_t i = 0; i < builder->documents.count; i++) {
    const Document *d = &builder->documents.items[i];
    id = (id ^ str_hash(d->path) ^ d->hash) * 0x9E3779B97F4A7C15u;
  }
  return id;
}

void image_meta_put(ChunkWriter *writer, const ImageMeta *meta) {
  char record[META_SIZE];
  le_put_u32(record, meta->documents);
  le_put_u32(record + 4, meta->kind);
  le_put_u64(record + 8, meta->source_bytes);
  le_put_u64(record + 16, meta->symbols);
  le_put_u32(record + 24, meta->names);
  le_put_u32(record + 28, meta->containers);
  le_put_u64(record + 32, meta->text_id);
  chunk_writer_begin(writer, TAG_META);
  chunk_writer_put(writer, str_make(record, sizeof record));
}

void text_builder_put(TextBuilder *builder, ChunkWriter *writer, ImageMeta *meta) {
  meta->kind |= IMAGE_TEXT;
  meta->documents = text_builder_documents(builder);
  meta->source_bytes = builder->source_bytes;
  meta->text_id = text_id_of(builder);
  put_documents(builder, writer);
  put_paths(builder, writer);
  put_path_order(builder, writer);
  if (builder->cuts.count) put_units(builder, writer);
  if (builder->grams || builder->source.each) put_grams(builder, writer);
  if (builder->words || builder->word_source.each) put_words(builder, writer);
}

Status builder_write_image(TextBuilder *text, SymbolBuilder *symbols, uint64_t text_id,
                           ByteSink sink, Error *error) {
  ChunkWriter *writer = chunk_writer_new(sink);
  ImageMeta meta = {.text_id = text_id};
  if (text) text_builder_put(text, writer, &meta);
  if (symbols) {
    meta.kind |= IMAGE_SYMBOLS;
    symbol_builder_put(symbols, writer, &meta);
  }
  image_meta_put(writer, &meta);
  return chunk_writer_finish(writer, error);
}

static Status buf_sink_write(void *user, Str bytes, Error *error) {
  Buf *buf = user;
  buf_str_put(buf, bytes);
  return buf->failed ? error_set(error, STATUS_LIMIT, "image over %zu bytes", buf->max) : STATUS_OK;
}

ByteSink buf_sink(Buf *buf) { return (ByteSink){buf_sink_write, buf}; }

static Status file_sink_write(void *user, Str bytes, Error *error) {
  return os_write(user, bytes, error);
}

ByteSink file_sink(OsWriter *writer) { return (ByteSink){file_sink_write, writer}; }
