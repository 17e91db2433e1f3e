// A segment against what went into it: documents, grams, names, symbols and spans of random records are
// read back equal; a segment cut off or with flipped bytes is refused, or reads without harm.
#include "format/builder.h"
#include "format/segment.h"
#include "base/codec.h"
#include "format/signature.h"
#include "support/cmocka_all.h"
#include "support/cuts.h"
#include "support/random.h"

enum { MAX_DOCUMENTS = 300, MAX_GRAMS = 200, GRAM_SPACE = 500, MAX_SYMBOLS = 40, NAME_SPACE = 300 };

typedef struct {
  Document document;
  char path[64];
  uint32_t grams[MAX_GRAMS];
  size_t gram_count;
  Cuts cuts;
  Symbol symbols[MAX_SYMBOLS];
  size_t symbol_count;
  Span spans[20];
  size_t span_count;
} Record;

typedef struct {
  Record *records;
  uint32_t count;
  Buf image;
  char names[NAME_SPACE][48];
} Model;

static uint32_t gram_at(uint32_t i) { return i * 0x7351 % (1 << 24); }

static void random_symbols(Random *random, Model *model, Record *record) {
  record->symbol_count = random_below(random, MAX_SYMBOLS);
  for (size_t i = 0; i < record->symbol_count; i++) {
    uint32_t column = random_below(random, 200);
    uint32_t line = random_below(random, 100000);
    bool skewed = random_below(random, 3) == 0; // a few names have very many symbols
    uint32_t name = random_below(random, skewed ? 3 : NAME_SPACE);
    record->symbols[i] = (Symbol){
        .name = str_from_c(model->names[name]),
        .container =
            random_below(random, 2) ? str_from_c(model->names[random_below(random, 9)]) : STR(""),
        .kind = (SymbolKind)random_below(random, SYMBOL_KIND_COUNT),
        .flags = (uint8_t)random_below(random, 8),
        .line = line,
        .column = column,
        .column_utf16 = random_below(random, 4) ? column : random_below(random, column + 1),
        .end_line = line + random_below(random, 300),
    };
  }
}

static void random_record(Random *random, Model *model, Record *record, uint32_t number) {
  snprintf(record->path, sizeof record->path, "d%u/f%u.c", random_below(random, 30), number);
  record->document = (Document){.path = str_from_c(record->path),
                                .stamp = {.size = random_next(random), .inode = number},
                                .hash = random_next(random),
                                .chunk_size = random_below(random, 100000),
                                .line_count = random_below(random, 1000),
                                .language = (uint8_t)random_below(random, 40),
                                .flags = (uint16_t)random_below(random, 32)};
  record->cuts = random_cuts(random, &record->document);
  bool taken[GRAM_SPACE] = {false};
  for (uint32_t i = random_below(random, MAX_GRAMS); i > 0; i--) {
    uint32_t gram = random_below(random, random_below(random, 2) ? 20 : GRAM_SPACE);
    if (!taken[gram]) record->grams[record->gram_count++] = gram_at(gram);
    taken[gram] = true;
  }
  random_symbols(random, model, record);
  uint32_t at = 0;
  for (record->span_count = 0; record->span_count < random_below(random, 20);
       record->span_count++) {
    uint32_t start = at + random_below(random, 500), end = start + 1 + random_below(random, 900);
    record->spans[record->span_count] = (Span){start, end, (SpanKind)random_below(random, 2)};
    at = end;
  }
}

// On the heap: records point at its names.
static Model *model_random(Random *random) {
  Model *model = calloc(1, sizeof *model);
  model->count = 1 + random_below(random, MAX_DOCUMENTS);
  for (uint32_t i = 0; i < NAME_SPACE; i++) {
    const char *stem = i % 3 ? "spin_lock" : i % 2 ? "SPIN_Lock" : "é";
    snprintf(model->names[i], sizeof model->names[i], "%s_%u", stem, i);
  }
  model->records = calloc(model->count, sizeof *model->records);
  TextBuilder *text = text_builder_new();
  SymbolBuilder *symbols = symbol_builder_new(model->count);
  for (uint32_t d = 0; d < model->count; d++) {
    Record *record = &model->records[d];
    random_record(random, model, record, d);
    assert_int_equal(text_builder_add(text, &record->document, record->grams, record->gram_count),
                     d);
    put_cuts(text, &record->cuts, record->grams, record->gram_count);
  }
  for (uint32_t i = 0; i < model->count; i++) { // symbols come in any order of documents
    uint32_t d = (i * 7 + 3) % model->count;
    if (model->count % 7 == 0) d = i;
    const Record *record = &model->records[d];
    symbol_builder_add(symbols, d, record->symbols, record->symbol_count, record->spans,
                       record->span_count);
  }
  assert_int_equal(builder_write_image(text, symbols, 0, buf_sink(&model->image), NULL), STATUS_OK);
  text_builder_free(text);
  symbol_builder_free(symbols);
  return model;
}

static void model_release(Model *model) {
  free(model->records);
  buf_release(&model->image);
  free(model);
}

static Segment *open_model(const Model *model) {
  Segment *segment;
  Error error;
  Str image = buf_str(&model->image);
  if (segment_open(image, image, &segment, &error) != STATUS_OK) fail_msg("%s", error.message);
  return segment;
}

// Whether unit k of the record has it.
static bool unit_has_gram(const Record *record, uint32_t k, uint32_t gram) {
  for (size_t i = k; i < record->gram_count; i++) {
    if (record->grams[i] == gram) return true;
  }
  return false;
}

static void documents_and_grams_read_back(void **state) {
  Random *random = *state;
  for (int round = 0; round < 30; round++) {
    Model *model = model_random(random);
    Segment *segment = open_model(model);
    assert_int_equal(segment_documents(segment), model->count);
    for (uint32_t d = 0; d < model->count; d++) {
      Document found;
      const Document *wanted = &model->records[d].document;
      assert_int_equal(segment_document(segment, d, &found), STATUS_OK);
      assert_true(str_equal(found.path, wanted->path));
      assert_true(stamp_equal(&found.stamp, &wanted->stamp));
      assert_int_equal(found.hash, wanted->hash);
      assert_int_equal(found.flags, wanted->flags);
      uint32_t position;
      assert_true(segment_find_path(segment, wanted->path, &position));
      assert_int_equal(segment_by_path(segment, position), d);
    }
    uint32_t position;
    assert_false(segment_find_path(segment, STR("d1/none"), &position));
    for (uint32_t g = 0; g < GRAM_SPACE; g++) {
      Posting posting;
      segment_gram(segment, gram_at(g), &posting);
      uint32_t count = 0, unit = 0;
      for (uint32_t d = 0; d < model->count; d++) {
        for (uint32_t k = 0; k < model->records[d].cuts.count; k++, unit++) {
          if (!unit_has_gram(&model->records[d], k, gram_at(g))) continue;
          assert_int_equal(posting.current, unit);
          posting_next(&posting);
          count++;
        }
      }
      assert_int_equal(posting.current, POSTING_END);
      assert_int_equal(segment_gram_count(segment, gram_at(g)), count);
    }
    segment_close(segment);
    model_release(model);
  }
}

static void units_read_back(void **state) {
  Random *random = *state;
  for (int round = 0; round < 30; round++) {
    Model *model = model_random(random);
    Segment *segment = open_model(model);
    uint32_t unit = 0;
    for (uint32_t d = 0; d < model->count; d++) {
      const Cuts *cuts = &model->records[d].cuts;
      UnitStart starts[MAX_CUTS];
      UnitRange range = segment_document_units(segment, d);
      assert_int_equal(range.first, unit);
      assert_int_equal(range.count, cuts->count);
      assert_int_equal(segment_unit_starts(segment, d, starts, range.count), STATUS_OK);
      for (uint32_t k = 0; k < range.count; k++, unit++) {
        assert_int_equal(starts[k].start, cuts->starts[k].start);
        assert_int_equal(starts[k].line, cuts->starts[k].line);
        UnitRun run = segment_run_of_unit(segment, unit);
        assert_true(run.first <= unit && unit < run.end);
        assert_int_equal(unit_run_document(&run, unit), d);
        assert_int_equal(run.split, cuts->count > 1);
      }
    }
    assert_int_equal(segment_units(segment), unit);
    UnitRun behind = segment_run_of_unit(segment, unit);
    assert_int_equal(behind.first, behind.end);
    assert_int_equal(segment_document_units(segment, model->count).count, 0);
    segment_close(segment);
    model_release(model);
  }
}

static void assert_same_symbol(const StoredSymbol *found, const Symbol *wanted) {
  assert_int_equal(found->kind, wanted->kind);
  assert_int_equal(found->flags, wanted->flags);
  assert_int_equal(found->line, wanted->line);
  assert_int_equal(found->column, wanted->column);
  assert_int_equal(found->column_utf16, wanted->column_utf16);
  assert_int_equal(found->end_line, wanted->end_line);
  assert_true(str_equal(found->container, wanted->container));
}

// Every symbol of the model under its name, in order of document, and none more.
static void symbols_read_back_by_name(void **state) {
  Random *random = *state;
  for (int round = 0; round < 30; round++) {
    Model *model = model_random(random);
    Segment *segment = open_model(model);
    uint64_t total = 0;
    for (uint32_t n = 0; n < NAME_SPACE; n++) {
      Str name = str_from_c(model->names[n]);
      uint32_t number = segment_name_lower_bound(segment, name);
      NameCursor names;
      SymbolCursor cursor = {0};
      if (name_cursor_open(&names, segment, number) && str_equal(names.name, name)) {
        assert_true(symbol_cursor_open(&cursor, segment, number));
        assert_int_equal(name_mask(name) & ~segment_name_block_mask(segment, number / NAME_BLOCK),
                         0);
      }
      for (uint32_t d = 0; d < model->count; d++) {
        for (size_t i = 0; i < model->records[d].symbol_count; i++) {
          const Symbol *wanted = &model->records[d].symbols[i];
          if (!str_equal(wanted->name, name)) continue;
          StoredSymbol found;
          assert_true(symbol_cursor_next(&cursor, &found));
          assert_int_equal(found.document, d);
          assert_same_symbol(&found, wanted);
          total++;
        }
      }
      StoredSymbol none;
      assert_false(symbol_cursor_next(&cursor, &none));
    }
    assert_int_equal(segment_symbol_count(segment), total);
    assert_int_equal(segment_verify(segment, NULL), STATUS_OK);
    segment_close(segment);
    model_release(model);
  }
}

static void names_are_in_folded_order_and_prefixes_are_ranges(void **state) {
  Random *random = *state;
  Model *model = model_random(random);
  Segment *segment = open_model(model);
  NameCursor names;
  const Str prefixes[] = {STR("spin_lock_1"), STR("SPIN"), STR("z"), STR(""), STR("\xc3")};
  for (size_t p = 0; p < COUNT_OF(prefixes); p++) {
    uint32_t from = segment_name_lower_bound_fold(segment, prefixes[p]);
    for (uint32_t n = 0; n < segment_name_count(segment); n++) {
      assert_true(name_cursor_open(&names, segment, n));
      Str head = str_slice(names.name, 0, prefixes[p].len);
      bool below = str_compare_fold(head, prefixes[p]) < 0 && !str_equal_fold(head, prefixes[p]);
      assert_int_equal(n < from, below);
    }
  }
  segment_close(segment);
  model_release(model);
}

// ---- signatures ---------------------------------------------------------------------------------

enum { SIGNED_NAMES = 5000 };

// An image of one document with so many different names.
static void write_names(Random *random, uint32_t count, Buf *image) {
  static const char letters[] = "abcdefgXYZ_09.-\xc3";
  TextBuilder *text = text_builder_new();
  SymbolBuilder *symbols = symbol_builder_new(1);
  Document document = {.path = STR("a.c")};
  text_builder_add(text, &document, NULL, 0);
  for (uint32_t i = 0; i < count; i++) {
    char name[400];
    size_t length = 0, wanted = random_below(random, 50) ? random_below(random, 20) : 300;
    for (; length < wanted; length++) {
      name[length] = letters[random_below(random, sizeof letters - 1)];
    }
    length += (size_t)snprintf(name + length, sizeof name - length, "#%x", i); // all differ
    Symbol symbol = {.name = str_make(name, length), .kind = SYMBOL_MACRO};
    symbol_builder_add(symbols, 0, &symbol, 1, NULL, 0);
  }
  assert_int_equal(builder_write_image(text, symbols, 0, buf_sink(image), NULL), STATUS_OK);
  text_builder_free(text);
  symbol_builder_free(symbols);
}

static bool has_bit(const char *plane, uint32_t block) {
  return le_get_u64(plane + (size_t)block / 64 * 8) >> (block % 64) & 1;
}

static void assert_signed(const Segment *segment, uint32_t block, Str name) {
  for (size_t i = 0; i < name.len; i++) {
    unsigned class = name_class(name.ptr[i]);
    assert_true(has_bit(segment_signature_class(segment, class), block));
    if (name_starts_word(name, i)) {
      assert_true(has_bit(segment_signature_start(segment, class), block));
    }
    if (i == 0) continue;
    unsigned before = name_class(name.ptr[i - 1]);
    assert_true(has_bit(segment_signature_pair(segment, before, class), block));
  }
}

static void planes_have_every_feature_of_a_block_and_its_shortest_length(void **state) {
  Buf image = {0};
  Segment *segment;
  NameCursor cursor;
  write_names(*state, SIGNED_NAMES, &image);
  assert_int_equal(segment_open(buf_str(&image), buf_str(&image), &segment, NULL), STATUS_OK);
  assert_true(segment_has_signatures(segment));
  size_t shortest = SIZE_MAX;
  for (uint32_t n = 0; n < segment_name_count(segment); n++) {
    assert_true(name_cursor_open(&cursor, segment, n));
    assert_signed(segment, n / NAME_BLOCK, cursor.name);
    if (n % NAME_BLOCK == 0) shortest = SIZE_MAX;
    if (cursor.name.len < shortest) shortest = cursor.name.len;
    if (n % NAME_BLOCK + 1 < NAME_BLOCK) continue;
    size_t stored = segment_name_block_shortest(segment, n / NAME_BLOCK);
    assert_int_equal(stored, shortest < 255 ? shortest : 255);
  }
  assert_int_equal(segment_verify(segment, NULL), STATUS_OK);
  segment_close(segment);
  buf_release(&image);
}

// Or a plane would tell nothing: how many blocks seem to have a rare pair.
static void a_pair_that_no_name_has_is_in_few_blocks(void **state) {
  Buf image = {0};
  Segment *segment;
  write_names(*state, SIGNED_NAMES, &image);
  assert_int_equal(segment_open(buf_str(&image), buf_str(&image), &segment, NULL), STATUS_OK);
  const char *plane = segment_signature_pair(segment, name_class('q'), name_class('w'));
  const char *letter = segment_signature_class(segment, name_class('q'));
  uint32_t blocks = SIGNED_NAMES / NAME_BLOCK, found = 0;
  for (uint32_t b = 0; b < blocks; b++) {
    found += has_bit(plane, b);
    assert_false(has_bit(letter, b));
  }
  assert_true(found < blocks);
  segment_close(segment);
  buf_release(&image);
}

static void few_names_have_no_signatures(void **state) {
  Buf image = {0};
  Segment *segment;
  write_names(*state, 100, &image);
  assert_int_equal(segment_open(buf_str(&image), buf_str(&image), &segment, NULL), STATUS_OK);
  assert_false(segment_has_signatures(segment));
  assert_int_equal(segment_name_block_shortest(segment, 0), 0);
  segment_close(segment);
  buf_release(&image);
}

static void spans_read_back(void **state) {
  Model *model = model_random(*state);
  Segment *segment = open_model(model);
  SpanList spans = {0};
  for (uint32_t d = 0; d < model->count; d++) {
    assert_int_equal(segment_spans(segment, d, &spans), STATUS_OK);
    assert_int_equal(spans.count, model->records[d].span_count);
    for (size_t i = 0; i < spans.count; i++) {
      assert_memory_equal(&spans.items[i], &model->records[d].spans[i], sizeof(Span));
    }
  }
  free(spans.items);
  segment_close(segment);
  model_release(model);
}

static void read_everything(const Segment *segment) {
  Error error;
  SpanList spans = {0};
  Document document;
  Posting posting;
  status_ignore(segment_verify(segment, &error));
  for (uint32_t d = 0; d < segment_documents(segment) && d < 1000; d++) {
    assert_int_equal(segment_document(segment, d, &document), STATUS_OK);
    status_ignore(segment_spans(segment, d, &spans));
    UnitStart starts[MAX_CUTS];
    UnitRange range = segment_document_units(segment, d);
    if (range.count > MAX_CUTS) continue;
    Status read = segment_unit_starts(segment, d, starts, range.count);
    for (uint32_t k = 0; read == STATUS_OK && k < range.count; k++) {
      assert_true(k == 0 || starts[k].start < document.chunk_size);
    }
  }
  for (uint32_t g = 0; g < GRAM_SPACE; g++) {
    segment_gram(segment, gram_at(g), &posting);
    for (int steps = 0; posting.current != POSTING_END && steps < 1000; steps++) {
      UnitRun run = segment_run_of_unit(segment, posting.current);
      assert_true(run.first <= posting.current && posting.current < run.end);
      assert_true(unit_run_document(&run, posting.current) < segment_documents(segment));
      posting_next(&posting);
    }
  }
  for (uint32_t n = 0; n < segment_name_count(segment) && n < 2000; n++) {
    NameCursor names;
    SymbolCursor symbols;
    StoredSymbol symbol;
    (void)name_cursor_open(&names, segment, n);
    if (!symbol_cursor_open(&symbols, segment, n)) continue;
    while (symbol_cursor_next(&symbols, &symbol)) {
      assert_true(symbol.document < segment_documents(segment));
    }
  }
  free(spans.items);
}

static void damaged_images_are_refused_or_harmless(void **state) {
  Random *random = *state;
  Model *model = model_random(random);
  for (int round = 0; round < 400; round++) {
    size_t size = model->image.len;
    bool cut = random_below(random, 3) == 0;
    if (cut) size = random_below(random, (uint32_t)size);
    char *exact = malloc(size ? size : 1);
    memcpy(exact, model->image.data, size);
    for (uint32_t i = 0; i < 1 + random_below(random, 20) && size; i++) {
      exact[random_below(random, (uint32_t)size)] = (char)random_next(random);
    }
    Segment *segment;
    Str image = str_make(exact, size);
    Status status = segment_open(image, image, &segment, NULL);
    if (cut) assert_int_not_equal(status, STATUS_OK);
    if (status == STATUS_OK) {
      read_everything(segment);
      segment_close(segment);
    }
    free(exact);
  }
  model_release(model);
}

static void every_flipped_byte_fails_verification(void **state) {
  Random *random = *state;
  Model *model = model_random(random);
  for (int round = 0; round < 60; round++) {
    size_t at = random_below(random, (uint32_t)model->image.len);
    model->image.data[at] ^= 0x10;
    Segment *segment;
    Error error;
    Str image = buf_str(&model->image);
    if (segment_open(image, image, &segment, &error) == STATUS_OK) {
      bool padding = segment_verify(segment, &error) == STATUS_OK;
      if (padding) assert_int_equal((unsigned char)model->image.data[at], 0x10); // was a zero
      segment_close(segment);
    }
    model->image.data[at] ^= 0x10;
  }
  model_release(model);
}

int main(void) {
  Random random = random_seeded("format_segment");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(documents_and_grams_read_back, &random),
      cmocka_unit_test_prestate(units_read_back, &random),
      cmocka_unit_test_prestate(symbols_read_back_by_name, &random),
      cmocka_unit_test_prestate(names_are_in_folded_order_and_prefixes_are_ranges, &random),
      cmocka_unit_test_prestate(planes_have_every_feature_of_a_block_and_its_shortest_length,
                                &random),
      cmocka_unit_test_prestate(a_pair_that_no_name_has_is_in_few_blocks, &random),
      cmocka_unit_test_prestate(few_names_have_no_signatures, &random),
      cmocka_unit_test_prestate(spans_read_back, &random),
      cmocka_unit_test_prestate(damaged_images_are_refused_or_harmless, &random),
      cmocka_unit_test_prestate(every_flipped_byte_fails_verification, &random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
