#include "lsp/cursor.h"

void cursor_print(const Cursor *cursor, Buf *out) {
  buf_printf(out, "%llu.%llu.%llu.%llu", (unsigned long long)cursor->query,
             (unsigned long long)cursor->folders, (unsigned long long)cursor->index,
             (unsigned long long)cursor->turn);
  for (size_t i = 0; i < cursor->folder_count; i++) {
    buf_printf(out, ".%llu", (unsigned long long)cursor->given[i]);
  }
  if (!cursor->path.len) return;
  buf_printf(out, "/%llu/", (unsigned long long)cursor->documents);
  for (size_t i = 0; i < cursor->path.len; i++) {
    buf_printf(out, "%02x", (unsigned)(unsigned char)cursor->path.ptr[i]);
  }
}

static int hex_digit(char c) {
  return ascii_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// `documents/path`, the path's bytes as hexadecimal numbers.
static bool parse_place(Str text, Arena *arena, Cursor *cursor) {
  size_t slash = str_find_byte(text, 0, '/');
  Str hex = str_slice(text, slash + 1, text.len);
  bool right = str_to_u64(str_slice(text, 0, slash), &cursor->documents) && hex.len > 0
               && hex.len % 2 == 0 && hex.len <= 2 * CURSOR_PATH_MAX;
  if (!right) return false;
  char *path = arena_alloc(arena, hex.len / 2);
  for (size_t i = 0; i < hex.len; i += 2) {
    int high = hex_digit(hex.ptr[i]), low = hex_digit(hex.ptr[i + 1]);
    if (high < 0 || low < 0) return false;
    path[i / 2] = (char)(high << 4 | low);
  }
  cursor->path = str_make(path, hex.len / 2);
  return true;
}

static bool next_number(Str *rest, uint64_t *value) {
  Str field;
  return str_next_field(rest, '.', &field) && str_to_u64(field, value);
}

bool cursor_parse(Str text, Arena *arena, Cursor *cursor) {
  Cursor read = {0};
  size_t slash = str_find_byte(text, 0, '/');
  bool placed = slash < text.len;
  if (placed && !parse_place(str_slice(text, slash + 1, text.len), arena, &read)) return false;
  text = str_slice(text, 0, slash);
  if (str_ends_with(text, STR("."))) return false;
  bool head = next_number(&text, &read.query) && next_number(&text, &read.folders)
              && next_number(&text, &read.index) && next_number(&text, &read.turn);
  if (!head) return false;
  while (text.len) {
    if (read.folder_count == CURSOR_FOLDERS_MAX) return false;
    uint64_t *given = &read.given[read.folder_count++];
    if (!next_number(&text, given) || *given > CURSOR_HITS_MAX) return false;
  }
  if (read.turn >= read.folder_count) return false;
  *cursor = read;
  return true;
}
