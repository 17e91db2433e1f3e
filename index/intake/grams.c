// Distinct grams of a text by a bitmap of grams seen. A text of ASCII alone, as nearly all are, uses 7
// bits a byte: its bitmap is 256 KB and stays in the second-level cache, where 24 bits take 2 MB.
// Grams with a line end are marked like the others (a test a byte costs more) and dropped at the end.
#include "intake/grams.h"
#include "base/bits.h"
#include "base/codec.h"
#include "base/err.h"

enum { NARROW_BITS = 21, WIDE_BITS = 24 };

struct GramSet {
  uint64_t seen[GRAM_COUNT / 64]; // the narrow bitmap uses its head; all zero between texts
  unsigned char fold[256];
  uint64_t joints[GRAM_JOINTS / 64]; // seen in the text in hand
  GramList lines;                    // of the text in hand: pairs of bytes
};

GramSet *gram_set_new(void) {
  GramSet *set = xcalloc(1, sizeof *set);
  for (int c = 0; c < 256; c++) set->fold[c] = (unsigned char)ascii_lower((char)c);
  return set;
}

void gram_set_free(GramSet *set) {
  if (set) array_free(&set->lines);
  free(set);
}

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

// ---- lines of two bytes -------------------------------------------------------------------------

typedef struct {
  GramSet *set;
  unsigned bits_a_byte;
  Str text;
} Collected;

static bool is_seen(const Collected *c, uint32_t x, uint32_t y, uint32_t z) {
  uint32_t key = x << (2 * c->bits_a_byte) | y << c->bits_a_byte | z;
  return c->set->seen[key / 64] >> (key % 64) & 1;
}

static bool stands_at(const Collected *c, size_t at, uint32_t a, uint32_t b) {
  const unsigned char *p = (const unsigned char *)c->text.ptr + at;
  return c->set->fold[p[0]] == a && c->set->fold[p[1]] == b;
}

// Some line begins with the two bytes, and some line ends with them.
static bool may_be_line(const Collected *c, uint32_t a, uint32_t b) {
  bool begins = is_seen(c, '\n', a, b) || is_seen(c, '\r', a, b) || stands_at(c, 0, a, b);
  return begins
         && (is_seen(c, a, b, '\n') || is_seen(c, a, b, '\r')
             || stands_at(c, c->text.len - 2, a, b));
}

// Adds what lines of two bytes have, once each, to `lines`. The text has at least two bytes.
static void collect_lines(const Collected *c, const GramList *keys, GramList *lines) {
  uint32_t mask = ((uint32_t)1 << c->bits_a_byte) - 1;
  lines->count = 0;
  for (size_t i = 0; i < keys->count; i++) {
    uint32_t x = keys->items[i] >> (2 * c->bits_a_byte);
    uint32_t a = keys->items[i] >> c->bits_a_byte & mask, b = keys->items[i] & mask;
    if (!is_line_end(x) || is_line_end(a) || is_line_end(b)) continue;
    if (x == '\r' && is_seen(c, '\n', a, b)) continue; // its turn comes, or came
    if (may_be_line(c, a, b)) array_push(lines, a << 8 | b);
  }
  const unsigned char *p = (const unsigned char *)c->text.ptr;
  uint32_t a = c->set->fold[p[0]], b = c->set->fold[p[1]]; // the first line has nothing before it
  bool known = is_seen(c, '\n', a, b) || is_seen(c, '\r', a, b);
  if (!is_line_end(a) && !is_line_end(b) && !known && may_be_line(c, a, b)) {
    array_push(lines, a << 8 | b);
  }
}

// ---- joints -------------------------------------------------------------------------------------

// 1 .. 36 of letters and digits, 0 of all else.
static const unsigned char joint_classes[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['g'] = 17, ['h'] = 18, ['i'] = 19, ['j'] = 20, ['k'] = 21, ['l'] = 22, ['m'] = 23, ['n'] = 24,
    ['o'] = 25, ['p'] = 26, ['q'] = 27, ['r'] = 28, ['s'] = 29, ['t'] = 30, ['u'] = 31, ['v'] = 32,
    ['w'] = 33, ['x'] = 34, ['y'] = 35, ['z'] = 36, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14,
    ['E'] = 15, ['F'] = 16, ['G'] = 17, ['H'] = 18, ['I'] = 19, ['J'] = 20, ['K'] = 21, ['L'] = 22,
    ['M'] = 23, ['N'] = 24, ['O'] = 25, ['P'] = 26, ['Q'] = 27, ['R'] = 28, ['S'] = 29, ['T'] = 30,
    ['U'] = 31, ['V'] = 32, ['W'] = 33, ['X'] = 34, ['Y'] = 35, ['Z'] = 36};

// Of the five around an underscore; UINT32_MAX: no joint.
static inline uint32_t joint_number(const unsigned char *underscore) {
  uint32_t a = joint_classes[underscore[-3]], b = joint_classes[underscore[-2]];
  uint32_t c = joint_classes[underscore[-1]], d = joint_classes[underscore[1]];
  uint32_t e = joint_classes[underscore[2]];
  if (!a || !b || !c || !d || !e) return UINT32_MAX;
  return (a << 24 | b << 18 | c << 12 | d << 6 | e) * 0x9E3779B1u >> 21;
}

static uint32_t gram_of_number(uint32_t joint) {
  return gram_make((unsigned char)(joint >> 8), '\n', (unsigned char)joint);
}

bool gram_of_joint(Str text, size_t at, uint32_t *gram) {
  if (at < 3 || at + 2 >= text.len || text.ptr[at] != '_') return false;
  uint32_t joint = joint_number((const unsigned char *)text.ptr + at);
  if (joint == UINT32_MAX) return false;
  *gram = gram_of_number(joint);
  return true;
}

static inline void note_joint(GramSet *set, const unsigned char *underscore) {
  uint32_t joint = joint_number(underscore);
  if (joint != UINT32_MAX) set->joints[joint / 64] |= (uint64_t)1 << (joint % 64);
}

static void collect_joints(GramSet *set, Str text, GramList *out) {
  const uint64_t ones = 0x0101010101010101u;
  const unsigned char *p = (const unsigned char *)text.ptr;
  size_t at = 3, end = text.len < 6 ? 0 : text.len - 2;
  for (; at + 8 <= end; at += 8) {
    uint64_t word = le_get_u64(text.ptr + at) ^ ones * '_'; // 0 where an underscore is
    uint64_t low = (word & ones * 0x7F) + ones * 0x7F, found = ~(low | word) & ones * 0x80;
    for (; found; found &= found - 1) note_joint(set, p + at + bits_lowest(found) / 8);
  }
  for (; at < end; at++) {
    if (p[at] == '_') note_joint(set, p + at);
  }
  for (size_t w = 0; w < GRAM_JOINTS / 64; w++) {
    for (uint64_t bits = set->joints[w]; bits; bits &= bits - 1) {
      array_push(out, gram_of_number((uint32_t)(w * 64) + bits_lowest(bits)));
    }
    set->joints[w] = 0;
  }
}

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

static inline void collect_all(GramSet *set, Str text, unsigned bits_a_byte, GramList *out) {
  Collected collected = {set, bits_a_byte, text};
  collect(set, text, bits_a_byte, out);
  set->lines.count = 0;
  if (text.len >= 2) collect_lines(&collected, out, &set->lines);
  settle(set, bits_a_byte, out);
}

void gram_set_collect(GramSet *set, Str text, GramList *out) {
  out->count = 0;
  // Two calls with constants, so that the compiler makes a loop for each width.
  if (is_ascii(text))
    collect_all(set, text, NARROW_BITS / 3, out);
  else
    collect_all(set, text, WIDE_BITS / 3, out);
  for (size_t i = 0; i < set->lines.count; i++) {
    array_push(out, gram_of_line((unsigned char)(set->lines.items[i] >> 8),
                                 (unsigned char)set->lines.items[i]));
  }
  collect_joints(set, text, out);
  array_push(out, GRAM_MARK);
}
