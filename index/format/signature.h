// What the names of a block have in common with a query, without reading them: a plane of bits for
// each feature, a bit for each block. Combining planes finds the blocks worth reading at the rate of
// 64 blocks an instruction. A block may seem to have a feature that it has not, never the reverse.
//
// The section is optional: a segment of few names has none, and its blocks are told apart by their
// masks (segment_name_block_mask). Reading is safe from any thread.
#ifndef TREELINE_FORMAT_SIGNATURE_H
#define TREELINE_FORMAT_SIGNATURE_H

#include "format/chunk.h"
#include "format/segment.h"

enum {
  NAME_CLASSES = 38, // letters without case, digits, the underscore, everything else
  NSIG_PAIRS = NAME_CLASSES * NAME_CLASSES,
  NSIG_PAIR_PLANES = 256,
  NSIG_PLANES = NSIG_PAIR_PLANES + 2 * NAME_CLASSES,
  NSIG_MIN_BLOCKS = 256, // segments with fewer have no section
};

unsigned name_class(char c);
// Whether a word starts at name.ptr[at]: at the beginning, behind punctuation, at a capital behind a
// small letter or before one, at the first digit of a number.
static inline bool name_starts_word(Str name, size_t at) {
  if (at == 0) return true;
  char c = name.ptr[at], before = name.ptr[at - 1];
  if (ascii_is_lower(before)) return ascii_is_upper(c) || ascii_is_digit(c);
  if (ascii_is_upper(before)) {
    bool ends_capitals = at + 1 < name.len && ascii_is_lower(name.ptr[at + 1]);
    return (ascii_is_upper(c) && ends_capitals) || ascii_is_digit(c);
  }
  return ascii_is_digit(before) ? ascii_is_upper(c) : true;
}

// Writes the section for names[order[0 .. count-1]], unless they are few.
void signature_put(const Str *names, const uint32_t *order, uint32_t count, ChunkWriter *writer);
// The same for names that come one by one, in order, and need not stay: 14 bytes a name.
typedef struct SignatureBuilder SignatureBuilder;
SignatureBuilder *signature_builder_new(void);
void signature_builder_free(SignatureBuilder *builder); // NULL is allowed
void signature_builder_add(SignatureBuilder *builder, Str name);
void signature_builder_put(const SignatureBuilder *builder, ChunkWriter *writer);

bool segment_has_signatures(const Segment *segment);
// A plane's word w holds blocks 64w .. 64w+63; read it with le_get_u64(plane + 8 * w). Bits beyond the
// last block mean nothing. Only of a segment with signatures; classes are below NAME_CLASSES.
size_t segment_signature_words(const Segment *segment);
const char *segment_signature_pair(const Segment *segment, unsigned before, unsigned behind);
const char *segment_signature_start(const Segment *segment, unsigned class);
const char *segment_signature_class(const Segment *segment, unsigned class);
// No name of the block is shorter.
uint32_t segment_name_block_shortest(const Segment *segment, uint32_t block);

// Bytes of a section for so many blocks.
size_t signature_size(uint32_t blocks);

#endif
