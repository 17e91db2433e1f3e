#include "cli/filters.h"

#include "cli/interrupt.h"

static void put_filter(Buf *query, const char *name, Str value) {
  if (!value.len) return;
  bool quoted = false;
  for (size_t i = 0; i < value.len; i++) {
    char c = value.ptr[i];
    if (ascii_is_space(c) || c == '(' || c == ')' || c == '"') quoted = true;
  }
  buf_printf(query, "%s%s:", query->len ? " " : "", name);
  if (quoted) buf_byte(query, '"');
  for (size_t i = 0; i < value.len; i++) {
    if (quoted && (value.ptr[i] == '"' || value.ptr[i] == '\\')) buf_byte(query, '\\');
    buf_byte(query, (uint8_t)value.ptr[i]);
  }
  if (quoted) buf_byte(query, '"');
}

static void put_filters(Buf *query, const Args *args) {
  put_filter(query, "kind", args->kind);
  put_filter(query, "lang", args->language);
  put_filter(query, "file", args->file);
}

// As /regex/: a literal with every special character escaped, a pattern with its slashes escaped.
static void put_regex(Buf *query, Str text, bool literal) {
  buf_byte(query, '/');
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    bool escape = literal ? !is_word_byte(c) && !ascii_is_space(c) : c == '/';
    if (!literal && c == '\\' && i + 1 < text.len) {
      buf_byte(query, '\\');
      c = text.ptr[++i];
      escape = false;
    }
    if (escape) buf_byte(query, '\\');
    buf_byte(query, (uint8_t)c);
  }
  buf_byte(query, '/');
}

static Str take(Buf *query, Arena *arena) {
  Str text = arena_dup(arena, buf_str(query));
  buf_release(query);
  return text;
}

Str filters_symbol_query(const Args *args, Arena *arena) {
  Buf query = {0};
  buf_str_put(&query, args_joined(args, arena));
  put_filters(&query, args);
  return take(&query, arena);
}

SearchRequest filters_search_request(const Args *args, Arena *arena) {
  SearchRequest request = {
      .limit = args->limit_given || args->all ? args->limit : 50,
      .all = args->all,
      .ignore_case = args->ignore_case,
      .match_case = args->match_case,
      .whole_word = args->whole_word,
      .regex = args->regex,
      .literal = args->literal,
      .cancelled = interrupt_flag(),
  };
  Str text = args_joined(args, arena);
  bool filtered = args->kind.len || args->language.len || args->file.len;
  Buf query = {0};
  if (filtered && (args->regex || args->literal)) {
    put_regex(&query, text, args->literal);
    request.regex = request.literal = false;
  } else {
    buf_str_put(&query, text);
  }
  put_filters(&query, args);
  request.query = take(&query, arena);
  return request;
}
