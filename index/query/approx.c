// Problem: the distance of every word of a text from the one that is sought costs far more than
// reading the text.
//
// Approach: of a word cut into one piece more than there are edits, one piece is left intact, because an
// edit lies in one piece (the pigeonhole principle; Wu and Manber, "Fast text searching allowing
// errors", 1992). But for a swap across a cut, which harms two: what it makes of the letters around the
// cut is known, and is one more needle. So a word that contains none of the needles is too far away, and
// the needles are found at memory speed; their grams are the plan (of one edit it says more). What
// contains one is measured by the bit-parallel recurrence of Hyyro ("A bit-vector algorithm for
// computing Levenshtein and Damerau edit distances", 2003), after Myers (1999): a few instructions a
// letter.
//
// A word too short to be cut is looked for word by word. Rejected: automata (Schulz and Mihov, 2002), which
// walk a dictionary; there is none of all words here.
#include "query/approx.h"

#include "base/scan.h"

#include <stdlib.h>

enum { APPROX_LISTED_MAX = 24 }; // letters of a word whose single edits are listed

typedef struct {
  uint32_t letter;
  uint64_t places;
} WideLetter;

struct Approx {
  Arena arena;
  Str word; // lower case if fold
  unsigned edits, letters;
  size_t starts[APPROX_LETTERS_MAX + 1]; // offsets of the letters, and of the end
  size_t least_bytes, most_bytes;        // of a word near enough
  uint64_t places[128];                  // bit i: the letter is the word's i-th
  WideLetter *wide;                      // those beyond ASCII
  size_t wide_count;
  ScanNeedle needles[APPROX_NEEDLES_MAX];
  size_t needle_count; // 0: the word is too short
};

// ---- the word -----------------------------------------------------------------------------------

static uint64_t places_of(const Approx *a, uint32_t letter) {
  if (letter < 128) return a->places[letter];
  for (size_t i = 0; i < a->wide_count; i++) {
    if (a->wide[i].letter == letter) return a->wide[i].places;
  }
  return 0;
}

static void add_place(Approx *a, uint32_t letter, unsigned place, bool fold) {
  uint64_t bit = (uint64_t)1 << place;
  if (letter < 128) {
    a->places[letter] |= bit;
    if (fold && ascii_is_lower((char)letter)) a->places[letter - 32] |= bit;
    return;
  }
  size_t i = 0;
  while (i < a->wide_count && a->wide[i].letter != letter) i++;
  if (i == a->wide_count) a->wide[a->wide_count++].letter = letter;
  a->wide[i].places |= bit;
}

static void make_needles(Approx *a, bool fold) {
  const size_t *starts = a->starts;
  unsigned pieces = a->edits + 1;
  if (a->letters < 2 * pieces) return;
  for (unsigned i = 0; i < pieces; i++) {
    unsigned from = i * a->letters / pieces, to = (i + 1) * a->letters / pieces;
    Str piece = str_slice(a->word, starts[from], starts[to]);
    a->needles[a->needle_count++] = scan_needle_make(piece, fold);
  }
  for (unsigned i = 1; i < pieces; i++) {
    unsigned cut = i * a->letters / pieces, before = (i - 1) * a->letters / pieces;
    unsigned behind = (i + 1) * a->letters / pieces;
    // The neighbours of the swapped letters stand where they did, unless another swap, across the next
    // cut, may have moved them.
    bool left = cut - before >= (i > 1 ? 3u : 2u),
         right = behind - cut >= (i + 1 < pieces ? 3u : 2u);
    Buf swapped = {0};
    if (left) buf_str_put(&swapped, str_slice(a->word, starts[cut - 2], starts[cut - 1]));
    buf_str_put(&swapped, str_slice(a->word, starts[cut], starts[cut + 1]));
    buf_str_put(&swapped, str_slice(a->word, starts[cut - 1], starts[cut]));
    if (right) buf_str_put(&swapped, str_slice(a->word, starts[cut + 1], starts[cut + 2]));
    Str text = arena_dup(&a->arena, buf_str(&swapped));
    a->needles[a->needle_count++] = scan_needle_make(text, fold);
    buf_release(&swapped);
  }
}

static bool is_word(Str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (!is_word_byte(text.ptr[i])) return false;
  }
  return text.len > 0;
}

static Str copied(Arena *arena, Str word, bool fold) {
  char *bytes = arena_alloc(arena, word.len + 1);
  for (size_t i = 0; i < word.len; i++) {
    bytes[i] = fold ? ascii_lower(word.ptr[i]) : word.ptr[i];
  }
  return str_make(bytes, word.len);
}

Status approx_new(Str word, unsigned edits, bool fold, Approx **out, Error *error) {
  if (!is_word(word)) {
    return error_set(error, STATUS_INVALID,
                     "%.*s is not one word of letters, digits and _: only a word can be looked for "
                     "within edits",
                     STR_ARGS(word));
  }
  Approx *a = xcalloc(1, sizeof *a);
  a->word = copied(&a->arena, word, fold);
  a->edits = edits < APPROX_EDITS_MAX ? edits : APPROX_EDITS_MAX;
  a->wide = arena_zalloc(&a->arena, APPROX_LETTERS_MAX * sizeof *a->wide);
  for (size_t at = 0; at < word.len && a->letters <= APPROX_LETTERS_MAX; a->letters++) {
    uint32_t letter;
    size_t width = utf8_decode(str_slice(a->word, at, word.len), &letter);
    if (a->letters == APPROX_LETTERS_MAX) continue; // one too many
    add_place(a, letter, a->letters, fold);
    a->starts[a->letters] = at;
    at += width;
  }
  if (a->letters > APPROX_LETTERS_MAX) {
    approx_free(a);
    return error_set(error, STATUS_INVALID, "a word within edits has at most %d letters",
                     APPROX_LETTERS_MAX);
  }
  a->starts[a->letters] = word.len;
  a->least_bytes = a->letters > a->edits ? a->letters - a->edits : 1;
  a->most_bytes = 4 * (size_t)(a->letters + a->edits);
  make_needles(a, fold);
  *out = a;
  return STATUS_OK;
}

void approx_free(Approx *approx) {
  if (!approx) return;
  arena_release(&approx->arena);
  free(approx);
}

// One edit leaves what is before it and what is behind it as they were, and a swap is known whole: more than
// the needles say, and little enough to list.
static const GramExpr *grams_of_one_edit(Arena *arena, const Approx *a) {
  const GramExpr *ways[2 * APPROX_LISTED_MAX];
  size_t count = 0;
  char swapped[8 * APPROX_LISTED_MAX];
  for (unsigned i = 0; i < a->letters; i++) {
    const GramExpr *around[] = {
        grams_of_text(arena, str_slice(a->word, 0, a->starts[i])),
        grams_of_text(arena, str_slice(a->word, a->starts[i + 1], a->word.len))};
    ways[count++] = grams_and(arena, around, 2);
    if (i + 1 == a->letters) break;
    size_t from = a->starts[i], middle = a->starts[i + 1], to = a->starts[i + 2];
    memcpy(swapped, a->word.ptr, a->word.len);
    memcpy(swapped + from, a->word.ptr + middle, to - middle);
    memcpy(swapped + from + to - middle, a->word.ptr + from, middle - from);
    ways[count++] = grams_of_text(arena, str_make(swapped, a->word.len));
  }
  return grams_or(arena, ways, count);
}

const GramExpr *approx_grams(Arena *arena, const Approx *a) {
  const GramExpr *grams[APPROX_NEEDLES_MAX];
  if (a->edits == 1 && a->letters <= APPROX_LISTED_MAX) return grams_of_one_edit(arena, a);
  if (a->needle_count == 0) return grams_all();
  for (size_t i = 0; i < a->needle_count; i++) {
    grams[i] = grams_of_text(arena, a->needles[i].needle);
  }
  return grams_or(arena, grams, a->needle_count);
}

// ---- the distance -------------------------------------------------------------------------------

// Column by column of the matrix of distances between prefixes: bit i of `up` (`down`) says that row i + 1
// is one more (less) than row i; `diagonal`, that it is no more than what is diagonally before it.
unsigned approx_distance(const Approx *a, Str word) {
  uint64_t up = ~(uint64_t)0, down = 0, diagonal = 0, before = 0;
  uint64_t last = (uint64_t)1 << (a->letters - 1);
  unsigned distance = a->letters, far = a->edits + 1;
  for (size_t at = 0; at < word.len;) {
    uint32_t letter = (unsigned char)word.ptr[at];
    at += letter < 128 ? 1 : utf8_decode(str_slice(word, at, word.len), &letter);
    uint64_t here = places_of(a, letter);
    uint64_t swapped = ((~diagonal & here) << 1) & before;
    diagonal = (((here & up) + up) ^ up) | here | down | swapped;
    uint64_t more = down | ~(diagonal | up), less = diagonal & up;
    distance += (more & last) != 0;
    distance -= (less & last) != 0;
    more = more << 1 | 1;
    up = less << 1 | ~(diagonal | more);
    down = more & diagonal;
    before = here;
    if (distance > far + (word.len - at)) return far; // each letter to come may lessen it by one
  }
  return distance < far ? distance : far;
}

// ---- in a text ----------------------------------------------------------------------------------

ApproxCursor approx_cursor(const Approx *a, Str text) {
  ApproxCursor cursor = {.at = 0, .until = SIZE_MAX};
  for (size_t i = 0; i < a->needle_count; i++) {
    cursor.next[i] = scan_find(&a->needles[i], text, 0);
  }
  return cursor;
}

static bool is_near(const Approx *a, Str word) {
  if (word.len < a->least_bytes || word.len > a->most_bytes) return false;
  return approx_distance(a, word) <= a->edits;
}

// The next word in which a needle occurs. false: there is none.
static bool next_candidate(const Approx *a, Str text, ApproxCursor *cursor, size_t *start,
                           size_t *end) {
  size_t first = SIZE_MAX;
  for (size_t i = 0; i < a->needle_count; i++) {
    if (cursor->next[i] < cursor->at) {
      cursor->next[i] = scan_find(&a->needles[i], text, cursor->at);
    }
    if (cursor->next[i] < first) first = cursor->next[i];
  }
  if (first == SIZE_MAX) return false;
  *start = *end = first;
  while (*start > cursor->at && is_word_byte(text.ptr[*start - 1])) --*start;
  while (*end < text.len && is_word_byte(text.ptr[*end])) ++*end;
  return true;
}

static bool next_word(Str text, ApproxCursor *cursor, size_t *start, size_t *end) {
  size_t at = cursor->at;
  while (at < text.len && !is_word_byte(text.ptr[at])) at++;
  *start = at;
  while (at < text.len && is_word_byte(text.ptr[at])) at++;
  *end = at;
  return *end > *start;
}

bool approx_next(const Approx *a, Str text, ApproxCursor *cursor, size_t *start, size_t *end) {
  while (a->needle_count ? next_candidate(a, text, cursor, start, end)
                         : next_word(text, cursor, start, end)) {
    if (*start >= cursor->until) {
      cursor->at = *start;
      return false;
    }
    cursor->at = *end;
    if (is_near(a, str_slice(text, *start, *end))) return true;
  }
  cursor->at = text.len;
  return false;
}
