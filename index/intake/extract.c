// The reader of definitions: parse, run the language's query over the tree once, sort what it
// captured into definitions and spans (match.c), then nest (nest.c). Rejected: one query for tags
// and one for spans (two passes over the tree).
//
// C, C++ and Objective-C are read through a mask (cmask.c): tree-sitter sees a skeleton of the
// text, and what is captured there is moved to where it stands in the text.
#include "intake/extract.h"
#include "intake/cmask.h"
#include "intake/match.h"
#include "intake/patterns.h"
#include "intake/view.h"

#include <tree_sitter/api.h>

enum { MATCH_LIMIT = 512 };

struct Extractor {
  TSParser *parser;
  TSQueryCursor *cursor;
  CMask *mask;
  Definitions definitions;
  Injections injections;
};

// One run, and how far it may go.
typedef struct {
  Extractor *extractor;
  Str text;
  Arena *arena;
  Extraction *out;
  int64_t deadline_ns; // INT64_MAX: none
  const atomic_bool *cancelled;
  uint64_t parse_limit; // in bytes; 0: none
  bool stopped;
} Run;

Extractor *extractor_new(void) {
  Extractor *extractor = xcalloc(1, sizeof *extractor);
  extractor->parser = ts_parser_new();
  extractor->cursor = ts_query_cursor_new();
  ts_query_cursor_set_match_limit(extractor->cursor, MATCH_LIMIT);
  extractor->mask = cmask_new();
  return extractor;
}

void extractor_free(Extractor *extractor) {
  if (!extractor) return;
  ts_query_cursor_delete(extractor->cursor);
  ts_parser_delete(extractor->parser);
  cmask_free(extractor->mask);
  array_free(&extractor->definitions);
  array_free(&extractor->injections);
  free(extractor);
}

void extraction_release(Extraction *extraction) {
  array_free(&extraction->symbols);
  array_free(&extraction->spans);
}

// ---- limits -------------------------------------------------------------------------------------

static bool run_must_stop(Run *run) {
  bool cancelled = run->cancelled && atomic_load_explicit(run->cancelled, memory_order_relaxed);
  if (cancelled || os_thread_cpu_ns() > run->deadline_ns) run->stopped = true;
  return run->stopped;
}

static bool on_parse_progress(TSParseState *state) { return run_must_stop(state->payload); }
static bool on_query_progress(TSQueryCursorState *state) { return run_must_stop(state->payload); }

// ---- parsing and matching -----------------------------------------------------------------------

static const char *read_text(void *payload, uint32_t offset, TSPoint point, uint32_t *size) {
  (void)point;
  const Str *text = payload;
  *size = offset < text->len ? (uint32_t)text->len - offset : 0;
  return *size ? text->ptr + offset : "";
}

// What is parsed and matched in one go.
typedef struct {
  LanguageId language;
  Str text;
  const TSRange *range; // of the text; NULL: all of it
  uint32_t priority;    // added to the patterns' own
} Part;

static TSTree *parse(Run *run, const Part *part) {
  TSParser *parser = run->extractor->parser;
  if (!ts_parser_set_language(parser, language_grammar(part->language)())) return NULL;
  if (!ts_parser_set_included_ranges(parser, part->range, part->range ? 1 : 0)) return NULL;
  Str view = view_for_parser(part->language, part->text, run->arena);
  TSInput input = {.payload = &view, .read = read_text, .encoding = TSInputEncodingUTF8};
  TSParseOptions options = {.payload = run, .progress_callback = on_parse_progress};
  TSTree *tree = ts_parser_parse_with_options(parser, NULL, input, options);
  if (!tree) ts_parser_reset(parser);
  return tree;
}

static void run_query(Run *run, const Part *part, const Tags *tags, TSTree *tree) {
  Extractor *extractor = run->extractor;
  TSQueryCursorOptions options = {.payload = run, .progress_callback = on_query_progress};
  ts_query_cursor_exec_with_options(extractor->cursor, tags_query(tags), ts_tree_root_node(tree),
                                    &options);
  Matcher matcher = {.tags = tags,
                     .text = part->text,
                     .priority = part->priority,
                     .arena = run->arena,
                     .definitions = &extractor->definitions,
                     .injections = &extractor->injections,
                     .out = run->out};
  TSQueryMatch match;
  while (ts_query_cursor_next_match(extractor->cursor, &match)) {
    if (tags_match_holds(tags, &match, part->text)) matcher_take(&matcher, &match);
  }
}

static Status extract_part(Run *run, const Part *part, Error *error) {
  size_t bytes = part->range ? part->range->end_byte - part->range->start_byte : part->text.len;
  if (run->parse_limit && bytes > run->parse_limit) {
    run->out->too_large = true;
    return STATUS_OK;
  }
  const Tags *tags = NULL;
  Status status = tags_for_language(part->language, &tags, error);
  if (status != STATUS_OK || !tags) return status;
  TSTree *tree = parse(run, part);
  if (!tree) return STATUS_OK; // out of time: run->stopped says so
  if (ts_node_has_error(ts_tree_root_node(tree))) run->out->has_errors = true;
  run_query(run, part, tags, tree);
  ts_tree_delete(tree);
  return STATUS_OK;
}

// ---- parts in other languages, one level deep ---------------------------------------------------

static TSPoint point_at(Str text, uint32_t offset) {
  TSPoint point = {0};
  size_t line = 0;
  for (size_t at; (at = str_find_byte(text, line, '\n')) < offset; line = at + 1) point.row++;
  point.column = offset - (uint32_t)line;
  return point;
}

// What the line patterns leave to grammars.
static void add_sections(Run *run, LanguageId language) {
  Section sections[MAX_SECTIONS];
  size_t count = patterns_sections(language, run->text, sections);
  for (size_t i = 0; i < count; i++) {
    Injection injection = {.language = sections[i].language};
    injection.range =
        (TSRange){point_at(run->text, sections[i].start), point_at(run->text, sections[i].end),
                  sections[i].start, sections[i].end};
    array_push(&run->extractor->injections, injection);
  }
}

static Status extract_injections(Run *run, Error *error) {
  enum { BEHIND_HOST = 1 << 16 };
  size_t count = run->extractor->injections.count;
  Status status = STATUS_OK;
  for (size_t i = 0; i < count && status == STATUS_OK && !run->stopped; i++) {
    Injection injection = run->extractor->injections.items[i];
    Part part = {injection.language, run->text, &injection.range, BEHIND_HOST};
    if (language_grammar(part.language)) status = extract_part(run, &part, error);
  }
  return status;
}

// ---- the masked reader --------------------------------------------------------------------------

static bool points_into(Str part, Str whole) {
  return part.ptr >= whole.ptr && part.ptr < whole.ptr + whole.len;
}

// From the skeleton to the text.
static void move_definition(Run *run, const Skeleton *skeleton, Definition *d) {
  Str bytes = buf_str(&skeleton->bytes);
  d->name_start = skeleton_start(skeleton, d->name_start);
  d->name_end = skeleton_end(skeleton, d->name_end);
  d->start = skeleton_start(skeleton, d->start);
  d->end = skeleton_end(skeleton, d->end);
  if (points_into(d->name, bytes)) d->name = str_slice(run->text, d->name_start, d->name_end);
  if (points_into(d->container, bytes)) d->container = arena_dup(run->arena, d->container);
}

static Status extract_masked(Run *run, LanguageId language, CDialect dialect, Error *error) {
  Definitions *definitions = &run->extractor->definitions;
  const Skeleton *skeleton =
      cmask_run(run->extractor->mask, dialect, run->text, definitions, run->out);
  if (skeleton->bytes.len == 0) return STATUS_OK;
  size_t first = definitions->count, spans = run->out->spans.count;
  Part part = {.language = language, .text = buf_str(&skeleton->bytes)};
  Status status = extract_part(run, &part, error);
  run->out->spans.count =
      spans; // the mask has found them all, and these are places in the skeleton
  for (size_t i = first; i < definitions->count; i++) {
    move_definition(run, skeleton, &definitions->items[i]);
  }
  return status;
}

// ---- the whole ----------------------------------------------------------------------------------

static Str container_separator(LanguageId language) {
  switch (language) {
  case LANGUAGE_cpp:
  case LANGUAGE_c:
  case LANGUAGE_objc:
  case LANGUAGE_rust:
  case LANGUAGE_ruby:
  case LANGUAGE_perl: return STR("::");
  case LANGUAGE_php: return STR("\\");
  case LANGUAGE_css:
  case LANGUAGE_scss: return STR(" ");
  case LANGUAGE_markdown: return STR(" > ");
  default: return STR(".");
  }
}

static void extract_patterns(Run *run, LanguageId language) {
  patterns_extract(language, run->text, run->arena, &run->extractor->definitions, run->out);
  add_sections(run, language);
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
  Run run = {.extractor = extractor, .text = text, .arena = arena, .out = out};
  run.deadline_ns = options->timeout_ns ? os_thread_cpu_ns() + options->timeout_ns : INT64_MAX;
  run.cancelled = options->cancelled;
  run.parse_limit = options->parse_limit;
  Status status = extract_all(&run, language, error);
  if (status != STATUS_OK) return status;
  if (run.stopped && run.cancelled && atomic_load(run.cancelled)) {
    return error_set(error, STATUS_CANCELLED, "cancelled");
  }
  out->timed_out = run.stopped;
  nest_definitions(&extractor->definitions, text, container_separator(language), arena, out);
  nest_spans(out);
  return STATUS_OK;
}

Status extract_check_queries(LanguageId language, Error *error) {
  const Tags *tags;
  return tags_for_language(language, &tags, error);
}
