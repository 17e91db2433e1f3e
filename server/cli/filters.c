#include "cli/filters.h"

#include "cli/interrupt.h"

static void put_quoted(Buf *query, Str text) {
  buf_byte(query, '"');
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '"' || text.ptr[i] == '\\') buf_byte(query, '\\');
    buf_byte(query, (uint8_t)text.ptr[i]);
  }
  buf_byte(query, '"');
}

static void put_filter(Buf *query, const char *name, Str value) {
  if (!value.len) return;
  buf_printf(query, "%s%s:", query->len ? " " : "", name);
  bool plain = true;
  for (size_t i = 0; i < value.len; i++) {
    if (ascii_is_space(value.ptr[i]) || strchr("\"\\()", value.ptr[i])) plain = false;
  }
  if (plain) {
    buf_str_put(query, value);
  } else {
    put_quoted(query, value);
  }
}

static void put_filters(Buf *query, const Args *args) {
  put_filter(query, "kind", args->kind);
  put_filter(query, "lang", args->language);
  put_filter(query, "file", args->file);
}

// As /regex/. A slash of its own would end it: written as its number, which means the same
// everywhere.
static void put_regex(Buf *query, Str pattern) {
  buf_byte(query, '/');
  for (size_t i = 0; i < pattern.len; i++) {
    bool escaped = pattern.ptr[i] == '\\' && i + 1 < pattern.len;
    if (escaped) i++;
    if (pattern.ptr[i] == '/') {
      buf_str_put(query, STR("\\x2f"));
      continue;
    }
    if (escaped) buf_byte(query, '\\');
    buf_byte(query, (uint8_t)pattern.ptr[i]);
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
  bool filtered = args->language.len || args->file.len;
  Buf query = {0};
  if (filtered && args->regex) {
    put_regex(&query, text);
  } else if (filtered && args->literal) {
    put_quoted(&query, text);
  } else {
    buf_str_put(&query, text);
  }
  if (filtered) request.regex = request.literal = false;
  put_filters(&query, args);
  request.query = take(&query, arena);
  return request;
}
