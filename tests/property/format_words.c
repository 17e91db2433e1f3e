// The words of a segment against a naive map: what builders are given is read back, document by document and
// by leaps; nothing is found that was not given; damaged bytes are refused, or read without harm.
#include "format/builder.h"
#include "format/chunk.h"
#include "format/layout.h"
#include "format/segment.h"
#include "format/word_key.h"
#include "support/cmocka_all.h"
#include "support/random.h"

enum { MAX_DOCUMENTS = 3000, MAX_VOCABULARY = 400 };

typedef struct {
  uint8_t (*weights)[MAX_DOCUMENTS]; // [word][document]
  uint32_t vocabulary, documents;
  Buf image;
} Model;

static Str word_at(char buffer[32], uint32_t i) {
  return str_make(buffer,
                  (size_t)snprintf(buffer, 32, "%s_%u", i % 2 ? "Word" : "averylongword", i));
}

// Some words are in nearly all documents, some in one or in none.
static void give_weights(Random *random, Model *model) {
  for (uint32_t w = 0; w < model->vocabulary; w++) {
    uint32_t one_in = 1 + random_below(random, 1u << random_below(random, 12));
    uint32_t bound = 1 + random_below(random, WORD_WEIGHTS - 1);
    for (uint32_t d = 0; d < model->documents; d++) {
      bool has = random_below(random, one_in) == 0;
      model->weights[w][d] = has ? (uint8_t)(1 + random_below(random, bound)) : 0;
    }
  }
}

static Model *model_random(Random *random) {
  Model *model = calloc(1, sizeof *model);
  model->weights = calloc(MAX_VOCABULARY, sizeof *model->weights);
  model->vocabulary = 1 + random_below(random, random_below(random, 3) ? MAX_VOCABULARY : 3);
  model->documents = 1 + random_below(random, random_below(random, 3) ? 200 : MAX_DOCUMENTS);
  give_weights(random, model);
  TextBuilder *text = text_builder_new();
  for (uint32_t d = 0; d < model->documents; d++) {
    char path[16], buffer[32];
    WeighedWord words[MAX_VOCABULARY];
    size_t count = 0;
    snprintf(path, sizeof path, "f%05u", d);
    Document document = {.path = str_from_c(path)};
    text_builder_add(text, &document, NULL, 0);
    for (uint32_t w = 0; w < model->vocabulary; w++) {
      uint8_t weight = model->weights[w][d];
      if (weight) words[count++] = (WeighedWord){word_key(word_at(buffer, w)), weight};
    }
    text_builder_add_words(text, words, count);
  }
  assert_int_equal(builder_write_image(text, NULL, 0, buf_sink(&model->image), NULL), STATUS_OK);
  text_builder_free(text);
  return model;
}

static void model_free(Model *model) {
  buf_release(&model->image);
  free(model->weights);
  free(model);
}

static Segment *open_model(const Model *model) {
  Segment *segment;
  Error error;
  if (segment_open(buf_str(&model->image), STR(""), &segment, &error) != STATUS_OK) {
    fail_msg("%s", error.message);
  }
  return segment;
}

static uint32_t next_with(const Model *model, uint32_t word, uint32_t from) {
  while (from < model->documents && model->weights[word][from] == 0) from++;
  return from < model->documents ? from : POSTING_END;
}

static void assert_stands_on(const Model *model, uint32_t word, const WordCursor *cursor,
                             uint32_t wanted) {
  assert_int_equal(word_cursor_document(cursor), wanted);
  if (wanted == POSTING_END) return;
  assert_int_equal(word_cursor_weight(cursor), model->weights[word][wanted]);
}

static void every_weight_is_read_back(void **state) {
  Random *random = *state;
  for (int round = 0; round < 25; round++) {
    Model *model = model_random(random);
    Segment *segment = open_model(model);
    assert_true(segment_has_words(segment));
    for (uint32_t w = 0; w < model->vocabulary; w++) {
      char buffer[32];
      WordCursor cursor;
      uint32_t d = next_with(model, w, 0), count = 0;
      assert_int_equal(word_cursor_open(&cursor, segment, word_at(buffer, w)), d != POSTING_END);
      uint32_t told = word_cursor_count(&cursor);
      for (; d != POSTING_END; d = next_with(model, w, d + 1), count++) {
        assert_stands_on(model, w, &cursor, d);
        word_cursor_next(&cursor);
      }
      assert_stands_on(model, w, &cursor, POSTING_END);
      assert_int_equal(told, count);
    }
    segment_close(segment);
    model_free(model);
  }
}

static void leaps_end_where_steps_do(void **state) {
  Random *random = *state;
  for (int round = 0; round < 25; round++) {
    Model *model = model_random(random);
    Segment *segment = open_model(model);
    for (uint32_t w = 0; w < model->vocabulary; w++) {
      char buffer[32];
      WordCursor cursor;
      uint32_t at = next_with(model, w, 0), far = 1 + random_below(random, 600);
      word_cursor_open(&cursor, segment, word_at(buffer, w));
      while (at != POSTING_END) {
        bool step = random_below(random, 4) == 0;
        uint32_t target = step ? at + 1 : at + random_below(random, far);
        at = next_with(model, w, target);
        uint32_t found = step ? word_cursor_next(&cursor) : word_cursor_advance_to(&cursor, target);
        assert_int_equal(found, at);
        assert_stands_on(model, w, &cursor, at);
      }
      assert_int_equal(word_cursor_advance_to(&cursor, 0), POSTING_END);
    }
    segment_close(segment);
    model_free(model);
  }
}

static void a_word_is_found_in_any_case_and_others_are_not(void **state) {
  Random *random = *state;
  Model *model = model_random(random);
  Segment *segment = open_model(model);
  char buffer[32];
  WordCursor cursor, upper;
  for (uint32_t w = 0; w < model->vocabulary; w++) {
    bool found = word_cursor_open(&cursor, segment, word_at(buffer, w));
    for (char *c = buffer; *c; c++) *c = ascii_is_lower(*c) ? (char)(*c - 32) : *c;
    assert_int_equal(word_cursor_open(&upper, segment, str_from_c(buffer)), found);
    assert_int_equal(word_cursor_document(&cursor), word_cursor_document(&upper));
  }
  for (uint32_t w = MAX_VOCABULARY; w < MAX_VOCABULARY + 20000; w++) {
    assert_false(word_cursor_open(&cursor, segment, word_at(buffer, w)));
    assert_int_equal(word_cursor_document(&cursor), POSTING_END);
    assert_int_equal(word_cursor_count(&cursor), 0);
    assert_int_equal(word_cursor_next(&cursor), POSTING_END);
    assert_int_equal(word_cursor_advance_to(&cursor, 7), POSTING_END);
  }
  static const char *const no_words[] = {"", "x", "1234", "two words", "word-1"};
  for (size_t i = 0; i < COUNT_OF(no_words); i++) {
    assert_false(word_cursor_open(&cursor, segment, str_from_c(no_words[i])));
  }
  segment_close(segment);
  model_free(model);
}

static void a_segment_of_wordless_documents_has_words_and_finds_none(void **state) {
  (void)state;
  for (int skipped = 0; skipped < 2; skipped++) {
    TextBuilder *text = text_builder_new();
    Document document = {.path = STR("a")};
    Buf image = {0};
    Segment *segment;
    WordCursor cursor;
    text_builder_add(text, &document, NULL, 0);
    if (skipped) text_builder_skip_words(text);
    assert_int_equal(builder_write_image(text, NULL, 0, buf_sink(&image), NULL), STATUS_OK);
    assert_int_equal(segment_open(buf_str(&image), STR(""), &segment, NULL), STATUS_OK);
    assert_int_equal(segment_has_words(segment), !skipped);
    assert_false(word_cursor_open(&cursor, segment, STR("word")));
    assert_int_equal(segment_verify(segment, NULL), STATUS_OK);
    segment_close(segment);
    buf_release(&image);
    text_builder_free(text);
  }
}

// ---- damage -------------------------------------------------------------------------------------

static void read_all(const Segment *segment, const Model *model) {
  for (uint32_t w = 0; w < model->vocabulary; w++) {
    char buffer[32];
    WordCursor cursor;
    uint32_t steps = 0, documents = segment_documents(segment);
    word_cursor_open(&cursor, segment, word_at(buffer, w));
    WordCursor leaps = cursor;
    for (uint32_t d; (d = word_cursor_document(&cursor)) != POSTING_END; steps++) {
      assert_true(d < documents && steps <= documents);
      assert_in_range(word_cursor_weight(&cursor), 1, WORD_WEIGHTS - 1);
      word_cursor_next(&cursor);
    }
    while (word_cursor_document(&leaps) != POSTING_END) {
      word_cursor_advance_to(&leaps, word_cursor_document(&leaps) + 3);
    }
  }
}

// A copy of the image with some bytes of one of the two sections changed, cut off or appended, and checksums
// that are right: what is wrong is for the invariants to find.
static void damage(Random *random, Str image, Buf *out) {
  ChunkTable table;
  assert_int_equal(chunk_table_read(image, &table, NULL), STATUS_OK);
  ChunkWriter *writer = chunk_writer_new(buf_sink(out));
  uint32_t chosen = random_below(random, 3) ? TAG_WORD : TAG_WIDX;
  for (uint32_t i = 0; i < table.count; i++) {
    uint32_t tag = table.sections[i].tag;
    Str section = chunk_table_section(&table, tag);
    Buf bytes = {0};
    buf_str_put(&bytes, section);
    if (tag == chosen && bytes.len && random_below(random, 6) == 0) {
      bytes.len -= 1 + random_below(random, (uint32_t)(bytes.len < 16 ? bytes.len : 16));
    } else if (tag == chosen && bytes.len && random_below(random, 6) == 0) {
      buf_u64(&bytes, random_next(random));
      buf_u64(&bytes, random_below(random, (uint32_t)bytes.len));
    }
    for (uint32_t k = random_below(random, 4); tag == chosen && bytes.len && k > 0; k--) {
      bytes.data[random_below(random, (uint32_t)bytes.len)] ^= (char)(1 << random_below(random, 8));
    }
    chunk_writer_begin(writer, tag);
    chunk_writer_put(writer, buf_str(&bytes));
    buf_release(&bytes);
  }
  assert_int_equal(chunk_writer_finish(writer, NULL), STATUS_OK);
}

// On a heap block of its own size, so that a sanitizer sees a byte too many.
static Segment *open_exactly(const Buf *image, char **block) {
  Segment *segment = NULL;
  *block = malloc(image->len);
  memcpy(*block, image->data, image->len);
  Str bytes = str_make(*block, image->len);
  return segment_open(bytes, STR(""), &segment, NULL) == STATUS_OK ? segment : NULL;
}

// A bit of a weight or a document may give another that is as good: most give none.
static void damaged_words_are_reported_and_read_without_harm(void **state) {
  Random *random = *state;
  int damaged = 0, reported = 0;
  for (int round = 0; round < 300; round++) {
    Model *model = model_random(random);
    Buf image = {0};
    char *block;
    damage(random, buf_str(&model->image), &image);
    bool same = str_equal(buf_str(&image), buf_str(&model->image));
    Segment *segment = open_exactly(&image, &block);
    bool sound = segment && segment_verify(segment, NULL) == STATUS_OK;
    if (same) assert_true(sound);
    damaged += !same;
    reported += !sound;
    if (segment) read_all(segment, model);
    segment_close(segment);
    free(block);
    buf_release(&image);
    model_free(model);
  }
  assert_true(damaged > 100 && reported > damaged / 2);
}

static void set_byte(const ChunkTable *table, uint32_t tag, size_t at, char byte, Buf *out) {
  ChunkWriter *writer = chunk_writer_new(buf_sink(out));
  for (uint32_t i = 0; i < table->count; i++) {
    Buf bytes = {0};
    buf_str_put(&bytes, chunk_table_section(table, table->sections[i].tag));
    if (table->sections[i].tag == tag) bytes.data[at] = byte;
    chunk_writer_begin(writer, table->sections[i].tag);
    chunk_writer_put(writer, buf_str(&bytes));
    buf_release(&bytes);
  }
  assert_int_equal(chunk_writer_finish(writer, NULL), STATUS_OK);
}

// Key 5 in document 1 with weight 4; key 7 in documents 0 and 1 with weights 3 and 2.
static void build_small(Buf *image) {
  static const char bytes[] = {0, 4, 1, 2, 8, 0, 1, 0x13};
  const WeighedWord words[] = {{7, 3}, {5, 4}, {7, 2}};
  TextBuilder *text = text_builder_new();
  for (uint32_t d = 0; d < 2; d++) {
    Document document = {.path = d ? STR("b") : STR("a")};
    text_builder_add(text, &document, NULL, 0);
    text_builder_add_words(text, words + d, d + 1);
  }
  assert_int_equal(builder_write_image(text, NULL, 0, buf_sink(image), NULL), STATUS_OK);
  text_builder_free(text);
  ChunkTable table;
  assert_int_equal(chunk_table_read(buf_str(image), &table, NULL), STATUS_OK);
  assert_true(str_equal(chunk_table_section(&table, TAG_WORD), str_make(bytes, sizeof bytes)));
}

static Status verify_image(const Buf *image) {
  Segment *segment;
  assert_int_equal(segment_open(buf_str(image), STR(""), &segment, NULL), STATUS_OK);
  Status status = segment_verify(segment, NULL);
  segment_close(segment);
  return status;
}

static void every_invariant_is_checked(void **state) {
  (void)state;
  static const struct {
    const char *what;
    uint32_t tag;
    size_t at;
    char byte;
  } cases[] = {
      {"a page that begins with another key", TAG_WIDX, 0, 0},
      {"a first page that does not begin at 0", TAG_WIDX, 8, 1},
      {"a single word of no weight", TAG_WORD, 1, 0},
      {"a document behind the last", TAG_WORD, 2, 9},
      {"two words of one key", TAG_WORD, 3, 0},
      {"more documents than there are", TAG_WORD, 4, 100},
      {"a document twice", TAG_WORD, 6, 0},
      {"a weight of 0", TAG_WORD, 7, 0x18},
      {"bits behind the weights", TAG_WORD, 7, 0x53},
  };
  Buf image = {0};
  build_small(&image);
  assert_int_equal(verify_image(&image), STATUS_OK);
  ChunkTable table;
  assert_int_equal(chunk_table_read(buf_str(&image), &table, NULL), STATUS_OK);
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    Buf changed = {0};
    set_byte(&table, cases[i].tag, cases[i].at, cases[i].byte, &changed);
    if (verify_image(&changed) != STATUS_CORRUPT) fail_msg("%s", cases[i].what);
    buf_release(&changed);
  }
  buf_release(&image);
}

int main(void) {
  Random random = random_seeded("format_words");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(every_weight_is_read_back, &random),
      cmocka_unit_test_prestate(leaps_end_where_steps_do, &random),
      cmocka_unit_test_prestate(a_word_is_found_in_any_case_and_others_are_not, &random),
      cmocka_unit_test(a_segment_of_wordless_documents_has_words_and_finds_none),
      cmocka_unit_test_prestate(damaged_words_are_reported_and_read_without_harm, &random),
      cmocka_unit_test(every_invariant_is_checked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
