// The planes of a segment's signatures (format/signature.h) that tell of a target's letters, and
// what 64 blocks say together about them. Values; the segment must outlive them.
#ifndef TREELINE_QUERY_NAME_PLANES_H
#define TREELINE_QUERY_NAME_PLANES_H

#include "format/signature.h"
#include "query/fuzzy.h"
#include "query/typo.h"

enum {
  COUNTER_BITS = 5,
  COUNTER_MAX = (1 << COUNTER_BITS) - 1, // where counters stop
  VOWELS = 5,
};

// Planes are read a cache line at a time: eight words, of 64 blocks each.
enum { GROUP_WORDS = 8 };
typedef struct {
  uint64_t words[GROUP_WORDS];
} Bits;

// A counter for each block of a group, bit k of all of them in bits[k].
typedef struct {
  Bits bits[COUNTER_BITS];
} Counters;

// The counter of bit i of word w.
unsigned counters_get(const Counters *counters, size_t w, unsigned i);
uint64_t counters_at_most(const Counters *counters, size_t w, unsigned value); // a bit for each

typedef struct {
  const char *required[NAME_CLASSES];
  size_t required_count;
  const char *pairs[FUZZY_NEEDLE_MAX], *starts[FUZZY_NEEDLE_MAX];
  // With a vowel between, as who leaves out vowels means it: the letter before and the vowel, the
  // vowel and this; where both are consonants.
  bool over_vowel[FUZZY_NEEDLE_MAX];
  const char *into_vowel[FUZZY_NEEDLE_MAX][VOWELS], *from_vowel[FUZZY_NEEDLE_MAX][VOWELS];
  size_t letters;
  size_t words;      // of a plane
  uint32_t from, to; // blocks with names that begin with the first letter
} LetterPlanes;

// Of the blocks of a group.
typedef struct {
  Bits all;      // have all letters
  Bits paired;   // and all pairs of them
  Bits started;  // and a word that starts with the first
  Counters weak; // letters that neither follow the one before nor start a word
  // 2 for each of those, but 1 if a vowel may be between; 1 for each that only starts words; 4 if no name
  // begins with the first, as people type how a name begins, 2 if they are all paired.
  Counters misfit;
} LetterCounts;

// `folded` has 1 .. FUZZY_NEEDLE_MAX bytes.
void name_planes_letters(const Segment *segment, Str folded, LetterPlanes *out);
// The group of words w .. w+7, w a multiple of 8; bits behind the last word are 0.
// `in_one_piece`: only those with all pairs. False: there are none.
bool name_planes_count(const LetterPlanes *planes, size_t w, bool in_one_piece, LetterCounts *out);
// Adds to tally[class][m] the blocks whose misfit is m, as far as `most`: class 2 started, 1
// paired, 0 the others.
void name_planes_tally(const LetterCounts *counts, size_t most, size_t tally[3][COUNTER_MAX + 1]);

// For slips: the pairs as typed, and those that come instead.
typedef struct {
  size_t letters;
  const char *pairs[FUZZY_NEEDLE_MAX];   // letter i behind i - 1; i >= 1
  const char *skipped[FUZZY_NEEDLE_MAX]; // letter i behind i - 2; i >= 2
  const char *turned[FUZZY_NEEDLE_MAX];  // letter i - 1 behind i; i >= 1
  const char *starts[3];                 // the first three start a word; the third may be NULL
} SlipPlanes;

// `folded` has TYPO_NEEDLE_MIN .. FUZZY_NEEDLE_MAX bytes.
void name_planes_slips(const Segment *segment, Str folded, SlipPlanes *out);
// Which of blocks 64w .. 64w+63 may have names with a slip of each kind.
void name_planes_find_slips(const SlipPlanes *planes, size_t w, uint64_t found[TYPO_KINDS]);

#endif
