// Positions as the client counts them: lines that end with \n, \r\n or a lone \r, and characters in
// the unit that was negotiated. Pure functions on UTF-8 text; bytes that are no UTF-8 count as one
// character each. Whatever lies past an end is clamped to it.
#ifndef TREELINE_LSP_POSITION_H
#define TREELINE_LSP_POSITION_H

#include "base/str.h"

typedef enum { POSITION_UTF8, POSITION_UTF16, POSITION_UTF32 } PositionEncoding;

typedef struct {
  uint32_t line, character; // 0-based
} Position;

const char *position_encoding_name(PositionEncoding encoding); // as in the protocol
bool position_encoding_from_name(Str name, PositionEncoding *encoding);

// Units of `text`, which holds no line end.
size_t position_units(Str text, PositionEncoding encoding);
// The byte offset in `text` of what is `units` units into the line that begins at `start`. Never
// inside a character: then it is that of the character, and *inside is true if the units end between
// the halves of a surrogate pair.
size_t position_in_line(Str text, size_t start, uint32_t units, PositionEncoding encoding,
                        bool *inside);

// The byte offset in `text` of a position: position_in_line of its line, text.len past the last line.
size_t position_offset(Str text, Position position, PositionEncoding encoding);

// The positions of many byte offsets at once, in one sweep over the text: out[i] is that of
// offsets[i].
void position_of_offsets(Str text, PositionEncoding encoding, const uint32_t *offsets, size_t count,
                         Position *out);

#endif
