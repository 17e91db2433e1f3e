// Words of texts, against the definition.
#include "intake/words.h"
#include "base/compiler.h"
#include "format/word_key.h"
#include "support/cmocka_all.h"
#include "support/random.h"

static uint8_t weight_of(const WordList *list, Str word) {
  uint64_t key = word_key(word);
  uint8_t weight = 0;
  for (size_t i = 0; i < list->count; i++) {
    if (list->items[i].key != key) continue;
    assert_int_equal(weight, 0); // each once
    weight = list->items[i].weight;
  }
  return weight;
}

static void words_are_counted_in_any_case(void **state) {
  (void)state;
  WordSet *set = word_set_new();
  WordList words = {0};
  Str text = STR("Lock lock LOCK(mutex) lock_it once a a a");
  word_set_collect(set, text, &words);
  assert_int_equal(words.count, 1);
  assert_int_equal(weight_of(&words, STR("lock")), word_weight(3, text.len));
  array_free(&words);
  word_set_free(set);
}

static void numbers_and_single_letters_are_left_out(void **state) {
  (void)state;
  WordSet *set = word_set_new();
  WordList words = {0};
  word_set_collect(set, STR("12 12 12 x x x 0x12 0x12 1a 1a 12345678901 12345678901"), &words);
  assert_int_equal(words.count, 2);
  assert_true(weight_of(&words, STR("0x12")) > 0);
  assert_true(weight_of(&words, STR("1a")) > 0);
  array_free(&words);
  word_set_free(set);
}

static void words_are_found_at_the_edges_of_a_text(void **state) {
  (void)state;
  static const char *const texts[] = {"edge edge", "edge\nedge\n", "(edge)edge", "edge.x.edge",
                                      "\xC3\xA9+edge edge"};
  WordSet *set = word_set_new();
  WordList words = {0};
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    char *exact = malloc(strlen(texts[i])); // so that a sanitizer sees a byte too many
    memcpy(exact, texts[i], strlen(texts[i]));
    word_set_collect(set, str_make(exact, strlen(texts[i])), &words);
    assert_int_equal(weight_of(&words, STR("edge")), word_weight(2, strlen(texts[i])));
    free(exact);
  }
  word_set_collect(set, STR(""), &words);
  assert_int_equal(words.count, 0);
  array_free(&words);
  word_set_free(set);
}

static void bytes_that_are_not_ascii_belong_to_words_as_they_are(void **state) {
  (void)state;
  WordSet *set = word_set_new();
  WordList words = {0};
  word_set_collect(set, STR("größe Größe GRÖSSE 変数 変数 変数x é é"), &words);
  assert_true(weight_of(&words, STR("größe")) > 0);
  assert_true(weight_of(&words, STR("変数")) > 0);
  assert_true(weight_of(&words, STR("é")) > 0); // two bytes
  assert_int_equal(words.count, 3);
  array_free(&words);
  word_set_free(set);
}

static void runs_over_64_bytes_are_no_words(void **state) {
  (void)state;
  WordSet *set = word_set_new();
  WordList words = {0};
  for (size_t size = WORD_MAX_BYTES - 1; size <= WORD_MAX_BYTES + 1; size++) {
    char text[400];
    memset(text, 'x', sizeof text);
    text[size] = text[2 * size + 1] = ' ';
    Str all = str_make(text, 2 * size + 2);
    word_set_collect(set, all, &words);
    assert_int_equal(words.count, size <= WORD_MAX_BYTES);
  }
  char *run = malloc(3 << 20); // over blocks, and longer than any place in one can say
  memset(run, 'x', 3 << 20);
  memcpy(run + (3 << 20) - 10, " xy xy xy ", 10);
  word_set_collect(set, str_make(run + (3 << 20) - 4096 - 100, 4096 + 100), &words);
  assert_int_equal(words.count, 1);
  word_set_collect(set, str_make(run, 3 << 20), &words);
  assert_int_equal(words.count, 0);
  free(run);
  array_free(&words);
  word_set_free(set);
}

// ---- random texts -------------------------------------------------------------------------------

enum { VOCABULARY = 4000, MAX_TEXT = 1 << 20 };

typedef struct {
  char words[VOCABULARY][WORD_MAX_BYTES + 8];
  uint32_t counts[VOCABULARY];
  char *text;
  size_t size;
} Model;

// Distinct when folded: each holds its number.
static void invent_words(Random *random, Model *model) {
  static const char *const pieces[] = {"lock", "INIT", "é", "_", "x86", "averyverylongpiece", "数"};
  for (uint32_t i = 0; i < VOCABULARY; i++) {
    size_t used = (size_t)snprintf(model->words[i], sizeof *model->words, "w%u_", i);
    while (random_below(random, 3)) {
      const char *piece = pieces[random_below(random, COUNT_OF(pieces))];
      if (used + strlen(piece) > WORD_MAX_BYTES) break;
      used += (size_t)snprintf(model->words[i] + used, sizeof *model->words - used, "%s", piece);
    }
  }
}

static void write_text(Random *random, Model *model, size_t wanted) {
  static const char between[] = " \n\t(){};,.*&->+\"'/\\#$@`~^[:<=?|%!";
  uint32_t common = 1 + random_below(random, 50);
  memset(model->counts, 0, sizeof model->counts);
  model->size = 0;
  while (model->size < wanted) {
    uint32_t rare = random_below(random, 4) == 0;
    uint32_t i = random_below(random, rare ? VOCABULARY : common);
    bool upper = random_below(random, 2);
    for (const char *c = model->words[i]; *c; c++) {
      char byte = upper && ascii_is_lower(*c) ? (char)(*c - 32) : *c;
      model->text[model->size++] = byte;
    }
    model->counts[i]++;
    if (random_below(random, 5) == 0) {
      int size = snprintf(model->text + model->size, 32, " %u", random_below(random, 100000));
      model->size += (size_t)size;
    }
    for (uint32_t k = random_below(random, random_below(random, 20) ? 3 : 90) + 1; k > 0; k--) {
      model->text[model->size++] = between[random_below(random, sizeof between - 1)];
    }
  }
}

// Small texts, some over a block, and some that are read twice; one set for all.
static void all_words_that_weigh_are_found_and_none_else(void **state) {
  Random *random = *state;
  Model *model = calloc(1, sizeof *model);
  model->text = malloc(MAX_TEXT + 1000);
  WordSet *set = word_set_new();
  WordList words = {0};
  invent_words(random, model);
  for (int round = 0; round < 150; round++) {
    uint32_t most = round % 10 == 0 ? MAX_TEXT : round % 3 ? 3000 : 60000;
    write_text(random, model, random_below(random, most));
    char *exact = malloc(model->size + 1);
    memcpy(exact, model->text, model->size);
    word_set_collect(set, str_make(exact, model->size), &words);
    size_t wanted = 0;
    for (uint32_t i = 0; i < VOCABULARY; i++) {
      uint8_t weight = word_weight(model->counts[i], model->size);
      assert_int_equal(weight_of(&words, str_from_c(model->words[i])), weight);
      wanted += weight > 0;
    }
    assert_int_equal(words.count, wanted);
    free(exact);
  }
  array_free(&words);
  word_set_free(set);
  free(model->text);
  free(model);
}

int main(void) {
  Random random = random_seeded("intake_words");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_are_counted_in_any_case),
      cmocka_unit_test(numbers_and_single_letters_are_left_out),
      cmocka_unit_test(words_are_found_at_the_edges_of_a_text),
      cmocka_unit_test(bytes_that_are_not_ascii_belong_to_words_as_they_are),
      cmocka_unit_test(runs_over_64_bytes_are_no_words),
      cmocka_unit_test_prestate(all_words_that_weigh_are_found_and_none_else, &random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
