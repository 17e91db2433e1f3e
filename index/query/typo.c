// Up to the first letter that differs there is no choice; behind it each kind of slip leaves one
// way to go on. So a place costs two comparisons of what is left, and most places differ in their
// first two letters.
#include "query/typo.h"

#include "format/signature.h"

enum {
  PER_KIND = 20,
  AT_BEGINNING = 40, // of the name
  WHOLE_WORD = 10,   // nothing of the name's word is left over
  LEFT_OUT = -2,     // each byte of the name more or less than was typed
};

// Where a kind of slip lets the rest of needle and name go on, from the first letter that differs.
static const struct {
  uint8_t needle, name;
} behind[TYPO_KINDS] = {[TYPO_WRONG] = {1, 1}, [TYPO_EXTRA] = {1, 0}, [TYPO_EXCHANGED] = {2, 2}};

typedef struct {
  Str folded, name;
  size_t from, same; // the place in the name, and how many letters agree there
  TypoKind kind;
  size_t end; // in the name, behind what was meant
} Slip;

static bool agrees(const Slip *s, size_t needle_at, size_t name_at) {
  size_t left = s->folded.len - needle_at;
  if (name_at + left > s->name.len) return false;
  for (size_t i = 0; i < left; i++) {
    if (ascii_lower(s->name.ptr[name_at + i]) != s->folded.ptr[needle_at + i]) return false;
  }
  return true;
}

static bool is_letter(char c) { return ascii_is_lower(ascii_lower(c)); }

// Another number is another name: no digit is taken for another, nor for one too many.
static bool is_slip(const Slip *s, TypoKind kind) {
  char typed = s->folded.ptr[s->same];
  size_t at = s->from + s->same;
  if (kind == TYPO_EXTRA) return !ascii_is_digit(typed);
  return at < s->name.len && is_letter(typed) && is_letter(s->name.ptr[at]);
}

static bool are_exchanged(const Slip *s) {
  size_t i = s->same, at = s->from + s->same;
  if (i + 1 >= s->folded.len || at + 1 >= s->name.len) return false;
  bool number = ascii_is_digit(s->folded.ptr[i]) && ascii_is_digit(s->folded.ptr[i + 1]);
  return !number && ascii_lower(s->name.ptr[at]) == s->folded.ptr[i + 1]
         && ascii_lower(s->name.ptr[at + 1]) == s->folded.ptr[i];
}

// The likeliest slip that explains the name from this place on; false: none, or nothing is wrong.
static bool find_slip(Slip *s) {
  size_t at = s->from;
  s->same = 0;
  while (s->same < s->folded.len && at + s->same < s->name.len
         && ascii_lower(s->name.ptr[at + s->same]) == s->folded.ptr[s->same]) {
    s->same++;
  }
  if (s->same == s->folded.len) return false;
  for (int kind = TYPO_KINDS - 1; kind >= 0; kind--) {
    if (kind == TYPO_EXCHANGED ? !are_exchanged(s) : !is_slip(s, (TypoKind)kind)) continue;
    size_t needle_at = s->same + behind[kind].needle, name_at = at + s->same + behind[kind].name;
    if (needle_at > s->folded.len || name_at > s->name.len || !agrees(s, needle_at, name_at)) {
      continue;
    }
    s->kind = (TypoKind)kind;
    s->end = name_at + (s->folded.len - needle_at);
    return true;
  }
  return false;
}

static int32_t score_of(TypoKind kind, size_t needle_length, size_t name_length) {
  size_t more =
      name_length > needle_length ? name_length - needle_length : needle_length - name_length;
  return (int32_t)kind * PER_KIND + (int32_t)more * LEFT_OUT;
}

int32_t typo_best(TypoKind kind, size_t needle_length, size_t name_length) {
  return score_of(kind, needle_length, name_length) + AT_BEGINNING + WHOLE_WORD;
}

static void put_places(const Slip *s, uint32_t *places, uint32_t *count) {
  uint32_t n = 0;
  for (size_t i = 0; i < s->same; i++) places[n++] = (uint32_t)(s->from + i);
  if (s->kind == TYPO_EXCHANGED) {
    places[n++] = (uint32_t)(s->from + s->same);
    places[n++] = (uint32_t)(s->from + s->same + 1);
  }
  for (size_t at = s->from + s->same + behind[s->kind].name; at < s->end; at++) {
    places[n++] = (uint32_t)at;
  }
  *count = n;
}

// Of two letters one is right, or they are exchanged, or the first is one too many: else this is
// no place.
static bool may_begin(Str folded, const char *at) {
  char first = ascii_lower(at[0]), second = ascii_lower(at[1]);
  return first == folded.ptr[0] || second == folded.ptr[1] || first == folded.ptr[1];
}

int32_t typo_find(Str folded, Str name, uint32_t *places, uint32_t *count) {
  int32_t best = TYPO_NONE;
  Slip slip = {.folded = folded, .name = name};
  for (size_t from = 0; from + folded.len <= name.len + 1; from++) {
    if (!may_begin(folded, name.ptr + from) || !name_starts_word(name, from)) continue;
    slip.from = from;
    if (!find_slip(&slip)) continue;
    bool whole = slip.end == name.len || name_starts_word(name, slip.end)
                 || !is_word_byte(name.ptr[slip.end]) || name.ptr[slip.end] == '_';
    int32_t score = score_of(slip.kind, folded.len, name.len) + (from ? 0 : AT_BEGINNING)
                    + (whole ? WHOLE_WORD : 0);
    if (score <= best) continue;
    best = score;
    if (places) put_places(&slip, places, count);
  }
  return best;
}
