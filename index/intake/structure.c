#include "intake/structure.h"

Status structure_folds(LanguageId language, Str text, const ExtractOptions *options, Arena *arena,
                       const SourceFold **out, size_t *count, Error *error) {
  (void)language, (void)text, (void)options, (void)arena, (void)out;
  *count = 0;
  return error_set(error, STATUS_UNSUPPORTED, "not yet");
}

Status structure_enclosing(LanguageId language, Str text, uint32_t offset,
                           const ExtractOptions *options, Arena *arena, const uint32_t **out,
                           size_t *count, Error *error) {
  (void)language, (void)text, (void)offset, (void)options, (void)arena, (void)out;
  *count = 0;
  return error_set(error, STATUS_UNSUPPORTED, "not yet");
}

void structure_signature(LanguageId language, Str text, const Symbol *symbol, Arena *arena,
                         Str *signature) {
  (void)language, (void)text, (void)symbol, (void)arena;
  *signature = (Str){0};
}

void structure_comment(LanguageId language, Str text, const Symbol *symbol, const Span *spans,
                       size_t span_count, Arena *arena, Str *comment) {
  (void)language, (void)text, (void)symbol, (void)spans, (void)span_count, (void)arena;
  *comment = (Str){0};
}
