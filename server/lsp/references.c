// textDocument/references: where a name is used, those that are likely to mean the same first, each sent
// as it is found where the client takes partial results. The protocol has no place to say that an answer was
// cut or speaks for a part of the tree: the end of the work-done progress says it.
#include "lsp/elsewhere.h"
#include "lsp/features.h"
#include "lsp/results.h"
#include "lsp/target.h"

typedef struct {
  Place *place;
  ReferenceOptions options;
} ReferencesParams;

typedef struct {
  const Request *request;
  Results results;
  bool local; // nobody else can mean it
} ReferencesWork;

static bool add_reference(void *user, const SourceReference *reference) {
  ReferencesWork *work = user;
  work->local = reference->certainty == CERTAINTY_SCOPE;
  JsonOut out = results_begin_item(&work->results);
  json_open(&out, '{');
  target_put_uri(&out, "uri", work->request->folders[0], reference->path);
  target_put_occurrence(&out, "range", reference, work->request->encoding);
  json_close(&out, '}');
  results_end_item(&work->results, 0);
  return !results_full(&work->results);
}

static bool add_elsewhere(void *user, const ElsewhereHit *hit) {
  ReferencesWork *work = user;
  JsonOut out = results_begin_item(&work->results);
  json_open(&out, '{');
  target_put_uri(&out, "uri", hit->folder, hit->path);
  json_put_range(&out, "range", hit->start, hit->end);
  json_close(&out, '}');
  results_end_item(&work->results, 0);
  return !results_full(&work->results);
}

// In other folders the name alone tells: neither scopes nor imports reach over there.
static void look_elsewhere(ReferencesWork *work, NavigationSummary *summary) {
  const ReferencesParams *params = work->request->params;
  uint64_t limit = params->options.limit;
  if (work->local || summary->found >= limit) return;
  uint64_t left = limit - summary->found, before = work->results.added;
  elsewhere_uses(params->place, summary->name, left, add_elsewhere, work);
  uint64_t added = work->results.added - before;
  summary->found += added;
  summary->truncated |= added == left || place_left_ns(params->place) == 1;
}

static void references_work(Request *request) {
  Index *index = place_index(request);
  if (!index) return;
  const ReferencesParams *params = request->params;
  SourcePlace source = place_source(params->place);
  ReferencesWork work = {.request = request};
  work.results.request = request;
  work.results.stream = request->stream != NULL;
  NavigationSummary summary = {.covered = 1};
  Error error = {0};
  Status status =
      index_references(index, &source, &params->options, add_reference, &work, &summary, &error);
  if (place_found(request, status, &error)) {
    look_elsewhere(&work, &summary);
    place_note(request, &summary, "reference", "references");
    JsonOut out = json_out(&request->result);
    results_finish(&work.results, &out);
  }
  results_release(&work.results);
}

void references_request(Server *server, Request *request, const cJSON *json) {
  bool declarations;
  if (!json_get_bool(json_get(json, "context"), "includeDeclaration", &declarations)) {
    request_fail(request, RPC_INVALID_PARAMS,
                 "params.context.includeDeclaration must be true or false");
    return;
  }
  Place *place = place_read(server, request, json, FEATURE_REFERENCES);
  if (!place) return;
  ReferencesParams *params = arena_new(&request->arena, ReferencesParams);
  params->place = place;
  params->options =
      (ReferenceOptions){.definitions = declarations, .limit = server->settings.max_references};
  request->params = params;
  request->elsewhere = true;
  request->work = references_work;
  request_stream(request, NULL);
}
