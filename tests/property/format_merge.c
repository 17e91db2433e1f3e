// A merged segment against one built from scratch over the documents that are taken: the same bytes where
// the format leaves no choice, the same symbols everywhere; of damaged inputs nothing but a refusal.
#include "format/builder.h"
#include "format/layout.h"
#include "format/merger.h"
#include "support/cmocka_all.h"
#include "support/cuts.h"
#include "support/random.h"

enum {
  MAX_INPUTS = 6,
  MAX_DOCUMENTS = 120,
  MAX_GRAMS = 150,
  MAX_WORDS = 80,
  MAX_SYMBOLS = 30,
  NAME_SPACE = 400
};

typedef struct {
  Document document;
  char path[64];
  uint32_t grams[MAX_GRAMS];
  size_t gram_count;
  Cuts cuts;
  WeighedWord words[MAX_WORDS];
  size_t word_count;
  Symbol symbols[MAX_SYMBOLS];
  size_t symbol_count;
  Span spans[10];
  size_t span_count;
} Record;

// Segments of random records, and an order of those that live.
typedef struct {
  char names[NAME_SPACE][48];
  Record *records[MAX_INPUTS];
  uint32_t counts[MAX_INPUTS];
  Buf images[MAX_INPUTS];
  Segment *segments[MAX_INPUTS];
  uint32_t input_count;
  MergedDocument *order;
  uint32_t documents;
} Model;

static void random_symbols(Random *random, const Model *model, Record *record) {
  record->symbol_count = random_below(random, MAX_SYMBOLS);
  for (size_t i = 0; i < record->symbol_count; i++) {
    uint32_t column = random_below(random, 200), line = random_below(random, 100000);
    bool common = random_below(random, 3) == 0;
    Str container = str_from_c(model->names[random_below(random, 20)]);
    record->symbols[i] = (Symbol){
        .name = str_from_c(model->names[random_below(random, common ? 3 : NAME_SPACE)]),
        .container = random_below(random, 2) ? container : STR(""),
        .kind = (SymbolKind)random_below(random, SYMBOL_KIND_COUNT),
        .flags = (uint8_t)random_below(random, 8),
        .line = line,
        .column = column,
        .column_utf16 = random_below(random, 4) ? column : random_below(random, column + 1),
        .end_line = line + random_below(random, 300),
    };
  }
}

// Keys from few, common ones more often; over pages of them.
static void random_words(Random *random, Record *record) {
  uint64_t key = 0;
  while (record->word_count < MAX_WORDS) {
    key += 1 + random_below(random, random_below(random, 8) ? 2 : 60);
    record->words[record->word_count++] =
        (WeighedWord){key * 0x1357911, (uint8_t)(1 + random_below(random, WORD_WEIGHTS - 1))};
    if (random_below(random, MAX_WORDS) == 0) break;
  }
}

static void random_record(Random *random, const Model *model, Record *record, uint32_t input,
                          uint32_t number) {
  snprintf(record->path, sizeof record->path, "d%u/f%u-%u.c", random_below(random, 9), input,
           number);
  record->document = (Document){.path = str_from_c(record->path),
                                .stamp = {.size = random_next(random), .inode = number},
                                .hash = random_next(random),
                                .chunk_start = random_below(random, 3),
                                .chunk_size = random_below(random, 100000),
                                .line_count = random_below(random, 1000),
                                .flags = (uint16_t)random_below(random, 32)};
  record->cuts = random_cuts(random, &record->document);
  for (uint32_t gram = 0; record->gram_count < MAX_GRAMS && gram < 4000;) {
    gram += 1 + random_below(random, random_below(random, 8) ? 3 : 300);
    record->grams[record->gram_count++] = gram * 0x1351 % (1 << 24);
  }
  random_words(random, record);
  random_symbols(random, model, record);
  uint32_t at = 0;
  for (; record->span_count < random_below(random, 10); record->span_count++) {
    uint32_t start = at + random_below(random, 500), end = start + 1 + random_below(random, 900);
    record->spans[record->span_count] = (Span){start, end, (SpanKind)random_below(random, 2)};
    at = end;
  }
}

static Segment *open_image(Buf *image) {
  Segment *segment;
  Error error;
  if (segment_open(buf_str(image), buf_str(image), &segment, &error) != STATUS_OK) {
    fail_msg("%s", error.message);
  }
  return segment;
}

// The image of these records, from scratch.
static void build(Record *const *records, uint32_t count, Buf *image) {
  TextBuilder *text = text_builder_new();
  SymbolBuilder *symbols = symbol_builder_new(count);
  for (uint32_t d = 0; d < count; d++) {
    const Record *record = records[d];
    text_builder_add(text, &record->document, record->grams, record->gram_count);
    put_cuts(text, &record->cuts, record->grams, record->gram_count);
    text_builder_add_words(text, record->words, record->word_count);
    symbol_builder_add(symbols, d, record->symbols, record->symbol_count, record->spans,
                       record->span_count);
  }
  assert_int_equal(builder_write_image(text, symbols, 0, buf_sink(image), NULL), STATUS_OK);
  text_builder_free(text);
  symbol_builder_free(symbols);
}

static void add_input(Random *random, Model *model, uint32_t input) {
  uint32_t count = 1 + random_below(random, random_below(random, 3) ? 8 : MAX_DOCUMENTS);
  model->records[input] = calloc(count, sizeof(Record));
  model->counts[input] = count;
  Record **list = calloc(count, sizeof *list);
  for (uint32_t d = 0; d < count; d++) {
    list[d] = &model->records[input][d];
    random_record(random, model, list[d], input, d);
  }
  build(list, count, &model->images[input]);
  free(list);
  model->segments[input] = open_image(&model->images[input]);
}

// Which documents live, and in what order: that of the inputs, interleaved, or any.
static void choose_order(Random *random, Model *model) {
  uint32_t total = 0, next[MAX_INPUTS] = {0};
  uint32_t dead_of_16 = random_below(random, 16);
  for (uint32_t i = 0; i < model->input_count; i++) total += model->counts[i];
  model->order = calloc(total, sizeof *model->order);
  for (uint32_t left = total; left > 0;) {
    uint32_t input = random_below(random, model->input_count);
    if (next[input] == model->counts[input]) continue;
    MergedDocument document = {input, next[input]++};
    left--;
    if (random_below(random, 16) >= dead_of_16) model->order[model->documents++] = document;
  }
  if (model->documents == 0) model->order[model->documents++] = (MergedDocument){0, 0};
  for (uint32_t i = model->documents; i > 1 && random_below(random, 2); i--) {
    uint32_t other = random_below(random, i);
    MergedDocument moved = model->order[i - 1];
    model->order[i - 1] = model->order[other];
    model->order[other] = moved;
  }
}

// On the heap: records point at its names.
static Model *model_random(Random *random) {
  Model *model = calloc(1, sizeof *model);
  for (uint32_t i = 0; i < NAME_SPACE; i++) {
    const char *stem = i % 3 ? "spin_lock" : i % 2 ? "SPIN_Lock" : "é";
    snprintf(model->names[i], sizeof model->names[i], "%s_%u", stem, i);
  }
  model->input_count = 1 + random_below(random, MAX_INPUTS);
  for (uint32_t i = 0; i < model->input_count; i++) add_input(random, model, i);
  choose_order(random, model);
  return model;
}

static void model_free(Model *model) {
  for (uint32_t i = 0; i < model->input_count; i++) {
    segment_close(model->segments[i]);
    buf_release(&model->images[i]);
    free(model->records[i]);
  }
  free(model->order);
  free(model);
}

static Merge merge_of(const Model *model) {
  return (Merge){.inputs = (const Segment *const *)model->segments,
                 .input_count = model->input_count,
                 .order = model->order,
                 .documents = model->documents};
}

static void build_wanted(const Model *model, Buf *image) {
  Record **list = calloc(model->documents, sizeof *list);
  for (uint32_t n = 0; n < model->documents; n++) {
    list[n] = &model->records[model->order[n].input][model->order[n].document];
  }
  build(list, model->documents, image);
  free(list);
}

static void assert_same_section(const Buf *a, const Buf *b, uint32_t tag) {
  ChunkTable x, y;
  assert_int_equal(chunk_table_read(buf_str(a), &x, NULL), STATUS_OK);
  assert_int_equal(chunk_table_read(buf_str(b), &y, NULL), STATUS_OK);
  assert_true(str_equal(chunk_table_section(&x, tag), chunk_table_section(&y, tag)));
}

// Names, and the symbols of each: SYMS itself differs by the numbers of containers.
static void assert_same_symbols(const Segment *a, const Segment *b) {
  assert_int_equal(segment_name_count(a), segment_name_count(b));
  assert_int_equal(segment_symbol_count(a), segment_symbol_count(b));
  for (uint32_t n = 0; n < segment_name_count(a); n++) {
    SymbolCursor x, y;
    StoredSymbol found, wanted;
    assert_true(symbol_cursor_open(&x, a, n));
    assert_true(symbol_cursor_open(&y, b, n));
    assert_int_equal(x.left, y.left);
    while (symbol_cursor_next(&y, &wanted)) {
      assert_true(symbol_cursor_next(&x, &found));
      assert_int_equal(found.document, wanted.document);
      assert_int_equal(found.kind, wanted.kind);
      assert_int_equal(found.flags, wanted.flags);
      assert_int_equal(found.line, wanted.line);
      assert_int_equal(found.column, wanted.column);
      assert_int_equal(found.column_utf16, wanted.column_utf16);
      assert_int_equal(found.end_line, wanted.end_line);
      assert_true(str_equal(found.container, wanted.container));
    }
  }
}

static void assert_same_segment(Buf *found, Buf *wanted) {
  static const uint32_t tags[] = {TAG_DOCS, TAG_PATH, TAG_PORD, TAG_UIDX, TAG_UNIT,
                                  TAG_GIDX, TAG_GENT, TAG_GLST, TAG_WIDX, TAG_WORD,
                                  TAG_META, TAG_NAME, TAG_NSIG, TAG_SPIX, TAG_SPAN};
  for (size_t i = 0; i < COUNT_OF(tags); i++) assert_same_section(found, wanted, tags[i]);
  Segment *a = open_image(found), *b = open_image(wanted);
  Error error;
  if (segment_verify(a, &error) != STATUS_OK) fail_msg("%s", error.message);
  for (uint32_t block = 0; block <= segment_name_count(b) / NAME_BLOCK; block++) {
    assert_int_equal(segment_name_block_mask(a, block), segment_name_block_mask(b, block));
  }
  assert_int_equal(segment_text_id(a), segment_text_id(b));
  assert_same_symbols(a, b);
  segment_close(a);
  segment_close(b);
}

static void a_merged_segment_is_the_one_built_from_scratch(void **state) {
  Random *random = *state;
  for (int round = 0; round < 40; round++) {
    Model *model = model_random(random);
    Merge merge = merge_of(model);
    Buf found = {0}, wanted = {0};
    assert_int_equal(merger_write_image(&merge, buf_sink(&found), NULL), STATUS_OK);
    build_wanted(model, &wanted);
    assert_same_segment(&found, &wanted);
    buf_release(&found);
    buf_release(&wanted);
    model_free(model);
  }
}

// As long days do: what was merged is merged again.
static void merging_in_two_steps_is_merging_in_one(void **state) {
  Random *random = *state;
  for (int round = 0; round < 20; round++) {
    Model *model = model_random(random);
    Merge whole = merge_of(model);
    Buf at_once = {0}, first = {0}, second = {0};
    assert_int_equal(merger_write_image(&whole, buf_sink(&at_once), NULL), STATUS_OK);
    MergedDocument *order =
        calloc(model->documents, sizeof *order); // documents of input 0, by number
    MergedDocument *rest = calloc(model->documents, sizeof *rest);
    uint32_t count = 0;
    for (uint32_t n = 0; n < model->documents; n++) {
      rest[n] = model->order[n];
      if (rest[n].input == 0) rest[n].document = count, order[count++] = model->order[n];
    }
    Merge step = whole;
    step.order = order;
    step.documents = count;
    step.input_count = 1;
    assert_int_equal(merger_write_image(&step, buf_sink(&first), NULL), STATUS_OK);
    Segment *inputs[MAX_INPUTS];
    memcpy(inputs, model->segments, sizeof inputs);
    inputs[0] = open_image(&first);
    step = whole;
    step.inputs = (const Segment *const *)inputs;
    step.order = rest;
    assert_int_equal(merger_write_image(&step, buf_sink(&second), NULL), STATUS_OK);
    assert_same_segment(&second, &at_once);
    segment_close(inputs[0]);
    buf_release(&at_once);
    buf_release(&first);
    buf_release(&second);
    free(order);
    free(rest);
    model_free(model);
  }
}

// 700 names in 7 forms: enough blocks for signatures to be written.
static void many_names_have_the_same_signatures(void **state) {
  (void)state;
  enum { DOCUMENTS = 30, NAMES_EACH = 700 };
  Buf images[2] = {{0}, {0}}, wanted = {0}, found = {0};
  Segment *segments[2];
  TextBuilder *text[3];
  SymbolBuilder *symbols[3];
  for (int b = 0; b < 3; b++) {
    text[b] = text_builder_new();
    symbols[b] = symbol_builder_new(b < 2 ? DOCUMENTS / 2 : DOCUMENTS);
  }
  MergedDocument order[DOCUMENTS];
  for (uint32_t d = 0; d < DOCUMENTS; d++) {
    char path[16], names[NAMES_EACH][32];
    Symbol list[NAMES_EACH];
    uint32_t gram = d;
    snprintf(path, sizeof path, "f%02u", d);
    Document document = {.path = str_from_c(path)};
    for (uint32_t i = 0; i < NAMES_EACH; i++) {
      snprintf(names[i], sizeof names[i], "%x_Name%u", i * 40503u % 65536, i + d % 7);
      list[i] = (Symbol){.name = str_from_c(names[i]), .kind = SYMBOL_MACRO};
    }
    order[d] = (MergedDocument){d % 2, d / 2};
    text_builder_add(text[d % 2], &document, &gram, 1);
    text_builder_add(text[2], &document, &gram, 1);
    symbol_builder_add(symbols[d % 2], d / 2, list, NAMES_EACH, NULL, 0);
    symbol_builder_add(symbols[2], d, list, NAMES_EACH, NULL, 0);
  }
  Buf *outs[] = {&images[0], &images[1], &wanted};
  for (int b = 0; b < 3; b++) {
    assert_int_equal(builder_write_image(text[b], symbols[b], 0, buf_sink(outs[b]), NULL),
                     STATUS_OK);
    text_builder_free(text[b]);
    symbol_builder_free(symbols[b]);
    if (b < 2) segments[b] = open_image(&images[b]);
  }
  Merge merge = {(const Segment *const *)segments, 2, order, DOCUMENTS, NULL, NULL};
  assert_int_equal(merger_write_image(&merge, buf_sink(&found), NULL), STATUS_OK);
  ChunkTable table;
  assert_int_equal(chunk_table_read(buf_str(&found), &table, NULL), STATUS_OK);
  assert_true(chunk_table_section(&table, TAG_NSIG).len > 0);
  assert_same_segment(&found, &wanted);
  for (int b = 0; b < 2; b++) {
    segment_close(segments[b]);
    buf_release(&images[b]);
  }
  buf_release(&found);
  buf_release(&wanted);
}

static bool proceed_some(void *user) {
  int *left = user;
  return (*left)-- > 0;
}

static void a_merge_stops_when_it_is_told_to(void **state) {
  Random *random = *state;
  Model *model = model_random(random);
  Merge merge = merge_of(model);
  int asked = 1 << 30;
  merge.proceed = proceed_some;
  merge.user = &asked;
  Buf image = {0};
  assert_int_equal(merger_write_image(&merge, buf_sink(&image), NULL), STATUS_OK);
  int steps = (1 << 30) - asked;
  for (int left = 0; left < steps; left++) {
    int countdown = left;
    merge.user = &countdown;
    buf_clear(&image);
    assert_int_equal(merger_write_image(&merge, buf_sink(&image), NULL), STATUS_CANCELLED);
    assert_int_equal(countdown, -1);
  }
  buf_release(&image);
  model_free(model);
}

static void a_segment_without_words_is_not_merged(void **state) {
  (void)state;
  TextBuilder *text = text_builder_new();
  SymbolBuilder *symbols = symbol_builder_new(1);
  Document document = {.path = STR("a")};
  Buf image = {0};
  text_builder_add(text, &document, NULL, 0);
  text_builder_skip_words(text);
  assert_int_equal(builder_write_image(text, symbols, 0, buf_sink(&image), NULL), STATUS_OK);
  Segment *segment = open_image(&image);
  assert_false(segment_has_words(segment));
  assert_false(merger_takes(segment));
  segment_close(segment);
  buf_release(&image);
  text_builder_free(text);
  symbol_builder_free(symbols);
}

static void a_segment_without_symbols_is_not_merged(void **state) {
  Random *random = *state;
  Model *model = model_random(random);
  Segment *text_only;
  Str image = buf_str(&model->images[0]);
  assert_int_equal(segment_open(image, STR(""), &text_only, NULL), STATUS_OK);
  assert_true(merger_takes(model->segments[0]));
  assert_false(merger_takes(text_only));
  const Segment *inputs[] = {text_only};
  MergedDocument order[] = {{0, 0}};
  Merge merge = {.inputs = inputs, .input_count = 1, .order = order, .documents = 1};
  Buf out = {0};
  assert_int_equal(merger_write_image(&merge, buf_sink(&out), NULL), STATUS_INVALID);
  assert_int_equal(out.len, 0);
  segment_close(text_only);
  model_free(model);
}

static void damaged_inputs_are_refused_or_harmless(void **state) {
  Random *random = *state;
  int refused = 0;
  for (int round = 0; round < 120; round++) {
    Model *model = model_random(random);
    uint32_t input = random_below(random, model->input_count);
    Buf *image = &model->images[input];
    for (uint32_t i = 1 + random_below(random, 8); i > 0; i--) {
      image->data[random_below(random, (uint32_t)image->len)] ^=
          (char)(1 + random_below(random, 255));
    }
    Segment *damaged;
    if (segment_open(buf_str(image), buf_str(image), &damaged, NULL) == STATUS_OK) {
      segment_close(model->segments[input]);
      model->segments[input] = damaged;
      bool counts = segment_documents(damaged) == model->counts[input];
      Merge merge = merge_of(model);
      Buf out = {0};
      if (counts) refused += merger_write_image(&merge, buf_sink(&out), NULL) != STATUS_OK;
      buf_release(&out);
    }
    model_free(model);
  }
  assert_true(refused > 5);
}

int main(void) {
  Random random = random_seeded("format_merge");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(a_merged_segment_is_the_one_built_from_scratch, &random),
      cmocka_unit_test_prestate(merging_in_two_steps_is_merging_in_one, &random),
      cmocka_unit_test(many_names_have_the_same_signatures),
      cmocka_unit_test_prestate(a_merge_stops_when_it_is_told_to, &random),
      cmocka_unit_test(a_segment_without_words_is_not_merged),
      cmocka_unit_test_prestate(a_segment_without_symbols_is_not_merged, &random),
      cmocka_unit_test_prestate(damaged_inputs_are_refused_or_harmless, &random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
