// Weights against the formula they stand for, and what words are.
#include "format/weight.h"
#include "base/compiler.h"
#include "format/word_key.h"
#include "support/cmocka_all.h"
#include "support/random.h"

static double frequency(uint32_t count, uint64_t bytes) {
  return count / (0.25 + 0.75 * (double)bytes / 16384);
}

static void what_occurs_once_weighs_nothing(void **state) {
  (void)state;
  assert_int_equal(word_weight(0, 0), 0);
  assert_int_equal(word_weight(1, 2), 0);
  assert_int_equal(word_weight(1, 1 << 20), 0);
  assert_int_equal(word_weight(2, 5), 3);
}

static void a_mean_document_gives_the_levels_by_count_alone(void **state) {
  (void)state;
  static const struct {
    uint32_t count;
    uint8_t weight;
  } cases[] = {{2, 1},  {3, 1},  {4, 2},  {5, 2},  {6, 3},  {8, 3},  {9, 4},         {13, 4},
               {14, 5}, {20, 5}, {21, 6}, {33, 6}, {34, 7}, {99, 7}, {UINT32_MAX, 7}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    assert_int_equal(word_weight(cases[i].count, 16384), cases[i].weight);
  }
}

static void weights_grow_with_the_count_and_fall_with_the_size(void **state) {
  Random *random = *state;
  for (int round = 0; round < 100000; round++) {
    uint32_t count = random_below(random, 1u << random_below(random, 20));
    uint64_t bytes = random_next(random) >> (24 + random_below(random, 40));
    uint8_t weight = word_weight(count, bytes);
    assert_true(weight < WORD_WEIGHTS);
    assert_true(word_weight(count + 1, bytes) >= weight);
    assert_true(word_weight(count, bytes + 1 + bytes / 16) <= weight);
  }
}

static void the_least_count_is_the_first_that_weighs(void **state) {
  Random *random = *state;
  for (int round = 0; round < 100000; round++) {
    uint64_t bytes = random_next(random) >> (24 + random_below(random, 40));
    uint32_t least = word_weight_least(bytes);
    assert_true(word_weight(least, bytes) >= 1);
    assert_int_equal(word_weight(least - 1, bytes), 0);
  }
  assert_true(word_weight_least(UINT64_MAX) > 1000000);
  assert_int_equal(word_weight_least(0), 2);
}

// Where the formula is away from a level's edge, which integers round.
static void a_levels_value_is_near_the_frequency_it_stands_for(void **state) {
  Random *random = *state;
  assert_true(word_weight_value(0) == 0);
  for (uint8_t level = 1; level < WORD_WEIGHTS; level++) {
    assert_true(word_weight_value(level) > word_weight_value((uint8_t)(level - 1)));
  }
  for (int round = 0; round < 100000; round++) {
    uint32_t count = 2 + random_below(random, 300);
    uint64_t bytes = random_below(random, 1 << 19);
    double value = word_weight_value(word_weight(count, bytes)), wanted = frequency(count, bytes);
    if (wanted < 1.99) assert_true(value == 0);
    if (wanted < 2.01 || wanted > 53) continue;
    assert_true(value > wanted / 1.29 && value < wanted * 1.29);
  }
}

static void words_are_word_bytes_of_2_to_64_bytes_and_no_numbers(void **state) {
  (void)state;
  char longest[WORD_MAX_BYTES + 1];
  memset(longest, 'x', sizeof longest);
  static const char *const kept[] = {"ab", "a1", "1a", "__", "0x10", "größe", "変数", "Mixed_Case"};
  static const char *const others[] = {"",    "a",   "7",  "12", "1234567890123456789012345678",
                                       "a b", "a-b", "x\n"};
  for (size_t i = 0; i < COUNT_OF(kept); i++) assert_true(word_is_kept(str_from_c(kept[i])));
  for (size_t i = 0; i < COUNT_OF(others); i++) assert_false(word_is_kept(str_from_c(others[i])));
  assert_true(word_is_kept(str_make(longest, WORD_MAX_BYTES)));
  assert_false(word_is_kept(str_make(longest, WORD_MAX_BYTES + 1)));
}

static void keys_fold_ascii_and_nothing_else(void **state) {
  (void)state;
  assert_int_equal(word_key(STR("Mutex_LOCK")), word_key(STR("mutex_lock")));
  assert_int_equal(word_key(STR("AVERYLONGNAMEOFMORETHAN16BYTES")),
                   word_key(STR("averylongnameofmorethan16bytes")));
  assert_int_not_equal(word_key(STR("a_b")), word_key(STR("a__b")));
  assert_int_not_equal(word_key(STR("É1")), word_key(STR("é1")));
  assert_int_not_equal(word_key(STR("x_")), word_key(STR("x\x7F")));
}

// Each differs from the others in a single byte, at every place and size.
static void words_that_differ_in_one_byte_have_different_keys(void **state) {
  (void)state;
  for (size_t size = WORD_MIN_BYTES; size <= WORD_MAX_BYTES; size++) {
    char word[WORD_MAX_BYTES];
    memset(word, 'a', size);
    uint64_t same = word_key(str_make(word, size));
    assert_true(same != 0 && same >> WORD_KEY_BITS == 0);
    for (size_t at = 0; at < size; at++) {
      static const char bytes[] = {'b', '0', '_', '\x80', '\xE1'};
      for (size_t b = 0; b < sizeof bytes; b++) {
        word[at] = bytes[b];
        assert_int_not_equal(word_key(str_make(word, size)), same);
      }
      word[at] = 'a';
    }
  }
}

int main(void) {
  Random random = random_seeded("format_weight");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_occurs_once_weighs_nothing),
      cmocka_unit_test(a_mean_document_gives_the_levels_by_count_alone),
      cmocka_unit_test_prestate(weights_grow_with_the_count_and_fall_with_the_size, &random),
      cmocka_unit_test_prestate(the_least_count_is_the_first_that_weighs, &random),
      cmocka_unit_test_prestate(a_levels_value_is_near_the_frequency_it_stands_for, &random),
      cmocka_unit_test(words_are_word_bytes_of_2_to_64_bytes_and_no_numbers),
      cmocka_unit_test(keys_fold_ascii_and_nothing_else),
      cmocka_unit_test(words_that_differ_in_one_byte_have_different_keys),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
