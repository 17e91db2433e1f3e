// textDocument/definition and declaration: where what stands at a place is defined, or declared. As
// LocationLinks where the client knows them: these say how much of the place is the name.
//
// Clients show several answers as a list to choose from, so a jump is a jump only if there is one. Therefore
// of what the index finds, likeliest first, less is answered: where something speaks for the first (a
// scope, an import), those that it does not speak for are left out; a definition leads to its declarations
// and a declaration to its definitions, if something speaks for them, else to itself; definitions are left
// out of declarations, and declarations, if a definition is as likely, of definitions. Hover says how many
// there are, and references show them.
#include "lsp/elsewhere.h"
#include "lsp/features.h"
#include "lsp/target.h"

#include "base/array.h"

enum { TARGETS_MAX = 64 };

typedef struct {
  Place *place;
  bool links, declarations;
} DefinitionParams;

typedef struct {
  size_t start, end; // in the bytes: an open object
  Certainty certainty;
  bool declared; // not defined
  bool here;     // the place is its name
} FoundTarget;

typedef struct {
  const Request *request;
  const DefinitionParams *params;
  Buf bytes;
  ARRAY(FoundTarget) targets;
} DefinitionWork;

static void put_ranges(const DefinitionWork *work, JsonOut *out, const TargetRanges *ranges) {
  if (work->params->links) {
    json_put_range(out, "targetRange", ranges->start, ranges->end);
    json_put_range(out, "targetSelectionRange", ranges->name_start, ranges->name_end);
  } else {
    json_put_range(out, "range", ranges->name_start, ranges->name_end);
  }
}

static void add(DefinitionWork *work, FoundTarget found, const Folder *folder, Str path,
                const TargetRanges *ranges) {
  found.start = work->bytes.len;
  JsonOut out = json_out(&work->bytes);
  json_open(&out, '{');
  target_put_uri(&out, work->params->links ? "targetUri" : "uri", folder, path);
  put_ranges(work, &out, ranges);
  found.end = work->bytes.len;
  array_push(&work->targets, found);
}

static bool add_target(void *user, const SourceTarget *target) {
  DefinitionWork *work = user;
  FoundTarget found = {.certainty = target->certainty,
                       .declared = target->flags & SYMBOL_DECLARATION,
                       .here = target_is_at(target, work->params->place)};
  TargetRanges ranges = target_ranges(target, work->request->encoding);
  // Behind what something speaks for, those that have only the name in common would be left out: a name that
  // a thousand files have is answered without reading them.
  bool known = work->targets.count && work->targets.items[0].certainty > CERTAINTY_NAME;
  if (known && found.certainty == CERTAINTY_NAME && !found.here) return false;
  add(work, found, work->request->folders[0], target->path, &ranges);
  return true;
}

static bool add_elsewhere(void *user, const ElsewhereHit *hit) {
  FoundTarget found = {.certainty = CERTAINTY_NAME, .declared = hit->declared};
  TargetRanges ranges = {hit->start, hit->end, hit->start, hit->end};
  add(user, found, hit->folder, hit->path, &ranges);
  return true;
}

typedef bool (*Wanted)(const FoundTarget *found, const FoundTarget *first);

static bool is_declared(const FoundTarget *found, const FoundTarget *first) {
  (void)first;
  return found->declared;
}

static bool is_defined(const FoundTarget *found, const FoundTarget *first) {
  (void)first;
  return !found->declared;
}

static bool is_likely(const FoundTarget *found, const FoundTarget *first) {
  (void)first;
  return found->certainty > CERTAINTY_NAME;
}

static bool is_as_likely(const FoundTarget *found, const FoundTarget *first) {
  return found->certainty >= first->certainty;
}

// Keeps those that are wanted, if there are any.
static void prefer(DefinitionWork *work, Wanted wanted) {
  size_t kept = 0;
  if (!work->targets.count) return;
  FoundTarget first = work->targets.items[0];
  for (size_t i = 0; i < work->targets.count; i++) {
    FoundTarget found = work->targets.items[i];
    if (wanted(&found, &first)) work->targets.items[kept++] = found;
  }
  if (kept) work->targets.count = kept;
}

// Where the place itself stands among the targets; their number if it is none of them.
static size_t find_here(const DefinitionWork *work) {
  size_t at = 0;
  while (at < work->targets.count && !work->targets.items[at].here) at++;
  return at;
}

// On a definition: what comes before it is of the same thing.
static void choose_counterpart(DefinitionWork *work, size_t here) {
  FoundTarget self = work->targets.items[here];
  work->targets.count = here;
  prefer(work, is_likely);
  if (here == 0 || !is_likely(&work->targets.items[0], NULL)) {
    work->targets.items[0] = self;
    work->targets.count = 1;
    return;
  }
  prefer(work, self.declared ? is_defined : is_declared);
  prefer(work, is_as_likely);
}

// Other folders are asked where nothing in this one is known to be meant.
static void look_elsewhere(DefinitionWork *work, Str name) {
  for (size_t i = 0; i < work->targets.count; i++) {
    const FoundTarget *found = &work->targets.items[i];
    if (found->here || found->certainty > CERTAINTY_NAME) return;
  }
  elsewhere_definitions(work->params->place, name, TARGETS_MAX, add_elsewhere, work);
}

// Keeps those that are answered.
static void choose(DefinitionWork *work) {
  size_t here = find_here(work);
  if (work->params->declarations) {
    prefer(work, is_declared);
    prefer(work, is_as_likely);
  } else if (here < work->targets.count) {
    choose_counterpart(work, here);
  } else {
    prefer(work, is_as_likely);
    prefer(work, is_defined);
  }
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
  for (size_t i = 0; i < work->targets.count; i++) {
    const FoundTarget *found = &work->targets.items[i];
    json_raw(&out, str_slice(buf_str(&work->bytes), found->start, found->end));
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
  if (place_found(request, status, &error)) {
    look_elsewhere(&work, summary.name);
    choose(&work);
    put_targets(&work, &summary, &request->result);
  }
  buf_release(&work.bytes);
  array_free(&work.targets);
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
  request->elsewhere = true;
  request->work = definition_work;
}

void definition_request(Server *server, Request *request, const cJSON *params) {
  read_request(server, request, params, FEATURE_DEFINITION);
}

void declaration_request(Server *server, Request *request, const cJSON *params) {
  read_request(server, request, params, FEATURE_DECLARATION);
}
