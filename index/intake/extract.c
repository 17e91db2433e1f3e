// The reader of definitions: parse, run the language's query over the tree once, sort what it captured
// into definitions and spans, then nest (nest.c). Rejected: one query for tags and one for spans (two
// passes over the tree).
#include "intake/extract.h"
#include "intake/declarator.h"
#include "intake/lexical.h"
#include "intake/nest.h"
#include "intake/patterns.h"
#include "intake/tags.h"
#include "intake/view.h"

#include <tree_sitter/api.h>

enum { MATCH_LIMIT = 512, MAX_INJECTIONS = 64 };

typedef struct {
  TSRange range;
  LanguageId language;
} Injection;

struct Extractor {
  TSParser *parser;
  TSQueryCursor *cursor;
  Definitions definitions;
  ARRAY(Injection) injections;
  uint32_t opaque_start, opaque_end; // definitions that start here do not count
};

// One run, and how far it may go.
typedef struct {
  Extractor *extractor;
  Str text;
  Arena *arena;
  Extraction *out;
  int64_t deadline_ns; // INT64_MAX: none
  const atomic_bool *cancelled;
  bool stopped;
} Run;

Extractor *extractor_new(void) {
  Extractor *extractor = xcalloc(1, sizeof *extractor);
  extractor->parser = ts_parser_new();
  extractor->cursor = ts_query_cursor_new();
  ts_query_cursor_set_match_limit(extractor->cursor, MATCH_LIMIT);
  return extractor;
}

void extractor_free(Extractor *extractor) {
  if (!extractor) return;
  ts_query_cursor_delete(extractor->cursor);
  ts_parser_delete(extractor->parser);
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
  if (cancelled || os_monotonic_ns() > run->deadline_ns) run->stopped = true;
  return run->stopped;
}

static bool on_parse_progress(TSParseState *state) { return run_must_stop(state->payload); }
static bool on_query_progress(TSQueryCursorState *state) { return run_must_stop(state->payload); }

// ---- matching -----------------------------------------------------------------------------------

static Str node_text(TSNode node, Str text) {
  return str_slice(text, ts_node_start_byte(node), ts_node_end_byte(node));
}

static bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

// A name as people write it: no quotes or white space around it.
static void trim_name(Definition *d, Str text) {
  while (d->name_start < d->name_end && ascii_is_space(text.ptr[d->name_start])) d->name_start++;
  while (d->name_start < d->name_end && ascii_is_space(text.ptr[d->name_end - 1])) d->name_end--;
  if (d->name_end - d->name_start >= 2 && is_quote(text.ptr[d->name_start])
      && text.ptr[d->name_end - 1] == text.ptr[d->name_start]) {
    d->name_start++;
    d->name_end--;
  }
  d->name = str_slice(text, d->name_start, d->name_end);
}

static void add_span(Extraction *out, TSNode node, SpanKind kind) {
  Span span = {ts_node_start_byte(node), ts_node_end_byte(node), kind};
  array_push(&out->spans, span);
}

// Code spans are strings: what prose talks about. A grammar for prose exists, but it costs three times
// the document's own.
static void add_prose(Run *run, TSNode node) {
  static const LexicalRules rules = {
      .block_open = "<!--",
      .block_close = "-->",
      .strings = {{"```", "```", .multiline = true, .must_close = true},
                  {"``", "``", .multiline = true, .must_close = true},
                  {"`", "`", .multiline = true, .must_close = true}}};
  Str prose = node_text(node, run->text);
  if (!memchr(prose.ptr, '`', prose.len) && str_find(prose, STR("<!--")) == SIZE_MAX) return;
  size_t first = run->out->spans.count;
  lexical_blank(&rules, prose, run->arena, run->out);
  for (size_t i = first; i < run->out->spans.count; i++) {
    run->out->spans.items[i].start += ts_node_start_byte(node);
    run->out->spans.items[i].end += ts_node_start_byte(node);
  }
}

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
    injection.range = (TSRange){point_at(run->text, sections[i].start),
                                point_at(run->text, sections[i].end), sections[i].start,
                                sections[i].end};
    array_push(&run->extractor->injections, injection);
  }
}

static void add_injection(Extractor *extractor, TSNode node, LanguageId language) {
  if (extractor->injections.count >= MAX_INJECTIONS) return;
  Injection injection = {.language = language};
  injection.range = (TSRange){ts_node_start_point(node), ts_node_end_point(node),
                              ts_node_start_byte(node), ts_node_end_byte(node)};
  array_push(&extractor->injections, injection);
}

// `Install` of `## Install ##`; but `C#` as it is.
static Str without_closing_marks(Str name) {
  size_t end = name.len;
  while (end > 0 && name.ptr[end - 1] == '#') end--;
  if (end == name.len || (end > 0 && name.ptr[end - 1] != ' ')) return name;
  return str_trim(str_slice(name, 0, end));
}

// `set:with:` of `- (void)set:(int)x with:(int)y`: a selector has no place of its own in the text, so
// the name stands where its first keyword does.
static bool take_selector(Run *run, TSNode method, Definition *d) {
  uint32_t count = ts_node_named_child_count(method);
  for (uint32_t i = 0; i < count; i++) {
    TSNode child = ts_node_named_child(method, i);
    Str type = str_from_c(ts_node_type(child)), more = STR("");
    if (str_equal(type, STR("identifier"))) more = node_text(child, run->text);
    if (str_equal(type, STR("method_parameter"))) more = STR(":");
    if (more.len == 0) continue;
    if (d->name.len == 0) {
      d->name_start = ts_node_start_byte(child);
      d->name_end = ts_node_end_byte(child);
    }
    d->name = arena_printf(run->arena, "%.*s%.*s", STR_ARGS(d->name), STR_ARGS(more));
  }
  return d->name.len > 0;
}

static void add_definition(Run *run, Definition d, Str name_prefix) {
  Str name = d.name; // made, or empty: as in the text
  trim_name(&d, run->text);
  size_t newline = str_find_byte(d.name, 0, '\n');
  if (newline < d.name.len) { // a name is one line
    d.name = str_trim(str_slice(d.name, 0, newline));
    d.name_end = d.name_start + (uint32_t)d.name.len;
  }
  if (d.kind == SYMBOL_HEADING) d.name = without_closing_marks(d.name);
  if (d.name.len == 0) return;
  if (name.len) {
    d.name = name;
  } else if (name_prefix.len) {
    d.name = arena_printf(run->arena, "%.*s%.*s", STR_ARGS(name_prefix), STR_ARGS(d.name));
  }
  array_push(&run->extractor->definitions, d);
}

// A node is matched before what is inside it, so the latest of those that are in no other suffices.
static void hide_inside(Extractor *extractor, TSNode node) {
  uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  if (end <= extractor->opaque_end) return;
  if (start >= extractor->opaque_end) extractor->opaque_start = start;
  extractor->opaque_end = end;
}

static bool is_hidden(const Extractor *extractor, const Definition *d) {
  return d->start >= extractor->opaque_start && d->start < extractor->opaque_end;
}

// For the definition with the name `node`, or that starts with it, whichever pattern finds that.
static void add_mark(Run *run, TSNode node, Capture capture) {
  Definition mark = {.mark = true,
                     .at_start = capture.at_start,
                     .start = ts_node_start_byte(node),
                     .flags = capture.flags,
                     .clears = capture.clears,
                     .name_start = ts_node_start_byte(node),
                     .name_end = ts_node_end_byte(node)};
  trim_name(&mark, run->text);
  array_push(&run->extractor->definitions, mark);
}

// Several @container of one match make one text, from the first to the last: `a::B` of `a::B::f`.
static Str widen_container(Str container, TSNode node, Str text) {
  Str more = node_text(node, text);
  if (container.len == 0 || more.ptr < container.ptr) return more;
  return str_make(container.ptr, (size_t)(more.ptr + more.len - container.ptr));
}

// What a declarator says of its definition: the name, and whether it is a function after all.
static bool take_declarator(Run *run, const Tags *tags, TSNode node, TSNode definition,
                            Definition *d) {
  Declarator found;
  if (!declarator_read(node, tags_declarator_field(tags), run->text, &found)) return false;
  d->name_start = found.name_start;
  d->name_end = found.name_end;
  d->declarator = true;
  if (declarator_follows_type(definition)) {
    d->start = ts_node_start_byte(node);
    d->end = ts_node_end_byte(node);
  }
  if (found.function && (d->kind == SYMBOL_VARIABLE || d->kind == SYMBOL_FIELD)) {
    d->kind = d->kind == SYMBOL_VARIABLE ? SYMBOL_FUNCTION : SYMBOL_METHOD;
    d->flags |= SYMBOL_DECLARATION;
  }
  if (d->kind == SYMBOL_VARIABLE && !found.initialised
      && str_starts_with(node_text(definition, run->text), STR("extern "))) {
    d->flags |= SYMBOL_DECLARATION;
  }
  if (found.container_end <= found.container_start) return true;
  d->container = str_slice(run->text, found.container_start, found.container_end);
  d->container_inside = true;
  if (d->kind == SYMBOL_VARIABLE) d->kind = SYMBOL_FIELD;
  if (d->kind == SYMBOL_FUNCTION) {
    Str name = str_slice(run->text, found.name_start, found.name_end);
    Str class = str_slice(run->text, found.class_start, found.class_end);
    d->kind = str_equal(name, class) ? SYMBOL_CONSTRUCTOR : SYMBOL_METHOD;
  }
  return true;
}

static void take_match(Run *run, const Tags *tags, const TSQueryMatch *match, uint32_t priority) {
  PatternSettings settings = tags_settings(tags, match->pattern_index);
  Definition d = {.priority = priority + match->pattern_index};
  d.flags = settings.flags;
  d.container_inside = settings.container_inside;
  d.kind_fixed = settings.kind_fixed;
  d.leaf = settings.leaf;
  d.merge = settings.merge;
  d.level = settings.level;
  bool defines = false, named = false;
  TSNode definition = {0};
  for (uint16_t i = 0; i < match->capture_count; i++) {
    TSNode node = match->captures[i].node;
    Capture capture = tags_capture(tags, match->captures[i].index);
    switch (capture.role) {
    case ROLE_NONE: break;
    case ROLE_COMMENT: add_span(run->out, node, SPAN_COMMENT); break;
    case ROLE_STRING: add_span(run->out, node, SPAN_STRING); break;
    case ROLE_INJECTION: add_injection(run->extractor, node, capture.language); break;
    case ROLE_PROSE: add_prose(run, node); break;
    case ROLE_OPAQUE: hide_inside(run->extractor, node); break;
    case ROLE_CONTAINER: d.container = widen_container(d.container, node, run->text); break;
    case ROLE_MARK: add_mark(run, node, capture); break;
    case ROLE_SCOPE:
    case ROLE_DEFINITION:
      defines = true;
      d.scope = capture.role == ROLE_SCOPE;
      d.kind = capture.kind;
      definition = node;
      d.start = ts_node_start_byte(node);
      d.end = ts_node_end_byte(settings.range_rest ? ts_node_parent(node) : node);
      break;
    case ROLE_DECLARATOR: named = take_declarator(run, tags, node, definition, &d); break;
    case ROLE_NAME:
    case ROLE_SCOPE_NAME:
      if (named && capture.role == ROLE_SCOPE_NAME) d.name_end = ts_node_end_byte(node);
      if (named) break;
      named = true;
      if (settings.name_selector) {
        named = take_selector(run, node, &d);
        break;
      }
      d.name_start = ts_node_start_byte(node);
      d.name_end = ts_node_end_byte(node);
      break;
    }
  }
  if (!defines || !named || is_hidden(run->extractor, &d)) return;
  add_definition(run, d, settings.name_prefix);
}

static void run_query(Run *run, const Tags *tags, TSTree *tree, uint32_t priority) {
  TSQueryCursorOptions options = {.payload = run, .progress_callback = on_query_progress};
  TSQueryCursor *cursor = run->extractor->cursor;
  run->extractor->opaque_start = run->extractor->opaque_end = 0;
  ts_query_cursor_exec_with_options(cursor, tags_query(tags), ts_tree_root_node(tree), &options);
  TSQueryMatch match;
  while (ts_query_cursor_next_match(cursor, &match)) {
    if (tags_match_holds(tags, &match, run->text)) take_match(run, tags, &match, priority);
  }
}

// ---- parsing ------------------------------------------------------------------------------------

static const char *read_text(void *payload, uint32_t offset, TSPoint point, uint32_t *size) {
  (void)point;
  const Str *text = payload;
  *size = offset < text->len ? (uint32_t)text->len - offset : 0;
  return *size ? text->ptr + offset : "";
}

// `ranges` limit the parse to parts of the text; none: all of it.
static TSTree *parse(Run *run, LanguageId language, const TSRange *ranges, uint32_t range_count) {
  TSParser *parser = run->extractor->parser;
  if (!ts_parser_set_language(parser, language_grammar(language)())) return NULL;
  if (!ts_parser_set_included_ranges(parser, ranges, range_count)) return NULL;
  Str view = view_for_parser(language, run->text, run->arena);
  TSInput input = {.payload = &view, .read = read_text, .encoding = TSInputEncodingUTF8};
  TSParseOptions options = {.payload = run, .progress_callback = on_parse_progress};
  TSTree *tree = ts_parser_parse_with_options(parser, NULL, input, options);
  if (!tree) ts_parser_reset(parser);
  return tree;
}

static Status extract_ranges(Run *run, LanguageId language, const TSRange *ranges,
                             uint32_t range_count, uint32_t priority, Error *error) {
  const Tags *tags = NULL;
  Status status = tags_for_language(language, &tags, error);
  if (status != STATUS_OK || !tags) return status;
  TSTree *tree = parse(run, language, ranges, range_count);
  if (!tree) return STATUS_OK; // out of time: run->stopped says so
  if (ts_node_has_error(ts_tree_root_node(tree))) run->out->has_errors = true;
  run_query(run, tags, tree, priority);
  ts_tree_delete(tree);
  return STATUS_OK;
}

// Languages inside the document's own (a script element), one level deep.
static Status extract_injections(Run *run, Error *error) {
  enum { BEHIND_HOST = 1 << 16 };
  size_t count = run->extractor->injections.count;
  Status status = STATUS_OK;
  for (size_t i = 0; i < count && status == STATUS_OK && !run->stopped; i++) {
    Injection injection = run->extractor->injections.items[i];
    if (!language_grammar(injection.language)) continue;
    status = extract_ranges(run, injection.language, &injection.range, 1, BEHIND_HOST, error);
  }
  return status;
}

static Str container_separator(LanguageId language) {
  switch (language) {
  case LANGUAGE_cpp:
  case LANGUAGE_c:
  case LANGUAGE_objc:
  case LANGUAGE_rust:
  case LANGUAGE_ruby:
  case LANGUAGE_perl: return STR("::");
  case LANGUAGE_php: return STR("\\");
  case LANGUAGE_markdown: return STR(" > ");
  default: return STR(".");
  }
}

static void extract_patterns(Run *run, LanguageId language) {
  patterns_extract(language, run->text, run->arena, &run->extractor->definitions, run->out);
  add_sections(run, language);
}

static Status extract_all(Run *run, LanguageId language, Error *error) {
  Status status = STATUS_OK;
  if (language_grammar(language)) status = extract_ranges(run, language, NULL, 0, 0, error);
  // Beside a grammar the patterns help only where it is lost.
  bool lost = !language_grammar(language) || run->out->has_errors;
  if (status == STATUS_OK && lost) extract_patterns(run, language);
  return status == STATUS_OK ? extract_injections(run, error) : status;
}

Status extractor_run(Extractor *extractor, LanguageId language, Str text,
                     const ExtractOptions *options, Arena *arena, Extraction *out, Error *error) {
  out->symbols.count = out->spans.count = 0;
  out->timed_out = out->has_errors = false;
  extractor->definitions.count = extractor->injections.count = 0;
  if (text.len >= UINT32_MAX) return error_set(error, STATUS_LIMIT, "text over 4 GiB");
  Run run = {.extractor = extractor, .text = text, .arena = arena, .out = out};
  run.deadline_ns = options->timeout_ns ? os_monotonic_ns() + options->timeout_ns : INT64_MAX;
  run.cancelled = options->cancelled;
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
