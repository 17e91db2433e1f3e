// The vector searches find what the scalar ones find, at every offset and alignment.
#include "base/scan.h"
#include "support/cmocka_all.h"
#include "support/random.h"

static void a_needle_is_found_where_the_scalar_search_finds_it(void **state) {
  Random *random = *state;
  char text[600], needle[40];
  for (int round = 0; round < 60000; round++) {
    bool fold = random_below(random, 2);
    uint32_t letters = 2 + random_below(random, 3); // few letters: many near misses
    size_t len = random_below(random, sizeof text), shift = random_below(random, 32);
    if (shift > len) shift = len;
    for (size_t i = 0; i < len; i++) {
      text[i] = (char)((fold && random_below(random, 2) ? 'A' : 'a')
                       + (int)random_below(random, letters));
    }
    size_t size = 1 + random_below(random, random_below(random, 4) ? 6 : sizeof needle - 1);
    for (size_t i = 0; i < size; i++) needle[i] = (char)('a' + (int)random_below(random, letters));
    ScanNeedle n = scan_needle_make(str_make(needle, size), fold);
    Str s = str_make(text + shift, len - shift);
    for (size_t from = 0;;) {
      size_t found = scan_find(&n, s, from);
      assert_int_equal(found, scan_find_scalar(&n, s, from));
      if (found == SIZE_MAX) break;
      from = found + 1;
    }
  }
}

static void searching_past_the_end_finds_nothing(void **state) {
  (void)state;
  ScanNeedle n = scan_needle_make(STR("abc"), false);
  assert_int_equal(scan_find(&n, STR(""), 0), SIZE_MAX);
  assert_int_equal(scan_find(&n, STR("ab"), 0), SIZE_MAX);
  assert_int_equal(scan_find(&n, STR("abc"), 0), 0);
  assert_int_equal(scan_find(&n, STR("abc"), 1), SIZE_MAX);
  assert_int_equal(scan_find(&n, STR("abc"), 9), SIZE_MAX);
}

static void folding_takes_letters_only(void **state) {
  (void)state;
  ScanNeedle at = scan_needle_make(STR("@b"), true); // '`' is '@' with the letter's bit
  assert_int_equal(scan_find(&at, STR("`B `b @B"), 0), 6);
  ScanNeedle bracket = scan_needle_make(STR("[x]"), true);
  assert_int_equal(scan_find(&bracket, STR("{x} {X} [X]"), 0), 8);
}

static void lines_and_bytes_beyond_ascii_are_counted_alike(void **state) {
  Random *random = *state;
  static char text[20000];
  for (int round = 0; round < 4000; round++) {
    uint32_t most = round % 10 == 0 ? sizeof text : 700; // short ones have more ends
    size_t len = random_below(random, most), shift = random_below(random, 33);
    if (shift > len) shift = len;
    bool dense = random_below(random, 2);
    for (size_t i = 0; i < len; i++) text[i] = dense || random_below(random, 9) == 0 ? '\n' : 'x';
    if (len && random_below(random, 2)) text[random_below(random, (uint32_t)len)] = (char)0x80;
    Str s = str_make(text + shift, len - shift);
    assert_int_equal(scan_count_byte(s, '\n'), scan_count_byte_scalar(s, '\n'));
    assert_int_equal(scan_is_ascii(s), scan_is_ascii_scalar(s));
  }
}

static void sets_are_found_where_the_scalar_search_finds_them(void **state) {
  Random *random = *state;
  char text[400];
  for (int round = 0; round < 20000; round++) {
    unsigned char member[256] = {0};
    size_t count = 1 + random_below(random, SCAN_SETS_MAX);
    bool scattered = random_below(random, 4) == 0; // more than eight kinds of rows
    for (size_t i = 0; i < count; i++) {
      uint32_t bytes = scattered ? 100 : 1 + random_below(random, 20),
               first = random_below(random, 256);
      for (uint32_t k = 0; k < bytes; k++) {
        uint32_t byte = scattered ? random_below(random, 256) : (first + k) % 256;
        member[byte] |= (unsigned char)(1u << i);
      }
    }
    size_t len = random_below(random, sizeof text);
    for (size_t i = 0; i < len; i++) text[i] = (char)random_below(random, 256);
    ScanSets sets;
    scan_sets_make(&sets, count, member);
    Str s = str_make(text, len);
    for (size_t from = 0; from != SIZE_MAX;) {
      size_t found = scan_find_sets(&sets, s, from);
      assert_int_equal(found, scan_find_sets_scalar(&sets, s, from));
      from = found == SIZE_MAX ? SIZE_MAX : found + 1;
    }
  }
}

static void the_rarest_bytes_lead_the_search(void **state) {
  (void)state;
  ScanNeedle n = scan_needle_make(STR("static_Zq"), false);
  assert_int_equal(n.byte[0], 'Z');
  assert_int_equal(n.byte[1], 'q');
  assert_true(scan_byte_commonness(' ') > scan_byte_commonness('q'));
  assert_int_equal(scan_byte_commonness('\0'), 0);
}

int main(void) {
  Random random = random_seeded("scan");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(a_needle_is_found_where_the_scalar_search_finds_it, &random),
      cmocka_unit_test(searching_past_the_end_finds_nothing),
      cmocka_unit_test(folding_takes_letters_only),
      cmocka_unit_test_prestate(lines_and_bytes_beyond_ascii_are_counted_alike, &random),
      cmocka_unit_test_prestate(sets_are_found_where_the_scalar_search_finds_them, &random),
      cmocka_unit_test(the_rarest_bytes_lead_the_search)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
