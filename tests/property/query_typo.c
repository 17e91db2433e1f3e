// What is found with a slip is what a list of all slips has at the start of a word.
#include "query/typo.h"

#include "format/signature.h"
#include "query/fuzzy.h"
#include "support/cmocka_all.h"
#include "support/random.h"

static bool is_letter(char c) { return ascii_is_lower(ascii_lower(c)); }

static bool stands_at(Str needle, Str name, size_t from, int any_at) {
  if (from + needle.len > name.len) return false;
  for (size_t i = 0; i < needle.len; i++) {
    bool any = (int)i == any_at && is_letter(needle.ptr[i]) && is_letter(name.ptr[from + i]);
    if (!any && ascii_lower(name.ptr[from + i]) != needle.ptr[i]) return false;
  }
  return true;
}

// The needle with letter `at` left out, or exchanged with the one behind it.
static Str slipped(Str needle, size_t at, TypoKind kind, char *bytes) {
  memcpy(bytes, needle.ptr, needle.len);
  if (kind == TYPO_EXTRA) {
    memmove(bytes + at, bytes + at + 1, needle.len - at - 1);
    return str_make(bytes, needle.len - 1);
  }
  if (kind == TYPO_EXCHANGED) {
    bytes[at] = needle.ptr[at + 1];
    bytes[at + 1] = needle.ptr[at];
  }
  return str_make(bytes, needle.len);
}

static bool naive(Str needle, Str name) {
  for (size_t from = 0; from < name.len; from++) {
    if (!name_starts_word(name, from) || stands_at(needle, name, from, -1)) continue;
    for (int kind = 0; kind < TYPO_KINDS; kind++) {
      for (size_t at = 0; at + (kind == TYPO_EXCHANGED) < needle.len; at++) {
        char bytes[FUZZY_NEEDLE_MAX];
        if (kind == TYPO_EXTRA && ascii_is_digit(needle.ptr[at])) continue;
        bool number = ascii_is_digit(needle.ptr[at]) && at + 1 < needle.len
                      && ascii_is_digit(needle.ptr[at + 1]);
        if (kind == TYPO_EXCHANGED && number) continue;
        Str meant = slipped(needle, at, (TypoKind)kind, bytes);
        if (stands_at(meant, name, from, kind == TYPO_WRONG ? (int)at : -1)) return true;
      }
    }
  }
  return false;
}

static void every_slip_is_found_and_nothing_else(void **state) {
  static const char letters[] = "aabcA1_2";
  Random *random = *state;
  int found = 0;
  for (int round = 0; round < 200000; round++) {
    char name_bytes[12], needle_bytes[7];
    size_t n = random_below(random, sizeof name_bytes);
    size_t m = TYPO_NEEDLE_MIN + random_below(random, sizeof needle_bytes - TYPO_NEEDLE_MIN);
    for (size_t i = 0; i < n; i++) name_bytes[i] = letters[random_below(random, 8)];
    for (size_t i = 0; i < m; i++) needle_bytes[i] = ascii_lower(letters[random_below(random, 8)]);
    Str name = str_make(name_bytes, n), needle = str_make(needle_bytes, m);
    uint32_t places[FUZZY_NEEDLE_MAX], count = 0;
    int32_t score = typo_find(needle, name, places, &count);
    if ((score != TYPO_NONE) != naive(needle, name)) {
      fail_msg("%.*s in %.*s: %d", STR_ARGS(needle), STR_ARGS(name), score);
    }
    if (score == TYPO_NONE) continue;
    found++;
    assert_true(score <= typo_best(TYPO_EXCHANGED, m, n));
    assert_true(count + 1 >= m && count <= m);
    for (uint32_t i = 0; i < count; i++)
      assert_true(places[i] < n && (!i || places[i] > places[i - 1]));
  }
  assert_true(found > 2000);
}

typedef struct {
  const char *needle, *better, *worse;
} Order;

static void the_likelier_slip_is_better(void **state) {
  (void)state;
  static const Order orders[] = {
      {"mutex_lokc", "mutex_lock", "mutex_loko"},
      {"pritn", "print", "prite"},
      {"print", "prnit", "prant"},
      {"recieve", "receive", "tcp_receive"},
      {"recieve", "receive_all", "received"},
  };
  for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
    Str needle = str_from_c(orders[i].needle);
    int32_t better = typo_find(needle, str_from_c(orders[i].better), NULL, NULL);
    int32_t worse = typo_find(needle, str_from_c(orders[i].worse), NULL, NULL);
    if (better <= worse) {
      fail_msg("%s: %s %d, %s %d", orders[i].needle, orders[i].better, better, orders[i].worse,
               worse);
    }
  }
}

int main(void) {
  Random random = random_seeded("query_typo");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(every_slip_is_found_and_nothing_else, &random),
      cmocka_unit_test(the_likelier_slip_is_better)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
