// textDocument/foldingRange: what can be folded, from the open text if the document is open. Clients fold
// whole lines, or show the rest of the first line and what closes the fold on the last.
#include "lsp/features.h"
#include "lsp/place.h"

#include <stdlib.h>

enum { TEXT_MAX = 80, DEPTH_MAX = 255 };

typedef struct {
  bool lines_only, show_text;
  uint32_t max; // 0: any number
} FoldingParams;

typedef struct {
  Str text;
  const SourceFold *folds;
  size_t count;
  const Position *places; // start and end of each
} Folds;

// How deep each fold lies in others. Folds come in order of start.
static void find_depths(const Folds *folds, uint8_t *depths) {
  uint32_t ends[DEPTH_MAX + 1];
  size_t open = 0;
  for (size_t i = 0; i < folds->count; i++) {
    while (open > 0 && ends[open - 1] <= folds->folds[i].start) open--;
    depths[i] = (uint8_t)open;
    if (open < DEPTH_MAX) ends[open++] = folds->folds[i].end;
  }
}

// Of folds that span lines, which are left when there may be `max`: the outermost, and of the last depth
// that has room the first.
static void choose(const Folds *folds, uint32_t max, bool *chosen) {
  uint8_t *depths = xmalloc(folds->count + 1);
  find_depths(folds, depths);
  size_t of_depth[DEPTH_MAX + 1] = {0}, room = max ? max : folds->count;
  for (size_t i = 0; i < folds->count; i++) {
    chosen[i] = folds->places[2 * i].line < folds->places[2 * i + 1].line;
    of_depth[depths[i]] += chosen[i];
  }
  for (size_t depth = 0; depth <= DEPTH_MAX; depth++) {
    if (of_depth[depth] > room) of_depth[depth] = room;
    room -= of_depth[depth];
  }
  for (size_t i = 0; i < folds->count; i++) {
    size_t *left = &of_depth[depths[i]];
    chosen[i] = chosen[i] && *left > 0;
    *left -= chosen[i];
  }
  free(depths);
}

static Str first_line(Str text) {
  text = str_slice(text, 0, str_find_byte(text, 0, '\n'));
  text = str_slice(text, 0, str_find_byte(text, 0, '\r'));
  if (text.len > TEXT_MAX) {
    size_t end = TEXT_MAX;
    while (end > 0 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80) end--;
    text = str_slice(text, 0, end);
  }
  return str_trim(text);
}

// What stands for a folded comment or region: its first line. For code the client's own dots do.
static void put_text(JsonOut *out, const Folds *folds, const SourceFold *fold) {
  if (fold->kind != FOLD_COMMENT && fold->kind != FOLD_REGION) return;
  Str line = first_line(str_slice(folds->text, fold->start, fold->end));
  if (!line.len) return;
  Buf text = {0};
  buf_printf(&text, "%.*s \xE2\x80\xA6", STR_ARGS(line));
  json_put_string(out, "collapsedText", buf_str(&text));
  buf_release(&text);
}

static void put_fold(JsonOut *out, const Folds *folds, size_t i, const FoldingParams *params) {
  static const char *const kinds[] = {NULL, "comment", "imports", "region"};
  const SourceFold *fold = &folds->folds[i];
  Position start = folds->places[2 * i], end = folds->places[2 * i + 1];
  json_open(out, '{');
  json_put_unsigned(out, "startLine", start.line);
  json_put_unsigned(out, "endLine", end.line);
  // Without a character the whole first line stays: of a comment it is what tells it.
  if (!params->lines_only) {
    if (fold->kind == FOLD_CODE) json_put_unsigned(out, "startCharacter", start.character);
    json_put_unsigned(out, "endCharacter", end.character);
  }
  if (kinds[fold->kind]) json_put_string(out, "kind", str_from_c(kinds[fold->kind]));
  if (params->show_text) put_text(out, folds, fold);
  json_close(out, '}');
}

static void put_folds(void *user, Str text, const SourceFold *folds, size_t count) {
  Request *request = user;
  const FoldingParams *params = request->params;
  uint32_t *offsets = xmalloc((2 * count + 1) * sizeof *offsets);
  Position *places = xmalloc((2 * count + 1) * sizeof *places);
  bool *chosen = xmalloc(count + 1);
  for (size_t i = 0; i < count; i++) {
    offsets[2 * i] = folds[i].start;
    offsets[2 * i + 1] = folds[i].end;
  }
  position_of_offsets(text, request->encoding, offsets, 2 * count, places);
  Folds all = {text, folds, count, places};
  choose(&all, params->max, chosen);
  JsonOut out = json_out(&request->result);
  json_open(&out, '[');
  for (size_t i = 0; i < count; i++) {
    if (chosen[i]) put_fold(&out, &all, i, params);
  }
  json_close(&out, ']');
  free(chosen);
  free(places);
  free(offsets);
}

static void folding_work(Request *request) {
  Index *index = place_index(request);
  if (!index) return;
  Error error = {0};
  Status status = index_folds(index, request->relative, &request->stop, put_folds, request, &error);
  (void)place_found(request, status, &error);
}

void folding_request(Server *server, Request *request, const cJSON *json) {
  if (!place_read_uri(server, request, json, FEATURE_FOLDING_RANGE)) return;
  FoldingParams *params = arena_new(&request->arena, FoldingParams);
  *params = (FoldingParams){.lines_only = server->client.folds_lines_only,
                            .show_text = server->client.folds_show_text,
                            .max = server->client.folds_max};
  request->params = params;
  request->work = folding_work;
}
