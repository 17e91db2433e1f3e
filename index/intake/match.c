// Rejected: a pattern for each shape of declarator or name (the queries would be slow and still
// miss the deep ones); declarator.c and the name settings of tags.h read them here.
#include "intake/match.h"
#include "intake/declarator.h"
#include "intake/lexical.h"
#include "intake/patterns.h"

enum { MAX_INJECTIONS = 64 };

static Str node_text(TSNode node, Str text) {
  return str_slice(text, ts_node_start_byte(node), ts_node_end_byte(node));
}

// ---- names --------------------------------------------------------------------------------------

static bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

static bool is_one_of(char c, Str bytes) { return str_find_byte(bytes, 0, c) < bytes.len; }

// Cuts off sigils and tails, where the language's queries say so.
static void cut_name(Definition *d, Str text, const PatternSettings *settings) {
  while (d->name_start < d->name_end && is_one_of(text.ptr[d->name_start], settings->name_strip)) {
    d->name_start++;
  }
  for (uint32_t i = d->name_start; i < d->name_end; i++) {
    if (is_one_of(text.ptr[i], settings->name_until)) {
      d->name_end = i;
    } else if (is_one_of(text.ptr[i], settings->name_after)) {
      d->name_start = i + 1;
    }
  }
}

// Whether the last byte closes the quote that the first opens: not in `a` and `b`.
static bool is_quoted(Str text, uint32_t start, uint32_t end) {
  char quote = text.ptr[start];
  if (end - start < 2 || !is_quote(quote) || text.ptr[end - 1] != quote) return false;
  return quote != '`' || str_find_byte(str_slice(text, 0, end), start + 1, quote) == end - 1;
}

// A name as people write it: no quotes or white space around it.
static void trim_name(Definition *d, Str text) {
  while (d->name_start < d->name_end && ascii_is_space(text.ptr[d->name_start])) d->name_start++;
  while (d->name_start < d->name_end && ascii_is_space(text.ptr[d->name_end - 1])) d->name_end--;
  if (is_quoted(text, d->name_start, d->name_end)) {
    d->name_start++;
    d->name_end--;
  }
  d->name = str_slice(text, d->name_start, d->name_end);
}

// `Install` of `## Install ##`; but `C#` as it is.
static Str without_closing_marks(Str name) {
  size_t end = name.len;
  while (end > 0 && name.ptr[end - 1] == '#') end--;
  if (end == name.len || (end > 0 && name.ptr[end - 1] != ' ')) return name;
  return str_trim(str_slice(name, 0, end));
}

// `set:with:` of `- (void)set:(int)x with:(int)y`: a selector has no place of its own in the text,
// so the name stands where its first keyword does.
static bool take_selector(Matcher *matcher, TSNode method, Definition *d) {
  uint32_t count = ts_node_named_child_count(method);
  for (uint32_t i = 0; i < count; i++) {
    TSNode child = ts_node_named_child(method, i);
    Str type = str_from_c(ts_node_type(child)), more = STR("");
    if (str_equal(type, STR("identifier"))) more = node_text(child, matcher->text);
    if (str_equal(type, STR("method_parameter"))) more = STR(":");
    if (more.len == 0) continue;
    if (d->name.len == 0) {
      d->name_start = ts_node_start_byte(child);
      d->name_end = ts_node_end_byte(child);
    }
    d->name = arena_printf(matcher->arena, "%.*s%.*s", STR_ARGS(d->name), STR_ARGS(more));
  }
  return d->name.len > 0;
}

// `Open ones` of `<h2><a name="x"/>Open <b>ones</b><a href="#x">#</a></h2>`: the runs of text between
// tags, white space made one, permalinks left out. The name stands where the first run does.
static bool take_text(Matcher *matcher, TSNode element, Definition *d) {
  enum { MAX_NAME = 200 };
  Str rest = node_text(element, matcher->text);
  char *name = arena_alloc(matcher->arena, MAX_NAME + 1);
  size_t length = 0;
  bool space = false;
  while (rest.len > 0 && length < MAX_NAME) {
    size_t tag = str_find_byte(rest, 0, '<');
    Str run = str_slice(rest, 0, tag);
    bool permalink = str_equal(str_trim(run), STR("#")) || str_equal(str_trim(run), STR("¶"));
    for (size_t i = 0; i < run.len && !permalink && length < MAX_NAME; i++) {
      if (ascii_is_space(run.ptr[i])) {
        space = length > 0;
        continue;
      }
      if (length == 0) d->name_start = (uint32_t)(run.ptr + i - matcher->text.ptr);
      if (length == 0) d->name_end = (uint32_t)(run.ptr + run.len - matcher->text.ptr);
      if (space) name[length++] = ' ';
      if (length < MAX_NAME) name[length++] = run.ptr[i];
      space = false;
    }
    rest = str_slice(rest, str_find_byte(rest, tag, '>') + 1, rest.len);
  }
  d->name = str_make(name, utf8_valid_prefix(str_make(name, length)));
  return d->name.len > 0;
}

// ---- spans, marks, other languages --------------------------------------------------------------

static void add_span(Extraction *out, TSNode node, SpanKind kind) {
  Span span = {ts_node_start_byte(node), ts_node_end_byte(node), kind};
  array_push(&out->spans, span);
}

// Code spans are strings: what prose talks about. A grammar for prose exists, but it costs three
// times the document's own.
static void add_prose(Matcher *matcher, TSNode node) {
  static const LexicalRules rules = {
      .block_open = "<!--",
      .block_close = "-->",
      .strings = {{"```", "```", .multiline = true, .must_close = true},
                  {"``", "``", .multiline = true, .must_close = true},
                  {"`", "`", .multiline = true, .must_close = true}}};
  Str prose = node_text(node, matcher->text);
  if (!memchr(prose.ptr, '`', prose.len) && str_find(prose, STR("<!--")) == SIZE_MAX) return;
  size_t first = matcher->out->spans.count;
  lexical_blank(&rules, prose, matcher->arena, matcher->out);
  for (size_t i = first; i < matcher->out->spans.count; i++) {
    matcher->out->spans.items[i].start += ts_node_start_byte(node);
    matcher->out->spans.items[i].end += ts_node_start_byte(node);
  }
}

static void add_injection(Matcher *matcher, TSNode node, LanguageId language) {
  Injection injection = {.language = language};
  injection.range = (TSRange){ts_node_start_point(node), ts_node_end_point(node),
                              ts_node_start_byte(node), ts_node_end_byte(node)};
  array_push(matcher->injections, injection);
}

// For the definition with the name `node`, or that starts with it, whichever pattern finds that.
static void add_mark(Matcher *matcher, TSNode node, Capture capture) {
  Definition mark = {.mark = true,
                     .at_start = capture.at_start,
                     .start = ts_node_start_byte(node),
                     .flags = capture.flags,
                     .clears = capture.clears,
                     .name_start = ts_node_start_byte(node),
                     .name_end = ts_node_end_byte(node)};
  trim_name(&mark, matcher->text);
  array_push(matcher->definitions, mark);
}

// ---- definitions --------------------------------------------------------------------------------

// Several @container of one match make one text, from the first to the last: `a::B` of `a::B::f`.
static Str widen_container(Str container, TSNode node, Str text) {
  Str more = node_text(node, text);
  if (container.len == 0 || more.ptr < container.ptr) return more;
  return str_make(container.ptr, (size_t)(more.ptr + more.len - container.ptr));
}

// What a declarator says of its definition: the name, and whether it is a function after all.
static bool take_declarator(Matcher *matcher, TSNode node, TSNode definition, Definition *d) {
  Declarator found;
  TSFieldId field = tags_declarator_field(matcher->tags);
  if (!declarator_read(node, field, matcher->text, &found)) return false;
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
      && str_starts_with(node_text(definition, matcher->text), STR("extern "))) {
    d->flags |= SYMBOL_DECLARATION;
  }
  if (found.container_end <= found.container_start) return true;
  d->container = str_slice(matcher->text, found.container_start, found.container_end);
  d->rules.container_inside = true;
  if (d->kind == SYMBOL_VARIABLE) d->kind = SYMBOL_FIELD;
  if (d->kind == SYMBOL_FUNCTION) {
    Str name = str_slice(matcher->text, found.name_start, found.name_end);
    Str class = str_slice(matcher->text, found.class_start, found.class_end);
    d->kind = str_equal(name, class) ? SYMBOL_CONSTRUCTOR : SYMBOL_METHOD;
  }
  return true;
}

// What is opaque for its type alone hides its inside at once, so that large arrays of data leave
// nothing. A node is matched before what is inside it, so the latest of those that are in no other
// suffices.
static void add_opaque(Matcher *matcher, TSNode node, bool bare) {
  uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  if (end <= matcher->opaque_end) return;
  Definition d = {.opaque = true, .start = start, .end = end};
  array_push(matcher->definitions, d);
  if (!bare) return;
  matcher->opaque_start = start;
  matcher->opaque_end = end;
}

static void add_definition(Matcher *matcher, Definition d, const PatternSettings *settings) {
  Str name = d.name; // made, or empty: as in the text
  cut_name(&d, matcher->text, settings);
  trim_name(&d, matcher->text);
  size_t newline = str_find_byte(d.name, 0, '\n');
  if (newline < d.name.len) { // a name is one line
    d.name = str_trim(str_slice(d.name, 0, newline));
    d.name_end = d.name_start + (uint32_t)d.name.len;
  }
  if (d.kind == SYMBOL_HEADING) d.name = without_closing_marks(d.name);
  if (d.name.len == 0) return;
  if (name.len) {
    d.name = name;
  } else if (settings->name_prefix.len) {
    d.name =
        arena_printf(matcher->arena, "%.*s%.*s", STR_ARGS(settings->name_prefix), STR_ARGS(d.name));
  }
  array_push(matcher->definitions, d);
}

// One match on its way to a definition.
typedef struct {
  const PatternSettings *settings;
  uint32_t pattern;
  Definition d;
  TSNode node; // of the whole
  bool defines, named;
} Found;

static void take_range(Found *found, TSNode node, Capture capture) {
  found->defines = true;
  found->node = node;
  found->d.scope = capture.role == ROLE_SCOPE;
  found->d.kind = capture.kind;
  found->d.start = ts_node_start_byte(node);
  found->d.end = ts_node_end_byte(found->d.rules.rest ? ts_node_parent(node) : node);
}

// The first name counts; that of a scope reaches to the last.
static void take_name(Matcher *matcher, Found *found, TSNode node, CaptureRole role) {
  Definition *d = &found->d;
  if (found->named) {
    if (role == ROLE_SCOPE_NAME) d->name_end = ts_node_end_byte(node);
  } else if (role == ROLE_DECLARATOR) {
    found->named = take_declarator(matcher, node, found->node, d);
  } else if (found->settings->name_text) {
    found->named = take_text(matcher, node, d);
  } else if (found->settings->name_selector) {
    found->named = take_selector(matcher, node, d);
  } else {
    found->named = true;
    d->name_start = ts_node_start_byte(node);
    d->name_end = ts_node_end_byte(node);
  }
}

static void take_capture(Matcher *matcher, Found *found, TSNode node, Capture capture) {
  switch (capture.role) {
  case ROLE_NONE: break;
  case ROLE_COMMENT: add_span(matcher->out, node, SPAN_COMMENT); break;
  case ROLE_STRING: add_span(matcher->out, node, SPAN_STRING); break;
  case ROLE_PROSE: add_prose(matcher, node); break;
  case ROLE_INJECTION: add_injection(matcher, node, capture.language); break;
  case ROLE_OPAQUE: add_opaque(matcher, node, tags_is_bare(matcher->tags, found->pattern)); break;
  case ROLE_MARK: add_mark(matcher, node, capture); break;
  case ROLE_CONTAINER:
    found->d.container = widen_container(found->d.container, node, matcher->text);
    break;
  case ROLE_SCOPE:
  case ROLE_DEFINITION: take_range(found, node, capture); break;
  case ROLE_DECLARATOR:
  case ROLE_NAME:
  case ROLE_SCOPE_NAME: take_name(matcher, found, node, capture.role); break;
  }
}

static bool is_hidden(const Matcher *matcher, const TSQueryMatch *match) {
  TSNode root = match->captures[0].node;
  return ts_node_start_byte(root) >= matcher->opaque_start
         && ts_node_end_byte(root) <= matcher->opaque_end && matcher->opaque_end > 0;
}

static void take_match(Matcher *matcher, const TSQueryMatch *match) {
  const PatternSettings *settings = tags_settings(matcher->tags, match->pattern_index);
  Found found = {.settings = settings,
                 .pattern = match->pattern_index,
                 .d = {.priority = matcher->priority + match->pattern_index,
                       .flags = settings->flags,
                       .rules = settings->rules}};
  for (uint16_t i = 0; i < match->capture_count; i++) {
    TSQueryCapture capture = match->captures[i];
    take_capture(matcher, &found, capture.node, tags_capture(matcher->tags, capture.index));
  }
  if (!found.defines || !found.named || is_hidden(matcher, match)) return;
  add_definition(matcher, found.d, settings);
}

MatchRoot matcher_root(const Matcher *matcher, const TSQueryMatch *match) {
  TSNode node = tags_match_root(matcher->tags, match);
  if (ts_node_is_null(node)) return (MatchRoot){.end = (uint32_t)matcher->text.len};
  return (MatchRoot){.start = ts_node_start_byte(node), .end = ts_node_end_byte(node)};
}

void matcher_take(Matcher *matcher, const TSQueryMatch *match) {
  size_t definitions = matcher->definitions->count, spans = matcher->out->spans.count;
  size_t injections = matcher->injections->count;
  take_match(matcher, match);
  if (!matcher->roots) return;
  MatchRoot root = matcher_root(matcher, match);
  root.definitions = (uint16_t)(matcher->definitions->count - definitions);
  root.injections = (uint16_t)(matcher->injections->count - injections);
  root.spans = (uint32_t)(matcher->out->spans.count - spans);
  if (root.definitions || root.injections || root.spans) array_push(matcher->roots, root);
}

// ---- other languages ----------------------------------------------------------------------------

static TSPoint point_at(Str text, uint32_t offset) {
  TSPoint point = {0};
  size_t line = 0;
  for (size_t at; (at = str_find_byte(text, line, '\n')) < offset; line = at + 1) point.row++;
  point.column = offset - (uint32_t)line;
  return point;
}

void injections_add_sections(Injections *injections, LanguageId language, Str text) {
  Section sections[MAX_SECTIONS];
  size_t count = patterns_sections(language, text, sections);
  for (size_t i = 0; i < count; i++) {
    uint32_t start = sections[i].start, end = sections[i].end;
    TSRange range = {point_at(text, start), point_at(text, end), start, end};
    array_push(injections, ((Injection){range, sections[i].language}));
  }
}

static int by_place(const void *a, const void *b) {
  const Injection *x = a, *y = b;
  if (x->range.start_byte != y->range.start_byte)
    return x->range.start_byte < y->range.start_byte ? -1 : 1;
  return (x->language > y->language) - (x->language < y->language);
}

void injections_settle(Injections *injections) {
  if (injections->count == 0) return;
  qsort(injections->items, injections->count, sizeof *injections->items, by_place);
  if (injections->count > MAX_INJECTIONS) injections->count = MAX_INJECTIONS;
}
