#include "lsp/position.h"

#include "base/buf.h"
#include "lsp/line_index.h"
#include "lsp/unit/check.h"

#include <stdlib.h>
#include <time.h>

#define E_ACUTE "\xC3\xA9"       // 2 bytes, 1 unit
#define WORLD "\xE4\xB8\x96"     // 3 bytes, 1 unit
#define SMILE "\xF0\x9F\x98\x80" // 4 bytes, 2 units of UTF-16, 1 of UTF-32

static void units_are_counted(void **state) {
  (void)state;
  Str text = STR("a" E_ACUTE WORLD SMILE "b");
  assert_int_equal(position_units(text, POSITION_UTF8), 11);
  assert_int_equal(position_units(text, POSITION_UTF16), 6);
  assert_int_equal(position_units(text, POSITION_UTF32), 5);
  assert_int_equal(position_units(STR("\xFF\x80x"), POSITION_UTF16), 3);
}

static size_t offset_of(Str line, uint32_t units, PositionEncoding encoding) {
  bool inside;
  return position_in_line(line, 0, units, encoding, &inside);
}

static void an_offset_is_never_inside_a_character(void **state) {
  (void)state;
  Str line = STR("a" SMILE "b");
  assert_int_equal(offset_of(line, 2, POSITION_UTF16), 1); // half of a pair
  assert_int_equal(offset_of(line, 3, POSITION_UTF16), 5);
  for (uint32_t units = 1; units < 5; units++) {
    assert_int_equal(offset_of(line, units, POSITION_UTF8), 1);
  }
  assert_int_equal(offset_of(line, 5, POSITION_UTF8), 5);
  assert_int_equal(offset_of(line, 2, POSITION_UTF32), 5);
  assert_int_equal(offset_of(line, UINT32_MAX, POSITION_UTF16), line.len);
}

static void only_the_middle_of_a_pair_is_inside(void **state) {
  (void)state;
  Str line = STR("a" SMILE "b" E_ACUTE);
  for (uint32_t units = 0; units < 8; units++) {
    bool inside;
    position_in_line(line, 0, units, POSITION_UTF16, &inside);
    assert_int_equal(inside, units == 2);
    position_in_line(line, 0, units, POSITION_UTF8, &inside);
    assert_false(inside);
  }
}

// The steps in which ASCII is skipped begin and end everywhere in this line.
static void long_lines_are_counted_like_short_ones(void **state) {
  (void)state;
  Buf line = {0};
  uint32_t units = 0;
  size_t offsets[20000];
  for (int i = 0; i < 40; i++) {
    for (int n = i * 13; n > 0; n--) {
      offsets[units++] = line.len;
      buf_byte(&line, 'x');
    }
    offsets[units++] = line.len;
    offsets[units++] = line.len; // in the middle of the pair
    buf_str_put(&line, STR(SMILE));
  }
  offsets[units] = line.len;
  buf_str_put(&line, STR("\rnext"));
  for (uint32_t i = 0; i <= units; i++) {
    assert_int_equal(offset_of(buf_str(&line), i, POSITION_UTF16), offsets[i]);
  }
  assert_int_equal(offset_of(buf_str(&line), units + 1, POSITION_UTF16), offsets[units]);
  assert_int_equal(offset_of(buf_str(&line), UINT32_MAX, POSITION_UTF32), offsets[units]);
  buf_release(&line);
}

static size_t find(Str text, uint32_t line, uint32_t character, PositionEncoding encoding) {
  LineIndex lines = {0};
  line_index_edit(&lines, text, 0, 0, text.len);
  size_t start = line_index_find(&lines, text, line);
  bool inside;
  line_index_release(&lines);
  size_t found = position_in_line(text, start, character, encoding, &inside);
  assert_int_equal(position_offset(text, (Position){line, character}, encoding), found);
  return found;
}

static void lines_end_three_ways_and_ends_clamp(void **state) {
  (void)state;
  Str text = STR("one\ntwo\r\nthree\rfour");
  static const struct {
    uint32_t line, character;
    size_t offset;
  } cases[] = {
      {0, 0, 0},    {0, 3, 3},
      {0, 99, 3},   {1, 0, 4},
      {1, 3, 7},    {1, 99, 7},
      {2, 0, 9},    {2, 99, 14},
      {3, 0, 15},   {3, 2, 17},
      {3, 99, 19},  {4, 0, 19},
      {99, 99, 19}, {UINT32_MAX, UINT32_MAX, 19},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    for (int encoding = 0; encoding < 3; encoding++) {
      size_t found = find(text, cases[i].line, cases[i].character, (PositionEncoding)encoding);
      assert_int_equal(found, cases[i].offset);
    }
  }
  assert_int_equal(find(STR(""), 5, 5, POSITION_UTF8), 0);
}

static void names_of_encodings_are_the_protocols(void **state) {
  (void)state;
  PositionEncoding encoding;
  for (int i = 0; i < 3; i++) {
    assert_true(position_encoding_from_name(str_from_c(position_encoding_name((PositionEncoding)i)),
                                            &encoding));
    assert_int_equal(encoding, i);
  }
  assert_false(position_encoding_from_name(STR("utf-7"), &encoding));
}

// Random texts of characters of every width and all line ends: positions of all offsets at
// character bounds lead back to them.
static void positions_and_offsets_are_inverse(void **state) {
  (void)state;
  static const char *const pieces[] = {"a", "bc", E_ACUTE, WORLD, SMILE, "\n", "\r\n", "\r", " "};
  unsigned seed = (unsigned)time(NULL);
  print_message("seed %u\n", seed);
  srand(seed);
  for (int round = 0; round < 300; round++) {
    Buf text = {0};
    uint32_t offsets[64];
    size_t count = 0;
    const char *last = "";
    for (int i = rand() % 60; i > 0; i--) {
      const char *piece = pieces[(size_t)rand() % COUNT_OF(pieces)];
      if (*last == '\r' && *piece == '\n') piece = "x"; // these would become one line end
      offsets[count++] = (uint32_t)text.len;
      buf_str_put(&text, str_from_c(piece));
      last = piece;
    }
    offsets[count++] = (uint32_t)text.len;
    for (size_t i = count; i > 1; i--) { // in any order
      size_t other = (size_t)rand() % i;
      uint32_t swapped = offsets[i - 1];
      offsets[i - 1] = offsets[other];
      offsets[other] = swapped;
    }
    for (int encoding = 0; encoding < 3; encoding++) {
      Position positions[64];
      position_of_offsets(buf_str(&text), (PositionEncoding)encoding, offsets, count, positions);
      for (size_t i = 0; i < count; i++) {
        size_t back = find(buf_str(&text), positions[i].line, positions[i].character,
                           (PositionEncoding)encoding);
        assert_int_equal(back, offsets[i]);
      }
    }
    buf_release(&text);
  }
}

static void offsets_past_the_end_and_inside_characters_are_clamped(void **state) {
  (void)state;
  uint32_t offsets[] = {1, 100, 3};
  Position out[3];
  position_of_offsets(STR(SMILE "\r\nx"), POSITION_UTF16, offsets, 3, out);
  assert_int_equal(out[0].character, 0);
  assert_int_equal(out[1].line, 1);
  assert_int_equal(out[1].character, 1);
  assert_int_equal(out[2].character, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(units_are_counted),
      cmocka_unit_test(an_offset_is_never_inside_a_character),
      cmocka_unit_test(only_the_middle_of_a_pair_is_inside),
      cmocka_unit_test(long_lines_are_counted_like_short_ones),
      cmocka_unit_test(lines_end_three_ways_and_ends_clamp),
      cmocka_unit_test(names_of_encodings_are_the_protocols),
      cmocka_unit_test(positions_and_offsets_are_inverse),
      cmocka_unit_test(offsets_past_the_end_and_inside_characters_are_clamped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
