// Codes are decoded bit by bit: those of a length are consecutive numbers, so that counting them by length
// tells when a code is whole (canonical Huffman codes, RFC 1951, 3.2.2). Rejected: tables, which pay
// for large streams only; zlib itself, which would be a dependency for a few kilobytes.
#include "base/inflate.h"

enum { LONGEST = 15, LITERALS = 288, DISTANCES = 30, END_OF_BLOCK = 256 };

typedef struct {
  Str bytes;
  size_t at;
  uint32_t held; // bits read and not used
  unsigned count;
  bool failed;
  Buf *out;
} Inflater;

// Codes by length, and their symbols in order.
typedef struct {
  uint16_t count[LONGEST + 1], symbol[LITERALS];
} Codes;

static unsigned take_bits(Inflater *in, unsigned count) {
  while (in->count < count) {
    if (in->at >= in->bytes.len) {
      in->failed = true;
      return 0;
    }
    in->held |= (uint32_t)(unsigned char)in->bytes.ptr[in->at++] << in->count;
    in->count += 8;
  }
  unsigned bits = in->held & ((1u << count) - 1);
  in->held >>= count;
  in->count -= count;
  return bits;
}

// false if the lengths are no code: more codes than there is room for.
static bool make_codes(Codes *codes, const uint8_t *lengths, unsigned count) {
  uint16_t next[LONGEST + 2] = {0};
  int room = 1;
  memset(codes, 0, sizeof *codes);
  for (unsigned i = 0; i < count; i++) codes->count[lengths[i]]++;
  codes->count[0] = 0;
  for (unsigned length = 1; length <= LONGEST; length++) {
    room = room * 2 - codes->count[length];
    if (room < 0) return false;
    next[length + 1] = (uint16_t)(next[length] + codes->count[length]);
  }
  for (unsigned i = 0; i < count; i++) {
    if (lengths[i]) codes->symbol[next[lengths[i]]++] = (uint16_t)i;
  }
  return true;
}

static unsigned take_symbol(Inflater *in, const Codes *codes) {
  unsigned code = 0, first = 0, before = 0;
  for (unsigned length = 1; length <= LONGEST; length++) {
    code |= take_bits(in, 1);
    unsigned count = codes->count[length];
    if (code < first + count) return codes->symbol[before + code - first];
    before += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  in->failed = true;
  return 0;
}

static void copy_back(Inflater *in, size_t length, size_t distance) {
  if (distance > in->out->len || !length) {
    in->failed = true;
    return;
  }
  for (size_t i = 0; i < length; i++) { // bytes may be ones that were just written
    buf_byte(in->out, (uint8_t)in->out->data[in->out->len - distance]);
    if (in->out->failed) return;
  }
}

static void inflate_codes(Inflater *in, const Codes *literals, const Codes *distances) {
  static const uint16_t length_base[29] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                           15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                           67, 83, 99, 115, 131, 163, 195, 227, 258};
  static const uint16_t length_bits[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                           2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
  static const uint16_t distance_base[DISTANCES] = {
      1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
      193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
  while (!in->failed && !in->out->failed) {
    unsigned symbol = take_symbol(in, literals);
    if (symbol < END_OF_BLOCK) {
      if (!in->failed) buf_byte(in->out, (uint8_t)symbol);
      continue;
    }
    if (symbol == END_OF_BLOCK) return;
    symbol -= END_OF_BLOCK + 1;
    if (symbol >= 29) break;
    size_t length = length_base[symbol] + take_bits(in, length_bits[symbol]);
    symbol = take_symbol(in, distances);
    if (symbol >= DISTANCES) break;
    size_t distance = distance_base[symbol] + take_bits(in, symbol < 4 ? 0 : symbol / 2 - 1);
    if (!in->failed) copy_back(in, length, distance);
  }
  in->failed = true;
}

static void inflate_stored(Inflater *in) {
  in->held = in->count = 0; // to the next byte
  unsigned length = take_bits(in, 16), check = take_bits(in, 16);
  if (in->failed || length != (~check & 0xFFFF) || in->bytes.len - in->at < length) {
    in->failed = true;
    return;
  }
  buf_put(in->out, in->bytes.ptr + in->at, length);
  in->at += length;
}

static void inflate_fixed(Inflater *in) {
  uint8_t lengths[LITERALS];
  Codes literals, distances;
  for (unsigned i = 0; i < LITERALS; i++) {
    lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  }
  make_codes(&literals, lengths, LITERALS);
  memset(lengths, 5, DISTANCES);
  make_codes(&distances, lengths, DISTANCES);
  inflate_codes(in, &literals, &distances);
}

static void inflate_dynamic(Inflater *in) {
  static const uint8_t order[19] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                    11, 4,  12, 3, 13, 2, 14, 1, 15};
  uint8_t lengths[LITERALS + 32] = {0};
  Codes codes, distances;
  unsigned literals = take_bits(in, 5) + 257, distance_count = take_bits(in, 5) + 1;
  unsigned count = take_bits(in, 4) + 4, at = 0;
  for (unsigned i = 0; i < count; i++) lengths[order[i]] = (uint8_t)take_bits(in, 3);
  if (literals > 286 || distance_count > DISTANCES || !make_codes(&codes, lengths, 19)) {
    in->failed = true;
  }
  memset(lengths, 0, sizeof lengths);
  while (!in->failed && at < literals + distance_count) {
    unsigned symbol = take_symbol(in, &codes), times = 1;
    uint8_t length = (uint8_t)symbol;
    if (symbol == 16 && at == 0) in->failed = true;
    if (symbol == 16) length = at ? lengths[at - 1] : 0, times = 3 + take_bits(in, 2);
    if (symbol == 17) length = 0, times = 3 + take_bits(in, 3);
    if (symbol == 18) length = 0, times = 11 + take_bits(in, 7);
    if (times > literals + distance_count - at) in->failed = true;
    while (!in->failed && times-- > 0) lengths[at++] = length;
  }
  if (in->failed || !make_codes(&codes, lengths, literals)
      || !make_codes(&distances, lengths + literals, distance_count)) {
    in->failed = true;
    return;
  }
  inflate_codes(in, &codes, &distances);
}

Status inflate_zlib(Str bytes, Buf *out, Error *error) {
  Inflater in = {.bytes = bytes, .out = out};
  unsigned head = take_bits(&in, 8) << 8;
  head |= take_bits(&in, 8);
  if ((head & 0x0F00) != 0x0800 || head % 31 || head & 0x20)
    in.failed = true; // deflate, no dictionary
  for (bool last = false; !last && !in.failed && !out->failed;) {
    last = take_bits(&in, 1);
    switch (take_bits(&in, 2)) {
    case 0: inflate_stored(&in); break;
    case 1: inflate_fixed(&in); break;
    case 2: inflate_dynamic(&in); break;
    default: in.failed = true;
    }
  }
  if (out->failed) return error_set(error, STATUS_LIMIT, "what was compressed is too large");
  return in.failed ? error_set(error, STATUS_CORRUPT, "a broken zlib stream") : STATUS_OK;
}
