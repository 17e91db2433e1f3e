// Collects symbols as they are extracted and writes them grouped by name; see layout.h. A symbol waits
// as a 16-byte reference beside its encoded bytes (about 8), so that a million take 25 MB.
#include "format/symbol_builder.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/codec.h"
#include "format/intern.h"
#include "format/name_memory.h"
#include "format/name_order.h"
#include "format/segment.h"
#include "format/signature.h"

typedef struct {
  uint32_t name; // number in `names`
  uint32_t document;
  uint64_t body : 48; // offset of the encoded rest in `bodies`
  uint64_t size : 16; // its bytes: a few dozen at most
} SymbolRef;

// A document's spans, encoded, until all documents are known.
typedef struct {
  uint64_t offset;
  uint32_t size;
} SpanRange;

struct SymbolBuilder {
  uint32_t documents;
  Intern names, containers;
  NameMemory *memory; // has the names in place of `names`; NULL: none
  ARRAY(SymbolRef) symbols;
  Buf bodies;
  Buf spans;
  SpanRange *span_ranges;
  bool skip_signatures;
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

void symbol_builder_skip_signatures(SymbolBuilder *builder) { builder->skip_signatures = true; }

void symbol_builder_remember(SymbolBuilder *builder, NameMemory *memory) {
  builder->memory = memory;
  name_memory_restart(memory);
}

static const Intern *names_of(const SymbolBuilder *builder) {
  return builder->memory ? name_memory_names(builder->memory) : &builder->names;
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

static uint32_t number_of(SymbolBuilder *builder, Str name) {
  if (builder->memory) return name_memory_number(builder->memory, name);
  return intern_number(&builder->names, name);
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
    size_t body = builder->bodies.len;
    put_body(builder, s);
    SymbolRef ref = {.name = number_of(builder, s->name),
                     .document = document,
                     .body = body & (((uint64_t)1 << 48) - 1),
                     .size = (builder->bodies.len - body) & UINT16_MAX};
    array_push(&builder->symbols, ref);
  }
  put_spans(builder, document, spans, span_count);
}

// ---- ordering -----------------------------------------------------------------------------------

// Sorts symbols by (rank of name, document, order of adding): a counting sort over ranks, then small
// insertion sorts over documents, which come nearly in order. There are `names` ranks; starts[rank] is where
// a name's begin.
static SymbolRef *order_symbols(SymbolBuilder *builder, const uint32_t *ranks, uint32_t names,
                                uint64_t *starts) {
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
  buf_byte(out, (uint8_t)*at);
  buf_varint(out, ref->document - document_before);
  buf_put(out, at + 1, (size_t)ref->size - 1);
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
  size_t n = 0, limit = a.len < b.len ? a.len : b.len;
  while (n + 8 <= limit && memcmp(a.ptr + n, b.ptr + n, 8) == 0) n += 8;
  while (n < limit && a.ptr[n] == b.ptr[n]) n++;
  return n;
}

static void put_name(Buf *out, Str name, Str before) {
  size_t shared = shared_prefix(name, before);
  buf_varint(out, shared);
  buf_varint(out, name.len - shared);
  buf_put(out, name.ptr + shared, name.len - shared);
}

static uint32_t names_in_use(const SymbolBuilder *builder) {
  return builder->memory ? name_memory_count(builder->memory) : builder->names.count;
}

// Symbols and names in the order of the image.
typedef struct {
  uint32_t count;   // of names
  uint32_t *order;  // numbers of names
  uint64_t *starts; // of each name's symbols in `sorted`, in that order
  SymbolRef *sorted;
} Ordered;

static Ordered order_all(SymbolBuilder *builder) {
  Ordered o = {.count = names_in_use(builder)};
  o.order = builder->memory ? name_memory_order(builder->memory) : name_order(&builder->names);
  uint32_t *ranks = xmalloc(names_of(builder)->count * sizeof *ranks);
  for (uint32_t i = 0; i < o.count; i++) ranks[o.order[i]] = i;
  o.starts = xmalloc((o.count + 1) * sizeof *o.starts);
  o.sorted = order_symbols(builder, ranks, o.count, o.starts);
  free(ranks);
  array_free(&builder->symbols);
  return o;
}

// Each block's place in NAME and in SYMS goes to `offsets`, two numbers a block. Sections are streamed
// one after the other, so that neither is ever whole in memory.
static void put_names(const SymbolBuilder *builder, const Ordered *o, uint32_t *offsets,
                      ChunkWriter *writer) {
  const Str *names = names_of(builder)->strings;
  Buf block = {0};
  chunk_writer_begin(writer, TAG_NAME);
  for (uint32_t i = 0; i < o->count; i++) {
    bool first = i % NAME_BLOCK == 0;
    if (first) {
      chunk_writer_put(writer, buf_str(&block));
      buf_clear(&block);
      offsets[i / NAME_BLOCK * 2] = (uint32_t)chunk_writer_section_size(writer);
    }
    Str before = first ? STR("") : names[o->order[i - 1]];
    put_name(&block, names[o->order[i]], before);
  }
  chunk_writer_put(writer, buf_str(&block));
  buf_release(&block);
}

static void put_symbols(const SymbolBuilder *builder, const Ordered *o, uint32_t *offsets,
                        ChunkWriter *writer) {
  Buf block = {0}, scratch = {0};
  chunk_writer_begin(writer, TAG_SYMS);
  for (uint32_t i = 0; i < o->count; i++) {
    if (i % NAME_BLOCK == 0) {
      chunk_writer_put(writer, buf_str(&block));
      buf_clear(&block);
      offsets[i / NAME_BLOCK * 2 + 1] = (uint32_t)chunk_writer_section_size(writer);
    }
    put_symbols_of_name(&block, &scratch, builder, o->sorted + o->starts[i],
                        o->starts[i + 1] - o->starts[i]);
  }
  chunk_writer_put(writer, buf_str(&block));
  buf_release(&block);
  buf_release(&scratch);
}

static uint64_t mask_of(const SymbolBuilder *builder, uint32_t number) {
  if (builder->memory) return name_memory_mask(builder->memory, number);
  return name_mask(builder->names.strings[number]);
}

static void put_name_index(const SymbolBuilder *builder, const Ordered *o, const uint32_t *offsets,
                           ChunkWriter *writer) {
  chunk_writer_begin(writer, TAG_NIDX);
  for (uint32_t i = 0; i < o->count; i += NAME_BLOCK) {
    uint64_t mask = 0;
    for (uint32_t k = i; k < o->count && k < i + NAME_BLOCK; k++) {
      mask |= mask_of(builder, o->order[k]);
    }
    char entry[NAME_INDEX_SIZE];
    le_put_u32(entry, offsets[i / NAME_BLOCK * 2]);
    le_put_u32(entry + 4, offsets[i / NAME_BLOCK * 2 + 1]);
    le_put_u64(entry + 8, mask);
    chunk_writer_put(writer, str_make(entry, sizeof entry));
  }
}

static void put_name_sections(SymbolBuilder *builder, ChunkWriter *writer) {
  intern_seal(&builder->names);
  Ordered o = order_all(builder);
  size_t blocks = ((size_t)o.count + NAME_BLOCK - 1) / NAME_BLOCK;
  uint32_t *offsets = xmalloc(blocks * 2 * sizeof *offsets);
  put_names(builder, &o, offsets, writer);
  put_symbols(builder, &o, offsets, writer);
  put_name_index(builder, &o, offsets, writer);
  if (!builder->skip_signatures) {
    signature_put(names_of(builder)->strings, o.order, o.count, writer);
  }
  free(offsets);
  free(o.sorted);
  free(o.starts);
  free(o.order);
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
  meta->names = names_in_use(builder);
  meta->containers = builder->containers.count;
  put_span_sections(builder, writer);
  put_containers(builder, writer);
  put_name_sections(builder, writer);
}
