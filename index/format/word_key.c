#include "format/word_key.h"

uint64_t word_key(Str word) {
  enum { ROOM = 8 };
  char padded[ROOM + WORD_MAX_BYTES + ROOM] = {0};
  if (word.len < WORD_MIN_BYTES || word.len > WORD_MAX_BYTES) return 0;
  for (size_t i = 0; i < word.len; i++) {
    if (!is_word_byte(word.ptr[i])) return 0;
  }
  memcpy(padded + ROOM, word.ptr, word.len);
  return word_key_at(padded + ROOM, word.len);
}
