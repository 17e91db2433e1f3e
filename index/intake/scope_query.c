// Beside tags.c, which compiles the queries of definitions, and much smaller: few predicates, no settings
// with values. One table says what captures mean.
#include "intake/scope_query.h"
#include "base/arena.h"
#include "base/array.h"
#include "intake/queries.h"

#include <stdatomic.h>

typedef struct {
  bool negated;
  uint32_t capture;
  const Str *texts;
  uint32_t text_count;
} Predicate;

typedef struct {
  uint16_t flags;
  ARRAY(Predicate) predicates;
} Pattern;

struct ScopeQuery {
  TSQuery *query;
  ScopeCapture *captures;
  Pattern *patterns;
  uint32_t pattern_count;
  Arena arena;
};

// ---- reading ------------------------------------------------------------------------------------

static bool capture_from_name(Str name, ScopeCapture *out) {
  static const struct {
    const char *name;
    ScopeCapture capture;
  } rows[] = {
      {"scope", {.role = MARK_SCOPE, .kind = SCOPE_BLOCK}},
      {"scope.function", {.role = MARK_SCOPE, .kind = SCOPE_FUNCTION}},
      {"scope.closed", {.role = MARK_SCOPE, .kind = SCOPE_CLOSED}},
      {"scope.class", {.role = MARK_SCOPE, .kind = SCOPE_CLASS}},
      {"scope.type", {.role = MARK_SCOPE, .kind = SCOPE_TYPE}},
      {"scope.namespace", {.role = MARK_SCOPE, .kind = SCOPE_NAMESPACE}},
      {"outer", {.role = MARK_SCOPE, .kind = SCOPE_OUTER}},
      {"binding.parameter", {.role = MARK_BINDING}},
      {"binding.variable", {.role = MARK_BINDING}},
      {"binding.loop", {.role = MARK_BINDING}},
      {"binding.catch", {.role = MARK_BINDING}},
      {"binding.member", {.role = MARK_BINDING}},
      {"binding.import", {.role = MARK_BINDING, .flags = BINDING_IMPORT | BINDING_TYPE}},
      {"binding.alias", {.role = MARK_BINDING, .flags = BINDING_FILE | BINDING_TYPE}},
      {"binding.function", {.role = MARK_BINDING, .flags = BINDING_DEFINES}},
      {"binding.type", {.role = MARK_BINDING, .flags = BINDING_TYPE | BINDING_DEFINES}},
      {"bindings", {.role = MARK_BINDINGS}},
      {"uses", {.role = MARK_USES}},
      {"after", {.role = MARK_AFTER}},
      {"member", {.role = MARK_MEMBER}},
      {"value", {.role = MARK_VALUE}},
      {"global", {.role = MARK_GLOBAL}},
      {"nonlocal", {.role = MARK_NONLOCAL}},
      {"write", {.role = MARK_WRITE}},
      {"call", {.role = MARK_CALL}},
      {"import", {.role = MARK_IMPORT}},
      {"import.all", {.role = MARK_IMPORT_ALL}},
  };
  *out = (ScopeCapture){.role = MARK_NONE};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    if (!str_equal(name, str_from_c(rows[i].name))) continue;
    *out = rows[i].capture;
    return true;
  }
  return name.len > 0 && name.ptr[0] == '_';
}

static Status read_captures(ScopeQuery *self, Error *error) {
  uint32_t count = ts_query_capture_count(self->query);
  self->captures = arena_array(&self->arena, ScopeCapture, count);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t length;
    const char *name = ts_query_capture_name_for_id(self->query, i, &length);
    if (!capture_from_name(str_make(name, length), &self->captures[i])) {
      return error_set(error, STATUS_INVALID, "unknown capture @%.*s", (int)length, name);
    }
  }
  return STATUS_OK;
}

static Str step_text(const ScopeQuery *self, TSQueryPredicateStep step) {
  uint32_t length;
  const char *text = ts_query_string_value_for_id(self->query, step.value_id, &length);
  return str_make(text, length);
}

static bool flag_from_name(Str name, uint16_t *flag) {
  static const struct {
    const char *name;
    uint16_t flag;
  } rows[] = {{"hoisted", BINDING_HOISTED}, {"soft", BINDING_SOFT},  {"shadow", BINDING_SHADOW},
              {"file", BINDING_FILE},       {"type", BINDING_TYPE},  {"defines", BINDING_DEFINES},
              {"ordered", BINDING_ORDERED}, {"lower", BINDING_LOWER}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    if (!str_equal(name, str_from_c(rows[i].name))) continue;
    *flag = rows[i].flag;
    return true;
  }
  return false;
}

// `steps` are those of one predicate, its name first.
static Status read_predicate(ScopeQuery *self, Pattern *pattern, const TSQueryPredicateStep *steps,
                             uint32_t count, Error *error) {
  Str name = step_text(self, steps[0]);
  if (str_equal(name, STR("set!"))) {
    uint16_t flag = 0;
    bool known = count == 2 && flag_from_name(step_text(self, steps[1]), &flag);
    pattern->flags |= flag;
    return known ? STATUS_OK : error_set(error, STATUS_INVALID, "wrong #set!");
  }
  Predicate predicate = {.negated = str_starts_with(name, STR("not-"))};
  Str bare = predicate.negated ? str_slice(name, 4, name.len) : name;
  bool known = str_equal(bare, STR("eq?")) || str_equal(bare, STR("any-of?"));
  if (!known || count < 3 || steps[1].type != TSQueryPredicateStepTypeCapture) {
    return error_set(error, STATUS_INVALID, "wrong predicate #%.*s", STR_ARGS(name));
  }
  predicate.capture = steps[1].value_id;
  Str *texts = arena_array(&self->arena, Str, count - 2);
  for (uint32_t i = 2; i < count; i++) {
    if (steps[i].type != TSQueryPredicateStepTypeString) {
      return error_set(error, STATUS_INVALID, "#%.*s wants texts", STR_ARGS(name));
    }
    texts[predicate.text_count++] = step_text(self, steps[i]);
  }
  predicate.texts = texts;
  array_push(&pattern->predicates, predicate);
  return STATUS_OK;
}

static Status read_patterns(ScopeQuery *self, Error *error) {
  self->pattern_count = ts_query_pattern_count(self->query);
  self->patterns = arena_zalloc(&self->arena, self->pattern_count * sizeof *self->patterns);
  for (uint32_t i = 0; i < self->pattern_count; i++) {
    uint32_t left;
    const TSQueryPredicateStep *steps = ts_query_predicates_for_pattern(self->query, i, &left);
    while (left > 0) {
      uint32_t length = 0;
      while (steps[length].type != TSQueryPredicateStepTypeDone) length++;
      Status status = read_predicate(self, &self->patterns[i], steps, length, error);
      if (status != STATUS_OK) return status;
      steps += length + 1;
      left -= length + 1;
    }
  }
  return STATUS_OK;
}

// ---- compiling ----------------------------------------------------------------------------------

static void query_free(ScopeQuery *self) {
  for (uint32_t i = 0; i < self->pattern_count; i++) array_free(&self->patterns[i].predicates);
  if (self->query) ts_query_delete(self->query);
  arena_release(&self->arena);
  free(self);
}

static Status query_compile(LanguageId language, Str text, ScopeQuery **out, Error *error) {
  uint32_t offset;
  TSQueryError code;
  ScopeQuery *self = xcalloc(1, sizeof *self);
  self->query =
      ts_query_new(language_grammar(language)(), text.ptr, (uint32_t)text.len, &offset, &code);
  Status status = STATUS_OK;
  if (!self->query) {
    Str rest = str_slice(text, offset, offset + 60);
    rest.len = str_find_byte(rest, 0, '\n');
    status =
        error_set(error, STATUS_INVALID, "query error %d at '%.*s'", (int)code, STR_ARGS(rest));
  }
  if (status == STATUS_OK) status = read_captures(self, error);
  if (status == STATUS_OK) status = read_patterns(self, error);
  if (status != STATUS_OK) {
    query_free(self);
    return status;
  }
  *out = self;
  return STATUS_OK;
}

static Str query_text(LanguageId language) {
  for (const EmbeddedQuery *row = embedded_scope_queries; row->language; row++) {
    if (str_equal(str_from_c(row->language), language_name(language))) {
      return str_make(row->text, row->length);
    }
  }
  return STR("");
}

Status scope_query_of(LanguageId language, const ScopeQuery **query, Error *error) {
  static _Atomic(ScopeQuery *) compiled[LANGUAGE_COUNT];
  ScopeQuery *self = atomic_load_explicit(&compiled[language], memory_order_acquire);
  Str text = self ? STR("") : query_text(language);
  if (!self && text.len && language_grammar(language)) {
    Status status = query_compile(language, text, &self, error);
    if (status != STATUS_OK) {
      Str name = language_name(language);
      return error_prefix(error, status, "%.*s", STR_ARGS(name));
    }
    ScopeQuery *other = NULL;
    if (!atomic_compare_exchange_strong(&compiled[language], &other, self)) {
      query_free(self);
      self = other;
    }
  }
  *query = self;
  return STATUS_OK;
}

// ---- asking -------------------------------------------------------------------------------------

const TSQuery *scope_query_compiled(const ScopeQuery *self) { return self->query; }
ScopeCapture scope_query_capture(const ScopeQuery *self, uint32_t id) { return self->captures[id]; }
uint16_t scope_query_flags(const ScopeQuery *self, uint32_t pattern) {
  return self->patterns[pattern].flags;
}

static bool predicate_holds(const Predicate *p, TSNode node, Str text) {
  Str value = str_slice(text, ts_node_start_byte(node), ts_node_end_byte(node));
  for (uint32_t i = 0; i < p->text_count; i++) {
    if (str_equal(p->texts[i], value)) return !p->negated;
  }
  return p->negated;
}

bool scope_query_holds(const ScopeQuery *self, const TSQueryMatch *match, Str text) {
  const Pattern *pattern = &self->patterns[match->pattern_index];
  for (size_t k = 0; k < pattern->predicates.count; k++) {
    const Predicate *p = &pattern->predicates.items[k];
    for (uint16_t i = 0; i < match->capture_count; i++) {
      if (match->captures[i].index != p->capture) continue;
      if (!predicate_holds(p, match->captures[i].node, text)) return false;
    }
  }
  return true;
}
