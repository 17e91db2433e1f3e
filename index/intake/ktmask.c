// Braces that their own line opens are the ones in question. Which element they close does not matter: a
// line's end is as good as a space before any closing brace, except in a string, which an odd number of
// quotes before the brace betrays.
#include "intake/ktmask.h"

#include <string.h>

Str ktmask(Str text, Arena *arena) {
  char *masked = NULL;
  bool opened = false, quoted = false; // of the line so far
  for (size_t i = 0; i < text.len; i++) {
    switch (text.ptr[i]) {
    case '\n': opened = quoted = false; break;
    case '\\': i += i + 1 < text.len && text.ptr[i + 1] != '\n'; break;
    case '"': quoted = !quoted; break;
    case '{': opened = true; break;
    case '}':
      if (!opened || quoted || text.ptr[i - 1] != ' ') break;
      if (!masked) {
        masked = arena_alloc(arena, text.len);
        memcpy(masked, text.ptr, text.len);
      }
      masked[i - 1] = '\n';
      break;
    default: break;
    }
  }
  return masked ? str_make(masked, text.len) : text;
}
