#include "lsp/cursor.h"

void cursor_print(const Cursor *cursor, Buf *out) {
  buf_printf(out, "%llu.%llu.%llu.%llu", (unsigned long long)cursor->query,
             (unsigned long long)cursor->folders, (unsigned long long)cursor->index,
             (unsigned long long)cursor->turn);
  for (size_t i = 0; i < cursor->folder_count; i++) {
    buf_printf(out, ".%llu", (unsigned long long)cursor->given[i]);
  }
}

static bool next_number(Str *rest, uint64_t *value) {
  Str field;
  return str_next_field(rest, '.', &field) && str_to_u64(field, value);
}

bool cursor_parse(Str text, Cursor *cursor) {
  Cursor read = {0};
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
