// Words within edits are those that a naive matrix of distances says, over random words and texts.
#include "base/os.h"
#include "intake/grams.h"
#include "query/approx.h"
#include "query/term.h"
#include "support/cmocka_all.h"
#include "support/random.h"

enum { LETTERS_MAX = 80 };

static const char *const letters[] = {"a",        "b",
                                      "c",        "A",
                                      "B",        "_",
                                      "1",        "k",
                                      "\xC3\xA9", "\xE4\xB8\xAD",
                                      "\xC3\xA8", "\xF0\x9F\x98\x80"};
static const char *const gaps[] = {" ", ".", "\n", "->", "(", " "};

// Words of a few letters, so that near ones are frequent.
static void put_word(Random *random, uint32_t length, uint32_t variety, Buf *out) {
  for (uint32_t i = 0; i < length; i++) {
    buf_str_put(out, str_from_c(letters[random_below(random, variety)]));
  }
}

static size_t decoded(Str word, bool fold, uint32_t *out) {
  size_t count = 0;
  for (size_t at = 0; at < word.len && count < LETTERS_MAX; count++) {
    at += utf8_decode(str_slice(word, at, word.len), &out[count]);
    if (fold && out[count] < 128) out[count] = (unsigned char)ascii_lower((char)out[count]);
  }
  return count;
}

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

// The textbook's matrix, all of it.
static unsigned naive_distance(Str x, Str y, bool fold) {
  uint32_t a[LETTERS_MAX], b[LETTERS_MAX];
  size_t n = decoded(x, fold, a), m = decoded(y, fold, b);
  static unsigned d[LETTERS_MAX + 1][LETTERS_MAX + 1];
  for (size_t i = 0; i <= n; i++) d[i][0] = (unsigned)i;
  for (size_t j = 0; j <= m; j++) d[0][j] = (unsigned)j;
  for (size_t i = 1; i <= n; i++) {
    for (size_t j = 1; j <= m; j++) {
      d[i][j] =
          least(least(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[n][m];
}

static Approx *made(Str word, unsigned edits, bool fold) {
  Approx *approx;
  Error error;
  if (approx_new(word, edits, fold, &approx, &error) != STATUS_OK) fail_msg("%s", error.message);
  return approx;
}

static void the_distance_is_the_textbooks(void **state) {
  Random *random = *state;
  size_t near = 0;
  for (int i = 0; i < 60000; i++) {
    Buf a = {0}, b = {0};
    uint32_t variety = 2 + random_below(random, COUNT_OF(letters) - 2);
    put_word(random, 1 + random_below(random, i % 50 ? 9 : 64), variety, &a);
    if (random_below(random, 2)) {
      put_word(random, 1 + random_below(random, 9), variety, &b);
    } else { // a near one
      size_t cut = random_below(random, (uint32_t)a.len + 1);
      while (cut < a.len && ((unsigned char)a.data[cut] & 0xC0) == 0x80) cut++;
      buf_put(&b, a.data, cut);
      put_word(random, random_below(random, 3), variety, &b);
      buf_put(&b, a.data + cut, a.len - cut);
    }
    unsigned edits = 1 + random_below(random, 2);
    bool fold = random_below(random, 2);
    Approx *approx = made(buf_str(&a), edits, fold);
    unsigned wanted = least(naive_distance(buf_str(&a), buf_str(&b), fold), edits + 1);
    unsigned found = approx_distance(approx, buf_str(&b));
    if (found != wanted) {
      fail_msg("%.*s %.*s: %u, %u wanted", STR_ARGS(buf_str(&a)), STR_ARGS(buf_str(&b)), found,
               wanted);
    }
    near += wanted <= edits;
    approx_free(approx);
    buf_release(&a);
    buf_release(&b);
  }
  assert_true(near > 5000);
}

static bool has_gram(const void *user, uint32_t gram) {
  Str text = *(const Str *)user;
  if (gram & GRAM_PAIR) {
    for (size_t i = 0; i + 2 <= text.len; i++) {
      uint32_t pair = (uint32_t)(unsigned char)ascii_lower(text.ptr[i]) << 8
                      | (unsigned char)ascii_lower(text.ptr[i + 1]);
      if (gram == (GRAM_PAIR | pair)) return true;
    }
    return false;
  }
  for (size_t i = 0; i + 3 <= text.len; i++) {
    const char *p = text.ptr + i;
    uint32_t here = gram_make((unsigned char)ascii_lower(p[0]), (unsigned char)ascii_lower(p[1]),
                              (unsigned char)ascii_lower(p[2]));
    uint32_t joint;
    if (here == gram && !memchr(p, '\n', 3)) return true;
    if (gram_of_joint(text, i, &joint) && joint == gram) return true;
  }
  return false;
}

// A text of words, many of them the sought one with an edit or two.
static void put_text(Random *random, Str word, uint32_t variety, Buf *out) {
  for (uint32_t n = random_below(random, 30); n > 0; n--) {
    size_t from = out->len;
    if (random_below(random, 3) == 0) {
      buf_str_put(out, word);
      for (uint32_t edits = random_below(random, 4); edits > 0; edits--) {
        size_t at = from + random_below(random, (uint32_t)(out->len - from) + 1);
        bool whole = (at == out->len || (unsigned char)out->data[at] < 0x80)
                     && (at == from || (unsigned char)out->data[at - 1] < 0x80);
        if (!whole || at == out->len || at == from) continue;
        char other = out->data[at];
        switch (random_below(random, 3)) {
        case 0:
          out->data[at] = out->data[at - 1];
          out->data[at - 1] = other;
          break;
        case 1: out->data[at] = 'b'; break;
        default: memmove(out->data + at, out->data + at + 1, --out->len - at); break;
        }
      }
    } else {
      put_word(random, 1 + random_below(random, 12), variety, out);
    }
    buf_str_put(out, str_from_c(gaps[random_below(random, COUNT_OF(gaps))]));
  }
}

// Through a term, as a search does it; the oracle takes the text apart word by word.
static size_t check_text(Str word, unsigned edits, bool fold, Str text) {
  QueryText query = {
      .form = TEXT_LITERAL, .text = word, .match_case = !fold, .edits = (uint8_t)edits};
  Term *term;
  assert_int_equal(term_new(&query, &term, NULL), STATUS_OK);
  TermScratch *scratch = term_scratch_new(NULL);
  Subject subject = subject_make(text);
  TermCursor cursor;
  term_cursor_open(&cursor, term, &subject, scratch);
  size_t start = 0, end = 0, count = 0;
  for (size_t at = 0; at < text.len;) {
    size_t to = at;
    while (to < text.len && is_word_byte(text.ptr[to])) to++;
    Str here = str_slice(text, at, to);
    if (here.len && naive_distance(word, here, fold) <= edits) {
      bool found = term_cursor_next(&cursor, &start, &end);
      if (!found || start != at || end != to) {
        fail_msg("%.*s~%u fold %d in <%.*s>: %.*s is not found", STR_ARGS(word), edits, fold,
                 STR_ARGS(text), STR_ARGS(here));
      }
      count++;
    }
    at = to + 1;
  }
  if (term_cursor_next(&cursor, &start, &end)) fail_msg("%.*s: too many", STR_ARGS(word));
  if (count && !grams_satisfied(term_grams(term), has_gram, &text)) {
    fail_msg("%.*s~%u: its grams are not in <%.*s>", STR_ARGS(word), edits, STR_ARGS(text));
  }
  term_scratch_free(scratch);
  term_free(term);
  return count;
}

static void texts_have_the_words_that_taking_them_apart_gives(void **state) {
  Random *random = *state;
  size_t found = 0;
  for (int i = 0; i < 8000; i++) {
    Buf word = {0}, text = {0};
    uint32_t variety = 3 + random_below(random, COUNT_OF(letters) - 3);
    put_word(random, 1 + random_below(random, 14), variety, &word);
    put_text(random, buf_str(&word), variety, &text);
    found += check_text(buf_str(&word), 1 + random_below(random, 2), random_below(random, 2),
                        buf_str(&text));
    buf_release(&word);
    buf_release(&text);
  }
  print_message("%zu words\n", found);
  assert_true(found > 5000);
}

// Every word one or two edits away has one of the grams: no gap in the pigeonholes.
static void no_edit_escapes_the_plan(void **state) {
  (void)state;
  static const char alphabet[] = "abcdefghijkl";
  for (size_t length = 1; length < sizeof alphabet; length++) {
    Str word = str_make(alphabet, length);
    for (size_t i = 0; i + 1 < length; i++) {
      for (size_t k = 0; k + 1 < length; k++) { // two swaps, or one, or none that touch each other
        char text[sizeof alphabet];
        memcpy(text, alphabet, length);
        text[i] = alphabet[i + 1], text[i + 1] = alphabet[i];
        bool twice = k > i + 1 || k + 1 < i;
        if (twice) text[k] = alphabet[k + 1], text[k + 1] = alphabet[k];
        check_text(word, twice ? 2 : 1, true, str_make(text, length));
        if (!twice) continue;
        text[k] = alphabet[k], text[k + 1] = 'x'; // a swap and a letter replaced
        check_text(word, 2, true, str_make(text, length));
      }
    }
  }
}

static void what_is_no_word_is_refused_with_words(void **state) {
  (void)state;
  static const char *const wrong[] = {"", "a b", "a-b", "foo.c"};
  Approx *approx;
  Error error;
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    assert_int_equal(approx_new(str_from_c(wrong[i]), 1, true, &approx, &error), STATUS_INVALID);
    assert_non_null(strstr(error.message, "word"));
  }
  char much[66];
  memset(much, 'a', sizeof much);
  assert_int_equal(approx_new(str_make(much, 65), 1, true, &approx, &error), STATUS_INVALID);
  assert_non_null(strstr(error.message, "64"));
  approx_free(made(str_make(much, 64), 2, true));
}

static void long_words_have_grams(void **state) {
  (void)state;
  static const struct {
    const char *word;
    unsigned edits;
    const char *grams;
  } rows[] = {
      {"abc", 1, "all"},
      {"abcd", 1,
       "(\"abc\"|\"bcd\"|\"ab\"|\"cd\"|(\"abd\" \"bdc\")|(\"acb\" \"cbd\")|(\"acd\" \"bac\"))"},
      {"abcde", 2, "all"},
      {"abcdefghi", 2, "(\"abc\"|\"def\"|\"ghi\"|(\"bdc\" \"dce\")|(\"egf\" \"gfh\"))"},
      {"\xE4\xB8\xAD\xE6\x96\x87", 2, "all"},
      {"abcdefghijklmnopqrstuvwxyz", 1, // too long to list its edits: one half, or the cut
       "((\"abc\" \"bcd\" \"cde\" \"def\" \"efg\" \"fgh\" \"ghi\" \"hij\" \"ijk\" \"jkl\" \"klm\")|"
       "(\"lnm\" \"nmo\")|"
       "(\"nop\" \"opq\" \"pqr\" \"qrs\" \"rst\" \"stu\" \"tuv\" \"uvw\" \"vwx\" \"wxy\" "
       "\"xyz\"))"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    Arena arena = {0};
    Buf out = {0};
    Approx *approx = made(str_from_c(rows[i].word), rows[i].edits, true);
    grams_print(approx_grams(&arena, approx), &out);
    if (!str_equal(buf_str(&out), str_from_c(rows[i].grams)))
      fail_msg("%.*s", STR_ARGS(buf_str(&out)));
    approx_free(approx);
    buf_release(&out);
    arena_release(&arena);
  }
}

int main(void) {
  Random random = random_seeded("query_approx");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(the_distance_is_the_textbooks, &random),
      cmocka_unit_test_prestate(texts_have_the_words_that_taking_them_apart_gives, &random),
      cmocka_unit_test(no_edit_escapes_the_plan),
      cmocka_unit_test(what_is_no_word_is_refused_with_words),
      cmocka_unit_test(long_words_have_grams)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
