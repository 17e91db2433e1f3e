// workspace/symbol: the best symbols of all folders for what was typed. Names are plain, so that a
// client which matches again finds what was typed in them; ranges are always full, so that no
// client needs to resolve (symbol_resolve.c). A query that begins with ? looks for a text instead: editors
// whose only list that asks while one types is that of symbols (Helix) have a text search by it.
#include "lsp/features.h"
#include "lsp/kinds.h"
#include "lsp/offers.h"
#include "lsp/results.h"

typedef struct {
  Str query;
  uint64_t limit;
  uint32_t kinds;
  bool tags;
  bool texts;  // a query that begins with ? looks for one
  Str *recent; // paths of open documents (see document_path), the last touched first
  size_t recent_count;
} SymbolsParams;

enum { RECENT_MAX = 16 };

typedef struct {
  Request *request;
  const Folder *folder;
  uint64_t texts;        // found in it,
  ARRAY(uint64_t) lines; // and on which lines: a number for each
  Results results;
} SymbolsWork;

static void put_place(JsonOut *out, const SymbolsWork *work, Str path, Position start,
                      Position end) {
  json_key(out, "location");
  json_open(out, '{');
  json_key(out, "uri");
  Buf uri = {0};
  folder_put_uri(work->folder, path, &uri);
  json_string(out, buf_str(&uri));
  buf_release(&uri);
  json_put_range(out, "range", start, end);
  json_close(out, '}');
}

// The name's own range: where a client's cursor should land.
static void put_location(JsonOut *out, const SymbolsWork *work, const SymbolHit *hit) {
  PositionEncoding encoding = work->request->encoding;
  // In UTF-32 this is one too many for every character beyond the BMP before the name on its line.
  size_t column = encoding == POSITION_UTF8 ? hit->column : hit->column_utf16;
  Position start = {hit->line, (uint32_t)column};
  Position end = {hit->line, (uint32_t)(column + position_units(hit->name, encoding))};
  put_place(out, work, hit->path, start, end);
}

static bool add_symbol(void *user, const SymbolHit *hit) {
  SymbolsWork *work = user;
  const SymbolsParams *params = work->request->params;
  JsonOut out = results_begin_item(&work->results);
  json_open(&out, '{');
  json_put_string(&out, "name", hit->name);
  json_put_unsigned(&out, "kind", kind_to_lsp(hit->kind, params->kinds));
  if (hit->flags & SYMBOL_DEPRECATED) {
    if (params->tags)
      json_put_raw(&out, "tags", STR("[1]"));
    else
      json_put_bool(&out, "deprecated", true);
  }
  if (hit->container.len) json_put_string(&out, "containerName", hit->container);
  put_location(&out, work, hit);
  json_close(&out, '}');
  results_end_item(&work->results, hit->score);
  return !results_full(&work->results);
}

// The person is in the document touched last, and has worked on the others.
static void set_places(const SymbolsWork *work, const Folder *folder, SymbolRequest *ask) {
  const SymbolsParams *params = work->request->params;
  Str *recent = arena_array(&work->request->arena, Str, params->recent_count + 1);
  for (size_t i = 0; i < params->recent_count; i++) {
    if (folder_relative(folder, params->recent[i], &recent[ask->recent_count])) ask->recent_count++;
  }
  Str relative;
  if (params->recent_count && folder_relative(folder, params->recent[0], &relative)) {
    ask->near = relative;
  }
  ask->recent = recent;
}

// ---- texts --------------------------------------------------------------------------------------

enum { TEXT_NAME_MAX = 160 }; // bytes of a line that are shown

// The line without what indents it, cut at a whole character; a line of blanks is shown as its place.
static Str name_of_line(Str line) {
  Str name = str_trim(line);
  size_t end = str_find_byte(name, 0, '\n');
  if (end > TEXT_NAME_MAX) end = TEXT_NAME_MAX;
  if (end > name.len) end = name.len;
  while (end > 0 && end < name.len && ((unsigned char)name.ptr[end] & 0xC0) == 0x80) end--;
  return end ? str_slice(name, 0, end) : STR("(blank)");
}

// A list of lines has each once, whatever many words of the query are on it.
static bool is_new_line(SymbolsWork *work, const SearchHit *hit) {
  uint64_t line = str_hash(hit->path) + hit->line;
  for (size_t i = 0; i < work->lines.count; i++) {
    if (work->lines.items[i] == line) return false;
  }
  array_push(&work->lines, line);
  return true;
}

static bool add_text(void *user, const SearchHit *hit) {
  SymbolsWork *work = user;
  if (!is_new_line(work, hit)) return true;
  PositionEncoding encoding = work->request->encoding;
  size_t line_end = str_find_byte(hit->text, 0, '\n');
  if (line_end > hit->text.len) line_end = hit->text.len;
  size_t from = hit->column < line_end ? hit->column : line_end;
  size_t to = from + hit->length < line_end ? from + hit->length : line_end;
  uint32_t start = (uint32_t)position_units(str_slice(hit->text, 0, from), encoding);
  uint32_t end = start + (uint32_t)position_units(str_slice(hit->text, from, to), encoding);
  JsonOut out = results_begin_item(&work->results);
  json_open(&out, '{');
  json_put_string(&out, "name", name_of_line(hit->text));
  json_put_unsigned(&out, "kind", KIND_LSP_STRING);
  json_put_string(&out, "containerName", hit->path);
  put_place(&out, work, hit->path, (Position){hit->line, start}, (Position){hit->line, end});
  json_close(&out, '}');
  results_end_item(&work->results, -(double)work->texts++); // the best of each folder first
  return !results_full(&work->results);
}

static Status ask_texts(SymbolsWork *work, const Folder *folder, const SymbolRequest *places,
                        Error *error) {
  const SymbolsParams *params = work->request->params;
  SearchRequest ask = {.query = str_slice(params->query, 1, params->query.len),
                       .limit = params->limit,
                       .near = places->near,
                       .recent = places->recent,
                       .recent_count = places->recent_count,
                       .cancelled = &work->request->stop};
  QuerySummary summary;
  if (str_trim(ask.query).len == 0) return STATUS_OK;
  return index_search(folder->index, &ask, add_text, work, &summary, error);
}

// ---- asking -------------------------------------------------------------------------------------

// False if the request is over.
static bool ask_folder(SymbolsWork *work, const Folder *folder) {
  Request *request = work->request;
  const SymbolsParams *params = request->params;
  SymbolRequest ask = {.query = params->query,
                       .match = SYMBOL_MATCH_FUZZY,
                       .limit = params->limit,
                       .typing = true,
                       .cancelled = &request->stop};
  QuerySummary summary;
  Error error = {0};
  work->folder = folder;
  work->texts = work->lines.count = 0;
  set_places(work, folder, &ask);
  bool text = params->texts && str_starts_with(params->query, STR("?"));
  Status status = text ? ask_texts(work, folder, &ask, &error)
                       : index_symbols(folder->index, &ask, add_symbol, work, &summary, &error);
  if (status == STATUS_OK || status == STATUS_INVALID) return true; // half a filter matches nothing
  if (status == STATUS_CANCELLED && atomic_load(&request->shortened)) return false;
  request_fail(request, status == STATUS_CANCELLED ? RPC_CANCELLED : RPC_FAILED, "%s",
               error.message);
  return false;
}

static void symbols_work(Request *request) {
  const SymbolsParams *params = request->params;
  SymbolsWork work = {.request = request};
  work.results.request = request;
  work.results.limit = params->limit;
  work.results.stream = request->stream && request->folder_count == 1;
  for (size_t i = 0; i < request->folder_count; i++) {
    if (!ask_folder(&work, request->folders[i])) break;
  }
  if (!request->error) {
    if (request->folder_count > 1) results_sort(&work.results);
    JsonOut out = json_out(&request->result);
    results_finish(&work.results, &out);
  }
  results_release(&work.results);
  array_free(&work.lines);
}

static void read_open_documents(const Server *server, Request *request, SymbolsParams *params) {
  params->recent = arena_array(&request->arena, Str, RECENT_MAX);
  const OpenDocument *document = server->documents.first;
  for (; document && params->recent_count < RECENT_MAX; document = document->next) {
    if (!document->open) continue;
    Str path = arena_dup(&request->arena, str_from_c(document->path));
    params->recent[params->recent_count++] = path;
  }
}

void symbols_request(Server *server, Request *request, const cJSON *json) {
  SymbolsParams *params = arena_new(&request->arena, SymbolsParams);
  Str query;
  if (!json_get_string(json, "query", &query)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.query must be a string");
    return;
  }
  params->query = arena_dup(&request->arena, query);
  params->limit = server->settings.max_symbols;
  params->kinds = server->client.symbol_kinds;
  params->tags = server->client.symbol_tags;
  params->texts = offers_serve(server, FEATURE_SEARCH, STR(""));
  read_open_documents(server, request, params);
  request->params = params;
  request->question = params->query;
  request->work = symbols_work;
  request_stream(request, NULL);
  // The person has typed on: the older answer is wanted no more, and is given as far as it has
  // come.
  Request *older = server->newest_symbol_request;
  if (older && !str_equal(((SymbolsParams *)older->params)->query, query)) request_shorten(older);
  server->newest_symbol_request = request;
}
