// treeline/search: where a text occurs. docs/protocol.md has the parameters and the answer.
#include "lsp/features.h"
#include "lsp/results.h"

enum {
  LIMIT_DEFAULT = 200, // of a ranked search
  LIMIT_MAX = 100 * 1000 * 1000,
  TEXT_MAX = 1024,   // bytes of a line that are sent
  TEXT_BEFORE = 256, // of them before the hit, if the line is longer
};

typedef struct {
  SearchRequest ask;
} SearchParams;

// Where on a long line the last hit was, so that a line of a megabyte is counted once, not once a
// hit.
typedef struct {
  uint64_t path_hash;
  uint32_t line;
  size_t byte, units;
} Cursor;

typedef struct {
  Request *request;
  const Folder *folder;
  Results results;
  uint64_t rank; // of the next hit within its folder
  Cursor cursor;
  const char *full; // why no more is taken, or NULL
  QuerySummary total;
} SearchWork;

static size_t units_at(SearchWork *work, const SearchHit *hit, size_t byte) {
  Cursor *cursor = &work->cursor;
  uint64_t path_hash = str_hash(hit->path);
  bool goes_on =
      cursor->path_hash == path_hash && cursor->line == hit->line && cursor->byte <= byte;
  if (!goes_on) *cursor = (Cursor){path_hash, hit->line, 0, 0};
  cursor->units +=
      position_units(str_slice(hit->text, cursor->byte, byte), work->request->encoding);
  cursor->byte = byte;
  return cursor->units;
}

static bool is_continuation(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

// The part of a long line around the hit, cut between characters.
static Str text_around(const SearchHit *hit, size_t *from) {
  *from = 0;
  Str line = hit->text;
  if (line.len <= TEXT_MAX) return line;
  size_t start = hit->column > TEXT_BEFORE ? hit->column - TEXT_BEFORE : 0;
  while (start < line.len && is_continuation(line.ptr[start])) start++;
  size_t end = start + TEXT_MAX < line.len ? start + TEXT_MAX : line.len;
  while (end > start && end < line.len && is_continuation(line.ptr[end])) end--;
  *from = start;
  return str_slice(line, start, end);
}

static void put_hit(SearchWork *work, JsonOut *out, const SearchHit *hit) {
  size_t from, column = hit->column < hit->text.len ? hit->column : hit->text.len;
  size_t end = column + hit->length < hit->text.len ? column + hit->length : hit->text.len;
  Str text = text_around(hit, &from);
  Position start = {hit->line, (uint32_t)units_at(work, hit, column)};
  size_t before = position_units(str_slice(hit->text, from, column), work->request->encoding);
  json_key(out, "uri");
  Buf uri = {0};
  folder_put_uri(work->folder, hit->path, &uri);
  json_string(out, buf_str(&uri));
  buf_release(&uri);
  if (from) json_put_unsigned(out, "textStart", start.character - before);
  Position last = {hit->line, (uint32_t)units_at(work, hit, end)};
  json_put_range(out, "range", start, last);
  json_put_string(out, "text", text);
  json_put_string(out, "language", hit->language);
}

static bool add_hit(void *user, const SearchHit *hit) {
  SearchWork *work = user;
  const SearchParams *params = work->request->params;
  work->full = results_full(&work->results);
  if (work->full) return false;
  JsonOut out = results_begin_item(&work->results);
  json_open(&out, '{');
  put_hit(work, &out, hit);
  json_close(&out, '}');
  // Ranked answers of several folders are interleaved, best with best; others follow each other.
  double score = params->ask.all ? 0 : -(double)work->rank;
  work->rank++;
  results_end_item(&work->results, score);
  return true;
}

static void add_summary(SearchWork *work, const QuerySummary *summary) {
  QuerySummary *total = &work->total;
  total->hits += summary->hits;
  total->documents += summary->documents;
  total->generation += summary->generation;
  if (summary->covered < total->covered) total->covered = summary->covered;
  total->truncated |= summary->truncated;
  bool words = summary->reason && *summary->reason;
  if (words && !*total->reason) total->reason = summary->reason;
  total->candidates += summary->candidates;
}

// False if the request is over.
static bool search_folder(SearchWork *work, const Folder *folder) {
  Request *request = work->request;
  SearchRequest ask = ((const SearchParams *)request->params)->ask;
  if (ask.all && ask.limit) { // the folders share what may be found
    if (work->results.added >= ask.limit) {
      work->total.truncated = true;
      if (!*work->total.reason) work->total.reason = "limit";
      return false;
    }
    ask.limit -= work->results.added;
  }
  ask.cancelled = &request->stop;
  work->folder = folder;
  work->rank = 0;
  work->cursor = (Cursor){0};
  QuerySummary summary = {.covered = 1, .reason = ""};
  Error error = {0};
  Status status = index_search(folder->index, &ask, add_hit, work, &summary, &error);
  if (status == STATUS_OK) {
    add_summary(work, &summary);
    return !work->full;
  }
  int code = status == STATUS_INVALID ? RPC_INVALID_PARAMS : RPC_FAILED;
  request_fail(request, status == STATUS_CANCELLED ? RPC_CANCELLED : code, "%s", error.message);
  return false;
}

static void put_summary(JsonOut *out, const QuerySummary *summary) {
  json_open(out, '{');
  json_put_unsigned(out, "hits", summary->hits);
  json_put_unsigned(out, "documents", summary->documents);
  json_put_unsigned(out, "generation", summary->generation);
  json_put_real(out, "covered", summary->covered);
  json_put_bool(out, "truncated", summary->truncated);
  json_put_string(out, "reason", str_from_c(summary->reason));
  json_put_unsigned(out, "candidates", summary->candidates);
  json_put_unsigned(out, "elapsedUs", (uint64_t)(summary->elapsed_ns / 1000));
  json_close(out, '}');
}

static void put_answer(SearchWork *work) {
  Request *request = work->request;
  if (!work->results.stream) {
    size_t found = work->results.items.count;
    results_sort(&work->results);
    if (work->results.items.count < found) {
      work->total.truncated = true;
      work->total.reason = "limit";
      work->total.hits = work->results.items.count;
    }
  }
  if (work->full) {
    work->total.truncated = true;
    work->total.reason = work->full;
  }
  JsonOut out = json_out(&request->result);
  json_open(&out, '{');
  json_key(&out, "hits");
  results_finish(&work->results, &out);
  json_key(&out, "summary");
  put_summary(&out, &work->total);
  json_close(&out, '}');
}

static void search_work(Request *request) {
  const SearchParams *params = request->params;
  int64_t begun = os_monotonic_ns();
  SearchWork work = {.request = request};
  work.total = (QuerySummary){.covered = 1, .reason = ""};
  work.results.request = request;
  work.results.member = "hits";
  work.results.limit = params->ask.limit;
  work.results.stream =
      request->partial_token.len && (request->folder_count == 1 || params->ask.all);
  for (size_t i = 0; i < request->folder_count; i++) {
    if (!search_folder(&work, request->folders[i])) break;
  }
  work.total.elapsed_ns = os_monotonic_ns() - begun;
  if (!request->error) put_answer(&work);
  results_release(&work.results);
}

// ---- parameters ---------------------------------------------------------------------------------

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

static void read_limit(Request *request, const cJSON *json, SearchRequest *ask) {
  ask->limit = ask->all ? 0 : LIMIT_DEFAULT;
  if (is_absent(json, "limit")) return;
  if (!json_get_unsigned(json, "limit", LIMIT_MAX, &ask->limit)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.limit must be a whole number from 0 to %d",
                 LIMIT_MAX);
  }
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

void search_request(Server *server, Request *request, const cJSON *json) {
  SearchParams *params = arena_new(&request->arena, SearchParams);
  SearchRequest *ask = &params->ask;
  Str query;
  if (!json_get_string(json, "query", &query)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.query must be a string");
    return;
  }
  ask->query = arena_dup(&request->arena, query);
  ask->all = read_flag(request, json, "all");
  ask->whole_word = read_flag(request, json, "wholeWord");
  ask->regex = read_flag(request, json, "regex");
  ask->literal = read_flag(request, json, "literal");
  read_limit(request, json, ask);
  read_case(request, json, ask);
  read_folder(server, request, json);
  if (ask->regex && ask->literal) {
    request_fail(request, RPC_INVALID_PARAMS, "params.regex and params.literal exclude each other");
  }
  request->params = params;
  request->work = search_work;
}
