#include "lsp/uri.h"

static int hex_value(char c) {
  if (ascii_is_digit(c)) return c - '0';
  c = ascii_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// A '%' without two hex digits stands for itself: clients have sent such URIs.
static Str percent_decode(Str s, Arena *arena) {
  char *out = arena_alloc(arena, s.len + 1);
  size_t len = 0;
  for (size_t at = 0; at < s.len; at++) {
    int high = at + 2 < s.len && s.ptr[at] == '%' ? hex_value(s.ptr[at + 1]) : -1;
    int low = high >= 0 ? hex_value(s.ptr[at + 2]) : -1;
    out[len++] = low >= 0 ? (char)(high * 16 + low) : s.ptr[at];
    if (low >= 0) at += 2;
  }
  out[len] = 0;
  return (Str){out, len};
}

static bool is_letter(char c) { return ascii_is_lower(c) || ascii_is_upper(c); }

static bool starts_with_drive(Str path) {
  return path.len >= 2 && is_letter(path.ptr[0]) && path.ptr[1] == ':'
         && (path.len == 2 || path.ptr[2] == '/');
}

bool uri_to_path(Str uri, Arena *arena, Str *path) {
  Str scheme = str_slice(uri, 0, 5);
  if (!str_equal_fold(scheme, STR("file:"))) return false;
  Str rest = str_slice(uri, 5, uri.len), host = {"", 0};
  rest = str_slice(rest, 0, str_find_byte(rest, 0, '?'));
  rest = str_slice(rest, 0, str_find_byte(rest, 0, '#'));
  if (str_starts_with(rest, STR("//"))) {
    size_t slash = str_find_byte(rest, 2, '/');
    host = str_slice(rest, 2, slash);
    rest = str_slice(rest, slash, rest.len);
  }
  Str decoded = percent_decode(rest, arena);
  if (decoded.len == 0 || decoded.ptr[0] != '/' || memchr(decoded.ptr, 0, decoded.len))
    return false;
  Str without_slash = str_slice(decoded, 1, decoded.len);
  if (starts_with_drive(without_slash)) {
    *path = without_slash;
  } else if (host.len && !str_equal_fold(host, STR("localhost"))) {
    *path = arena_printf(arena, "//%.*s%.*s", STR_ARGS(host), STR_ARGS(decoded));
  } else {
    *path = decoded;
  }
  return true;
}

static bool stands_for_itself(char c) {
  return is_letter(c) || ascii_is_digit(c) || (c && strchr("-._~/", c));
}

static void put_encoded(Buf *out, Str s) {
  for (size_t at = 0; at < s.len;) {
    size_t run = at;
    while (run < s.len && stands_for_itself(s.ptr[run])) run++;
    buf_put(out, s.ptr + at, run - at);
    at = run;
    if (at < s.len) buf_printf(out, "%%%02X", (unsigned char)s.ptr[at++]);
  }
}

void uri_put(Buf *out, Str path) {
  buf_str_put(out, STR("file:"));
  if (!str_starts_with(path, STR("//"))) buf_str_put(out, STR("//"));
  if (starts_with_drive(path)) {
    buf_printf(out, "/%c%%3A", ascii_lower(path.ptr[0]));
    path = str_slice(path, 2, path.len);
  }
  put_encoded(out, path);
}

void uri_put_joined(Buf *out, Str root, Str relative) {
  uri_put(out, root);
  if (!str_ends_with(root, STR("/"))) buf_byte(out, '/');
  put_encoded(out, relative);
}
