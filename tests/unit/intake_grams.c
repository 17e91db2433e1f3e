// Grams of texts, against the definition.
#include "intake/grams.h"
#include "support/cmocka_all.h"
#include "support/random.h"

static bool has(const GramList *list, uint32_t gram) {
  for (size_t i = 0; i < list->count; i++) {
    if (list->items[i] == gram) return true;
  }
  return false;
}

static void letters_are_folded_and_line_ends_break(void **state) {
  (void)state;
  GramSet *set = gram_set_new();
  GramList grams = {0};
  gram_set_collect(set, STR("AbC\nde\r\nfgh"), &grams);
  assert_int_equal(grams.count, 2);
  assert_true(has(&grams, gram_make('a', 'b', 'c')));
  assert_true(has(&grams, gram_make('f', 'g', 'h')));
  free(grams.items);
  gram_set_free(set);
}

static void texts_under_three_bytes_have_none(void **state) {
  (void)state;
  GramSet *set = gram_set_new();
  GramList grams = {0};
  gram_set_collect(set, STR(""), &grams);
  assert_int_equal(grams.count, 0);
  gram_set_collect(set, STR("ab"), &grams);
  assert_int_equal(grams.count, 0);
  free(grams.items);
  gram_set_free(set);
}

// Random texts of few different bytes, ASCII and not, over the block size of the collector.
static void every_gram_is_found_once(void **state) {
  Random *random = *state;
  GramSet *set = gram_set_new();
  GramList grams = {0};
  bool *seen = malloc(GRAM_COUNT);
  for (int round = 0; round < 60; round++) {
    uint32_t size = random_below(random, 20000), alphabet = 2 + random_below(random, 30);
    bool ascii = random_below(random, 2);
    char *text = malloc(size + 1);
    for (uint32_t i = 0; i < size; i++) {
      uint32_t pick = random_below(random, alphabet);
      text[i] = pick == 0 ? '\n' : (char)((ascii ? 0 : 128 * (pick % 2)) + (pick * 37 + 40) % 128);
    }
    gram_set_collect(set, str_make(text, size), &grams);
    memset(seen, 0, GRAM_COUNT);
    size_t distinct = 0;
    for (uint32_t i = 2; i < size; i++) {
      const char *p = text + i - 2;
      if (memchr(p, '\n', 3) || memchr(p, '\r', 3)) continue;
      uint32_t gram = gram_make((unsigned char)ascii_lower(p[0]), (unsigned char)ascii_lower(p[1]),
                                (unsigned char)ascii_lower(p[2]));
      distinct += !seen[gram];
      seen[gram] = true;
    }
    assert_int_equal(grams.count, distinct);
    for (size_t i = 0; i < grams.count; i++) assert_true(seen[grams.items[i]]);
    free(text);
  }
  free(seen);
  free(grams.items);
  gram_set_free(set);
}

int main(void) {
  Random random = random_seeded("intake_grams");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(letters_are_folded_and_line_ends_break),
      cmocka_unit_test(texts_under_three_bytes_have_none),
      cmocka_unit_test_prestate(every_gram_is_found_once, &random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
