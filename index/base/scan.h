// Searching bytes at memory speed: a needle in a text, line ends, bytes beyond ASCII. Each function
// picks the widest instructions of the processor at run time; the scalar versions are the reference
// that tests compare against, and what other processors use.
#ifndef TREELINE_BASE_SCAN_H
#define TREELINE_BASE_SCAN_H

#include "base/str.h"

// A needle prepared for searching. Immutable after scan_needle_make, so threads may share one.
typedef struct {
  Str needle;            // borrowed
  bool fold;             // ASCII letters match in either case; the needle is lower case then
  size_t at[2];          // offsets in the needle of the two bytes that are rarest in source code
  unsigned char byte[2]; // those bytes
  unsigned char mask[2]; // ORed to a byte of the text before it is compared: 0x20 folds a letter
  uint64_t head, head_fold, head_keep; // the first 8 bytes, as they lie in memory: see scan.c
} ScanNeedle;

// `needle` is not empty; with `fold` it must be ASCII-lower-cased. It is borrowed.
ScanNeedle scan_needle_make(Str needle, bool fold);

// Offset of the first occurrence that starts at or after `from`, or SIZE_MAX.
size_t scan_find(const ScanNeedle *needle, Str text, size_t from);
size_t scan_count_byte(Str text, char byte);
bool scan_is_ascii(Str text);

size_t scan_find_scalar(const ScanNeedle *needle, Str text, size_t from);
size_t scan_count_byte_scalar(Str text, char byte);
bool scan_is_ascii_scalar(Str text);

// Up to SCAN_SETS_MAX sets of bytes, to be found side by side: what a regular expression's classes
// require where it has no literal. Immutable after scan_sets_make.
enum { SCAN_SETS_MAX = 4 };
typedef struct {
  size_t count;
  unsigned char member[256]; // bit i: the byte is in set i
  unsigned char low[SCAN_SETS_MAX][16],
      high[SCAN_SETS_MAX][16]; // by nibble; a superset of the sets
} ScanSets;
// `member` as in ScanSets; 1 <= count <= SCAN_SETS_MAX.
void scan_sets_make(ScanSets *sets, size_t count, const unsigned char member[256]);
// Offset of the first place at or after `from` where each set holds its byte, or SIZE_MAX.
size_t scan_find_sets(const ScanSets *sets, Str text, size_t from);
size_t scan_find_sets_scalar(const ScanSets *sets, Str text, size_t from);

// How common a byte is in source code: 255 for the most common one, 0 for the rarest.
unsigned char scan_byte_commonness(char byte);
// Roughly which share of a source text's bytes it is.
double scan_byte_share(char byte);

#endif
