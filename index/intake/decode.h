// A file's bytes as UTF-8 text, which all of Treeline works on. Clean UTF-8 is not copied.
#ifndef TREELINE_INTAKE_DECODE_H
#define TREELINE_INTAKE_DECODE_H

#include "base/buf.h"
#include "format/record.h"

enum { DECODE_PROBE = 1 << 16 }; // bytes in which a NUL makes a file binary

typedef struct {
  Str text;          // UTF-8; borrowed from the bytes, or from the scratch buffer; empty if binary
  Encoding encoding; // what the bytes were; LATIN1 stands for UTF-8 with any broken bytes
  uint8_t bom_size;  // bytes of the byte order mark, which `text` is without
  bool binary;       // not text: a NUL early on
} DecodedText;

// The whole of a file. UTF-16 is known by its byte order mark alone. In UTF-8, every byte that
// belongs to no valid character is read as Latin-1, so that nothing is lost; in UTF-16, unpaired
// surrogates and an odd last byte become U+FFFD. `scratch` is cleared first and only used
// for copies; its maximum may be exceeded: STATUS_LIMIT.
MUST_USE Status decode(Str bytes, Buf *scratch, DecodedText *out, Error *error);

// Encoding, mark and whether it is binary by the first bytes of a file (DECODE_PROBE of them or
// all); out->text stays empty. UTF-8 may turn out to be LATIN1 later on.
void decode_probe(Str head, DecodedText *out);
// A later part of a file that began with this encoding. `bytes` should end at a line's end.
MUST_USE Status decode_part(Str bytes, Encoding encoding, Buf *scratch, Str *text, Error *error);

// Whether nobody wrote this text by hand, by its first bytes: lines as long as minifiers make
// them, or a heading that says so ("@generated", "generated ... do not edit"). Costs about a
// microsecond.
bool decode_looks_generated(Str text);

#endif
