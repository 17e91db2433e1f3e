// Posting lists. Rejected: one varint a document for every list (codesearch's form: 8 bits at least,
// where adjacent files share most grams and 2-4 bits suffice); roaring bitmaps (their 65,536-document
// containers are larger than most trees); SIMD-packed blocks (decoding is not what queries wait for).
//
// A list of fewer than POSTING_BLOCK documents is form "small" without its tag byte: the count tells.
//
//   skip entry := last:u32 width:u8 exceptions:u8 bytes:u16
//   block      := (delta-1 of each document to the one before, low `width` bits, packed low bit first)
//                 padded to a byte, then exceptions * { position:u8 high:varint }
//
// An exception's delta is packed bits | high << width: a few wide gaps do not widen the whole block
// (PFOR, Zukowski et al., ICDE 2006).
#include "format/posting.h"
#include "base/codec.h"

enum { FORM_BITS = 0, FORM_BLOCKS = 1, FORM_SMALL = 2, SKIP_ENTRY = 8, MAX_WIDTH = 32 };

// ---- writing ------------------------------------------------------------------------------------

// The width at which packed bits and exceptions together take the fewest bytes.
static unsigned best_width(const uint32_t *deltas, uint32_t count) {
  uint32_t of_width[MAX_WIDTH + 1] = {0};
  for (uint32_t i = 0; i < count; i++) of_width[bit_width(deltas[i])]++;
  unsigned best = MAX_WIDTH;
  size_t best_bytes = SIZE_MAX;
  uint32_t wider = 0;
  for (int width = MAX_WIDTH; width >= 0; width--) {
    size_t bytes = (count * (size_t)width + 7) / 8 + wider * (size_t)3;
    if (bytes < best_bytes) {
      best_bytes = bytes;
      best = (unsigned)width;
    }
    wider += of_width[width];
  }
  return best;
}

// Appends one block; returns the number of exceptions.
static uint8_t write_block(Buf *out, const uint32_t *deltas, uint32_t count, unsigned width) {
  char packed[POSTING_BLOCK * MAX_WIDTH / 8 + 8] = {0};
  uint64_t mask = ((uint64_t)1 << width) - 1;
  size_t bit = 0;
  for (uint32_t i = 0; i < count; i++, bit += width) {
    char *at = packed + bit / 8;
    le_put_u64(at, le_get_u64(at) | (deltas[i] & mask) << (bit % 8));
  }
  buf_put(out, packed, (bit + 7) / 8);
  uint8_t exceptions = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint64_t high = (uint64_t)deltas[i] >> width;
    if (high == 0) continue;
    buf_byte(out, (uint8_t)i);
    buf_varint(out, high);
    exceptions++;
  }
  return exceptions;
}

static void write_blocks(Buf *out, const uint32_t *documents, uint32_t count) {
  uint32_t blocks = (count + POSTING_BLOCK - 1) / POSTING_BLOCK;
  buf_byte(out, FORM_BLOCKS);
  buf_varint(out, blocks);
  size_t skip = out->len;
  if (!buf_extend(out, (size_t)blocks * SKIP_ENTRY)) return;
  uint32_t deltas[POSTING_BLOCK];
  int64_t before = -1;
  for (uint32_t b = 0; b < blocks; b++, skip += SKIP_ENTRY) {
    uint32_t first = b * POSTING_BLOCK;
    uint32_t length = count - first < POSTING_BLOCK ? count - first : POSTING_BLOCK;
    for (uint32_t i = 0; i < length; i++) {
      deltas[i] = (uint32_t)(documents[first + i] - before - 1);
      before = documents[first + i];
    }
    unsigned width = best_width(deltas, length);
    size_t start = out->len;
    uint8_t exceptions = write_block(out, deltas, length, width);
    if (out->failed) return;
    size_t bytes = out->len - start;
    char *entry = out->data + skip;
    le_put_u32(entry, (uint32_t)before);
    entry[4] = (char)width;
    entry[5] = (char)exceptions;
    entry[6] = (char)bytes;
    entry[7] = (char)(bytes >> 8);
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

static uint32_t entry_bytes(const char *entry) { return le_get_u16(entry + 6); }

// Decodes block p->block, which starts at p->at. False if its bytes are wrong.
static bool load_block(Posting *p) {
  const char *entry = skip_entry(p, p->block);
  unsigned width = (unsigned char)entry[4], exceptions = (unsigned char)entry[5];
  uint32_t bytes = entry_bytes(entry);
  uint32_t length =
      p->block + 1 < p->block_count ? POSTING_BLOCK : p->count - p->block * POSTING_BLOCK;
  size_t packed = (length * (size_t)width + 7) / 8;
  if (width > MAX_WIDTH || packed > bytes || bytes > p->size - p->at) return false;
  char padded[POSTING_BLOCK * MAX_WIDTH / 8 + 8] = {0};
  memcpy(padded, p->bytes + p->at, packed);
  uint64_t mask = ((uint64_t)1 << width) - 1;
  for (uint32_t i = 0, bit = 0; i < length; i++, bit += width) {
    p->decoded[i] = (uint32_t)(le_get_u64(padded + bit / 8) >> (bit % 8) & mask);
  }
  Reader reader = reader_make(str_make(p->bytes + p->at + packed, bytes - packed));
  for (unsigned i = 0; i < exceptions; i++) {
    uint8_t position = reader_byte(&reader);
    uint64_t high = reader_varint_max(&reader, UINT32_MAX);
    if (reader.failed || position >= length) return false;
    p->decoded[position] |= (uint32_t)(high << width);
  }
  uint64_t document = p->block ? (uint64_t)le_get_u32(skip_entry(p, p->block - 1)) + 1 : 0;
  for (uint32_t i = 0; i < length; i++, document++) {
    document += p->decoded[i];
    if (document >= p->universe) return false;
    p->decoded[i] = (uint32_t)document;
  }
  if (p->decoded[length - 1] != le_get_u32(entry)) return false; // or the next block would go back
  p->block_length = length;
  p->in_block = 0;
  return true;
}

static uint32_t next_block(Posting *p) {
  p->at += entry_bytes(skip_entry(p, p->block));
  p->block++;
  if (p->block >= p->block_count) return posting_end(p, false);
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

uint32_t posting_next(Posting *p) {
  if (p->current == POSTING_END) return POSTING_END;
  if (p->form == FORM_SMALL) return next_small(p, p->current);
  if (p->form == FORM_BITS) return next_bit(p, (uint64_t)p->current + 1);
  if (p->in_block + 1 < p->block_length) return p->current = p->decoded[++p->in_block];
  return next_block(p);
}

const char *posting_bits(const Posting *p) {
  return p->form == FORM_BITS && !p->corrupt ? p->bytes : NULL;
}

static uint32_t advance_in_blocks(Posting *p, uint32_t target) {
  uint32_t block = p->block;
  while (block < p->block_count && le_get_u32(skip_entry(p, block)) < target) {
    p->at += entry_bytes(skip_entry(p, block));
    block++;
  }
  if (block >= p->block_count) return posting_end(p, false);
  if (block != p->block) {
    p->block = block;
    if (p->at > p->size || !load_block(p)) return posting_end(p, true);
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
