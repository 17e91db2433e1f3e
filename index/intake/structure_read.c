// Folds are asked for at every pause of typing, and symbols fold nothing where a light scan is to be had:
// so no parser runs for them.
#include "intake/structure_read.h"

#include "intake/scope_lexical.h"

Status structure_read(LanguageId language, Str text, const ExtractOptions *options, Arena *arena,
                      Extraction *found, Error *error) {
  if (text.len >= UINT32_MAX) return error_set(error, STATUS_LIMIT, "text over 4 GiB");
  bool light = !language_is_c_family(language)
               && scope_lexical_spans(language, text, (uint32_t)text.len, found);
  if (light) return STATUS_OK;
  Extractor *extractor = extractor_new();
  Status status = extractor_run(extractor, language, text, options, arena, found, error);
  extractor_free(extractor);
  return status;
}
