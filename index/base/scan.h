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

// How common a byte is in source code: 255 for the most common one, 0 for the rarest.
unsigned char scan_byte_commonness(char byte);

#endif
