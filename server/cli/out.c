#include "cli/out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

enum { FLUSH_BYTES = 1 << 16 };

void out_open(Out *out, FILE *stream, ColorChoice color) {
  int descriptor = stream == stderr ? 2 : 1;
  *out = (Out){.stream = stream, .terminal = os_is_terminal(descriptor)};
  out->columns = os_terminal_columns(descriptor);
  out->colored = color == COLOR_ALWAYS
                 || (color == COLOR_AUTO && out->terminal && os_environment("NO_COLOR").len == 0
                     && !str_equal(os_environment("TERM"), STR("dumb")));
  setvbuf(stream, NULL, _IONBF, 0); // this buffer is the only one
}

bool out_close(Out *out) {
  out_flush(out);
  buf_release(&out->buf);
  if (!out->write_error) return true;
  fprintf(stderr, "treeline: writing: %s\n", strerror(out->write_error));
  return false;
}

void out_flush(Out *out) {
  if (out->buf.len && !out->broken) {
    errno = 0;
    if (fwrite(out->buf.data, 1, out->buf.len, out->stream) != out->buf.len) {
      out->broken = true;
      if (errno != EPIPE && errno != ECONNRESET) out->write_error = errno; // a pipe may be a socket
    }
  }
  buf_clear(&out->buf);
}

bool out_continue(Out *out) {
  if (out->buf.len >= FLUSH_BYTES || (out->terminal && out->buf.len)) out_flush(out);
  return !out->broken;
}

void out_put(Out *out, Str text) { buf_str_put(&out->buf, text); }

void out_printf(Out *out, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length < 0) return;
  if ((size_t)length < sizeof text) {
    buf_put(&out->buf, text, (size_t)length);
    return;
  }
  char *longer = xmalloc((size_t)length + 1);
  va_start(arguments, format);
  vsnprintf(longer, (size_t)length + 1, format, arguments);
  va_end(arguments);
  buf_put(&out->buf, longer, (size_t)length);
  free(longer);
}

void out_style(Out *out, Style style) {
  static const char *const codes[] = {
      [STYLE_NONE] = "\033[0m",     [STYLE_PATH] = "\033[35m", [STYLE_NUMBER] = "\033[32m",
      [STYLE_MATCH] = "\033[1;31m", [STYLE_DIM] = "\033[2m",   [STYLE_BOLD] = "\033[1m",
  };
  if (out->colored) out_put(out, str_from_c(codes[style]));
}

typedef struct {
  uint32_t first, last;
} CharRange;

static bool is_in(uint32_t c, const CharRange *ranges, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (c >= ranges[i].first && c <= ranges[i].last) return true;
  }
  return false;
}

// Columns of one character. By large blocks: exact tables change with every edition of Unicode and a
// terminal's own idea of them differs anyway.
static unsigned character_columns(uint32_t c) {
  static const CharRange wide[] = {
      {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
      {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
      {0xFFE0, 0xFFE6},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2705, 0x2705},
      {0x274C, 0x274C},   {0x2728, 0x2728},   {0x26A1, 0x26A1},   {0x2B50, 0x2B50},
      {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};
  static const CharRange combining[] = {
      {0x0300, 0x036F}, {0x0483, 0x0489},   {0x0591, 0x05BD},  {0x064B, 0x065F}, {0x1AB0, 0x1AFF},
      {0x1DC0, 0x1DFF}, {0x200B, 0x200D},   {0x20D0, 0x20FF},  {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
      {0xFEFF, 0xFEFF}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF}};
  if (c < 0x300) return 1;
  if (is_in(c, combining, COUNT_OF(combining))) return 0;
  return is_in(c, wide, COUNT_OF(wide)) ? 2 : 1;
}

// What would move the cursor, change the terminal's state or the order of the text is shown as what
// it is: a picture of the control character, or the replacement character.
static uint32_t shown_instead(uint32_t c) {
  if (c < 0x20) return 0x2400 + c;
  if (c == 0x7F) return 0x2421;
  bool control = c >= 0x80 && c < 0xA0;
  bool direction = c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E)
                   || (c >= 0x2066 && c <= 0x2069) || c == 0x061C;
  bool line = c == 0x2028 || c == 0x2029;
  return control || direction || line ? 0xFFFD : c;
}

// One character as it is shown: its bytes in `shown`, its columns as the result.
static unsigned show_character(Str *text, char shown[8], size_t *shown_size) {
  uint32_t c;
  size_t width = utf8_decode(*text, &c);
  *text = str_slice(*text, width, text->len);
  if (c == '\t') {
    shown[0] = shown[1] = ' ';
    *shown_size = 2;
    return 2;
  }
  c = shown_instead(c);
  *shown_size = utf8_encode(c, shown);
  return character_columns(c);
}

unsigned out_visible(Out *out, Str text, unsigned columns, Str *rest) {
  unsigned used = 0;
  while (text.len) {
    Str next = text;
    char shown[8];
    size_t size;
    unsigned wide = show_character(&next, shown, &size);
    if (used + wide > columns) break;
    buf_put(&out->buf, shown, size);
    used += wide;
    text = next;
  }
  if (rest) *rest = text;
  return used;
}

unsigned out_width(Str text) {
  unsigned used = 0;
  while (text.len) {
    char shown[8];
    size_t size;
    used += show_character(&text, shown, &size);
  }
  return used;
}

Str human_count(Arena *arena, uint64_t count) {
  if (count < 1000) return arena_printf(arena, "%llu", (unsigned long long)count);
  Str head = human_count(arena, count / 1000);
  return arena_printf(arena, "%.*s,%03u", STR_ARGS(head), (unsigned)(count % 1000));
}

Str human_bytes(Arena *arena, uint64_t bytes) {
  static const char *const units[] = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return arena_printf(arena, "%u bytes", (unsigned)bytes);
  double value = (double)bytes / 1000;
  size_t unit = 0;
  for (; value >= 999.95 && unit + 1 < COUNT_OF(units); unit++) value /= 1000;
  return arena_printf(arena, "%.1f %s", value, units[unit]);
}

Str human_time(Arena *arena, int64_t ns) {
  double seconds = (double)ns / 1e9;
  if (seconds < 0.0009995) return arena_printf(arena, "%.0f us", seconds * 1e6);
  if (seconds < 0.1) return arena_printf(arena, "%.1f ms", seconds * 1e3);
  if (seconds < 1) return arena_printf(arena, "%.0f ms", seconds * 1e3);
  if (seconds < 100) return arena_printf(arena, "%.1f s", seconds);
  unsigned whole = (unsigned)(seconds + 0.5);
  return arena_printf(arena, "%u min %02u s", whole / 60, whole % 60);
}
