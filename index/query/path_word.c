#include "query/path_word.h"

#include "query/score.h"

// What a word counts that is but a piece of a longer one: sock in socket.c.
#define PIECE 0.4

static bool is_letter_or_digit(char c) { return is_word_byte(c) && c != '_'; }

// Whether a word of snake_case, kebab-case or camelCase may begin at `i`, or end there.
static bool is_edge(Str s, size_t i) {
  if (i == 0 || i >= s.len) return true;
  char before = s.ptr[i - 1], here = s.ptr[i];
  if (!is_letter_or_digit(before) || !is_letter_or_digit(here)) return true;
  if (ascii_is_upper(here)) {
    bool shouting = ascii_is_upper(before);
    return !shouting || (i + 1 < s.len && ascii_is_lower(s.ptr[i + 1]));
  }
  return ascii_is_digit(before) != ascii_is_digit(here);
}

// Into how many words edges cut it.
static unsigned words_in(Str s) {
  unsigned count = 0;
  for (size_t i = 0; i < s.len; i++) {
    count += is_letter_or_digit(s.ptr[i]) && (i == 0 || is_edge(s, i));
  }
  return count ? count : 1;
}

PathWord path_word(Str path, size_t at, size_t length) {
  Str name = str_base_name(path), extension = str_extension(name);
  size_t name_start = path.len - name.len, end = at + length;
  PathWord found = {0, 0};
  if (at >= name_start) {
    Str stem = str_slice(name, 0, name.len - extension.len - (extension.len > 0));
    if (end > name_start + stem.len) return found; // in the extension
    size_t from = at - name_start, to = end - name_start;
    bool apart = is_edge(stem, from) && is_edge(stem, to);
    double words = from == 0 && to == stem.len ? 1 : words_in(stem);
    found.name = score_normalised(&score_fields[FIELD_NAME], apart ? 1 : PIECE, words);
    return found;
  }
  if (str_find_byte(str_slice(path, at, end), 0, '/') < length) return found;
  unsigned depth = 0;
  for (size_t i = 0; i < name_start; i++) depth += path.ptr[i] == '/';
  bool apart = is_edge(path, at) && is_edge(path, end);
  found.path = score_normalised(&score_fields[FIELD_PATH], apart ? 1 : PIECE, depth);
  return found;
}
