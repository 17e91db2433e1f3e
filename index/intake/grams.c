// Distinct grams of a text by a bitmap of grams seen. A text of ASCII alone, as nearly all are, uses 7
// bits a byte: its bitmap is 256 KB and stays in the second-level cache, where 24 bits take 2 MB.
// Grams with a line end are marked like the others (a test a byte costs more) and dropped at the end.
#include "intake/grams.h"
#include "base/err.h"

enum { NARROW_BITS = 21, WIDE_BITS = 24 };

struct GramSet {
  uint64_t seen[GRAM_COUNT / 64]; // the narrow bitmap uses its head; all zero between texts
  unsigned char fold[256];
};

GramSet *gram_set_new(void) {
  GramSet *set = xcalloc(1, sizeof *set);
  for (int c = 0; c < 256; c++) set->fold[c] = (unsigned char)ascii_lower((char)c);
  return set;
}

void gram_set_free(GramSet *set) { free(set); }

static bool is_ascii(Str text) {
  size_t at = 0;
  uint64_t all = 0;
  for (; at + 32 <= text.len; at += 32) {
    uint64_t words[4];
    memcpy(words, text.ptr + at, sizeof words);
    all |= words[0] | words[1] | words[2] | words[3];
  }
  for (; at < text.len; at++) all |= (uint64_t)(text.ptr[at] & 0x80);
  return (all & 0x8080808080808080u) == 0;
}

// Without a branch on whether a gram is new, which no predictor guesses: every key is written, and only
// new ones are counted.
static inline size_t collect_block(GramSet *set, const unsigned char *p, size_t size,
                                   unsigned bits_a_byte, uint32_t *out) {
  const unsigned char *fold = set->fold;
  uint32_t mask = ((uint32_t)1 << (3 * bits_a_byte)) - 1;
  uint32_t key = (uint32_t)fold[p[0]] << bits_a_byte | fold[p[1]];
  size_t count = 0;
  for (size_t i = 2; i < size; i++) {
    key = (key << bits_a_byte | fold[p[i]]) & mask;
    uint64_t word = set->seen[key / 64], bit = (uint64_t)1 << (key % 64);
    out[count] = key;
    count += (word & bit) == 0;
    set->seen[key / 64] = word | bit;
  }
  return count;
}

static inline void collect(GramSet *set, Str text, unsigned bits_a_byte, GramList *out) {
  enum { BLOCK = 4096 };
  for (size_t at = 0; at + 2 < text.len; at += BLOCK) {
    size_t left = text.len - at, size = left < BLOCK + 2 ? left : BLOCK + 2;
    array_reserve(out, out->count + size);
    out->count += collect_block(set, (const unsigned char *)text.ptr + at, size, bits_a_byte,
                                out->items + out->count);
  }
}

static bool is_line_end(uint32_t byte) { return byte == '\n' || byte == '\r'; }

// Clears the bitmap, drops grams with a line end and widens the rest to a whole byte a byte.
static void settle(GramSet *set, unsigned bits_a_byte, GramList *out) {
  uint32_t mask = ((uint32_t)1 << bits_a_byte) - 1;
  size_t kept = 0;
  for (size_t i = 0; i < out->count; i++) {
    uint32_t key = out->items[i];
    set->seen[key / 64] = 0;
    uint32_t a = key >> (2 * bits_a_byte), b = key >> bits_a_byte & mask, c = key & mask;
    if (is_line_end(a) || is_line_end(b) || is_line_end(c)) continue;
    out->items[kept++] = a << 16 | b << 8 | c;
  }
  out->count = kept;
}

void gram_set_collect(GramSet *set, Str text, GramList *out) {
  out->count = 0;
  if (text.len < 3) return;
  // Two calls with constants, so that the compiler makes a loop for each width.
  if (is_ascii(text)) {
    collect(set, text, NARROW_BITS / 3, out);
    settle(set, NARROW_BITS / 3, out);
  } else {
    collect(set, text, WIDE_BITS / 3, out);
    settle(set, WIDE_BITS / 3, out);
  }
}
