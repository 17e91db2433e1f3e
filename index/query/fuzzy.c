// at[j]: the best score of the needle so far with its last letter exactly at byte j of the name.
// to[j]: the best with its last letter at j or before, gaps paid; word[j]: the same within the
// word that byte j is in. Two rows of each are enough where only the score is wanted. Rejected: a
// greedy first match, as it scores "fb" in "foo_fb_bar" by the wrong letters.
#include "query/fuzzy.h"

#include "base/err.h"

#include <stdlib.h>

enum { IMPOSSIBLE = INT32_MIN / 2 };

int32_t fuzzy_bonus(Str name, size_t at) {
  char c = name.ptr[at];
  if (at == 0) return FUZZY_BONUS_START;
  char before = name.ptr[at - 1];
  if (fuzzy_is_separator(before)) return FUZZY_BONUS_WORD;
  if (ascii_is_upper(c)) {
    bool ends_capitals = at + 1 < name.len && ascii_is_lower(name.ptr[at + 1]);
    return !ascii_is_upper(before) || ends_capitals ? FUZZY_BONUS_CAMEL : 0;
  }
  return ascii_is_digit(c) && !ascii_is_digit(before) ? FUZZY_BONUS_DIGIT : 0;
}

bool fuzzy_contains(Str needle, Str name) {
  size_t at = 0;
  for (size_t i = 0; i < needle.len; i++, at++) {
    char wanted = ascii_lower(needle.ptr[i]);
    while (at < name.len && ascii_lower(name.ptr[at]) != wanted) at++;
    if (at == name.len) return false;
  }
  return true;
}

int32_t fuzzy_best(Str needle) {
  if (needle.len == 0) return 0;
  // Behind the first letter, none is worth more than one that continues a run.
  int32_t best = FUZZY_BONUS_START + ((int32_t)needle.len - 1) * FUZZY_RUN;
  for (size_t i = 0; i < needle.len; i++) best += fuzzy_case(needle.ptr[i], needle.ptr[i]);
  return best;
}

// One letter of the needle, for every byte of the name.
typedef struct {
  int32_t *at, *to, *word;
} Row;

static int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }
static int32_t possible(int32_t score) { return score < IMPOSSIBLE / 2 ? IMPOSSIBLE : score; }

// The letter `typed`, with the row of the letter before it; NULL: it is the first.
static void fill_row(Str name, const int32_t *bonus, char typed, const Row *before, Row *row) {
  int32_t to = IMPOSSIBLE, word = IMPOSSIBLE;
  char folded = ascii_lower(typed);
  for (size_t j = 0; j < name.len; j++) {
    int32_t here = IMPOSSIBLE;
    if (ascii_lower(name.ptr[j]) == folded) {
      int32_t own = fuzzy_case(typed, name.ptr[j]);
      if (!before) {
        here = (int32_t)j * FUZZY_LEADING_GAP + bonus[j] + own;
      } else if (j > 0) {
        here = larger(before->to[j - 1] + bonus[j], before->at[j - 1] + FUZZY_RUN);
        if (!bonus[j]) here = larger(here, before->word[j - 1] + FUZZY_SAME_WORD);
        here = possible(here + own);
      }
    }
    to = possible(larger(here, to + FUZZY_GAP));
    word = bonus[j] ? here : possible(larger(here, word + FUZZY_GAP));
    row->at[j] = here;
    row->to[j] = to;
    row->word[j] = word;
  }
}

static bool fits(Str needle, Str name) {
  return needle.len <= FUZZY_NEEDLE_MAX && name.len <= FUZZY_NAME_MAX && needle.len <= name.len
         && fuzzy_contains(needle, name);
}

// The place of the last letter in the best alignment, given its row; SIZE_MAX: there is none.
static size_t best_end(const int32_t *last, size_t length, int32_t *score) {
  size_t end = SIZE_MAX;
  *score = FUZZY_NONE;
  for (size_t j = 0; j < length; j++) {
    if (last[j] == IMPOSSIBLE) continue;
    int32_t here = last[j] + (int32_t)(length - 1 - j) * FUZZY_TRAILING_GAP;
    if (end != SIZE_MAX && here <= *score) continue;
    *score = here;
    end = j;
  }
  return end;
}

int32_t fuzzy_score(Str needle, Str name) {
  if (needle.len == 0) return 0;
  if (!fits(needle, name)) return FUZZY_NONE;
  int32_t bonus[FUZZY_NAME_MAX], cells[2][3][FUZZY_NAME_MAX], score;
  Row rows[2];
  for (int k = 0; k < 2; k++) rows[k] = (Row){cells[k][0], cells[k][1], cells[k][2]};
  for (size_t j = 0; j < name.len; j++) bonus[j] = fuzzy_bonus(name, j);
  for (size_t i = 0; i < needle.len; i++) {
    fill_row(name, bonus, needle.ptr[i], i ? &rows[1 - i % 2] : NULL, &rows[i % 2]);
  }
  best_end(rows[(needle.len - 1) % 2].at, name.len, &score);
  return score;
}

// ---- alignment ----------------------------------------------------------------------------------

// Where the letter before the one at `place` stands, whose score without its case was `score`: directly
// before it, or in the same word, if that is as good.
static size_t place_before(const int32_t *at, const int32_t *bonus, int32_t score, size_t place) {
  if (at[place - 1] + FUZZY_RUN == score) return place - 1;
  bool same_word = !bonus[place];
  for (size_t k = place; k-- > 0;) {
    int32_t paid = at[k] + (int32_t)(place - 1 - k) * FUZZY_GAP;
    bool there = at[k] != IMPOSSIBLE;
    if (there && same_word && paid + FUZZY_SAME_WORD == score) return k;
    if (there && paid + bonus[place] == score) return k;
    same_word &= !bonus[k];
  }
  return 0; // not reached: the score came from one of them
}

int32_t fuzzy_align(Str needle, Str name, uint32_t *places) {
  if (needle.len == 0) return 0;
  if (!fits(needle, name)) return FUZZY_NONE;
  size_t width = name.len;
  int32_t bonus[FUZZY_NAME_MAX], cells[2][2][FUZZY_NAME_MAX], score;
  int32_t *at = xmalloc(needle.len * width * sizeof *at); // every row
  Row rows[2];
  for (size_t j = 0; j < width; j++) bonus[j] = fuzzy_bonus(name, j);
  for (size_t i = 0; i < needle.len; i++) {
    rows[i % 2] = (Row){at + i * width, cells[i % 2][0], cells[i % 2][1]};
    fill_row(name, bonus, needle.ptr[i], i ? &rows[1 - i % 2] : NULL, &rows[i % 2]);
  }
  size_t place = best_end(at + (needle.len - 1) * width, width, &score);
  for (size_t i = needle.len; i-- > 0;) {
    places[i] = (uint32_t)place;
    if (i == 0) break;
    int32_t without_case = at[i * width + place] - fuzzy_case(needle.ptr[i], name.ptr[place]);
    place = place_before(at + (i - 1) * width, bonus, without_case, place);
  }
  free(at);
  return score;
}
