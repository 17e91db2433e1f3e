// Problem: a letter mask a block (NIDX) lets half of the blocks pass for most queries, as sixteen names
// together have most letters.
//
// Approach: which characters follow each other tells names apart far better. Of the 1444 pairs a few
// hundred are common; each of those gets a plane of its own, the rare ones share, so that all planes
// are about equally full: each segment stores its own assignment.
//
// Rejected: a Bloom filter a block, as rows cannot be combined 64 at a time; posting lists of trigrams,
// as they took three times the bytes and cannot count how many of a query's pairs a block lacks.
#include "format/signature.h"

#include "base/array.h"
#include "base/bits.h"
#include "base/codec.h"
#include "format/segment_image.h"

enum {
  CLASS_OTHER = 37,
  PAIR_WORDS = (NSIG_PAIRS + 63) / 64,
  HEAD_SIZE = (NSIG_PAIRS + 7) / 8 * 8,
};

unsigned name_class(char c) {
  c = ascii_lower(c);
  if (c >= 'a' && c <= 'z') return (unsigned)(c - 'a');
  if (c >= '0' && c <= '9') return (unsigned)(26 + (c - '0'));
  return c == '_' ? 36 : CLASS_OTHER;
}

// ---- writing ------------------------------------------------------------------------------------

// The features of one block.
typedef struct {
  uint64_t pairs[PAIR_WORDS];
  uint64_t starts, classes;
  uint8_t shortest;
} Row;

// Adds the features of a name that begins with the same `shared` bytes as the one before it.
static void add_name(Row *row, Str name, size_t shared) {
  size_t from = shared ? shared - 1 : 0; // whether its last byte starts a word depends on the next
  unsigned before = name.len > from ? name_class(name.ptr[from]) : 0;
  for (size_t i = from; i < name.len; i++) {
    unsigned class = name_class(name.ptr[i]);
    row->classes |= (uint64_t)1 << class;
    if (name_starts_word(name, i)) row->starts |= (uint64_t)1 << class;
    if (i > from) {
      unsigned pair = before * NAME_CLASSES + class;
      row->pairs[pair / 64] |= (uint64_t)1 << (pair % 64);
    }
    before = class;
  }
  if (name.len < row->shortest) row->shortest = (uint8_t)name.len;
}

static size_t shared_prefix(Str a, Str b) {
  size_t n = 0;
  while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n]) n++;
  return n;
}

struct SignatureBuilder {
  ARRAY(Row) rows;
  uint32_t count; // of names
  size_t length;  // of the name before, in `before`
  char before[NAME_MAX_BYTES];
};

SignatureBuilder *signature_builder_new(void) { return xcalloc(1, sizeof(SignatureBuilder)); }

void signature_builder_free(SignatureBuilder *builder) {
  if (!builder) return;
  array_free(&builder->rows);
  free(builder);
}

void signature_builder_add(SignatureBuilder *builder, Str name) {
  bool first = builder->count++ % NAME_BLOCK == 0;
  if (first) {
    Row fresh = {.shortest = UINT8_MAX};
    array_push(&builder->rows, fresh);
  }
  Str before = str_make(builder->before, builder->length);
  add_name(&builder->rows.items[builder->rows.count - 1], name,
           first ? 0 : shared_prefix(name, before));
  builder->length = name.len < NAME_MAX_BYTES ? name.len : NAME_MAX_BYTES;
  memcpy(builder->before, name.ptr, builder->length);
}

typedef struct {
  uint32_t pair, count;
} PairCount;

static int compare_counts(const void *a, const void *b) {
  const PairCount *x = a, *y = b;
  if (x->count != y->count) return x->count > y->count ? -1 : 1;
  return x->pair < y->pair ? -1 : x->pair > y->pair;
}

// The commonest pair goes to the emptiest plane, then the next: all become about equally full.
static void assign_planes(const Row *rows, uint32_t blocks, uint8_t planes[NSIG_PAIRS]) {
  PairCount counts[NSIG_PAIRS];
  uint64_t filled[NSIG_PAIR_PLANES] = {0};
  for (uint32_t p = 0; p < NSIG_PAIRS; p++) counts[p] = (PairCount){p, 0};
  for (uint32_t b = 0; b < blocks; b++) {
    for (uint32_t w = 0; w < PAIR_WORDS; w++) {
      for (uint64_t bits = rows[b].pairs[w]; bits; bits &= bits - 1) {
        counts[w * 64 + bits_lowest(bits)].count++;
      }
    }
  }
  qsort(counts, NSIG_PAIRS, sizeof *counts, compare_counts);
  for (uint32_t i = 0; i < NSIG_PAIRS; i++) {
    uint32_t emptiest = 0;
    for (uint32_t p = 1; p < NSIG_PAIR_PLANES; p++) {
      if (filled[p] < filled[emptiest]) emptiest = p;
    }
    filled[emptiest] += counts[i].count + 1;
    planes[counts[i].pair] = (uint8_t)emptiest;
  }
}

// Sets the bits of one block in word `word` of each plane.
static void set_bits(const Row *row, const uint8_t planes[NSIG_PAIRS], uint64_t bit,
                     uint64_t word[NSIG_PLANES]) {
  for (uint32_t w = 0; w < PAIR_WORDS; w++) {
    for (uint64_t bits = row->pairs[w]; bits; bits &= bits - 1) {
      word[planes[w * 64 + bits_lowest(bits)]] |= bit;
    }
  }
  for (uint32_t c = 0; c < NAME_CLASSES; c++) {
    if (row->starts >> c & 1) word[NSIG_PAIR_PLANES + c] |= bit;
    if (row->classes >> c & 1) word[NSIG_PAIR_PLANES + NAME_CLASSES + c] |= bit;
  }
}

size_t signature_size(uint32_t blocks) {
  return HEAD_SIZE + ((size_t)blocks + 7) / 8 * 8
         + ((size_t)blocks + 63) / 64 * 8 * (size_t)NSIG_PLANES;
}

void signature_builder_put(const SignatureBuilder *builder, ChunkWriter *writer) {
  uint32_t blocks = (uint32_t)builder->rows.count;
  if (blocks < NSIG_MIN_BLOCKS) return;
  size_t words = ((size_t)blocks + 63) / 64, size = signature_size(blocks);
  char *section = xcalloc(1, size), *bits = section + (size - words * 8 * NSIG_PLANES);
  uint8_t planes[NSIG_PAIRS];
  const Row *rows = builder->rows.items;
  assign_planes(rows, blocks, planes);
  memcpy(section, planes, sizeof planes);
  for (size_t w = 0; w < words; w++) {
    uint64_t word[NSIG_PLANES] = {0};
    for (size_t b = w * 64; b < blocks && b < w * 64 + 64; b++) {
      set_bits(&rows[b], planes, (uint64_t)1 << (b % 64), word);
      section[HEAD_SIZE + b] = (char)rows[b].shortest;
    }
    for (size_t p = 0; p < NSIG_PLANES; p++) le_put_u64(bits + (p * words + w) * 8, word[p]);
  }
  chunk_writer_begin(writer, TAG_NSIG);
  chunk_writer_put(writer, str_make(section, size));
  free(section);
}

void signature_put(const Str *names, const uint32_t *order, uint32_t count, ChunkWriter *writer) {
  if ((count + NAME_BLOCK - 1) / NAME_BLOCK < NSIG_MIN_BLOCKS) return;
  SignatureBuilder *builder = signature_builder_new();
  for (uint32_t i = 0; i < count; i++) signature_builder_add(builder, names[order[i]]);
  signature_builder_put(builder, writer);
  signature_builder_free(builder);
}

// ---- reading ------------------------------------------------------------------------------------

bool segment_has_signatures(const Segment *segment) { return segment->signatures.len > 0; }

size_t segment_signature_words(const Segment *segment) {
  return ((size_t)segment->name_blocks + 63) / 64;
}

static const char *plane(const Segment *segment, size_t number) {
  size_t size = segment_signature_words(segment) * 8;
  return segment->signatures.ptr + segment->signatures.len - (NSIG_PLANES - number) * size;
}

const char *segment_signature_pair(const Segment *segment, unsigned before, unsigned behind) {
  return plane(segment, (uint8_t)segment->signatures.ptr[before * NAME_CLASSES + behind]);
}

const char *segment_signature_start(const Segment *segment, unsigned class) {
  return plane(segment, NSIG_PAIR_PLANES + class);
}

const char *segment_signature_class(const Segment *segment, unsigned class) {
  return plane(segment, NSIG_PAIR_PLANES + NAME_CLASSES + class);
}

uint32_t segment_name_block_shortest(const Segment *segment, uint32_t block) {
  if (!segment_has_signatures(segment) || block >= segment->name_blocks) return 0;
  return (uint8_t)segment->signatures.ptr[HEAD_SIZE + block];
}
