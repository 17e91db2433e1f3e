// Posting lists. Rejected: one varint a document for every list (codesearch's form: 8 bits at least,
// where adjacent files share most grams and 2-4 bits suffice); roaring bitmaps (their 65,536-document
// containers are larger than most trees); one bit width a block with exceptions (PFOR, a bit a posting more:
// 83 MB where this takes 75); interpolative coding (a few percent less, and slow to decode).
//
// A list of fewer than POSTING_BLOCK documents is form "small" without its tag byte: the count tells. Where
// who reads it knows its size, and there are POSTING_FEW or more, it is {width:u8 block} instead.
//
//   skip entry := last:u32 width:u8 high_bytes:u8
//   block      := (gap of each document to the one before, less one: its low `width` bits, packed, low bit
//                 first) padded to a byte, then (what is above them, as so many zeros and a one, low bit
//                 first) padded to a byte
//
// So a gap takes width + 1 bits and one for each time 2^width goes into it (Rice, 1979), the two halves apart
// as Elias and Fano have them, so that sixty-four bits are looked at at a time.
#include "format/posting.h"
#include "base/bits.h"
#include "base/codec.h"

enum {
  FORM_BITS = 0,
  FORM_BLOCKS = 1,
  FORM_SMALL = 2,
  SKIP_ENTRY = 6,
  MAX_WIDTH = 32,
  LOW_BYTES = POSTING_BLOCK * MAX_WIDTH / 8,
  HIGH_BYTES = 255,
};

// ---- writing ------------------------------------------------------------------------------------

// Bits above the low ones, in unary.
static uint64_t high_bits(const uint32_t *gaps, uint32_t count, unsigned width) {
  uint64_t bits = count;
  for (uint32_t i = 0; i < count; i++) bits += (uint64_t)gaps[i] >> width;
  return bits;
}

// The width at which a block takes the fewest bits: near that of the mean gap.
static unsigned best_width(const uint32_t *gaps, uint32_t count) {
  uint64_t sum = 0, best_bits = UINT64_MAX;
  for (uint32_t i = 0; i < count; i++) sum += gaps[i];
  unsigned mean = bits_width((uint32_t)(sum / count)), best = MAX_WIDTH;
  for (unsigned width = mean > 2 ? mean - 2 : 0; width <= MAX_WIDTH; width++) {
    uint64_t high = high_bits(gaps, count, width), bits = high + (uint64_t)count * width;
    if (bits >= best_bits) break;
    if (high > HIGH_BYTES * 8) continue;
    best_bits = bits;
    best = width;
  }
  return best;
}

// Appends one block; returns the bytes of its high half.
static uint8_t write_block(Buf *out, const uint32_t *gaps, uint32_t count, unsigned width) {
  char low[LOW_BYTES + 8] = {0}, high[HIGH_BYTES] = {0};
  uint64_t mask = ((uint64_t)1 << width) - 1;
  size_t bit = 0, one = 0;
  for (uint32_t i = 0; i < count; i++, bit += width, one++) {
    char *at = low + bit / 8;
    le_put_u64(at, le_get_u64(at) | (gaps[i] & mask) << (bit % 8));
    one += (size_t)((uint64_t)gaps[i] >> width);
    high[one / 8] = (char)(high[one / 8] | 1 << (one % 8));
  }
  buf_put(out, low, (bit + 7) / 8);
  buf_put(out, high, (one + 7) / 8);
  return (uint8_t)((one + 7) / 8);
}

static void gaps_of(const uint32_t *documents, uint32_t count, int64_t before, uint32_t *gaps) {
  for (uint32_t i = 0; i < count; i++) {
    gaps[i] = (uint32_t)(documents[i] - before - 1);
    before = documents[i];
  }
}

static void write_blocks(Buf *out, const uint32_t *documents, uint32_t count) {
  uint32_t blocks = (count + POSTING_BLOCK - 1) / POSTING_BLOCK;
  buf_byte(out, FORM_BLOCKS);
  buf_varint(out, blocks);
  size_t skip = out->len;
  if (!buf_extend(out, (size_t)blocks * SKIP_ENTRY)) return;
  uint32_t gaps[POSTING_BLOCK];
  int64_t before = -1;
  for (uint32_t b = 0; b < blocks; b++, skip += SKIP_ENTRY) {
    uint32_t first = b * POSTING_BLOCK;
    uint32_t length = count - first < POSTING_BLOCK ? count - first : POSTING_BLOCK;
    gaps_of(documents + first, length, before, gaps);
    before = documents[first + length - 1];
    unsigned width = best_width(gaps, length);
    uint8_t high = write_block(out, gaps, length, width);
    if (out->failed) return;
    char *entry = out->data + skip;
    le_put_u32(entry, (uint32_t)before);
    entry[4] = (char)width;
    entry[5] = (char)high;
  }
}

static void write_bits(Buf *out, const uint32_t *documents, uint32_t count, uint32_t universe) {
  buf_byte(out, FORM_BITS);
  size_t size = (universe + 7) / 8;
  char *bits = buf_extend(out, size);
  if (!bits) return;
  memset(bits, 0, size);
  for (uint32_t i = 0; i < count; i++) {
    bits[documents[i] / 8] = (char)(bits[documents[i] / 8] | 1 << (documents[i] % 8));
  }
}

void posting_write(Buf *out, const uint32_t *documents, uint32_t count, uint32_t universe) {
  if (count < POSTING_BLOCK) {
    uint32_t before = 0;
    for (uint32_t i = 0; i < count; i++) {
      buf_varint(out, documents[i] - before);
      before = documents[i];
    }
    return;
  }
  size_t start = out->len;
  write_blocks(out, documents, count);
  if (out->failed || out->len - start <= (universe + 7) / 8) return;
  out->len = start;
  write_bits(out, documents, count, universe);
}

void posting_write_sized(Buf *out, const uint32_t *documents, uint32_t count, uint32_t universe) {
  if (count < POSTING_FEW || count >= POSTING_BLOCK) {
    posting_write(out, documents, count, universe);
    return;
  }
  uint32_t gaps[POSTING_BLOCK];
  gaps_of(documents, count, -1, gaps);
  unsigned width = best_width(gaps, count);
  buf_byte(out, (uint8_t)width);
  write_block(out, gaps, count, width);
}

// ---- reading ------------------------------------------------------------------------------------

static uint32_t posting_end(Posting *p, bool corrupt) {
  if (corrupt) p->corrupt = true;
  p->block = p->block_count;
  p->in_block = p->block_length = 0;
  p->at = p->size;
  p->form = FORM_SMALL;
  return p->current = POSTING_END;
}

static const char *skip_entry(const Posting *p, uint32_t block) {
  return p->bytes + (size_t)block * SKIP_ENTRY;
}

static uint32_t block_length(const Posting *p, uint32_t block) {
  return block + 1 < p->block_count ? POSTING_BLOCK : p->count - block * POSTING_BLOCK;
}

static uint32_t low_bytes(uint32_t length, unsigned width) { return (length * width + 7) / 8; }

// A width that is no width gives too many bytes for any list.
static uint32_t entry_bytes(const Posting *p, uint32_t block) {
  const char *entry = skip_entry(p, block);
  return low_bytes(block_length(p, block), (unsigned char)entry[4]) + (unsigned char)entry[5];
}

// Adds what is above the low bits. False if there are too few ones.
static bool add_high(uint32_t *gaps, uint32_t length, unsigned width, Str high) {
  char padded[HIGH_BYTES + 8] = {0};
  memcpy(padded, high.ptr, high.len);
  uint32_t found = 0;
  size_t next = 0; // behind the last one found
  for (size_t word = 0; word * 8 < high.len && found < length; word++) {
    uint64_t ones = le_get_u64(padded + word * 8);
    for (; ones && found < length; ones &= ones - 1) {
      size_t one = word * 64 + bits_lowest(ones);
      gaps[found++] |= (uint32_t)((uint64_t)(one - next) << width);
      next = one + 1;
    }
  }
  return found == length;
}

// Decodes a block of `length` documents behind `before`. False if its bytes are wrong.
static bool decode_block(Posting *p, Str bytes, uint32_t length, unsigned width, int64_t before) {
  uint32_t low = width <= MAX_WIDTH ? low_bytes(length, width) : UINT32_MAX;
  if (low > bytes.len || bytes.len - low > HIGH_BYTES) return false;
  char padded[LOW_BYTES + 8] = {0};
  memcpy(padded, bytes.ptr, low);
  uint64_t mask = ((uint64_t)1 << width) - 1;
  for (uint32_t i = 0, bit = 0; i < length; i++, bit += width) {
    p->decoded[i] = (uint32_t)(le_get_u64(padded + bit / 8) >> (bit % 8) & mask);
  }
  if (!add_high(p->decoded, length, width, str_slice(bytes, low, bytes.len))) return false;
  uint64_t document = (uint64_t)(before + 1);
  for (uint32_t i = 0; i < length; i++, document++) {
    document += p->decoded[i];
    if (document >= p->universe) return false;
    p->decoded[i] = (uint32_t)document;
  }
  p->block_length = length;
  p->in_block = 0;
  return true;
}

// Decodes block p->block, which starts at p->at. False if its bytes are wrong.
static bool load_block(Posting *p) {
  const char *entry = skip_entry(p, p->block);
  uint32_t bytes = entry_bytes(p, p->block), length = block_length(p, p->block);
  if (bytes > p->size - p->at) return false;
  int64_t before = p->block ? (int64_t)le_get_u32(skip_entry(p, p->block - 1)) : -1;
  Str block = str_make(p->bytes + p->at, bytes);
  return decode_block(p, block, length, (unsigned char)entry[4], before)
         && p->decoded[length - 1] == le_get_u32(entry); // or the next block would go back
}

static uint32_t next_block(Posting *p) {
  if (p->block + 1 >= p->block_count) return posting_end(p, false);
  p->at += entry_bytes(p, p->block);
  p->block++;
  if (p->at > p->size) return posting_end(p, true);
  if (!load_block(p)) return posting_end(p, true);
  return p->current = p->decoded[0];
}

static void open_blocks(Posting *p) {
  Reader reader = reader_make(str_make(p->bytes, p->size));
  uint32_t blocks = (uint32_t)reader_varint_max(&reader, UINT32_MAX / SKIP_ENTRY);
  uint32_t wanted = p->count / POSTING_BLOCK + (p->count % POSTING_BLOCK != 0);
  if (reader.failed || blocks != wanted || reader_left(&reader) < (size_t)blocks * SKIP_ENTRY) {
    posting_end(p, true);
    return;
  }
  p->bytes = reader.at;
  p->size = (uint32_t)reader_left(&reader);
  p->at = blocks * SKIP_ENTRY;
  p->block_count = blocks;
  if (!load_block(p)) {
    posting_end(p, true);
    return;
  }
  p->current = p->decoded[0];
}

static uint32_t next_small(Posting *p, uint32_t before) {
  if (p->at >= p->size) return posting_end(p, false);
  Reader reader = reader_make(str_make(p->bytes + p->at, p->size - p->at));
  uint64_t document = (uint64_t)before + reader_varint_max(&reader, UINT32_MAX);
  if (reader.failed || document >= p->universe) return posting_end(p, true);
  p->at = (uint32_t)(reader.at - p->bytes);
  return p->current = (uint32_t)document;
}

// The first set bit at or after `from`.
static uint32_t next_bit(Posting *p, uint64_t from) {
  while (from < p->universe) {
    unsigned byte = (unsigned char)p->bytes[from / 8] >> (from % 8);
    if (byte == 0) {
      from = (from / 8 + 1) * 8;
      continue;
    }
    while (!(byte & 1)) {
      byte >>= 1;
      from++;
    }
    return p->current = from < p->universe ? (uint32_t)from : POSTING_END;
  }
  return p->current = POSTING_END;
}

void posting_open(Posting *p, Str bytes, uint32_t count, uint32_t universe) {
  p->current = POSTING_END;
  p->count = count;
  p->corrupt = false;
  p->form = FORM_SMALL;
  p->universe = universe;
  p->bytes = bytes.ptr;
  p->size = bytes.len < UINT32_MAX ? (uint32_t)bytes.len : UINT32_MAX;
  p->at = p->block = p->block_count = p->in_block = p->block_length = 0;
  if (count == 0) return;
  if (count < POSTING_BLOCK) {
    next_small(p, 0);
    return;
  }
  if (p->size == 0) {
    posting_end(p, true);
    return;
  }
  p->form = (uint8_t)p->bytes[0];
  p->bytes++;
  p->size--;
  if (p->form == FORM_BLOCKS) {
    open_blocks(p);
  } else if (p->form == FORM_BITS && p->size == (universe + 7) / 8) {
    next_bit(p, 0);
  } else {
    posting_end(p, true);
  }
}

void posting_open_sized(Posting *p, Str bytes, uint32_t count, uint32_t universe) {
  bool packed = count >= POSTING_FEW && count < POSTING_BLOCK;
  posting_open(p, packed ? STR("") : bytes, packed ? 0 : count, universe);
  if (!packed) return;
  p->count = count;
  p->form = FORM_BLOCKS;
  p->block_count = 1;
  Str block = bytes.len ? str_slice(bytes, 1, bytes.len) : bytes;
  if (bytes.len && decode_block(p, block, count, (unsigned char)bytes.ptr[0], -1))
    p->current = p->decoded[0];
  else
    posting_end(p, true);
}

uint32_t posting_next(Posting *p) {
  if (p->current == POSTING_END) return POSTING_END;
  if (p->form == FORM_SMALL) return next_small(p, p->current);
  if (p->form == FORM_BITS) return next_bit(p, (uint64_t)p->current + 1);
  if (p->in_block + 1 < p->block_length) return p->current = p->decoded[++p->in_block];
  return next_block(p);
}

static uint32_t set_bit(uint64_t *bits, uint32_t document) {
  uint64_t before = bits[document / 64], bit = (uint64_t)1 << (document % 64);
  bits[document / 64] = before | bit;
  return !(before & bit);
}

// From the word on in which it stands: the bits before are none of this list's.
static uint32_t add_dense(const Posting *p, uint64_t *bits) {
  uint32_t added = 0, words = p->universe / 64, last = p->universe % 64;
  for (uint32_t word = p->current / 64; word < words + (last > 0); word++) {
    char padded[8] = {0};
    uint32_t left = p->size - word * 8;
    memcpy(padded, p->bytes + (size_t)word * 8, left < 8 ? left : 8);
    uint64_t more = le_get_u64(padded) & ~bits[word];
    if (word == p->current / 64) more &= UINT64_MAX << (p->current % 64);
    if (word == words) more &= ((uint64_t)1 << last) - 1;
    bits[word] |= more;
    added += bits_count(more);
  }
  return added;
}

uint32_t posting_add_bits(Posting *p, uint64_t *bits) {
  uint32_t added = 0;
  if (p->current == POSTING_END) return 0;
  if (p->form == FORM_BITS) {
    added = add_dense(p, bits);
    posting_end(p, false);
  } else if (p->form == FORM_SMALL) {
    for (; p->current != POSTING_END; next_small(p, p->current)) added += set_bit(bits, p->current);
  } else {
    for (; p->current != POSTING_END; next_block(p)) {
      for (uint32_t i = p->in_block; i < p->block_length; i++)
        added += set_bit(bits, p->decoded[i]);
    }
  }
  return added;
}

const char *posting_bits(const Posting *p) {
  return p->form == FORM_BITS && !p->corrupt ? p->bytes : NULL;
}

static uint32_t advance_in_blocks(Posting *p, uint32_t target) {
  if (p->decoded[p->block_length - 1] < target) {
    uint64_t at = p->at;
    do {
      if (p->block + 1 >= p->block_count) return posting_end(p, false);
      at += entry_bytes(p, p->block++);
    } while (le_get_u32(skip_entry(p, p->block)) < target);
    if (at > p->size) return posting_end(p, true);
    p->at = (uint32_t)at;
    if (!load_block(p)) return posting_end(p, true);
  }
  while (p->in_block < p->block_length && p->decoded[p->in_block] < target) p->in_block++;
  if (p->in_block == p->block_length) return posting_end(p, true);
  return p->current = p->decoded[p->in_block];
}

uint32_t posting_advance_to(Posting *p, uint32_t target) {
  if (p->current >= target) return p->current;
  if (p->form == FORM_BITS) return next_bit(p, target);
  if (p->form == FORM_BLOCKS) return advance_in_blocks(p, target);
  while (p->current < target) next_small(p, p->current);
  return p->current;
}

bool posting_position(const Posting *p, uint32_t *position) {
  *position = p->block * POSTING_BLOCK + p->in_block;
  return p->form == FORM_BLOCKS;
}
