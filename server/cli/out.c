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
  if (out->buf.len >= FLUSH_BYTES) out_flush(out);
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

// Columns of one character. East Asian wide ranges by their large blocks: exact tables change with
// every edition of Unicode and a terminal's own idea of them differs anyway.
static unsigned character_columns(uint32_t c) {
  bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF)
              || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF)
              || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60)
              || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  bool combining = (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF;
  return combining ? 0 : wide ? 2 : 1;
}

static bool is_control(uint32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

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
  if (is_control(c)) c = 0xFFFD;
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
