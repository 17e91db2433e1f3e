// Problem: what `enocder~1` finds are words that the query does not name, so nothing in the index speaks for
// one document over another: read in the order of quality alone, 3,000 files of the kernel gave one page.
//
// Approach: all ways of editing the word once are looked up in the lists of words with weight, some hundred
// of them in a third of a microsecond each. Documents in which one of them has weight then come first, as
// they would if it had been typed right, and a page of them is a page.
//
// Rejected: the ways of two edits (half a million); a walk through all words (the lists have keys and no
// letters).
#include "query/near_words.h"

#include "base/scan.h"
#include "format/segment.h"

typedef struct {
  const Snapshot *snapshot;
  Arena *arena;
  Str *words;
  uint64_t counts[NEAR_WORDS_MAX];
  size_t found;
  const char *letters; // to put in
} Finder;

static uint64_t documents_with(const Snapshot *snapshot, Str word) {
  uint64_t count = 0;
  WordCursor cursor;
  for (size_t i = 0; i < snapshot->parts.count; i++) {
    const Segment *segment = snapshot->parts.items[i].segment;
    if (segment_has_words(segment) && word_cursor_open(&cursor, segment, word)) {
      count += word_cursor_count(&cursor);
    }
  }
  return count;
}

static bool is_known(const Finder *f, Str word) {
  for (size_t i = 0; i < f->found; i++) {
    if (str_equal(f->words[i], word)) return true;
  }
  return false;
}

// Keeps the word if it is among the best so far. Equal ones stay in the order they were made in.
static void try_word(Finder *f, const char *bytes, size_t length, bool first) {
  Str word = str_make(bytes, length);
  uint64_t count = documents_with(f->snapshot, word);
  if (count == 0 || is_known(f, word)) return;
  if (first) count = UINT64_MAX;
  size_t at = f->found < NEAR_WORDS_MAX ? f->found++ : NEAR_WORDS_MAX - 1;
  if (f->counts[at] >= count) return; // of those there were, all are better
  for (; at > 0 && f->counts[at - 1] < count; at--) {
    f->counts[at] = f->counts[at - 1];
    f->words[at] = f->words[at - 1];
  }
  f->counts[at] = count;
  f->words[at] = arena_dup(f->arena, word);
}

static bool has_digit(Str word) {
  for (size_t i = 0; i < word.len; i++) {
    if (ascii_is_digit(word.ptr[i])) return true;
  }
  return false;
}

// A letter left out, and two swapped.
static void try_fewer_and_swapped(Finder *f, Str word, char *room) {
  for (size_t i = 0; i < word.len; i++) {
    memcpy(room, word.ptr, i);
    memcpy(room + i, word.ptr + i + 1, word.len - i - 1);
    try_word(f, room, word.len - 1, false);
  }
  for (size_t i = 0; i + 1 < word.len; i++) {
    memcpy(room, word.ptr, word.len);
    room[i] = word.ptr[i + 1];
    room[i + 1] = word.ptr[i];
    try_word(f, room, word.len, false);
  }
}

// A letter replaced, and one put in.
static void try_other_and_more(Finder *f, Str word, char *room) {
  for (size_t i = 0; i <= word.len; i++) {
    for (const char *letter = f->letters; *letter; letter++) {
      memcpy(room, word.ptr, word.len);
      room[i] = *letter;
      if (i < word.len && *letter != word.ptr[i]) try_word(f, room, word.len, false);
      memcpy(room + i + 1, word.ptr + i, word.len - i);
      try_word(f, room, word.len + 1, false);
    }
  }
}

size_t near_words_find(const Snapshot *snapshot, Str word, Arena *arena, Str out[NEAR_WORDS_MAX]) {
  char folded[NEAR_WORD_LETTERS], room[NEAR_WORD_LETTERS + 1];
  if (word.len > NEAR_WORD_LETTERS || !scan_is_ascii(word)) return 0;
  for (size_t i = 0; i < word.len; i++) folded[i] = ascii_lower(word.ptr[i]);
  Str typed = str_make(folded, word.len);
  Finder f = {.snapshot = snapshot, .arena = arena, .words = out};
  f.letters = "_abcdefghijklmnopqrstuvwxyz0123456789";
  if (!has_digit(typed)) f.letters = "_abcdefghijklmnopqrstuvwxyz";
  try_word(&f, folded, word.len, true);
  try_fewer_and_swapped(&f, typed, room);
  try_other_and_more(&f, typed, room);
  return f.found;
}
