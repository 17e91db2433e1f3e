// best_at[j]: the best score of the needle so far with its last letter exactly at byte j of the
// name. best_to[j]: the best with its last letter at j or before, gaps paid. Two rows of each are
// enough where only the score is wanted. Rejected: a greedy first match, as it scores "fb" in
// "foo_fb_bar" by the wrong letters.
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

// One row of the recurrence: the letter `typed`, with the rows of the letters before it, if any.
static void fill_row(Str name, const int32_t *bonus, char typed, bool first,
                     const int32_t *before_at, const int32_t *before_to, int32_t *best_at,
                     int32_t *best_to) {
  int32_t to = IMPOSSIBLE;
  char folded = ascii_lower(typed);
  for (size_t j = 0; j < name.len; j++) {
    int32_t here = IMPOSSIBLE;
    if (ascii_lower(name.ptr[j]) == folded) {
      int32_t own = fuzzy_case(typed, name.ptr[j]);
      if (first) {
        here = (int32_t)j * FUZZY_LEADING_GAP + bonus[j] + own;
      } else if (j > 0) {
        int32_t apart = before_to[j - 1] + bonus[j], run = before_at[j - 1] + FUZZY_RUN;
        here = (apart > run ? apart : run) + own;
        if (here < IMPOSSIBLE / 2) here = IMPOSSIBLE;
      }
    }
    to = here > to + FUZZY_GAP ? here : to + FUZZY_GAP;
    if (to < IMPOSSIBLE / 2) to = IMPOSSIBLE;
    best_at[j] = here;
    best_to[j] = to;
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
  int32_t bonus[FUZZY_NAME_MAX], rows[2][2][FUZZY_NAME_MAX], score;
  for (size_t j = 0; j < name.len; j++) bonus[j] = fuzzy_bonus(name, j);
  for (size_t i = 0; i < needle.len; i++) {
    size_t now = i % 2, before = 1 - now;
    fill_row(name, bonus, needle.ptr[i], i == 0, rows[before][0], rows[before][1], rows[now][0],
             rows[now][1]);
  }
  best_end(rows[(needle.len - 1) % 2][0], name.len, &score);
  return score;
}

// ---- alignment ----------------------------------------------------------------------------------

// Where the letter before the one at `place` stands: directly before it if that is as good.
static size_t place_before(const int32_t *at, int32_t wanted_run, size_t place) {
  if (at[place - 1] == wanted_run) return place - 1;
  size_t best = place;
  int32_t most = IMPOSSIBLE;
  for (size_t k = place; k-- > 0;) {
    if (at[k] == IMPOSSIBLE) continue;
    int32_t here = at[k] + (int32_t)(place - 1 - k) * FUZZY_GAP;
    if (here <= most) continue;
    most = here;
    best = k;
  }
  return best;
}

int32_t fuzzy_align(Str needle, Str name, uint32_t *places) {
  if (needle.len == 0) return 0;
  if (!fits(needle, name)) return FUZZY_NONE;
  size_t width = name.len;
  int32_t bonus[FUZZY_NAME_MAX], to[2][FUZZY_NAME_MAX], score;
  int32_t *at = xmalloc(needle.len * width * sizeof *at); // best_at, every row
  for (size_t j = 0; j < width; j++) bonus[j] = fuzzy_bonus(name, j);
  for (size_t i = 0; i < needle.len; i++) {
    fill_row(name, bonus, needle.ptr[i], i == 0, i ? at + (i - 1) * width : NULL, to[1 - i % 2],
             at + i * width, to[i % 2]);
  }
  size_t place = best_end(at + (needle.len - 1) * width, width, &score);
  for (size_t i = needle.len; i-- > 0;) {
    places[i] = (uint32_t)place;
    if (i == 0) break;
    int32_t run = at[i * width + place] - fuzzy_case(needle.ptr[i], name.ptr[place]) - FUZZY_RUN;
    place = place_before(at + (i - 1) * width, run, place);
  }
  free(at);
  return score;
}
