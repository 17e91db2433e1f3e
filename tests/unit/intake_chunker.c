// Content-defined cuts: they cover the text, keep their bounds, end lines, and stay where they were
// when the text before them changes.
#include "intake/chunker.h"
#include "support/cmocka_all.h"
#include "support/random.h"

enum { SIZE = 24 << 20, MAX_CUTS = 64 };

typedef struct {
  size_t cuts[MAX_CUTS];
  size_t count;
} Cuts;

static Cuts cut_all(Str text) {
  Cuts cuts = {.count = 0};
  for (size_t at = 0; at < text.len;) {
    Str rest = str_slice(text, at, text.len);
    size_t length = chunk_first(rest);
    assert_true(length > 0 && length <= CHUNK_MAX_BYTES && length <= rest.len);
    if (length < rest.len) assert_true(length >= CHUNK_MIN_BYTES);
    at += length;
    assert_true(cuts.count < MAX_CUTS);
    cuts.cuts[cuts.count++] = at;
  }
  return cuts;
}

static char *random_lines(Random *random) {
  char *text = malloc(SIZE);
  for (size_t i = 0; i < SIZE; i++) {
    text[i] = random_below(random, 40) == 0 ? '\n' : (char)('a' + random_below(random, 26));
  }
  return text;
}

static void chunks_cover_the_text_and_end_at_line_ends(void **state) {
  char *text = random_lines(*state);
  Cuts cuts = cut_all(str_make(text, SIZE));
  assert_in_range(cuts.count, SIZE / CHUNK_MAX_BYTES, SIZE / CHUNK_MIN_BYTES);
  for (size_t i = 0; i + 1 < cuts.count; i++) assert_int_equal(text[cuts.cuts[i] - 1], '\n');
  free(text);
}

static void an_insertion_moves_only_the_cuts_near_it(void **state) {
  char *text = random_lines(*state);
  char *edited = malloc(SIZE + 9);
  memcpy(edited, "inserted\n", 9);
  memcpy(edited + 9, text, SIZE);
  Cuts before = cut_all(str_make(text, SIZE)), after = cut_all(str_make(edited, SIZE + 9));
  size_t shared = 0;
  for (size_t i = 0; i < before.count; i++) {
    for (size_t k = 0; k < after.count; k++) shared += before.cuts[i] + 9 == after.cuts[k];
  }
  assert_true(shared * 2 > before.count);
  free(edited);
  free(text);
}

static void a_text_without_line_ends_is_cut_all_the_same(void **state) {
  (void)state;
  char *text = malloc(SIZE);
  memset(text, 'x', SIZE);
  Cuts cuts = cut_all(str_make(text, SIZE));
  assert_int_equal(cuts.cuts[cuts.count - 1], SIZE);
  free(text);
}

static void units_are_whole_lines_and_none_is_small(void **state) {
  (void)state;
  assert_int_equal(unit_first(STR("ab\ncd\nef\n"), 4), 6);
  assert_int_equal(unit_first(STR("ab\ncd\n"), 4), 6); // the rest would be little
  assert_int_equal(unit_first(STR("abc\nef\ng"), 4), 4);
  assert_int_equal(unit_first(STR("abcdefghij"), 4), 10);
  assert_int_equal(unit_first(STR("a"), 4), 1);
}

int main(void) {
  Random random = random_seeded("intake_chunker");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(chunks_cover_the_text_and_end_at_line_ends, &random),
      cmocka_unit_test_prestate(an_insertion_moves_only_the_cuts_near_it, &random),
      cmocka_unit_test(a_text_without_line_ends_is_cut_all_the_same),
      cmocka_unit_test(units_are_whole_lines_and_none_is_small),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
