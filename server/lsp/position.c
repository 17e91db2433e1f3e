#include "lsp/position.h"

#include "base/err.h"
#include "base/scan.h"

#include <stdlib.h>

enum { ASCII_STEP = 256 };

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

// Bytes of the line end at `at`: 0 if there is none.
static size_t line_end_width(Str text, size_t at) {
  if (at >= text.len) return 0;
  if (text.ptr[at] == '\n') return 1;
  if (text.ptr[at] != '\r') return 0;
  return at + 1 < text.len && text.ptr[at + 1] == '\n' ? 2 : 1;
}

// Where the line that begins at `start` ends, or `limit` if it is longer.
static size_t line_end(Str text, size_t start, size_t limit) {
  limit = str_find_byte(str_slice(text, 0, limit), start, '\n');
  return str_find_byte(str_slice(text, 0, limit), start, '\r');
}

static bool is_continuation(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

static size_t whole_character(Str text, size_t start, size_t at) {
  size_t back = at;
  while (at < text.len && back > start && at - back < 3 && is_continuation(text.ptr[back])) back--;
  return back;
}

// Most text is ASCII: it is skipped in steps, and between steps that are not, a step's bytes are
// decoded. Returns the units that are left.
static size_t skip_ascii(Str line, size_t *at, size_t units) {
  while (units >= ASCII_STEP && line.len - *at >= ASCII_STEP
         && scan_is_ascii(str_slice(line, *at, *at + ASCII_STEP))) {
    units -= ASCII_STEP;
    *at += ASCII_STEP;
  }
  return units;
}

size_t position_in_line(Str text, size_t start, uint32_t units, PositionEncoding encoding,
                        bool *inside) {
  *inside = false;
  // No character has more than four bytes a unit.
  size_t most = encoding == POSITION_UTF8 ? units : 4 * (size_t)units;
  size_t end = line_end(text, start, text.len - start < most ? text.len : start + most);
  if (encoding == POSITION_UTF8) return whole_character(text, start, end);
  Str line = str_slice(text, 0, end);
  size_t at = start, left = units, next_step = start;
  while (at < end && left) {
    if (at >= next_step) {
      left = skip_ascii(line, &at, left);
      next_step = at + ASCII_STEP;
      continue;
    }
    uint32_t code_point;
    size_t width = utf8_decode(str_slice(line, at, end), &code_point);
    size_t of_it = character_units(width, encoding);
    *inside = of_it > left;
    if (*inside) break;
    left -= of_it;
    at += width;
  }
  return at;
}

size_t position_offset(Str text, Position position, PositionEncoding encoding) {
  size_t start = 0;
  for (uint32_t line = 0; line < position.line; line++) {
    size_t end = line_end(text, start, text.len);
    if (end == text.len) return end;
    start = end + line_end_width(text, end);
  }
  bool inside;
  return position_in_line(text, start, position.character, encoding, &inside);
}

typedef struct {
  uint32_t offset;
  uint32_t index;
} Wanted;

static int compare_wanted(const void *a, const void *b) {
  uint32_t x = ((const Wanted *)a)->offset, y = ((const Wanted *)b)->offset;
  return (x > y) - (x < y);
}

// From `at`, which is at `here`, to `goal` or the start of the character that it lies in.
typedef struct {
  Position here;
  size_t at;
} Walk;

static void walk_in_line(Walk *walk, Str text, PositionEncoding encoding, size_t end, size_t goal) {
  if (scan_is_ascii(str_slice(text, walk->at, end))) {
    walk->here.character += (uint32_t)(end - walk->at);
    walk->at = end;
  }
  while (walk->at < end) {
    uint32_t code_point;
    size_t width = utf8_decode(str_slice(text, walk->at, text.len), &code_point);
    if (walk->at + width > goal) return;
    walk->here.character += (uint32_t)character_units(width, encoding);
    walk->at += width;
  }
}

static void walk_to(Walk *walk, Str text, PositionEncoding encoding, size_t goal) {
  for (;;) {
    size_t end = line_end(text, walk->at, goal);
    size_t width = end < goal ? line_end_width(text, end) : 0;
    if (width == 0 || end + width > goal) { // or between \r and \n: the end of the line
      walk_in_line(walk, text, encoding, end, goal);
      return;
    }
    walk->here = (Position){walk->here.line + 1, 0};
    walk->at = end + width;
  }
}

void position_of_offsets(Str text, PositionEncoding encoding, const uint32_t *offsets, size_t count,
                         Position *out) {
  Wanted *wanted = xmalloc((count + 1) * sizeof *wanted);
  for (size_t i = 0; i < count; i++) wanted[i] = (Wanted){offsets[i], (uint32_t)i};
  qsort(wanted, count, sizeof *wanted, compare_wanted);
  Walk walk = {0};
  for (size_t i = 0; i < count; i++) {
    walk_to(&walk, text, encoding, wanted[i].offset < text.len ? wanted[i].offset : text.len);
    out[wanted[i].index] = walk.here;
  }
  free(wanted);
}
