#include "lsp/json_out.h"

#include <math.h>

static void separate(JsonOut *out) {
  if (out->comma) buf_byte(out->buf, ',');
  out->comma = true;
}

void json_open(JsonOut *out, char bracket) {
  separate(out);
  buf_byte(out->buf, (uint8_t)bracket);
  out->comma = false;
}

void json_close(JsonOut *out, char bracket) {
  buf_byte(out->buf, (uint8_t)bracket);
  out->comma = true;
}

void json_key(JsonOut *out, const char *key) {
  separate(out);
  buf_byte(out->buf, '"');
  buf_str_put(out->buf, str_from_c(key));
  buf_str_put(out->buf, STR("\":"));
  out->comma = false;
}

static void put_escape(Buf *buf, unsigned char c) {
  static const char short_of[] = "\bb\ff\nn\rr\tt\"\"\\\\";
  for (size_t i = 0; i + 1 < sizeof short_of; i += 2) {
    if (short_of[i] != (char)c) continue;
    buf_byte(buf, '\\');
    buf_byte(buf, (uint8_t)short_of[i + 1]);
    return;
  }
  buf_printf(buf, "\\u%04x", c);
}

// How many bytes at the start of `s` may stand in a JSON string as they are.
static size_t plain_prefix(Str s) {
  size_t at = 0;
  while (at < s.len) {
    unsigned char c = (unsigned char)s.ptr[at];
    if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F) break;
    uint32_t code_point;
    size_t width = c < 0x80 ? 1 : utf8_decode(str_slice(s, at, s.len), &code_point);
    if (c >= 0x80 && width == 1) break;
    at += width;
  }
  return at;
}

void json_string(JsonOut *out, Str text) {
  separate(out);
  buf_byte(out->buf, '"');
  while (text.len) {
    size_t plain = plain_prefix(text);
    buf_put(out->buf, text.ptr, plain);
    if (plain < text.len) {
      unsigned char c = (unsigned char)text.ptr[plain];
      if (c < 0x80)
        put_escape(out->buf, c);
      else
        buf_str_put(out->buf, STR("\xEF\xBF\xBD"));
      plain++;
    }
    text = str_slice(text, plain, text.len);
  }
  buf_byte(out->buf, '"');
}

void json_unsigned(JsonOut *out, uint64_t value) {
  separate(out);
  buf_printf(out->buf, "%llu", (unsigned long long)value);
}

void json_real(JsonOut *out, double value) {
  separate(out);
  buf_printf(out->buf, "%.4f", isfinite(value) ? value : 0.0);
}

void json_bool(JsonOut *out, bool value) {
  separate(out);
  buf_str_put(out->buf, value ? STR("true") : STR("false"));
}

void json_null(JsonOut *out) {
  separate(out);
  buf_str_put(out->buf, STR("null"));
}

void json_raw(JsonOut *out, Str json) {
  separate(out);
  buf_str_put(out->buf, json);
}

void json_put_string(JsonOut *out, const char *key, Str text) {
  json_key(out, key);
  json_string(out, text);
}

void json_put_unsigned(JsonOut *out, const char *key, uint64_t value) {
  json_key(out, key);
  json_unsigned(out, value);
}

void json_put_real(JsonOut *out, const char *key, double value) {
  json_key(out, key);
  json_real(out, value);
}

void json_put_bool(JsonOut *out, const char *key, bool value) {
  json_key(out, key);
  json_bool(out, value);
}

void json_put_raw(JsonOut *out, const char *key, Str json) {
  json_key(out, key);
  json_raw(out, json);
}

static void put_position(JsonOut *out, const char *key, Position position) {
  json_key(out, key);
  json_open(out, '{');
  json_put_unsigned(out, "line", position.line);
  json_put_unsigned(out, "character", position.character);
  json_close(out, '}');
}

void json_range(JsonOut *out, Position start, Position end) {
  json_open(out, '{');
  put_position(out, "start", start);
  put_position(out, "end", end);
  json_close(out, '}');
}

void json_put_range(JsonOut *out, const char *key, Position start, Position end) {
  json_key(out, key);
  json_range(out, start, end);
}
