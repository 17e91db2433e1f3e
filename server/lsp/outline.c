// textDocument/documentSymbol: the symbols of one document, as a tree where the client can show
// one, of the open text if it is open.
#include "lsp/features.h"
#include "lsp/kinds.h"
#include "lsp/place.h"

#include <stdlib.h>

enum { DEPTH_MAX = 64 }; // deeper symbols are shown at this depth: clients recurse, too
enum { DETAIL_MAX = 100, DETAIL_READ_MAX = 1000 }; // bytes

typedef struct {
  bool tree, tags;
  uint32_t kinds;
  Str uri;
} OutlineParams;

// Of each symbol, in the client's units.
typedef struct {
  Position start, end, name_start, name_end;
} SymbolRanges;

typedef struct {
  const OutlineParams *params;
  Str text;
  const Symbol *symbols;
  SymbolRanges *places;
  uint32_t *first_child, *next_sibling; // NO_PARENT ends a list
  uint32_t first_root;
  JsonOut out;
} Outline;

static uint32_t smaller(uint32_t a, uint32_t b) { return a < b ? a : b; }
static uint32_t larger(uint32_t a, uint32_t b) { return a > b ? a : b; }

// The whole definition and the name within it: clients refuse a name outside its range.
static SymbolRanges *find_places(const Request *request, Str text, const Symbol *symbols,
                                 size_t count) {
  uint32_t *offsets = xmalloc((4 * count + 1) * sizeof *offsets);
  for (size_t i = 0; i < count; i++) {
    const Symbol *s = &symbols[i];
    uint32_t name_end = larger(s->name_start, s->name_end);
    offsets[4 * i] = smaller(s->start, s->name_start);
    offsets[4 * i + 1] = larger(s->end, name_end);
    offsets[4 * i + 2] = s->name_start;
    offsets[4 * i + 3] = name_end;
  }
  SymbolRanges *places = xmalloc((count + 1) * sizeof *places);
  position_of_offsets(text, request->encoding, offsets, 4 * count, (Position *)(void *)places);
  free(offsets);
  return places;
}

// Lists of children in order of position. A parent that comes later than its child is none.
static void link_children(Outline *outline, size_t count) {
  uint32_t *depth = xmalloc((count + 1) * sizeof *depth);
  uint32_t *parent = xmalloc((count + 1) * sizeof *parent);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t up = outline->symbols[i].parent;
    if (up >= i) up = NO_PARENT;
    if (up != NO_PARENT && depth[up] + 1 >= DEPTH_MAX) up = parent[up];
    parent[i] = up;
    depth[i] = up == NO_PARENT ? 0 : depth[up] + 1;
    outline->first_child[i] = NO_PARENT;
  }
  outline->first_root = NO_PARENT;
  for (uint32_t i = (uint32_t)count; i-- > 0;) {
    uint32_t *list =
        parent[i] == NO_PARENT ? &outline->first_root : &outline->first_child[parent[i]];
    outline->next_sibling[i] = *list;
    *list = i;
  }
  free(depth);
  free(parent);
}

// What both shapes share.
static void put_head(Outline *outline, const Symbol *symbol) {
  JsonOut *out = &outline->out;
  bool nameless =
      str_trim(symbol->name).len == 0; // VS Code refuses the whole answer for one of these
  json_put_string(out, "name", nameless ? STR("(anonymous)") : symbol->name);
  json_put_unsigned(out, "kind", kind_to_lsp(symbol->kind, outline->params->kinds));
  if (!(symbol->flags & SYMBOL_DEPRECATED)) return;
  if (outline->params->tags)
    json_put_raw(out, "tags", STR("[1]"));
  else
    json_put_bool(out, "deprecated", true);
}

static bool is_callable(SymbolKind kind) {
  return kind == SYMBOL_FUNCTION || kind == SYMBOL_METHOD || kind == SYMBOL_CONSTRUCTOR
         || kind == SYMBOL_MACRO;
}

// The end of the parameters that begin at `at` or, behind type parameters, soon after it; `at` if there
// are none, or they are endless.
static size_t parameters_end(Str text, size_t at, size_t end) {
  int depth = 0;
  for (size_t i = at; i < end && i - at < DETAIL_READ_MAX; i++) {
    char c = text.ptr[i];
    if (c == '(') depth++;
    if (c == ')' && --depth <= 0) return depth == 0 ? i + 1 : at;
    if (depth == 0 && i == at && c != '<') return at;
  }
  return at;
}

// What tells functions of one name apart: the parameters as they are written, on one line.
static void put_detail(Outline *outline, const Symbol *symbol) {
  Str text = outline->text;
  size_t at = symbol->name_end, end = symbol->end < text.len ? symbol->end : text.len;
  if (!is_callable(symbol->kind) || at >= end) return;
  size_t stop = parameters_end(text, at, end);
  char detail[DETAIL_MAX + 8];
  size_t count = 0;
  for (size_t i = at; i < stop && count < DETAIL_MAX; i++) {
    char c = text.ptr[i], before = count ? detail[count - 1] : ' ';
    if (ascii_is_space(c)) c = ' ';
    if (c == ' ' && (before == ' ' || before == '(')) continue;
    if (c == ')' && before == ' ') count--;
    detail[count++] = c;
  }
  if (count == 0) return;
  bool cut = count == DETAIL_MAX;
  while (cut && count > 0 && ((unsigned char)detail[count - 1] & 0xC0) == 0x80) count--;
  if (cut && count > 0 && (unsigned char)detail[count - 1] >= 0xC0) count--; // half a character
  if (cut) {
    memcpy(detail + count, "\xE2\x80\xA6", 3); // ...
    count += 3;
  }
  json_put_string(&outline->out, "detail", str_make(detail, count));
}

static void put_tree(Outline *outline, uint32_t first) {
  JsonOut *out = &outline->out;
  json_open(out, '[');
  for (uint32_t i = first; i != NO_PARENT; i = outline->next_sibling[i]) {
    const SymbolRanges *place = &outline->places[i];
    json_open(out, '{');
    put_head(outline, &outline->symbols[i]);
    put_detail(outline, &outline->symbols[i]);
    json_put_range(out, "range", place->start, place->end);
    json_put_range(out, "selectionRange", place->name_start, place->name_end);
    if (outline->first_child[i] != NO_PARENT) {
      json_key(out, "children");
      put_tree(outline, outline->first_child[i]);
    }
    json_close(out, '}');
  }
  json_close(out, ']');
}

static void put_flat(Outline *outline, size_t count) {
  JsonOut *out = &outline->out;
  json_open(out, '[');
  for (size_t i = 0; i < count; i++) {
    const Symbol *symbol = &outline->symbols[i];
    json_open(out, '{');
    put_head(outline, symbol);
    if (symbol->container.len) json_put_string(out, "containerName", symbol->container);
    json_key(out, "location");
    json_open(out, '{');
    json_put_string(out, "uri", outline->params->uri);
    json_put_range(out, "range", outline->places[i].start, outline->places[i].end);
    json_close(out, '}');
    json_close(out, '}');
  }
  json_close(out, ']');
}

static void put_outline(void *user, Str text, const Symbol *symbols, size_t count) {
  Request *request = user;
  Outline outline = {.params = request->params, .text = text, .symbols = symbols};
  outline.out = json_out(&request->result);
  outline.places = find_places(request, text, symbols, count);
  if (outline.params->tree) {
    outline.first_child = xmalloc((count + 1) * sizeof *outline.first_child);
    outline.next_sibling = xmalloc((count + 1) * sizeof *outline.next_sibling);
    link_children(&outline, count);
    put_tree(&outline, outline.first_root);
    free(outline.first_child);
    free(outline.next_sibling);
  } else {
    put_flat(&outline, count);
  }
  free(outline.places);
}

static void outline_work(Request *request) {
  if (!request->folder_count) return;
  Error error = {0};
  Status status = index_outline(request->folders[0]->index, request->relative, &request->stop,
                                put_outline, request, &error);
  if (status == STATUS_OK || status == STATUS_NOT_FOUND) return; // no text, no symbols: null
  request_fail(request, status == STATUS_CANCELLED ? RPC_CANCELLED : RPC_FAILED, "%s",
               error.message);
}

void outline_request(Server *server, Request *request, const cJSON *json) {
  if (!place_read_uri(server, request, json, FEATURE_DOCUMENT_SYMBOL)) return;
  Str uri = {"", 0};
  json_get_string(json_get(json, "textDocument"), "uri", &uri);
  OutlineParams *params = arena_new(&request->arena, OutlineParams);
  params->tree = server->client.hierarchical_outline;
  params->tags = server->client.outline_tags;
  params->kinds = server->client.outline_kinds;
  params->uri = arena_dup(&request->arena, uri);
  request->params = params;
  request->work = outline_work;
}
