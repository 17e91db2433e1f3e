// A recursive descent over the words of a query. Errors carry the character where they were met.
#include "query/query.h"

#include "base/array.h"
#include "query/pattern.h"

enum { MAX_DEPTH = 50 };

typedef ARRAY(QueryNode *) Nodes;

typedef struct {
  Str text;
  size_t at;
  Arena *arena;
  Query *query;
  Nodes texts;
  bool boolean; // operators are used: parentheses group
  int depth;    // of open groups
  Status status;
  Error *error;
} Parser;

static QueryNode *parse_or(Parser *p);

// ---- small steps --------------------------------------------------------------------------------

// Characters, not bytes, from 1: what a person counts.
static size_t position(const Parser *p, size_t at) {
  size_t count = 1;
  for (size_t i = 0; i < at && i < p->text.len; i++) count += (p->text.ptr[i] & 0xC0) != 0x80;
  return count;
}

#define FAIL(p, place, format, ...)                                                                \
  ((p)->status = error_set((p)->error, STATUS_INVALID, "at character %zu: " format,                \
                           position((p), (place)), __VA_ARGS__))

static bool failed(const Parser *p) { return p->status != STATUS_OK; }

static void skip_space(Parser *p) {
  while (p->at < p->text.len && ascii_is_space(p->text.ptr[p->at])) p->at++;
}

static char char_at(const Parser *p, size_t at) {
  return at < p->text.len ? p->text.ptr[at] : '\0';
}

// A word may end before `at`: white space, the end, or a parenthesis that closes a group.
static bool is_boundary(const Parser *p, size_t at) {
  if (at >= p->text.len || ascii_is_space(p->text.ptr[at])) return true;
  return p->text.ptr[at] == ')' && p->depth > 0;
}

static size_t space_from(const Parser *p, size_t at) {
  while (at < p->text.len && !ascii_is_space(p->text.ptr[at])) at++;
  return at;
}

// End of the word that starts at `from`, leaving out parentheses that close groups around it.
static size_t word_end(const Parser *p, size_t from) {
  size_t end = space_from(p, from);
  int excess = 0; // closing parentheses without an opening one in the word
  for (size_t i = from; i < end; i++) {
    if (p->text.ptr[i] == '(') excess--;
    if (p->text.ptr[i] == ')') excess++;
  }
  for (int open = p->depth; open > 0 && excess > 0 && end > from && p->text.ptr[end - 1] == ')';) {
    end--, open--, excess--;
  }
  return end;
}

static Str word_here(const Parser *p) { return str_slice(p->text, p->at, word_end(p, p->at)); }

static QueryNode *new_node(Parser *p, QueryKind kind) {
  QueryNode *node = arena_new(p->arena, QueryNode);
  node->kind = kind;
  return node;
}

static QueryNode *new_text(Parser *p, TextForm form, Str text) {
  QueryNode *node = new_node(p, QUERY_TEXT);
  node->text = (QueryText){.form = form, .text = arena_dup(p->arena, text)};
  node->number = p->texts.count;
  array_push(&p->texts, node);
  if (p->texts.count > QUERY_MAX_TEXTS) {
    FAIL(p, p->at, "more than %d words to look for", QUERY_MAX_TEXTS);
  }
  return node;
}

static QueryNode *joined(Parser *p, QueryKind kind, Nodes *nodes) {
  QueryNode *node = nodes->count == 1 ? nodes->items[0] : NULL;
  if (nodes->count > 1) {
    node = new_node(p, kind);
    node->count = nodes->count;
    node->items = arena_array(p->arena, QueryNode *, nodes->count);
    memcpy(node->items, nodes->items, nodes->count * sizeof *node->items);
  }
  array_free(nodes);
  return node;
}

// ---- phrases, regular expressions, words --------------------------------------------------------

// What `open` opens ends at the next mark that is not escaped and stands before a boundary; a slash
// also must not stand behind a space or another slash. Its offset, or SIZE_MAX.
static size_t closing(const Parser *p, size_t open, char mark) {
  for (size_t i = open + 1; i < p->text.len; i++) {
    char before = p->text.ptr[i - 1];
    bool loose = mark == '/' && (before == '/' || ascii_is_space(before));
    if (p->text.ptr[i] == '\\')
      i++;
    else if (p->text.ptr[i] == mark && i > open + 1 && !loose && is_boundary(p, i + 1))
      return i;
  }
  return SIZE_MAX;
}

static Str unescaped(Parser *p, Str quoted) {
  char *out = arena_alloc(p->arena, quoted.len + 1);
  size_t len = 0;
  for (size_t i = 0; i < quoted.len; i++) {
    char next = i + 1 < quoted.len ? quoted.ptr[i + 1] : '\0';
    if (quoted.ptr[i] == '\\' && (next == '"' || next == '\\')) i++;
    out[len++] = quoted.ptr[i];
  }
  return str_make(out, len);
}

static QueryNode *parse_phrase(Parser *p) {
  size_t open = p->at, close = closing(p, open, '"');
  if (close == SIZE_MAX) {
    FAIL(p, open, "%s", "this quote is never closed");
    return NULL;
  }
  p->at = close + 1;
  return new_text(p, TEXT_LITERAL, unescaped(p, str_slice(p->text, open + 1, close)));
}

static bool starts_regex(const Parser *p) {
  char next = char_at(p, p->at + 1);
  return char_at(p, p->at) == '/' && next && next != '/' && next != '*' && !ascii_is_space(next)
         && closing(p, p->at, '/') != SIZE_MAX;
}

static QueryNode *parse_regex(Parser *p) {
  size_t open = p->at, close = closing(p, open, '/');
  p->at = close + 1;
  return new_text(p, TEXT_REGEX, str_slice(p->text, open + 1, close));
}

// Is the character a wildcard where it stands?
static bool is_wildcard(Str word, size_t i) {
  return (word.ptr[i] == '*' || word.ptr[i] == '?') && i > 0 && i + 1 < word.len
         && is_word_byte(word.ptr[i - 1]) && is_word_byte(word.ptr[i + 1]);
}

static bool is_fuzzy(Str word) {
  size_t tilde = word.len;
  while (tilde > 0 && ascii_is_digit(word.ptr[tilde - 1])) tilde--;
  return tilde < word.len && tilde >= 2 && word.ptr[tilde - 1] == '~'
         && is_word_byte(word.ptr[tilde - 2]);
}

static bool is_near(Str word) {
  if (!str_starts_with(word, STR("NEAR/")) || word.len == 5) return false;
  for (size_t i = 5; i < word.len; i++) {
    if (!ascii_is_digit(word.ptr[i])) return false;
  }
  return true;
}

static QueryNode *parse_word(Parser *p) {
  Str word = word_here(p);
  if (is_fuzzy(word) || is_near(word)) {
    FAIL(p, p->at, "%.*s is not supported yet (to look for it as text, quote it)", STR_ARGS(word));
    return NULL;
  }
  p->at += word.len;
  TextForm form = TEXT_LITERAL;
  for (size_t i = 0; i < word.len; i++) {
    if (is_wildcard(word, i)) form = TEXT_WILDCARD;
  }
  return new_text(p, form, word);
}

// ---- filters ------------------------------------------------------------------------------------

static bool named(Str word, const char *name, Str *value) {
  size_t len = strlen(name);
  if (word.len <= len || memcmp(word.ptr, name, len) != 0 || word.ptr[len] != ':') return false;
  *value = str_slice(word, len + 1, word.len);
  return !str_starts_with(*value, STR(":")); // file::x is code
}

bool query_filter_field(Str word, FilterField *field, Str *value) {
  static const struct {
    const char *name;
    FilterField field;
  } fields[] = {
      {"file", FILTER_FILE}, {"dir", FILTER_DIR}, {"ext", FILTER_EXT}, {"lang", FILTER_LANG}};
  for (size_t i = 0; i < COUNT_OF(fields); i++) {
    if (!named(word, fields[i].name, value)) continue;
    *field = fields[i].field;
    return true;
  }
  return false;
}

static bool is_reserved(Str word) {
  static const char *const names[] = {"sym", "kind", "in", "repo"};
  Str value;
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    if (named(word, names[i], &value)) return true;
  }
  return false;
}

static QueryNode *parse_filter(Parser *p, FilterField field) {
  size_t start = p->at, value_at = str_find_byte(p->text, start, ':') + 1;
  Str value = str_slice(p->text, value_at, word_end(p, start));
  size_t end = value_at + value.len;
  if (char_at(p, value_at) == '"') {
    size_t close = closing(p, value_at, '"');
    if (close == SIZE_MAX) {
      FAIL(p, value_at, "%s", "this quote is never closed");
      return NULL;
    }
    value = unescaped(p, str_slice(p->text, value_at + 1, close));
    end = close + 1;
  }
  if (value.len == 0) {
    FAIL(p, start, "%.*s needs a value (to look for it as text, quote it)", (int)(value_at - start),
         p->text.ptr + start);
    return NULL;
  }
  QueryNode *node = new_node(p, QUERY_FILTER);
  Error error;
  if (filter_make(field, arena_dup(p->arena, value), &node->filter, &error) != STATUS_OK) {
    FAIL(p, start, "%s", error.message);
  }
  p->at = end;
  return node;
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

// case: and word: say something of the whole query and leave no node. true if one was here.
static bool parse_switch(Parser *p, Str word, bool negated) {
  Str value;
  bool is_case = named(word, "case", &value), yes;
  if (!is_case && !named(word, "word", &value)) return false;
  bool automatic = is_case && str_equal_fold(value, STR("auto"));
  if (!automatic && !read_yes(value, &yes)) {
    FAIL(p, p->at, "%s: takes yes or no (to look for it as text, quote it)",
         is_case ? "case" : "word");
    return true;
  }
  p->at += word.len;
  if (!automatic) yes = yes != negated;
  if (automatic)
    p->query->case_mode = CASE_SMART;
  else if (is_case)
    p->query->case_mode = yes ? CASE_MATCH : CASE_IGNORE;
  else
    p->query->whole_word = yes;
  return true;
}

// ---- operators ----------------------------------------------------------------------------------

static bool is_operator(Str word, const char *name) { return str_equal(word, str_from_c(name)); }

static bool is_any_operator(Str word) {
  return is_operator(word, "OR") || is_operator(word, "AND") || is_operator(word, "NOT");
}

// A minus that negates what follows it.
static bool is_minus(const Parser *p, size_t at) {
  char next = char_at(p, at + 1);
  return char_at(p, at) == '-' && next && !ascii_is_digit(next)
         && (is_word_byte(next) || next == '"' || next == '/' || next == '(');
}

// Whether the query uses operators: only then do parentheses group.
static bool uses_operators(Parser *p) {
  p->depth = 1; // as if in a group, so that "NOT)" ends before the parenthesis
  bool found = false;
  for (p->at = 0, skip_space(p); p->at < p->text.len && !found; skip_space(p)) {
    while (char_at(p, p->at) == '(' || is_minus(p, p->at)) {
      found |= char_at(p, p->at) == '-' && char_at(p, p->at + 1) == '(';
      p->at++;
    }
    found |= is_any_operator(word_here(p));
    size_t close = SIZE_MAX;
    if (char_at(p, p->at) == '"')
      close = closing(p, p->at, '"');
    else if (starts_regex(p))
      close = closing(p, p->at, '/');
    p->at = close == SIZE_MAX ? space_from(p, p->at) : close + 1;
  }
  p->depth = 0;
  p->at = 0;
  return found;
}

static QueryNode *parse_group(Parser *p) {
  size_t open = p->at++;
  if (++p->depth > MAX_DEPTH) {
    FAIL(p, open, "%s", "too many parentheses inside each other");
    return NULL;
  }
  QueryNode *inner = parse_or(p);
  if (failed(p)) return NULL;
  skip_space(p);
  if (char_at(p, p->at) != ')') {
    FAIL(p, open, "%s", "this ( is never closed (to look for it as text, quote it)");
    return NULL;
  }
  p->at++;
  p->depth--;
  return inner;
}

static QueryNode *negation(Parser *p, QueryNode *inner) {
  if (!inner) return NULL;
  if (inner->kind == QUERY_NOT) return inner->items[0];
  QueryNode *node = new_node(p, QUERY_NOT);
  node->items = arena_array(p->arena, QueryNode *, 1);
  node->items[0] = inner;
  node->count = 1;
  return node;
}

// One operand, without the operators between operands. NULL if it was a switch, or on failure.
static QueryNode *parse_operand(Parser *p, bool negated) {
  skip_space(p);
  Str word = word_here(p), value;
  FilterField field;
  if (is_operator(word, "NOT") || is_minus(p, p->at)) {
    size_t start = p->at;
    p->at += word.ptr[0] == '-' ? 1 : 3;
    skip_space(p);
    if (is_boundary(p, p->at) || ++p->depth > MAX_DEPTH) {
      FAIL(p, start, "%s", "nothing follows this negation (to look for it as text, quote it)");
      return NULL;
    }
    p->depth--;
    return negation(p, parse_operand(p, !negated));
  }
  if (is_any_operator(word)) {
    FAIL(p, p->at, "%.*s needs something on both sides (to look for it as text, quote it)",
         STR_ARGS(word));
    return NULL;
  }
  if (char_at(p, p->at) == '(' && p->boolean) return parse_group(p);
  if (char_at(p, p->at) == '"') return parse_phrase(p);
  if (starts_regex(p)) return parse_regex(p);
  if (is_reserved(word)) {
    FAIL(p, p->at, "%.*s: this filter is not supported yet (to look for it as text, quote it)",
         (int)str_find_byte(word, 0, ':'), word.ptr);
    return NULL;
  }
  if (parse_switch(p, word, negated)) return NULL;
  if (query_filter_field(word, &field, &value)) return parse_filter(p, field);
  return parse_word(p);
}

static QueryNode *parse_and(Parser *p) {
  Nodes nodes = {0};
  size_t start = p->at, operands = 0;
  for (skip_space(p); !failed(p) && p->at < p->text.len && !is_boundary(p, p->at); skip_space(p)) {
    Str word = word_here(p);
    if (is_operator(word, "OR")) break;
    if (is_operator(word, "AND") && operands > 0) {
      p->at += 3;
      skip_space(p);
      if (is_boundary(p, p->at)) FAIL(p, p->at, "%s", "AND needs something on both sides");
      continue;
    }
    QueryNode *node = parse_operand(p, false);
    operands++;
    if (node && !failed(p)) array_push(&nodes, node);
  }
  if (operands == 0 && !failed(p) && (p->depth > 0 || p->at < p->text.len)) {
    FAIL(p, start, "%s", "something is missing here (to look for operators as text, quote them)");
  }
  return joined(p, QUERY_AND, &nodes);
}

static QueryNode *parse_or(Parser *p) {
  Nodes nodes = {0};
  QueryNode *first = parse_and(p);
  if (first) array_push(&nodes, first);
  for (skip_space(p); !failed(p) && is_operator(word_here(p), "OR"); skip_space(p)) {
    size_t at = p->at;
    p->at += 2;
    skip_space(p);
    if (p->at >= p->text.len) FAIL(p, at, "%s", "OR needs something on both sides");
    QueryNode *next = failed(p) ? NULL : parse_and(p);
    if (next) array_push(&nodes, next);
  }
  return joined(p, QUERY_OR, &nodes);
}

// ---- meaning ------------------------------------------------------------------------------------

// Whether every document that satisfies the node has something to show: text found in it.
static bool looks_for_text(const QueryNode *node) {
  switch (node->kind) {
  case QUERY_TEXT: return true;
  case QUERY_FILTER:
  case QUERY_NOT: return false;
  case QUERY_NEAR:
  case QUERY_AND:
    for (size_t i = 0; i < node->count; i++) {
      if (looks_for_text(node->items[i])) return true;
    }
    return false;
  case QUERY_OR: break;
  }
  for (size_t i = 0; i < node->count; i++) {
    if (!looks_for_text(node->items[i])) return false;
  }
  return true;
}

static Status decide_case(QueryNode *node, CaseMode mode, Arena *arena, Error *error) {
  QueryText *text = &node->text;
  if (memchr(text->text.ptr, '\n', text->text.len) && text->form != TEXT_REGEX) {
    return error_set(error, STATUS_INVALID, "what to look for spans lines; a match never does");
  }
  Pattern pattern = {.has_upper = false};
  if (text->form == TEXT_REGEX) {
    Status status = pattern_parse(text->text, false, arena, &pattern, error);
    if (status != STATUS_OK) return status;
  }
  bool upper = pattern.has_upper || pattern_text_has_upper(text->text, text->form == TEXT_REGEX);
  text->match_case = mode == CASE_MATCH || (mode == CASE_SMART && upper);
  return STATUS_OK;
}

static Status finish(Parser *p, QueryNode *root, const QueryOptions *options) {
  Query *query = p->query;
  if (!root) return error_set(p->error, STATUS_INVALID, "the query is empty");
  if (!looks_for_text(root)) {
    const char *where = root->kind == QUERY_OR ? "one side of OR" : "the query";
    return error_set(p->error, STATUS_INVALID,
                     "%s only filters and excludes: say also what text to look for", where);
  }
  if (options->case_mode != CASE_SMART) query->case_mode = options->case_mode;
  query->whole_word |= options->whole_word;
  query->root = root;
  query->text_count = p->texts.count;
  query->texts = arena_array(p->arena, QueryNode *, p->texts.count);
  for (size_t i = 0; i < p->texts.count; i++) {
    query->texts[i] = p->texts.items[i];
    Status status = decide_case(query->texts[i], query->case_mode, p->arena, p->error);
    if (status != STATUS_OK) return status;
    query->texts[i]->text.whole_word = query->whole_word;
  }
  return STATUS_OK;
}

Status query_parse(Str text, const QueryOptions *options, Arena *arena, Query *out, Error *error) {
  if (text.len > QUERY_MAX_BYTES) {
    return error_set(error, STATUS_INVALID, "the query is longer than %d bytes", QUERY_MAX_BYTES);
  }
  Query query = {.case_mode = CASE_SMART};
  Parser p = {.text = text, .arena = arena, .query = &query, .error = error};
  QueryNode *root = NULL;
  if (options->regex || options->literal) {
    if (text.len) root = new_text(&p, options->regex ? TEXT_REGEX : TEXT_LITERAL, text);
  } else {
    p.boolean = uses_operators(&p);
    root = parse_or(&p);
  }
  Status status = failed(&p) ? p.status : finish(&p, root, options);
  array_free(&p.texts);
  if (status == STATUS_OK) *out = query;
  return status;
}

// ---- printing -----------------------------------------------------------------------------------

// Would it be read as the same word, unquoted?
static bool is_plain(Str s) {
  if (s.len == 0 || is_any_operator(s) || s.ptr[0] == '-') return false;
  for (size_t i = 0; i < s.len; i++) {
    if (!is_word_byte(s.ptr[i]) && !strchr("_.#<>=+&|!%^,;@$[]{}'-", s.ptr[i])) return false;
  }
  return true;
}

static void print_quoted(Str s, Buf *out) {
  buf_byte(out, '"');
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] == '"' || s.ptr[i] == '\\') buf_byte(out, '\\');
    buf_byte(out, (uint8_t)s.ptr[i]);
  }
  buf_byte(out, '"');
}

// At either end, a slash or a space would not be read as the expression's own: in hexadecimal there.
static void print_regex(Str s, Buf *out) {
  buf_byte(out, '/');
  for (size_t i = 0; i < s.len; i++) {
    bool escaped = s.ptr[i] == '\\' && i + 1 < s.len;
    if (escaped) i++;
    char c = s.ptr[i];
    bool at_end = i == 0 || i + 1 == s.len;
    if (at_end && (c == '/' || ascii_is_space(c))) {
      buf_printf(out, "\\x%02x", (unsigned)c);
      continue;
    }
    if (escaped || c == '/') buf_byte(out, '\\');
    buf_byte(out, (uint8_t)c);
  }
  buf_byte(out, '/');
}

void query_wildcard_regex(Str word, Buf *out) {
  for (size_t i = 0; i < word.len; i++) {
    if (is_wildcard(word, i)) {
      buf_printf(out, word.ptr[i] == '*' ? "\\S*?" : "\\S");
    } else {
      if (!is_word_byte(word.ptr[i])) buf_byte(out, '\\');
      buf_byte(out, (uint8_t)word.ptr[i]);
    }
  }
}

void query_text_print(const QueryText *text, Buf *out) {
  if (text->form == TEXT_REGEX) {
    print_regex(text->text, out);
  } else if (text->form == TEXT_LITERAL) {
    if (is_plain(text->text))
      buf_str_put(out, text->text);
    else
      print_quoted(text->text, out);
  } else if (strcspn(text->text.ptr, "()/\"-:~") == text->text.len) {
    buf_str_put(out, text->text);
  } else {
    Buf regex = {0};
    query_wildcard_regex(text->text, &regex);
    print_regex(buf_str(&regex), out);
    buf_release(&regex);
  }
}

static void print_node(const QueryNode *node, const QueryNode *parent, Buf *out) {
  bool nested = parent && node->count > 1;
  switch (node->kind) {
  case QUERY_TEXT: query_text_print(&node->text, out); return;
  case QUERY_FILTER: filter_print(&node->filter, out); return;
  case QUERY_NOT:
    buf_printf(out, "NOT ");
    print_node(node->items[0], node, out);
    return;
  case QUERY_AND: nested = nested && parent->kind == QUERY_NOT; break;
  case QUERY_NEAR:
  case QUERY_OR: break;
  }
  if (nested) buf_byte(out, '(');
  for (size_t i = 0; i < node->count; i++) {
    if (i) buf_printf(out, node->kind == QUERY_OR ? " OR " : " ");
    print_node(node->items[i], node, out);
  }
  if (nested) buf_byte(out, ')');
}

void query_print(const Query *query, Buf *out) {
  if (query->case_mode != CASE_SMART) {
    buf_printf(out, "case:%s ", query->case_mode == CASE_MATCH ? "yes" : "no");
  }
  if (query->whole_word) buf_printf(out, "word:yes ");
  print_node(query->root, NULL, out);
}
