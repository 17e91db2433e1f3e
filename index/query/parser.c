// A recursive descent over the words of a query. OR binds loosest, then AND, then NEAR, then NOT. A text
// is brought into one form as it is read, so that the tree does not tell how it was spelled: nested ANDs
// and ORs are one, scopes (in: kind:) are with the texts they speak of, and what canonical printing could
// not write down otherwise becomes a regular expression.
#include "query/parser.h"

#include "query/scanner.h"
#include "query/scope.h"
#include "query/spelling.h"

enum { MAX_DEPTH = 50, MAX_DISTANCE = 9999 };

typedef ARRAY(QueryNode *) Nodes;

// What in: and kind: say in the group being read, and where it said so last.
typedef struct {
  Scope scope;
  size_t at; // SIZE_MAX: nothing was said
} GroupScope;

typedef struct {
  Scanner scan;
  Arena *arena;
  Parsed *out;
  GroupScope *group;
  bool groups; // operators are used: parentheses group
} Parser;

static QueryNode *parse_or(Parser *p);

static bool failed(const Parser *p) { return scanner_failed(&p->scan); }
// As much of a word as a message needs.
static Str shown(Str word) { return str_slice(word, 0, 40); }

static bool has_any(Str text, const char *bytes) {
  for (size_t i = 0; i < text.len; i++) {
    if (strchr(bytes, text.ptr[i])) return true; // a NUL too
  }
  return false;
}

static char char_here(const Parser *p) { return scanner_char(&p->scan, p->scan.at); }

// ---- nodes --------------------------------------------------------------------------------------

static QueryNode *new_node(Parser *p, QueryKind kind, size_t at) {
  QueryNode *node = arena_new(p->arena, QueryNode);
  node->kind = kind;
  node->at = at;
  return node;
}

static QueryNode *new_text(Parser *p, TextForm form, Str text, size_t at) {
  QueryNode *node = new_node(p, QUERY_TEXT, at);
  node->text = (QueryText){.form = form, .text = arena_dup(p->arena, text)};
  node->number = p->out->texts.count;
  array_push(&p->out->texts, node);
  if (p->out->texts.count > QUERY_MAX_TEXTS) {
    SCANNER_FAIL(&p->scan, at, "more than %d words to look for", QUERY_MAX_TEXTS);
  }
  return node;
}

static QueryNode *new_parent(Parser *p, QueryKind kind, QueryNode *const *items, size_t count) {
  QueryNode *node = new_node(p, kind, items[0]->at);
  node->count = count;
  node->items = arena_array(p->arena, QueryNode *, count);
  memcpy(node->items, items, count * sizeof *items);
  return node;
}

// An item of the parent's own kind gives up its items instead.
static void add_item(Nodes *nodes, QueryKind parent, QueryNode *node) {
  if (!node) return;
  if (node->kind != parent) {
    array_push(nodes, node);
    return;
  }
  for (size_t i = 0; i < node->count; i++) array_push(nodes, node->items[i]);
}

static QueryNode *joined(Parser *p, QueryKind kind, Nodes *nodes) {
  QueryNode *node = nodes->count == 1 ? nodes->items[0] : NULL;
  if (nodes->count > 1) node = new_parent(p, kind, nodes->items, nodes->count);
  array_free(nodes);
  return node;
}

static bool has_text(const QueryNode *node) {
  if (node->kind == QUERY_TEXT) return true;
  for (size_t i = 0; i < node->count; i++) {
    if (has_text(node->items[i])) return true;
  }
  return false;
}

// ---- texts --------------------------------------------------------------------------------------

static QueryNode *new_regex(Parser *p, Str typed, size_t at) {
  Str text;
  if (!spelling_of_regex(typed, p->arena, &text)) {
    SCANNER_FAIL(&p->scan, at + typed.len - 1, "%s", "nothing follows this backslash" QUOTE_IT);
  }
  return new_text(p, TEXT_REGEX, text, at);
}

static QueryNode *new_literal(Parser *p, Str text, size_t at) {
  bool spans_lines = str_find_byte(text, 0, '\n') < text.len;
  if (!spans_lines) return new_text(p, TEXT_LITERAL, text, at);
  return new_regex(p, spelling_of_lines(text, p->arena), at);
}

// A word with wildcards, or, where it could not be printed as a word, the expression that it stands for.
static QueryNode *new_wildcard(Parser *p, Str word, size_t at) {
  if (!has_any(word, "()\"/~\\")) return new_text(p, TEXT_WILDCARD, word, at);
  Buf regex = {0};
  query_wildcard_regex(word, &regex);
  QueryNode *node = new_regex(p, buf_str(&regex), at);
  buf_release(&regex);
  return node;
}

static bool has_wildcard(Str word) {
  for (size_t i = 0; i < word.len; i++) {
    if (scanner_is_wildcard(word, i)) return true;
  }
  return false;
}

// word~2. `at`: of the word.
static QueryNode *parse_edits(Parser *p, Str word, size_t at) {
  size_t tilde = scanner_tilde(word);
  Str base = str_slice(word, 0, tilde), number = str_slice(word, tilde + 1, word.len);
  uint64_t edits = 1;
  for (size_t i = 0; i < base.len; i++) {
    if (is_word_byte(base.ptr[i])) continue;
    SCANNER_FAIL(&p->scan, at + i, "%.*s takes a word of letters, digits and _ before it" QUOTE_IT,
                 STR_ARGS(shown(str_slice(word, tilde, word.len))));
    return NULL;
  }
  if (number.len && (!str_to_u64(number, &edits) || edits < 1 || edits > TEXT_EDITS_MAX)) {
    SCANNER_FAIL(&p->scan, at + tilde + 1,
                 "%.*s~ takes 1 or 2, the letters that may differ" QUOTE_IT, STR_ARGS(shown(base)));
    return NULL;
  }
  QueryNode *node = new_text(p, TEXT_LITERAL, base, at);
  node->text.edits = (uint8_t)edits;
  return node;
}

// Closing offset of the quote or slash at `open`; SIZE_MAX, and a failure, if there is none.
static size_t need_closing(Parser *p, size_t open) {
  size_t close = scanner_closing(&p->scan, open);
  if (close != SIZE_MAX) return close;
  const char *mark = scanner_char(&p->scan, open) == '"' ? "\"" : "/";
  if (scanner_char(&p->scan, open + 1) == *mark && scanner_is_boundary(&p->scan, open + 2)) {
    SCANNER_FAIL(&p->scan, open + 1, "nothing stands between these two %s", mark);
    return SIZE_MAX;
  }
  SCANNER_FAIL(&p->scan, open,
               "this %s is never closed: another one is expected at the end of a word, or write "
               "\"\\%s\"",
               *mark == '"' ? "quote" : "/", mark);
  return SIZE_MAX;
}

// "a b"~5 is how others say near.
static bool is_slop(const Parser *p, size_t open, size_t *tilde) {
  for (size_t i = open + 2; i + 1 < p->scan.text.len; i++) {
    const char *at = p->scan.text.ptr + i;
    if (at[0] == '\\') i++;
    if (at[0] != '"' || at[1] != '~') continue;
    *tilde = i + 1;
    size_t end = i + 2;
    while (ascii_is_digit(scanner_char(&p->scan, end))) end++;
    return scanner_is_boundary(&p->scan, end);
  }
  return false;
}

static QueryNode *parse_phrase(Parser *p) {
  size_t open = p->scan.at, tilde;
  if (scanner_closing(&p->scan, open) == SIZE_MAX && is_slop(p, open, &tilde)) {
    SCANNER_FAIL(&p->scan, tilde, "%s",
                 "~ stands behind a word; for words near each other say a NEAR/5 b" QUOTE_IT);
    return NULL;
  }
  size_t close = need_closing(p, open);
  if (failed(p)) return NULL;
  p->scan.at = close + 1;
  Str quoted = str_slice(p->scan.text, open + 1, close);
  return new_literal(p, scanner_unescaped(p->arena, quoted), open);
}

static QueryNode *parse_word(Parser *p) {
  Str word = scanner_word(&p->scan);
  size_t at = p->scan.at;
  p->scan.at += word.len;
  if (scanner_tilde(word) != SIZE_MAX) return parse_edits(p, word, at);
  return has_wildcard(word) ? new_wildcard(p, word, at) : new_text(p, TEXT_LITERAL, word, at);
}

// ---- fields -------------------------------------------------------------------------------------

// What stands behind a field's colon.
typedef struct {
  Field field;
  size_t start; // of the field's name
  size_t at;    // of the value, its quote included
  enum { PLAIN, QUOTED, SLASHED } form;
  Str text; // unescaped
} FieldValue;

// Reads a field's value and goes behind it. Only sym: knows expressions.
static bool read_value(Parser *p, Field field, size_t value_at, FieldValue *out) {
  *out = (FieldValue){.field = field, .start = p->scan.at, .at = p->scan.at + value_at};
  char first = scanner_char(&p->scan, out->at);
  if (first == '"' || (first == '/' && field == FIELD_SYM)) {
    size_t close = need_closing(p, out->at);
    if (failed(p)) return false;
    out->form = first == '"' ? QUOTED : SLASHED;
    out->text = str_slice(p->scan.text, out->at + 1, close);
    if (first == '"') out->text = scanner_unescaped(p->arena, out->text);
    p->scan.at = close + 1;
    return true;
  }
  size_t end = scanner_word_end(&p->scan, out->start);
  out->text = str_slice(p->scan.text, out->at, end > out->at ? end : out->at);
  if (out->text.len == 0) {
    SCANNER_FAIL(&p->scan, out->at, "%s: needs a value behind the colon" QUOTE_IT,
                 scanner_field_name(field));
    return false;
  }
  p->scan.at = end;
  return true;
}

// The next item of a comma list; its place. false behind the last, or at an empty one, which fails.
static bool next_listed(Parser *p, const FieldValue *value, size_t *offset, Str *item, size_t *at) {
  if (*offset > value->text.len) return false;
  size_t comma = str_find_byte(value->text, *offset, ',');
  *item = str_slice(value->text, *offset, comma);
  *at = value->at + (value->form == QUOTED ? 0 : *offset);
  *offset = comma + 1;
  if (item->len == 0) {
    SCANNER_FAIL(&p->scan, *at, "%s: has an empty item in its list" QUOTE_IT,
                 scanner_field_name(value->field));
  }
  return item->len > 0;
}

// The filters among the fields, in the order of both.
static bool filter_of(Field field, FilterField *filter) {
  static const FilterField filters[FIELDS] = {
      [FIELD_FILE] = FILTER_FILE,      [FIELD_DIR] = FILTER_DIR,   [FIELD_EXT] = FILTER_EXT,
      [FIELD_LANG] = FILTER_LANG,      [FIELD_REPO] = FILTER_REPO, [FIELD_SIZE] = FILTER_SIZE,
      [FIELD_CHANGED] = FILTER_CHANGED};
  if (field < FIELD_FILE || field > FIELD_CHANGED) return false;
  *filter = filters[field];
  return true;
}

bool query_filter_field(Str word, FilterField *field, Str *value) {
  size_t value_at;
  if (!filter_of(scanner_field(word, &value_at), field)) return false;
  *value = str_slice(word, value_at, word.len);
  return true;
}

static QueryNode *filter_node(Parser *p, const FieldValue *value, FilterField field, Str text) {
  QueryNode *node = new_node(p, QUERY_FILTER, value->start);
  Error error;
  if (filter_make(field, arena_dup(p->arena, text), &node->filter, &error) != STATUS_OK) {
    SCANNER_FAIL(&p->scan, value->at, "%s" QUOTE_IT, error.message);
  }
  return node;
}

// A list of paths is one filter OR the other; what is quoted is one path, commas and all. The other
// filters know lists themselves, or have no use for any.
static QueryNode *make_filter(Parser *p, const FieldValue *value, FilterField field) {
  if (!filter_is_path(field) || value->form == QUOTED || !has_any(value->text, ",")) {
    return filter_node(p, value, field, value->text);
  }
  Nodes nodes = {0};
  Str item;
  for (size_t offset = 0, at; next_listed(p, value, &offset, &item, &at);) {
    add_item(&nodes, QUERY_OR, filter_node(p, value, field, item));
  }
  return joined(p, QUERY_OR, &nodes);
}

// sym:name, sym:/expression/, sym:na*me, sym:name~1, sym:"any text".
static QueryNode *make_symbol(Parser *p, const FieldValue *value) {
  Str text = value->text;
  QueryNode *node;
  bool wild = has_any(text, "*?");
  if (has_any(text, "\n")) {
    SCANNER_FAIL(&p->scan, value->at, "%s", "sym: takes a name, and no name spans lines" QUOTE_IT);
    return NULL;
  }
  if (value->form == SLASHED)
    node = new_regex(p, text, value->start);
  else if (value->form == QUOTED)
    node = new_text(p, TEXT_LITERAL, text, value->start);
  else if (scanner_tilde(text) != SIZE_MAX)
    node = parse_edits(p, text, value->at);
  else if (wild && has_any(text, "()\"/~\\")) {
    SCANNER_FAIL(&p->scan, value->at, "%s",
                 "with * or ? sym: takes a name of letters, digits and _; else write an "
                 "expression, sym:/a.*b/" QUOTE_IT);
    return NULL;
  } else
    node = new_text(p, wild ? TEXT_WILDCARD : TEXT_LITERAL, text, value->start);
  if (node) node->text.symbol = true;
  return node;
}

static void add_places(Parser *p, const FieldValue *value, bool negated) {
  uint8_t places = 0;
  Str item;
  for (size_t offset = 0, at; next_listed(p, value, &offset, &item, &at);) {
    int i = 0;
    while (i < PLACES && !str_equal(item, str_from_c(scope_place_name(i)))) i++;
    if (i == PLACES) {
      SCANNER_FAIL(&p->scan, at, "in: takes code, comment, string or def, not %.*s" QUOTE_IT,
                   STR_ARGS(shown(item)));
      return;
    }
    places |= (uint8_t)(1u << i);
  }
  if (failed(p)) return;
  p->group->at = value->start;
  if (scope_add_places(&p->group->scope, places, negated)) return;
  SCANNER_FAIL(
      &p->scan, value->start, "%s",
      "with the in: before it, this leaves no place: either of two is in:code,comment" QUOTE_IT);
}

static void fail_kind(Parser *p, Str item, size_t at) {
  Buf kinds = {0};
  for (int k = 0; k < SYMBOL_KIND_COUNT; k++) {
    buf_printf(&kinds, "%s%.*s", k ? ", " : "", STR_ARGS(symbol_kind_name((SymbolKind)k)));
  }
  SCANNER_FAIL(&p->scan, at, "there is no kind of symbol called %.*s; kind: takes %.*s" QUOTE_IT,
               STR_ARGS(shown(item)), STR_ARGS(buf_str(&kinds)));
  buf_release(&kinds);
}

static void add_kinds(Parser *p, const FieldValue *value, bool negated) {
  uint64_t kinds = 0;
  Str item;
  for (size_t offset = 0, at; next_listed(p, value, &offset, &item, &at);) {
    SymbolKind kind;
    if (!symbol_kind_from_name(item, &kind)) {
      fail_kind(p, item, at);
      return;
    }
    kinds |= (uint64_t)1 << kind;
  }
  if (failed(p)) return;
  p->group->at = value->start;
  if (scope_add_kinds(&p->group->scope, kinds, negated)) return;
  SCANNER_FAIL(
      &p->scan, value->start, "%s",
      "with the kind: before it, this leaves no kind: either of two is kind:class,struct" QUOTE_IT);
}

static bool read_yes(Str value, bool *yes) {
  static const char *const words[] = {"no", "yes", "off", "on", "false", "true"};
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    if (!str_equal_fold(value, str_from_c(words[i]))) continue;
    *yes = i % 2;
    return true;
  }
  return false;
}

// case: and word: say something of the whole query.
static void set_switch(Parser *p, const FieldValue *value, bool negated) {
  bool is_case = value->field == FIELD_CASE, yes;
  if (is_case && str_equal_fold(value->text, STR("auto"))) {
    p->out->case_mode = CASE_SMART;
  } else if (!read_yes(value->text, &yes)) {
    SCANNER_FAIL(&p->scan, value->at, "%s takes yes or no" QUOTE_IT, is_case ? "case:" : "word:");
  } else if (is_case) {
    p->out->case_mode = yes != negated ? CASE_MATCH : CASE_IGNORE;
  } else {
    p->out->whole_word = yes != negated;
  }
}

// NULL where the field leaves no node.
static QueryNode *parse_field(Parser *p, Field field, size_t value_at, bool negated) {
  FieldValue value;
  FilterField filter;
  if (!read_value(p, field, value_at, &value)) return NULL;
  if (filter_of(field, &filter)) return make_filter(p, &value, filter);
  switch (field) {
  case FIELD_SYM: return make_symbol(p, &value);
  case FIELD_KIND: add_kinds(p, &value, negated); break;
  case FIELD_IN: add_places(p, &value, negated); break;
  default: set_switch(p, &value, negated); break;
  }
  return NULL;
}

// ---- groups, negations --------------------------------------------------------------------------

// Whether the query uses operators, or a group that begins with a field: only then do parentheses group.
static bool uses_groups(Parser *p) {
  Scanner *s = &p->scan;
  s->depth = 1; // as if in a group, so that "NOT)" ends before the parenthesis
  bool found = false;
  for (s->at = 0, scanner_skip_space(s); s->at < s->text.len && !found; scanner_skip_space(s)) {
    bool opened = false;
    while (scanner_char(s, s->at) == '(' || scanner_is_minus(s, s->at)) {
      opened |= scanner_char(s, s->at) == '(';
      found |= scanner_char(s, s->at) == '-' && scanner_char(s, s->at + 1) == '(';
      s->at++;
    }
    Str word = scanner_word(s);
    size_t value_at;
    found |= scanner_operator(word) != OPERATOR_NONE;
    found |= opened && scanner_field(word, &value_at) && value_at < word.len;
    s->at = scanner_skip_item(s, s->at);
  }
  s->depth = 0;
  s->at = 0;
  return found;
}

static QueryNode *parse_group(Parser *p) {
  Scanner *s = &p->scan;
  size_t open = s->at++;
  if (++s->depth > MAX_DEPTH) {
    SCANNER_FAIL(s, open, "more than %d parentheses inside each other" QUOTE_IT, MAX_DEPTH);
    return NULL;
  }
  QueryNode *inner = parse_or(p);
  if (failed(p)) return NULL;
  scanner_skip_space(s);
  if (scanner_char(s, s->at) != ')') {
    SCANNER_FAIL(s, open, "%s", "this ( is never closed: a ) is expected" QUOTE_IT);
    return NULL;
  }
  s->at++;
  s->depth--;
  return inner;
}

static QueryNode *negation(Parser *p, QueryNode *inner, size_t at) {
  if (!inner) return NULL;
  if (inner->kind == QUERY_NOT) return inner->items[0];
  QueryNode *node = new_parent(p, QUERY_NOT, &inner, 1);
  node->at = at;
  return node;
}

static QueryNode *parse_operand(Parser *p, bool negated);

static bool at_negation(const Parser *p) {
  const Scanner *s = &p->scan;
  return scanner_is_minus(s, s->at) || scanner_operator(scanner_word(s)) == OPERATOR_NOT;
}

// In a row, each undoes the one before it. A loop: a query has room for thousands.
static QueryNode *parse_negations(Parser *p, bool negated) {
  Scanner *s = &p->scan;
  size_t first = s->at;
  bool odd = false;
  while (at_negation(p)) {
    size_t start = s->at;
    s->at += char_here(p) == '-' ? 1 : 3;
    scanner_skip_space(s);
    if (scanner_is_boundary(s, s->at)) {
      SCANNER_FAIL(s, start, "%s", "nothing follows this negation: a word is expected" QUOTE_IT);
      return NULL;
    }
    odd = !odd;
  }
  QueryNode *inner = parse_operand(p, negated != odd);
  return odd ? negation(p, inner, first) : inner;
}

// One operand, without the operators between operands. NULL if it left no node, or on failure.
static QueryNode *parse_operand(Parser *p, bool negated) {
  Scanner *s = &p->scan;
  scanner_skip_space(s);
  Str word = scanner_word(s);
  Operator what = scanner_operator(word);
  if (at_negation(p)) return parse_negations(p, negated);
  if (what != OPERATOR_NONE) {
    SCANNER_FAIL(s, s->at, "%.*s needs something on both sides" QUOTE_IT, STR_ARGS(shown(word)));
    return NULL;
  }
  size_t close, value_at;
  if (char_here(p) == '(' && p->groups) return parse_group(p);
  if (char_here(p) == '"') return parse_phrase(p);
  if (scanner_starts_regex(s, s->at, &close)) {
    size_t open = s->at;
    s->at = close + 1;
    return new_regex(p, str_slice(s->text, open + 1, close), open);
  }
  Field field = scanner_field(word, &value_at);
  return field ? parse_field(p, field, value_at, negated) : parse_word(p);
}

// ---- NEAR ---------------------------------------------------------------------------------------

// NEAR/5, ONEAR/5, NEAR/3L.
static bool read_near(Parser *p, Str word, QueryNode *near) {
  size_t slash = str_find_byte(word, 0, '/'), end = word.len;
  uint64_t distance;
  bool lines = word.ptr[end - 1] == 'L';
  if (lines) end--;
  if (!str_to_u64(str_slice(word, slash + 1, end), &distance) || distance > MAX_DISTANCE) {
    SCANNER_FAIL(&p->scan, p->scan.at + slash + 1,
                 "%.*s takes a number up to %d, of words (NEAR/5) or with an L of lines (NEAR/3L); "
                 "ONEAR/5 wants the first one first" QUOTE_IT,
                 (int)slash + 1, word.ptr, MAX_DISTANCE);
    return false;
  }
  near->ordered = word.ptr[0] == 'O';
  near->unit = lines ? NEAR_LINES : NEAR_WORDS;
  near->distance = (uint32_t)distance;
  return true;
}

static bool is_texts(const QueryNode *node) {
  if (node->kind != QUERY_OR) return node->kind == QUERY_TEXT;
  for (size_t i = 0; i < node->count; i++) {
    if (!is_texts(node->items[i])) return false;
  }
  return true;
}

// A side of NEAR: a text, an OR of texts; on the left also another NEAR.
static bool check_side(Parser *p, const QueryNode *side, bool left, size_t at) {
  if (failed(p)) return false;
  if (side && (is_texts(side) || (left && side->kind == QUERY_NEAR))) return true;
  const char *words = "NEAR wants a text on each side: a word, \"a phrase\", /an expression/, or a "
                      "group (a OR b) of such" QUOTE_IT;
  if (side && side->kind == QUERY_NOT) {
    words = "NEAR has no negated side; to exclude what is near, -(a NEAR/5 b)" QUOTE_IT;
  } else if (side && side->kind == QUERY_NEAR) {
    words = "the right side of NEAR is no NEAR: a chain is written a NEAR/5 b NEAR/5 c" QUOTE_IT;
  }
  SCANNER_FAIL(&p->scan, at, "%s", words);
  return false;
}

// An operand, or several with NEAR between them.
static QueryNode *parse_near(Parser *p) {
  Scanner *s = &p->scan;
  size_t start = s->at;
  QueryNode *left = parse_operand(p, false);
  for (scanner_skip_space(s); !failed(p); scanner_skip_space(s)) {
    Str word = scanner_word(s);
    if (scanner_operator(word) != OPERATOR_NEAR || !check_side(p, left, true, start)) break;
    QueryNode *near = new_node(p, QUERY_NEAR, left->at);
    if (!read_near(p, word, near)) break;
    size_t at = s->at;
    s->at += word.len;
    scanner_skip_space(s);
    size_t right_at = s->at;
    if (scanner_is_boundary(s, right_at)) {
      SCANNER_FAIL(s, at, "%.*s needs something on both sides" QUOTE_IT, STR_ARGS(shown(word)));
      break;
    }
    QueryNode *right = parse_operand(p, false);
    if (!check_side(p, right, false, right_at)) break;
    near->items = arena_array(p->arena, QueryNode *, 2);
    near->items[0] = left;
    near->items[1] = right;
    near->count = 2;
    left = near;
  }
  return failed(p) ? NULL : left;
}

// ---- AND, OR ------------------------------------------------------------------------------------

// Pushes what the group said of places and kinds down to its texts.
static void apply_scope(Parser *p, const GroupScope *group, QueryNode *node) {
  if (group->at == SIZE_MAX || failed(p)) return;
  if (!node || !has_text(node)) {
    SCANNER_FAIL(&p->scan, group->at, "%s",
                 "in: and kind: say where the text beside them is, and there is none: sym:* is any "
                 "name" QUOTE_IT);
  } else if (!scope_apply(&group->scope, node)) {
    SCANNER_FAIL(&p->scan, group->at, "%s",
                 "this and what a part of the group says for itself leave no place" QUOTE_IT);
  }
}

static void parse_items(Parser *p, Nodes *nodes, size_t *operands) {
  Scanner *s = &p->scan;
  for (scanner_skip_space(s); !failed(p) && !scanner_is_boundary(s, s->at); scanner_skip_space(s)) {
    Operator what = scanner_operator(scanner_word(s));
    if (what == OPERATOR_OR) return;
    if (what == OPERATOR_AND && *operands > 0) {
      size_t at = s->at;
      s->at += 3;
      scanner_skip_space(s);
      if (scanner_is_boundary(s, s->at)) {
        SCANNER_FAIL(s, at, "%s", "AND needs something on both sides" QUOTE_IT);
      }
      continue;
    }
    add_item(nodes, QUERY_AND, parse_near(p));
    ++*operands;
  }
}

static QueryNode *parse_and(Parser *p) {
  Nodes nodes = {0};
  GroupScope group = {.at = SIZE_MAX}, *outer = p->group;
  size_t start = p->scan.at, operands = 0;
  p->group = &group;
  parse_items(p, &nodes, &operands);
  p->group = outer;
  bool missing = operands == 0 && (p->scan.depth > 0 || p->scan.at < p->scan.text.len);
  if (missing && !failed(p)) {
    SCANNER_FAIL(&p->scan, start, "%s", "something is missing here: a word is expected" QUOTE_IT);
  }
  QueryNode *node = joined(p, QUERY_AND, &nodes);
  apply_scope(p, &group, node);
  return node;
}

static QueryNode *parse_or(Parser *p) {
  Nodes nodes = {0};
  Scanner *s = &p->scan;
  add_item(&nodes, QUERY_OR, parse_and(p));
  for (scanner_skip_space(s); !failed(p) && scanner_operator(scanner_word(s)) == OPERATOR_OR;
       scanner_skip_space(s)) {
    size_t at = s->at;
    s->at += 2;
    scanner_skip_space(s);
    if (s->at >= s->text.len) {
      SCANNER_FAIL(s, at, "%s", "OR needs something on both sides" QUOTE_IT);
      break;
    }
    add_item(&nodes, QUERY_OR, parse_and(p));
  }
  return joined(p, QUERY_OR, &nodes);
}

// ---- the whole ----------------------------------------------------------------------------------

Status parser_run(Str text, Arena *arena, Parsed *out, Error *error) {
  *out = (Parsed){.case_mode = CASE_SMART};
  Parser p = {.scan = {.text = text, .error = error}, .arena = arena, .out = out};
  p.groups = uses_groups(&p);
  out->root = parse_or(&p);
  return p.scan.status;
}

Status parser_take_whole(Str text, TextForm form, Arena *arena, Parsed *out, Error *error) {
  *out = (Parsed){.case_mode = CASE_SMART};
  Parser p = {.scan = {.text = text, .error = error}, .arena = arena, .out = out};
  if (text.len && form == TEXT_REGEX) out->root = new_regex(&p, text, 0);
  if (text.len && form == TEXT_LITERAL) out->root = new_literal(&p, text, 0);
  return p.scan.status;
}
