// The formulas of ranking against the textbook, written the naive way: counts in a table, a loop
// over words and one over fields, the formula as it stands in the paper.
#include "query/score.h"

#include "base/compiler.h"

#include "support/cmocka_all.h"
#include "support/random.h"

#include <math.h>

enum { DOCUMENTS = 40, WORDS = 6 };

typedef struct {
  unsigned count[DOCUMENTS][SCORE_FIELDS][WORDS];
  unsigned length[DOCUMENTS][SCORE_FIELDS];
} Corpus;

static void corpus_random(Random *random, Corpus *corpus) {
  for (int d = 0; d < DOCUMENTS; d++) {
    for (int f = 0; f < SCORE_FIELDS; f++) {
      corpus->length[d][f] = random_below(random, 20);
      for (int w = 0; w < WORDS; w++) {
        unsigned count = random_below(random, 3) ? 0 : random_below(random, 12);
        corpus->count[d][f][w] = count;
        corpus->length[d][f] += count;
      }
    }
  }
}

static unsigned containing(const Corpus *corpus, int w) {
  unsigned n = 0;
  for (int d = 0; d < DOCUMENTS; d++) {
    unsigned in_any = 0;
    for (int f = 0; f < SCORE_FIELDS; f++) in_any += corpus->count[d][f][w];
    n += in_any > 0;
  }
  return n;
}

static double textbook(const Corpus *corpus, int d) {
  double score = 0;
  for (int w = 0; w < WORDS; w++) {
    double tf = 0;
    for (int f = 0; f < SCORE_FIELDS; f++) {
      ScoreFieldRule rule = score_fields[f];
      double B = (1 - rule.b) + rule.b * (corpus->length[d][f] / rule.average);
      tf += rule.weight * (corpus->count[d][f][w] / B);
    }
    double n = containing(corpus, w), N = DOCUMENTS;
    double idf = log(1 + (N - n + 0.5) / (n + 0.5));
    score += tf / (SCORE_K1 + tf) * idf;
  }
  return score;
}

static double ours(const Corpus *corpus, int d) {
  double score = 0;
  for (int w = 0; w < WORDS; w++) {
    double normalised[SCORE_FIELDS];
    for (int f = 0; f < SCORE_FIELDS; f++) {
      normalised[f] =
          score_normalised(&score_fields[f], corpus->count[d][f][w], corpus->length[d][f]);
    }
    score += score_idf(DOCUMENTS, containing(corpus, w)) * score_word(normalised);
  }
  return score;
}

static void scores_are_those_of_the_textbook(void **state) {
  Random *random = *state;
  for (int round = 0; round < 200; round++) {
    Corpus corpus;
    corpus_random(random, &corpus);
    for (int d = 0; d < DOCUMENTS; d++) {
      double wanted = textbook(&corpus, d), found = ours(&corpus, d);
      if (fabs(wanted - found) > 1e-9) fail_msg("%.12f instead of %.12f", found, wanted);
    }
  }
}

static void a_rarer_word_counts_for_more(void **state) {
  (void)state;
  for (uint64_t n = 1; n <= 100; n++) assert_true(score_idf(100, n) < score_idf(100, n - 1));
  assert_true(score_idf(100, 100) > 0);
  assert_true(score_idf(100, 200) == score_idf(100, 100)); // an estimate may be too high
  assert_true(score_idf(0, 0) == 0);
}

// More of a word in any field never makes a document worse, and no field alone counts without end.
static void a_word_counts_in_every_field_and_saturates(void **state) {
  (void)state;
  for (int f = 0; f < SCORE_FIELDS; f++) {
    double normalised[SCORE_FIELDS] = {0}, before = 0;
    assert_true(score_word(normalised) == 0);
    for (int i = 1; i < 50; i++) {
      normalised[f] = i;
      double now = score_word(normalised);
      assert_true(now > before && now < 1);
      before = now;
    }
  }
  double once[SCORE_FIELDS] = {1}, twice[SCORE_FIELDS] = {1, 1}, all = 0;
  for (int f = 0; f < SCORE_FIELDS; f++) {
    double alone[SCORE_FIELDS] = {0};
    alone[f] = f < 2;
    all += score_word(alone);
  }
  assert_true(score_word(twice) > score_word(once));
  assert_true(score_word(twice) < all); // two fields are not two words
}

static void a_file_named_like_the_word_is_about_it(void **state) {
  (void)state;
  const ScoreFieldRule *name = &score_fields[FIELD_NAME];
  double whole = score_normalised(name, 1, 1), part = score_normalised(name, 1, 3);
  assert_true(whole > part && part > 0);
}

// From the file that is most named for the identifier to the one that is not at all.
static void files_are_named_for_identifiers_more_or_less(void **state) {
  (void)state;
  static const struct {
    const char *identifier, *paths[6];
  } table[] = {
      {"spin_lock_irqsave",
       {"a/spinlock_irqsave.h", "a/spinlock.h", "a/spin.h", "lock/a.h", "a/b.h"}},
      {"list_add", {"a/list_add.c", "a/list.h", "a/list_sort.c", "a/listing.h"}},
      {"handle_mm_fault", {"a/mm_fault.c", "a/fault.c", "a/mm.h", "mm/memory.c", "a/m.h"}},
      {"HTTPServer", {"a/http_server.py", "http/server.py", "server/a.py", "a/serve.py"}},
      {"openFile", {"openfile.js", "open.js", "pen.js"}},
  };
  for (size_t i = 0; i < COUNT_OF(table); i++) {
    double before = 2;
    for (size_t k = 0; table[i].paths[k]; k++) {
      double named =
          score_named_for(str_from_c(table[i].paths[k]), str_from_c(table[i].identifier));
      if (named >= before || named < 0 || named > 1) {
        fail_msg("%s in %s", table[i].identifier, table[i].paths[k]);
      }
      before = named;
    }
    if (before != 0) fail_msg("%s in the last", table[i].identifier);
  }
}

static void own_code_comes_before_the_rest(void **state) {
  (void)state;
  static const char *const paths[] = {"src/a.c",          "deep/down/in/here/a.c", "docs/a.md",
                                      "tests/a.c",        "x/tests/a.c",           "vendor/a.c",
                                      "package-lock.json"};
  double before = score_quality(quality_of(STR("a.c"), 10), false);
  for (size_t i = 0; i < COUNT_OF(paths); i++) {
    double score = score_quality(quality_of(str_from_c(paths[i]), 10), false);
    if (i != 5) assert_true(score < before); // code of others and tests differ by depth only
    before = score;
  }
}

static void near_files_come_first(void **state) {
  (void)state;
  static const char *const paths[] = {"fs/ext4/inode.c", "fs/ext4/dir.c",  "fs/xfs/inode.c",
                                      "fs/a/b/c/d.c",    "net/core/dev.c", "net/core/dev.py"};
  double before = 1;
  for (size_t i = 0; i < COUNT_OF(paths); i++) {
    Str path = str_from_c(paths[i]);
    double near = score_near(STR("fs/ext4/inode.c"), path, str_ends_with(path, STR(".c")));
    assert_true(near < before && near >= 0 && near <= SCORE_NEAR_MAX);
    before = near;
  }
  assert_true(score_near(STR("a.c"), STR("b.c"), true)
              > score_near(STR("a.c"), STR("x/b.c"), true));
}

static void what_was_edited_last_counts_most(void **state) {
  (void)state;
  for (size_t i = 1; i < 20; i++) assert_true(score_recent(i) < score_recent(i - 1));
  assert_true(score_recent(1000) > 0);
}

int main(void) {
  Random random = random_seeded("query_score");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(scores_are_those_of_the_textbook, &random),
      cmocka_unit_test(a_rarer_word_counts_for_more),
      cmocka_unit_test(a_word_counts_in_every_field_and_saturates),
      cmocka_unit_test(a_file_named_like_the_word_is_about_it),
      cmocka_unit_test(files_are_named_for_identifiers_more_or_less),
      cmocka_unit_test(own_code_comes_before_the_rest),
      cmocka_unit_test(near_files_come_first),
      cmocka_unit_test(what_was_edited_last_counts_most)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
