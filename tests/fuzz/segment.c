// A segment image of any bytes: whatever opens is read from end to end.
#include "format/builder.h"
#include "format/segment.h"
#include "format/units.h"
#include "format/word_key.h"
#include "fuzz/fuzz.h"

static void read_units(const Segment *segment, uint32_t number, const Document *document) {
  enum { MOST = 64 };
  UnitStart starts[MOST];
  UnitRange range = segment_document_units(segment, number);
  fuzz_require(range.count > 0 && range.first + range.count <= segment_units(segment));
  if (range.count > MOST) return;
  if (segment_unit_starts(segment, number, starts, range.count) != STATUS_OK) return;
  for (uint32_t k = 1; k < range.count; k++) {
    fuzz_require(starts[k - 1].start < starts[k].start && starts[k].start < document->chunk_size);
  }
}

static void read_documents(const Segment *segment) {
  uint32_t count = segment_documents(segment), position;
  SpanList spans = {0};
  for (uint32_t i = 0; i < count; i++) {
    Document document;
    uint32_t number = segment_by_path(segment, i);
    fuzz_require(number < count);
    fuzz_require(segment_document(segment, number, &document) == STATUS_OK);
    if (segment_find_path(segment, document.path, &position)) fuzz_require(position < count);
    read_units(segment, number, &document);
    if (segment_spans(segment, number, &spans) != STATUS_OK) continue;
    for (size_t k = 0; k < spans.count; k++)
      fuzz_require(spans.items[k].start <= spans.items[k].end);
  }
  free(spans.items);
}

static void read_grams(const Segment *segment) {
  static const uint32_t grams[] = {0, 0x616263, 0x616264, 0x616265, 0x7A7A7A, 0xFFFFFF};
  for (size_t i = 0; i < COUNT_OF(grams); i++) {
    Posting posting;
    segment_gram(segment, grams[i], &posting);
    Posting leaps = posting;
    while (posting.current != POSTING_END) {
      UnitRun run = segment_run_of_unit(segment, posting.current);
      fuzz_require(run.first <= posting.current && posting.current < run.end);
      fuzz_require(unit_run_document(&run, posting.current) < segment_documents(segment));
      posting_next(&posting);
    }
    while (leaps.current != POSTING_END) posting_advance_to(&leaps, leaps.current + 3);
    segment_gram_count(segment, grams[i]);
  }
}

static const char *const words[] = {"common", "word_0", "word_1", "absent"};

static void read_words(const Segment *segment) {
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    WordCursor cursor, leaps;
    bool found = word_cursor_open(&cursor, segment, str_from_c(words[i]));
    fuzz_require(found == (word_cursor_document(&cursor) != POSTING_END));
    for (leaps = cursor; found; found = word_cursor_next(&cursor) != POSTING_END) {
      fuzz_require(word_cursor_document(&cursor) < segment_documents(segment));
      uint8_t weight = word_cursor_weight(&cursor);
      fuzz_require(weight > 0 && weight < WORD_WEIGHTS);
    }
    while (word_cursor_document(&leaps) != POSTING_END) {
      word_cursor_weight(&leaps);
      word_cursor_advance_to(&leaps, word_cursor_document(&leaps) + 2);
    }
  }
}

static void read_symbols(const Segment *segment, uint32_t name) {
  SymbolCursor cursor;
  StoredSymbol symbol;
  if (!symbol_cursor_open(&cursor, segment, name)) return;
  while (symbol_cursor_next(&cursor, &symbol)) {
    fuzz_require(symbol.document < segment_documents(segment));
    fuzz_require(symbol.kind < SYMBOL_KIND_COUNT && symbol.column_utf16 <= symbol.column);
  }
}

static void read_names(const Segment *segment) {
  NameCursor cursor;
  uint32_t count = segment_name_count(segment);
  bool more = name_cursor_open(&cursor, segment, 0);
  for (; more; more = name_cursor_next(&cursor)) {
    fuzz_require(cursor.number < count && cursor.name.len < NAME_MAX_BYTES);
    read_symbols(segment, cursor.number);
    fuzz_require(segment_name_lower_bound(segment, cursor.name) <= count);
    fuzz_require(segment_name_lower_bound_fold(segment, cursor.name) <= count);
    segment_name_block_mask(segment, cursor.number / NAME_BLOCK);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Str image = fuzz_str(data, size);
  Segment *segment;
  for (int with_symbols = 0; with_symbols < 2; with_symbols++) {
    if (segment_open(image, with_symbols ? image : STR(""), &segment, NULL) != STATUS_OK) continue;
    read_documents(segment);
    read_grams(segment);
    read_words(segment);
    read_names(segment);
    status_ignore(segment_verify(segment, NULL));
    segment_close(segment);
  }
  return 0;
}

// ---- seeds --------------------------------------------------------------------------------------

static void add_document(TextBuilder *text, SymbolBuilder *symbols, uint32_t i) {
  char path[32], name[32];
  snprintf(path, sizeof path, "d%u/f%u.c", i % 3, i);
  Document document = {.path = str_from_c(path), .chunk_size = 100, .line_count = 7};
  const uint32_t grams[] = {0x616263, 0x616264 + i % 2, 0x7A7A00 + i};
  text_builder_add(text, &document, grams, COUNT_OF(grams));
  for (uint32_t k = 1; k < i % 4; k++) text_builder_add_unit(text, k * 20, k * 2, grams, k);
  WeighedWord weighed[2] = {{word_key(str_from_c(words[0])), (uint8_t)(1 + i % 7)},
                            {word_key(str_from_c(words[1 + i % 2])), 3}};
  text_builder_add_words(text, weighed, COUNT_OF(weighed));
  snprintf(name, sizeof name, "name_%u", i % 40);
  Symbol found[2] = {{.name = str_from_c(name), .kind = SYMBOL_FUNCTION, .line = i, .column = 9},
                     {.name = STR("common"), .container = STR("Outer"), .line = 3, .end_line = 9}};
  found[1].column = 5;
  found[1].column_utf16 = 4;
  const Span spans[2] = {{0, 5, SPAN_COMMENT}, {9, 12, SPAN_STRING}};
  symbol_builder_add(symbols, i, found, 2, spans, 2);
}

static void seed(FuzzSeedFn take, void *user, uint32_t documents, bool with_symbols) {
  TextBuilder *text = text_builder_new();
  SymbolBuilder *symbols = symbol_builder_new(documents);
  Buf image = {0};
  for (uint32_t i = 0; i < documents; i++) add_document(text, symbols, i);
  if (builder_write_image(text, with_symbols ? symbols : NULL, 0, buf_sink(&image), NULL)
      == STATUS_OK) {
    take(user, buf_str(&image));
  }
  buf_release(&image);
  text_builder_free(text);
  symbol_builder_free(symbols);
}

void fuzz_seeds(FuzzSeedFn take, void *user) {
  seed(take, user, 1, true);
  seed(take, user, 5, false);
  seed(take, user, 20, true);
  seed(take, user, 140, true);
}
