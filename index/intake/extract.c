// The reader of definitions: parse, run the language's query over the tree once, sort what it
// captured into definitions and spans (match.c), then nest (nest.c). Rejected: one query for tags
// and one for spans (two passes over the tree).
//
// C, C++ and Objective-C are read through a mask (cmask.c): tree-sitter sees a skeleton of the
// text, and what is captured there is moved to where it stands in the text.
#include "intake/extract.h"
#include "intake/cmask.h"
#include "intake/masked.h"
#include "intake/patterns.h"
#include "intake/reading.h"
#include "intake/view.h"

enum { KEEP_ITEMS = 1 << 14 }; // room kept from one document to the next

struct Extractor {
  Reading reading;
  CMask *mask;
  Definitions definitions;
  Injections injections;
};

// One run.
typedef struct {
  Extractor *extractor;
  Reading *reading;
  Str text;
  Arena *arena;
  Extraction *out;
} Run;

Extractor *extractor_new(void) {
  Extractor *extractor = xcalloc(1, sizeof *extractor);
  reading_init(&extractor->reading);
  extractor->mask = cmask_new();
  return extractor;
}

void extractor_free(Extractor *extractor) {
  if (!extractor) return;
  reading_release(&extractor->reading);
  cmask_free(extractor->mask);
  array_free(&extractor->definitions);
  array_free(&extractor->injections);
  free(extractor);
}

void extraction_trim(Extraction *extraction) {
  if (extraction->symbols.capacity > KEEP_ITEMS) array_free(&extraction->symbols);
  if (extraction->spans.capacity > KEEP_ITEMS) array_free(&extraction->spans);
}

void extraction_release(Extraction *extraction) {
  array_free(&extraction->symbols);
  array_free(&extraction->spans);
}

// ---- one part -----------------------------------------------------------------------------------

static Status extract_part(Run *run, const Part *part, Error *error) {
  if (reading_is_too_large(run->reading, part)) {
    run->out->too_large = true;
    return STATUS_OK;
  }
  const Tags *tags = NULL;
  Status status = tags_for_language(part->language, &tags, error);
  if (status != STATUS_OK || !tags) return status;
  Str view = view_for_parser(part->language, part->text, run->arena);
  TSTree *tree = reading_parse(run->reading, part, view, NULL);
  if (!tree) return STATUS_OK; // out of time: run->reading says so
  if (ts_node_has_error(ts_tree_root_node(tree))) run->out->has_errors = true;
  Definitions *definitions = &run->extractor->definitions;
  size_t first = definitions->count;
  Matcher matcher = {.tags = tags,
                     .text = part->text,
                     .priority = part->priority,
                     .arena = run->arena,
                     .definitions = definitions,
                     .injections = &run->extractor->injections,
                     .out = run->out};
  reading_match(run->reading, tree, &matcher, NULL);
  definitions_hide(definitions, first);
  ts_tree_delete(tree);
  return STATUS_OK;
}

// ---- parts in other languages, one level deep ---------------------------------------------------

static Status extract_injections(Run *run, Error *error) {
  injections_settle(&run->extractor->injections);
  size_t count = run->extractor->injections.count;
  Status status = STATUS_OK;
  for (size_t i = 0; i < count && status == STATUS_OK && !run->reading->stopped; i++) {
    Injection injection = run->extractor->injections.items[i];
    Part part = {injection.language, run->text, &injection.range, BEHIND_HOST};
    if (language_grammar(part.language)) status = extract_part(run, &part, error);
  }
  return status;
}

// ---- the masked reader --------------------------------------------------------------------------

static Status extract_masked(Run *run, LanguageId language, CDialect dialect, Error *error) {
  Definitions *definitions = &run->extractor->definitions;
  const Skeleton *skeleton =
      cmask_run(run->extractor->mask, dialect, run->text, definitions, run->out);
  if (skeleton->bytes.len == 0) return STATUS_OK;
  size_t first = definitions->count, spans = run->out->spans.count;
  Part part = {.language = language, .text = buf_str(&skeleton->bytes)};
  Status status = extract_part(run, &part, error);
  // The mask has found all spans, and these are places in the skeleton.
  run->out->spans.count = spans;
  masked_move(definitions, first, skeleton, run->text, run->arena);
  return status;
}

// ---- the whole ----------------------------------------------------------------------------------

static void extract_patterns(Run *run, LanguageId language) {
  patterns_extract(language, run->text, run->arena, &run->extractor->definitions, run->out);
  injections_add_sections(&run->extractor->injections, language, run->text);
}

// Beside a grammar the line patterns help only where it is lost.
static Status extract_unmasked(Run *run, LanguageId language, Error *error) {
  Part whole = {.language = language, .text = run->text};
  bool has_grammar = language_grammar(language) != NULL;
  Status status = has_grammar ? extract_part(run, &whole, error) : STATUS_OK;
  if (status == STATUS_OK && (!has_grammar || run->out->has_errors))
    extract_patterns(run, language);
  return status == STATUS_OK ? extract_injections(run, error) : status;
}

static Status extract_all(Run *run, LanguageId language, Error *error) {
  CDialect dialect;
  return cmask_applies(language, &dialect) ? extract_masked(run, language, dialect, error)
                                           : extract_unmasked(run, language, error);
}

Status extractor_run(Extractor *extractor, LanguageId language, Str text,
                     const ExtractOptions *options, Arena *arena, Extraction *out, Error *error) {
  out->symbols.count = out->spans.count = 0;
  out->timed_out = out->has_errors = out->too_large = false;
  extractor->definitions.count = extractor->injections.count = 0;
  if (text.len >= UINT32_MAX) return error_set(error, STATUS_LIMIT, "text over 4 GiB");
  reading_start(&extractor->reading, options, arena);
  Run run = {extractor, &extractor->reading, text, arena, out};
  Status status = extract_all(&run, language, error);
  if (status != STATUS_OK) return status;
  if (reading_was_cancelled(run.reading)) return error_set(error, STATUS_CANCELLED, "cancelled");
  out->timed_out = run.reading->stopped;
  nest_definitions(&extractor->definitions, text, nest_separator(language), arena, out);
  nest_spans(out);
  if (extractor->definitions.capacity > KEEP_ITEMS) array_free(&extractor->definitions);
  return STATUS_OK;
}

Status extract_check_queries(LanguageId language, Error *error) {
  const Tags *tags;
  return tags_for_language(language, &tags, error);
}
