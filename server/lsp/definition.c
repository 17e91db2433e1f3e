// textDocument/definition and declaration: where what stands at a place is defined, or declared. As
// LocationLinks where the client knows them: these say how much of the place is the name.
//
// Where something speaks for the first target (a scope, an import), those that have only the name in common
// with it are left out, so that a jump is a jump; hover says how many they are.
#include "lsp/features.h"
#include "lsp/place.h"
#include "lsp/target.h"

enum { TARGETS_MAX = 64 };

typedef struct {
  Place *place;
  bool links, declarations;
} DefinitionParams;

typedef struct {
  const Request *request;
  const DefinitionParams *params;
  Buf targets; // open objects, one a line
  Certainty least;
} DefinitionWork;

static bool add_target(void *user, const SourceTarget *target) {
  DefinitionWork *work = user;
  if (!work->targets.len) work->least = target->certainty;
  if (target->certainty < work->least) return true;
  const Folder *folder = work->request->folders[0];
  TargetRanges ranges = target_ranges(target, work->request->encoding);
  JsonOut out = json_out(&work->targets);
  json_open(&out, '{');
  if (work->params->links) {
    target_put_uri(&out, "targetUri", folder, target->path);
    json_put_range(&out, "targetRange", ranges.start, ranges.end);
    json_put_range(&out, "targetSelectionRange", ranges.name_start, ranges.name_end);
  } else {
    target_put_uri(&out, "uri", folder, target->path);
    json_put_range(&out, "range", ranges.name_start, ranges.name_end);
  }
  buf_byte(&work->targets, '\n');
  return true;
}

// How much of the place is the name is known when all targets are.
static void put_targets(const DefinitionWork *work, const NavigationSummary *summary, Buf *result) {
  Buf origin = {0};
  JsonOut origin_out = {&origin, true}; // behind other members
  if (work->params->links) {
    place_put_range(work->params->place, &origin_out, "originSelectionRange", summary->start,
                    summary->end);
  }
  JsonOut out = json_out(result);
  json_open(&out, '[');
  Str rest = buf_str(&work->targets), target;
  while (str_next_field(&rest, '\n', &target)) {
    json_raw(&out, target);
    buf_str_put(result, buf_str(&origin));
    json_close(&out, '}');
  }
  json_close(&out, ']');
  buf_release(&origin);
}

static void definition_work(Request *request) {
  Index *index = place_index(request);
  if (!index) return;
  const DefinitionParams *params = request->params;
  SourcePlace source = place_source(params->place);
  DefinitionWork work = {.request = request, .params = params};
  NavigationSummary summary = {0};
  Error error = {0};
  Status status = index_definitions(index, &source, params->declarations, TARGETS_MAX, add_target,
                                    &work, &summary, &error);
  if (place_found(request, status, &error)) put_targets(&work, &summary, &request->result);
  buf_release(&work.targets);
}

static void read_request(Server *server, Request *request, const cJSON *json, Feature feature) {
  Place *place = place_read(server, request, json, feature);
  if (!place) return;
  const Client *client = &server->client;
  DefinitionParams *params = arena_new(&request->arena, DefinitionParams);
  params->place = place;
  params->declarations = feature == FEATURE_DECLARATION;
  params->links = params->declarations ? client->declaration_links : client->definition_links;
  request->params = params;
  request->work = definition_work;
}

void definition_request(Server *server, Request *request, const cJSON *params) {
  read_request(server, request, params, FEATURE_DEFINITION);
}

void declaration_request(Server *server, Request *request, const cJSON *params) {
  read_request(server, request, params, FEATURE_DECLARATION);
}
