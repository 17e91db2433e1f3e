#include "lsp/position.h"

#include "base/err.h"

#include <stdlib.h>

static const char *const names[] = {"utf-8", "utf-16", "utf-32"};

const char *position_encoding_name(PositionEncoding encoding) { return names[encoding]; }

bool position_encoding_from_name(Str name, PositionEncoding *encoding) {
  for (int i = 0; i < 3; i++) {
    if (!str_equal(name, str_from_c(names[i]))) continue;
    *encoding = (PositionEncoding)i;
    return true;
  }
  return false;
}

static size_t character_units(size_t width, PositionEncoding encoding) {
  if (encoding == POSITION_UTF8) return width;
  return encoding == POSITION_UTF16 && width == 4 ? 2 : 1;
}

size_t position_units(Str text, PositionEncoding encoding) {
  if (encoding == POSITION_UTF8) return text.len;
  size_t units = 0;
  for (size_t at = 0; at < text.len;) {
    uint32_t code_point;
    size_t width = utf8_decode(str_slice(text, at, text.len), &code_point);
    units += character_units(width, encoding);
    at += width;
  }
  return units;
}

size_t position_bytes(Str line, size_t units, PositionEncoding encoding) {
  size_t at = 0, used = 0;
  while (at < line.len && used < units) {
    uint32_t code_point;
    size_t width = utf8_decode(str_slice(line, at, line.len), &code_point);
    size_t more = character_units(width, encoding);
    if (used + more > units) break;
    used += more;
    at += width;
  }
  return at;
}

// Bytes of the line end at `at`: 0 if there is none.
static size_t line_end_width(Str text, size_t at) {
  if (at >= text.len) return 0;
  if (text.ptr[at] == '\n') return 1;
  if (text.ptr[at] != '\r') return 0;
  return at + 1 < text.len && text.ptr[at + 1] == '\n' ? 2 : 1;
}

static size_t line_end(Str text, size_t at) {
  while (at < text.len && text.ptr[at] != '\n' && text.ptr[at] != '\r') at++;
  return at;
}

size_t position_to_offset(Str text, Position position, PositionEncoding encoding) {
  size_t start = 0;
  for (uint32_t line = 0; line < position.line; line++) {
    size_t end = line_end(text, start);
    if (end == text.len) return text.len;
    start = end + line_end_width(text, end);
  }
  Str line = str_slice(text, start, line_end(text, start));
  return start + position_bytes(line, position.character, encoding);
}

typedef struct {
  uint32_t offset;
  uint32_t index;
} Wanted;

static int compare_wanted(const void *a, const void *b) {
  uint32_t x = ((const Wanted *)a)->offset, y = ((const Wanted *)b)->offset;
  return (x > y) - (x < y);
}

void position_of_offsets(Str text, PositionEncoding encoding, const uint32_t *offsets, size_t count,
                         Position *out) {
  Wanted *wanted = xmalloc((count + 1) * sizeof *wanted);
  for (size_t i = 0; i < count; i++) wanted[i] = (Wanted){offsets[i], (uint32_t)i};
  qsort(wanted, count, sizeof *wanted, compare_wanted);
  Position here = {0, 0};
  size_t at = 0;
  for (size_t i = 0; i < count; i++) {
    size_t goal = wanted[i].offset < text.len ? wanted[i].offset : text.len;
    while (at < goal) {
      size_t ends = line_end_width(text, at);
      if (ends) {
        if (at + ends > goal) break; // between \r and \n: the end of the line
        here = (Position){here.line + 1, 0};
        at += ends;
        continue;
      }
      uint32_t code_point;
      size_t width = utf8_decode(str_slice(text, at, text.len), &code_point);
      if (at + width > goal) break;
      here.character += (uint32_t)character_units(width, encoding);
      at += width;
    }
    out[wanted[i].index] = here;
  }
  free(wanted);
}
