#include "cli/json_out.h"

static void put_name(JsonOut *json, const char *name) {
  Buf *buf = &json->out->buf;
  if (json->comma) buf_byte(buf, ',');
  json->comma = true;
  if (!name) return;
  size_t length = strlen(name);
  char *room = buf_extend(buf, length + 3);
  room[0] = '"';
  memcpy(room + 1, name, length);
  room[length + 1] = '"';
  room[length + 2] = ':';
}

void json_object_begin(JsonOut *json, const char *name) {
  put_name(json, name);
  buf_byte(&json->out->buf, '{');
  json->comma = false;
}

void json_object_end(JsonOut *json) {
  buf_byte(&json->out->buf, '}');
  json->comma = true;
}

void json_array_begin(JsonOut *json, const char *name) {
  put_name(json, name);
  buf_byte(&json->out->buf, '[');
  json->comma = false;
}

void json_array_end(JsonOut *json) {
  buf_byte(&json->out->buf, ']');
  json->comma = true;
}

static bool is_plain(char c) {
  return (unsigned char)c >= 0x20 && c != '"' && c != '\\' && (unsigned char)c != 0x7F;
}

static void put_escaped(Buf *buf, char c) {
  static const char *const short_forms[] = {
      ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r"};
  if (c == '"' || c == '\\') {
    buf_byte(buf, '\\');
    buf_byte(buf, (uint8_t)c);
  } else if ((unsigned char)c < COUNT_OF(short_forms) && short_forms[(unsigned char)c]) {
    buf_put(buf, short_forms[(unsigned char)c], 2);
  } else {
    buf_printf(buf, "\\u%04x", (unsigned)(unsigned char)c);
  }
}

// `text` is valid UTF-8.
static void put_valid(Buf *buf, Str text) {
  size_t from = 0;
  for (size_t i = 0; i < text.len; i++) {
    if (is_plain(text.ptr[i])) continue;
    buf_put(buf, text.ptr + from, i - from);
    put_escaped(buf, text.ptr[i]);
    from = i + 1;
  }
  buf_put(buf, text.ptr + from, text.len - from);
}

void json_text(JsonOut *json, const char *name, Str text) {
  Buf *buf = &json->out->buf;
  put_name(json, name);
  buf_byte(buf, '"');
  while (text.len) {
    size_t valid = utf8_valid_prefix(text);
    put_valid(buf, str_slice(text, 0, valid));
    if (valid < text.len) {
      buf_str_put(buf, STR("\xEF\xBF\xBD"));
      valid++;
    }
    text = str_slice(text, valid, text.len);
  }
  buf_byte(buf, '"');
}

void json_count(JsonOut *json, const char *name, uint64_t value) {
  char digits[20];
  size_t at = sizeof digits;
  put_name(json, name);
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  buf_put(&json->out->buf, digits + at, sizeof digits - at);
}

// From integers, so that no locale has a say.
void json_share(JsonOut *json, const char *name, double value) {
  uint64_t millionths = value > 0 ? (uint64_t)(value * 1e6 + 0.5) : 0;
  put_name(json, name);
  buf_printf(&json->out->buf, "%llu", (unsigned long long)(millionths / 1000000));
  unsigned fraction = (unsigned)(millionths % 1000000);
  if (!fraction) return;
  int digits = 6;
  for (; fraction % 10 == 0; digits--) fraction /= 10;
  buf_printf(&json->out->buf, ".%0*u", digits, fraction);
}

void json_bool(JsonOut *json, const char *name, bool value) {
  put_name(json, name);
  buf_str_put(&json->out->buf, value ? STR("true") : STR("false"));
}

void json_line_end(JsonOut *json) {
  buf_byte(&json->out->buf, '\n');
  json->comma = false;
}
