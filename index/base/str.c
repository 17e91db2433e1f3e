#include "base/str.h"
#include "base/err.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

Str str_from_c(const char *text) { return (Str){text ? text : "", text ? strlen(text) : 0}; }

char *str_to_c(Str s) {
  char *copy = xmalloc(s.len + 1);
  if (s.len) memcpy(copy, s.ptr, s.len);
  copy[s.len] = '\0';
  return copy;
}

Str str_slice(Str s, size_t from, size_t to) {
  if (to > s.len) to = s.len;
  if (from > to) from = to;
  return (Str){s.ptr + from, to - from};
}

Str str_trim(Str s) {
  while (s.len && ascii_is_space(s.ptr[0])) s = str_slice(s, 1, s.len);
  while (s.len && ascii_is_space(s.ptr[s.len - 1])) s.len--;
  return s;
}

bool str_equal(Str a, Str b) {
  return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_equal_fold(Str a, Str b) {
  if (a.len != b.len) return false;
  for (size_t i = 0; i < a.len; i++) {
    if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i])) return false;
  }
  return true;
}

int str_compare(Str a, Str b) {
  size_t common = a.len < b.len ? a.len : b.len;
  int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
  return order ? order : (a.len > b.len) - (a.len < b.len);
}

int str_compare_fold(Str a, Str b) {
  size_t common = a.len < b.len ? a.len : b.len;
  for (size_t i = 0; i < common; i++) {
    unsigned char x = (unsigned char)ascii_lower(a.ptr[i]);
    unsigned char y = (unsigned char)ascii_lower(b.ptr[i]);
    if (x != y) return x < y ? -1 : 1;
  }
  if (a.len != b.len) return a.len < b.len ? -1 : 1;
  return str_compare(a, b);
}

bool str_starts_with(Str s, Str prefix) {
  return s.len >= prefix.len && str_equal(str_slice(s, 0, prefix.len), prefix);
}

bool str_ends_with(Str s, Str suffix) {
  return s.len >= suffix.len && str_equal(str_slice(s, s.len - suffix.len, s.len), suffix);
}

size_t str_find_byte(Str s, size_t from, char byte) {
  if (from >= s.len) return s.len;
  const char *hit = memchr(s.ptr + from, byte, s.len - from);
  return hit ? (size_t)(hit - s.ptr) : s.len;
}

bool str_is_below(Str path, Str directory) {
  if (directory.len == 0) return path.len > 0;
  return path.len > directory.len && path.ptr[directory.len] == '/'
         && str_starts_with(path, directory);
}

size_t str_find(Str s, Str needle) {
  if (needle.len == 0) return 0;
  size_t at = 0;
  while (at + needle.len <= s.len) {
    at = str_find_byte(s, at, needle.ptr[0]);
    if (at + needle.len > s.len) break;
    if (memcmp(s.ptr + at, needle.ptr, needle.len) == 0) return at;
    at++;
  }
  return SIZE_MAX;
}

bool str_next_field(Str *rest, char separator, Str *head) {
  if (rest->len == 0) return false;
  size_t at = str_find_byte(*rest, 0, separator);
  *head = str_slice(*rest, 0, at);
  *rest = str_slice(*rest, at + 1, rest->len);
  return true;
}

bool str_to_u64(Str s, uint64_t *value) {
  if (s.len == 0) return false;
  uint64_t total = 0;
  for (size_t i = 0; i < s.len; i++) {
    if (!ascii_is_digit(s.ptr[i])) return false;
    uint64_t digit = (uint64_t)(s.ptr[i] - '0');
    if (total > (UINT64_MAX - digit) / 10) return false;
    total = total * 10 + digit;
  }
  *value = total;
  return true;
}

uint64_t str_hash(Str s) { return XXH3_64bits(s.ptr, s.len); }

Str str_base_name(Str path) {
  size_t at = path.len;
  while (at > 0 && path.ptr[at - 1] != '/') at--;
  return str_slice(path, at, path.len);
}

Str str_extension(Str path) {
  Str name = str_base_name(path);
  for (size_t at = name.len; at > 1; at--) {
    if (name.ptr[at - 1] == '.') return str_slice(name, at, name.len);
  }
  return str_slice(name, name.len, name.len);
}

// Length in bytes of the character that starts with `lead`, 0 if none does.
static size_t utf8_width(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

size_t utf8_decode(Str s, uint32_t *code_point) {
  const unsigned char *p = (const unsigned char *)s.ptr;
  size_t width = utf8_width(p[0]);
  *code_point = 0xFFFD;
  if (width == 0 || width > s.len) return 1;
  if (width == 1) {
    *code_point = p[0];
    return 1;
  }
  uint32_t value = p[0] & (0x7Fu >> width);
  for (size_t i = 1; i < width; i++) {
    if ((p[i] & 0xC0) != 0x80) return 1;
    value = value << 6 | (p[i] & 0x3Fu);
  }
  static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[width] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 1;
  *code_point = value;
  return width;
}

// Length of the valid character of two or more bytes at p, `left` bytes before the end; 0 if none. The
// bounds of the second byte exclude overlong forms, surrogates and values past U+10FFFF.
static size_t utf8_valid_wide(const unsigned char *p, size_t left) {
  size_t width = utf8_width(p[0]);
  if (width < 2 || width > left) return 0;
  unsigned char low = 0x80, high = 0xBF;
  if (p[0] == 0xE0) low = 0xA0;
  if (p[0] == 0xED) high = 0x9F;
  if (p[0] == 0xF0) low = 0x90;
  if (p[0] == 0xF4) high = 0x8F;
  if (p[1] < low || p[1] > high) return 0;
  for (size_t i = 2; i < width; i++) {
    if ((p[i] & 0xC0) != 0x80) return 0;
  }
  return width;
}

// Bytes of ASCII at p, in steps of 32 and then one by one.
static size_t ascii_prefix(const unsigned char *p, size_t left) {
  size_t at = 0;
  while (left - at >= 32) {
    uint64_t words[4];
    memcpy(words, p + at, sizeof words);
    if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) break;
    at += 32;
  }
  while (at < left && p[at] < 0x80) at++;
  return at;
}

size_t utf8_valid_prefix(Str s) {
  const unsigned char *p = (const unsigned char *)s.ptr;
  size_t at = 0;
  while (at < s.len) {
    if (p[at] < 0x80) {
      at += ascii_prefix(p + at, s.len - at);
      continue;
    }
    size_t width = utf8_valid_wide(p + at, s.len - at);
    if (width == 0) break;
    at += width;
  }
  return at;
}

size_t utf8_encode(uint32_t c, char out[4]) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
  if (c < 0x80) {
    out[0] = (char)c;
    return 1;
  }
  if (c < 0x800) {
    out[0] = (char)(0xC0 | c >> 6);
    out[1] = (char)(0x80 | (c & 0x3F));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
  }
  out[0] = (char)(0xF0 | c >> 18);
  out[1] = (char)(0x80 | (c >> 12 & 0x3F));
  out[2] = (char)(0x80 | (c >> 6 & 0x3F));
  out[3] = (char)(0x80 | (c & 0x3F));
  return 4;
}

size_t utf16_length(Str s) {
  size_t units = 0;
  for (size_t at = 0; at < s.len;) {
    uint32_t code_point;
    at += utf8_decode(str_slice(s, at, s.len), &code_point);
    units += code_point >= 0x10000 ? 2 : 1;
  }
  return units;
}
