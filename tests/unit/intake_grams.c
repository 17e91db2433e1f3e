// Grams of texts, against the definition.
#include "base/compiler.h"
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
  assert_int_equal(grams.count, 4);
  assert_true(has(&grams, gram_make('a', 'b', 'c')));
  assert_true(has(&grams, gram_make('f', 'g', 'h')));
  assert_true(has(&grams, gram_of_line('d', 'e')));
  assert_true(has(&grams, GRAM_MARK));
  free(grams.items);
  gram_set_free(set);
}

static void texts_under_three_bytes_have_at_most_a_line(void **state) {
  (void)state;
  GramSet *set = gram_set_new();
  GramList grams = {0};
  gram_set_collect(set, STR(""), &grams);
  assert_int_equal(grams.count, 1);
  gram_set_collect(set, STR("a"), &grams);
  assert_int_equal(grams.count, 1);
  gram_set_collect(set, STR("aB"), &grams);
  assert_int_equal(grams.count, 2);
  assert_true(has(&grams, gram_of_line('a', 'b')));
  gram_set_collect(set, STR("a\n"), &grams);
  assert_int_equal(grams.count, 1);
  free(grams.items);
  gram_set_free(set);
}

static bool is_end(const char *text, size_t size, size_t at) {
  return at >= size || text[at] == '\n' || text[at] == '\r';
}

// What lines have, by the definition: two bytes that some line begins with, and some line ends with.
static size_t mark_lines(const char *text, size_t size, bool *seen) {
  static bool begins[1 << 16], ends[1 << 16];
  memset(begins, 0, sizeof begins);
  memset(ends, 0, sizeof ends);
  for (size_t i = 0; i + 1 < size; i++) {
    if (is_end(text, size, i) || is_end(text, size, i + 1)) continue;
    size_t pair =
        (size_t)(unsigned char)ascii_lower(text[i]) << 8 | (unsigned char)ascii_lower(text[i + 1]);
    begins[pair] |= i == 0 || is_end(text, size, i - 1);
    ends[pair] |= is_end(text, size, i + 2);
  }
  size_t count = 0;
  for (size_t pair = 0; pair < 1 << 16; pair++) {
    if (!begins[pair] || !ends[pair]) continue;
    seen[gram_of_line((unsigned char)(pair >> 8), (unsigned char)pair)] = true;
    count++;
  }
  return count;
}

// Random texts of few different bytes, ASCII and not, over the block size of the collector.
static void every_gram_is_found_once(void **state) {
  Random *random = *state;
  GramSet *set = gram_set_new();
  GramList grams = {0};
  bool *seen = malloc(GRAM_COUNT);
  for (int round = 0; round < 150; round++) {
    uint32_t size = random_below(random, round % 2 ? 20000 : 12),
             alphabet = 2 + random_below(random, 30);
    bool ascii = random_below(random, 2);
    char *text = malloc(size + 1);
    for (uint32_t i = 0; i < size; i++) {
      uint32_t pick = random_below(random, alphabet);
      text[i] = pick == 0 ? (i % 3 ? '\n' : '\r')
                          : (char)((ascii ? 0 : 128 * (pick % 2)) + (pick * 37 + 40) % 128);
    }
    gram_set_collect(set, str_make(text, size), &grams);
    memset(seen, 0, GRAM_COUNT);
    size_t distinct = 1 + mark_lines(text, size, seen);
    seen[GRAM_MARK] = true;
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

static void what_stands_on_both_sides_of_an_underscore_is_one_gram(void **state) {
  (void)state;
  static const char *const same[] = {"page_fault", "xPage_fault;", "AGE_FA", "12 age_fa\nage_fa"};
  static const char *const none[] = {"ge_fa", "age_f",   "age__fa",  "age_",
                                     "_fa",   "a.ge_fa", "age\n_fa", ""};
  GramSet *set = gram_set_new();
  GramList grams = {0};
  uint32_t wanted, other;
  assert_true(gram_of_joint(STR("age_fa"), 3, &wanted));
  assert_true(gram_is_joint(wanted));
  assert_false(gram_is_joint(GRAM_MARK) || gram_is_joint(gram_of_line(1, 2)));
  assert_true(gram_of_joint(STR("age_fl"), 3, &other));
  assert_int_not_equal(wanted, other);
  for (size_t i = 0; i < COUNT_OF(same); i++) {
    gram_set_collect(set, str_from_c(same[i]), &grams);
    assert_true(has(&grams, wanted));
  }
  for (size_t i = 0; i < COUNT_OF(none); i++) {
    gram_set_collect(set, str_from_c(none[i]), &grams);
    for (size_t k = 0; k < grams.count; k++) assert_false(gram_is_joint(grams.items[k]));
  }
  free(grams.items);
  gram_set_free(set);
}

// Over the eight bytes that are looked at at once.
static void joints_are_found_wherever_they_stand(void **state) {
  Random *random = *state;
  GramSet *set = gram_set_new();
  GramList grams = {0};
  for (int round = 0; round < 300; round++) {
    char text[64];
    size_t size = random_below(random, sizeof text);
    for (size_t i = 0; i < size; i++) text[i] = "ab_Z9 _\xC3"[random_below(random, 8)];
    gram_set_collect(set, str_make(text, size), &grams);
    static bool seen[GRAM_COUNT];
    size_t found = 0, wanted = 0;
    uint32_t joint;
    for (size_t i = 0; i < size; i++) {
      if (!gram_of_joint(str_make(text, size), i, &joint)) continue;
      assert_true(has(&grams, joint));
      wanted += !seen[joint];
      seen[joint] = true;
    }
    for (size_t k = 0; k < grams.count; k++) {
      found += gram_is_joint(grams.items[k]);
      seen[grams.items[k]] = false;
    }
    assert_int_equal(found, wanted);
  }
  free(grams.items);
  gram_set_free(set);
}

int main(void) {
  Random random = random_seeded("intake_grams");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(letters_are_folded_and_line_ends_break),
      cmocka_unit_test(texts_under_three_bytes_have_at_most_a_line),
      cmocka_unit_test_prestate(every_gram_is_found_once, &random),
      cmocka_unit_test(what_stands_on_both_sides_of_an_underscore_is_one_gram),
      cmocka_unit_test_prestate(joints_are_found_wherever_they_stand, &random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
