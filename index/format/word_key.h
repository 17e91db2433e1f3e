// What a word is called in an image: 41 bits of a hash of its ASCII-folded bytes. Of the million words that
// have weight in a kernel, one pair in four such trees shares a key, and is then weighed as one
// word: that moves a document in the order of answers, never in or out of them. In return a word takes 4
// bytes where its letters, front-coded, take 8, and none are kept while an image is built. Private to
// format/ and intake/words.c.
#ifndef TREELINE_FORMAT_WORD_KEY_H
#define TREELINE_FORMAT_WORD_KEY_H

#include "base/codec.h"
#include "format/weight.h"

enum { WORD_KEY_BITS = 41 };

// ASCII letters of eight word bytes folded by setting one bit, which the digits have already: '_' becomes a
// byte that no other word byte does. Other bytes than ASCII stay.
static inline uint64_t word_fold(uint64_t bytes) {
  return bytes | (~bytes & 0x8080808080808080u) >> 2;
}

// The key of the word of `size` bytes, WORD_MIN_BYTES to WORD_MAX_BYTES, all of them word bytes; 0 if they
// are digits alone. Reads 8 bytes before `word` and as many behind its beginning, whatever its size. The
// first and the last eight bytes may overlap: with the size they tell words of up to 16 apart.
static inline uint64_t word_key_at(const char *word, size_t size) {
  const uint64_t no_digit = 0xC0C0C0C0C0C0C0C0u, prime = 0x9E3779B97F4A7C15u;
  size_t head = size < 8 ? size : 8;
  uint64_t first = word_fold(le_get_u64(word)) << (64 - 8 * head);
  uint64_t last = word_fold(le_get_u64(word + size - 8));
  last = size > 8 ? last : 0;
  uint64_t letters = (first | last) & no_digit;
  uint64_t hash = (first + size) * prime;
  for (size_t at = 8; at + 8 < size; at += 8) {
    uint64_t middle = word_fold(le_get_u64(word + at));
    letters |= middle & no_digit;
    hash = ((hash ^ hash >> 32) + middle) * prime;
  }
  hash = ((hash ^ hash >> 32) + last) * 0xD6E8FEB86659FD93u;
  hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u;
  return letters ? hash >> (64 - WORD_KEY_BITS) : 0;
}

// The same of any bytes: 0 too if they are no word that is kept.
uint64_t word_key(Str word);

#endif
