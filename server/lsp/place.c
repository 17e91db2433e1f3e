#include "lsp/place.h"

#include "base/scan.h"

#include <stdio.h>

enum { LINE_KEPT = 16 * 1024 }; // bytes on either side of a place

bool place_settle(Server *server, Request *request, Feature feature, Str uri) {
  if (!offers_serve(server, feature, uri)) return false;
  if (!document_path(uri, &request->arena, &request->path)) return false;
  request->path = arena_dup(&request->arena, request->path);
  return true;
}

bool place_read_uri(Server *server, Request *request, const cJSON *params, Feature feature) {
  Str uri;
  if (!json_get_string(json_get(params, "textDocument"), "uri", &uri)) {
    request_fail(request, RPC_INVALID_PARAMS, "params.textDocument.uri must be a string");
    return false;
  }
  return place_settle(server, request, feature, uri);
}

Place *place_new(Request *request, Position position) {
  Place *place = arena_new(&request->arena, Place);
  *place = (Place){.request = request,
                   .position = position,
                   .keep_line = true,
                   .timeout_ns = PLACE_TIMEOUT_S * (int64_t)1000000000};
  return place;
}

bool place_read_position(const cJSON *json, Position *position) {
  return json_get_clamped(json, "line", &position->line)
         && json_get_clamped(json, "character", &position->character);
}

Place *place_read(Server *server, Request *request, const cJSON *params, Feature feature) {
  Position position;
  if (!place_read_position(json_get(params, "position"), &position)) {
    request_fail(request, RPC_INVALID_PARAMS,
                 "params.position must have a line and a character, both numbers");
    return NULL;
  }
  if (!place_read_uri(server, request, params, feature)) return NULL;
  return place_new(request, position);
}

Index *place_index(const Request *request) {
  return request->folder_count ? request->folders[0]->index : NULL;
}

static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

static bool is_word(Str text, size_t start, size_t end) {
  return (start == 0 || !is_word_byte(text.ptr[start - 1]))
         && (end == text.len || !is_word_byte(text.ptr[end]));
}

// Where `name` stands as a word nearest to `offset`; `offset` if nowhere.
static size_t nearest(Str text, Str name, size_t offset) {
  if (!name.len || str_starts_with(str_slice(text, offset, text.len), name)) return offset;
  ScanNeedle needle = scan_needle_make(name, false);
  size_t best = SIZE_MAX, at = scan_find(&needle, text, 0);
  for (; at != SIZE_MAX; at = scan_find(&needle, text, at + 1)) {
    if (!is_word(text, at, at + name.len)) continue;
    if (at >= offset) break;
    best = at;
  }
  if (at != SIZE_MAX && (best == SIZE_MAX || at - offset < offset - best)) best = at;
  return best == SIZE_MAX ? offset : best;
}

// As much of its line as a name may take, however long the line is.
static void keep_line(Place *place, Str text) {
  Request *request = place->request;
  size_t start = place->offset, end = place->offset;
  size_t first = start > LINE_KEPT ? start - LINE_KEPT : 0;
  size_t last = text.len - end > LINE_KEPT ? end + LINE_KEPT : text.len;
  while (start > first && !is_line_end(text.ptr[start - 1])) start--;
  while (start > 0 && ((unsigned char)text.ptr[start] & 0xC0) == 0x80) start--;
  while (end < last && !is_line_end(text.ptr[end])) end++;
  place->line_start = (uint32_t)start;
  position_of_offsets(text, request->encoding, &place->line_start, 1, &place->line_position);
  place->line = arena_dup(&request->arena, str_slice(text, start, end));
}

static size_t find_offset(void *user, Str text) {
  Place *place = user;
  size_t offset = position_offset(text, place->position, place->request->encoding);
  place->offset = nearest(text, place->name, offset);
  if (place->keep_line) keep_line(place, text);
  if (place->keep_text) place->text = arena_dup(&place->request->arena, text);
  return place->offset;
}

int64_t place_left_ns(Place *place) {
  int64_t now = os_monotonic_ns();
  if (place->timeout_ns <= 0) return 0;
  if (!place->until_ns) place->until_ns = now + place->timeout_ns;
  return place->until_ns > now ? place->until_ns - now : 1;
}

SourcePlace place_source(Place *place) {
  return (SourcePlace){.path = place->request->relative,
                       .offset = find_offset,
                       .user = place,
                       .timeout_ns = place_left_ns(place),
                       .cancelled = &place->request->stop};
}

void place_put_range(const Place *place, JsonOut *out, const char *key, uint32_t start,
                     uint32_t end) {
  if (start < place->line_start || end < start) return;
  size_t from = start - place->line_start, to = end - place->line_start;
  if (to > place->line.len) return;
  PositionEncoding encoding = place->request->encoding;
  size_t before = position_units(str_slice(place->line, 0, from), encoding);
  size_t units = position_units(str_slice(place->line, from, to), encoding);
  Position at = place->line_position;
  at.character += (uint32_t)before;
  json_put_range(out, key, at, (Position){at.line, at.character + (uint32_t)units});
}

void place_note(Request *request, const NavigationSummary *summary, const char *noun,
                const char *nouns) {
  const char *reason = summary->reason ? summary->reason : "";
  const char *cut = !summary->truncated               ? ""
                    : strcmp(reason, "deadline") == 0 ? ", and more: time was up"
                                                      : ", and more";
  unsigned long long found = summary->found;
  int length = snprintf(request->note, sizeof request->note, "%llu %s%s", found,
                        found == 1 ? noun : nouns, cut);
  if (summary->covered >= 1 || length < 0 || (size_t)length >= sizeof request->note) return;
  snprintf(request->note + length, sizeof request->note - (size_t)length,
           ", in %.0f%% of the files so far", summary->covered * 100);
}

bool place_found(Request *request, Status status, const Error *error) {
  if (status == STATUS_OK) return true;
  bool nothing = status == STATUS_NOT_FOUND || status == STATUS_IO || status == STATUS_UNSUPPORTED;
  if (nothing) return false; // no such file, no text in it, a language without structure
  request_fail(request, status == STATUS_CANCELLED ? RPC_CANCELLED : RPC_FAILED, "%s",
               error->message);
  return false;
}
