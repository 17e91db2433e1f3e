#include "intake/patterns.h"

void patterns_extract(LanguageId language, Str text, Arena *arena, Definitions *definitions,
                      Extraction *out) {
  (void)language;
  (void)text;
  (void)arena;
  (void)definitions;
  (void)out;
}
