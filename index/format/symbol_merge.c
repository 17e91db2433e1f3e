// Names are in the same order in every segment, so that a heap of cursors yields the merged order, and with
// each name its symbols from every input. That walk is made twice, once for the names and once for the
// symbols, because sections leave one after the other: decoding again costs less than holding either.
// A symbol is copied as it is but for its document and its container.
#include "format/symbol_merge.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/codec.h"
#include "format/intern.h"
#include "format/segment_image.h"
#include "format/signature.h"

// One input: the name it stands on, and the bytes of its symbols.
typedef struct {
  const Segment *segment;
  const uint32_t *numbers;
  uint32_t index;
  NameCursor names;
  Reader symbols;       // left of the block
  uint32_t *containers; // [number]: the merged one, or NOT_TAKEN so far
} Input;

// A symbol of the present name, in its input's bytes.
typedef struct {
  uint32_t document, sequence;
  uint32_t input, container;
  uint8_t head;
  Str body; // line, column, flags, utf16_less, end_lines
} MergedSymbol;

typedef struct {
  uint32_t names, symbols; // offsets
  uint64_t mask;
} NameBlock;

typedef struct {
  Merging *merging;
  Input *inputs;
  Input **heap; // those with names left, the least name first
  uint32_t heap_count;
  Str name; // in `storage`
  char storage[NAME_MAX_BYTES];
  ARRAY(MergedSymbol) symbols; // of the name
  ARRAY(NameBlock) blocks;
  SignatureBuilder *signatures;
  Intern containers;
} SymbolMerge;

// ---- names in order -----------------------------------------------------------------------------

static bool is_before(const Input *a, const Input *b) {
  int order = str_compare_fold(a->names.name, b->names.name);
  return order < 0 || (order == 0 && a->index < b->index);
}

static void sift_down(SymbolMerge *merge, uint32_t at) {
  Input **heap = merge->heap, *moved = heap[at];
  for (;;) {
    uint32_t child = at * 2 + 1;
    if (child >= merge->heap_count) break;
    if (child + 1 < merge->heap_count && is_before(heap[child + 1], heap[child])) child++;
    if (!is_before(heap[child], moved)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = moved;
}

// Stands all inputs on their first names.
static void rewind_inputs(SymbolMerge *merge) {
  merge->heap_count = 0;
  for (uint32_t i = 0; i < merge->merging->merge->input_count; i++) {
    Input *input = &merge->inputs[i];
    if (segment_name_count(input->segment) == 0) continue;
    if (!name_cursor_open(&input->names, input->segment, 0)) {
      merging_fail(merge->merging, STATUS_CORRUPT, "names are malformed");
      return;
    }
    merge->heap[merge->heap_count++] = input;
  }
  for (uint32_t i = merge->heap_count; i-- > 0;) sift_down(merge, i);
}

// Moves the first input of the heap to its next name.
static bool advance_first(SymbolMerge *merge) {
  Input *input = merge->heap[0];
  if (input->names.number + 1 == segment_name_count(input->segment)) {
    if (--merge->heap_count == 0) return true;
    merge->heap[0] = merge->heap[merge->heap_count];
  } else if (!name_cursor_next(&input->names)
             || str_compare_fold(input->names.name, merge->name) <= 0) {
    return false;
  }
  sift_down(merge, 0);
  return true;
}

// ---- symbols of a name --------------------------------------------------------------------------

// Reads one symbol; `document` comes as the one before in the input.
static bool read_symbol(Input *input, uint64_t *document, MergedSymbol *out) {
  Reader *reader = &input->symbols;
  out->head = reader_byte(reader);
  *document += reader_varint_max(reader, UINT32_MAX);
  const char *body = reader->at;
  reader_varint_max(reader, UINT32_MAX);
  reader_varint_max(reader, UINT32_MAX);
  uint8_t flags = out->head & HEAD_FLAGS ? reader_byte(reader) : 0;
  if (flags & FLAGS_UTF16) reader_varint_max(reader, UINT32_MAX);
  if (out->head & HEAD_END) reader_varint_max(reader, UINT32_MAX);
  out->body = str_make(body, (size_t)(reader->at - body));
  out->container = 0;
  if (out->head & HEAD_CONTAINER) {
    out->container = (uint32_t)reader_varint_max(reader, UINT32_MAX);
    if (out->container >= input->segment->meta.containers) return false;
  }
  return !reader->failed && *document < input->segment->meta.documents
         && (out->head & HEAD_KIND) < SYMBOL_KIND_COUNT;
}

// Adds the symbols of the name the input stands on, of documents that are taken.
static bool collect_symbols(SymbolMerge *merge, Input *input) {
  uint32_t number = input->names.number;
  if (number % NAME_BLOCK == 0) {
    input->symbols = reader_make(symbol_block_bytes(input->segment, number / NAME_BLOCK));
  }
  uint64_t document = 0;
  uint64_t count = reader_varint_max(&input->symbols, UINT32_MAX);
  if (count >= SYMBOL_SKIP) reader_varint(&input->symbols);
  if (count > reader_left(&input->symbols)) return false;
  for (uint64_t i = 0; i < count; i++) {
    MergedSymbol symbol;
    if (!read_symbol(input, &document, &symbol)) return false;
    symbol.document = input->numbers[document];
    if (symbol.document == NOT_TAKEN) continue;
    symbol.input = input->index;
    symbol.sequence = (uint32_t)merge->symbols.count;
    array_push(&merge->symbols, symbol);
  }
  return !input->symbols.failed;
}

static int by_document(const void *a, const void *b) {
  const MergedSymbol *x = a, *y = b;
  if (x->document != y->document) return x->document < y->document ? -1 : 1;
  return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static void sort_symbols(SymbolMerge *merge) {
  const MergedSymbol *symbols = merge->symbols.items;
  for (size_t i = 1; i < merge->symbols.count; i++) {
    if (symbols[i - 1].document <= symbols[i].document) continue;
    qsort(merge->symbols.items, merge->symbols.count, sizeof *symbols, by_document);
    return;
  }
}

// Takes the next name that a taken document has, with its symbols in order of document. False at the
// end, or when the merge has failed.
static bool next_name(SymbolMerge *merge) {
  merge->symbols.count = 0;
  while (merge->symbols.count == 0) {
    if (merge->heap_count == 0 || !merging_step(merge->merging)) return false;
    Str least = merge->heap[0]->names.name;
    memcpy(merge->storage, least.ptr, least.len);
    merge->name = str_make(merge->storage, least.len);
    do {
      if (!collect_symbols(merge, merge->heap[0]) || !advance_first(merge)) {
        return merging_fail(merge->merging, STATUS_CORRUPT, "symbols are malformed");
      }
    } while (merge->heap_count > 0 && str_equal(merge->heap[0]->names.name, merge->name));
  }
  sort_symbols(merge);
  return true;
}

// ---- sections -----------------------------------------------------------------------------------

static size_t shared_prefix(Str a, Str b) {
  size_t n = 0;
  while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n]) n++;
  return n;
}

static void put_names(SymbolMerge *merge, ChunkWriter *writer, ImageMeta *meta) {
  Buf bytes = {0};
  char before[NAME_MAX_BYTES];
  size_t before_length = 0;
  chunk_writer_begin(writer, TAG_NAME);
  rewind_inputs(merge);
  while (next_name(merge)) {
    if (meta->names++ % NAME_BLOCK == 0) {
      NameBlock block = {.names = (uint32_t)chunk_writer_section_size(writer)};
      array_push(&merge->blocks, block);
      before_length = 0;
    }
    size_t shared = shared_prefix(merge->name, str_make(before, before_length));
    buf_clear(&bytes);
    buf_varint(&bytes, shared);
    buf_varint(&bytes, merge->name.len - shared);
    buf_str_put(&bytes, str_slice(merge->name, shared, merge->name.len));
    chunk_writer_put(writer, buf_str(&bytes));
    merge->blocks.items[merge->blocks.count - 1].mask |= name_mask(merge->name);
    signature_builder_add(merge->signatures, merge->name);
    meta->symbols += merge->symbols.count;
    before_length = merge->name.len;
    memcpy(before, merge->name.ptr, before_length);
  }
  buf_release(&bytes);
}

static uint32_t merged_container(SymbolMerge *merge, const MergedSymbol *symbol) {
  Input *input = &merge->inputs[symbol->input];
  uint32_t *merged = &input->containers[symbol->container];
  if (*merged == NOT_TAKEN) {
    *merged =
        intern_number(&merge->containers, segment_container(input->segment, symbol->container));
  }
  return *merged;
}

// The symbols of the present name, as symbol_builder.c writes them.
static void put_symbols_of_name(SymbolMerge *merge, Buf *scratch, ChunkWriter *writer) {
  char head[2 * VARINT_MAX];
  uint32_t before = 0;
  buf_clear(scratch);
  for (size_t i = 0; i < merge->symbols.count; i++) {
    const MergedSymbol *symbol = &merge->symbols.items[i];
    buf_byte(scratch, symbol->head);
    buf_varint(scratch, symbol->document - before);
    buf_str_put(scratch, symbol->body);
    if (symbol->head & HEAD_CONTAINER) buf_varint(scratch, merged_container(merge, symbol));
    before = symbol->document;
  }
  size_t length = varint_put(head, merge->symbols.count);
  if (merge->symbols.count >= SYMBOL_SKIP) length += varint_put(head + length, scratch->len);
  chunk_writer_put(writer, str_make(head, length));
  chunk_writer_put(writer, buf_str(scratch));
}

static void put_symbols(SymbolMerge *merge, ChunkWriter *writer, const ImageMeta *meta) {
  Buf scratch = {0};
  uint32_t names = 0;
  chunk_writer_begin(writer, TAG_SYMS);
  rewind_inputs(merge);
  while (names < meta->names && next_name(merge)) {
    if (names % NAME_BLOCK == 0) {
      merge->blocks.items[names / NAME_BLOCK].symbols = (uint32_t)chunk_writer_section_size(writer);
    }
    put_symbols_of_name(merge, &scratch, writer);
    names++;
  }
  if (names != meta->names) merging_fail(merge->merging, STATUS_CORRUPT, "names have changed");
  buf_release(&scratch);
}

static void put_name_index(const SymbolMerge *merge, ChunkWriter *writer) {
  chunk_writer_begin(writer, TAG_NIDX);
  for (size_t i = 0; i < merge->blocks.count; i++) {
    char entry[NAME_INDEX_SIZE];
    le_put_u32(entry, merge->blocks.items[i].names);
    le_put_u32(entry + 4, merge->blocks.items[i].symbols);
    le_put_u64(entry + 8, merge->blocks.items[i].mask);
    chunk_writer_put(writer, str_make(entry, sizeof entry));
  }
}

static void put_containers(const SymbolMerge *merge, ChunkWriter *writer) {
  uint32_t offset = 0;
  chunk_writer_begin(writer, TAG_CONT);
  for (uint32_t i = 0; i < merge->containers.count; i++) {
    chunk_writer_u32(writer, offset);
    offset += (uint32_t)merge->containers.strings[i].len;
  }
  chunk_writer_u32(writer, offset);
  for (uint32_t i = 0; i < merge->containers.count; i++) {
    chunk_writer_put(writer, merge->containers.strings[i]);
  }
}

// The encoded spans of a merged document; spans are relative to their document, and so stay as they are.
static Str encoded_spans(Merging *merging, uint32_t number) {
  MergedDocument document = merging->merge->order[number];
  const Segment *segment = merging->merge->inputs[document.input];
  const char *offsets = segment->span_index.ptr + (size_t)document.document * 4;
  uint32_t from = le_get_u32(offsets), to = le_get_u32(offsets + 4);
  if (from <= to && to <= segment->spans.len) return str_slice(segment->spans, from, to);
  merging_fail(merging, STATUS_CORRUPT, "spans are malformed");
  return STR("");
}

static void put_spans(Merging *merging, ChunkWriter *writer) {
  uint32_t count = merging->merge->documents, offset = 0;
  chunk_writer_begin(writer, TAG_SPIX);
  for (uint32_t i = 0; i < count; i++) {
    chunk_writer_u32(writer, offset);
    offset += (uint32_t)encoded_spans(merging, i).len;
  }
  chunk_writer_u32(writer, offset);
  chunk_writer_begin(writer, TAG_SPAN);
  for (uint32_t i = 0; i < count; i++) chunk_writer_put(writer, encoded_spans(merging, i));
}

// ---- all of it ----------------------------------------------------------------------------------

static void open_inputs(SymbolMerge *merge) {
  const Merge *asked = merge->merging->merge;
  merge->inputs = xcalloc(asked->input_count, sizeof *merge->inputs);
  merge->heap = xcalloc(asked->input_count, sizeof *merge->heap);
  for (uint32_t i = 0; i < asked->input_count; i++) {
    Input *input = &merge->inputs[i];
    input->segment = asked->inputs[i];
    input->numbers = merge->merging->numbers[i];
    input->index = i;
    size_t size = (size_t)input->segment->meta.containers * sizeof *input->containers;
    input->containers = xmalloc(size);
    memset(input->containers, 0xFF, size);
  }
}

static void release(SymbolMerge *merge) {
  for (uint32_t i = 0; i < merge->merging->merge->input_count; i++) {
    free(merge->inputs[i].containers);
  }
  free(merge->inputs);
  free(merge->heap);
  array_free(&merge->symbols);
  array_free(&merge->blocks);
  signature_builder_free(merge->signatures);
  intern_release(&merge->containers);
}

void symbol_merge_put(Merging *merging, ChunkWriter *writer, ImageMeta *meta) {
  SymbolMerge merge = {.merging = merging, .signatures = signature_builder_new()};
  meta->kind |= IMAGE_SYMBOLS;
  open_inputs(&merge);
  put_spans(merging, writer);
  put_names(&merge, writer, meta);
  put_symbols(&merge, writer, meta);
  put_name_index(&merge, writer);
  signature_builder_put(merge.signatures, writer);
  put_containers(&merge, writer);
  meta->containers = merge.containers.count;
  release(&merge);
}
