#include "cli/filters.h"

#include "cli/interrupt.h"

#include <stdio.h>

enum { SEARCH_LIMIT = 50 };

static void put_quoted(Buf *query, Str text) {
  buf_byte(query, '"');
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '"' || text.ptr[i] == '\\') buf_byte(query, '\\');
    buf_byte(query, (uint8_t)text.ptr[i]);
  }
  buf_byte(query, '"');
}

static void put_value(Buf *query, Str value) {
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

static void put_filter(Buf *query, const char *name, Str value) {
  if (!value.len) return;
  buf_printf(query, "%s%s:", query->len ? " " : "", name);
  put_value(query, value);
}

static void put_filters(Buf *query, const Args *args) {
  put_filter(query, "kind", args->kind);
  put_filter(query, "lang", args->language);
  put_filter(query, "file", args->file);
}

// As /regex/. A slash of its own would end it, and white space at its beginning make it none: written
// as their numbers, which mean the same everywhere.
static void put_regex(Buf *query, Str pattern) {
  buf_byte(query, '/');
  for (; pattern.len && ascii_is_space(pattern.ptr[0]);
       pattern = str_slice(pattern, 1, pattern.len)) {
    buf_printf(query, "\\x%02x", (unsigned)pattern.ptr[0]);
  }
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

// The text as the whole query, or beside the filters that `more` and the options make.
static void set_query(SearchRequest *request, Str text, const Args *args, Str more, Arena *arena) {
  Buf query = {0};
  bool filtered = args->language.len || args->file.len || more.len;
  if (filtered && request->regex) {
    put_regex(&query, text);
  } else if (filtered && request->literal) {
    put_quoted(&query, text);
  } else {
    buf_str_put(&query, text);
  }
  if (filtered) request->regex = request->literal = false;
  put_filters(&query, args);
  buf_str_put(&query, more);
  request->query = take(&query, arena);
}

static SearchRequest common_request(const Args *args) {
  return (SearchRequest){
      .limit = args->limit,
      .ignore_case = args->ignore_case,
      .match_case = args->match_case,
      .whole_word = args->whole_word,
      .regex = args->regex,
      .literal = args->literal,
      .before = (uint32_t)args->before,
      .after = (uint32_t)args->after,
      .timeout_ns = (int64_t)args->timeout_ns,
      .cancelled = interrupt_flag(),
  };
}

SearchRequest filters_search_request(const Args *args, Str near, Arena *arena) {
  SearchRequest request = common_request(args);
  request.all = args->all || args->count;
  request.document_limit = args->per_file;
  request.files_only = request.paths_only = args->files;
  request.count_only = args->files && args->count && !args->quiet;
  request.near = near;
  if (!args->limit_given && !request.all) request.limit = SEARCH_LIMIT;
  if (args->quiet) request.limit = 1;
  set_query(&request, args_joined(args, arena), args, STR(""), arena);
  return request;
}

SearchRequest filters_grep_request(const Args *args, Str pattern, Str paths, Arena *arena) {
  SearchRequest request = common_request(args);
  request.all = true;
  request.limit = 0; // lines are counted, not hits
  request.regex = !args->literal;
  request.match_case = !args->ignore_case && !args->smart_case;
  request.files_only = request.paths_only = args->files || args->quiet;
  set_query(&request, pattern, args, paths, arena);
  return request;
}

// "at character 9: lang:x: no such ..." becomes "--lang x: no such ...", if it is the option's.
static bool reword(const char *name, Str value, const Args *args, Error *error) {
  Buf said = {0}, words = {0};
  buf_printf(&said, "%s:%.*s", name, STR_ARGS(value));
  Str message = str_from_c(error->message);
  size_t at = value.len ? str_find(message, buf_str(&said)) : SIZE_MAX;
  bool typed = false; // an operand says it, too
  for (size_t i = 0; i < args->operand_count; i++) {
    typed |= str_find(args->operands[i], buf_str(&said)) != SIZE_MAX;
  }
  if (at != SIZE_MAX && !typed) {
    Str rest = str_slice(message, at + said.len, message.len);
    size_t hint = str_find(rest, STR(" (to look for it as text")); // it is none
    if (hint != SIZE_MAX) rest = str_slice(rest, 0, hint);
    buf_printf(&words, "--%s %.*s%.*s", name, STR_ARGS(value), STR_ARGS(rest));
    snprintf(error->message, sizeof error->message, "%.*s", STR_ARGS(buf_str(&words)));
  }
  buf_release(&said);
  buf_release(&words);
  return at != SIZE_MAX;
}

const Error *filters_reword(const Args *args, Error *error) {
  if (error->status != STATUS_INVALID) return error;
  if (!reword("lang", args->language, args, error) && !reword("kind", args->kind, args, error)) {
    reword("file", args->file, args, error);
  }
  return error;
}

void filters_put_path(Buf *query, Str path, bool directory) {
  buf_str_put(query, directory ? STR("dir:") : STR("file:"));
  Buf value = {0};
  if (directory) buf_byte(&value, '/');
  buf_str_put(&value, path);
  put_value(query, buf_str(&value));
  buf_release(&value);
}
