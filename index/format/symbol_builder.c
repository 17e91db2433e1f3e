// Collects symbols as they are extracted and writes them grouped by name; see layout.h. A symbol waits
// as a 16-byte reference beside its encoded bytes (about 8), so that a million take 25 MB.
#include "format/symbol_builder.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/codec.h"
#include "format/intern.h"
#include "format/segment.h"

typedef struct {
  uint32_t name;     // number in `names`
  uint32_t document;
  uint64_t body;     // offset of the encoded rest in `bodies`
} SymbolRef;

// A document's spans, encoded, until all documents are known.
typedef struct {
  uint64_t offset;
  uint32_t size;
} SpanRange;

struct SymbolBuilder {
  uint32_t documents;
  Intern names, containers;
  ARRAY(SymbolRef) symbols;
  Buf bodies;
  Buf spans;
  SpanRange *span_ranges;
};

SymbolBuilder *symbol_builder_new(uint32_t documents) {
  SymbolBuilder *builder = xcalloc(1, sizeof *builder);
  builder->documents = documents;
  builder->span_ranges = xcalloc(documents, sizeof *builder->span_ranges);
  return builder;
}

void symbol_builder_free(SymbolBuilder *builder) {
  if (!builder) return;
  intern_release(&builder->names);
  intern_release(&builder->containers);
  array_free(&builder->symbols);
  buf_release(&builder->bodies);
  buf_release(&builder->spans);
  free(builder->span_ranges);
  free(builder);
}

uint64_t symbol_builder_symbols(const SymbolBuilder *builder) { return builder->symbols.count; }

uint64_t symbol_builder_memory(const SymbolBuilder *builder) {
  return intern_memory(&builder->names) + intern_memory(&builder->containers)
         + builder->symbols.capacity * sizeof(SymbolRef) + builder->bodies.capacity
         + builder->spans.capacity + builder->documents * sizeof(SpanRange);
}

// ---- adding -------------------------------------------------------------------------------------

// Everything of a symbol but its document, as in layout.h; the head comes first.
static void put_body(SymbolBuilder *builder, const Symbol *s) {
  Buf *out = &builder->bodies;
  bool wide = s->column_utf16 != s->column;
  uint32_t end_lines = s->end_line > s->line ? s->end_line - s->line : 0;
  unsigned head = (unsigned)s->kind & HEAD_KIND;
  if (s->container.len) head |= HEAD_CONTAINER;
  if (end_lines) head |= HEAD_END;
  if (s->flags || wide) head |= HEAD_FLAGS;
  buf_byte(out, (uint8_t)head);
  buf_varint(out, s->line);
  buf_varint(out, s->column);
  if (head & HEAD_FLAGS) buf_byte(out, (uint8_t)(s->flags | (wide ? FLAGS_UTF16 : 0)));
  if (wide) buf_varint(out, s->column - s->column_utf16);
  if (end_lines) buf_varint(out, end_lines);
  if (s->container.len) buf_varint(out, intern_number(&builder->containers, s->container));
}

static void put_spans(SymbolBuilder *builder, uint32_t document, const Span *spans, size_t count) {
  SpanRange *range = &builder->span_ranges[document];
  range->offset = builder->spans.len;
  uint32_t before = 0;
  for (size_t i = 0; i < count; i++) {
    buf_varint(&builder->spans, (uint64_t)(spans[i].start - before) << 1 | (uint64_t)spans[i].kind);
    buf_varint(&builder->spans, spans[i].end - spans[i].start);
    before = spans[i].end;
  }
  range->size = (uint32_t)(builder->spans.len - range->offset);
}

void symbol_builder_add(SymbolBuilder *builder, uint32_t document, const Symbol *symbols,
                        size_t symbol_count, const Span *spans, size_t span_count) {
  for (size_t i = 0; i < symbol_count; i++) {
    const Symbol *s = &symbols[i];
    if (s->name.len == 0 || s->name.len >= NAME_MAX_BYTES) continue;
    SymbolRef ref = {.name = intern_number(&builder->names, s->name),
                     .document = document,
                     .body = builder->bodies.len};
    put_body(builder, s);
    array_push(&builder->symbols, ref);
  }
  put_spans(builder, document, spans, span_count);
}

// ---- ordering -----------------------------------------------------------------------------------

// A name with the folded bytes that most comparisons are decided by.
typedef struct {
  uint64_t key; // first eight bytes after the common prefix of all, ASCII-folded, big-endian
  uint32_t number;
  Str name;
} NameOrder;

static uint64_t folded_key(Str name) {
  uint64_t key = 0;
  for (size_t i = 0; i < 8; i++) {
    key = key << 8 | (i < name.len ? (unsigned char)ascii_lower(name.ptr[i]) : 0u);
  }
  return key;
}

static int by_folded_name(const void *a, const void *b) {
  const NameOrder *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return str_compare_fold(x->name, y->name);
}

// Names in the order of the image; ranks[number] is a name's place in it.
static NameOrder *order_names(const Intern *names, uint32_t *ranks) {
  NameOrder *order = xmalloc(names->count * sizeof *order);
  for (uint32_t i = 0; i < names->count; i++) {
    order[i] = (NameOrder){folded_key(names->strings[i]), i, names->strings[i]};
  }
  qsort(order, names->count, sizeof *order, by_folded_name);
  for (uint32_t i = 0; i < names->count; i++) ranks[order[i].number] = i;
  return order;
}

// Sorts symbols by (rank of name, document, order of adding): a counting sort over ranks, then small
// insertion sorts over documents, which come nearly in order. starts[rank] is where a name's begin.
static SymbolRef *order_symbols(SymbolBuilder *builder, const uint32_t *ranks, uint64_t *starts) {
  uint32_t names = builder->names.count;
  size_t count = builder->symbols.count;
  SymbolRef *sorted = xmalloc(count * sizeof *sorted);
  memset(starts, 0, (names + 1) * sizeof *starts);
  for (size_t i = 0; i < count; i++) starts[ranks[builder->symbols.items[i].name] + 1]++;
  for (uint32_t i = 0; i < names; i++) starts[i + 1] += starts[i];
  uint64_t *next = xmalloc((names + 1) * sizeof *next);
  memcpy(next, starts, (names + 1) * sizeof *next);
  for (size_t i = 0; i < count; i++) {
    SymbolRef ref = builder->symbols.items[i];
    uint32_t rank = ranks[ref.name];
    uint64_t at = next[rank]++;
    while (at > starts[rank] && sorted[at - 1].document > ref.document) {
      sorted[at] = sorted[at - 1];
      at--;
    }
    sorted[at] = ref;
  }
  free(next);
  return sorted;
}

// ---- writing ------------------------------------------------------------------------------------

// Copies a body to `out` with the document's delta behind its head.
static void put_symbol(Buf *out, const SymbolBuilder *builder, const SymbolRef *ref,
                       uint32_t document_before) {
  const char *at = builder->bodies.data + ref->body;
  unsigned head = (unsigned char)*at;
  buf_byte(out, (uint8_t)head);
  buf_varint(out, ref->document - document_before);
  Reader reader = reader_make(
      str_make(at + 1, builder->bodies.len - (size_t)ref->body - 1)); // our own bytes: cannot fail
  reader_varint(&reader);
  reader_varint(&reader);
  uint8_t flags = head & HEAD_FLAGS ? reader_byte(&reader) : 0;
  if (flags & FLAGS_UTF16) reader_varint(&reader);
  if (head & HEAD_END) reader_varint(&reader);
  if (head & HEAD_CONTAINER) reader_varint(&reader);
  buf_put(out, at + 1, (size_t)(reader.at - at - 1));
}

static void put_symbols_of_name(Buf *out, Buf *scratch, const SymbolBuilder *builder,
                                const SymbolRef *refs, uint64_t count) {
  buf_clear(scratch);
  uint32_t before = 0;
  for (uint64_t i = 0; i < count; i++) {
    put_symbol(scratch, builder, &refs[i], before);
    before = refs[i].document;
  }
  buf_varint(out, count);
  if (count >= SYMBOL_SKIP) buf_varint(out, scratch->len);
  buf_str_put(out, buf_str(scratch));
}

static size_t shared_prefix(Str a, Str b) {
  size_t n = 0;
  while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n]) n++;
  return n;
}

static void put_name(Buf *out, Str name, Str before) {
  size_t shared = shared_prefix(name, before);
  buf_varint(out, shared);
  buf_varint(out, name.len - shared);
  buf_put(out, name.ptr + shared, name.len - shared);
}

typedef struct {
  Buf index, names, symbols, scratch;
} NameSections;

static void put_block_entry(NameSections *out, const NameOrder *block, uint32_t count) {
  uint64_t mask = 0;
  for (uint32_t i = 0; i < count; i++) mask |= name_mask(block[i].name);
  buf_u32(&out->index, (uint32_t)out->names.len);
  buf_u32(&out->index, (uint32_t)out->symbols.len);
  buf_u64(&out->index, mask);
}

static void put_names(SymbolBuilder *builder, ChunkWriter *writer) {
  uint32_t count = builder->names.count;
  uint32_t *ranks = xmalloc(count * sizeof *ranks);
  uint64_t *starts = xmalloc((count + 1) * sizeof *starts);
  NameOrder *order = order_names(&builder->names, ranks);
  SymbolRef *sorted = order_symbols(builder, ranks, starts);
  array_free(&builder->symbols);
  NameSections out = {0};
  for (uint32_t i = 0; i < count; i++) {
    if (i % NAME_BLOCK == 0) {
      put_block_entry(&out, order + i, count - i < NAME_BLOCK ? count - i : NAME_BLOCK);
    }
    put_name(&out.names, order[i].name, i % NAME_BLOCK ? order[i - 1].name : STR(""));
    put_symbols_of_name(&out.symbols, &out.scratch, builder, sorted + starts[i],
                        starts[i + 1] - starts[i]);
  }
  chunk_writer_begin(writer, TAG_NIDX);
  chunk_writer_put(writer, buf_str(&out.index));
  chunk_writer_begin(writer, TAG_NAME);
  chunk_writer_put(writer, buf_str(&out.names));
  chunk_writer_begin(writer, TAG_SYMS);
  chunk_writer_put(writer, buf_str(&out.symbols));
  buf_release(&out.index);
  buf_release(&out.names);
  buf_release(&out.symbols);
  buf_release(&out.scratch);
  free(sorted);
  free(order);
  free(starts);
  free(ranks);
}

static void put_containers(const SymbolBuilder *builder, ChunkWriter *writer) {
  Buf offsets = {0};
  uint32_t offset = 0;
  for (uint32_t i = 0; i < builder->containers.count; i++) {
    buf_u32(&offsets, offset);
    offset += (uint32_t)builder->containers.strings[i].len;
  }
  buf_u32(&offsets, offset);
  chunk_writer_begin(writer, TAG_CONT);
  chunk_writer_put(writer, buf_str(&offsets));
  for (uint32_t i = 0; i < builder->containers.count; i++) {
    chunk_writer_put(writer, builder->containers.strings[i]);
  }
  buf_release(&offsets);
}

static void put_span_sections(const SymbolBuilder *builder, ChunkWriter *writer) {
  Buf offsets = {0};
  uint32_t offset = 0;
  for (uint32_t d = 0; d < builder->documents; d++) {
    buf_u32(&offsets, offset);
    offset += builder->span_ranges[d].size;
  }
  buf_u32(&offsets, offset);
  chunk_writer_begin(writer, TAG_SPIX);
  chunk_writer_put(writer, buf_str(&offsets));
  chunk_writer_begin(writer, TAG_SPAN);
  for (uint32_t d = 0; d < builder->documents; d++) {
    SpanRange range = builder->span_ranges[d];
    if (range.size) {
      chunk_writer_put(writer, str_make(builder->spans.data + range.offset, range.size));
    }
  }
  buf_release(&offsets);
}

void symbol_builder_put(SymbolBuilder *builder, ChunkWriter *writer, ImageMeta *meta) {
  meta->documents = builder->documents;
  meta->symbols = builder->symbols.count;
  meta->names = builder->names.count;
  meta->containers = builder->containers.count;
  put_span_sections(builder, writer);
  put_containers(builder, writer);
  put_names(builder, writer);
}
