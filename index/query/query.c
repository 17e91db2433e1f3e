#include "query/query.h"

#include "query/parser.h"
#include "query/pattern.h"
#include "query/scanner.h"
#include "query/scope.h"

// ---- meaning ------------------------------------------------------------------------------------

// Whether every document that satisfies the node has something to show: text found in it. If not,
// *lacking is the branch that has none.
static bool looks_for_text(const QueryNode *node, const QueryNode **lacking) {
  *lacking = node;
  switch (node->kind) {
  case QUERY_TEXT:
  case QUERY_NEAR: return true;
  case QUERY_FILTER:
  case QUERY_NOT: return false;
  case QUERY_AND:
    for (size_t i = 0; i < node->count; i++) {
      if (looks_for_text(node->items[i], lacking)) return true;
    }
    *lacking = node;
    return false;
  case QUERY_OR: break;
  }
  for (size_t i = 0; i < node->count; i++) {
    if (!looks_for_text(node->items[i], lacking)) return false;
  }
  return true;
}

static Status decide_case(QueryNode *node, CaseMode mode, Arena *arena, Error *error) {
  QueryText *text = &node->text;
  Pattern pattern = {.has_upper = false};
  if (text->form == TEXT_REGEX) {
    Status status = pattern_parse(text->text, false, arena, &pattern, error);
    if (status != STATUS_OK) return status;
  }
  bool upper = pattern.has_upper || pattern_text_has_upper(text->text, text->form == TEXT_REGEX);
  text->match_case = mode == CASE_MATCH || (mode == CASE_SMART && upper);
  return STATUS_OK;
}

static Status finish(Str typed, const Parsed *parsed, bool files, Arena *arena, Query *query,
                     Error *error) {
  const QueryNode *lacking;
  if (!parsed->root) {
    return error_set(error, STATUS_INVALID,
                     "at character 1: the query is empty: say what text to look for");
  }
  bool filters_alone = files && parsed->texts.count == 0;
  if (!filters_alone && !looks_for_text(parsed->root, &lacking)) {
    const char *where = lacking == parsed->root ? "the query" : "this side of OR";
    return error_set(error, STATUS_INVALID,
                     "at character %zu: %s only filters and excludes: say also what text to look "
                     "for" QUOTE_IT,
                     scanner_column(typed, lacking->at), where);
  }
  query->root = parsed->root;
  query->text_count = parsed->texts.count;
  query->texts = arena_array(arena, QueryNode *, parsed->texts.count + 1);
  for (size_t i = 0; i < parsed->texts.count; i++) {
    QueryNode *node = query->texts[i] = parsed->texts.items[i];
    node->text.whole_word = query->whole_word;
    Status status = decide_case(node, query->case_mode, arena, error);
    if (status != STATUS_OK) {
      return error_prefix(error, status, "at character %zu", scanner_column(typed, node->at));
    }
  }
  return STATUS_OK;
}

Status query_parse(Str text, const QueryOptions *options, Arena *arena, Query *out, Error *error) {
  if (text.len > QUERY_MAX_BYTES) {
    return error_set(error, STATUS_INVALID,
                     "at character %zu: the query is longer than %d bytes, which is the most",
                     scanner_column(text, QUERY_MAX_BYTES), QUERY_MAX_BYTES);
  }
  Parsed parsed;
  TextForm whole = options->regex ? TEXT_REGEX : TEXT_LITERAL;
  Status status = options->regex || options->literal
                      ? parser_take_whole(text, whole, arena, &parsed, error)
                      : parser_run(text, arena, &parsed, error);
  bool forced = options->case_mode != CASE_SMART;
  Query query = {.text = arena_dup(arena, text),
                 .case_mode = forced ? options->case_mode : parsed.case_mode,
                 .whole_word = parsed.whole_word || options->whole_word};
  if (status == STATUS_OK) status = finish(text, &parsed, options->files, arena, &query, error);
  array_free(&parsed.texts);
  if (status == STATUS_OK) *out = query;
  return status;
}

size_t query_column(const Query *query, const QueryNode *node) {
  return scanner_column(query->text, node->at);
}

// ---- printing texts -----------------------------------------------------------------------------

// Would it be read as the same word, unquoted?
static bool is_plain(Str s) {
  if (s.len == 0 || scanner_operator(s) != OPERATOR_NONE || s.ptr[0] == '-') return false;
  for (size_t i = 0; i < s.len; i++) {
    if (!is_word_byte(s.ptr[i]) && (!s.ptr[i] || !strchr(".#<>=+&|!%^,;@$[]{}'-", s.ptr[i]))) {
      return false;
    }
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

// What parser.c keeps of an expression has no escaped slash.
static void print_regex(Str s, Buf *out) {
  buf_byte(out, '/');
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] == '\\' && i + 1 < s.len)
      buf_byte(out, (uint8_t)s.ptr[i++]);
    else if (s.ptr[i] == '/')
      buf_byte(out, '\\');
    buf_byte(out, (uint8_t)s.ptr[i]);
  }
  buf_byte(out, '/');
}

void query_wildcard_regex(Str word, Buf *out) {
  for (size_t i = 0; i < word.len; i++) {
    if (scanner_is_wildcard(word, i)) {
      buf_printf(out, word.ptr[i] == '*' ? "\\S*?" : "\\S");
    } else {
      if (!is_word_byte(word.ptr[i])) buf_byte(out, '\\');
      buf_byte(out, (uint8_t)word.ptr[i]);
    }
  }
}

void query_name_regex(Str word, Buf *out) {
  buf_printf(out, "\\A");
  for (size_t i = 0; i < word.len; i++) {
    char c = word.ptr[i];
    if (c == '*' || c == '?') {
      buf_printf(out, c == '*' ? ".*" : ".");
    } else {
      if (!is_word_byte(c)) buf_byte(out, '\\');
      buf_byte(out, (uint8_t)c);
    }
  }
  buf_printf(out, "\\z");
}

static void print_bare_text(const QueryText *text, Buf *out) {
  if (text->symbol) buf_printf(out, "sym:");
  if (text->form == TEXT_REGEX)
    print_regex(text->text, out);
  else if (text->form == TEXT_WILDCARD || text->edits || is_plain(text->text))
    buf_str_put(out, text->text);
  else
    print_quoted(text->text, out);
  if (text->edits) buf_printf(out, "~%u", text->edits);
}

void query_text_print(const QueryText *text, Buf *out) {
  Scope scope = scope_of_text(text);
  scope_print(&scope, out);
  print_bare_text(text, out);
}

// ---- printing the tree --------------------------------------------------------------------------

// Where a node stands, which says what needs parentheses around it.
typedef enum { IN_GROUP, IN_AND, IN_NOT, IN_NEAR } Within;

// Whether all texts below the node have one scope; then that. `found`: a text has been met.
static bool has_one_scope(const QueryNode *node, Scope *scope, bool *found) {
  if (node->kind == QUERY_TEXT) {
    Scope own = scope_of_text(&node->text);
    bool same = !*found || scope_equal(&own, scope);
    *scope = own;
    *found = true;
    return same;
  }
  for (size_t i = 0; i < node->count; i++) {
    if (!has_one_scope(node->items[i], scope, found)) return false;
  }
  return true;
}

// Whether it can be printed behind one scope that is not anywhere.
static bool is_scoped(const QueryNode *node, Scope *scope) {
  bool found = false;
  return has_one_scope(node, scope, &found) && found && !scope_is_anywhere(scope);
}

static void print_filter(const Filter *filter, Buf *out) {
  static const Field fields[] = {
      [FILTER_FILE] = FIELD_FILE,      [FILTER_DIR] = FIELD_DIR,   [FILTER_EXT] = FIELD_EXT,
      [FILTER_LANG] = FIELD_LANG,      [FILTER_REPO] = FIELD_REPO, [FILTER_SIZE] = FIELD_SIZE,
      [FILTER_CHANGED] = FIELD_CHANGED};
  buf_printf(out, "%s:", scanner_field_name(fields[filter->field]));
  bool plain = filter->value.len > 0 && filter->value.ptr[0] != ':';
  for (size_t i = 0; i < filter->value.len; i++) {
    char c = filter->value.ptr[i];
    plain &= !ascii_is_space(c) && c != '(' && c != ')' && c != '"';
    plain &= c != ',' || !filter_is_path(filter->field);
  }
  if (plain)
    buf_str_put(out, filter->value);
  else
    print_quoted(filter->value, out);
}

static void print_node(const QueryNode *node, Within within, bool scoped, Buf *out);

// Neighbours of one scope stand in one group.
static void print_and(const QueryNode *node, bool scoped, Buf *out) {
  for (size_t i = 0, end; i < node->count; i = end) {
    Scope scope, next;
    end = i + 1;
    bool grouped = !scoped && is_scoped(node->items[i], &scope);
    while (grouped && end < node->count && is_scoped(node->items[end], &next)
           && scope_equal(&scope, &next)) {
      end++;
    }
    if (i) buf_byte(out, ' ');
    if (grouped) {
      buf_byte(out, '(');
      scope_print(&scope, out);
    }
    for (size_t k = i; k < end; k++) {
      if (k > i) buf_byte(out, ' ');
      print_node(node->items[k], IN_AND, scoped || grouped, out);
    }
    if (grouped) buf_byte(out, ')');
  }
}

static void print_near(const QueryNode *node, bool scoped, Buf *out) {
  print_node(node->items[0], IN_NEAR, scoped, out);
  buf_printf(out, " %sNEAR/%u%s ", node->ordered ? "O" : "", node->distance,
             node->unit == NEAR_LINES ? "L" : "");
  print_node(node->items[1], IN_NEAR, scoped, out);
}

static void print_or(const QueryNode *node, bool scoped, Buf *out) {
  for (size_t i = 0; i < node->count; i++) {
    if (i) buf_printf(out, " OR ");
    print_node(node->items[i], IN_GROUP, scoped, out);
  }
}

static void print_bare_node(const QueryNode *node, Within within, bool scoped, Buf *out) {
  bool group = (node->kind == QUERY_OR && within != IN_GROUP)
               || (node->kind == QUERY_AND && within == IN_NOT)
               || (node->kind == QUERY_NEAR && within == IN_NOT);
  if (group) buf_byte(out, '(');
  switch (node->kind) {
  case QUERY_TEXT: print_bare_text(&node->text, out); break;
  case QUERY_FILTER: print_filter(&node->filter, out); break;
  case QUERY_NOT:
    buf_printf(out, "NOT ");
    print_node(node->items[0], IN_NOT, scoped, out);
    break;
  case QUERY_AND: print_and(node, scoped, out); break;
  case QUERY_NEAR: print_near(node, scoped, out); break;
  case QUERY_OR: print_or(node, scoped, out); break;
  }
  if (group) buf_byte(out, ')');
}

// `scoped`: the scope of all texts below has been printed.
static void print_node(const QueryNode *node, Within within, bool scoped, Buf *out) {
  Scope scope;
  if (scoped || !is_scoped(node, &scope)) {
    print_bare_node(node, within, scoped, out);
    return;
  }
  if (within != IN_GROUP) buf_byte(out, '(');
  scope_print(&scope, out);
  print_bare_node(node, IN_AND, true, out);
  if (within != IN_GROUP) buf_byte(out, ')');
}

void query_print(const Query *query, Buf *out) {
  if (query->case_mode != CASE_SMART) {
    buf_printf(out, "case:%s ", query->case_mode == CASE_MATCH ? "yes" : "no");
  }
  if (query->whole_word) buf_printf(out, "word:yes ");
  print_node(query->root, IN_GROUP, false, out);
}
