// Everything here comes from the client: types, ranges and combinations are checked, and what is wrong is
// refused in words that name the parameter. Files that the folder does not hold are no mistake: the
// editor may well show one.
#include "lsp/search_ask.h"

#include "lsp/uri.h"

enum {
  LIMIT_DEFAULT = 200, // of a ranked search
  LIMIT_MAX = 100 * 1000 * 1000,
  CONTEXT_MAX = 100, // lines before, lines after
  RECENT_MAX = 64,   // files that count
  TIMEOUT_MAX_MS = 3600 * 1000,
};

static bool is_absent(const cJSON *json, const char *key) {
  const cJSON *item = json_get(json, key);
  return !item || cJSON_IsNull(item);
}

// Reads an optional flag; a wrong type fails the request.
static bool read_flag(Request *request, const cJSON *json, const char *key) {
  bool value = false;
  if (!is_absent(json, key) && !json_get_bool(json, key, &value)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.%s must be true or false", key);
  }
  return value;
}

static uint64_t read_count(Request *request, const cJSON *json, const char *key, uint64_t max,
                           uint64_t otherwise) {
  uint64_t value = otherwise;
  if (!is_absent(json, key) && !json_get_unsigned(json, key, max, &value)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.%s must be a whole number from 0 to %llu",
                 key, (unsigned long long)max);
  }
  return value;
}

static void read_case(Request *request, const cJSON *json, SearchRequest *ask) {
  if (is_absent(json, "caseSensitive")) return; // smart case
  ask->match_case = read_flag(request, json, "caseSensitive");
  ask->ignore_case = !ask->match_case;
}

static void read_folder(Server *server, Request *request, const cJSON *json) {
  Str uri;
  if (is_absent(json, "folder")) return;
  if (!json_get_string(json, "folder", &uri)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.folder must be a string");
    return;
  }
  const Folder *folder = workspace_find(server, uri);
  if (folder)
    request->folder = arena_dup(&request->arena, str_from_c(folder->root));
  else
    request_fail(request, RPC_INVALID_PARAMS, "params.folder is no folder of the workspace");
}

// The absolute path of a file: URI; empty for any other.
static Str path_of(Request *request, const char *uri) {
  Str path;
  if (!uri_to_path(str_from_c(uri), &request->arena, &path)) return STR("");
  return arena_dup(&request->arena, path);
}

static void read_near(Request *request, const cJSON *json, SearchAsk *ask) {
  const cJSON *near = json_get(json, "near");
  if (is_absent(json, "near")) return;
  if (cJSON_IsString(near))
    ask->near = path_of(request, near->valuestring);
  else
    request_fail(request, RPC_INVALID_PARAMS, "params.near must be a URI");
}

static void read_recent(Request *request, const cJSON *json, SearchAsk *ask) {
  const cJSON *item, *list = json_get(json, "recent");
  if (is_absent(json, "recent")) return;
  if (!cJSON_IsArray(list)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.recent must be an array of URIs");
    return;
  }
  ask->recent = arena_array(&request->arena, Str, RECENT_MAX);
  cJSON_ArrayForEach(item, list) {
    if (!cJSON_IsString(item)) {
      request_fail(request, RPC_INVALID_PARAMS, "params.recent must be an array of URIs");
      return;
    }
    if (ask->recent_count == RECENT_MAX) break; // older ones count for nothing
    Str path = path_of(request, item->valuestring);
    if (path.len) ask->recent[ask->recent_count++] = path;
  }
}

static void read_forms(Request *request, const cJSON *json, SearchAsk *ask) {
  SearchRequest *wanted = &ask->request;
  wanted->all = read_flag(request, json, "all");
  wanted->whole_word = read_flag(request, json, "wholeWord");
  wanted->regex = read_flag(request, json, "regex");
  wanted->literal = read_flag(request, json, "literal");
  wanted->files_only = read_flag(request, json, "filesOnly");
  wanted->count_only = read_flag(request, json, "countOnly");
  ask->lines = read_flag(request, json, "lines");
  bool unlimited = wanted->all || wanted->count_only;
  wanted->limit = read_count(request, json, "limit", LIMIT_MAX, unlimited ? 0 : LIMIT_DEFAULT);
  wanted->document_limit = read_count(request, json, "documentLimit", LIMIT_MAX, 0);
  wanted->before = (uint32_t)read_count(request, json, "before", CONTEXT_MAX, 0);
  wanted->after = (uint32_t)read_count(request, json, "after", CONTEXT_MAX, 0);
  uint64_t timeout_ms = read_count(request, json, "timeoutMs", TIMEOUT_MAX_MS, 0);
  if (timeout_ms) ask->until_ns = os_monotonic_ns() + (int64_t)timeout_ms * 1000000;
  if (wanted->regex && wanted->literal) {
    request_fail(request, RPC_INVALID_PARAMS, "params.regex and params.literal exclude each other");
  }
}

static void put_text(Buf *buf, Str text) {
  buf_varint(buf, text.len);
  buf_str_put(buf, text);
}

// Of all that decides which hits there are and in which order.
static uint64_t hash_of(const SearchAsk *ask, const Request *request) {
  const SearchRequest *wanted = &ask->request;
  const bool flags[] = {wanted->all,   wanted->ignore_case, wanted->match_case, wanted->whole_word,
                        wanted->regex, wanted->literal,     wanted->files_only, wanted->count_only};
  Buf buf = {0};
  for (size_t i = 0; i < COUNT_OF(flags); i++) buf_byte(&buf, flags[i]);
  buf_varint(&buf, wanted->document_limit);
  put_text(&buf, wanted->query);
  put_text(&buf, request->folder);
  put_text(&buf, ask->near);
  for (size_t i = 0; i < ask->recent_count; i++) put_text(&buf, ask->recent[i]);
  uint64_t hash = str_hash(buf_str(&buf));
  buf_release(&buf);
  return hash;
}

static void read_cursor(Request *request, const cJSON *json, SearchAsk *ask) {
  Str text;
  if (is_absent(json, "cursor")) return;
  ask->cursor = arena_new(&request->arena, Cursor);
  bool known =
      json_get_string(json, "cursor", &text) && cursor_parse(text, &request->arena, ask->cursor);
  if (!known) {
    request_fail(request, RPC_INVALID_PARAMS, "params.cursor must be one of an answer's summary");
  } else if (ask->cursor->query != ask->hash) {
    request_fail(request, RPC_INVALID_PARAMS,
                 "params.cursor belongs to other parameters: without it the search begins anew");
  }
}

// All that decides the answer, for requests that ask the same at once. One with a time of its own is alone.
static Str question_of(const SearchAsk *ask, Request *request, const cJSON *json) {
  if (ask->until_ns) return STR("");
  const SearchRequest *wanted = &ask->request;
  Str cursor;
  if (!json_get_string(json, "cursor", &cursor)) cursor = STR("");
  Buf buf = {0};
  buf_u64(&buf, ask->hash);
  buf_byte(&buf, ask->lines);
  buf_varint(&buf, wanted->limit);
  buf_varint(&buf, wanted->before);
  buf_varint(&buf, wanted->after);
  put_text(&buf, wanted->query);
  put_text(&buf, cursor);
  Str question = arena_dup(&request->arena, buf_str(&buf));
  buf_release(&buf);
  return question;
}

SearchAsk *search_ask_read(Server *server, Request *request, const cJSON *params) {
  SearchAsk *ask = arena_new(&request->arena, SearchAsk);
  Str query;
  if (!json_get_string(params, "query", &query)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.query must be a string");
    return NULL;
  }
  ask->request.query = arena_dup(&request->arena, query);
  ask->request.cancelled = &request->stop;
  read_forms(request, params, ask);
  read_case(request, params, &ask->request);
  read_folder(server, request, params);
  read_near(request, params, ask);
  read_recent(request, params, ask);
  ask->hash = hash_of(ask, request);
  read_cursor(request, params, ask);
  request->question = question_of(ask, request, params);
  return request->error ? NULL : ask;
}

SearchRequest search_ask_folder(const SearchAsk *ask, const Folder *folder, Arena *arena) {
  SearchRequest request = ask->request;
  Str relative;
  if (ask->near.len && folder_relative(folder, ask->near, &relative)) request.near = relative;
  Str *recent = arena_array(arena, Str, ask->recent_count + 1);
  for (size_t i = 0; i < ask->recent_count; i++) {
    if (!folder_relative(folder, ask->recent[i], &relative)) continue;
    recent[request.recent_count++] = relative;
  }
  request.recent = recent;
  if (ask->until_ns) {
    int64_t left_ns = ask->until_ns - os_monotonic_ns();
    request.timeout_ns = left_ns > 0 ? left_ns : 1;
  }
  return request;
}
