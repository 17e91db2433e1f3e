// The fuzzy score is the best over all ways to find the letters in the name, tried one by one.
#include "query/fuzzy_batch.h"

#include "support/cmocka_all.h"
#include "support/random.h"

// No word starts behind `from`, up to `to`.
static bool in_one_word(Str name, size_t from, size_t to) {
  for (size_t j = from + 1; j <= to; j++) {
    if (fuzzy_bonus(name, j)) return false;
  }
  return true;
}

// Best score with needle[i..] found from `at` on, the letter before it found at `last` (SIZE_MAX:
// none).
static int64_t naive(Str needle, size_t i, Str name, size_t at, size_t last) {
  if (i == needle.len) return (int64_t)(name.len - 1 - last) * FUZZY_TRAILING_GAP;
  int64_t best = INT64_MIN / 2;
  for (size_t j = at; j < name.len; j++) {
    if (ascii_lower(name.ptr[j]) != ascii_lower(needle.ptr[i])) continue;
    int64_t own = fuzzy_case(needle.ptr[i], name.ptr[j]);
    int64_t rest = naive(needle, i + 1, name, j + 1, j);
    int64_t apart;
    if (i == 0)
      apart = (int64_t)j * FUZZY_LEADING_GAP + fuzzy_bonus(name, j);
    else
      apart = (int64_t)(j - last - 1) * FUZZY_GAP + fuzzy_bonus(name, j);
    if (apart + own + rest > best) best = apart + own + rest;
    int64_t near = (int64_t)(j - last - 1) * FUZZY_GAP + FUZZY_SAME_WORD;
    if (i > 0 && in_one_word(name, last, j) && near + own + rest > best) best = near + own + rest;
    if (i > 0 && j == last + 1 && FUZZY_RUN + own + rest > best) best = FUZZY_RUN + own + rest;
  }
  return best;
}

// The places of an alignment are those of the needle's letters, and are worth what was promised.
static void check_alignment(Str needle, Str name, int32_t promised) {
  uint32_t places[FUZZY_NEEDLE_MAX];
  assert_int_equal(fuzzy_align(needle, name, places), promised);
  int32_t score = (int32_t)(name.len - 1 - places[needle.len - 1]) * FUZZY_TRAILING_GAP;
  for (size_t i = 0; i < needle.len; i++) {
    size_t at = places[i];
    assert_true(at < name.len && (i == 0 || at > places[i - 1]));
    assert_int_equal(ascii_lower(name.ptr[at]), ascii_lower(needle.ptr[i]));
    score += fuzzy_case(needle.ptr[i], name.ptr[at]);
    int32_t bonus = fuzzy_bonus(name, at);
    if (i == 0) {
      score += (int32_t)at * FUZZY_LEADING_GAP + bonus;
    } else if (at == places[i - 1] + 1) {
      score += bonus > FUZZY_RUN ? bonus : FUZZY_RUN;
    } else {
      if (in_one_word(name, places[i - 1], at)) bonus = FUZZY_SAME_WORD;
      score += (int32_t)(at - places[i - 1] - 1) * FUZZY_GAP + bonus;
    }
  }
  assert_int_equal(score, promised);
}

static void the_score_is_the_best_of_all_alignments(void **state) {
  static const char letters[] = "aabAB_.1";
  Random *random = *state;
  int matched = 0;
  for (int round = 0; round < 200000; round++) {
    char name[14], needle[5];
    size_t n = random_below(random, sizeof name), m = 1 + random_below(random, sizeof needle);
    for (size_t i = 0; i < n; i++) name[i] = letters[random_below(random, sizeof letters - 1)];
    for (size_t i = 0; i < m; i++) needle[i] = letters[random_below(random, sizeof letters - 1)];
    Str a = str_make(needle, m), b = str_make(name, n);
    int64_t wanted = n ? naive(a, 0, b, 0, SIZE_MAX) : INT64_MIN / 2;
    bool found = wanted > INT64_MIN / 4;
    assert_int_equal(fuzzy_contains(a, b), found);
    int32_t score = fuzzy_score(a, b);
    assert_int_equal(score, found ? (int32_t)wanted : FUZZY_NONE);
    if (found) check_alignment(a, b, score);
    if (found) assert_true(score <= fuzzy_best(a) + (int32_t)(n - m) * FUZZY_TRAILING_GAP);
    matched += found;
  }
  assert_true(matched > 10000);
}

// As long as fit a lane, of few letters, so that there are many alignments.
static Str random_text(Random *random, const char *letters, char *bytes, size_t most) {
  size_t length = random_below(random, (uint32_t)most + 1);
  for (size_t i = 0; i < length; i++) {
    bytes[i] = letters[random_below(random, (uint32_t)strlen(letters))];
  }
  return str_make(bytes, length);
}

static void sixteen_at_a_time_score_as_one_by_one(void **state) {
  static const char *const alphabets[] = {"aabAB_.1", "getSetAB_-:/ $#@~09", "aZ\xC3\xA9_x[`{@"};
  Random *random = *state;
  size_t matched = 0;
  for (int round = 0; round < 20000; round++) {
    const char *letters = alphabets[round % 3];
    char bytes[FUZZY_LANES][FUZZY_BATCH_NAME_MAX], typed[FUZZY_NEEDLE_MAX];
    Str names[FUZZY_LANES], needle;
    FuzzyBatch batch;
    int32_t scores[FUZZY_LANES], wanted[FUZZY_LANES];
    needle = random_text(random, letters, typed, round % 50 ? 6 : sizeof typed);
    fuzzy_batch_clear(&batch);
    size_t count = 1 + random_below(random, FUZZY_LANES);
    for (size_t k = 0; k < count; k++) {
      names[k] = random_text(random, letters, bytes[k], round % 7 ? 20 : FUZZY_BATCH_NAME_MAX);
      if (round % 50 == 0 && random_below(random, 2)) { // the longest needles match something
        names[k] = needle;
      }
      fuzzy_batch_add(&batch, names[k]);
    }
    fuzzy_batch_score(&batch, needle, scores);
    fuzzy_batch_score_scalar(&batch, needle, wanted);
    for (size_t k = 0; k < count; k++) {
      if (scores[k] != wanted[k] || scores[k] != fuzzy_score(needle, names[k])) {
        fail_msg("%.*s in %.*s: %d, one by one %d", STR_ARGS(needle), STR_ARGS(names[k]), scores[k],
                 wanted[k]);
      }
      matched += scores[k] != FUZZY_NONE;
      char folded[FUZZY_NEEDLE_MAX];
      for (size_t i = 0; i < needle.len; i++) folded[i] = ascii_lower(needle.ptr[i]);
      bool there = fuzzy_has_letters(str_make(folded, needle.len), names[k]);
      assert_int_equal(there, fuzzy_contains(needle, names[k]));
    }
  }
  assert_true(matched > 10000);
}

typedef struct {
  const char *needle, *better, *worse;
} Order;

static void what_a_person_means_scores_higher(void **state) {
  (void)state;
  static const Order orders[] = {
      {"fb", "fooBar", "foobar"},
      {"fb", "foo_bar", "fxxxb"},
      {"getid", "getId", "gettingIdea"},
      {"tskstr", "task_struct", "test_sk_storage_map_stress_free"},
      {"vec", "vector", "invector"},
      {"abc", "abcd", "abcdefgh"},
      {"HS", "HttpServer", "hashes"},
      {"md5", "md5_init", "m_digest_5"},
      {"parse", "xml.parse", "p_a_r_s_e_r_s_t_u"},
      {"Read", "isReadable", "is_readable"},
      {"HC", "HttpClient", "http_client"},
      {"v2", "api_v2", "ver_12"},
      {"std", "std::vector", "os_td"},
      {"ls", "lib/search", "falls"},
  };
  for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
    Str needle = str_from_c(orders[i].needle);
    int32_t better = fuzzy_score(needle, str_from_c(orders[i].better));
    int32_t worse = fuzzy_score(needle, str_from_c(orders[i].worse));
    if (better <= worse) {
      fail_msg("%s: %s %d, %s %d", orders[i].needle, orders[i].better, better, orders[i].worse,
               worse);
    }
  }
}

typedef struct {
  const char *needle, *name;
  uint32_t places[8];
} Alignment;

static void letters_are_found_where_a_person_means_them(void **state) {
  (void)state;
  static const Alignment alignments[] = {
      {"fb", "foo_fb_bar", {4, 5}},
      {"fbar", "foo_fb_bar", {0, 7, 8, 9}},
      {"gu", "getUser", {0, 3}},
      {"http", "XMLHttpRequest", {3, 4, 5, 6}},
      {"xhr", "XMLHttpRequest", {0, 3, 7}},
      {"mtxlck", "mutex_lock", {0, 2, 4, 6, 8, 9}},
      {"u8", "to_utf8", {3, 6}},
      {"sv", "std::vector", {0, 5}},
      {"qf", "index/query/fuzzy", {6, 12}},
      {"jd", "json.decoder", {0, 5}},
      {"lock", "clock_lock", {6, 7, 8, 9}},
  };
  for (size_t i = 0; i < sizeof alignments / sizeof *alignments; i++) {
    const Alignment *a = &alignments[i];
    uint32_t places[FUZZY_NEEDLE_MAX];
    Str needle = str_from_c(a->needle);
    assert_true(fuzzy_align(needle, str_from_c(a->name), places) != FUZZY_NONE);
    for (size_t k = 0; k < needle.len; k++) {
      if (places[k] != a->places[k])
        fail_msg("%s in %s: letter %zu at %u", a->needle, a->name, k, places[k]);
    }
  }
}

static void long_texts_are_refused(void **state) {
  (void)state;
  static char name[FUZZY_NAME_MAX + 1];
  memset(name, 'a', sizeof name);
  assert_true(fuzzy_score(STR("aa"), str_make(name, FUZZY_NAME_MAX)) != FUZZY_NONE);
  assert_int_equal(fuzzy_score(STR("aa"), str_make(name, FUZZY_NAME_MAX + 1)), FUZZY_NONE);
  Str needle = str_make(name, FUZZY_NEEDLE_MAX + 1);
  assert_int_equal(fuzzy_score(needle, str_make(name, 200)), FUZZY_NONE);
  assert_int_equal(fuzzy_score(STR(""), STR("x")), 0);
  assert_int_equal(fuzzy_score(STR("a"), STR("")), FUZZY_NONE);
}

int main(void) {
  Random random = random_seeded("query_fuzzy");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(the_score_is_the_best_of_all_alignments, &random),
      cmocka_unit_test_prestate(sixteen_at_a_time_score_as_one_by_one, &random),
      cmocka_unit_test(letters_are_found_where_a_person_means_them),
      cmocka_unit_test(what_a_person_means_scores_higher),
      cmocka_unit_test(long_texts_are_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
