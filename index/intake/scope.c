#include "intake/scope.h"

struct ScopeReader {
  int unused;
};

ScopeReader *scope_reader_new(void) { return xcalloc(1, sizeof(ScopeReader)); }
void scope_reader_free(ScopeReader *reader) { free(reader); }

Status scope_at(ScopeReader *reader, LanguageId language, Str text, uint32_t offset,
                const ExtractOptions *options, Arena *arena, ScopeAnswer *out, Error *error) {
  (void)reader, (void)language, (void)text, (void)offset, (void)options, (void)arena;
  *out = (ScopeAnswer){0};
  return error_set(error, STATUS_UNSUPPORTED, "not yet");
}

Status scope_free_occurrences(ScopeReader *reader, LanguageId language, Str text, Str name,
                              const ExtractOptions *options, Arena *arena,
                              const ScopeOccurrence **out, size_t *count, Error *error) {
  (void)reader, (void)language, (void)text, (void)name, (void)options, (void)arena, (void)out;
  *count = 0;
  return error_set(error, STATUS_UNSUPPORTED, "not yet");
}

Status scope_calls(ScopeReader *reader, LanguageId language, Str text, uint32_t start, uint32_t end,
                   const ExtractOptions *options, Arena *arena, const ScopeOccurrence **out,
                   size_t *count, Error *error) {
  (void)reader, (void)language, (void)text, (void)start, (void)end, (void)options, (void)arena;
  (void)out;
  *count = 0;
  return error_set(error, STATUS_UNSUPPORTED, "not yet");
}

Status scope_imports(ScopeReader *reader, LanguageId language, Str text,
                     const ExtractOptions *options, Arena *arena, const Str **out, size_t *count,
                     Error *error) {
  (void)reader, (void)language, (void)text, (void)options, (void)arena, (void)out;
  *count = 0;
  return error_set(error, STATUS_UNSUPPORTED, "not yet");
}
