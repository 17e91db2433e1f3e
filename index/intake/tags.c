#include "intake/tags.h"
#include "base/array.h"
#include "base/buf.h"
#include "intake/queries.h"

#include <pcre2.h>
#include <stdatomic.h>

typedef enum {
  TEST_EQUAL, // to a text or to another capture
  TEST_MATCH,
  TEST_ANY_OF,
  TEST_HAS_PARENT,
  TEST_HAS_ANCESTOR,
} TestKind;

typedef struct {
  TestKind kind;
  bool negated;
  uint32_t capture;
  uint32_t other_capture; // of TEST_EQUAL, or UINT32_MAX
  const Str *texts;       // operands, or names of node types
  uint32_t text_count;
  pcre2_code *regex; // of TEST_MATCH
} Predicate;

typedef struct {
  PatternSettings settings;
  ARRAY(Predicate) predicates;
  bool rooted; // one node contains all that is matched
  bool bare;   // one node, whatever is in it
} Pattern;

struct Tags {
  TSQuery *query;
  TSFieldId declarator_field;
  Capture *captures;
  Pattern *patterns;
  Arena arena;
};

// ---- captures -----------------------------------------------------------------------------------

static bool capture_from_name(Str name, Capture *out) {
  static const struct {
    const char *name;
    Capture capture;
  } plain[] = {
      {"name", {.role = ROLE_NAME}},
      {"declarator", {.role = ROLE_DECLARATOR}},
      {"container", {.role = ROLE_CONTAINER}},
      {"scope", {.role = ROLE_SCOPE}},
      {"scope.name", {.role = ROLE_SCOPE_NAME}},
      {"comment", {.role = ROLE_COMMENT}},
      {"string", {.role = ROLE_STRING}},
      {"opaque", {.role = ROLE_OPAQUE}},
      {"prose", {.role = ROLE_PROSE}},
      {"declaration", {.role = ROLE_MARK, .flags = SYMBOL_DECLARATION}},
      {"exported", {.role = ROLE_MARK, .flags = SYMBOL_EXPORTED}},
      {"private", {.role = ROLE_MARK, .clears = SYMBOL_EXPORTED}},
      {"deprecated", {.role = ROLE_MARK, .flags = SYMBOL_DEPRECATED}},
      {"exported.start", {.role = ROLE_MARK, .flags = SYMBOL_EXPORTED, .at_start = true}},
      {"private.start", {.role = ROLE_MARK, .clears = SYMBOL_EXPORTED, .at_start = true}},
      {"deprecated.start", {.role = ROLE_MARK, .flags = SYMBOL_DEPRECATED, .at_start = true}}};
  *out = (Capture){.role = ROLE_NONE};
  for (size_t i = 0; i < COUNT_OF(plain); i++) {
    if (str_equal(name, str_from_c(plain[i].name))) {
      *out = plain[i].capture;
      return true;
    }
  }
  if (str_starts_with(name, STR("def."))) {
    out->role = ROLE_DEFINITION;
    return symbol_kind_from_name(str_slice(name, 4, name.len), &out->kind);
  }
  if (str_starts_with(name, STR("inject."))) {
    out->role = ROLE_INJECTION;
    return language_from_name(str_slice(name, 7, name.len), &out->language);
  }
  return name.len > 0 && name.ptr[0] == '_';
}

static Status read_captures(Tags *tags, Error *error) {
  uint32_t count = ts_query_capture_count(tags->query);
  tags->captures = arena_array(&tags->arena, Capture, count);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t length;
    const char *name = ts_query_capture_name_for_id(tags->query, i, &length);
    if (!capture_from_name(str_make(name, length), &tags->captures[i])) {
      return error_set(error, STATUS_INVALID, "unknown capture @%.*s", (int)length, name);
    }
  }
  return STATUS_OK;
}

// ---- predicates ---------------------------------------------------------------------------------

static Str step_text(const Tags *tags, TSQueryPredicateStep step) {
  uint32_t length;
  const char *text = ts_query_string_value_for_id(tags->query, step.value_id, &length);
  return str_make(text, length);
}

// (#set! KEY) or (#set! KEY "value"): one of the places says where it goes. `value` is empty for
// the first form. false if there is no such key, or no such value of it.
static bool apply_setting(PatternSettings *settings, Str key, Str value) {
  DefinitionRules *rules = &settings->rules;
  const struct {
    const char *key;
    uint8_t flag;
    bool *on;
    Str *text;
    uint8_t *number;
    SymbolKind *kind;
  } rows[] = {{"declaration", .flag = SYMBOL_DECLARATION},
              {"exported", .flag = SYMBOL_EXPORTED},
              {"deprecated", .flag = SYMBOL_DEPRECATED},
              {"name.selector", .on = &settings->name_selector},
              {"name.text", .on = &settings->name_text},
              {"name.prefix", .text = &settings->name_prefix},
              {"name.strip", .text = &settings->name_strip},
              {"name.after", .text = &settings->name_after},
              {"name.until", .text = &settings->name_until},
              {"container.inside", .on = &rules->container_inside},
              {"kind.in-type", .on = &rules->has_kind_in_type, .kind = &rules->kind_in_type},
              {"leaf", .on = &rules->leaf},
              {"merge", .on = &rules->merge},
              {"skip", .on = &rules->skip},
              {"member", .on = &rules->member},
              {"top", .on = &rules->top},
              {"rest", .on = &rules->rest},
              {"first", .on = &rules->first},
              {"level", .number = &rules->level}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    if (!str_equal(key, str_from_c(rows[i].key))) continue;
    bool has_value = rows[i].text || rows[i].number || rows[i].kind;
    if (has_value != (value.len > 0)) return false;
    settings->flags |= rows[i].flag;
    if (rows[i].on) *rows[i].on = true;
    if (rows[i].text) *rows[i].text = value;
    if (rows[i].kind) return symbol_kind_from_name(value, rows[i].kind);
    uint64_t number = 0;
    if (rows[i].number && (!str_to_u64(value, &number) || number > UINT8_MAX)) return false;
    if (rows[i].number) *rows[i].number = (uint8_t)number;
    return true;
  }
  return false;
}

static Status read_setting(Tags *tags, Pattern *pattern, const TSQueryPredicateStep *steps,
                           uint32_t count, Error *error) {
  Str key = count > 0 ? step_text(tags, steps[0]) : STR("");
  Str value = count > 1 ? step_text(tags, steps[1]) : STR("");
  if (count <= 2 && apply_setting(&pattern->settings, key, value)) return STATUS_OK;
  return error_set(error, STATUS_INVALID, "wrong #set! %.*s", STR_ARGS(key));
}

static Status compile_regex(Str source, pcre2_code **regex, Error *error) {
  int code;
  PCRE2_SIZE offset;
  *regex = pcre2_compile((PCRE2_SPTR)source.ptr, source.len, PCRE2_UTF | PCRE2_MATCH_INVALID_UTF,
                         &code, &offset, NULL);
  if (!*regex) {
    return error_set(error, STATUS_INVALID, "bad #match? pattern %.*s", STR_ARGS(source));
  }
  pcre2_jit_compile(*regex, PCRE2_JIT_COMPLETE);
  return STATUS_OK;
}

static bool predicate_from_name(Str name, Predicate *out) {
  static const struct {
    const char *name;
    TestKind kind;
  } rows[] = {{"eq?", TEST_EQUAL},
              {"match?", TEST_MATCH},
              {"any-of?", TEST_ANY_OF},
              {"has-parent?", TEST_HAS_PARENT},
              {"has-ancestor?", TEST_HAS_ANCESTOR}};
  *out = (Predicate){.other_capture = UINT32_MAX};
  if (str_starts_with(name, STR("not-"))) {
    out->negated = true;
    name = str_slice(name, 4, name.len);
  }
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    if (!str_equal(name, str_from_c(rows[i].name))) continue;
    out->kind = rows[i].kind;
    return true;
  }
  return false;
}

// `steps` are those of one predicate, its name first.
static Status read_predicate(Tags *tags, Pattern *pattern, const TSQueryPredicateStep *steps,
                             uint32_t count, Error *error) {
  Str name = step_text(tags, steps[0]);
  if (str_equal(name, STR("set!"))) return read_setting(tags, pattern, steps + 1, count - 1, error);
  Predicate predicate;
  if (!predicate_from_name(name, &predicate)) {
    return error_set(error, STATUS_INVALID, "unknown predicate #%.*s", STR_ARGS(name));
  }
  if (count < 3 || steps[1].type != TSQueryPredicateStepTypeCapture) {
    return error_set(error, STATUS_INVALID, "#%.*s wants a capture and a value", STR_ARGS(name));
  }
  predicate.capture = steps[1].value_id;
  Str *texts = arena_array(&tags->arena, Str, count - 2);
  for (uint32_t i = 2; i < count; i++) {
    if (steps[i].type == TSQueryPredicateStepTypeCapture) {
      predicate.other_capture = steps[i].value_id;
    } else {
      texts[predicate.text_count++] = step_text(tags, steps[i]);
    }
  }
  predicate.texts = texts;
  if (predicate.kind == TEST_MATCH) {
    Status status = compile_regex(texts[0], &predicate.regex, error);
    if (status != STATUS_OK) return status;
  }
  array_push(&pattern->predicates, predicate);
  return STATUS_OK;
}

// `(type) @capture` and no more.
static bool is_bare(Str pattern) {
  size_t brackets = 0;
  for (size_t at = 0; at < pattern.len; at++) {
    char c = pattern.ptr[at];
    if (c == ';') at = str_find_byte(pattern, at, '\n');
    brackets += c == '(' || c == '[' || c == '"';
  }
  return brackets == 1;
}

static Status read_patterns(Tags *tags, Str source, Error *error) {
  uint32_t count = ts_query_pattern_count(tags->query);
  tags->patterns = arena_zalloc(&tags->arena, count * sizeof *tags->patterns);
  for (uint32_t i = 0; i < count; i++) {
    tags->patterns[i].rooted = ts_query_is_pattern_rooted(tags->query, i);
    tags->patterns[i].bare =
        is_bare(str_slice(source, ts_query_start_byte_for_pattern(tags->query, i),
                          ts_query_end_byte_for_pattern(tags->query, i)));
    uint32_t steps_left;
    const TSQueryPredicateStep *steps =
        ts_query_predicates_for_pattern(tags->query, i, &steps_left);
    while (steps_left > 0) {
      uint32_t length = 0;
      while (steps[length].type != TSQueryPredicateStepTypeDone) length++;
      Status status = read_predicate(tags, &tags->patterns[i], steps, length, error);
      if (status != STATUS_OK) return status;
      steps += length + 1;
      steps_left -= length + 1;
    }
  }
  return STATUS_OK;
}

// ---- roots --------------------------------------------------------------------------------------

// Behind the string or the bracket at `at`, and all that it encloses.
static size_t pass_expression(Str text, size_t at) {
  size_t depth = 0;
  do {
    char c = text.ptr[at];
    if (c == '"') {
      for (at++; at < text.len && text.ptr[at] != '"'; at++) at += text.ptr[at] == '\\';
    } else if (c == ';') {
      at = str_find_byte(text, at, '\n');
    } else {
      depth += c == '(' || c == '[';
      depth -= c == ')' || c == ']';
    }
    at++;
  } while (depth > 0 && at < text.len);
  return at < text.len ? at : text.len;
}

// Puts a capture on the root of every pattern that has none, so that a match's first capture is the
// root. A bracket in a bracket groups a pattern with its predicates: the capture is on what comes
// first in it.
static void capture_roots(Str text, Buf *out) {
  for (size_t at = 0; at < text.len;) {
    char c = text.ptr[at];
    bool starts = c == '(' || c == '[' || c == '"';
    size_t end = starts     ? pass_expression(text, at)
                 : c == ';' ? str_find_byte(text, at, '\n')
                            : at + 1;
    buf_str_put(out, str_slice(text, at, end));
    Str behind = str_trim(str_slice(text, end, end + 8 < text.len ? end + 8 : text.len));
    if (starts && !str_starts_with(behind, STR("@"))) buf_str_put(out, STR(" @_root"));
    at = end;
  }
}

// ---- compiling ----------------------------------------------------------------------------------

static void tags_free(Tags *tags) {
  uint32_t count = tags->patterns ? ts_query_pattern_count(tags->query) : 0;
  for (uint32_t i = 0; i < count; i++) {
    for (size_t k = 0; k < tags->patterns[i].predicates.count; k++) {
      pcre2_code_free(tags->patterns[i].predicates.items[k].regex);
    }
    array_free(&tags->patterns[i].predicates);
  }
  if (tags->query) ts_query_delete(tags->query);
  arena_release(&tags->arena);
  free(tags);
}

static Status explain_query_error(Str text, uint32_t offset, TSQueryError code, Error *error) {
  static const char *const words[] = {"none",    "syntax",    "node type", "field",
                                      "capture", "structure", "language"};
  Str rest = str_slice(text, offset, offset + 60);
  rest.len = str_find_byte(rest, 0, '\n');
  uint32_t line = 1;
  for (uint32_t i = 0; i < offset; i++) line += text.ptr[i] == '\n';
  return error_set(error, STATUS_INVALID, "query line %u: wrong %s at '%.*s'", line,
                   (size_t)code < COUNT_OF(words) ? words[code] : "text", STR_ARGS(rest));
}

static Status tags_compile(LanguageId language, Str text, Tags **out, Error *error) {
  const TSLanguage *grammar = language_grammar(language)();
  uint32_t offset;
  TSQueryError code;
  Buf source = {0};
  capture_roots(text, &source);
  TSQuery *query = ts_query_new(grammar, source.data, (uint32_t)source.len, &offset, &code);
  if (!query) {
    Status status = explain_query_error(buf_str(&source), offset, code, error);
    buf_release(&source);
    return status;
  }
  Tags *tags = xcalloc(1, sizeof *tags);
  tags->query = query;
  tags->declarator_field = ts_language_field_id_for_name(grammar, "declarator", 10);
  Status status = read_captures(tags, error);
  if (status == STATUS_OK) status = read_patterns(tags, buf_str(&source), error);
  buf_release(&source);
  if (status != STATUS_OK) {
    tags_free(tags);
    return status;
  }
  *out = tags;
  return STATUS_OK;
}

static Str query_text(LanguageId language) {
  Str name = language_name(language);
  for (const EmbeddedQuery *row = embedded_queries; row->language; row++) {
    if (str_equal(name, str_from_c(row->language))) return str_make(row->text, row->length);
  }
  return STR("");
}

Status tags_for_language(LanguageId language, const Tags **out, Error *error) {
  static _Atomic(Tags *) compiled[LANGUAGE_COUNT];
  Tags *tags = atomic_load_explicit(&compiled[language], memory_order_acquire);
  Str text = tags ? STR("") : query_text(language);
  if (!tags && text.len && language_grammar(language)) {
    Status status = tags_compile(language, text, &tags, error);
    if (status != STATUS_OK) {
      Str name = language_name(language);
      return error_prefix(error, status, "%.*s", STR_ARGS(name));
    }
    Tags *other = NULL;
    if (!atomic_compare_exchange_strong(&compiled[language], &other, tags)) {
      tags_free(tags);
      tags = other;
    }
  }
  *out = tags;
  return STATUS_OK;
}

TSFieldId tags_declarator_field(const Tags *tags) { return tags->declarator_field; }
const TSQuery *tags_query(const Tags *tags) { return tags->query; }
Capture tags_capture(const Tags *tags, uint32_t id) { return tags->captures[id]; }
const PatternSettings *tags_settings(const Tags *tags, uint32_t pattern) {
  return &tags->patterns[pattern].settings;
}

bool tags_is_bare(const Tags *tags, uint32_t pattern) { return tags->patterns[pattern].bare; }

TSNode tags_match_root(const Tags *tags, const TSQueryMatch *match) {
  TSNode first = match->captures[0].node;
  return tags->patterns[match->pattern_index].rooted ? first : ts_node_parent(first);
}

// ---- evaluating ---------------------------------------------------------------------------------

static Str node_text(TSNode node, Str text) {
  return str_slice(text, ts_node_start_byte(node), ts_node_end_byte(node));
}

static bool any_equal(const Predicate *p, Str value) {
  for (uint32_t i = 0; i < p->text_count; i++) {
    if (str_equal(p->texts[i], value)) return true;
  }
  return false;
}

static bool regex_matches(const pcre2_code *regex, Str value) {
  pcre2_match_data *data = pcre2_match_data_create(1, NULL);
  if (!data) die_out_of_memory(0);
  int count = pcre2_match(regex, (PCRE2_SPTR)value.ptr, value.len, 0, 0, data, NULL);
  pcre2_match_data_free(data);
  return count >= 0;
}

static bool has_ancestor(const Predicate *p, TSNode node) {
  for (node = ts_node_parent(node); !ts_node_is_null(node); node = ts_node_parent(node)) {
    if (any_equal(p, str_from_c(ts_node_type(node)))) return true;
    if (p->kind == TEST_HAS_PARENT) break;
  }
  return false;
}

static bool equals_other(const Predicate *p, const TSQueryMatch *match, Str value, Str text) {
  for (uint16_t i = 0; i < match->capture_count; i++) {
    if (match->captures[i].index != p->other_capture) continue;
    if (str_equal(value, node_text(match->captures[i].node, text))) return true;
  }
  return false;
}

static bool predicate_holds(const Predicate *p, const TSQueryMatch *match, TSNode node, Str text) {
  switch (p->kind) {
  case TEST_EQUAL:
    return p->other_capture == UINT32_MAX ? any_equal(p, node_text(node, text))
                                          : equals_other(p, match, node_text(node, text), text);
  case TEST_ANY_OF: return any_equal(p, node_text(node, text));
  case TEST_MATCH: return regex_matches(p->regex, node_text(node, text));
  case TEST_HAS_PARENT:
  case TEST_HAS_ANCESTOR: return has_ancestor(p, node);
  }
  return false;
}

bool tags_match_holds(const Tags *tags, const TSQueryMatch *match, Str text) {
  const Pattern *pattern = &tags->patterns[match->pattern_index];
  for (size_t k = 0; k < pattern->predicates.count; k++) {
    const Predicate *p = &pattern->predicates.items[k];
    for (uint16_t i = 0; i < match->capture_count; i++) {
      if (match->captures[i].index != p->capture) continue;
      if (predicate_holds(p, match, match->captures[i].node, text) == p->negated) return false;
    }
  }
  return true;
}
