#include "intake/lines.h"

uint32_t lines_count(Str text, size_t from, size_t to) {
  enum { RUN = 240 }; // few enough for a count in a byte, which the compiler makes vectors of
  uint32_t count = 0;
  while (from < to) {
    size_t end = to - from < RUN ? to : from + RUN;
    uint8_t some = 0;
    for (size_t i = from; i < end; i++) some = (uint8_t)(some + (text.ptr[i] == '\n'));
    count += some;
    from = end;
  }
  return count;
}
